"""A month at a school of made-up families: what happens in it, and what a person would work out from it by hand."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

# February 23 is the Monday of the 21st full week at this school (counted on paper); the clocks change on March 8.
WEEKS = {21: date(2026, 2, 23), 22: date(2026, 3, 2), 23: date(2026, 3, 9), 24: date(2026, 3, 16)}
FIRST_DAY, LAST_DAY = date(2026, 2, 22), date(2026, 3, 22)
HOLIDAYS = (date(2026, 3, 11), date(2026, 3, 20))  # a Wednesday, and a Friday with no day of school after it
ASLEEP = date(2026, 3, 5)  # a Thursday evening without any machine
CLOCKS_CHANGE = date(2026, 3, 8)
JOINS_ON, LEAVES_ON = date(2026, 3, 12), date(2026, 3, 3)
ALLOWANCE = 5
DAY, WEEK = timedelta(days=1), timedelta(days=7)
BANDS = ["prekindergarten", "kindergarten_to_2", "grades_3_to_5"]
TURNS = ["Mon Wed Fri", "Tue Thu Sat"]

Key = tuple[str, str, int, int]
"""A phone, a band, a week and a place in it."""
Outcome = tuple[str, date | None]


@dataclass
class Child:
    """A child as a secretary would list it; the band is None where its grade has no tips."""

    name: str
    band: str | None
    grade: str
    joins: date = FIRST_DAY
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


def worked_out(phones: list[Phone]) -> dict[Key, Outcome]:
    """What becomes of every text, phone for phone and evening for evening."""
    return {key: outcome for phone in phones for key, outcome in _month_of(phone)}


def _month_of(phone: Phone) -> Iterator[tuple[Key, Outcome]]:
    for number, monday in WEEKS.items():
        evenings: dict[date, Key] = {}
        for key, day, why_not in _week_of(phone, number, monday):
            if why_not or day in evenings:
                yield key, (why_not or "no_room", None)
            else:
                evenings[day] = key
        room = ALLOWANCE - sum(monday <= day < monday + WEEK for day in phone.invited)
        for day, key in sorted(evenings.items()):
            outcome = _on_the_evening(phone, key[1], key[3], day, room)
            room -= outcome == "sent"
            yield key, (outcome, day if outcome == "sent" else None)


def _week_of(phone: Phone, number: int, monday: date) -> Iterator[tuple[Key, date, str]]:
    """Every text of the week with its evening, or why it is known beforehand that there is none."""
    here = [child for child in phone.children if child.leaves > monday and child.joins < monday + WEEK]
    settled = [b for b in BANDS if any(c.band == b and c.joins <= monday for c in here)]
    late = [b for b in BANDS if b not in settled and any(c.band == b for c in here)]
    if len(settled) == len(BANDS):  # another one sits out each week
        settled = settled[number % 3 :] + settled[: number % 3]
    for turn, band in enumerate([*settled, *late]):
        alone = len(settled if band in settled else settled + late) == 1
        joins = JOINS_ON if band in late else monday
        for place in (1, 2, 3):
            day = _evening(monday, TURNS[min(turn, 2) % 2].split()[place - 1])
            moved = _day_of_school(day, may_move=alone)
            why_not = "no_room" if turn == len(TURNS) else "" if moved else "holiday"
            evening = day if why_not or moved is None else moved
            if evening >= joins:
                yield (phone.e164, band, number, place), evening, why_not


def _evening(monday: date, weekday: str) -> date:
    return next(monday + n * DAY for n in range(6) if (monday + n * DAY).strftime("%a") == weekday)


def _day_of_school(day: date, *, may_move: bool) -> date | None:
    is_saturday = day.strftime("%a") == "Sat"
    if (day - DAY if is_saturday else day) not in HOLIDAYS:
        return day
    is_last_of_week = day.strftime("%a") in {"Fri", "Sat"}
    return day + DAY if may_move and not is_last_of_week else None


def _on_the_evening(phone: Phone, band: str, place: int, day: date, room: int) -> str:
    answers = {
        "too_late": day == ASLEEP,
        "not_theirs": all(c.leaves <= day for c in phone.children if c.band == band),
        "stopped": phone.stops <= day,
        "paused": phone.pauses <= day and (day - phone.pauses).days < 14,
        "fewer": phone.wants_fewer <= day and place == 1,  # the fact is what a family can do without
        "no_room": room <= 0,
    }
    return next((why for why, applies in answers.items() if applies), "sent")
