"""Planning a week: which phone gets which tip when. It only ever adds, so any number of planners may do it at once.

Whether a planned tip really goes is decided when it is due: a pause, a stop or an empty wording counts then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from app.foundation.clock import Clock
from app.foundation.database import Database, insert_or_ignore
from app.schools.queries import get_school
from app.schools.school import School
from app.schools.school_calendar import SchoolCalendar, find_calendar, monday_of
from app.tips.curriculum import Step
from app.tips.days import USUAL_DAYS, Moment, days_of_week, moment_on, take_turns
from app.tips.delivery import EXPIRES, DeliveryState, PlannedWeek, Reason, TipDelivery
from app.tips.grades import age_of
from app.tips.homes import homes_of
from app.tips.track import Tip, Track
from app.tips.wishes import TipWish

ROWS_PER_COMMIT = 500
AHEAD = timedelta(days=3)
"""The next week is planned from Friday on: late enough for a changed calendar, early enough for a weekend off."""
LOOK_AGAIN_AFTER = timedelta(hours=1)
"""How soon a child who joins within a week is found."""
LOOK_BACK = timedelta(weeks=4)
"""Weeks that nobody planned, because no worker ran, are planned late so that what was missed is on record."""
_KEEPS = {Step.TIP: 0, Step.GROWTH: 1, Step.FACT: 2}
"""What a family that wishes for fewer keeps longest: what one can do, then what builds on it."""

Row = dict[str, Any]


def plan_weeks(database: Database, *, clock: Clock) -> int:
    """Every week that should be planned by now is, at all schools; returns how many texts that added."""
    with database.reading() as session:
        wanted = [(school.id, monday) for school, monday in _weeks_to_plan(session, now=clock())]
    return sum(plan_week(database, school_id, monday, clock=clock) for school_id, monday in wanted)


def plan_week(database: Database, school_id: int, monday: date, *, clock: Clock) -> int:
    """One week of one school is planned; a repeat adds only what is new since. Returns how many texts it added."""
    with database.reading() as session:
        rows = rows_of_week(session, get_school(session, school_id), monday, now=clock())
    for start in range(0, len(rows), ROWS_PER_COMMIT):
        with database.writing() as session:
            _add(session, rows[start : start + ROWS_PER_COMMIT])
    now = clock()
    with database.writing() as session:
        _remember(session, school_id, monday, now=now)
    return len(rows)


def plan_small_week(session: Session, school: School, monday: date, *, now: datetime) -> int:
    """The same within one unit of work, for a school of a few families."""
    if rows := rows_of_week(session, school, monday, now=now):
        _add(session, rows)
    _remember(session, school.id, monday, now=now)
    return len(rows)


def _add(session: Session, rows: Sequence[Row]) -> None:
    session.connection().execute(insert_or_ignore(session, TipDelivery), rows)


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
    known = _known(session, week)
    homes = homes_of(session, school, tracks)
    rhythms = _rhythms(session, school)
    return [
        row
        for phone, children in homes.items()
        for row in week.rows_of(phone, children, rhythms.get(phone, USUAL), known.get(phone, {}))
    ]


@dataclass(frozen=True)
class Rhythm:
    """The days and the time that a phone likes."""

    weekdays: tuple[int, ...]
    at: time | None


USUAL = Rhythm(USUAL_DAYS, None)


@dataclass(frozen=True)
class WeekText:
    """A text of the week, in its place, and how soon a family that wishes for fewer does without."""

    tip_id: int
    place: int
    rank: int


@dataclass(frozen=True)
class WeekBand:
    """The texts of one track in this week, and since when anybody is owed them."""

    sent_at: time
    since: datetime
    texts: tuple[WeekText, ...]


@dataclass
class Week:
    """A week of a school, and the texts of the tracks that count in it."""

    school: School
    calendar: SchoolCalendar
    monday: date
    number: int
    bands: Mapping[int, WeekBand]
    now: datetime

    def __post_init__(self) -> None:
        self._days: dict[tuple[tuple[int, ...], int], list[list[date | None]]] = {}
        self._moments: dict[tuple[date, time], Moment] = {}
        self._hours = self.school.texting_hours

    def rows_of(
        self, phone: int, children: Mapping[int, list[int]], rhythm: Rhythm, known: Mapping[int, date]
    ) -> list[Row]:
        """What the phone is owed beyond the texts it is known to get, each on its day."""
        turns = take_turns([t for t, band in self.bands.items() if band.texts and t in children], self.number)
        if known:  # a child who comes later in the week gets the days that are left
            order = {tip_id: place for place, tip_id in enumerate(known)}
            turns.sort(key=lambda t: min(order.get(x.tip_id, len(order)) for x in self.bands[t].texts))
        days = self._days_of(rhythm.weekdays, len(turns))
        rows: list[Row] = []
        for turn, track_id in enumerate(turns):
            band = self.bands[track_id]
            at = rhythm.at or band.sent_at
            for text in band.texts:
                day, reason = self._place(days, turn, text, rhythm)
                if day in known.values():
                    reason = Reason.NO_ROOM
                moment = self._moment(day, at)
                if moment.due_at > band.since and text.tip_id not in known:
                    rows.append(self._row(phone, children[track_id], text, moment, reason))
        return rows

    def _place(
        self, days: list[list[date | None]], turn: int, text: WeekText, rhythm: Rhythm
    ) -> tuple[date, Reason | None]:
        wished = self.monday + timedelta(days=rhythm.weekdays[text.place - 1])
        if turn >= len(days):
            return wished, Reason.NO_ROOM
        day = days[turn][text.place - 1]
        return (day, None) if day else (wished, Reason.HOLIDAY)

    def _row(
        self, phone: int, children: list[int], text: WeekText, moment: Moment, reason: Reason | None
    ) -> Row:
        state = DeliveryState.EXPIRED if reason in EXPIRES else DeliveryState.SKIPPED
        return {
            "school_id": self.school.id,
            "tip_id": text.tip_id,
            "phone_number_id": phone,
            "year": self.calendar.first_day_on.year,
            "children": children,
            "rank": text.rank,
            "due_at": moment.due_at,
            "not_after": moment.not_after,
            "state": state if reason else DeliveryState.PLANNED,
            "reason": reason,
            "decided_at": self.now if reason else None,
        }

    def _days_of(self, weekdays: tuple[int, ...], bands: int) -> list[list[date | None]]:
        key = weekdays, bands
        if key not in self._days:
            self._days[key] = days_of_week(self.calendar, self.monday, weekdays, bands)
        return self._days[key]

    def _moment(self, day: date, at: time) -> Moment:
        key = day, at
        if key not in self._moments:
            self._moments[key] = moment_on(self._hours, day, at)
        return self._moments[key]


def _weeks_to_plan(session: Session, *, now: datetime) -> list[tuple[School, date]]:
    wanted: list[tuple[School, date]] = []
    running = session.execute(
        select(Track.school_id, Track.running_since).where(Track.held_at.is_(None))
    ).all()
    begun: dict[int, datetime] = {}
    for school_id, since in running:
        assert since is not None  # noqa: S101 - a table constraint, for one that is not held
        begun[school_id] = min(since, begun.get(school_id, since))
    for school_id, since in sorted(begun.items()):
        school = get_school(session, school_id)
        today = now.astimezone(school.zone).date()
        first = max(since.astimezone(school.zone).date(), today - LOOK_BACK)
        calendar = find_calendar(session, school, first)
        planned = _planned(session, school, PlannedWeek.monday_on >= monday_of(first))
        for monday in calendar.weeks if calendar else ():
            if monday_of(first) <= monday <= today + AHEAD:
                at = planned.get(monday)
                is_over = monday < monday_of(today)
                if at is None or (not is_over and at <= now - LOOK_AGAIN_AFTER):
                    wanted.append((school, monday))
    return wanted


def _planned(session: Session, school: School, since: ColumnElement[bool]) -> dict[date, datetime]:
    rows = session.execute(
        select(PlannedWeek.monday_on, PlannedWeek.planned_at).where(PlannedWeek.school_id == school.id, since)
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


def band_of(track: Track, texts: Iterable[tuple[int, int, Step]], *, since: datetime) -> WeekBand:
    """The week of a track that has these texts, each told by its id, its place and its step."""
    order = sorted(texts, key=lambda text: (_KEEPS[text[2]], text[1]))
    ranked = tuple(WeekText(tip_id, place, rank) for rank, (tip_id, place, _) in enumerate(order, 1))
    return WeekBand(track.sent_at, since, tuple(sorted(ranked, key=lambda text: text.place)))


def _known(session: Session, week: Week) -> dict[int, dict[int, date]]:
    """By phone, the texts of the week that stand already, in the order in which they were planned, with their days."""
    tips = [text.tip_id for band in week.bands.values() for text in band.texts]
    rows = session.execute(
        select(TipDelivery.phone_number_id, TipDelivery.tip_id, TipDelivery.due_at)
        .where(TipDelivery.tip_id.in_(tips), TipDelivery.year == week.calendar.first_day_on.year)
        .order_by(TipDelivery.id)
    )
    known: dict[int, dict[int, date]] = defaultdict(dict)
    for phone, tip, due_at in rows:
        known[phone][tip] = due_at.astimezone(week.school.zone).date()
    return known


def _rhythms(session: Session, school: School) -> dict[int, Rhythm]:
    wishes = session.scalars(
        select(TipWish).where(TipWish.school_id == school.id, TipWish.at.is_not(None) | (TipWish.days != ""))
    )
    return {wish.phone_number_id: Rhythm(wish.weekdays, wish.at) for wish in wishes}
