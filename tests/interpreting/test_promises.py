"""By when a colleague is promised to have looked: so many hours in which families are texted."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.interpreting.reviews import promised_by
from app.schools.texting_hours import TextingHours

PACIFIC = ZoneInfo("America/Los_Angeles")


def local(month: int, day: int, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, fold=fold, tzinfo=PACIFIC).astimezone(UTC)


DAY, SMALL_HOURS = TextingHours(PACIFIC, time(9), time(20)), TextingHours(PACIFIC, time(1), time(5))


@pytest.mark.parametrize(
    ("hours", "asked_at", "count", "promised"),
    [
        (DAY, local(3, 3, 12), 4, local(3, 3, 16)),
        (DAY, local(3, 3, 16), 4, local(3, 3, 20)),
        (DAY, local(3, 3, 18), 4, local(3, 4, 11)),
        (DAY, local(3, 3, 20), 4, local(3, 4, 13)),
        (DAY, local(3, 3, 23, 30), 4, local(3, 4, 13)),
        (DAY, local(3, 4, 3), 4, local(3, 4, 13)),
        (DAY, local(3, 3, 9), 11, local(3, 3, 20)),
        (DAY, local(3, 3, 9), 12, local(3, 4, 10)),
        (DAY, local(3, 3, 12), 40, local(3, 6, 19)),
        (DAY, local(12, 31, 19), 4, datetime(2027, 1, 1, 20, tzinfo=UTC)),
        # The clocks go forward on the 8th of March and back on the 1st of November.
        (DAY, local(3, 7, 18), 4, local(3, 8, 11)),
        (DAY, local(10, 31, 18), 4, local(11, 1, 11)),
        (SMALL_HOURS, local(3, 8, 1), 3, local(3, 8, 5)),
        (SMALL_HOURS, local(3, 8, 1), 4, local(3, 9, 2)),
        (SMALL_HOURS, local(11, 1, 1), 4, local(11, 1, 4)),
        (SMALL_HOURS, local(11, 1, 1), 5, local(11, 1, 5)),
        (SMALL_HOURS, local(11, 1, 1, 30, fold=1), 4, local(11, 2, 1, 30)),
    ],
)
def test_a_promise_counts_texting_hours_only(
    hours: TextingHours, asked_at: datetime, count: int, promised: datetime
) -> None:
    assert promised_by(hours, count, asked_at) == promised


@pytest.mark.parametrize("hours", [DAY, SMALL_HOURS], ids=["day", "small hours"])
@pytest.mark.parametrize("first", [local(3, 6, 0), local(10, 30, 0)], ids=["spring", "autumn"])
def test_so_many_minutes_of_texting_lie_before_every_promise(hours: TextingHours, first: datetime) -> None:
    for number in range(14):
        asked_at, count = first + number * timedelta(hours=5, minutes=17), 1 + number % 6
        promised = promised_by(hours, count, asked_at)
        minutes = int((promised - asked_at).total_seconds() // 60)
        moments = (asked_at + timedelta(minutes=n) for n in range(minutes))
        assert sum(hours.are_open(moment) for moment in moments) == count * 60
        assert hours.are_open(promised - timedelta(minutes=1))
