"""Times of day as people type them in a text, and as each language writes them here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from functools import cache

import regex  # type: ignore[import-untyped]
from babel import Locale
from babel.dates import format_time

from app.translation.region import in_region, plain

_HALF_DAY = 12
_LAST_HOUR = 24


@dataclass(frozen=True, slots=True)
class Clock:
    """One time of day: minutes after midnight, or what was typed where it did not say which half of the day."""

    minutes: int | None
    typed: str

    @property
    def is_one(self) -> bool:
        """Whether its hour is one, which some languages count in the singular."""
        if self.minutes is not None:
            return self.minutes // 60 % _HALF_DAY == 1
        return self.typed.split(":")[0].lstrip("0") == "1"


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time of day, or the span between two."""

    start: Clock
    end: Clock | None = None

    @property
    def value(self) -> tuple[int | str | None, ...]:
        """Equal for the same time however it is typed: "8am" and "8:00 a.m."."""
        return tuple(_value(clock) if clock else None for clock in (self.start, self.end))

    def written(self, language: str) -> str:
        """In that language; a time that may be either half of the day stays as it was typed."""
        start = _clock_words(self.start, language)
        if self.end is None:
            return start
        end = _clock_words(self.end, language)
        first, last = self.start.minutes, self.end.minutes
        same_half = first is not None and last is not None and first // 720 == last // 720
        if same_half and end[0].isdigit() and end != _digits(end):
            start = _digits(start)  # 7:00-8:00 PM, as people write it
        return f"{start}-{end}"


def find_times(text: str, language: str) -> Iterator[tuple[int, int, str, WrittenTime]]:
    """Where each time of day stands, the article before it if it has one, and which it is."""
    for found in _time_pattern(language).finditer(text):
        moment = _time_in(found, language)
        if moment is not None:
            yield found.start(), found.end(), found["article"] or "", moment


# A language in which a time of day takes an article. CLDR has none of these: "las" and "la" are all that is
# known here of any language by its name, since a time without one ("a 6:30 p.m.") reads as a mistake.
_CLOCK_ARTICLES: Mapping[str, tuple[str, str]] = {"es": ("la", "las")}
_ARTICLE_BEFORE = {"es": regex.compile(r"(?<!\p{L})(?:las?|los?|el)[ ]+$", regex.IGNORECASE)}
_WANTS_ARTICLE = {
    "es": regex.compile(r"(?<!\p{L})(?:a|antes de|de|desde|entre|hasta|para|sobre)[ ]+$", regex.IGNORECASE)
}


def with_article(before: str, moment: WrittenTime, language: str) -> str:
    """The words before a time, with the article that it takes there: "a " becomes "a las ", or "a la " before 1:00."""
    if language not in _CLOCK_ARTICLES:
        return before
    one, many = _CLOCK_ARTICLES[language]
    article = f"{one if moment.start.is_one else many} "
    found = _ARTICLE_BEFORE[language].search(before)
    if found:
        return before[: found.start()] + (article.capitalize() if found.group()[0].isupper() else article)
    return before + article if _WANTS_ARTICLE[language].search(before) else before


def counted_article(language: str, lead: str) -> str:
    """The article before a time in its plural, so that 1:00 and 2:00 make one and the same sentence."""
    return f"{_CLOCK_ARTICLES[language][1]} " if lead else ""


@cache
def _time_pattern(language: str) -> "regex.Pattern[str]":
    articles = "|".join(_CLOCK_ARTICLES.get(language, ())) or "(?!)"
    half = _half_of_day(language)
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}/.,:$#+-])(?:(?P<article>{articles})[ ]+)?"
        rf"(?P<hour>\d{{1,2}})(?:[:](?P<minute>[0-5]\d))?(?P<half>{half})?"
        rf"(?:[ ]?[-\u2013\u2014][ ]?(?P<to_hour>\d{{1,2}})(?:[:](?P<to_minute>[0-5]\d))?(?P<to_half>{half})?)?"
        r"(?![\p{L}\p{N}%]|[:/.,\u2013\u2014-]\d|[ ]?[-\u2013\u2014][ ]?\d)",
        regex.IGNORECASE,
    )


