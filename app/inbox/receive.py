"""Receiving a family's text: the one way in."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, and_, bindparam, exists, func, insert, select, update
from sqlalchemy.orm import Session

from app.consent.standing import number_key, stand_still
from app.foundation.database import add_or_ignore
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
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
    is_meant,
    is_settled_by,
    may_ask_now,
)
from app.inbox.route import KnownThread, Route, Sender, route
from app.inbox.who_is_this_for import ask_whom_it_is_for
from app.interpreting.auto_replies import answer_with_wording
from app.messages.delivery_status import DeliveryStatus
from app.messages.media import MediaState, MessageMedia
from app.messages.message import Direction, Message, MessageKind, RoutedBy
from app.messages.thread import Thread
from app.prompts.answer import Answer, Handlers, find_answer, take_answer
from app.prompts.prompt import Prompt
from app.roster.language import should_be_asked
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from app.sms.catalog import Catalog
from app.sms.keywords import CARRIER_KEYWORDS, Keyword, looks_like_stop


@dataclass(frozen=True)
class Front:
    """What receiving needs besides the database: the wordings, and what practices do with answers and own words."""

    catalog: Catalog
    handlers: Handlers
    keywords: PracticeKeywords = field(default_factory=dict)


_line, _phone, _thread, _prompt = (
    cast("Table", room.__table__) for room in (PhoneLine, PhoneNumber, Thread, Prompt)
)

_PLACE = (
    select(
        _line.c.id,
        _line.c.school_id,
        _phone.c.id,
        _phone.c.verified_at,
        exists()
        .where(
            _prompt.c.phone_number_id == _phone.c.id,
            _prompt.c.line_id == _line.c.id,
            _prompt.c.answered_at.is_(None),
            _prompt.c.cancelled_at.is_(None),
        )
        .label("may_have_prompts"),
        should_be_asked(_phone).label("should_be_asked"),
        _thread.c.id,
        _thread.c.inbox_id,
        _thread.c.line_id,
        _thread.c.last_message_id.is_not(None),
    )
    .select_from(_line)
    .outerjoin(_phone, and_(_phone.c.school_id == _line.c.school_id, _phone.c.e164 == bindparam("sender")))
    .outerjoin(_thread, _thread.c.phone_number_id == _phone.c.id)
    .where(_line.c.e164 == bindparam("line"))
)
"""The line, its school, the number as that school knows it, and one row for each of its threads.

One Core statement, built once: this is the path that every family's text takes.
"""

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


@dataclass(frozen=True)
class _Place:
    line_id: int
    school_id: int
    phone_id: int | None
    verified_at: datetime | None
    may_have_prompts: bool
    should_be_asked: bool
    """Nobody knows yet which language is read there, and it has never been asked."""
    threads: tuple[KnownThread, ...]


def receive_text(session: Session, text: IncomingText, *, front: Front, now: datetime) -> int | None:
    """The text stands in exactly one thread, and what it asks for has been done; returns its message id.

    None when it had been received before: a repeat changes nothing. Raises NotFound for a line that no school has.
    """
    place = _find_place(session, text)
    keyword = _if_it_concerns(session, front, place, keyword_of(text), now=now)
    may_be_stop = keyword is None and looks_like_stop(text.body)
    is_order = keyword is not None or may_be_stop
    if is_order:
        # Before anything of the thread is touched: claims take the number first, then the thread.
        stand_still(session, [number_key(place.school_id, text.sender)])
    sender = _known_sender(session, place, text, now=now)
    found = route(session, sender, now=now)
    answer = None if is_order else _answer_in(text, found)
    if found.ask_among or answer is not None:
        # Two texts of one family at the same moment must not both ask it, nor both answer one question: the second
        # finds what the first has done.
        stand_still(session, [number_key(place.school_id, text.sender)])
        found = route(session, replace(sender, may_have_prompts=True), now=now)
        answer = None if is_order else _answer_in(text, found)
    if answer is not None and answer.prompt.gives_way:
        # A question of which nobody waits for an answer draws no other text into its conversation, only that answer.
        found = replace(found, thread_id=answer.prompt.thread_id, routed_by=RoutedBy.PROMPT, ask_among=())
    message_id = _store(session, sender, found, text, is_keyword=keyword is not None, now=now)
    if message_id is None:
        return None
    is_unasked = place.should_be_asked and not (is_order or answer or found.is_asking or found.ask_among)
    asks_language = is_unasked and may_ask_now(session, sender, found.thread_id, text.sender, now=now)
    session.connection().execute(
        _LANDED if keyword or is_settled_by(answer) else _WAITING,
        {"thread": found.thread_id, "message": message_id, "moment": now},
    )
    if is_order:
        _obey(session, sender, found, text, keyword, message_id=message_id, front=front, now=now)
    elif answer is not None:
        take_answer(session, answer, message_id=message_id, handlers=front.handlers, now=now)
    elif found.ask_among or sender.is_new or asks_language:
        _say_what_is_needed(session, sender, found, catalog=front.catalog, now=now)
    return message_id


def _if_it_concerns(
    session: Session, front: Front, place: _Place, keyword: ReadKeyword | None, *, now: datetime
) -> ReadKeyword | None:
    """The keyword, unless it is a practice's word from a phone that has nothing to do with that practice."""
    if keyword is None or keyword.keyword in CARRIER_KEYWORDS or keyword.keyword is Keyword.LANGUAGE:
        return keyword
    practice = front.keywords.get(keyword.keyword)
    if practice is None or place.phone_id is None or not practice.concerns(session, place.phone_id, now):
        return None
    return keyword


def _find_place(session: Session, text: IncomingText) -> _Place:
    rows = session.connection().execute(_PLACE, {"line": text.line, "sender": text.sender}).all()
    if not rows:
        raise NotFound(_l("No school texts from this number."))
    line_id, school_id, phone_id, verified_at, may_have_prompts, unasked = rows[0][:6]
    threads = tuple(KnownThread(*row[6:]) for row in rows if row[6] is not None)
    return _Place(line_id, school_id, phone_id, verified_at, may_have_prompts, unasked, threads)


def _known_sender(
    session: Session,
    place: _Place,
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


def _answer_in(text: IncomingText, found: Route) -> Answer | None:
    """What the text answers, if that is a question and it is meant as an answer."""
    answer = find_answer(found.prompts, text.body)
    return answer if answer is not None and is_meant(answer) else None


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
