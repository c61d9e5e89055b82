"""What can happen in the demo's past, and when."""

from dataclasses import dataclass
from datetime import time

from app.demo.cast import Adult, Colleague


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


Moment = SchoolDaysAgo | MinutesAgo | LastWeekday


@dataclass(frozen=True)
class Texts:
    """A family texts the number that it has saved under somebody's name."""

    number: str
    to: str
    body: str
    picture: str | None = None


@dataclass(frozen=True)
class Replies:
    """A staff member texts a family from their own inbox, now or on the next school morning.

    Where the family reads another language, the composer's field for that one holds `also`, if somebody typed it, and
    else what the composer proposes.
    """

    by: Colleague
    to: Adult
    body: str
    also: str = ""
    is_for_next_morning: bool = False


@dataclass(frozen=True)
class Doubts:
    """A staff member marks the translation of the family's last text as wrong."""

    by: Colleague
    about: Adult
    note: str


@dataclass(frozen=True)
class Corrects:
    """A colleague who reads both languages puts right the translation that has waited longest for them."""

    by: Colleague
    body: str


@dataclass(frozen=True)
class Notes:
    """A staff member writes something that only colleagues read."""

    by: Colleague
    about: Adult
    body: str


@dataclass(frozen=True)
class Drafts:
    """A staff member has begun to type."""

    by: Colleague
    to: Adult
    body: str


@dataclass(frozen=True)
class Assigns:
    """A staff member hands a conversation to a colleague."""

    by: Colleague
    about: Adult
    to: Colleague


@dataclass(frozen=True)
class Closes:
    """A staff member is done with a conversation."""

    by: Colleague
    about: Adult


@dataclass(frozen=True)
class Snoozes:
    """A staff member puts a conversation off to the next school morning."""

    by: Colleague
    about: Adult


@dataclass(frozen=True)
class LetsTipsRun:
    """A staff member has the weekly tips go out from now on."""

    by: Colleague


@dataclass(frozen=True)
class TipsGoOut:
    """The moment of the day at which tips leave; on some days there is none."""


StaffDeed = Replies | Doubts | Corrects | Notes | Drafts | Assigns | Closes | Snoozes | LetsTipsRun
Deed = Texts | TipsGoOut | StaffDeed

Happening = tuple[Moment, Deed]


def day(days_ago: int, at: str) -> SchoolDaysAgo:
    return SchoolDaysAgo(days_ago, time.fromisoformat(at))


def from_family(adult: Adult, to: Colleague, body: str, *, picture: str | None = None) -> Texts:
    return Texts(adult.number, to.name, body, picture)
