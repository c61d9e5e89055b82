"""Five schools with their calendars and their made-up families, the same ones for the same luck."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.foundation.database import Database
from app.inbox.found_school import found_school, welcome
from app.inbox.inbox import Inbox, InboxKind
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship, Relation, Student
from app.schools.school_calendar import set_calendar
from app.staff.staff_member import Role, StaffMember
from app.tips.tracks import open_track, run_track
from tests.tips.month import BANDS, DAY, WEEK, Child, Phone, Wall
from tests.tips.year import bands

FIRST_DAY, LAST_DAY = date(2025, 9, 2), date(2026, 6, 18)
BEGINS = date(2025, 9, 6)
"""The Saturday before the first full week."""
WEEKS = 36
GRADES = {None: ["8", "seven"], BANDS[0]: ["PK", "Pre-K"], BANDS[1]: ["K", "1", "02"], BANDS[2]: ["3rd", "5"]}
PER_SECOND = 1e9
"""Time stands still while a worker works: a line's own rate would let nothing leave."""

# By a wall clock that is set by hand: hours behind UTC in winter and in summer. Arizona leaves its clocks alone.
CLOCKS = {
    "America/Los_Angeles": (8, 7),
    "America/Denver": (7, 6),
    "America/Phoenix": (7, 7),
    "America/Chicago": (6, 5),
    "America/New_York": (5, 4),
}
ASLEEP = date(2026, 1, 14)
"""A Wednesday evening without any machine."""
WINTER_BEGINS, WINTER_ENDS = date(2025, 11, 2), date(2026, 3, 8)
SPRING_BREAKS = [date(2026, 3, 9), date(2026, 3, 30), date(2026, 4, 6), date(2026, 3, 16), date(2026, 4, 13)]
HOLIDAYS = [
    date(2025, 10, 13),
    date(2025, 11, 11),
    *(date(2025, 11, day) for day in (26, 27, 28)),
    date(2026, 1, 19),
    date(2026, 2, 16),
    date(2026, 5, 25),
]


@dataclass
class YearSchool:
    """One of the schools, as its secretary knows it."""

    id: int
    staff_id: int
    line: str
    zone: str
    wall: Wall
    phones: list[Phone] = field(default_factory=list)
    come_and_go: list[tuple[Child, int]] = field(default_factory=list)
    """Children who join or leave in the middle of the year, with their ids."""

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(day, time(hour, minute), ZoneInfo(self.zone)).astimezone(UTC)

    def wall_until(self, last_day: date) -> Wall:
        """The weeks that are over by the evening of that day."""
        weeks = {number: monday for number, monday in self.wall.weeks.items() if monday + 6 * DAY <= last_day}
        return replace(self.wall, weeks=weeks)

    def wall_clock(self, moment: datetime) -> datetime:
        """What the clock on its wall showed, by the table above and not by any library."""
        winter, summer = CLOCKS[self.zone]
        utc = moment.astimezone(UTC).replace(tzinfo=None)
        there = utc - timedelta(hours=winter)
        return there if WINTER_BEGINS <= there.date() < WINTER_ENDS else utc - timedelta(hours=summer)


