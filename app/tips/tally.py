"""Counting the texts of the coming weeks into their days, each with the first reason that speaks against it."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from app.messages.ahead import Load
from app.schools.school import School
from app.schools.school_calendar import SchoolCalendar, monday_of
from app.sms.segments import measure
from app.tips.days import is_open
from app.tips.delivery import Reason
from app.tips.track import PLACES, Tip, Track

Reads = tuple[tuple[str, str], ...]
"""The languages that a phone is texted in, each with a name that takes as much room as those of its children."""


@dataclass
class TipsOfDay:
    """The texts of one track on one day."""

    day: date
    track: Track
    tips: dict[int, Tip] = field(default_factory=dict)
    load: Load = field(default_factory=Load)
    """What will leave; about, because a first text says a little more."""
    left_out: Counter[Reason] = field(default_factory=Counter)
    """What will not, by the reason that is known now."""


@dataclass(eq=False, slots=True)
class Treatment:
    """All that decides whether a phone gets its texts, and what they take; phones that are treated alike share one."""

    reads: Mapping[int, Reads]
    """By track."""
    per_week: int
    paused_until: date | None
    obstacle: Reason | None
    kept: Mapping[date, int] = field(default_factory=dict)
    """By the Monday of a week, how much of its allowance is kept for what goes before tips."""

    def against(self, day: date, rank: int) -> Reason | None:
        if self.obstacle is not None:
            return self.obstacle
        if self.paused_until is not None and day < self.paused_until:
            return Reason.PAUSED
        return Reason.FEWER if rank > self.per_week else None


STRANGER = Treatment({}, PLACES, None, None)


@dataclass(frozen=True)
class WeekAhead:
    """A week of a school year, with its number."""

    monday: date
    number: int
    calendar: SchoolCalendar


@dataclass
class Tally:
    """Counts texts into their days, each once."""

    school: School
    weeks: Sequence[WeekAhead]
    tracks: Sequence[Track]
    tips: Mapping[int, Tip]
    today: date
    until: date
    days: dict[tuple[date, int], TipsOfDay] = field(default_factory=dict)
    _places: dict[tuple[int, date], "Place"] = field(default_factory=dict)
    _sizes: dict[int, dict[Reads, int]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self._track_of = {track.id: track for track in self.tracks}
        self._calendars = {week.monday: week.calendar for week in self.weeks}

    def in_order(self) -> list[TipsOfDay]:
        age = {track.id: position for position, track in enumerate(self.tracks)}
        seen = [line for line in self.days.values() if self.today <= line.day <= self.until]
        return sorted(seen, key=lambda line: (line.day, age[line.track.id]))

    def place(self, tip: Tip, day: date) -> "Place":
        key = tip.id, day
        if key not in self._places:
            line = self.days.setdefault((day, tip.track_id), TipsOfDay(day, self._track_of[tip.track_id]))
            line.tips[tip.id] = tip
            self._places[key] = Place(line, tip, tip.track_id, self._against(tip, day), self._sizes[tip.id])
        return self._places[key]

    def _against(self, tip: Tip, day: date) -> Reason | None:
        """In the order in which it will be decided."""
        calendar = self._calendars.get(monday_of(day))
        if not self._track_of[tip.track_id].is_running:
            return Reason.HELD
        if tip.skipped_at is not None:
            return Reason.WITHDRAWN
        if tip.missing:
            return Reason.MISSING_LANGUAGE
        if tip.unapproved:
            return Reason.NOT_APPROVED
        return None if calendar is not None and is_open(calendar, day) else Reason.HOLIDAY


@dataclass(slots=True)
class Place:
    """A text on a day: where it is counted, and what speaks against it whoever would get it."""

    line: TipsOfDay
    tip: Tip
    track_id: int
    reason: Reason | None
    sizes: dict[Reads, int]
    """In segments."""

    def add(self, family: Treatment, rank: int, phones: int, *, has_room: bool) -> bool:
        """True when so many phones will get it."""
        reads = family.reads.get(self.track_id)
        reason = self.reason
        if reason is None:
            reason = family.against(self.line.day, rank) if reads else Reason.NOT_THEIRS
        if reason is None and not has_room:
            reason = Reason.NO_ROOM
        if reason is not None or not reads:
            self.line.left_out[reason or Reason.NOT_THEIRS] += phones
            return False
        if (size := self.sizes.get(reads)) is None:
            size = self.sizes[reads] = _segments(self.tip, reads)
        self.line.load.add(reads[0][0] if len(reads) == 1 else None, phones, phones * size)
        return True


def _segments(tip: Tip, reads: Reads) -> int:
    said = []
    for language, name in reads:
        wording = tip.wording(language)
        assert wording is not None  # noqa: S101 - a text that lacks a language was left out
        template = wording.template
        said.append(template.fill(**dict.fromkeys(template.slots, name)))
    return _measured("\n".join(said))


@lru_cache(maxsize=16384)
def _measured(words: str) -> int:
    return measure(words).segments
