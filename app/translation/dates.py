"""Dates as people type them in a text, and as each language writes them.

The names of months and days, their order and the words between them are CLDR's, so that a further language needs no
code. A month is known by its whole name or a usual shortening of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import regex  # type: ignore[import-untyped]
from babel import Locale
from babel.dates import format_date

from app.translation.region import in_region, plain

TAKEN = "\x00"
"""Stands where something has been found already, one for each of its characters; no text holds any itself."""
_ANY_LEAP_YEAR = 2024
_LEAST_LETTERS = 3
_LETTERS_OF_A_MONTH_BEHIND_ITS_DAY = 4
"""What "the class at 5 may begin" and "5 mar" have in common: too short a word to be sure."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day as the writer gave it: with a weekday, a year or a last day only if these were typed."""

    month: int
    day: int
    until: int | None = None
    year: int | None = None
    weekday: int | None = None

    def written(self, language: str) -> str:
        """In that language, always with the name of its month.

        The weekday stays the writer's even where the calendar disagrees: which of the two is wrong only they know.
        """
        shown = _some_day(self.month, self.day, self.weekday)
        pattern = _date_pattern(
            language, has_weekday=self.weekday is not None, has_year=self.year is not None
        )
        if self.year is not None:
            pattern = _with_literal(pattern, "y", str(self.year))
        if self.until is not None:
            pattern = _with_literal(pattern, "d", f"{self.day}-{self.until}")
        return plain(format_date(shown, format=pattern, locale=in_region(language)))


def find_dates(text: str, language: str) -> Iterator[tuple[int, int, WrittenDate]]:
    """Where each date stands, and which it is. A month or weekday alone is an ordinary word."""
    calendar = _calendar(language)
    for pattern in calendar.patterns:
        for found in pattern.finditer(text):
            day = calendar.date_in(found)
            if day is not None:
                is_weekday = day.weekday is not None or not found["weekday"]
                start = found.start() if is_weekday else found.end("weekday_part")
                text = text[:start] + TAKEN * (found.end() - start) + text[found.end() :]
                yield start, found.end(), day


_NUMERIC_DATE = regex.compile(
    r"(?<![\p{L}\p{N}/.,:$-])(?:(\d{1,2})/(\d{1,2})(?:/(?:\d{4}|\d{2}))?|(\d{1,2})([.-])(\d{1,2})\4\d{4})(?![\p{L}\p{N}/%])"
)


def numeric_dates(text: str) -> tuple[str, ...]:
    """What may be a date in figures alone, each once: 9/3 is March in one home and September in another.

    They are kept as they are typed; whoever writes should be told to name the month. "24/7" is none.
    """
    found = []
    for match in _NUMERIC_DATE.finditer(text):
        numbers = sorted(int(number) for number in match.group(1, 2, 3, 5) if number)
        if 1 <= numbers[0] <= 12 and numbers[1] <= 31 and match.group() != "24/7":  # noqa: PLR2004 - months and days
            found.append(match.group())
    return tuple(dict.fromkeys(found))


# CLDR has no prepositions. An engine that sees only a name writes "en" before it, but a Spanish day takes "el".
_ON_A_DAY = {"es": (regex.compile(r"(?<!\p{L})(e)n[ ]+$", regex.IGNORECASE), r"\1l ")}


def with_day_article(before: str, language: str) -> str:
    """The words before a date: "en " becomes "el ", since a Spanish day is not something one is in."""
    if language not in _ON_A_DAY:
        return before
    wrong, right = _ON_A_DAY[language]
    return str(wrong.sub(right, before))


@dataclass(frozen=True)
class _Calendar:
    """The names of months and days in a language, and how dates are typed in it."""

    months: Mapping[str, int]
    sure_months: frozenset[str]
    """Those that need no capital and may follow their day without a word between."""
    has_capitals: bool
    weekdays: Mapping[str, int]
    patterns: tuple["regex.Pattern[str]", ...]

    def date_in(self, found: "regex.Match[str]") -> WrittenDate | None:
        word = found["month"]
        month, day = self.months.get(word.casefold()), int(found["day"])
        if month is None or not self._is_meant(found, word):
            return None
        until = int(found["until"]) if found["until"] else None
        if not _exists(month, day) or (until is not None and not (day < until and _exists(month, until))):
            return None
        weekday = self.weekdays.get((found["weekday"] or "").casefold())
        year = int(found["year"]) if found["year"] else None
        return WrittenDate(month, day, until, year, weekday)

    def _is_meant(self, found: "regex.Match[str]", word: str) -> bool:
        """The days are "May 5" and "may 5th", but "may 5 of us come" is none, and "5 mar" is not sure to be."""
        if found.groupdict().get("joiner") or word.casefold() in self.sure_months:
            return True
        is_behind = found.start("day") < found.start("month")
        return not is_behind and bool(found["ordinal"] or not self.has_capitals or word[0].isupper())


