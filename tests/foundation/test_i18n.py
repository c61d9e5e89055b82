"""Dates and languages, as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel.dates import get_month_names

from app.foundation.i18n import (
    best_language,
    interface_languages,
    language_name,
    translator,
    waiting_words,
    when_words,
)

ZONE = ZoneInfo("America/Los_Angeles")
NOON = datetime(2026, 3, 3, 20, tzinfo=UTC)
LANGUAGES = ["en", "es"]


def test_both_languages_are_there() -> None:
    assert set(LANGUAGES) <= set(interface_languages())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_always_names_its_month(language: str) -> None:
    """9/3 means two things in one home."""
    names = get_month_names("abbreviated", locale=language)
    for month in range(1, 13):
        moment = datetime(2026, month, 9, 18, tzinfo=UTC)
        words = when_words(moment, zone=ZONE, now=NOON - timedelta(days=100), language=language)
        assert names[month].rstrip(".") in words, words
        assert "9" in words
        assert "/" not in words


@pytest.mark.parametrize(
    ("moment", "language", "words"),
    [
        (datetime(2026, 3, 3, 17, 5, tzinfo=UTC), "en", ["9:05", "AM"]),
        (datetime(2026, 3, 3, 17, 5, tzinfo=UTC), "es", ["9:05"]),
        (datetime(2026, 3, 4, 7, 59, tzinfo=UTC), "en", ["11:59", "PM"]),
        (datetime(2026, 3, 4, 8, 0, tzinfo=UTC), "en", ["Wed, Mar 4", "12:00"]),
        (datetime(2026, 3, 4, 8, 0, tzinfo=UTC), "es", ["mié, 4 mar", "0:00"]),
        (datetime(2026, 3, 3, 7, 59, tzinfo=UTC), "en", ["Mon, Mar 2", "11:59"]),
        (datetime(2025, 3, 3, 20, 0, tzinfo=UTC), "en", ["Mar 3", "2025"]),
        (datetime(2025, 3, 3, 20, 0, tzinfo=UTC), "es", ["3 mar", "2025"]),
    ],
)
def test_a_moment_is_told_as_a_person_at_the_school_says_it(
    moment: datetime, language: str, words: list[str]
) -> None:
    told = when_words(moment, zone=ZONE, now=NOON, language=language)
    assert all(word in told for word in words), told
    assert ("Mar" in told or "mar" in told) is (moment.astimezone(ZONE).date() != date(2026, 3, 3))


@pytest.mark.parametrize(
    ("seconds", "english", "spanish"),
    [
        (5, "5 seconds", "5 segundos"),
        (60 * 3, "3 minutes", "3 minutos"),
        (3600 * 2, "2 hours", "2 horas"),
        (86400 * 4, "4 days", "4 días"),
    ],
)
def test_a_wait_is_told_in_its_largest_unit(seconds: float, english: str, spanish: str) -> None:
    assert waiting_words(seconds, language="en") == english
    assert waiting_words(seconds, language="es") == spanish


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("ES", "es"),
        ("fr-FR,es;q=0.5", "es"),
        ("fr,de", "en"),
        ("", "en"),
        (";;;,,,", "en"),
        ("x" * 10_000, "en"),
    ],
)
def test_a_browser_is_answered_in_the_first_language_that_we_speak(header: str, language: str) -> None:
    assert best_language(header) == language


def test_a_language_is_called_by_its_name_in_the_readers_language() -> None:
    assert language_name("es", "en") == "Spanish"
    assert language_name("en", "es") == "Inglés"


def test_a_sentence_that_is_not_translated_stays_as_it_is() -> None:
    assert translator("es")("no such sentence") == "no such sentence"
    assert translator("tlh")("hello") == "hello"
