"""The school calendar: when the year begins and ends, and its breaks. Tips follow it, and so will all that recurs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Annotated

from babel.dates import format_interval
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from app.dashboard.fields import AskedWords, MaybeId, storable
from app.dashboard.frame import framed_page
from app.dashboard.parts import Parts, PartsHere
from app.dashboard.reader import Reader
from app.dashboard.rendering import see_other
from app.dashboard.session import ActingStaff, CurrentStaff, SignedIn
from app.dashboard.tips.words import span_words
from app.foundation.errors import Forbidden, Invalid, NotFound
from app.foundation.i18n import _l
from app.schools.school_calendar import (
    SchoolYear,
    breaks_between,
    find_calendar,
    set_calendar,
    years_of,
)
from app.staff.permissions import may_set_calendar

EMPTY_ROWS = 3
MOST_ROWS = 60
LONGEST_NAME = 80

router = APIRouter()


@dataclass(frozen=True)
class BreakRow:
    """A break as it stands in the form."""

    name: str = ""
    first: str = ""
    last: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.first or self.last)


@dataclass(frozen=True)
class YearForm:
    """A school year as somebody has typed it."""

    first: str = ""
    last: str = ""
    breaks: tuple[BreakRow, ...] = ()


@dataclass(frozen=True)
class YearLine:
    """A year that the school has told."""

    id: int
    name: str


async def _year_form(request: Request) -> YearForm:
    """Read here because a year has as many breaks as it has; the form has been parsed already."""
    form = await request.form()

    def held(name: str) -> list[str]:
        return [storable(words).strip() for words in form.getlist(name)[:MOST_ROWS] if isinstance(words, str)]

    rows = zip_longest(held("name"), held("first"), held("last"), fillvalue="")
    (first, *_), (last, *_) = held("first_day") or [""], held("last_day") or [""]
    return YearForm(first, last, tuple(row for row in (BreakRow(*row) for row in rows) if not row.is_empty))


@router.get("/calendar")
def calendar_page(
    request: Request, parts: PartsHere, staff: CurrentStaff, *, year: MaybeId = None, new: AskedWords = ""
) -> Response:
    """The year that holds today or comes next, the one asked for, or an empty one."""
    with parts.database.reading() as session:
        chosen = None if new else _choose(session, staff, year)
        form = _form_of(session, staff, chosen) if chosen else YearForm()
    return _page(request, parts, staff, form, chosen.id if chosen else None)


@router.post("/calendar")
def save_calendar(
    request: Request, parts: PartsHere, staff: ActingStaff, form: Annotated[YearForm, Depends(_year_form)]
) -> Response:
    """Everything as typed or, where anything cannot be meant, nothing."""
    if not may_set_calendar(staff.person):
        raise Forbidden(_l("Only the office and the principal set the school calendar."))
    try:
        first, last, breaks = _read(form)
        with parts.database.writing() as session:
            set_calendar(session, staff.school, first, last, breaks)
            saved = next(y.id for y in years_of(session, staff.school) if y.first_day_on == first)
    except Invalid as refusal:
        return _page(request, parts, staff, form, None, refusal)
    return see_other("/calendar", year=saved)


def _choose(session: Session, staff: SignedIn, year_id: int | None) -> SchoolYear | None:
    years = years_of(session, staff.school)
    if year_id is not None:
        found = next((year for year in years if year.id == year_id), None)
        if found is None:
            raise NotFound(_l("There is no such school year."))
        return found
    calendar = find_calendar(session, staff.school, staff.now.astimezone(staff.school.zone).date())
    return next((year for year in years if calendar and year.first_day_on == calendar.first_day_on), None)


def _form_of(session: Session, staff: SignedIn, year: SchoolYear) -> YearForm:
    pauses = breaks_between(session, staff.school, year.first_day_on, year.last_day_on)
    return YearForm(
        year.first_day_on.isoformat(),
        year.last_day_on.isoformat(),
        tuple(BreakRow(p.name, p.first_day_on.isoformat(), p.last_day_on.isoformat()) for p in pauses),
    )


def _read(form: YearForm) -> tuple[date, date, list[tuple[date, date, str]]]:
    """Raises Invalid, naming what cannot be meant."""
    first = _day(form.first, _l("The first day of school is not a date."))
    last = _day(form.last, _l("The last day of school is not a date."))
    return first, last, [_break(row) for row in form.breaks]


def _break(row: BreakRow) -> tuple[date, date, str]:
    if not row.name:
        raise Invalid(_l("Give every break a name, as families know it."))
    if len(row.name) > LONGEST_NAME:
        raise Invalid(_l("This name is too long: %(name)s"), name=row.name)
    first = _day(row.first, _l("Its first day is not a date: %(name)s"), name=row.name)
    last = _day(row.last, _l("Its last day is not a date: %(name)s"), name=row.name) if row.last else first
    if last < first:
        raise Invalid(_l("This break ends before it begins: %(name)s"), name=row.name)
    return first, last, row.name


def _day(typed: str, otherwise: str, **values: object) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(otherwise, **values) from None


def _page(
    request: Request,
    parts: Parts,
    staff: SignedIn,
    form: YearForm,
    year_id: int | None,
    refusal: Invalid | None = None,
) -> Response:
    reader, may_set = staff.reader, may_set_calendar(staff.person)
    with parts.database.reading() as session:
        years = years_of(session, staff.school)
        calendar = find_calendar(session, staff.school, staff.now.astimezone(staff.school.zone).date())
    return framed_page(
        request,
        parts,
        staff,
        "calendar.html",
        refusal,
        form=form,
        rows=[*form.breaks, *[BreakRow()] * EMPTY_ROWS],
        years=[YearLine(year.id, _year_name(reader, year)) for year in years],
        year_id=year_id,
        weeks=len(calendar.weeks) if calendar else 0,
        told=_told(reader, form) if not may_set else [],
        may_set=may_set,
        longest_name=LONGEST_NAME,
    )


def _year_name(reader: Reader, year: SchoolYear) -> str:
    """By its first and last month."""
    words = str(format_interval(year.first_day_on, year.last_day_on, "yMMMM", locale=reader.language))
    return words[:1].upper() + words[1:]


def _told(reader: Reader, form: YearForm) -> Sequence[Mapping[str, str]]:
    """For those who only read it."""
    return [
        {
            "name": row.name,
            "span": span_words(date.fromisoformat(row.first), date.fromisoformat(row.last), reader.language),
        }
        for row in form.breaks
    ]