def _half_of_day(language: str) -> str:
    """AM and PM as people type them, and as CLDR writes them in this language.

    A full stop that ends the sentence as well is left to the sentence.
    """
    own = [regex.escape(name) for name in _halves(language).values()]
    ends_sentence = r"(?=\.(?:\s*$|\s*[\n\"”»)]|\s+(?-i:[\p{Lu}¿¡])))"
    dotted = rf"[ap]\.[ \u00a0\u202f]?m(?:{ends_sentence}|\.|(?!\p{{L}}))"
    undotted = r"[ap][ ]?m(?!\p{L})"
    return rf"[ \u00a0\u202f]?(?:{'|'.join([dotted, undotted, *own])})"


@cache
def _halves(language: str) -> Mapping[str, str]:
    """What a language calls the two halves of the day, where that is neither AM nor a.m."""
    names = Locale.parse(in_region(language)).day_periods["format"].get("abbreviated", {})
    own = {half: names[half].casefold() for half in ("am", "pm") if half in names}
    return {half: name for half, name in own.items() if not regex.match(r"[ap]\.?\s?m", name)}


def _time_in(found: "regex.Match[str]", language: str) -> WrittenTime | None:
    parts = found.groupdict()
    says_time = any(parts[name] for name in ("minute", "half", "to_minute", "to_half"))
    if not says_time and not (parts["article"] and _closes(found)):
        return None
    first, last = _half(parts["half"], language), _half(parts["to_half"], language)
    if parts["to_hour"] is None:
        start = _clock(parts["hour"], parts["minute"], first)
        return WrittenTime(start) if start else None
    if last and not first:
        first = _half_before(parts, last)
    start = _clock(parts["hour"], parts["minute"], first)
    end = _clock(parts["to_hour"], parts["to_minute"], last)
    return WrittenTime(start, end) if start and end and bool(first) == bool(last) else None


def _closes(found: "regex.Match[str]") -> bool:
    """Whether nothing is counted: "hasta las 7." is a time, "las 7 maestras" are seven teachers."""
    rest = found.string[found.end() :]
    return found["to_hour"] is None and regex.match(r"[ ]*(?:$|[.,;:!?)\n])", rest) is not None


def _half(typed: str | None, language: str) -> str:
    """The letter a before noon, p after it, none where nothing was said."""
    if not typed:
        return ""
    name = typed.strip().casefold()
    own = {name: half[0] for half, name in _halves(language).items()}
    return own.get(name, name[0])


def _half_before(parts: Mapping[str, str | None], last: str) -> str:
    """Of "7-8pm" both are in the evening; of "11-1pm" the first is in the morning."""
    start = (int(parts["hour"] or 0) % _HALF_DAY, int(parts["minute"] or 0))
    end = (int(parts["to_hour"] or 0) % _HALF_DAY, int(parts["to_minute"] or 0))
    return last if start < end else {"a": "p", "p": "a"}[last]


def _clock(hour: str, minute: str | None, half: str) -> Clock | None:
    hours, minutes = int(hour), int(minute or 0)
    typed = hour if minute is None else f"{hour}:{minute}"
    if half:
        in_half = hours % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
        return Clock(in_half * 60 + minutes, typed) if 1 <= hours <= _HALF_DAY else None
    if hours >= _LAST_HOUR:
        return None
    is_sure = hours == 0 or hours > _HALF_DAY
    return Clock(hours * 60 + minutes if is_sure and minute is not None else None, typed)


def _value(clock: Clock) -> int | str:
    return clock.typed if clock.minutes is None else clock.minutes


@cache
def _clock_words(clock: Clock, language: str) -> str:
    if clock.minutes is None:
        return clock.typed
    moment = time(*divmod(clock.minutes, 60))
    return plain(format_time(moment, "short", locale=in_region(language)))


def _digits(words: str) -> str:
    return str(regex.match(r"[\d:.]*\d|", words).group())
