"""The texts of one week of a school, and on which day and at what moment each phone gets them. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from app.schools.school import School
from app.schools.school_calendar import SchoolCalendar
from app.tips.curriculum import Step
from app.tips.days import USUAL_DAYS, Moment, days_of_week, moment_on, take_turns
from app.tips.delivery import EXPIRES, DeliveryState, Reason
from app.tips.track import Track

_KEEPS = {Step.TIP: 0, Step.GROWTH: 1, Step.FACT: 2}
"""What a family that wishes for fewer keeps longest: what one can do, then what builds on it."""

Row = dict[str, Any]
"""The columns of one text to one phone."""


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
        own = {text.tip_id for track_id in turns for text in self.bands[track_id].texts}
        taken = {
            day for tip_id, day in known.items() if tip_id in own
        }  # not those of a grade that a child has left
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
                if day in taken:
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


def band_of(track: Track, texts: Iterable[tuple[int, int, Step]], *, since: datetime) -> WeekBand:
    """The week of a track that has these texts, each told by its id, its place and its step."""
    order = sorted(texts, key=lambda text: (_KEEPS[text[2]], text[1]))
    ranked = tuple(WeekText(tip_id, place, rank) for rank, (tip_id, place, _) in enumerate(order, 1))
    return WeekBand(track.sent_at, since, tuple(sorted(ranked, key=lambda text: text.place)))
