"""On which days of a week a phone gets its texts."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schools.school_calendar import SchoolCalendar
from app.tips.days import USUAL_DAYS, days_of_week, is_open, take_turns

MONDAY = date(2026, 1, 12)
WEEK = [MONDAY + timedelta(days=n) for n in range(7)]


def calendar(*closed: int) -> SchoolCalendar:
    days = tuple((WEEK[n], WEEK[n]) for n in closed)
    return SchoolCalendar(date(2025, 9, 2), date(2026, 6, 18), days)


def weekdays(days: Sequence[Sequence[date | None]]) -> list[list[int | None]]:
    return [[day.weekday() if day else None for day in places] for places in days]


@pytest.mark.parametrize(
    ("closed", "bands", "days"),
    [
        ((), 1, [[0, 2, 4]]),
        ((), 2, [[0, 2, 4], [1, 3, 5]]),
        ((), 3, [[0, 2, 4], [1, 3, 5]]),
        ((0,), 1, [[1, 2, 4]]),
        ((2,), 1, [[0, 3, 4]]),
        ((4,), 1, [[0, 2, None]]),  # after Friday the week is over
        ((0, 1), 1, [[None, 2, 4]]),
        ((0,), 2, [[None, 2, 4], [1, 3, 5]]),
        ((4,), 2, [[0, 2, None], [1, 3, None]]),  # no Saturday after a day without school
    ],
)
def test_a_text_moves_to_the_next_day_of_school_where_that_is_free(
    closed: tuple[int, ...], bands: int, days: list[list[int | None]]
) -> None:
    assert weekdays(days_of_week(calendar(*closed), MONDAY, USUAL_DAYS, bands)) == days


@given(
    closed=st.sets(st.integers(0, 4)),
    wished=st.permutations(range(6)).map(lambda days: tuple(sorted(days[:3]))),
    bands=st.integers(1, 4),
)
def test_a_phone_never_gets_two_on_a_day_nor_one_without_school(
    closed: set[int], wished: tuple[int, ...], bands: int
) -> None:
    school = calendar(*closed)
    found = [day for places in days_of_week(school, MONDAY, wished, bands) for day in places if day]
    assert len(found) == len(set(found))
    assert all(day in WEEK and is_open(school, day) for day in found)


@given(st.integers(1, 5), st.integers(1, 36))
def test_every_band_has_its_turn(bands: int, week: int) -> None:
    names = list(range(bands))
    turns = [take_turns(names, week + n) for n in range(bands)]
    assert all(sorted(turn) == names for turn in turns)
    assert {band for turn in turns for band in turn[:2]} == set(names)
