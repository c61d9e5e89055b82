"""Whom a text of an event concerns: the phones when it is planned, and each of them again when it is due."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.events.event import Event, EventDate
from app.events.guest import EventReply, Guest, Rsvp, Seat
from app.events.mailing import EventText, EventTextKind, Mailing, TextState
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.roster.homes import Homes, homes_of_audience
from app.schools.school import School

MAY_COME = frozenset({Seat.COMING, Seat.WAITING, Seat.BY_PHONE, Seat.MAYBE})
ASKS = frozenset({EventTextKind.INVITATION, EventTextKind.SECOND_ASK, EventTextKind.NEXT_DATE})
_NEVER_LEFT = (DeliveryStatus.CANCELLED, DeliveryStatus.SUPPRESSED, DeliveryStatus.EXPIRED)
SETTLED = frozenset({Seat.COMING, Seat.WAITING, Seat.BY_PHONE, Seat.CANNOT})
"""A family that stands so with a date is not asked about it again."""
REMINDED = {
    EventTextKind.REMINDER: frozenset({Seat.COMING, Seat.BY_PHONE, Seat.MAYBE}),
    EventTextKind.MORNING: frozenset({Seat.COMING, Seat.BY_PHONE}),
}


def concerned_by(session: Session, mailing: Mailing) -> Homes:
    """The phones that a mailing concerns as things stand, and because of which students."""
    event = session.get_one(Event, mailing.event_id)
    if mailing.kind is EventTextKind.INVITATION:
        return _uninvited(session, event)
    rows = session.execute(
        select(Guest.phone_number_id, Guest.children)
        .where(Guest.event_id == event.id, _is_concerned(session, mailing))
        .order_by(Guest.id)
    )
    return {phone: children for phone, children in rows}  # noqa: C416 - typed rows, not pairs


def _uninvited(session: Session, event: Event) -> Homes:
    """The homes of the audience but those to which an invitation has gone or is about to."""
    school = session.get_one(School, event.school_id)
    invited = set(
        session.scalars(
            select(EventText.phone_number_id).where(
                EventText.event_id == event.id,
                EventText.kind == EventTextKind.INVITATION,
                EventText.state != TextState.LEFT_OUT,
            )
        )
    )
    homes = homes_of_audience(session, school, event.audience)
    return {phone: children for phone, children in homes.items() if phone not in invited}


def _is_concerned(session: Session, mailing: Mailing) -> ColumnElement[bool]:
    date_id = mailing.event_date_id
    is_unanswered = and_(Guest.asked_at.is_not(None), Guest.answered_at.is_(None))
    match mailing.kind:
        case EventTextKind.SECOND_ASK:
            return and_(is_unanswered, ~_waits_for_a_person())
        case EventTextKind.REMINDER | EventTextKind.MORNING:
            return _stands(REMINDED[mailing.kind], date_id)
        case EventTextKind.CHANGE if date_id is None:
            return _may_come_to_any(mailing)
        case EventTextKind.CHANGE | EventTextKind.CALLED_OFF:
            may_come = _may_come_to_any(mailing) if date_id is None else _stands(MAY_COME, date_id)
            return or_(may_come, and_(Guest.asked_at.is_not(None), _leaves_open(), was_told()))
        case EventTextKind.THANKS:
            return (
                _has_come(date_id)
                if _was_anybody_checked_in(session, date_id)
                else _stands({Seat.COMING}, date_id)
            )
        case EventTextKind.NEXT_DATE:
            return and_(Guest.asked_at.is_not(None), ~_stands(SETTLED, date_id))
    message = f"no mailing goes to many as {mailing.kind}"
    raise ValueError(message)


def _stands(seats: Collection[Seat], date_id: int | None) -> ColumnElement[bool]:
    """Whether the guest stands so with this date."""
    return exists().where(Rsvp.guest_id == Guest.id, Rsvp.seat.in_(seats), Rsvp.event_date_id == date_id)


def _may_come_to_any(mailing: Mailing) -> ColumnElement[bool]:
    """Of the dates that were still ahead when there was something to tell."""
    ahead = select(EventDate.id).where(
        EventDate.event_id == mailing.event_id, EventDate.starts_at > mailing.due_at
    )
    return exists().where(Rsvp.guest_id == Guest.id, Rsvp.seat.in_(MAY_COME), Rsvp.event_date_id.in_(ahead))


def _leaves_open() -> ColumnElement[bool]:
    """They may still come to any date: who has only said what they need has not said whether they do."""
    return or_(Guest.answered_at.is_(None), ~exists().where(Rsvp.guest_id == Guest.id))


def was_told() -> ColumnElement[bool]:
    """Guests that know of the event: what invited them was not taken back, nor left lying until it was stale."""
    return exists().where(
        EventText.event_id == Guest.event_id,
        EventText.phone_number_id == Guest.phone_number_id,
        EventText.kind.in_(ASKS),
        Message.id == EventText.message_id,
        Message.status.not_in(_NEVER_LEFT),
    )


def _has_come(date_id: int | None) -> ColumnElement[bool]:
    return exists().where(
        Rsvp.guest_id == Guest.id, Rsvp.event_date_id == date_id, Rsvp.arrived_at.is_not(None)
    )


def _was_anybody_checked_in(session: Session, date_id: int | None) -> bool:
    found = select(Rsvp.id).where(Rsvp.event_date_id == date_id, Rsvp.arrived_at.is_not(None)).limit(1)
    return session.scalar(found) is not None


def _waits_for_a_person() -> ColumnElement[bool]:
    """They have answered, and it is our turn to read it."""
    return exists().where(
        EventReply.guest_id == Guest.id, EventReply.needs_person, EventReply.settled_at.is_(None)
    )
