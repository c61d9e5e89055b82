"""The addresses of the screens of events."""

from fastapi import APIRouter

from app.dashboard.events import (
    arrival_pages,
    board_pages,
    flyer_pages,
    form_pages,
    invitation_pages,
    message_pages,
    need_pages,
    pages,
)

router = APIRouter()
for part in (
    pages,
    form_pages,  # before the board, whose address holds a number in the same place
    invitation_pages,
    board_pages,
    message_pages,
    need_pages,
    arrival_pages,
    flyer_pages,
):
    router.include_router(part.router)
