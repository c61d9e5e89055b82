"""What did not go of the tips that were due, by day and reason, and whose families it concerns."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from app.messages.ahead import never_leaves
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.schools.school import School
from app.tips.delivery import DeliveryState, Reason, TipDelivery
from app.tips.queries import tips_by_id
from app.tips.track import Tip

MOST_NAMED = MOST_LEFT_OUT = 500
_ORDER = list(Reason)
_BECAME = {DeliveryStatus.SUPPRESSED: Reason.STOPPED, DeliveryStatus.CANCELLED: Reason.WITHDRAWN}


@dataclass(frozen=True)
class TipsNotGone:
    """So many texts of one day that did not go for one reason."""

    day: date
    reason: Reason
    texts: int


@dataclass(frozen=True)
class LeftOut:
    """So many phones did not get one text, on one day and for one reason."""

    tip: Tip
    day: date
    reason: Reason
    phones: int


@dataclass(frozen=True)
class PhoneNotReached:
    """One phone that did not get a text, and the children whom it was about."""

    phone_number_id: int
    children: tuple[int, ...]


def tips_not_gone(session: Session, school: School, *, since: datetime, now: datetime) -> list[TipsNotGone]:
    """The latest day first; also what was handed to the outbox and never left it."""
    counts: Counter[tuple[date, Reason]] = Counter()
    for (_, day, reason), count in _counted(session, school, since=since, now=now).items():
        counts[day, reason] += count
    lines = [TipsNotGone(day, reason, texts) for (day, reason), texts in counts.items()]
    return sorted(lines, key=lambda line: (-line.day.toordinal(), _ORDER.index(line.reason)))


def left_out(
    session: Session, school: School, *, since: datetime, now: datetime, limit: int = MOST_LEFT_OUT
) -> list[LeftOut]:
    """The same text by text."""
    counts = _counted(session, school, since=since, now=now)
    tips = tips_by_id(session, {tip_id for tip_id, _, _ in counts})
    lines = [LeftOut(tips[tip_id], day, reason, n) for (tip_id, day, reason), n in counts.items()]
    lines.sort(key=lambda line: (-line.day.toordinal(), line.tip.track_id, line.tip.place, line.reason))
    return lines[:limit]


def _counted(
    session: Session, school: School, *, since: datetime, now: datetime
) -> Counter[tuple[int, date, Reason]]:
    rows = session.execute(
        select(TipDelivery.tip_id, TipDelivery.due_at, TipDelivery.reason, Message.status, func.count())
        .outerjoin(Message, Message.id == TipDelivery.message_id)
        .where(
            TipDelivery.school_id == school.id,
            TipDelivery.due_at >= since,
            TipDelivery.due_at <= now,
            _has_not_gone(now),
        )
        .group_by(TipDelivery.tip_id, TipDelivery.due_at, TipDelivery.reason, Message.status)
    )
    counts: Counter[tuple[int, date, Reason]] = Counter()
    for tip_id, due_at, reason, status, count in rows:
        counts[tip_id, due_at.astimezone(school.zone).date(), why_not_gone(reason, status)] += count
    return counts


def phones_without_tip(
    session: Session, school: School, day: date, reason: Reason, *, now: datetime
) -> Sequence[PhoneNotReached]:
    """Those behind one of these counts, each once."""
    begins, ends = (
        datetime.combine(first, time(), school.zone).astimezone(UTC)
        for first in (day, day + timedelta(days=1))
    )
    rows = session.execute(
        select(TipDelivery.phone_number_id, TipDelivery.children, TipDelivery.reason, Message.status)
        .outerjoin(Message, Message.id == TipDelivery.message_id)
        .where(
            TipDelivery.school_id == school.id,
            TipDelivery.due_at >= begins,
            TipDelivery.due_at < ends,
            TipDelivery.due_at <= now,
            _has_not_gone(now),
        )
        .order_by(TipDelivery.id)
    )
    found: dict[int, PhoneNotReached] = {}
    for phone, children, why, status in rows:
        if why_not_gone(why, status) is reason:
            known = found[phone].children if phone in found else ()
            found[phone] = PhoneNotReached(phone, tuple(dict.fromkeys([*known, *children])))
    return [*found.values()][:MOST_NAMED]


def _has_not_gone(now: datetime) -> ColumnElement[bool]:
    return or_(
        TipDelivery.reason.is_not(None),
        and_(TipDelivery.state == DeliveryState.PLANNED, TipDelivery.not_after <= now),
        and_(TipDelivery.state == DeliveryState.SENT, never_leaves(now)),
    )


def why_not_gone(reason: Reason | None, status: DeliveryStatus | None) -> Reason:
    """The reason that was decided, or else what became of the text in the outbox."""
    if reason is not None:
        return reason
    return _BECAME.get(status, Reason.TOO_LATE) if status else Reason.TOO_LATE
