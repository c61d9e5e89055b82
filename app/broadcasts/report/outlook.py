"""When a broadcast will have left, as honestly as that can be said: from the lines' rates and what has really left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.schools.texting_hours import TextingHours

LOOK_BACK = timedelta(minutes=5)
LEAST_WATCHED = timedelta(seconds=20)
"""What has left within less says nothing about the rest."""
STUCK_AFTER = timedelta(minutes=2)
LONGEST_AHEAD = timedelta(days=14)


class Course(StrEnum):
    """What the rest of a broadcast is about to do."""

    DONE = "done"
    CANCELLED = "cancelled"
    AHEAD = "ahead"
    """Its moment has not come."""
    PAUSED = "paused"
    SCHOOL_PAUSED = "school_paused"
    LINE_STOPPED = "line_stopped"
    """A person must mend the line first."""
    FOR_PERSON = "for_person"
    """All that is left was held back for a person to look at."""
    OUTSIDE_HOURS = "outside_hours"
    BUSY = "busy"
    """Other texts stand before it: it leaves when the line is free."""
    SILENT = "silent"
    """It could leave and does not."""
    OWN_HOURS = "own_hours"
    """Each family gets it when it likes to be texted."""
    LEAVING = "leaving"


@dataclass(frozen=True)
class Line:
    """One line that carries texts of a broadcast, or might."""

    segments_per_second: float
    is_stopped: bool
    until_end: int
    """So many texts leave on it until the last of the broadcast's has, its own among them."""


@dataclass(frozen=True)
class Situation:
    """Everything that decides when the rest of a broadcast leaves."""

    waiting: int
    for_person: int
    """Of these, so many were held back for a person to look at."""
    is_cancelled: bool
    is_paused: bool
    is_school_paused: bool
    is_emergency: bool
    in_own_hours: bool
    send_at: datetime
    not_after: datetime
    hours: TextingHours
    lines: tuple[Line, ...]
    segments_each: float
    others: int
    """So many texts that are not the broadcast's wait on the same lines, and leave before or among them."""
    waits_since: datetime | None
    """Since when the first of what waits there could have left."""
    left_lately: int
    """So many texts of the broadcast left since `watched_since`."""
    watched_since: datetime


@dataclass(frozen=True)
class Outlook:
    """What the rest is about to do, and when it will be done; None where nobody can say."""

    course: Course
    begins_at: datetime | None = None
    ends_at: datetime | None = None
    others_before: int = 0
    is_too_slow: bool = False
    """Not all of it will have left when it is no longer worth sending."""


def outlook(it: Situation, *, now: datetime) -> Outlook:
    """The first thing that holds the rest back is what is told."""
    held = _what_holds_it(it)
    if held is not None:
        return Outlook(held)
    begins_at = _first_moment(it, max(now, it.send_at))
    ends_at = _end(it, begins_at, now=now)
    course = _course(it, begins_at, now=now)
    if course is Course.SILENT:
        return Outlook(course)
    if course is Course.OWN_HOURS:
        return Outlook(course, ends_at=it.not_after)
    return Outlook(course, begins_at, ends_at, it.others, is_too_slow=ends_at > it.not_after)


def _what_holds_it(it: Situation) -> Course | None:
    if it.is_cancelled:
        return Course.CANCELLED
    if not it.waiting:
        return Course.DONE
    if it.waiting == it.for_person:
        return Course.FOR_PERSON
    if it.is_paused:
        return Course.PAUSED
    if it.is_school_paused and not it.is_emergency:
        return Course.SCHOOL_PAUSED
    if any(line.is_stopped for line in [line for line in it.lines if line.until_end] or it.lines):
        return Course.LINE_STOPPED
    return None


def _course(it: Situation, begins_at: datetime, *, now: datetime) -> Course:
    if it.send_at > now:
        return Course.AHEAD
    if begins_at > now:
        return Course.OUTSIDE_HOURS
    if it.in_own_hours and not it.is_emergency:
        return Course.OWN_HOURS
    if not it.left_lately and it.others:
        return Course.BUSY
    if not it.left_lately and it.waits_since is not None and now - it.waits_since > STUCK_AFTER:
        return Course.SILENT
    return Course.LEAVING


def _first_moment(it: Situation, moment: datetime) -> datetime:
    return moment if it.is_emergency else it.hours.next_moment(moment)


def _end(it: Situation, begins_at: datetime, *, now: datetime) -> datetime:
    """When the slowest line is through, or later where less has left lately than it could."""
    seconds = max(
        (line.until_end * it.segments_each / line.segments_per_second for line in it.lines), default=0.0
    )
    watched = now - it.watched_since
    if it.left_lately and watched >= LEAST_WATCHED:
        seconds = max(seconds, it.waiting * watched.total_seconds() / it.left_lately)
    work = timedelta(seconds=min(seconds, LONGEST_AHEAD.total_seconds()))
    return begins_at + work if it.is_emergency else _through_hours(it.hours, begins_at, work)


def _through_hours(hours: TextingHours, begins_at: datetime, work: timedelta) -> datetime:
    """When so much work is done of which none goes on outside texting hours."""
    for opens, closes in _spans(hours, begins_at):
        if opens + work <= closes:
            return opens + work
        work -= closes - opens
    return begins_at + LONGEST_AHEAD


def _spans(hours: TextingHours, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Each span in which texts leave, the first from the moment on."""
    until = moment + LONGEST_AHEAD
    while moment < until:
        opens = hours.next_moment(moment)
        moment = hours.closing_after(opens)
        yield opens, moment
