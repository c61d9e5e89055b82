"""What a family told a staff member about its weekly ideas: it holds for what is planned already too."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.schools.school_calendar import SchoolCalendar, find_calendar, monday_of
from app.staff.staff_member import StaffMember
from app.tips.days import USUAL_DAYS, Moment, days_of_week, moment_on
from app.tips.delivery import DeliveryState, TipDelivery
from app.tips.retime import retime
from app.tips.track import Tip, Track
from app.tips.wishes import TipWish, set_wish


def write_down(
    session: Session,
    school: School,
    phone: PhoneNumber,
    *,
    per_week: int,
    paused_until: date | None = None,
    at: time | None = None,
    days: Sequence[int] = USUAL_DAYS,
    by: StaffMember,
    now: datetime,
) -> TipWish:
    """The wish is kept, and what is still to come leaves on its days and at its hour.

    How many leave, and whether any do in a pause, is decided when they are due. Raises Invalid for what cannot be kept.
    """
    wish = set_wish(
        session, school, phone, per_week=per_week, paused_until=paused_until, at=at, days=days, by=by, now=now
    )
    _move_to_its_days(session, school, wish, now=now)
    retime(session, school, now=now)
    return wish


@dataclass(frozen=True)
class _Planned:
    """A text of one week to the phone, and where it stands."""

    id: int
    track_id: int
    week: int
    place: int
    sent_at: time
    day: date
    is_to_come: bool


def _move_to_its_days(session: Session, school: School, wish: TipWish, *, now: datetime) -> None:
    """What would have to leave in the past, or on a day that has one already, keeps its day."""
    today = now.astimezone(school.zone).date()
    calendar = find_calendar(session, school, today)
    if calendar is None:
        return
    weeks: dict[date, list[_Planned]] = defaultdict(list)
    for text in _texts_since(session, school, wish.phone_number_id, monday_of(today), now=now):
        weeks[monday_of(text.day)].append(text)
    moves = [
        {"which": which, "due_at": moment.due_at, "not_after": moment.not_after}
        for monday, texts in weeks.items()
        for which, moment in _moves_of_week(calendar, school, wish, monday, texts, now=now).items()
    ]
    if moves:
        session.connection().execute(_MOVE, moves)


_DELIVERY = cast("Table", TipDelivery.__table__)
_MOVE = (
    update(_DELIVERY)
    .where(_DELIVERY.c.id == bindparam("which"), _DELIVERY.c.state == DeliveryState.PLANNED)
    .values(due_at=bindparam("due_at"), not_after=bindparam("not_after"))
)


def _texts_since(
    session: Session, school: School, phone_number_id: int, day: date, *, now: datetime
) -> list[_Planned]:
    """What was sent since then and what is to come, in the order in which it was planned."""
    rows = session.execute(
        select(
            TipDelivery.id,
            Tip.track_id,
            Tip.week,
            Tip.place,
            Track.sent_at,
            TipDelivery.due_at,
            TipDelivery.state,
        )
        .join(Tip, Tip.id == TipDelivery.tip_id)
        .join(Track, Track.id == Tip.track_id)
        .where(
            TipDelivery.phone_number_id == phone_number_id,
            TipDelivery.state.in_((DeliveryState.PLANNED, DeliveryState.SENT)),
            TipDelivery.due_at >= datetime.combine(day, time(), school.zone).astimezone(UTC),
        )
        .order_by(TipDelivery.id)
    )
    return [
        _Planned(
            which,
            track_id,
            week,
            place,
            sent_at,
            day=due_at.astimezone(school.zone).date(),
            is_to_come=state is DeliveryState.PLANNED and due_at > now,
        )
        for which, track_id, week, place, sent_at, due_at, state in rows
    ]


def _moves_of_week(
    calendar: SchoolCalendar,
    school: School,
    wish: TipWish,
    monday: date,
    texts: Sequence[_Planned],
    *,
    now: datetime,
) -> dict[int, Moment]:
    turns = list(dict.fromkeys(text.track_id for text in texts))
    days = days_of_week(calendar, monday, wish.weekdays, len(turns))
    wanted: dict[int, tuple[date, Moment]] = {}
    for text in texts:
        turn = turns.index(text.track_id)
        day = days[turn][text.place - 1] if turn < len(days) else None
        if day is None or not text.is_to_come or text.week != calendar.week_of(monday):
            continue
        moment = moment_on(school.texting_hours, day, wish.at or text.sent_at)
        if moment.due_at > now:
            wanted[text.id] = day, moment
    while met := {w for w, (day, _) in wanted.items() if day in {t.day for t in texts if t.id not in wanted}}:
        wanted = {which: move for which, move in wanted.items() if which not in met}
    return {which: moment for which, (_, moment) in wanted.items()}
