"""A family that wants to change its answer is asked anew: by CHANGE, which every confirmation names."""

from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from app.events.answers.may_hear import may_still_hear
from app.events.answers.question import put_question
from app.events.event import Event, EventDate, EventState
from app.events.guest import Guest
from app.events.mailing import EventTextKind
from app.events.sending.wording import Telling, bodies
from app.interpreting.auto_replies import answer_in_words
from app.messages.thread import Thread
from app.schools.school import School
from app.sms.catalog import Catalog


def is_invited(session: Session, phone_number_id: int, now: datetime) -> bool:
    """Whether the phone is invited to anything that is still ahead: from all others the word is an ordinary text."""
    return bool(_invited(session, phone_number_id, now))


def spoke_of_invitation_at(session: Session, phone_number_id: int, now: datetime) -> datetime | None:
    """When such a phone last answered, or was asked; None where it is invited to nothing."""
    guests = _invited(session, phone_number_id, now)
    return max((guest.answered_at or guest.asked_at or guest.made_at for guest in guests), default=None)


def ask_anew(
    session: Session, thread: Thread, _language: str | None, now: datetime, *, catalog: Catalog
) -> None:
    """The question of the event of which the family spoke last has been put again, for all dates that are ahead."""
    guests = _invited(session, thread.phone_number_id, now)
    guest = max(guests, key=lambda one: (one.thread_id == thread.id, one.answered_at or one.made_at, one.id))
    event = session.scalars(
        select(Event).where(Event.id == guest.event_id).options(selectinload(Event.dates))
    ).one()
    school = session.get_one(School, event.school_id)
    dates = [one for one in event.dates if one.starts_at > now and one.called_off_at is None]
    place = session.get_one(Thread, guest.thread_id) if guest.thread_id else thread
    texts = bodies(EventTextKind.SECOND_ASK, Telling(event, dates), school, catalog)
    question = answer_in_words(session, school, place, texts, now=now)
    if question is not None:
        put_question(session, school, event, dates, guest, place, question, now=now)


def _invited(session: Session, phone_number_id: int, now: datetime) -> list[Guest]:
    """Without those who may not be told of the event any more: where it takes place now is not for them."""
    found = session.scalars(_invitations(phone_number_id, now)).all()
    return [guest for guest in found if may_still_hear(session, guest)]


def _invitations(phone_number_id: int, now: datetime) -> Select[Guest]:
    ahead = (
        select(EventDate.id)
        .where(
            EventDate.event_id == Guest.event_id,
            EventDate.starts_at > now,
            EventDate.called_off_at.is_(None),
        )
        .exists()
    )
    return (
        select(Guest)
        .join(Event, Event.id == Guest.event_id)
        .where(
            Guest.phone_number_id == phone_number_id,
            Guest.asked_at.is_not(None),
            Event.state == EventState.OPEN,
            ahead,
        )
    )
