"""The addresses of the screens of weekly ideas."""

from fastapi import APIRouter

from app.dashboard.tips import idea_pages, pages, play_pages, text_pages

router = APIRouter()
for part in (
    idea_pages,
    play_pages,  # before the tracks, whose addresses hold a number in the same place
    text_pages,
    pages,
):
    router.include_router(part.router)
