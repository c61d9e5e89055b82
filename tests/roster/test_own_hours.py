"""When a family likes to be texted, within the hours of its school."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.errors import Invalid
from app.roster.own_hours import OwnHours, keep_own_hours, next_own_moment, own_hours_of
from app.roster.phone_number import PhoneNumber
from app.schools.texting_hours import TextingHours

LOS_ANGELES = ZoneInfo("America/Los_Angeles")
NINE_TO_EIGHT = TextingHours(LOS_ANGELES, time(9), time(20))
AFTERNOONS, NIGHTS = OwnHours(time(15), time(18)), OwnHours(time(18), time(10))


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LOS_ANGELES).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("own", "moment", "leaves"),
    [
        (None, local(2026, 3, 3, 12), local(2026, 3, 3, 12)),
        (None, local(2026, 3, 3, 21), local(2026, 3, 4, 9)),
        (AFTERNOONS, local(2026, 3, 3, 12), local(2026, 3, 3, 15)),
        (AFTERNOONS, local(2026, 3, 3, 16), local(2026, 3, 3, 16)),
        (AFTERNOONS, local(2026, 3, 3, 18), local(2026, 3, 4, 15)),
        # Awake while others sleep: an hour in the morning and two in the evening are left of the school's.
        (NIGHTS, local(2026, 3, 3, 8), local(2026, 3, 3, 9)),
        (NIGHTS, local(2026, 3, 3, 10), local(2026, 3, 3, 18)),
        (NIGHTS, local(2026, 3, 3, 19, 59), local(2026, 3, 3, 19, 59)),
        (NIGHTS, local(2026, 3, 3, 20), local(2026, 3, 4, 9)),
        # Three o'clock stays three o'clock on both days when the clocks change.
        (AFTERNOONS, local(2026, 3, 7, 18), local(2026, 3, 8, 15)),
        (AFTERNOONS, local(2026, 10, 31, 18), local(2026, 11, 1, 15)),
        # The school has moved its hours away since: they hold alone.
        (OwnHours(time(20), time(22)), local(2026, 3, 3, 12), local(2026, 3, 3, 12)),
    ],
)
def test_a_text_leaves_when_the_school_texts_and_the_family_likes_it(
    own: OwnHours | None, moment: datetime, leaves: datetime
) -> None:
    assert next_own_moment(own, NINE_TO_EIGHT, moment) == leaves


@given(
    st.builds(OwnHours, st.times(), st.times()),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_it_never_leaves_earlier_nor_outside_the_schools_hours_nor_more_than_a_day_later(
    own: OwnHours, moment: datetime
) -> None:
    leaves = next_own_moment(own, NINE_TO_EIGHT, moment)
    assert moment <= leaves <= moment + timedelta(hours=25)
    assert NINE_TO_EIGHT.are_open(leaves)


@pytest.mark.parametrize(
    "own",
    [
        OwnHours(time(20), time(22)),
        OwnHours(time(19, 1), time(23)),
        OwnHours(time(21), time(9, 30)),
        OwnHours(time(12), time(12)),
    ],
)
def test_hours_that_leave_next_to_nothing_of_the_schools_are_refused(own: OwnHours) -> None:
    phone = PhoneNumber()
    with pytest.raises(Invalid):
        keep_own_hours(phone, own, NINE_TO_EIGHT)
    assert own_hours_of(phone) is None


def test_hours_are_kept_and_given_up_again() -> None:
    phone = PhoneNumber()
    keep_own_hours(phone, NIGHTS, NINE_TO_EIGHT)
    assert own_hours_of(phone) == NIGHTS
    keep_own_hours(phone, None, NINE_TO_EIGHT)
    assert own_hours_of(phone) is None
