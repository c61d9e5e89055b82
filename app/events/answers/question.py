"""The question of an invitation: put to a phone, and how what the family answers to it is read."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.answers.may_hear import may_still_hear
from app.events.answers.seats import lock_dates
from app.events.event import Event, EventDate, EventState
from app.events.guest import Guest, Rsvp, Seat
from app.events.reading.lexicon import lexicon
from app.events.reading.meaning import Meaning
from app.events.reading.pieces import Other, pieces_of
from app.events.reading.read_reply import read_reply
from app.events.reading.reply import Asked, Attendance, Doubt, Need
from app.events.reading.reply import Reading as Reply
from app.messages.message import Message
from app.messages.thread import Thread
from app.prompts.ask import ask_beside_others
from app.prompts.asked_since import was_asked_since
from app.prompts.prompt import Prompt
from app.prompts.reading import Reading
from app.roster.language import known_language_of
from app.schools.school import School

KIND = "event_rsvp"
OLD = timedelta(days=3)
"""A question that is older gives way to the next one: an answer is then hardly meant for it."""
MOST_PEOPLE = 50
"""Whoever brings more has not been understood."""
_MOST_WORDS_OF_A_BARE_ANSWER = 3
_BARE = {
    *(Meaning.YES, Meaning.YES_OR_IF, Meaning.NO, Meaning.AGREED, Meaning.COURTESY),
    *(Meaning.FILLER, Meaning.MYSELF, Other.NUMBER),
}
_BY_NUMBER = {
    True: (Attendance.COMING, Attendance.BY_PHONE, Attendance.CANNOT),
    False: (Attendance.COMING, Attendance.CANNOT),
}


def choices_of(event: Event, dates: Sequence[EventDate]) -> tuple[Attendance, ...]:
    """What the numbers in the question mean, in their order; several dates are numbered themselves instead."""
    return _BY_NUMBER[event.may_join_by_phone] if len(dates) == 1 else ()


def put_question(
    session: Session,
    school: School,
    event: Event,
    dates: Sequence[EventDate],
    guest: Guest,
    thread: Thread,
    question: Message,
    *,
    now: datetime,
) -> Prompt:
    """That text has asked the guest about these dates, numbered in this order where they are several.

    What it was asked about the event before is answered no more, nor are invitations older than three days.
    """

    def is_replaced(older: Prompt) -> bool:
        return older.asked_at < now - OLD or (older.asked or {}).get("guest") == guest.id

    asked = {
        "guest": guest.id,
        "event": event.id,
        "numbers": [one.id for one in dates],
        "dates": [one.day(school).isoformat() for one in dates],
        "choices": [choice.value for choice in choices_of(event, dates)],
        "by_phone": event.may_join_by_phone,
        "language": known_language_of(session, thread.phone_number_id).language,
    }
    return ask_beside_others(
        session,
        thread,
        KIND,
        asked,
        question=question,
        until=max(one.starts_at for one in dates),
        replaces=is_replaced,
        now=now,
    )


def read_rsvp(session: Session, prompt: Prompt, body: str, now: datetime) -> Reading | None:
    """What the text says about the invitation; None where it says nothing of it, or the event is over.

    None too where the phone may not be told of it any more: then a person reads the text, and nothing is confirmed.

    The question stays open unless the family comes: to a "cannot" something may still help, and a "maybe" is not all.
    """
    asked: dict[str, Any] = prompt.asked or {}
    reply = read_reply(body, asked_of(asked), language=asked["language"])
    if _is_about_something_else(prompt, reply, now) or not _is_open(session, asked, reply, now):
        return None
    if not may_still_hear(session, session.get_one(Guest, asked["guest"])):
        return None
    if reply.is_clean and (
        (_is_bare(body, reply) and was_asked_since(session, prompt, now))
        or (_is_mere_yes(body, reply) and _has_declined_since(session, prompt))
    ):
        reply = Reply(doubt=Doubt.SEVERAL_MEANINGS, note=body.strip())
    elif (reply.people or 0) > MOST_PEOPLE:
        reply = Reply(doubt=Doubt.DOUBTFUL, note=body.strip())
    said = {answer.attendance for answer in reply.attendance}
    return Reading(
        choice=None,
        note=reply.note,
        said=reply,
        closes=not said.isdisjoint({Attendance.COMING, Attendance.BY_PHONE}) and Attendance.MAYBE not in said,
        needs_person=reply.wants_a_person or bool(reply.note) or not _is_offered(session, asked, reply),
    )


def _is_about_something_else(prompt: Prompt, reply: Reply, now: datetime) -> bool:
    """Nothing in it is about coming; but what is asked soon after an invitation is likely asked about it."""
    is_old = prompt.asked_at < now - OLD
    return reply.doubt is Doubt.NOTHING_UNDERSTOOD or (reply.doubt is Doubt.QUESTION and is_old)


def asked_of(asked: dict[str, Any]) -> Asked:
    """The question as the reader of replies knows it."""
    return Asked(
        dates=tuple(map(date.fromisoformat, asked["dates"])),
        choices=tuple(map(Attendance, asked["choices"])),
        may_join_by_phone=asked["by_phone"],
    )


def _is_open(session: Session, asked: dict[str, Any], reply: Reply, now: datetime) -> bool:
    """Whether all that the reply speaks of still takes place; what will be applied stays so until it is.

    The event is held before the family's number and conversation are: in the order of whoever changes it.
    """
    if reply.is_clean:
        lock_dates(session, asked["event"])
    if session.scalar(select(Event.state).where(Event.id == asked["event"])) is not EventState.OPEN:
        return False
    numbers = [asked["numbers"][answer.number - 1] for answer in reply.attendance] or asked["numbers"]
    dates = session.execute(
        select(EventDate.called_off_at, EventDate.starts_at).where(EventDate.id.in_(numbers))
    ).all()
    ahead = [called_off_at is None and starts_at > now for called_off_at, starts_at in dates]
    return all(ahead) if reply.attendance else any(ahead)


def _is_offered(session: Session, asked: dict[str, Any], reply: Reply) -> bool:
    """Whether the school has said that it can see to everything the family needs."""
    offered: frozenset[Need] = frozenset(session.get_one(Event, asked["event"]).offered)
    return reply.kinds_of_need <= offered


def _is_bare(body: str, reply: Reply) -> bool:
    """Whether the words could as well answer whatever else somebody has asked: "1", "ok sí gracias", "yes we can"."""
    if reply.people or reply.needs:
        return False
    words, pieces = pieces_of(body, lexicon(), None)
    return len(words) <= _MOST_WORDS_OF_A_BARE_ANSWER or all(piece.kind in _BARE for piece in pieces)


def _is_mere_yes(body: str, reply: Reply) -> bool:
    """Whether it says yes, and not to what: "sí por favor"."""
    if (
        reply.people
        or reply.needs
        or {answer.attendance for answer in reply.attendance} != {Attendance.COMING}
    ):
        return False
    _, pieces = pieces_of(body, lexicon(), None)
    return all(piece.kind in _BARE - {Other.NUMBER} for piece in pieces)


def _has_declined_since(session: Session, prompt: Prompt) -> bool:
    """Whether it has been asked what would help, or whether to join by phone: then its yes may be to that."""
    asked: dict[str, Any] = prompt.asked or {}
    declined = select(Rsvp.id).where(
        Rsvp.guest_id == asked["guest"], Rsvp.seat == Seat.CANNOT, Rsvp.said_at >= prompt.asked_at
    )
    return session.scalar(declined.limit(1)) is not None
