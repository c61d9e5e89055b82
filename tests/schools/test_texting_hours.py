"""When a school's texts may leave."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schools.texting_hours import TextingHours

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NINE_TO_EIGHT = TextingHours(LOS_ANGELES, time(9), time(20))


def local(*parts: int, fold: int = 0, zone: ZoneInfo = LOS_ANGELES) -> datetime:
    """A moment on the school's wall clock; in UTC, since Python finds no two ambiguous moments equal."""
    return datetime(*parts, tzinfo=zone, fold=fold).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        (local(2026, 3, 3, 12), local(2026, 3, 3, 12)),
        (local(2026, 3, 3, 9), local(2026, 3, 3, 9)),
        (local(2026, 3, 3, 8, 59, 59), local(2026, 3, 3, 9)),
        (local(2026, 3, 3, 19, 59, 59), local(2026, 3, 3, 19, 59, 59)),
        (local(2026, 3, 3, 20), local(2026, 3, 4, 9)),
        (local(2026, 3, 3, 23, 59, 59), local(2026, 3, 4, 9)),
        (local(2026, 3, 4, 0), local(2026, 3, 4, 9)),
        (local(2026, 12, 31, 22), local(2027, 1, 1, 9)),
        (local(2028, 2, 28, 21), local(2028, 2, 29, 9)),
        # The clocks jump from 2 to 3 on March 8th and fall from 2 to 1 on November 1st: nine stays nine.
        (local(2026, 3, 7, 21), local(2026, 3, 8, 9)),
        (local(2026, 3, 8, 1, 30), local(2026, 3, 8, 9)),
        (local(2026, 3, 8, 21), local(2026, 3, 9, 9)),
        (local(2026, 10, 31, 21), local(2026, 11, 1, 9)),
        (local(2026, 11, 1, 1, 30, fold=0), local(2026, 11, 1, 9)),
        (local(2026, 11, 1, 1, 30, fold=1), local(2026, 11, 1, 9)),
        (local(2026, 11, 1, 21), local(2026, 11, 2, 9)),
    ],
)
def test_a_text_leaves_at_once_by_day_and_at_nine_by_night(now: datetime, leaves: datetime) -> None:
    moment = NINE_TO_EIGHT.next_moment(now)
    assert moment == leaves
    assert moment.tzinfo is UTC


def test_the_night_before_summer_time_is_an_hour_shorter() -> None:
    waits = [
        NINE_TO_EIGHT.next_moment(local(2026, month, day, 21)) - local(2026, month, day, 21)
        for month, day in ((3, 3), (3, 7), (10, 31))
    ]
    assert waits == [timedelta(hours=12), timedelta(hours=11), timedelta(hours=13)]


def test_an_opening_time_that_the_clocks_skip_comes_when_they_have_skipped_it() -> None:
    hours = TextingHours(LOS_ANGELES, time(2, 30), time(12))
    assert hours.next_moment(local(2026, 3, 8, 1)) == local(2026, 3, 8, 3, 30)


def test_an_opening_time_that_comes_twice_is_not_looked_for_in_the_past() -> None:
    hours = TextingHours(LOS_ANGELES, time(1, 30), time(1, 45))
    assert hours.next_moment(local(2026, 11, 1, 1, 10, fold=1)) == local(2026, 11, 1, 1, 30, fold=1)


def test_now_may_be_told_in_any_zone() -> None:
    madrid = local(2026, 3, 3, 8).astimezone(ZoneInfo("Europe/Madrid"))
    assert NINE_TO_EIGHT.next_moment(madrid) == local(2026, 3, 3, 9)


def test_hours_may_begin_at_midnight_and_last_to_the_end_of_the_day() -> None:
    hours = TextingHours(LOS_ANGELES, time(0), time.max)
    assert hours.next_moment(local(2026, 3, 3, 0)) == local(2026, 3, 3, 0)
    assert hours.next_moment(local(2026, 3, 3, 23, 59, 59, 999_999)) == local(2026, 3, 4, 0)


@given(
    now=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    # Havana skips midnight itself in spring, Lord Howe moves by half an hour, Apia once left out a day.
    zone=st.sampled_from(
        [
            LOS_ANGELES,
            *map(ZoneInfo, ("America/Havana", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Phoenix")),
        ]
    ),
    span=st.lists(st.times(), min_size=2, max_size=2, unique=True).map(sorted),
)
def test_the_next_moment_is_open_not_before_now_and_not_far_away(
    now: datetime, zone: ZoneInfo, span: list[time]
) -> None:
    hours = TextingHours(zone, *span)
    moment = hours.next_moment(now)
    assert hours.are_open(moment)
    assert now <= moment
    # A day, the hour by which the clocks may change, and once more if they skip the whole span.
    assert moment - now <= timedelta(hours=49)
    assert hours.next_moment(moment) == moment


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_school_with_ordinary_hours_never_waits_longer_than_a_night(now: datetime) -> None:
    assert NINE_TO_EIGHT.next_moment(now) - now <= timedelta(hours=14)


def test_a_day_that_a_country_leaves_out_is_skipped() -> None:
    apia = ZoneInfo("Pacific/Apia")
    hours = TextingHours(apia, time(9), time(20))
    assert hours.next_moment(local(2011, 12, 29, 21, zone=apia)) == local(2011, 12, 31, 9, zone=apia)
