"""The reader of a page: their language and their school's clock, and how both say things."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.lists import format_list

from app.foundation.i18n import (
    language_name,
    language_word,
    regional,
    translations,
    waiting_words,
    when_words,
)


@dataclass(frozen=True)
class Reader:
    """Somebody who looks at a page right now."""

    language: str
    zone: ZoneInfo
    now: datetime
    region: str = "US"
    """Where the school is, which decides how times of day are written."""

    def gettext(self, sentence: str) -> str:
        return translations(self.language).gettext(sentence)

    def ngettext(self, one: str, several: str, number: int) -> str:
        """As in "1 family", "3 families": the number stands where the sentence says %(num)s."""
        return str(translations(self.language).ngettext(one, several, number)) % {"num": number}

    def say(self, sentence: str, values: Mapping[str, object]) -> str:
        """A marked sentence in the reader's language, with its %(name)s values filled in."""
        translated = self.gettext(sentence)
        return translated % values if values else translated

    def when(self, moment: datetime) -> str:
        """The time today ("4:02 PM"), "tomorrow, 9:00 AM", otherwise with the day and the month's name."""
        if self._day(moment) == self._day(self.now) + timedelta(days=1):
            _ = self.gettext
            return _("tomorrow, %(time)s") % {"time": self.clock(moment)}
        return when_words(moment, zone=self.zone, now=self.now, language=self._formats)

    def clock(self, moment: datetime) -> str:
        """The time of day alone."""
        return when_words(moment, zone=self.zone, now=moment, language=self._formats)

    def time_of_day(self, at: time) -> str:
        """A time by the school's clock, of no certain day: "5:30 PM"."""
        return self.clock(datetime.combine(self._day(self.now), at, self.zone))

    def day(self, moment: datetime) -> str:
        """The day as a heading between messages: "Today", "Yesterday", "Monday, November 23"."""
        _ = self.gettext
        day, today = self._day(moment), self._day(self.now)
        if day == today:
            return _("Today")
        if day == today - timedelta(days=1):
            return _("Yesterday")
        words = _day_words(day, self.language)
        return words if day.year == today.year else f"{words}, {day.year}"

    def day_key(self, moment: datetime) -> str:
        return self._day(moment).isoformat()

    def waited(self, since: datetime) -> str:
        """How long ago that was: "3 hours"."""
        return waiting_words(max((self.now - since).total_seconds(), 0), language=self.language)

    def language_name(self, language: str) -> str:
        return language_name(language, self.language)

    def language_word(self, language: str) -> str:
        """The same within a sentence."""
        return language_word(language, self.language)

    def listed(self, things: list[str]) -> str:
        """In one phrase: "Ana and Leo", "Ana y Leo"."""
        return str(format_list(things, locale=self.language)) if things else ""

    def to_local(self, moment: datetime) -> str:
        """As a datetime-local field holds it."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%dT%H:%M")

    def from_local(self, typed: str) -> datetime | None:
        """What somebody chose in a datetime-local field, on the school's clock; None for anything else."""
        try:
            return datetime.fromisoformat(typed).replace(tzinfo=self.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    @property
    def _formats(self) -> str:
        return regional(self.language, self.region)

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()


@cache
def _day_words(day: date, language: str) -> str:
    words = str(format_skeleton("MMMMEEEEd", day, locale=language))
    return words[:1].upper() + words[1:]
