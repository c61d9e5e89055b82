"""Receiving a family's text: the one way in."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from app.consent.standing import number_key, stand_still
from app.foundation.database import add_or_ignore
from app.foundation.text import display_text
from app.gateway.port import IncomingText
from app.inbox.keyword import (
    ArrivedText,
    PracticeKeywords,
    ReadKeyword,
    act_on_keyword,
    keyword_of,
    pause_until_decided,
)
from app.inbox.language_choice import (
    ask_which_language,
    await_choice,
    may_ask_now,
)
from app.inbox.place import Place, get_place
from app.inbox.route import Route, Sender, route
from app.inbox.who_is_this_for import ask_whom_it_is_for
from app.interpreting.auto_replies import answer_with_wording
from app.messages.delivery_status import DeliveryStatus
from app.messages.media import MediaState, MessageMedia
from app.messages.message import Direction, Message, MessageKind, RoutedBy
from app.messages.thread import Thread
from app.prompts.answer import Answer, Handlers, Readers, find_answers, take_answer
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.keywords import CARRIER_KEYWORDS, Keyword, looks_like_stop


@dataclass(frozen=True)
class Front:
    """What receiving needs besides the database: the wordings, and what practices make of answers and own words."""

    catalog: Catalog
    handlers: Handlers
    keywords: PracticeKeywords = field(default_factory=dict)
    readers: Readers = field(default_factory=dict)


_thread = cast("Table", Thread.__table__)

_LANDED = (
    update(_thread)
    .where(_thread.c.id == bindparam("thread"))
    .values(
        last_message_id=bindparam("message"),
        last_message_at=bindparam("moment"),
        version=_thread.c.version + 1,
        touched_at=bindparam("moment"),
    )
)
_WAITING = _LANDED.values(
    waiting_since=func.coalesce(_thread.c.waiting_since, bindparam("moment")),
    closed_at=None,
    snoozed_until=None,
)
"""What the software answers by itself leaves the thread as it was: only other texts make it wait for a person."""


def receive_text(session: Session, text: IncomingText, *, front: Front, now: datetime) -> int | None:
    """The text stands in exactly one thread, and what it asks for has been done; returns its message id.

    None when it had been received before: a repeat changes nothing. Raises NotFound for a line that no school has.
    """
    place = get_place(session, text)
    keyword = _if_it_concerns(session, front, place, keyword_of(text), now=now)
    may_be_stop = keyword is None and looks_like_stop(text.body)
    is_order = keyword is not None or may_be_stop
    if is_order:
        # Before anything of the thread is touched: claims take the number first, then the thread.
        stand_still(session, [number_key(place.school_id, text.sender)])
    sender = _known_sender(session, place, text, now=now)
    found = route(session, sender, now=now)
    answers = [] if is_order else _answers_in(session, text, found, front=front, now=now)
    if found.ask_among or answers:
        # Two texts of one family at the same moment must not both ask it, nor both answer one question: the second
        # finds what the first has done.
        stand_still(session, [number_key(place.school_id, text.sender)])
        found = route(session, replace(sender, may_have_prompts=True), now=now)
        answers = [] if is_order else _answers_in(session, text, found, front=front, now=now)
    if answers and not answers[0].prompt.awaits_next_text:
        # Such a question draws no other text into its conversation, only what answers it.
        thread_id = answers[0].prompt.thread_id
        found = replace(found, thread_id=thread_id, routed_by=RoutedBy.PROMPT, ask_among=())
    message_id = _store(session, sender, found, text, is_keyword=keyword is not None, now=now)
    if message_id is None:
        return None
    is_unasked = place.should_be_asked and not (is_order or answers or found.is_asking or found.ask_among)
    asks_language = is_unasked and may_ask_now(session, sender, found.thread_id, text.sender, now=now)
    is_settled = bool(answers) and not any(answer.needs_person for answer in answers)
    session.connection().execute(
        _LANDED if keyword or is_settled else _WAITING,
        {"thread": found.thread_id, "message": message_id, "moment": now},
    )
    if is_order:
        _obey(session, sender, found, text, keyword, message_id=message_id, front=front, now=now)
    elif answers:
        for answer in answers:
            take_answer(session, answer, message_id=message_id, handlers=front.handlers, now=now)
    elif found.ask_among or sender.is_new or asks_language:
        _say_what_is_needed(session, sender, found, catalog=front.catalog, now=now)
    return message_id


def _if_it_concerns(
    session: Session, front: Front, place: Place, keyword: ReadKeyword | None, *, now: datetime
) -> ReadKeyword | None:
    """The keyword, unless it is a practice's word from a phone that has nothing to do with that practice."""
    if keyword is None or keyword.keyword in CARRIER_KEYWORDS or keyword.keyword is Keyword.LANGUAGE:
        return keyword
    practice = front.keywords.get(keyword.keyword)
    if practice is None or place.phone_id is None or not practice.concerns(session, place.phone_id, now):
        return None
    return keyword


