"""The web process, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from threading import Thread

from fastapi import FastAPI

import app.tables  # noqa: F401 - a foreign key must find its table, whichever rooms this process uses
from app.broadcasts.answers.change_answer import answered_at, ask_again, has_answered
from app.broadcasts.answers.follow_up import are_thanks, is_nod, keep_follow_up
from app.broadcasts.answers.question import KIND as BROADCAST_QUESTION
from app.broadcasts.answers.question import read_broadcast_answer
from app.broadcasts.answers.take_answer import take_broadcast_answer
from app.dashboard.router import install_dashboard
from app.events.answers.change_answer import ask_anew, is_invited, spoke_of_invitation_at
from app.events.answers.question import KIND as EVENT_RSVP
from app.events.answers.question import read_rsvp
from app.events.answers.take_reply import take_rsvp
from app.events.reading.lexicon import lexicon
from app.foundation.clock import SharedClock
from app.foundation.database import Database
from app.foundation.settings import Settings, load_settings
from app.inbox.follow_up import FollowUps
from app.inbox.keyword import NamedKeyword, PracticeKeyword
from app.inbox.language_choice import KIND as WHICH_LANGUAGE
from app.inbox.language_choice import read_choice, take_choice
from app.inbox.receive import Front
from app.inbox.shared_keyword import of_whichever_was_last
from app.inbox.who_is_this_for import KIND as WHO_IS_THIS_FOR
from app.inbox.who_is_this_for import move_to_chosen_inbox
from app.interpreting.outgoing import Desk
from app.interpreting.trust import Trust
from app.joining.child import KIND as JOIN_CHILD
from app.joining.child import read_child, take_child
from app.joining.join import join, leave, may_be_joined, may_be_left
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
from app.webhooks.voice import voice_router

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
            BROADCAST_QUESTION: partial(take_broadcast_answer, catalog=catalog),
            JOIN_CHILD: partial(take_child, catalog=catalog),
        },
        readers={
            IDEA_CONSENT: partial(read_consent, catalog=catalog),
            WHICH_LANGUAGE: read_choice,
            EVENT_RSVP: read_rsvp,
            BROADCAST_QUESTION: read_broadcast_answer,
            JOIN_CHILD: read_child,
        },
        keywords={
            Keyword.FEWER: PracticeKeyword(gets_tips, partial(want_fewer, catalog=catalog)),
            Keyword.MORE: PracticeKeyword(has_given_up_tips, partial(want_more, catalog=catalog)),
            Keyword.PAUSE: PracticeKeyword(gets_tips, partial(want_pause, catalog=catalog)),
            Keyword.CHANGE: of_whichever_was_last(
                (spoke_of_invitation_at, PracticeKeyword(is_invited, partial(ask_anew, catalog=catalog))),
                (answered_at, PracticeKeyword(has_answered, partial(ask_again, catalog=catalog))),
            ),
            Keyword.JOIN: NamedKeyword(may_be_joined, partial(join, catalog=catalog)),
            Keyword.LEAVE: NamedKeyword(may_be_left, partial(leave, catalog=catalog)),
        },
        follow_ups=FollowUps(are_thanks, is_nod, keep_follow_up),
    )


def build_desk(front: Front) -> Desk:
    """What wording a text to a family takes."""
    return Desk(front.catalog, Trust(PhraseBank.load()))


def _learn() -> None:
    """Whoever asks next can tell languages apart and read the answers to invitations at once."""
    language_of("Hola", among=family_languages())
    lexicon()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web application of one process; it opens its own database and closes it at the end."""
    settings = settings or load_settings()
    database = Database(settings.database_url)
    clock = SharedClock(database.time)
    front = build_front()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        # What takes a second to learn is learned before somebody writes the first text or reply.
        Thread(target=_learn, daemon=True).start()
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
    keeper = Doorkeeper(
        database=database,
        clock=clock,
        front=front,
        public_url=settings.public_url,
        auth_tokens=settings.auth_tokens,
    )
    app.include_router(twilio_router(keeper))
    app.include_router(voice_router(keeper, settings.voices))
    install_dashboard(app, database=database, clock=clock, settings=settings, desk=build_desk(front))
    return app
