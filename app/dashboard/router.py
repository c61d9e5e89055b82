"""All pages of the dashboard, ready to be installed in the program that serves them."""

from fastapi import APIRouter, Depends, FastAPI, Request

from app.dashboard import (
    account_pages,
    assets,
    composer_pages,
    health_pages,
    inbox_pages,
    language_pages,
    media_pages,
    own_phrase_pages,
    phrase_pages,
    picture_pages,
    sign_in_pages,
    thread_pages,
    translation_pages,
    wish_pages,
)
from app.dashboard.broadcasts import router as broadcasts
from app.dashboard.error_pages import install_error_pages
from app.dashboard.events import router as events
from app.dashboard.groups import router as groups
from app.dashboard.parts import Parts
from app.dashboard.schedule import router as schedule
from app.dashboard.tips import router as tips
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.settings import Settings
from app.interpreting.outgoing import Desk


def install_dashboard(
    app: FastAPI, *, database: Database, clock: Clock, settings: Settings, desk: Desk
) -> None:
    """The application has the staff's pages, and answers every refusal by a page in the reader's language."""
    app.include_router(dashboard_router(Parts(database, clock, settings, desk)))
    install_error_pages(app, clock)


def dashboard_router(parts: Parts) -> APIRouter:
    """The pages over these parts."""

    async def hand_in_parts(request: Request) -> None:
        request.state.parts = parts

    router = APIRouter(dependencies=[Depends(hand_in_parts)])
    for pages in (
        assets,
        sign_in_pages,
        inbox_pages,
        thread_pages,
        composer_pages,
        phrase_pages,
        own_phrase_pages,
        media_pages,
        picture_pages,
        translation_pages,
        language_pages,
        wish_pages,
        tips,
        events,
        broadcasts,
        groups,
        schedule,
        account_pages,
        health_pages,
    ):
        router.include_router(pages.router)
    return router