def found_schools(
    database: Database, luck: random.Random, *, children: int, schools: int
) -> list[YearSchool]:
    """The schools stand with all their tracks running; together they have about so many children."""
    founded = []
    for number, zone in enumerate([*CLOCKS][:schools]):
        with database.writing() as session:
            founded.append(_found(session, number, zone))
        _fill(database, founded[-1], luck, number=number, children=children // schools)
    return founded


def _found(session: Session, number: int, zone: str) -> YearSchool:
    now = datetime.combine(BEGINS, time(15), UTC)
    line = f"+1206555{number:04}"
    school = found_school(
        session,
        name=f"School {number}",
        lines=[line],
        office_phone="(206) 555-0100",
        time_zone=zone,
        segments_per_second=PER_SECOND,
        now=now,
    )
    wall = _wall(number, school.weekly_allowance)
    office = StaffMember(
        school_id=school.id,
        email=f"office@school{number}.example",
        name="Sra. Ruiz",
        role=Role.OFFICE,
        language="en",
        created_at=now,
    )
    session.add(office)
    session.flush()
    welcome(session, school, office)
    breaks = sorted(wall.holidays)
    set_calendar(session, school, FIRST_DAY, LAST_DAY, [(day, day, "No school") for day in breaks])
    for band in bands().values():
        track = open_track(session, school, band, by=office, now=now)
        run_track(session, school, track.id, by=office, now=now)
    for room in range(8):
        section = Section(school_id=school.id, name=f"Room {room}", grade="")
        session.add(section)
        session.flush()
        session.add(
            Inbox(school_id=school.id, kind=InboxKind.SECTION, name=f"Teacher {room}", section_id=section.id)
        )
    session.flush()
    return YearSchool(school.id, office.id, line, zone, wall)


def _wall(number: int, allowance: int) -> Wall:
    """Every school has its own week in spring."""
    off = {date(2025, 12, 22) + n * DAY for n in range(12)} | {
        SPRING_BREAKS[number] + n * DAY for n in range(5)
    }
    holidays = frozenset({*HOLIDAYS, *(day for day in off if day.strftime("%a") not in {"Sat", "Sun"})})
    mondays: list[date] = []
    monday = date(2025, 9, 8)
    while len(mondays) < WEEKS and monday <= LAST_DAY:
        days = [monday + n * DAY for n in range(5)]
        if sum(day not in holidays and day <= LAST_DAY for day in days) >= 3:
            mondays.append(monday)
        monday += WEEK
    return Wall(dict(enumerate(mondays, 1)), holidays, frozenset({ASLEEP}), allowance)


def _fill(database: Database, school: YearSchool, luck: random.Random, *, number: int, children: int) -> None:
    count, families = 0, 0
    while count < children:
        with database.writing() as session:
            sections = [row.id for row in session.query(Section).filter_by(school_id=school.id)]
            for _ in range(50):
                count += _move_in(session, school, sections, luck, 100_000 * (number + 2) + families * 8)
                families += 1
                if count >= children:
                    break


def _move_in(
    session: Session, school: YearSchool, sections: Sequence[int], luck: random.Random, first: int
) -> int:
    """One to four children in one or two homes with one to three phones each; returns how many children."""
    children = [_make_child(luck, f"Kid {letter}") for letter in "ABCD"[: luck.choice([1, 1, 2, 2, 3, 4])]]
    students = [_enroll(session, school, luck.choice(sections), child) for child in children]
    number = first
    for home in range(luck.choice([1, 1, 2])):
        for _ in range(luck.choice([1, 2, 2, 3])):
            phone = Phone(f"+1{2_062_000_000 + number}", children)
            number += 1
            is_kept_away = home == 1 and luck.random() < 0.2
            _register(
                session, school, phone.e164, luck.choice(["en", "es", "es", None]), students, is_kept_away
            )
            if not is_kept_away:
                _decide_fate(luck, phone)
                school.phones.append(phone)
    return len(children)


def _make_child(luck: random.Random, name: str) -> Child:
    band = luck.choice([*BANDS, None])
    child = Child(name, band, luck.choice(GRADES[band]))
    fate = luck.random()
    if fate < 0.05:
        child.joins = _some_day(luck)
    elif fate < 0.1:
        child.leaves = _some_day(luck)
    return child


def _some_day(luck: random.Random) -> date:
    """In the middle of the year, on any day of the week."""
    return date(2025, 10, 1) + luck.randrange(220) * DAY


def _decide_fate(luck: random.Random, phone: Phone) -> None:
    """What those who answer it do in the year, at noon of some day."""
    stays = any(c.band and c.joins == date.min and c.leaves == date.max for c in phone.children)
    fate = luck.random()
    if fate < 0.06:
        phone.stops = _some_day(luck)
    elif fate < 0.14 and stays:  # the words mean ideas only where ideas come
        phone.pauses = _some_day(luck)
    elif fate < 0.22 and stays:
        phone.wants_fewer = _some_day(luck)


def _enroll(session: Session, school: YearSchool, section: int, child: Child) -> int:
    student = Student(
        school_id=school.id,
        first_name=child.name,
        last_name="Doe",
        grade=child.grade,
        left_at=None if child.joins == date.min else datetime.combine(BEGINS, time(), UTC),
    )
    session.add(student)
    session.flush()
    session.execute(insert(Enrollment).values(section_id=section, student_id=student.id))
    if child.joins != date.min or child.leaves != date.max:
        school.come_and_go.append((child, student.id))
    return student.id


def _register(
    session: Session,
    school: YearSchool,
    e164: str,
    language: str | None,
    students: list[int],
    is_kept_away: bool,
) -> None:
    now = datetime.combine(BEGINS, time(), UTC)
    guardian = Guardian(school_id=school.id, name="Somebody", language=language)
    number = PhoneNumber(school_id=school.id, e164=e164, created_at=now, language_asked_at=now)
    session.add_all([guardian, number])
    session.flush()
    session.add(GuardianPhone(guardian_id=guardian.id, phone_number_id=number.id))
    session.add_all(
        Guardianship(
            student_id=student, guardian_id=guardian.id, relation=Relation.OTHER, has_court_order=is_kept_away
        )
        for student in students
    )
