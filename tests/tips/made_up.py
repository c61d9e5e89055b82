"""A school full of made-up families, the same ones for the same luck."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.inbox.inbox import Inbox
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship, Relation, Student
from app.schools.school import School
from app.schools.school_calendar import set_calendar
from app.tips.tracks import open_track, run_track
from tests.support.cast import OKAFOR, look_up
from tests.tips.month import BANDS, FIRST_DAY, JOINS_ON, LEAVES_ON, MONTH, Child, Phone
from tests.tips.year import at, bands

GRADES = {None: ["8", "six"], BANDS[0]: ["PK", "Pre-K"], BANDS[1]: ["K", "1", "02"], BANDS[2]: ["3rd", "5"]}
JOINS, LEAVES, STAYS = "Joins", "Leaves", "Stays"
"""Their last names tell what will become of children."""


def fill_school(town: Database, luck: random.Random, *, families: int) -> list[Phone]:
    """Made-up families take the place of the demo's, and every band runs."""
    with town.writing() as session:
        for table in (Enrollment, Guardianship, GuardianPhone, Student, Guardian, PhoneNumber):
            session.execute(delete(table))
        cast = look_up(session)
        cast.school.weekly_allowance = MONTH.allowance
        set_calendar(session, cast.school, date(2025, 9, 2), date(2026, 6, 18), _breaks())
        by, moment = cast.staff[OKAFOR], at(FIRST_DAY, 6)
        for band in bands().values():
            track = open_track(session, cast.school, band, by=by, now=moment)
            run_track(session, cast.school, track.id, by=by, now=moment)
        sections = session.scalars(
            select(Section.id).join(Inbox, Inbox.section_id == Section.id).order_by(Section.id)
        ).all()
        return [
            phone
            for number in range(families)
            for phone in _move_in(session, cast.school, sections, luck, number)
        ]


def _breaks() -> list[tuple[date, date, str]]:
    return [
        (date(2025, 11, 26), date(2025, 11, 28), "Thanksgiving"),
        (date(2025, 12, 22), date(2026, 1, 2), "Winter break"),
        (date(2026, 2, 16), date(2026, 2, 20), "Presidents' week"),
        *((day, day, "Holiday") for day in sorted(MONTH.holidays)),
    ]


def _move_in(
    session: Session, school: School, sections: Sequence[int], luck: random.Random, number: int
) -> list[Phone]:
    """One to four children, one or two homes, and sometimes an adult whom a court keeps from them."""
    children = [
        _make_child(luck, f"Kid {number}{letter}") for letter in "ABCD"[: luck.choice([1, 1, 2, 2, 3, 4])]
    ]
    children[0].joins, children[0].leaves = luck.choices(
        [(FIRST_DAY, date.max), (JOINS_ON, date.max), (FIRST_DAY, LEAVES_ON)], [8, 1, 1]
    )[0]
    students = [_enroll(session, school, luck.choice(sections), child) for child in children]
    homes = []
    for n in range(luck.choice([1, 1, 2])):
        phone = Phone(f"+1206555{1000 + number * 2 + n}", children)
        is_kept_away = n == 1 and luck.random() < 0.3
        language = luck.choice(["en", "es", "es", None])
        _register(session, school, phone.e164, language, students, is_kept_away=is_kept_away)
        if not is_kept_away:
            _decide_fate(luck, phone)
            homes.append(phone)
    return homes


def _make_child(luck: random.Random, name: str) -> Child:
    band = luck.choice([*BANDS, None])
    return Child(name, band, luck.choice(GRADES[band]))


def _decide_fate(luck: random.Random, phone: Phone) -> None:
    day = FIRST_DAY + timedelta(days=luck.randint(9, 24))
    # The words mean tips only where tips come: a child that stays has had one by then.
    gets_tips = any(c.band and c.joins == FIRST_DAY and c.leaves == date.max for c in phone.children)
    fate = luck.random()
    if fate < 0.15:
        phone.stops = day
    elif fate < 0.3 and gets_tips:
        phone.pauses = day
    elif fate < 0.45 and gets_tips:
        phone.wants_fewer = day
    if luck.random() < 0.5:
        first = FIRST_DAY + timedelta(days=luck.choice([1, 8, 15]))
        days = [first + timedelta(days=n) for n in range(luck.randint(1, 3))]
        phone.invited = [day for day in days if day < phone.stops]


def _enroll(session: Session, school: School, section: int, child: Child) -> int:
    last_name = JOINS if child.joins == JOINS_ON else LEAVES if child.leaves == LEAVES_ON else STAYS
    student = Student(
        school_id=school.id,
        first_name=child.name,
        last_name=last_name,
        grade=child.grade,
        left_at=at(FIRST_DAY, 0) if last_name == JOINS else None,
    )
    session.add(student)
    session.flush()
    session.execute(insert(Enrollment).values(section_id=section, student_id=student.id))
    return student.id


def _register(
    session: Session,
    school: School,
    e164: str,
    language: str | None,
    students: list[int],
    *,
    is_kept_away: bool,
) -> None:
    guardian = Guardian(school_id=school.id, name="Somebody", language=language)
    phone = PhoneNumber(school_id=school.id, e164=e164, created_at=at(FIRST_DAY, 0))
    session.add_all([guardian, phone])
    session.flush()
    session.add(GuardianPhone(guardian_id=guardian.id, phone_number_id=phone.id))
    session.add_all(
        Guardianship(
            student_id=student, guardian_id=guardian.id, relation=Relation.OTHER, has_court_order=is_kept_away
        )
        for student in students
    )
