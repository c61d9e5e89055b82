"""Who gets which tip when."""

from datetime import date, time, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.demo.cast import Cast
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship, Relation, Student
from app.schools.school import School
from app.schools.school_calendar import SchoolBreak, SchoolYear
from app.tips.delivery import DeliveryState, PlannedWeek, Reason
from app.tips.edit import skip_tip
from app.tips.wishes import set_wish
from tests.support.cast import CARMEN, HELEN, MAYA, OKAFOR, ORTEGAS, ROSA, TOM
from tests.tips.year import GRADES_3_TO_5, K_TO_2, PREK, ZONE, Year, at

MONDAY = date(2026, 1, 12)
DAY = timedelta(days=1)


def test_three_texts_a_week_leave_at_half_past_five_by_the_school_s_clock(year: Year) -> None:
    year.begin(K_TO_2)
    year.turn(MONDAY - DAY, 9)
    year.plan()
    moments = [row.due_at for row in year.deliveries(MAYA)]
    assert moments == [at(MONDAY + n * DAY, 17, 30) for n in (0, 2, 4)]
    assert [row.not_after for row in year.deliveries(MAYA)] == [at(MONDAY + n * DAY, 20) for n in (0, 2, 4)]


@pytest.mark.parametrize(
    ("before", "after"),
    [(date(2026, 3, 2), date(2026, 3, 9)), (date(2025, 10, 27), date(2025, 11, 3))],
    ids=["spring", "autumn"],
)
def test_half_past_five_stays_so_when_the_clocks_change(year: Year, before: date, after: date) -> None:
    year.turn(before - 2 * DAY, 9)
    year.begin(K_TO_2)
    for monday in (before, after):
        year.turn(monday, 8)
        year.plan()
    due = [row.due_at for row in year.deliveries(MAYA)]
    assert [moment.astimezone(ZONE).time() for moment in due] == [time(17, 30)] * 6
    assert len({moment.time() for moment in due}) == 2, "in UTC it is another hour"


