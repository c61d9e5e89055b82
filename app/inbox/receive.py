"""Receiving a family's text: the one way in."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.consent.standing import number_key, stand_still
from app.foundation.database import add_or_ignore
from app.foundation.text import display_text
from app.gateway.port import IncomingText
from app.inbox.follow_up import FollowUps
from app.inbox.keyword import (
    ArrivedText,
    NamedKeyword,
    PracticeKeywords,
    ReadKeyword,
    act_on_keyword,
    keyword_of,
    pause_until_decided,
)
from app.inbox.landing import LANDED, STAYS, WAITING, WAITS_ALL_THE_SAME
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
    follow_ups: FollowUps | None = None


def receive_text(session: Session, text: IncomingText, *, front: Front, now: datetime) -> int | None:
    """The text stands in exactly one thread, and what it asks for has been done; returns its message id.

    None when it had been received before: a repeat changes nothing. Raises NotFound for a line that no school has.
    """
    place = get_place(session, text, now=now)
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
    found = _beside_its_question(found, answers)
    message_id = _store(session, sender, found, text, is_keyword=keyword is not None, now=now)
    if message_id is None:
        return None
    follow_ups = None if is_order or answers else front.follow_ups
    is_thanks = _is_thanks(text, found, follow_ups)
    is_unasked = place.should_be_asked and not (is_order or answers or found.is_asking or found.ask_among)
    asks_language = is_unasked and may_ask_now(session, sender, found.thread_id, text.sender, now=now)
    is_settled = bool(answers) and not any(answer.needs_person for answer in answers)
    session.connection().execute(
        STAYS if is_thanks else LANDED if keyword or is_settled else WAITING,
        {"thread": found.thread_id, "message": message_id, "moment": now},
    )
    if is_order:
        if _obey(session, sender, found, text, keyword, message_id=message_id, front=front, now=now):
            session.flush()
            session.connection().execute(WAITS_ALL_THE_SAME, {"thread": found.thread_id, "moment": now})
    elif answers:
        for answer in answers:
            take_answer(session, answer, message_id=message_id, handlers=front.handlers, now=now)
    elif found.ask_among or sender.is_new or asks_language:
        _say_what_is_needed(session, sender, found, catalog=front.catalog, now=now)
    if follow_ups is not None:
        _keep_follow_up(session, sender, found, follow_ups, message_id, is_thanks=is_thanks, now=now)
    return message_id


def _if_it_concerns(
    session: Session, front: Front, place: Place, keyword: ReadKeyword | None, *, now: datetime
) -> ReadKeyword | None:
    """The keyword, unless it is a practice's word from a phone that has nothing to do with that practice."""
    if keyword is None or keyword.keyword in CARRIER_KEYWORDS or keyword.keyword is Keyword.LANGUAGE:
        return keyword
    practice = front.keywords.get(keyword.keyword)
    if isinstance(practice, NamedKeyword):
        name = keyword.named.name if keyword.named else ""
        return keyword if practice.concerns(session, place.school_id, place.phone_id, name, now) else None
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
        may_have_announced=place.may_have_announced,
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
    answers = find_answers(session, found.prompts, text.body, readers=front.readers, now=now)
    if not answers or found.announced is None or front.follow_ups is None:
        return answers
    if not front.follow_ups.is_nod(text.body):
        return answers
    # A thumb is as likely meant for what was announced since the question.
    asked_before = {p.id for p in found.prompts if found.announced.is_after(p)}
    return [
        replace(one, is_only_one=one.is_only_one and one.prompt.id not in asked_before) for one in answers
    ]


def _beside_its_question(found: Route, answers: Sequence[Answer]) -> Route:
    """Where an answer belongs; a question that may be answered for weeks draws no other text into its conversation."""
    if not answers or answers[0].prompt.awaits_next_text:
        return found
    return replace(found, thread_id=answers[0].prompt.thread_id, routed_by=RoutedBy.PROMPT, ask_among=())


def _is_thanks(text: IncomingText, found: Route, follow_ups: FollowUps | None) -> bool:
    """Whether it follows an announcement and needs nobody; a picture is for a person whatever stands beside it."""
    if follow_ups is None or found.announced is None or text.media:
        return False
    return follow_ups.are_thanks(text.body, found.prompts)


def _keep_follow_up(
    session: Session,
    sender: Sender,
    found: Route,
    follow_ups: FollowUps,
    message_id: int,
    *,
    is_thanks: bool,
    now: datetime,
) -> None:
    if found.announced is not None:
        follow_ups.keep(
            session,
            message_id=message_id,
            phone_number_id=sender.phone_number_id,
            announced_message_id=found.announced.message_id,
            is_thanks=is_thanks,
            now=now,
        )


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
) -> bool:
    """The keyword has been acted on; without one the text looks like a stop, and a person decides.

    True where a person must read what was acted on as well.
    """
    school, thread = session.get_one(School, sender.school_id), session.get_one(Thread, found.thread_id)
    line = session.get_one(PhoneLine, sender.line_id)
    if keyword:
        arrived = ArrivedText(text, thread, message_id, keyword.language, line, keyword.named)
        return act_on_keyword(
            session,
            school,
            arrived,
            keyword.keyword,
            catalog=front.catalog,
            practices=front.keywords,
            now=now,
        )
    pause_until_decided(session, school, ArrivedText(text, thread, message_id, None, line), now=now)
    return False


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
