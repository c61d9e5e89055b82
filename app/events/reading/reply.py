"""What an invitation asked, and what a family's reply was read as."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Attendance(StrEnum):
    """What a family says about one date."""

    COMING = "coming"
    BY_PHONE = "by_phone"
    CANNOT = "cannot"
    MAYBE = "maybe"


class Need(StrEnum):
    """What would let a family come."""

    RIDE = "ride"
    CHILDCARE = "childcare"
    INTERPRETER = "interpreter"
    DIET = "diet"
    OTHER_TIME = "other_time"


class Doubt(StrEnum):
    """Why a person reads a reply instead of us."""

    DOUBTFUL = "doubtful"
    QUESTION = "question"
    SEVERAL_MEANINGS = "several_meanings"
    NOTHING_UNDERSTOOD = "nothing_understood"


@dataclass(frozen=True)
class Asked:
    """The question that is being answered.

    One date with numbered choices ("1) yes 2) by phone 3) no"), or with none when the number of seats was asked for;
    or several dates, which are numbered themselves and have no choices.
    """

    dates: tuple[date, ...]
    choices: tuple[Attendance, ...] = ()
    may_join_by_phone: bool = False
    """Whether joining by phone is on offer; also where it is no choice with a number."""

    def __post_init__(self) -> None:
        if not self.dates or (len(self.dates) > 1 and self.choices):
            message = "an invitation has a date, and several dates are their own choices"
            raise ValueError(message)

    @property
    def is_series(self) -> bool:
        return len(self.dates) > 1

    @property
    def offers_phone(self) -> bool:
        return self.may_join_by_phone or Attendance.BY_PHONE in self.choices


@dataclass(frozen=True)
class DateAnswer:
    """What was said about one of the dates; `number` counts them from 1."""

    number: int
    on: date
    attendance: Attendance


@dataclass(frozen=True)
class StatedNeed:
    """A need in the family's own words."""

    need: Need
    words: str


@dataclass(frozen=True)
class Reading:
    """A reply as we understand it.

    A reading that is not clean says nothing about coming: it waits for a person, with the whole text in `note`. A date
    that a clean reading of a series leaves out was not spoken of: the family neither comes to it nor said that it
    cannot. A clean reading may be without any date at all, when it says only how many people come or what they need.
    """

    attendance: tuple[DateAnswer, ...] = ()
    people: int | None = None
    needs: tuple[StatedNeed, ...] = ()
    doubt: Doubt | None = None
    has_question: bool = False
    """They ask something too; a person answers that, however clean the rest is."""
    note: str = ""
    """What they said beyond what was understood, in their words and order."""
    understood: tuple[str, ...] = ()
    """The stretches of the text that were understood. Every word stands here or in the note."""

    @property
    def is_clean(self) -> bool:
        return self.doubt is None

    @property
    def wants_a_person(self) -> bool:
        return not self.is_clean or self.has_question

    def dates_with(self, attendance: Attendance) -> tuple[date, ...]:
        return tuple(answer.on for answer in self.attendance if answer.attendance is attendance)

    @property
    def kinds_of_need(self) -> frozenset[Need]:
        return frozenset(stated.need for stated in self.needs)
