"""Planning a week: which phone gets which tip when. Any number of planners may do it at once.

They only ever add, and carry over what was to go on a day that has come to be without school. Whether a planned tip
really goes is decided when it is due: a pause, a stop or an empty wording counts then.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.orm import Session

from app.foundation.clock import Clock
from app.foundation.database import Database, insert_or_ignore
from app.foundation.in_turn import in_turn
from app.schools.queries import get_school
from app.schools.school import School
from app.schools.school_calendar import find_calendar, monday_of
from app.tips.curriculum import Step
from app.tips.days import is_open
from app.tips.delivery import DeliveryState, PlannedWeek, Reason, TipDelivery
from app.tips.grades import age_of
from app.tips.homes import homes_of
from app.tips.retime import retime
from app.tips.track import Tip, Track
from app.tips.week import USUAL, Rhythm, Row, Week, WeekBand, band_of
from app.tips.wishes import TipWish

ROWS_PER_COMMIT = 500
AHEAD = timedelta(days=3)
"""The next week is planned from Friday on: late enough for a changed calendar, early enough for a weekend off."""
LOOK_AGAIN_AFTER = timedelta(hours=1)
"""How soon a child who joins within a week is found."""
LOOK_BACK = timedelta(weeks=4)
"""Weeks that nobody planned, because no worker ran, are planned late so that what was missed is on record."""


def plan_weeks(database: Database, *, clock: Clock) -> int:
    """Every week that should be planned by now is, at all schools; returns how many texts that added.

    A school whose weeks cannot be planned keeps no other school waiting.
    """
    with database.reading() as session:
        begun = _begun(session)

    def plan(school_id: int) -> int:
        with database.reading() as session:
            school = get_school(session, school_id)
            mondays = _weeks_to_plan(session, school, begun[school_id], now=clock())
        return sum(plan_week(database, school_id, monday, clock=clock) for monday in mondays)

    return in_turn(begun, plan, fault="tips_not_planned", named="school_id")


def plan_week(database: Database, school_id: int, monday: date, *, clock: Clock) -> int:
    """One week of one school is planned; a repeat adds only what is new since. Returns how many texts it added.

    What was planned before leaves by the hours that hold now.
    """
    now = clock()
    with database.writing() as session:
        retime(session, get_school(session, school_id), now=now)
    with database.reading() as session:
        rows = rows_of_week(session, get_school(session, school_id), monday, now=now)
    for start in range(0, len(rows), ROWS_PER_COMMIT):
        with database.writing() as session:
            _put(session, rows[start : start + ROWS_PER_COMMIT])
    now = clock()
    with database.writing() as session:
        _remember(session, school_id, monday, now=now)
    return len(rows)


def plan_small_week(session: Session, school: School, monday: date, *, now: datetime) -> int:
    """The same within one unit of work, for a school of a few families."""
    retime(session, school, now=now)
    rows = rows_of_week(session, school, monday, now=now)
    _put(session, rows)
    _remember(session, school.id, monday, now=now)
    return len(rows)


_DELIVERY = cast("Table", TipDelivery.__table__)
_MOVED = ("rank", "children", "due_at", "not_after", "state", "reason", "decided_at")
_CARRY_OVER = (
    update(_DELIVERY)
    .where(
        _DELIVERY.c.id == bindparam("which"),
        or_(_DELIVERY.c.state == DeliveryState.PLANNED, _DELIVERY.c.reason == Reason.HOLIDAY),
    )
    .values({name: bindparam(name) for name in _MOVED})
)


def _put(session: Session, rows: Sequence[Row]) -> None:
    """Rows that name one which stands already carry that one over."""
    new = [row for row in rows if "which" not in row]
    moved = [{name: row[name] for name in (*_MOVED, "which")} for row in rows if "which" in row]
    if new:
        session.connection().execute(insert_or_ignore(session, TipDelivery), new)
    if moved:
        session.connection().execute(_CARRY_OVER, moved)


def _remember(session: Session, school_id: int, monday: date, *, now: datetime) -> None:
    week = (PlannedWeek.school_id == school_id, PlannedWeek.monday_on == monday)
    session.execute(
        insert_or_ignore(session, PlannedWeek).values(school_id=school_id, monday_on=monday, planned_at=now)
    )
    session.execute(update(PlannedWeek).where(*week).values(planned_at=now))


def rows_of_week(session: Session, school: School, monday: date, *, now: datetime) -> list[Row]:
    """The texts that the week owes to phones and that are not planned yet.

    The first time a week is planned, what was due before counts too, or nobody would learn that it was missed. Later,
    only what is still to come: who joins on a Thursday is not told what others were told on Monday.
    """
    calendar = find_calendar(session, school, monday)
    number = calendar.week_of(monday) if calendar else None
    if calendar is None or number is None:
        return []
    is_planned = session.scalar(
        select(PlannedWeek.id).where(PlannedWeek.school_id == school.id, PlannedWeek.monday_on == monday)
    )
    running = session.scalars(select(Track).where(Track.school_id == school.id, Track.held_at.is_(None)))
    tracks = sorted(running, key=lambda track: min(map(age_of, track.grades)))
    week = Week(
        school, calendar, monday, number, _bands(session, tracks, number, now if is_planned else None), now
    )
    known, adrift = _known(session, week)
    homes = homes_of(session, school, tracks)
    rhythms = _rhythms(session, school)
    rows = [
        row
        for phone, children in homes.items()
        for row in week.rows_of(phone, children, rhythms.get(phone, USUAL), known.get(phone, {}))
    ]
    for row in rows if adrift else ():
        if (which := adrift.get((row["phone_number_id"], row["tip_id"]))) is not None:
            row["which"] = which
    return rows


def _begun(session: Session) -> dict[int, datetime]:
    """By school, since when tips of it are running."""
    running = session.execute(
        select(Track.school_id, Track.running_since).where(Track.held_at.is_(None)).order_by(Track.school_id)
    )
    begun: dict[int, datetime] = {}
    for school_id, since in running:
        assert since is not None  # noqa: S101 - a table constraint, for one that is not held
        begun[school_id] = min(since, begun.get(school_id, since))
    return begun


def _weeks_to_plan(session: Session, school: School, since: datetime, *, now: datetime) -> list[date]:
    today = now.astimezone(school.zone).date()
    first = max(since.astimezone(school.zone).date(), today - LOOK_BACK)
    planned = _planned(session, school, monday_of(first))
    # Two where one school year has just ended and the next begins within weeks.
    calendars = (find_calendar(session, school, day) for day in (first, today + AHEAD))
    mondays = {monday for calendar in calendars if calendar for monday in calendar.weeks}
    wanted = []
    for monday in sorted(mondays):
        if monday_of(first) <= monday <= today + AHEAD:
            at = planned.get(monday)
            is_over = monday < monday_of(today)
            if at is None or (not is_over and at <= now - LOOK_AGAIN_AFTER):
                wanted.append(monday)
    return wanted


def _planned(session: Session, school: School, since: date) -> dict[date, datetime]:
    rows = session.execute(
        select(PlannedWeek.monday_on, PlannedWeek.planned_at).where(
            PlannedWeek.school_id == school.id, PlannedWeek.monday_on >= since
        )
    )
    return {monday: at for monday, at in rows}  # noqa: C416 - typed rows, not pairs


def _bands(
    session: Session, tracks: Sequence[Track], number: int, not_before: datetime | None
) -> dict[int, WeekBand]:
    texts: dict[int, list[tuple[int, int, Step]]] = defaultdict(list)
    for tip_id, track_id, place, step in session.execute(
        select(Tip.id, Tip.track_id, Tip.place, Tip.step)
        .where(Tip.track_id.in_([t.id for t in tracks]), Tip.week == number, Tip.skipped_at.is_(None))
        .order_by(Tip.place)
    ):
        texts[track_id].append((tip_id, place, step))
    bands = {}
    for track in tracks:
        assert track.running_since is not None  # noqa: S101 - a table constraint, for one that is not held
        since = max(track.running_since, not_before or track.running_since)
        bands[track.id] = band_of(track, texts[track.id], since=since)
    return bands


def _known(session: Session, week: Week) -> tuple[dict[int, dict[int, date]], dict[tuple[int, int], int]]:
    """By phone, the texts of the week that stand already, in the order in which they were planned, with their days.

    And by phone and text the rows of those that would have gone in another week, had there been school on their day.
    """
    tips = [text.tip_id for band in week.bands.values() for text in band.texts]
    rows = session.execute(
        select(
            TipDelivery.id,
            TipDelivery.phone_number_id,
            TipDelivery.tip_id,
            TipDelivery.due_at,
            TipDelivery.state,
            TipDelivery.reason,
        )
        .where(TipDelivery.tip_id.in_(tips), TipDelivery.year == week.calendar.first_day_on.year)
        .order_by(TipDelivery.id)
    )
    known: dict[int, dict[int, date]] = defaultdict(dict)
    adrift: dict[tuple[int, int], int] = {}
    for which, phone, tip, due_at, state, reason in rows:
        day = due_at.astimezone(week.school.zone).date()
        has_lost_its_day = reason is Reason.HOLIDAY or (
            state is DeliveryState.PLANNED and not is_open(week.calendar, day)
        )
        if has_lost_its_day and monday_of(day) != week.monday:
            adrift[phone, tip] = which
        else:
            known[phone][tip] = day
    return known, adrift


def _rhythms(session: Session, school: School) -> dict[int, Rhythm]:
    wishes = session.scalars(
        select(TipWish).where(TipWish.school_id == school.id, TipWish.at.is_not(None) | (TipWish.days != ""))
    )
    return {wish.phone_number_id: Rhythm(wish.weekdays, wish.at) for wish in wishes}
