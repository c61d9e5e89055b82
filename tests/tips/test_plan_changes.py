"""What becomes of planned texts when the school changes its year, its hours or a child's grade."""

from datetime import date, time, timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app.demo.cast import Cast
from app.messages.ahead import phones_now
from app.schools.school import School
from app.schools.school_calendar import SchoolBreak, SchoolYear
from app.tips.ahead import tips_ahead
from app.tips.delivery import DeliveryState, Reason
from app.tips.plan import plan_weeks
from app.tips.track import Track
from app.tips.tracks import choose_time
from app.tips.wishes import set_wish
from tests.support.cast import CARMEN, MAYA, OKAFOR
from tests.tips.year import GRADES_3_TO_5, K_TO_2, ZONE, Year, at

MONDAY = date(2026, 1, 12)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SENT, PLANNED = DeliveryState.SENT, DeliveryState.PLANNED


@pytest.fixture
def running(year: Year) -> Year:
    year.begin(K_TO_2)
    year.plan()
    return year


def moments(year: Year, number: str = MAYA) -> list[str]:
    return [row.due_at.astimezone(ZONE).strftime("%a %H:%M") for row in year.deliveries(number)]


def close_on(year: Year, first: date, last: date) -> None:
    year.do(
        lambda s, c: s.add(
            SchoolBreak(school_id=c.school.id, first_day_on=first, last_day_on=last, name="Snow")
        )
    )


def foreseen(year: Year, first: date) -> int:
    """How many texts the schedule tells for that week."""

    def deed(session: Session, cast: Cast) -> int:
        lines = tips_ahead(
            session, cast.school, phones_now(session, cast.school), until=first + 6 * DAY, now=year.now
        )
        return sum(line.load.count for line in lines if line.day >= first)

    return year.do(deed)


def test_texting_hours_that_end_earlier_bring_what_is_planned_forward(running: Year) -> None:
    running.change(School, texting_until=time(17))
    running.turn(MONDAY, 10)
    running.plan()
    assert moments(running) == ["Mon 09:00", "Wed 09:00", "Fri 09:00"]
    running.send()
    assert running.outcomes(MAYA) == [SENT, PLANNED, PLANNED]


def test_another_time_zone_keeps_the_hour(running: Year) -> None:
    running.change(School, time_zone="America/New_York")
    running.turn(MONDAY, 5)
    running.plan()
    assert moments(running) == ["Mon 14:30", "Wed 14:30", "Fri 14:30"]


def test_another_hour_of_the_track_or_the_family_holds_at_once_but_not_for_what_has_passed(
    running: Year,
) -> None:
    running.turn(MONDAY, 12)
    running.do(partial(_likes_half_past_six, running))
    running.do(lambda s, c: choose_time(s, c.school, running.track_id(), time(10), now=running.now))
    assert moments(running) == ["Mon 17:30", "Wed 10:00", "Fri 10:00"]
    assert moments(running, CARMEN) == ["Mon 18:30", "Wed 18:30", "Fri 18:30"]


def test_a_week_that_comes_to_be_without_school_is_made_up_for_by_the_next(running: Year) -> None:
    running.plan_and_send(MONDAY)
    close_on(running, MONDAY + DAY, MONDAY + 4 * DAY)
    running.plan_and_send(MONDAY + 2 * DAY)
    running.turn(MONDAY + 3 * DAY, 21)
    running.send()
    assert running.outcomes(MAYA) == [SENT, Reason.HOLIDAY, PLANNED]
    told = foreseen(running, MONDAY + WEEK)
    for n in (7, 9, 11):
        running.plan_and_send(MONDAY + n * DAY)
    assert running.outcomes(MAYA)[:3] == [SENT, SENT, SENT]
    days = [row.due_at for row in running.deliveries(MAYA)[:3]]
    assert days == [at(MONDAY + n * DAY, 17, 30) for n in (0, 9, 11)]
    second_week = [row for row in running.deliveries() if days[0] < row.due_at <= days[2]]
    assert told == len(second_week) > 0


def test_a_school_year_that_follows_within_weeks_is_planned_from_its_first_week(running: Year) -> None:
    def next_year(session: Session, cast: Cast) -> None:
        first, last = date(2026, 7, 6), date(2027, 3, 19)
        session.add(SchoolYear(school_id=cast.school.id, first_day_on=first, last_day_on=last))

    running.do(next_year)
    running.turn(date(2026, 7, 5), 9)
    running.plan()
    due = [row.due_at for row in running.deliveries(MAYA) if row.due_at > running.now]
    assert due[0] == at(date(2026, 7, 6), 17, 30)
    assert len(due) == 3


def test_a_child_who_changes_grades_within_a_week_gets_what_is_left_of_the_new_one(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.plan_and_send(MONDAY)
    year.put_in_grade("Oliver", "3")
    year.turn(MONDAY + DAY, 12)
    year.plan()
    year.plan_and_send(MONDAY + 2 * DAY)
    year.plan_and_send(MONDAY + 4 * DAY)
    outcomes = year.outcomes(MAYA)[:5]
    assert outcomes.count(SENT) == 3
    assert sorted(reason for reason in outcomes if reason is not SENT) == [Reason.NOT_THEIRS] * 2


def test_a_school_that_cannot_be_planned_keeps_no_other_waiting(year: Year) -> None:
    year.begin(K_TO_2)
    other = year.do(_school_without_a_clock)
    with capture_logs() as logs:
        assert plan_weeks(year.town, clock=year.clock) > 0
    assert [entry["school_id"] for entry in logs if entry["event"] == "tips_not_planned"] == [other]


def _school_without_a_clock(session: Session, _cast: Cast) -> int:
    school = School(name="Other", time_zone="Nowhere/Land", office_phone="", created_at=at(MONDAY, 9))
    session.add(school)
    session.flush()
    since = at(MONDAY - DAY, 9)
    session.add(
        Track(school_id=school.id, band=K_TO_2, title={}, grades=["K"], opened_at=since, running_since=since)
    )
    return school.id


def _likes_half_past_six(year: Year, session: Session, cast: Cast) -> None:
    set_wish(
        session,
        cast.school,
        cast.phones[CARMEN],
        per_week=3,
        at=time(18, 30),
        by=cast.staff[OKAFOR],
        now=year.now,
    )
