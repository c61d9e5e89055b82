"""When there is school: the school's year, its breaks, and the weeks that count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Base
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.schools.school import School

LONGEST_YEAR = timedelta(days=366)
LAST_DAY = date(2999, 12, 31)
"""Nobody means a day beyond; at the end of the calendar there is no next week to reckon with."""
LEAST_DAYS_OF_A_WEEK = 3
"""A week with fewer days of school is part of its break."""
_SATURDAY = 5


class SchoolYear(Base):
    """The first and the last day of school in one year."""

    __tablename__ = "school_years"
    __table_args__ = (
        UniqueConstraint("school_id", "first_day_on"),
        CheckConstraint("first_day_on < last_day_on", name="year_is_a_span"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    first_day_on: Mapped[date]
    last_day_on: Mapped[date]


class SchoolBreak(Base):
    """Days without school within a year: a holiday or a vacation."""

    __tablename__ = "school_breaks"
    __table_args__ = (CheckConstraint("first_day_on <= last_day_on", name="break_is_a_span"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    first_day_on: Mapped[date]
    last_day_on: Mapped[date]
    name: Mapped[str] = mapped_column(String(80))
    """As families know it."""


@dataclass(frozen=True)
class SchoolCalendar:
    """One school year with its breaks. Pure: days are the school's own."""

    first_day_on: date
    last_day_on: date
    breaks: tuple[tuple[date, date], ...] = ()

    def is_school_day(self, day: date) -> bool:
        return (
            day.weekday() < _SATURDAY
            and self.first_day_on <= day <= self.last_day_on
            and not any(first <= day <= last for first, last in self.breaks)
        )

    def next_school_day(self, day: date) -> date | None:
        """That day or the first day of school after it; None when the year is over."""
        while day <= self.last_day_on:
            if self.is_school_day(day):
                return day
            day += timedelta(days=1)
        return None

    @cached_property
    def weeks(self) -> tuple[date, ...]:
        """The Mondays of the weeks that count, in order: the first is that of the first full week."""
        return tuple(
            monday
            for monday in self._mondays()
            if sum(self.is_school_day(monday + timedelta(days=n)) for n in range(_SATURDAY))
            >= LEAST_DAYS_OF_A_WEEK
        )

    def week_of(self, day: date) -> int | None:
        """The number of the week that holds the day, counted from 1; None in a break and outside the year."""
        monday = monday_of(day)
        return self.weeks.index(monday) + 1 if monday in self.weeks else None

    def _mondays(self) -> Iterator[date]:
        monday = monday_of(self.first_day_on + timedelta(days=6))
        while monday <= self.last_day_on:
            yield monday
            monday += timedelta(days=7)


def monday_of(day: date) -> date:
    """The Monday of the week that holds the day."""
    return day - timedelta(days=day.weekday())


def find_calendar(session: Session, school: School, day: date) -> SchoolCalendar | None:
    """The calendar of the year that holds the day, or of the next one; None while the school has told none."""
    year = session.scalars(
        select(SchoolYear)
        .where(SchoolYear.school_id == school.id, SchoolYear.last_day_on >= day)
        .order_by(SchoolYear.first_day_on)
        .limit(1)
    ).first()
    if year is None:
        return None
    breaks = session.scalars(
        select(SchoolBreak)
        .where(SchoolBreak.school_id == school.id, SchoolBreak.last_day_on >= year.first_day_on)
        .order_by(SchoolBreak.first_day_on)
    )
    return SchoolCalendar(
        year.first_day_on, year.last_day_on, tuple((b.first_day_on, b.last_day_on) for b in breaks)
    )


def years_of(session: Session, school: School) -> list[SchoolYear]:
    """Every year that the school has told, the latest first."""
    return list(
        session.scalars(
            select(SchoolYear)
            .where(SchoolYear.school_id == school.id)
            .order_by(SchoolYear.first_day_on.desc())
        )
    )


def breaks_between(session: Session, school: School, first: date, last: date) -> list[SchoolBreak]:
    """The breaks that begin within these days, with their names, in order."""
    return list(
        session.scalars(
            select(SchoolBreak)
            .where(SchoolBreak.school_id == school.id, SchoolBreak.first_day_on.between(first, last))
            .order_by(SchoolBreak.first_day_on, SchoolBreak.id)
        )
    )


def set_calendar(
    session: Session,
    school: School,
    first_day_on: date,
    last_day_on: date,
    breaks: Sequence[tuple[date, date, str]],
) -> None:
    """The year that begins on that day ends and breaks off as told; what was known of it before is forgotten.

    Raises Invalid for spans that cannot be meant.
    """
    if last_day_on > LAST_DAY or not timedelta() < last_day_on - first_day_on <= LONGEST_YEAR:
        raise Invalid(_l("A school year ends after it begins, and within a year."))
    for first, last, name in breaks:
        if not first_day_on <= first <= last <= last_day_on:
            raise Invalid(_l("This break lies outside the school year: %(name)s"), name=name)
    for year in session.scalars(select(SchoolYear).where(SchoolYear.school_id == school.id)):
        if year.first_day_on <= last_day_on and first_day_on <= year.last_day_on:
            session.delete(year)
    for pause in session.scalars(select(SchoolBreak).where(SchoolBreak.school_id == school.id)):
        if first_day_on <= pause.first_day_on <= last_day_on:
            session.delete(pause)
    session.flush()
    session.add(SchoolYear(school_id=school.id, first_day_on=first_day_on, last_day_on=last_day_on))
    session.add_all(
        SchoolBreak(school_id=school.id, first_day_on=first, last_day_on=last, name=name)
        for first, last, name in breaks
    )
    session.flush()
