"""The addresses of the screens of the school year and of all that will leave."""

from fastapi import APIRouter

from app.dashboard.schedule import calendar_pages, pages

router = APIRouter()
for part in (calendar_pages, pages):
    router.include_router(part.router)
