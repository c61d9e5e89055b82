"""Many events at a glance: how their families stand with one date of each, and what needs somebody."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from app.events.event import EventDate
from app.events.guest import EventReply, Guest, Rsvp, Seat
from app.events.need_task import NeedState, NeedTask


@dataclass
class Glance:
    """One event, with one of its dates in mind."""

    families: int = 0
    asked: int = 0
    """How many of them something that asks them has left for, or who have answered all the same."""
    seats: Counter[Seat] = field(default_factory=Counter)
    people: int = 0
    """So many are coming."""
    spoken: int = 0
    """How many families have said anything about the date."""
    to_read: int = 0
    """Replies that need a person."""
    ownerless: int = 0
    """Open needs that nobody has taken."""
    late: int = 0
    """Open needs whose day is past."""

    @property
    def unanswered(self) -> int:
        """Of those that were asked."""
        return max(self.asked - self.spoken, 0)

    @property
    def unasked(self) -> int:
        """Nothing that asks them has left, or could leave."""
        return self.families - self.asked


def glances(session: Session, dates: Mapping[int, EventDate], *, today: date) -> dict[int, Glance]:
    """By event. `dates` names the date of each that matters now; in so many statements however many events."""
    found: dict[int, Glance] = defaultdict(Glance)
    has_been_asked = or_(Guest.asked_at.is_not(None), Guest.answered_at.is_not(None))
    for event_id, families, asked in session.execute(
        select(Guest.event_id, func.count(), func.count().filter(has_been_asked))
        .where(Guest.event_id.in_(dates))
        .group_by(Guest.event_id)
    ):
        found[event_id].families, found[event_id].asked = families, asked
    for event_id, seat, families, people in session.execute(
        select(Guest.event_id, Rsvp.seat, func.count(), func.sum(Rsvp.people))
        .join(Guest, Guest.id == Rsvp.guest_id)
        .where(Rsvp.event_date_id.in_([each.id for each in dates.values()]))
        .group_by(Guest.event_id, Rsvp.seat)
    ):
        glance = found[event_id]
        glance.seats[seat] = families
        glance.spoken += families
        if seat is Seat.COMING:
            glance.people = int(people)
    is_unread = and_(EventReply.needs_person, EventReply.settled_at.is_(None))
    for event_id, count in session.execute(_count(EventReply, dates, is_unread)):
        found[event_id].to_read = count
    is_open = NeedTask.state == NeedState.OPEN
    for event_id, count in session.execute(_count(NeedTask, dates, is_open & NeedTask.owner_id.is_(None))):
        found[event_id].ownerless = count
    for event_id, count in session.execute(_count(NeedTask, dates, is_open & (NeedTask.due_on < today))):
        found[event_id].late = count
    return dict(found)


def _count(
    table: type[EventReply] | type[NeedTask], events: Mapping[int, EventDate], which: ColumnElement[bool]
) -> Select[int, int]:
    return (
        select(table.event_id, func.count()).where(table.event_id.in_(events), which).group_by(table.event_id)
    )
