"""The steps of an announcement as somebody has typed them: nothing is refused here, so that a refusal can show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.datastructures import ImmutableMultiDict, UploadFile

from app.broadcasts.audience import SelectionKind
from app.broadcasts.broadcast import Asks, Urgency
from app.dashboard.fields import storable, whole_number
from app.sms.languages import family_languages

MOST_CHOSEN = 500
MOST_CHOICES = 5
FEWEST_CHOICES = 2
OWN_CLASS = "class"
"""Of the field for the inbox: each family's own class."""

Fields = ImmutableMultiDict[str, Any]
"""Of a form, or of an address."""


@dataclass(frozen=True)
class WhoTyped:
    """What kind it is and whom it is for."""

    title: str = ""
    urgency: str = Urgency.ORDINARY.value
    topic: str = ""
    is_drill: bool = False
    reason: str = ""
    inbox: str = OWN_CLASS
    kind: str = SelectionKind.SECTIONS.value
    grades: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    stands: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    without_sections: tuple[str, ...] = ()
    without_groups: tuple[str, ...] = ()
    without_phones: tuple[str, ...] = ()
    find: str = ""
    """A family to leave out, as it is looked for."""
    version: int = 0
    step: str = ""
    """Which button was pressed."""

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids by which the audience is chosen, of the kind that is."""
        return {
            SelectionKind.GRADES.value: self.grades,
            SelectionKind.SECTIONS.value: self.sections,
            SelectionKind.GROUPS.value: self.groups,
            SelectionKind.EVENT.value: self.events,
        }.get(self.kind, ())

    @property
    def leaves_out(self) -> bool:
        return bool(self.without_sections or self.without_groups or self.without_phones or self.find)


@dataclass(frozen=True)
class ChoiceTyped:
    """One choice of a poll or a sign-up."""

    words: Mapping[str, str] = field(default_factory=dict)
    places: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.places or any(self.words.values()))


@dataclass(frozen=True)
class WhatTyped:
    """What it says, and what it asks."""

    words: Mapping[str, str] = field(default_factory=dict)
    asks: str = Asks.NOTHING.value
    choices: tuple[ChoiceTyped, ...] = ()
    answers_until: str = ""
    picture: bytes = b""
    """A new one; empty where none was chosen."""
    without_picture: bool = False
    described: Mapping[str, str] = field(default_factory=dict)
    """By language, what a new picture shows."""
    version: int = 0
    step: str = ""

    @property
    def shown_choices(self) -> list[ChoiceTyped]:
        """Those typed and some empty ones to type into."""
        return [*self.choices, *[ChoiceTyped()] * max(MOST_CHOICES - len(self.choices), 0)][:MOST_CHOICES]


@dataclass(frozen=True)
class WhenTyped:
    """When it leaves."""

    moment: str = "now"
    send_at: str = ""
    in_own_hours: bool = False
    not_after: str = ""
    calls_unreached: bool = False
    version: int = 0
    step: str = ""


async def _who(request: Request) -> WhoTyped:
    return read_who(await request.form())


async def asked_who(request: Request) -> WhoTyped:
    """Whom it is for, as an address asks."""
    return read_who(request.query_params)


def read_who(given: Fields) -> WhoTyped:
    return WhoTyped(
        title=_one(given, "title"),
        urgency=_one(given, "urgency"),
        topic=_one(given, "topic"),
        is_drill=bool(_one(given, "is_drill")),
        reason=_one(given, "reason"),
        inbox=_one(given, "inbox"),
        kind=_one(given, "kind"),
        grades=_held(given, "grade"),
        sections=_held(given, "section"),
        groups=_held(given, "group"),
        events=_held(given, "event"),
        stands=_held(given, "stand"),
        languages=_held(given, "language"),
        without_sections=_held(given, "without_section"),
        without_groups=_held(given, "without_group"),
        without_phones=_held(given, "without_phone"),
        find=_one(given, "find")[:60],
        version=whole_number(_one(given, "version")) or 0,
        step=_one(given, "step"),
    )


async def _what(request: Request) -> WhatTyped:
    """Read here because how many fields there are depends on languages; the form has been parsed already."""
    form = await request.form()
    return WhatTyped(
        words=_by_language(form, "text"),
        asks=_one(form, "asks"),
        choices=tuple(row for row in _choices(form) if not row.is_empty),
        answers_until=_one(form, "answers_until"),
        picture=await _file(form, "picture"),
        without_picture=bool(_one(form, "without_picture")),
        described=_by_language(form, "described"),
        version=whole_number(_one(form, "version")) or 0,
        step=_one(form, "step"),
    )


async def _when(request: Request) -> WhenTyped:
    form = await request.form()
    return WhenTyped(
        moment=_one(form, "moment"),
        send_at=_one(form, "send_at"),
        in_own_hours=bool(_one(form, "in_own_hours")),
        not_after=_one(form, "not_after"),
        calls_unreached=bool(_one(form, "calls_unreached")),
        version=whole_number(_one(form, "version")) or 0,
        step=_one(form, "step"),
    )


def _choices(form: Fields) -> list[ChoiceTyped]:
    columns = [_raw(form, f"choice_{code}")[:MOST_CHOICES] for code in family_languages()]
    rows = zip_longest(_raw(form, "places")[:MOST_CHOICES], *columns, fillvalue="")
    return [ChoiceTyped(dict(zip(family_languages(), words, strict=True)), places) for places, *words in rows]


def _by_language(form: Fields, name: str) -> dict[str, str]:
    """With line ends as they travel."""
    given = {code: form.get(f"{name}_{code}") for code in family_languages()}
    return {
        code: storable(words).replace("\r\n", "\n").strip()
        for code, words in given.items()
        if isinstance(words, str)
    }


async def _file(form: Fields, name: str) -> bytes:
    chosen = form.get(name)
    return await chosen.read() if isinstance(chosen, UploadFile) else b""


def _one(form: Fields, name: str) -> str:
    return next(iter(_raw(form, name)), "")


def _held(form: Fields, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words for words in _raw(form, name) if words))


def _raw(form: Fields, name: str) -> list[str]:
    return [storable(words).strip() for words in form.getlist(name)[:MOST_CHOSEN] if isinstance(words, str)]


WhoTypedHere = Annotated[WhoTyped, Depends(_who)]
AskedWho = Annotated[WhoTyped, Depends(asked_who)]
WhatTypedHere = Annotated[WhatTyped, Depends(_what)]
WhenTypedHere = Annotated[WhenTyped, Depends(_when)]


async def _sayings(request: Request) -> dict[str, str]:
    """Corrected words by what `needs.sayings` calls them; which there are depends on the announcement."""
    form = await request.form()
    given = {
        name.removeprefix("saying_"): words for name, words in form.items() if name.startswith("saying_")
    }
    return {
        name: storable(words).replace("\r\n", "\n").strip()
        for name, words in given.items()
        if isinstance(words, str)
    }


SayingsHere = Annotated[dict[str, str], Depends(_sayings)]
