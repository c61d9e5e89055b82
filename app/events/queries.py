"""Finding events: those that are ahead and those that were, one of them, its dates and its guests."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from app.events.event import Event, EventDate, EventState
from app.events.guest import Guest
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.schools.school import School


@dataclass(frozen=True)
class Events:
    """The events that somebody may see, with their dates."""

    upcoming: list[Event]
    """Those of which a date has not ended; the one that begins soonest first."""
    past: list[Event]
    """The latest first."""


def events_of(
    session: Session, school: School, *, inbox_ids: Collection[int] | None, now: datetime
) -> Events:
    """The events of these inboxes; None for those of the whole school."""
    found = session.scalars(_events(school, inbox_ids)).all()
    begins = {event.id: _begins(event, now) for event in found}
    upcoming = [event for event in found if any(one.ends_at > now for one in event.dates)]
    past = [event for event in found if event not in upcoming]
    return Events(
        sorted(upcoming, key=lambda event: (begins[event.id], event.id)),
        sorted(past, key=lambda event: (begins[event.id], event.id), reverse=True),
    )


def get_event(session: Session, school: School, event_id: int, *, inbox_ids: Collection[int] | None) -> Event:
    """With its dates; raises NotFound for one of another school or inbox. None for those of the whole school."""
    event = session.scalar(_events(school, inbox_ids).where(Event.id == event_id))
    if event is None:
        raise NotFound(_l("There is no such event."))
    return event


def get_date(event: Event, event_date_id: int) -> EventDate:
    """Raises NotFound for a date of another event."""
    for one in event.dates:
        if one.id == event_date_id:
            return one
    raise NotFound(_l("There is no such date."))


def get_guest(session: Session, event: Event, guest_id: int) -> Guest:
    """With its answers; raises NotFound for one of another event."""
    guest = session.scalar(
        select(Guest)
        .where(Guest.id == guest_id, Guest.event_id == event.id)
        .options(selectinload(Guest.rsvps))
        .execution_options(populate_existing=True)
    )
    if guest is None:
        raise NotFound(_l("There is no such guest."))
    return guest


def get_public_event(session: Session, public_id: str) -> tuple[Event, School]:
    """Of whoever knows its address; raises NotFound for one that is still a draft."""
    row = session.execute(
        select(Event, School)
        .join(School, School.id == Event.school_id)
        .where(Event.public_id == public_id, Event.state != EventState.DRAFT)
        .options(selectinload(Event.dates))
    ).first()
    if row is None:
        raise NotFound(_l("There is no such event."))
    event, school = row
    return event, school


def _events(school: School, inbox_ids: Collection[int] | None) -> Select[Event]:
    wanted = select(Event).where(Event.school_id == school.id).options(selectinload(Event.dates))
    return wanted if inbox_ids is None else wanted.where(Event.inbox_id.in_(inbox_ids))


def _begins(event: Event, now: datetime) -> datetime:
    """Of the date that comes next, or of the last."""
    ahead = [one.starts_at for one in event.dates if one.ends_at > now]
    return min(ahead) if ahead else max(one.starts_at for one in event.dates)
