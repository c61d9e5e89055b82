"""What did not go of what events had to say, by day, event and reason, and whose families it concerns."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.events.event import Event
from app.events.guest import Guest
from app.events.mailing import EventText, EventTextKind, LeftOut, TextState
from app.messages.ahead import never_leaves
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.schools.school import School

MOST_NAMED = 500
_BECAME = {DeliveryStatus.SUPPRESSED: LeftOut.STOPPED, DeliveryStatus.CANCELLED: LeftOut.CALLED_OFF}


@dataclass(frozen=True)
class TextsNotGone:
    """So many texts of one event and kind that did not go on one day for one reason."""

    day: date
    event: Event
    kind: EventTextKind
    reason: LeftOut
    texts: int


def texts_not_gone(session: Session, school: School, *, since: datetime, now: datetime) -> list[TextsNotGone]:
    """The latest day first; also what was handed to the outbox and never left it."""
    rows = session.execute(
        select(
            EventText.event_id,
            EventText.kind,
            EventText.due_at,
            EventText.reason,
            Message.status,
            func.count(),
        )
        .outerjoin(Message, Message.id == EventText.message_id)
        .where(
            EventText.school_id == school.id,
            EventText.due_at >= since,
            EventText.due_at <= now,
            _has_not_gone(now),
        )
        .group_by(EventText.event_id, EventText.kind, EventText.due_at, EventText.reason, Message.status)
    )
    counts: Counter[tuple[date, int, EventTextKind, LeftOut]] = Counter()
    for event_id, kind, due_at, reason, status, count in rows:
        day = due_at.astimezone(school.zone).date()
        counts[day, event_id, kind, _why(reason, status)] += count
    ids = {event_id for _, event_id, _, _ in counts}
    events = {event.id: event for event in session.scalars(select(Event).where(Event.id.in_(ids)))}
    lines = [TextsNotGone(day, events[e], kind, why, n) for (day, e, kind, why), n in counts.items()]
    return sorted(lines, key=lambda line: (-line.day.toordinal(), line.event.id, line.kind, line.reason))


def phones_without_text(
    session: Session,
    school: School,
    day: date,
    event_id: int,
    kind: EventTextKind,
    reason: LeftOut,
    *,
    inboxes: Collection[int],
    now: datetime,
) -> dict[int, tuple[int, ...]]:
    """Those behind one of these counts with their children; nobody for an event of other inboxes."""
    begins, ends = (
        datetime.combine(first, time(), school.zone).astimezone(UTC)
        for first in (day, day + timedelta(days=1))
    )
    rows = session.execute(
        select(EventText.phone_number_id, Guest.children, EventText.reason, Message.status)
        .join(Event, Event.id == EventText.event_id)
        .outerjoin(
            Guest,
            and_(Guest.event_id == EventText.event_id, Guest.phone_number_id == EventText.phone_number_id),
        )
        .outerjoin(Message, Message.id == EventText.message_id)
        .where(
            Event.school_id == school.id,
            Event.inbox_id.in_(inboxes),
            EventText.event_id == event_id,
            EventText.kind == kind,
            EventText.due_at >= begins,
            EventText.due_at < ends,
            EventText.due_at <= now,
            _has_not_gone(now),
        )
        .order_by(EventText.id)
    )
    found = {
        phone: tuple(children or ()) for phone, children, why, status in rows if _why(why, status) is reason
    }
    return dict([*found.items()][:MOST_NAMED])


def _has_not_gone(now: datetime) -> ColumnElement[bool]:
    return or_(
        EventText.state == TextState.LEFT_OUT,
        and_(EventText.state == TextState.PLANNED, EventText.not_after <= now),
        and_(EventText.state == TextState.SENT, never_leaves(now)),
    )


def _why(reason: LeftOut | None, status: DeliveryStatus | None) -> LeftOut:
    if reason is not None:
        return reason
    return _BECAME.get(status, LeftOut.TOO_LATE) if status else LeftOut.TOO_LATE