@cache
def _calendar(language: str) -> _Calendar:
    locale = Locale.parse(in_region(language))
    months, days = _names(locale.months), _names(locale.days)
    wide = list(locale.months["format"]["wide"].values())
    unsure = {name for name in months if len(name) < _LETTERS_OF_A_MONTH_BEHIND_ITS_DAY}
    pattern = str(locale.datetime_skeletons["MMMMd"])
    joiners = set(regex.findall(r"'(\p{L}+)'", pattern))
    joined = "|".join(regex.escape(word) for word in joiners) or r"(?!)"
    weekday = r"(?P<weekday_part>(?:(?<![\p{L}\p{M}])(?P<weekday>\p{L}{3,14})\.?,?[ ]+)?)"
    number = r"(?P<day>\d{1,2})(?P<ordinal>st|nd|rd|th|er|ro|\.?[ºª°])?"
    until = r"(?:[ ]?[-\u2013\u2014][ ]?(?P<until>\d{1,2})(?:st|nd|rd|th)?)?"
    year = rf"(?:,?[ ]+(?:(?:{joined})\p{{L}}?[ ]+)?(?P<year>(?:19|20)\d\d))?"
    end = r"(?![\p{L}\p{N}]|[:/]\d|[.,]\d|%|[ ]?[ap]\.?[ ]?m(?!\p{L}))"
    not_inside = r"(?<![\p{L}\p{N}/.,:$-])"
    month = r"(?P<month>\p{L}{3,14})"
    day_first = regex.compile(
        rf"{weekday}{not_inside}{number}{until}[ ]+(?:(?P<joiner>{joined})[ ]+)?{month}(?!\p{{L}}){year}{end}",
        regex.IGNORECASE,
    )
    month_first = regex.compile(
        rf"{weekday}(?<!\p{{L}}){month}\.?[ ]+{number}{until}{end}{year}{end}",
        regex.IGNORECASE,
    )
    both = (day_first, month_first) if pattern.startswith("d") else (month_first, day_first)
    return _Calendar(
        months={name: number for name, number in months.items() if name not in days},
        sure_months=frozenset(months) - unsure,
        has_capitals=any(name[0].isupper() for name in wide),
        weekdays=days,
        patterns=both,
    )


def month_and_day_names(language: str) -> frozenset[str]:
    """The whole names of the months and weekdays of a language, in lower case: some are people's names too."""
    locale = Locale.parse(in_region(language))
    names = (*locale.months["format"]["wide"].values(), *locale.days["format"]["wide"].values())
    return frozenset(name.casefold() for name in names)


def _names(contexts: Mapping[str, Mapping[str, Mapping[int, str]]]) -> dict[str, int]:
    """Every way to write each name: as CLDR has it, and shortened to three letters or more where that is clear."""
    found: dict[str, set[int]] = {}
    for widths in contexts.values():
        for width in ("wide", "abbreviated"):
            for number, name in widths.get(width, {}).items():
                bare = name.casefold().strip(". ")
                for form in (bare, *_shortened(bare)):
                    found.setdefault(form, set()).add(number)
    return {
        form: numbers.pop()
        for form, numbers in found.items()
        if len(numbers) == 1 and len(form) >= _LEAST_LETTERS
    }


def _shortened(name: str) -> list[str]:
    """As in "Mar", "Sept" and "Thurs"; never so much of a short name that it is somebody's: "Marc", "Juli"."""
    return [
        name[:length]
        for length in range(_LEAST_LETTERS, max(_LEAST_LETTERS + 1, len(name) - 2))
        if length < len(name)
    ]


@cache
def _date_pattern(language: str, *, has_weekday: bool, has_year: bool) -> str:
    """CLDR's own pattern, widened to whole names where it has only one with short ones."""
    locale = Locale.parse(in_region(language))
    if has_year:
        return str(locale.date_formats["full" if has_weekday else "long"])
    skeletons = locale.datetime_skeletons
    names = ("MMMMEEEEd", "MMMMEd", "MMMEd") if has_weekday else ("MMMMd", "MMMd")
    pattern = str(next(skeletons[name] for name in names if name in skeletons))
    wider = regex.sub(r"(?<![Ec])[Ec]{1,3}(?![Ec])", "EEEE", pattern)
    return str(regex.sub(r"(?<!M)MMM(?!M)", "MMMM", wider))


@cache
def _some_day(month: int, day: int, weekday: int | None) -> date:
    """A day of that name, in a year in which it falls on that weekday."""
    for year in range(_ANY_LEAP_YEAR, _ANY_LEAP_YEAR + 40):
        if _exists(month, day, year) and weekday in {None, date(year, month, day).weekday()}:
            return date(year, month, day)
    msg = f"no year has this day: {month}-{day}"
    raise ValueError(msg)


def _with_literal(pattern: str, field: str, words: str) -> str:
    """The pattern with these words in place of a field; what is in quotes stays."""
    return str(regex.sub(rf"'[^']*'|{field}+", lambda m: m[0] if m[0][0] == "'" else f"'{words}'", pattern))


def _exists(month: int, day: int, year: int = _ANY_LEAP_YEAR) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