def _known_sender(
    session: Session,
    place: Place,
    text: IncomingText,
    *,
    now: datetime,
) -> Sender:
    """The number's row, made for a stranger too; that somebody wrote from it proves that it is answered."""
    phone_id, is_new = place.phone_id, False
    if phone_id is None:
        made_id = add_or_ignore(
            session,
            PhoneNumber,
            {
                "school_id": place.school_id,
                "e164": text.sender,
                "health": NumberHealth.UNTRIED,
                "created_at": now,
                "verified_at": now,
            },
        )
        is_new = made_id is not None  # else another text of the same stranger was faster
        known = select(PhoneNumber.id).where(
            PhoneNumber.school_id == place.school_id, PhoneNumber.e164 == text.sender
        )
        phone_id = made_id or session.scalars(known).one()
    elif place.verified_at is None:
        session.execute(update(PhoneNumber).where(PhoneNumber.id == phone_id).values(verified_at=now))
    return Sender(
        school_id=place.school_id,
        phone_number_id=phone_id,
        line_id=place.line_id,
        is_new=is_new,
        may_have_prompts=place.may_have_prompts,
        threads=place.threads,
    )


def _store(
    session: Session, sender: Sender, found: Route, text: IncomingText, *, is_keyword: bool, now: datetime
) -> int | None:
    message_id = add_or_ignore(
        session,
        Message,
        {
            "school_id": sender.school_id,
            "thread_id": found.thread_id,
            "phone_number_id": sender.phone_number_id,
            "line_id": sender.line_id,
            "direction": Direction.IN,
            "kind": MessageKind.FROM_FAMILY,
            "status": DeliveryStatus.RECEIVED,
            "body": display_text(text.body),
            "routed_by": found.routed_by,
            "provider_sid": text.provider_sid,
            "segments": 1,
            "attempt": 0,
            "translate_at": now if not is_keyword and any(map(str.isalpha, text.body)) else None,
            "created_at": now,
        },
    )
    if message_id is not None and text.media:
        session.execute(
            insert(MessageMedia),
            [
                {
                    "message_id": message_id,
                    "position": position,
                    "provider_url": medium.url,
                    "state": MediaState.WAITING,
                    "tries": 0,
                    "next_try_at": now,
                }
                for position, medium in enumerate(text.media, 1)
            ],
        )
    return message_id


def _answers_in(
    session: Session, text: IncomingText, found: Route, *, front: Front, now: datetime
) -> list[Answer]:
    return find_answers(session, found.prompts, text.body, readers=front.readers, now=now)


def _obey(
    session: Session,
    sender: Sender,
    found: Route,
    text: IncomingText,
    keyword: ReadKeyword | None,
    *,
    message_id: int,
    front: Front,
    now: datetime,
) -> None:
    """The keyword has been acted on; without one the text looks like a stop, and a person decides."""
    school, thread = session.get_one(School, sender.school_id), session.get_one(Thread, found.thread_id)
    line = session.get_one(PhoneLine, sender.line_id)
    arrived = ArrivedText(text, thread, message_id, keyword.language if keyword else None, line)
    if keyword:
        act_on_keyword(
            session,
            school,
            arrived,
            keyword.keyword,
            catalog=front.catalog,
            practices=front.keywords,
            now=now,
        )
    else:
        pause_until_decided(session, school, arrived, now=now)


def _say_what_is_needed(
    session: Session, sender: Sender, found: Route, *, catalog: Catalog, now: datetime
) -> None:
    school, thread = session.get_one(School, sender.school_id), session.get_one(Thread, found.thread_id)
    if found.ask_among:
        ask_whom_it_is_for(session, school, thread, found.ask_among, catalog=catalog, now=now)
    elif sender.is_new:
        # One text and not two: it also asks which language is read there.
        told = answer_with_wording(session, school, thread, "unknown_number", catalog=catalog, now=now)
        await_choice(session, thread, told, now=now)
    else:
        ask_which_language(session, school, thread, catalog=catalog, now=now)
