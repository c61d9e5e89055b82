"""What a person would work out by hand, from a school's lists and a wall calendar, about what every phone gets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

DAY, WEEK = timedelta(days=1), timedelta(days=7)
BANDS = ["prekindergarten", "kindergarten_to_2", "grades_3_to_5"]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
TURNS = ["Mon Wed Fri", "Tue Thu Sat"]

Key = tuple[str, str, int, int]
"""A phone, a band, a week and a place in it."""
Outcome = tuple[str, date | None]


@dataclass(frozen=True)
class Wall:
    """The calendar on a school's wall."""

    weeks: Mapping[int, date]
    """The Monday of each week that is looked at, by its number in the school year."""
    holidays: frozenset[date]
    asleep: frozenset[date]
    """Evenings without any machine."""
    allowance: int


# February 23 is the Monday of the 21st full week at this school (counted on paper); the clocks change on March 8.
MONTH = Wall(
    weeks={21: date(2026, 2, 23), 22: date(2026, 3, 2), 23: date(2026, 3, 9), 24: date(2026, 3, 16)},
    # A Wednesday, and a Friday with no day of school after it.
    holidays=frozenset({date(2026, 3, 11), date(2026, 3, 20)}),
    asleep=frozenset({date(2026, 3, 5)}),  # a Thursday
    allowance=5,
)
FIRST_DAY, LAST_DAY = date(2026, 2, 22), date(2026, 3, 22)
CLOCKS_CHANGE = date(2026, 3, 8)
JOINS_ON, LEAVES_ON = date(2026, 3, 12), date(2026, 3, 3)


@dataclass
class Child:
    """A child as a secretary would list it; the band is None where its grade has no tips."""

    name: str
    band: str | None
    grade: str
    joins: date = date.min
    leaves: date = date.max


@dataclass
class Phone:
    """A number, the children whom the school may write about to it, and what those who answer it do, at noon."""

    e164: str
    children: list[Child] = field(default_factory=list)
    stops: date = date.max
    pauses: date = date.max
    wants_fewer: date = date.max
    invited: list[date] = field(default_factory=list)
    """The days on which something else reached it that counts as an idea does, before the evening."""
    promised: list[tuple[date, date]] = field(default_factory=list)
    """From which evening on a place is kept for such a text, and the day on which it comes."""


def worked_out(phones: list[Phone], wall: Wall) -> dict[Key, Outcome]:
    """What becomes of every text, phone for phone and evening for evening."""
    return {key: outcome for phone in phones for key, outcome in _weeks_of(phone, wall)}


def _weeks_of(phone: Phone, wall: Wall) -> Iterator[tuple[Key, Outcome]]:
    for number, monday in wall.weeks.items():
        evenings: dict[date, Key] = {}
        for key, day, why_not in _week_of(phone, number, monday, wall):
            if why_not or day in evenings:
                yield key, (why_not or "no_room", None)
            else:
                evenings[day] = key
        sent = 0
        for day, key in sorted(evenings.items()):
            others = sum(monday <= other <= day for other in phone.invited)
            kept = sum(begins <= day < comes < monday + WEEK for begins, comes in phone.promised)
            outcome = _on_the_evening(phone, key[1], key[3], day, wall.allowance - sent - others - kept, wall)
            sent += outcome == "sent"
            yield key, (outcome, day if outcome == "sent" else None)


def _week_of(phone: Phone, number: int, monday: date, wall: Wall) -> Iterator[tuple[Key, date, str]]:
    """Every text of the week with its evening, or why it is known beforehand that there is none."""
    here = [child for child in phone.children if child.leaves > monday and child.joins < monday + WEEK]
    came = {b: min(c.joins for c in here if c.band == b) for b in BANDS if any(c.band == b for c in here)}
    settled = [b for b in came if came[b] <= monday]
    late = [b for b in came if came[b] > monday]
    if len(settled) == len(BANDS):  # another one sits out each week
        settled = settled[number % 3 :] + settled[: number % 3]
    for turn, band in enumerate([*settled, *late]):
        alone = len(settled if band in settled else settled + late) == 1
        for place in (1, 2, 3):
            days = TURNS[min(turn, 2) % 2].split()
            day = _evening(monday, days[place - 1])
            moved = _day_of_school(day, wall, taken=days if alone else WEEKDAYS)
            why_not = "no_room" if turn == len(TURNS) else "" if moved else "holiday"
            evening = day if why_not or moved is None else moved
            if evening >= max(came[band], monday):
                yield (phone.e164, band, number, place), evening, why_not


def _evening(monday: date, weekday: str) -> date:
    return next(monday + n * DAY for n in range(6) if (monday + n * DAY).strftime("%a") == weekday)


def _day_of_school(day: date, wall: Wall, *, taken: list[str]) -> date | None:
    """That day, or the next of its week that has school, unless that one has a text already."""
    is_saturday = day.strftime("%a") == "Sat"
    if (day - DAY if is_saturday else day) not in wall.holidays:
        return day
    if is_saturday:
        return None
    later = next((d for d in _days_after(day) if d not in wall.holidays), None)
    return later if later and later.strftime("%a") not in taken else None


def _days_after(day: date) -> Iterator[date]:
    """The days of school that are left in its week, holidays among them."""
    while day.strftime("%a") != "Fri":
        day += DAY
        yield day


def _on_the_evening(phone: Phone, band: str, place: int, day: date, room: int, wall: Wall) -> str:
    answers = {
        "too_late": day in wall.asleep,
        "not_theirs": all(c.leaves <= day for c in phone.children if c.band == band),
        "stopped": phone.stops <= day,
        "paused": phone.pauses <= day and (day - phone.pauses).days < 14,
        "fewer": phone.wants_fewer <= day and place == 1,  # the fact is what a family can do without
        "no_room": room <= 0,
    }
    return next((why for why, applies in answers.items() if applies), "sent")