def test_the_week_of_the_school_s_calendar_decides_which_texts(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    number = 16  # the weeks of the winter break and of Thanksgiving do not count
    assert [row.tip_id for row in year.deliveries(MAYA)] == [tip.id for tip in year.tips_of_week(number)]


def test_nothing_is_planned_in_a_break(year: Year) -> None:
    year.turn(date(2025, 12, 21), 9)
    year.begin(K_TO_2)
    year.plan()
    year.turn(date(2025, 12, 29), 9)
    year.plan()
    assert year.deliveries() == []
    year.turn(date(2026, 1, 2), 9)
    year.plan()
    assert year.days(MAYA) == ["Mon", "Wed", "Fri"]


def test_nothing_is_planned_for_a_school_that_has_told_no_calendar(year: Year) -> None:
    year.begin(K_TO_2)
    year.do(lambda session, _: (session.execute(delete(SchoolBreak)), session.execute(delete(SchoolYear))))
    assert year.plan() == 0


def test_a_holiday_moves_the_text_to_the_next_day_of_school(year: Year) -> None:
    year.turn(date(2025, 10, 12), 9)
    year.begin(K_TO_2)
    year.plan()
    assert year.days(MAYA) == ["Tue", "Wed", "Fri"]


def test_where_the_next_day_is_taken_the_text_is_left_out_and_says_so(year: Year) -> None:
    year.turn(date(2025, 10, 12), 9)
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    year.plan()
    assert year.days(ROSA) == ["Mon holiday", "Tue", "Wed", "Thu", "Fri", "Sat"]


def test_siblings_in_one_band_share_one_text(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    rows = year.deliveries(ROSA)
    assert len(rows) == 3
    ana_and_leo = year.do(
        lambda s, _: sorted(s.scalars(select(Student.id).where(Student.first_name.in_(["Ana", "Leo"]))))
    )
    assert all(row.children == ana_and_leo for row in rows)


def test_siblings_in_two_bands_are_never_written_about_on_one_day(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "Grado 4")
    year.plan()
    assert year.days(ROSA) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    assert year.days(CARMEN) == ["Mon", "Wed", "Fri"]


def test_with_three_bands_each_sits_out_one_week_in_three_and_that_is_on_record(year: Year) -> None:
    year.begin(PREK, K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "5th")
    year.do(_give_rosa_a_third_child)
    sat_out = set()
    for week in range(3):
        year.turn(MONDAY + timedelta(weeks=week), 8)
        year.plan()
        rows = [row for row in year.deliveries(ROSA) if row.due_at > year.now]
        assert sum(row.state is DeliveryState.PLANNED for row in rows) == 6
        left_out = [row for row in rows if row.reason is Reason.NO_ROOM]
        assert len(left_out) == 3
        sat_out.add(tuple(left_out[0].children))
    assert len(sat_out) == 3


def test_two_homes_of_one_child_each_get_theirs(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    for number in ("+12065550113", "+12065550114"):
        assert len(year.deliveries(number)) == 3


def test_two_who_share_a_phone_get_one_text(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    assert len(year.deliveries(ORTEGAS)) == 3


def test_whoever_is_to_be_kept_from_a_child_gets_nothing_about_it_on_any_phone(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    assert year.deliveries(TOM) == []
    assert len(year.deliveries(HELEN)) == 3
    elena = year.do(lambda s, _: s.scalars(select(Guardian.id).where(Guardian.name == "Elena Ortega")).one())
    year.change(Guardianship, Guardianship.guardian_id == elena, has_court_order=True)
    year.turn(MONDAY + 4 * DAY, 18)
    year.plan()
    assert [row for row in year.deliveries(ORTEGAS) if row.due_at > year.now] == [], "she answers it too"


def test_the_first_number_that_texts_reach_is_taken(year: Year) -> None:
    year.begin(K_TO_2)
    year.change(PhoneNumber, PhoneNumber.e164 == MAYA, health=NumberHealth.LANDLINE)
    year.do(lambda s, c: _add_number(s, c.school, "Maya Chen", "+12065550151"))
    year.plan()
    assert year.deliveries(MAYA) == []
    assert len(year.deliveries("+12065550151")) == 3


def test_children_of_other_grades_and_those_who_left_get_none(year: Year) -> None:
    year.begin(PREK)
    year.put_in_grade("Oliver", "Pre-K")
    year.put_in_grade("Sofía", "six")
    year.plan()
    assert {row.phone_number_id for row in year.deliveries()} == {
        row.phone_number_id for number in (MAYA, "+12065550114") for row in year.deliveries(number)
    }
    year.change(Student, Student.first_name == "Oliver", left_at=year.now)
    year.turn(MONDAY + 4 * DAY, 18)
    year.plan()
    assert len(year.deliveries(MAYA)) == 3


def test_who_joins_within_a_week_gets_what_is_still_to_come_and_nothing_earlier(year: Year) -> None:
    year.begin(K_TO_2)
    year.plan()
    year.turn(MONDAY + 3 * DAY, 12)
    year.do(lambda s, c: _join(s, c.school, "+12065550152"))
    assert year.plan() == 1
    assert year.days("+12065550152") == ["Fri"]


def test_a_sibling_who_comes_later_in_the_week_gets_the_days_that_are_left(year: Year) -> None:
    year.begin(PREK, K_TO_2)
    year.change(Student, Student.first_name == "Ana", grade="PK", left_at=year.now)
    year.plan()
    year.change(Student, Student.first_name == "Ana", left_at=None)
    for day in (1, 2, 3):
        year.turn(MONDAY + day * DAY, 12)
        year.plan()
    assert year.days(ROSA) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]


def test_a_track_that_starts_within_a_week_begins_with_the_next_text(year: Year) -> None:
    year.turn(MONDAY + 2 * DAY, 12)
    year.begin(K_TO_2)
    year.plan()
    assert year.days(MAYA) == ["Wed", "Fri"]


def test_a_week_that_nobody_planned_in_time_is_on_record(year: Year) -> None:
    year.begin(K_TO_2)
    year.turn(MONDAY + 7 * DAY + 2 * DAY, 12)
    year.plan()
    year.send()
    assert year.outcomes(MAYA) == [Reason.TOO_LATE] * 4 + [DeliveryState.PLANNED] * 2


def test_a_week_is_planned_from_friday_on_and_looked_at_again_every_hour(year: Year) -> None:
    year.turn(MONDAY - 4 * DAY, 23)
    year.begin(K_TO_2)
    year.plan()
    assert [row.due_at for row in year.deliveries(MAYA)] == [at(MONDAY - 3 * DAY, 17, 30)]
    year.turn(MONDAY - 3 * DAY, 0, 5)
    assert year.plan() > 0
    assert year.plan() == 0
    before = year.do(lambda s, _: s.scalars(select(PlannedWeek.planned_at)).all())
    year.turn(MONDAY - 3 * DAY, 0, 50)
    year.plan()
    assert year.do(lambda s, _: s.scalars(select(PlannedWeek.planned_at)).all()) == before


def test_a_family_s_own_days_and_hour_hold(year: Year) -> None:
    year.begin(K_TO_2, GRADES_3_TO_5)
    year.put_in_grade("Leo", "3")
    for number in (MAYA, ROSA):
        year.do(partial(_likes, number))
    year.plan()
    assert year.days(MAYA) == ["Tue", "Thu", "Sat"]
    assert {row.due_at.astimezone(ZONE).time() for row in year.deliveries(MAYA)} == {time(9, 15)}
    assert year.days(ROSA) == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]


def test_an_hour_outside_texting_hours_becomes_the_opening(year: Year) -> None:
    year.begin(K_TO_2)
    year.change(School, texting_until=time(17))
    year.plan()
    assert {row.due_at.astimezone(ZONE).time() for row in year.deliveries(MAYA)} == {time(9)}


def test_a_text_that_the_school_skips_is_not_planned_and_the_others_keep_their_days(year: Year) -> None:
    year.begin(K_TO_2)
    tip = year.tips_of_week(16)[0]
    year.do(lambda s, c: skip_tip(s, c.school, tip.id, by=c.staff[OKAFOR], now=year.now))
    year.plan()
    assert year.days(MAYA) == ["Wed", "Fri"]


def test_planning_again_adds_nothing(year: Year) -> None:
    year.begin(K_TO_2)
    assert year.plan() > 0
    for hours in (2, 26, 50):
        year.now += timedelta(hours=hours)
        assert year.plan() == 0


def _give_rosa_a_third_child(session: Session, cast: Cast) -> None:
    rosa = session.scalars(select(Guardian).where(Guardian.name == "Rosa Morales")).one()
    luz = Student(school_id=cast.school.id, first_name="Luz", last_name="Morales", grade="PK")
    session.add(luz)
    session.flush()
    session.add(Guardianship(student_id=luz.id, guardian_id=rosa.id, relation=Relation.MOTHER))


def _add_number(session: Session, school: School, name: str, e164: str) -> None:
    phone = PhoneNumber(school_id=school.id, e164=e164, created_at=at(MONDAY, 0))
    session.add(phone)
    session.flush()
    guardian = session.scalars(select(Guardian).where(Guardian.name == name)).one()
    session.add(GuardianPhone(guardian_id=guardian.id, phone_number_id=phone.id, position=2))


def _join(session: Session, school: School, e164: str) -> None:
    section = session.scalars(select(Section).where(Section.name == "Room 4")).one()
    child = Student(school_id=school.id, first_name="Nia", last_name="Okoro", grade="K")
    adult = Guardian(school_id=school.id, name="Ada Okoro", language="en")
    phone = PhoneNumber(school_id=school.id, e164=e164, created_at=at(MONDAY, 0))
    session.add_all([child, adult, phone])
    session.flush()
    session.add_all(
        [
            Enrollment(section_id=section.id, student_id=child.id),
            Guardianship(student_id=child.id, guardian_id=adult.id, relation=Relation.MOTHER),
            GuardianPhone(guardian_id=adult.id, phone_number_id=phone.id),
        ]
    )


def _likes(number: str, session: Session, cast: Cast) -> None:
    phone, by = cast.phones[number], cast.staff[OKAFOR]
    set_wish(
        session, cast.school, phone, per_week=3, at=time(9, 15), days=(5, 1, 3), by=by, now=at(MONDAY, 0)
    )
