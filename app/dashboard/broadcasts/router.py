"""The addresses of the screens of announcements."""

from fastapi import APIRouter

from app.dashboard.broadcasts import (
    emergency_pages,
    pages,
    review_pages,
    rules_pages,
    what_pages,
    when_pages,
    who_pages,
)
from app.dashboard.broadcasts.report import router as report

router = APIRouter()
for part in (
    pages,
    emergency_pages,  # before those whose address holds a number in the same place
    rules_pages,
    who_pages,
    what_pages,
    when_pages,
    review_pages,
    report,
):
    router.include_router(part.router)
