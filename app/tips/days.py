"""On which days of a week a phone gets its texts. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar

from app.schools.school_calendar import SchoolCalendar
from app.schools.texting_hours import TextingHours

T = TypeVar("T")

USUAL_DAYS = (0, 2, 4)
"""Monday, Wednesday, Friday."""
DAYS = range(6)
"""No text on a Sunday."""
MOST_BANDS = 2
"""With two children in two bands there is a text on every day; there are no days for a third."""
_SATURDAY = 5


@dataclass(frozen=True)
class Moment:
    """From when until when a text of a day may leave."""

    due_at: datetime
    not_after: datetime


def take_turns(bands: Sequence[T], week: int) -> list[T]:
    """The bands of a family in this week, those beyond the second without days: each sits out one week in three."""
    if len(bands) <= MOST_BANDS:
        return list(bands)
    first = week % len(bands)
    return [*bands[first:], *bands[:first]]


def days_of_week(
    calendar: SchoolCalendar, monday: date, wished: tuple[int, ...], bands: int
) -> list[list[date | None]]:
    """For each of a phone's bands the day of each place; None where a day without school has no free day after it."""
    wanted = [wished, tuple(day for day in DAYS if day not in wished)][: min(bands, MOST_BANDS)]
    dates = [[monday + timedelta(days=day) for day in days] for days in wanted]
    taken = {day for days in dates for day in days if is_open(calendar, day)}
    return [[_settle(calendar, day, taken) for day in days] for days in dates]


def _settle(calendar: SchoolCalendar, day: date, taken: set[date]) -> date | None:
    if is_open(calendar, day):
        return day
    later = calendar.next_school_day(day)
    if later is None or later in taken or later.isocalendar()[:2] != day.isocalendar()[:2]:
        return None
    taken.add(later)
    return later


def is_open(calendar: SchoolCalendar, day: date) -> bool:
    """Whether families get texts on that day: days of school, and the Saturday after one."""
    return calendar.is_school_day(day - timedelta(days=1) if day.weekday() == _SATURDAY else day)


@lru_cache(maxsize=1024)
def moment_on(hours: TextingHours, day: date, wished: time) -> Moment:
    """That time of that day by the school's clock, or the opening of texting hours where it lies outside them.

    The wall clock is read first and only then turned to UTC, so that half past five stays half past five on both days
    of the year when the clocks change.
    """
    at = wished if hours.opens <= wished < hours.closes else hours.opens
    due_at = hours.next_moment(datetime.combine(day, at, hours.zone).astimezone(UTC))
    return Moment(due_at, hours.closing_after(due_at))
