"""How a family likes to be texted, as a form shows it and as somebody has typed it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Annotated

from babel.dates import get_day_names
from fastapi import Depends, Form

from app.calls.voice_call import VoiceCall
from app.consent.consent_log import ConsentChannel
from app.dashboard.fields import Words, whole_number
from app.dashboard.reader import Reader
from app.dashboard.tips.words import half_hours, long_day
from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.roster.own_hours import OwnHours
from app.schools.school import School
from app.tips.days import DAYS, USUAL_DAYS
from app.tips.track import PLACES
from app.tips.wishes import TipWish

OWN = "own"

SAID_SO = {
    ConsentChannel.PHONE: _l("By phone"),
    ConsentChannel.IN_PERSON: _l("In person"),
    ConsentChannel.PAPER: _l("On paper"),
}
"""How a family may have said that voice calls may come again."""


@dataclass(frozen=True)
class TipWishes:
    """What a family wishes of its weekly ideas."""

    per_week: int = PLACES
    paused_until: date | None = None
    at: time | None = None
    days: tuple[int, ...] = USUAL_DAYS

    @classmethod
    def of(cls, wish: TipWish | None, today: date) -> "TipWishes":
        """A pause that is over is none."""
        if wish is None:
            return cls()
        until = wish.paused_until if wish.is_paused(today) else None
        return cls(wish.per_week, until, wish.at, wish.weekdays)

    def in_words(self, reader: Reader) -> str:
        """As the note for colleagues says it."""
        _ = reader.gettext
        said = [
            reader.ngettext("%(num)s text a week", "%(num)s texts a week", self.per_week)
            if self.per_week
            else _("no texts"),
            reader.listed([day_name(reader, day) for day in self.days]),
        ]
        if self.at is not None:
            said.append(reader.time_of_day(self.at))
        if self.paused_until is not None:
            said.append(_("none before %(day)s") % {"day": long_day(self.paused_until, reader.language)})
        return _("What the family said about weekly tips: %(wishes)s.") % {"wishes": ", ".join(said)}


@dataclass(frozen=True)
class Typed:
    """The form as it stands; nothing is refused here, so that a refusal can show it again."""

    hours: str
    begin: str
    end: str
    per_week: str
    paused_until: str
    at: str
    days: tuple[str, ...]

    @classmethod
    def of(cls, own: OwnHours | None, tips: TipWishes, school: School) -> "Typed":
        """What is known; the school's hours stand ready where the family has said none."""
        begin, end = (own.begin, own.end) if own else (school.texting_from, school.texting_until)
        return cls(
            OWN if own else "",
            f"{begin:%H:%M}",
            f"{end:%H:%M}",
            str(tips.per_week),
            tips.paused_until.isoformat() if tips.paused_until else "",
            f"{tips.at:%H:%M}" if tips.at else "",
            tuple(map(str, tips.days)),
        )

    def own_hours(self) -> OwnHours | None:
        """Raises Invalid for what is no time of the day."""
        return OwnHours(_time(self.begin), _time(self.end)) if self.hours == OWN else None

    def tip_wishes(self) -> TipWishes:
        """Raises Invalid for what is no number, day or time; whether it can be kept is not asked here."""
        per_week = whole_number(self.per_week)
        if per_week is None:
            raise Invalid(_l("Choose between 0 and %(most)s texts a week."), most=PLACES)
        days = tuple(sorted({number for day in self.days if (number := whole_number(day)) is not None}))
        at = _time(self.at) if self.at else None
        until = _day(self.paused_until) if self.paused_until else None
        return TipWishes(per_week, until, at, days or USUAL_DAYS)


def _typed(
    *,
    hours: Words = "",
    begin: Words = "",
    end: Words = "",
    per_week: Words = "",
    paused_until: Words = "",
    at: Words = "",
    day: Annotated[list[str] | None, Form()] = None,
) -> Typed:
    return Typed(hours, begin, end, per_week, paused_until, at, tuple(day or ()))


TypedHere = Annotated[Typed, Depends(_typed)]


@dataclass(frozen=True)
class WishForm:
    """Everything that the page shows."""

    thread_id: int
    title: str
    number: str
    typed: Typed
    opens: str
    closes: str
    times: Sequence[tuple[str, str]]
    """When tips may leave: as the form sends it, and in words."""
    days: Sequence[tuple[str, str]]
    gets_tips: bool
    no_calls: str
    """Since when the phone wants no more voice calls; empty where it wants them like any other."""
    ways_to_say_so: Sequence[tuple[str, str]]
    most_a_week: int = PLACES

    def again(self, typed: Typed) -> "WishForm":
        """With what somebody has typed still in its fields."""
        return replace(self, typed=typed)


def times_of(reader: Reader, school: School, kept: time | None) -> list[tuple[str, str]]:
    times = {*half_hours(school.texting_from, school.texting_until), *([kept] if kept else [])}
    return [(f"{at:%H:%M}", reader.time_of_day(at)) for at in sorted(times)]


def days_of(reader: Reader) -> list[tuple[str, str]]:
    return [(str(day), day_name(reader, day)) for day in DAYS]


def day_name(reader: Reader, day: int) -> str:
    """Monday being 0, as within a sentence."""
    return str(get_day_names("wide", locale=reader.language)[day])


def moment_of(reader: Reader, call: VoiceCall | None) -> str:
    """When somebody asked for no more of them, as nearly as is known."""
    return reader.when(call.answered_at or call.ended_at or call.made_at) if call is not None else ""


def ways_to_say_so(reader: Reader) -> list[tuple[str, str]]:
    return [(channel.value, reader.gettext(words)) for channel, words in SAID_SO.items()]


def way_of(typed: str) -> ConsentChannel:
    """Raises Invalid where nobody has said how the family said so."""
    for channel in SAID_SO:
        if channel.value == typed:
            return channel
    raise Invalid(_l("Say how the family told you that voice calls may come again."))


def _time(typed: str) -> time:
    try:
        return datetime.strptime(typed, "%H:%M").time()  # noqa: DTZ007 - a time of day, in the school's zone
    except ValueError:
        raise Invalid(_l("Choose a time of the day.")) from None


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(_l("Choose a day.")) from None
