"""What a family's answer to an invitation brings about."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.events.answers.confirm import confirmation
from app.events.answers.rsvp import Outcome, Said, apply_answer
from app.events.event import Event
from app.events.guest import EventReply, Guest
from app.events.reading.reply import Doubt, Need
from app.events.reading.reply import Reading as Reply
from app.interpreting.auto_replies import answer_in_words
from app.messages.thread import Thread
from app.prompts.answer import Answer
from app.schools.school import School
from app.sms.catalog import Catalog


def take_rsvp(session: Session, answer: Answer, now: datetime, *, catalog: Catalog) -> None:
    """A clean answer holds from now on, and the family has been told so; a doubtful one is there for a person."""
    asked: dict[str, Any] = answer.prompt.asked or {}
    reply = _reply_in(answer)
    event = session.scalars(
        select(Event).where(Event.id == asked["event"]).options(selectinload(Event.dates))
    ).one()
    guest = session.get_one(Guest, asked["guest"])
    needs_person = answer.needs_person
    if reply.is_clean:
        outcome = _apply(session, event, guest, reply, asked, now=now)
        is_too_many = outcome.is_short or outcome.can_never_fit
        needs_person = needs_person or is_too_many
        if not (outcome.is_no_again and not reply.needs and not reply.has_question):
            _confirm(session, answer, event, reply, outcome, catalog=catalog, now=now)
        if is_too_many:
            _let_somebody_look(session, answer, now=now)
    session.add(
        EventReply(
            event_id=event.id,
            guest_id=guest.id,
            message_id=answer.message_id,
            question_message_id=answer.prompt.question_message_id,
            doubt=reply.doubt,
            read_as=_read_as(reply, event, asked),
            needs_person=needs_person,
            received_at=now,
        )
    )
    session.flush()


def _reply_in(answer: Answer) -> Reply:
    """As it was read; where it may have been meant for another invitation, nothing of it counts."""
    reply = answer.reading.said
    assert isinstance(reply, Reply)  # noqa: S101 - `read_rsvp` has read it
    if answer.is_only_one or not reply.is_clean:
        return reply
    return Reply(doubt=Doubt.SEVERAL_MEANINGS, note=reply.note)


def _apply(
    session: Session, event: Event, guest: Guest, reply: Reply, asked: dict[str, Any], *, now: datetime
) -> Outcome:
    attendance = {asked["numbers"][one.number - 1]: one.attendance for one in reply.attendance}
    said = Said(attendance, reply.people, reply.needs)
    school = session.get_one(School, event.school_id)
    guest.note = reply.note
    return apply_answer(session, school, event, guest, said, now=now)


def _confirm(
    session: Session,
    answer: Answer,
    event: Event,
    reply: Reply,
    outcome: Outcome,
    *,
    catalog: Catalog,
    now: datetime,
) -> None:
    school = session.get_one(School, event.school_id)
    thread = session.get_one(Thread, answer.prompt.thread_id)
    needs = [need for need in Need if need in reply.kinds_of_need]
    texts = confirmation(
        school, event, outcome, needs=needs, has_question=reply.has_question, catalog=catalog
    )
    answer_in_words(session, school, thread, texts, now=now)


def _let_somebody_look(session: Session, answer: Answer, *, now: datetime) -> None:
    """More would come than there are seats for: that is settled by a person."""
    thread = session.get_one(Thread, answer.prompt.thread_id)
    thread.waiting_since = thread.waiting_since or now
    thread.closed_at = thread.snoozed_until = None
    thread.touch(now)


def _read_as(reply: Reply, event: Event, asked: dict[str, Any]) -> dict[str, Any]:
    """By the numbers of the event's own dates, which need not be those of the question."""
    numbers = {one.id: one.number for one in event.dates}
    read: dict[str, Any] = {
        str(numbers[asked["numbers"][one.number - 1]]): one.attendance.value for one in reply.attendance
    }
    if reply.people:
        read["people"] = reply.people
    if reply.needs:
        read["needs"] = sorted(reply.kinds_of_need)
    return read
