"""When things happened in the demo's past, said so that it is always a few days ago."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.schools.school import School

FRIDAY = 4
MORNING = time(9, 5)
DINNER_AGO = 2
"""On which school day before today the first of the family dinners was."""


@dataclass(frozen=True)
class SchoolDaysAgo:
    """A time of day on the nth weekday before today."""

    days: int
    at: time


@dataclass(frozen=True)
class MinutesAgo:
    """A moment that is always fresh, whenever the demo begins."""

    minutes: int


@dataclass(frozen=True)
class LastWeekday:
    """A time of day on the last of these days of the week, Monday being 0, before today."""

    weekdays: tuple[int, ...]
    at: time


@dataclass(frozen=True)
class DaysAfterDinner:
    """A time of day so many days after the first family dinner, or before it; it may be still to come."""

    days: int
    at: time


Moment = SchoolDaysAgo | MinutesAgo | LastWeekday | DaysAfterDinner


def day(days_ago: int, at: str) -> SchoolDaysAgo:
    return SchoolDaysAgo(days_ago, time.fromisoformat(at))


def dinner(days_after: int, at: str) -> DaysAfterDinner:
    return DaysAfterDinner(days_after, time.fromisoformat(at))


def moment_of(when: Moment, school: School, *, now: datetime) -> datetime:
    """The moment that the script means when the demo begins now."""
    if isinstance(when, MinutesAgo):
        return now - timedelta(minutes=when.minutes)
    today = now.astimezone(school.zone).date()
    return datetime.combine(_day_of(when, today), when.at, school.zone).astimezone(UTC)


def first_dinner(school: School, *, now: datetime) -> date:
    """The same day of the two weeks that follow has a dinner too."""
    return school_day_before(now.astimezone(school.zone).date(), DINNER_AGO)


def school_day_before(day: date, days: int) -> date:
    """The nth day from Monday to Friday before this one."""
    for _ in range(days):
        day -= timedelta(days=1)
        while day.weekday() > FRIDAY:
            day -= timedelta(days=1)
    return day


def next_school_morning(school: School, *, now: datetime) -> datetime:
    """Soon after texts may leave, on the first day from Monday to Friday that is still to come."""
    day = now.astimezone(school.zone).date() + timedelta(days=1)
    while day.weekday() > FRIDAY:
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, school.zone).astimezone(UTC)


def _day_of(when: SchoolDaysAgo | LastWeekday | DaysAfterDinner, today: date) -> date:
    if isinstance(when, SchoolDaysAgo):
        return school_day_before(today, when.days)
    if isinstance(when, DaysAfterDinner):
        return school_day_before(today, DINNER_AGO) + timedelta(days=when.days)
    day = school_day_before(today, 1)
    while day.weekday() not in when.weekdays:
        day -= timedelta(days=1)
    return day
