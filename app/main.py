"""The web process, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from threading import Thread

from fastapi import FastAPI

import app.tables  # noqa: F401 - a foreign key must find its table, whichever rooms this process uses
from app.dashboard.router import install_dashboard
from app.foundation.clock import SharedClock
from app.foundation.database import Database
from app.foundation.settings import Settings, load_settings
from app.inbox.language_choice import KIND as WHICH_LANGUAGE
from app.inbox.language_choice import take_choice
from app.inbox.receive import Front
from app.inbox.who_is_this_for import KIND as WHO_IS_THIS_FOR
from app.inbox.who_is_this_for import move_to_chosen_inbox
from app.interpreting.outgoing import Desk
from app.interpreting.trust import Trust
from app.probes import probes_router
from app.sms.catalog import Catalog
from app.sms.keywords import keyword_list
from app.sms.languages import family_languages
from app.sms.phrase_bank import PhraseBank
from app.translation.detect import language_of
from app.webhooks.twilio import Doorkeeper, twilio_router

MOST_BODY_BYTES = 1_000_000
"""A webhook or form of this product is a few kilobytes; 1,600 emoji, percent-encoded, are 20."""


def build_front() -> Front:
    """The wordings, and what each practice does with an answer to its prompts."""
    keyword_list()  # a mistake in a language's words stops the start, not a family's STOP
    catalog = Catalog.load()
    return Front(
        catalog=catalog,
        handlers={
            WHO_IS_THIS_FOR: move_to_chosen_inbox,
            WHICH_LANGUAGE: partial(take_choice, catalog=catalog),
        },
    )


def build_desk(front: Front) -> Desk:
    """What wording a text to a family takes."""
    return Desk(front.catalog, Trust(PhraseBank.load()))


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web application of one process; it opens its own database and closes it at the end."""
    settings = settings or load_settings()
    database = Database(settings.database_url)
    clock = SharedClock(database.time)
    front = build_front()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # Telling languages apart takes some tenths of a second to learn: not of whoever writes the first reply.
        Thread(target=language_of, args=("Hola",), kwargs={"among": family_languages()}, daemon=True).start()
        yield
        database.close()

    app = FastAPI(
        title="Puente",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=MOST_BODY_BYTES,
    )
    app.include_router(probes_router(database, clock))
    app.include_router(
        twilio_router(
            Doorkeeper(
                database=database,
                clock=clock,
                front=front,
                public_url=settings.public_url,
                auth_tokens=settings.auth_tokens,
            )
        )
    )
    install_dashboard(app, database=database, clock=clock, settings=settings, desk=build_desk(front))
    return app
