"""When there is school."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.foundation.errors import Invalid
from app.schools.school_calendar import (
    SchoolBreak,
    SchoolCalendar,
    SchoolYear,
    find_calendar,
    monday_of,
    set_calendar,
)
from tests.support.cast import Stage

YEAR = SchoolCalendar(
    date(2026, 9, 2),  # a Wednesday
    date(2027, 6, 18),
    (
        (date(2026, 9, 7), date(2026, 9, 7)),  # one Monday
        (date(2026, 11, 25), date(2026, 11, 27)),  # Wednesday to Friday
        (date(2026, 12, 21), date(2027, 1, 1)),  # two weeks
    ),
)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 9, 1), None),
        (date(2026, 9, 3), None),  # school has begun, but not with a whole week
        (date(2026, 9, 7), 1),  # a holiday within the first week
        (date(2026, 9, 11), 1),
        (date(2026, 9, 13), 1),
        (date(2026, 9, 14), 2),
        (date(2026, 11, 23), None),  # two days of school are no week
        (date(2026, 11, 30), 12),
        (date(2026, 12, 24), None),
        (date(2027, 1, 4), 15),
        (date(2027, 6, 18), 38),
        (date(2027, 6, 21), None),
    ],
)
def test_breaks_push_the_later_weeks_back(day: date, number: int | None) -> None:
    assert YEAR.week_of(day) == number


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 9, 2), date(2026, 9, 2)),
        (date(2026, 9, 5), date(2026, 9, 8)),
        (date(2026, 12, 19), date(2027, 1, 4)),
        (date(2026, 8, 1), date(2026, 9, 2)),
        (date(2027, 6, 19), None),
    ],
)
def test_the_next_day_of_school(day: date, following: date | None) -> None:
    assert YEAR.next_school_day(day) == following


@given(st.dates(date(2026, 9, 1), date(2027, 6, 30)))
def test_every_week_that_counts_has_school_and_a_number_of_its_own(day: date) -> None:
    number = YEAR.week_of(day)
    if number is not None:
        monday = monday_of(day)
        assert YEAR.weeks[number - 1] == monday
        assert any(YEAR.is_school_day(monday + timedelta(days=n)) for n in range(5))


def test_a_school_without_a_calendar_has_none(stage: Stage) -> None:
    assert find_calendar(stage.session, stage.cast.school, date(2026, 10, 1)) is None


def test_what_the_school_told_last_holds(stage: Stage) -> None:
    school = stage.cast.school
    set_calendar(stage.session, school, date(2026, 9, 1), date(2027, 6, 1), [])
    pause = (date(2026, 12, 21), date(2027, 1, 1), "Winter break")
    set_calendar(stage.session, school, YEAR.first_day_on, YEAR.last_day_on, [pause])
    assert len(stage.session.scalars(select(SchoolYear)).all()) == 1
    assert [b.name for b in stage.session.scalars(select(SchoolBreak))] == ["Winter break"]
    found = find_calendar(stage.session, school, date(2026, 10, 1))
    assert found == SchoolCalendar(YEAR.first_day_on, YEAR.last_day_on, (pause[:2],))


def test_before_it_begins_the_next_year_is_found(stage: Stage) -> None:
    set_calendar(stage.session, stage.cast.school, date(2026, 9, 2), date(2027, 6, 18), [])
    found = find_calendar(stage.session, stage.cast.school, date(2026, 7, 4))
    assert found is not None
    assert found.first_day_on == date(2026, 9, 2)
    assert find_calendar(stage.session, stage.cast.school, date(2027, 7, 4)) is None


@pytest.mark.parametrize(
    ("first", "last", "breaks"),
    [
        (date(2026, 9, 2), date(2026, 9, 2), []),
        (date(2026, 9, 2), date(2026, 6, 2), []),
        (date(2026, 9, 2), date(2028, 6, 2), []),
        (date(2026, 9, 2), date(2027, 6, 2), [(date(2027, 7, 1), date(2027, 7, 2), "Summer")]),
        (date(2026, 9, 2), date(2027, 6, 2), [(date(2026, 12, 2), date(2026, 12, 1), "Backwards")]),
    ],
)
def test_spans_that_cannot_be_meant_change_nothing(
    stage: Stage, first: date, last: date, breaks: list[tuple[date, date, str]]
) -> None:
    with pytest.raises(Invalid):
        set_calendar(stage.session, stage.cast.school, first, last, breaks)
    assert stage.session.scalars(select(SchoolYear)).all() == []
