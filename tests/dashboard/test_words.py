"""Nothing that can happen to a text, a number or a family is without words in both languages."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest

from app.consent.consent_log import ConsentChannel, ConsentEvent
from app.consent.opt_out import OptOutSource
from app.dashboard import words
from app.dashboard.reader import Reader
from app.gateway.port import FailureReason
from app.inbox.queues import Queue
from app.messages.message import RoutedBy
from app.roster.phone_number import NumberHealth
from app.roster.student import Relation
from app.staff.staff_member import Role

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def reader(language: str = "en") -> Reader:
    return Reader(language, LOS_ANGELES, NOW)


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (FailureReason, words.FAILURES),
        (Queue, words.QUEUES),
        (Queue, words.EMPTY_QUEUES),
        (RoutedBy, words.ROUTES),
        (NumberHealth, words.NUMBER_HEALTH),
        (Relation, words.RELATIONS),
        (Role, words.ROLES),
        (ConsentEvent, words.CONSENT_EVENTS),
        (ConsentChannel, words.CONSENT_CHANNELS),
        (OptOutSource, words.OPT_OUT_SOURCES),
    ],
)
def test_every_value_has_words(kind: type[StrEnum], table: dict[StrEnum, object]) -> None:
    assert set(table) == set(kind)


def test_spanish_has_words_of_its_own_for_every_failure() -> None:
    for reason in FailureReason:
        english, spanish = (words.failure_words(reader(language), reason) for language in ("en", "es"))
        assert english[0] != spanish[0]


@pytest.mark.parametrize(
    ("language", "moment", "said"),
    [
        ("en", NOW, "12:02 PM"),
        ("en", NOW + timedelta(hours=20), "tomorrow, 8:02 AM"),
        ("es", NOW + timedelta(hours=20), "mañana, 8:02 a.m."),
        ("en", NOW - timedelta(days=2), "Sat, Nov 21, 12:02 PM"),
        ("es", NOW - timedelta(days=2), "sáb, 21 de nov, 12:02 p.m."),
        ("en", NOW - timedelta(days=400), "Sun, Oct 19, 2025, 1:02 PM"),
    ],
)
def test_a_moment_is_said_with_the_name_of_its_month(language: str, moment: datetime, said: str) -> None:
    assert reader(language).when(moment).replace("\u202f", " ").replace("\xa0", " ") == said


def test_a_chosen_moment_is_on_the_clock_of_the_school() -> None:
    assert reader().from_local("2026-11-24T09:30") == datetime(2026, 11, 24, 17, 30, tzinfo=UTC)
    assert reader().to_local(datetime(2026, 11, 24, 17, 30, tzinfo=UTC)) == "2026-11-24T09:30"


@pytest.mark.parametrize("typed", ["", "tomorrow", "2026-13-01T00:00", "99999-01-01T00:00", "2026-11-24"])
def test_what_is_no_moment_is_none_or_midnight(typed: str) -> None:
    moment = reader().from_local(typed)
    assert moment is None or moment == datetime(2026, 11, 24, 8, tzinfo=UTC)
