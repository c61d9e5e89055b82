"""The interface languages of staff, and dates written the way each language writes them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_skeleton, format_time, format_timedelta
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

SOURCE_LANGUAGE = "en"
LOCALES = Path(__file__).resolve().parents[2] / "locales"


def _l(sentence: str) -> str:
    """Mark a sentence for translation where it is written but not yet shown."""
    return sentence


@cache
def interface_languages() -> tuple[str, ...]:
    """English, and every language with a catalog under `locales/`."""
    return (SOURCE_LANGUAGE, *sorted(p.parent.parent.name for p in LOCALES.glob("*/LC_MESSAGES/messages.po")))


@cache
def translations(language: str) -> NullTranslations:
    """The catalog of a language, compiled in memory so that no built file can be stale."""
    if language == SOURCE_LANGUAGE or language not in interface_languages():
        return NullTranslations()
    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalog = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def translator(language: str) -> Callable[[str], str]:
    """What `_` means for a reader of this language."""
    return translations(language).gettext


def best_language(accept_language: str) -> str:
    """The first interface language that a browser's Accept-Language header names, else English."""
    for wanted in accept_language.split(","):
        language = wanted.split(";")[0].strip().split("-")[0].casefold()
        if language in interface_languages():
            return language
    return SOURCE_LANGUAGE


@cache
def language_word(language: str, shown_in: str) -> str:
    """The name of a language within a sentence of another one: ("en", "es") is "inglés"."""
    return str(Locale.parse(language).get_display_name(shown_in) or language)


@cache
def language_name(language: str, shown_in: str) -> str:
    """The name of a language standing alone, with a capital: ("en", "es") is "Inglés"."""
    name = language_word(language, shown_in)
    return name[:1].upper() + name[1:]


@cache
def regional(language: str, region: str) -> str:
    """How a language writes dates and times in a region: Spanish says "4:02 p. m." in the US and "16:02" in Spain.

    The language's own way where nothing is known of it in that region.
    """
    try:
        return str(Locale.parse(f"{language}_{region}"))
    except (UnknownLocaleError, ValueError):
        return language


@cache
def _date_words(day: date, language: str) -> str:
    return str(format_skeleton("MMMEd", day, locale=language))


@cache
def _time_words(hour: int, minute: int, language: str) -> str:
    return str(format_time(time(hour, minute), "short", locale=language))


def when_words(moment: datetime, *, zone: ZoneInfo, now: datetime, language: str) -> str:
    """A moment as a person says it: the time today, the day's name and month otherwise, the year when it is another.

    `language` may name a region too, as `regional` gives it.
    The month is always a name: 9/3 means two things in one home.
    """
    local, today = moment.astimezone(zone), now.astimezone(zone)
    clock_words = _time_words(local.hour, local.minute, language)
    if local.date() == today.date():
        return clock_words
    day_words = _date_words(local.date(), language)
    if local.year != today.year:
        day_words = f"{day_words}, {local.year}"
    return f"{day_words}, {clock_words}"


def waiting_words(seconds: float, *, language: str) -> str:
    """How long something has waited, in its largest unit: "3 hours", "3 horas"."""
    return str(format_timedelta(timedelta(seconds=seconds), threshold=1.2, locale=language))
