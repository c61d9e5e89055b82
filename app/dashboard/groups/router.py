"""The addresses of the screens of groups."""

from fastapi import APIRouter

from app.dashboard.groups import flyer_pages, pages, request_pages

router = APIRouter()
for part in (request_pages, pages, flyer_pages):
    router.include_router(part.router)
