"""The form of an event as somebody has typed it: nothing is refused here, so that a refusal can show it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import ImmutableMultiDict

from app.dashboard.fields import storable
from app.events.planning.forms import MOST_DATES
from app.roster.audience import AudienceKind
from app.sms.languages import family_languages

FEWEST_ROWS = 3
MORE_ROWS = 3
MOST_ROWS = MOST_DATES
MOST_CHOSEN = 200
WORDED = ("title", "about", "place", "phone_words", "question")
"""What is said in every language of families."""

Fields = ImmutableMultiDict[str, Any]
"""Of a form, or of an address."""


@dataclass(frozen=True)
class DateTyped:
    """One date as it stands in the form."""

    day: str = ""
    begins: str = ""
    ends: str = ""
    capacity: str = ""
    place: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not (self.day or self.begins or self.ends or self.capacity or any(self.place.values()))


@dataclass(frozen=True)
class EventTyped:
    """All of an event as it stands in the form."""

    inbox: str = ""
    worded: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: {name: {} for name in WORDED})
    """By what it says, and by language."""
    audience_kind: str = AudienceKind.SECTIONS.value
    grades: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    dates: tuple[DateTyped, ...] = ()
    rows: int = FEWEST_ROWS
    offers: tuple[str, ...] = ()
    is_potluck: bool = False
    needs_due_days: str = "2"
    step: str = ""
    """Which button was pressed."""

    @property
    def shown_dates(self) -> list[DateTyped]:
        """Those typed and some empty ones to type into."""
        return [*self.dates, *[DateTyped()] * max(self.rows - len(self.dates), 0)]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids by which the audience is chosen, of the kind that is."""
        return {
            AudienceKind.GRADES.value: self.grades,
            AudienceKind.SECTIONS.value: self.sections,
            AudienceKind.GROUPS.value: self.groups,
        }.get(self.audience_kind, ())


async def _typed_event(request: Request) -> EventTyped:
    """Read here because how many fields there are depends on languages and dates; the form has been parsed already."""
    form = await request.form()
    dates = tuple(row for row in _rows(form) if not row.is_empty)
    step = _one(form, "step")
    shown = _one(form, "rows")
    rows = int(shown) if shown.isascii() and shown.isdigit() and len(shown) < len(str(MOST_ROWS)) + 1 else 0
    rows = min(max(rows, FEWEST_ROWS, len(dates)) + (MORE_ROWS if step == "rows" else 0), MOST_ROWS)
    typed = EventTyped(
        inbox=_one(form, "inbox"),
        worded={name: {code: _one(form, f"{name}_{code}") for code in family_languages()} for name in WORDED},
        dates=dates,
        rows=rows,
        offers=tuple(_held(form, "offer")),
        is_potluck=bool(_one(form, "is_potluck")),
        needs_due_days=_one(form, "needs_due_days"),
        step=step,
    )
    return _with_audience(typed, form)


async def asked_audience(request: Request) -> EventTyped:
    """Whom it is for, as an address asks."""
    return _with_audience(EventTyped(), request.query_params)


def _with_audience(typed: EventTyped, given: Fields) -> EventTyped:
    return replace(
        typed,
        audience_kind=_one(given, "audience_kind"),
        grades=tuple(_held(given, "grade")),
        sections=tuple(_held(given, "section")),
        groups=tuple(_held(given, "group")),
    )


def _rows(form: Fields) -> list[DateTyped]:
    """As many as the longest column has."""
    columns = [_held(form, name)[:MOST_ROWS] for name in ("day", "begins", "ends", "capacity")]
    places = [_held(form, f"date_place_{code}")[:MOST_ROWS] for code in family_languages()]
    rows = zip_longest(*columns, *places, fillvalue="")
    return [
        DateTyped(day, begins, ends, capacity, dict(zip(family_languages(), place, strict=True)))
        for day, begins, ends, capacity, *place in rows
    ]


def _one(form: Fields, name: str) -> str:
    return next(iter(_held(form, name)), "")


def _held(form: Fields, name: str) -> list[str]:
    return [storable(words).strip() for words in form.getlist(name)[:MOST_CHOSEN] if isinstance(words, str)]


EventTypedHere = Annotated[EventTyped, Depends(_typed_event)]
