"""The web process, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from threading import Thread

from fastapi import FastAPI

import app.tables  # noqa: F401 - a foreign key must find its table, whichever rooms this process uses
from app.dashboard.router import install_dashboard
from app.events.answers.change_answer import ask_anew, is_invited
from app.events.answers.question import KIND as EVENT_RSVP
from app.events.answers.question import read_rsvp
from app.events.answers.take_reply import take_rsvp
from app.foundation.clock import SharedClock
from app.foundation.database import Database
from app.foundation.settings import Settings, load_settings
from app.inbox.keyword import PracticeKeyword
from app.inbox.language_choice import KIND as WHICH_LANGUAGE
from app.inbox.language_choice import read_choice, take_choice
from app.inbox.receive import Front
from app.inbox.who_is_this_for import KIND as WHO_IS_THIS_FOR
from app.inbox.who_is_this_for import move_to_chosen_inbox
from app.interpreting.outgoing import Desk
from app.interpreting.trust import Trust
from app.probes import probes_router
from app.sms.catalog import Catalog
from app.sms.keywords import Keyword, keyword_list
from app.sms.languages import family_languages
from app.sms.phrase_bank import PhraseBank
from app.tips.ideas.consent import KIND as IDEA_CONSENT
from app.tips.ideas.consent import read_consent, take_consent
from app.tips.ideas.send import KIND as IDEA_REACTION
from app.tips.ideas.send import take_idea_reaction
from app.tips.reactions import KIND as TIP_REACTION
from app.tips.reactions import take_reaction
from app.tips.wishes import gets_tips, has_given_up_tips, want_fewer, want_more, want_pause
from app.translation.detect import language_of
from app.webhooks.twilio import Doorkeeper, twilio_router

MOST_BODY_BYTES = 1_000_000
"""A webhook or form of this product is a few kilobytes; 1,600 emoji, percent-encoded, are 20."""


def build_front() -> Front:
    """The wordings, and what each practice does with an answer to its prompts and with its own keywords."""
    keyword_list()  # a mistake in a language's words stops the start, not a family's STOP
    catalog = Catalog.load()
    return Front(
        catalog=catalog,
        handlers={
            WHO_IS_THIS_FOR: move_to_chosen_inbox,
            WHICH_LANGUAGE: partial(take_choice, catalog=catalog),
            TIP_REACTION: take_reaction,
            IDEA_REACTION: take_idea_reaction,
            IDEA_CONSENT: partial(take_consent, catalog=catalog),
            EVENT_RSVP: partial(take_rsvp, catalog=catalog),
        },
        readers={
            IDEA_CONSENT: partial(read_consent, catalog=catalog),
            WHICH_LANGUAGE: read_choice,
            EVENT_RSVP: read_rsvp,
        },
        keywords={
            Keyword.FEWER: PracticeKeyword(gets_tips, partial(want_fewer, catalog=catalog)),
            Keyword.MORE: PracticeKeyword(has_given_up_tips, partial(want_more, catalog=catalog)),
            Keyword.PAUSE: PracticeKeyword(gets_tips, partial(want_pause, catalog=catalog)),
            Keyword.CHANGE: PracticeKeyword(is_invited, partial(ask_anew, catalog=catalog)),
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
