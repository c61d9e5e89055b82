"""When the texts of an event are due, and until when each is worth sending. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.events.event import EventDate
from app.schools.school import School

INVITATION_LIVES = timedelta(hours=48)
THANKS_LIVE = timedelta(hours=24)
QUESTION_LIVES = timedelta(hours=24)
LAST_CALL = timedelta(hours=1)
"""Nobody is asked to come to what begins sooner than that."""
ON_THE_WAY = timedelta(minutes=30)
"""So long before the beginning nobody is reminded any more."""
HEARD_BEFORE = timedelta(hours=2)
"""Families hear at any hour of what texting hours would tell them later than this before it begins."""
REMINDED_AT, THANKED_AT, ASKED_AT = time(17), time(10, 30), time(17, 30)
MORNING_BEFORE = timedelta(hours=4)
LEAST_BEFORE = timedelta(hours=2)
"""A text of the day itself that would come later than that helps nobody."""
ASKED_DAYS_BEFORE = 3
_BEFORE_CLOSING = timedelta(hours=1)


@dataclass(frozen=True)
class Moment:
    """From when until when a text may leave."""

    due_at: datetime
    not_after: datetime


def invitation_moment(school: School, dates: Sequence[EventDate], send_at: datetime) -> Moment | None:
    """None where the event would begin before families could answer."""
    due_at = school.texting_hours.next_moment(send_at)
    return _if_any(due_at, min(due_at + INVITATION_LIVES, dates[0].starts_at - LAST_CALL))


def reminder_moment(school: School, event_date: EventDate) -> Moment | None:
    """The day before, when families plan the next."""
    due_at = _by_the_clock(school, event_date.day(school) - timedelta(days=1), REMINDED_AT)
    return _if_any(due_at, event_date.starts_at - ON_THE_WAY)


def morning_moment(school: School, event_date: EventDate) -> Moment | None:
    """On the day itself, unless it would come shortly before the beginning."""
    opens = datetime.combine(event_date.day(school), school.texting_from, school.zone).astimezone(UTC)
    due_at = max(opens, event_date.starts_at - MORNING_BEFORE)
    return (
        _if_any(due_at, event_date.starts_at - ON_THE_WAY)
        if event_date.starts_at - due_at >= LEAST_BEFORE
        else None
    )


def thanks_moment(school: School, event_date: EventDate) -> Moment:
    due_at = _by_the_clock(school, event_date.day(school) + timedelta(days=1), THANKED_AT)
    return Moment(due_at, due_at + THANKS_LIVE)


def next_date_moment(school: School, previous: EventDate, event_date: EventDate) -> Moment | None:
    """A few days before the next date of a series, and not before the day after the previous one."""
    day = max(
        event_date.day(school) - timedelta(days=ASKED_DAYS_BEFORE), previous.day(school) + timedelta(days=1)
    )
    due_at = _by_the_clock(school, day, ASKED_AT)
    return _if_any(due_at, min(due_at + QUESTION_LIVES, event_date.starts_at - LAST_CALL))


def _if_any(due_at: datetime, not_after: datetime) -> Moment | None:
    return Moment(due_at, not_after) if not_after > due_at else None


def _by_the_clock(school: School, day: date, wished: time) -> datetime:
    """That time by the school's clock, or the nearest at which its texts may leave, in UTC."""
    closes = datetime.combine(day, school.texting_until)
    last = max(school.texting_from, (closes - _BEFORE_CLOSING).time())
    return datetime.combine(day, min(max(wished, school.texting_from), last), school.zone).astimezone(UTC)
