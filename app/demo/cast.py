"""The people of the demo: one small bilingual school that exists nowhere else."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.inbox.found_school import found_school, join, welcome
from app.inbox.inbox import Inbox, InboxKind
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship, Relation, Student
from app.schools.queries import lines_of
from app.schools.school import School
from app.staff.sign_in import hash_password
from app.staff.staff_member import Role, StaffMember

SCHOOL_NAME = "Alameda Bilingual School"
LINES = ("+12065550190", "+12065550191", "+12065550192")
DEMO_PASSWORD = "puente-demo"  # noqa: S105 - printed on the demo's first screen
STRANGER = "+12065550199"


@dataclass(frozen=True)
class Colleague:
    """Somebody who signs in."""

    email: str
    name: str
    role: Role
    language: str = "en"
    other_languages: str = ""


@dataclass(frozen=True)
class Child:
    """A child and the room they sit in."""

    first_name: str
    last_name: str
    room: str


@dataclass(frozen=True)
class Tie:
    """What an adult is to a child."""

    child: str
    relation: Relation
    may_receive: bool = True
    has_court_order: bool = False


@dataclass(frozen=True)
class Adult:
    """Somebody the school texts."""

    name: str
    number: str
    language: str | None
    ties: tuple[Tie, ...]


LEE = Colleague("lee@demo.example", "Ms. Lee", Role.TEACHER)
DIAZ = Colleague("diaz@demo.example", "Mr. Diaz", Role.TEACHER, other_languages="es")
RUIZ = Colleague("ruiz@demo.example", "Sra. Ruiz", Role.OFFICE, "es", "en")
OKAFOR = Colleague("okafor@demo.example", "Dr. Okafor", Role.PRINCIPAL)
COLLEAGUES = (LEE, DIAZ, RUIZ, OKAFOR)

ROOMS = {"Room 4": ("K", LEE), "Room 7": ("2", DIAZ)}

CHILDREN = (
    Child("Ana", "Morales", "Room 4"),
    Child("Leo", "Morales", "Room 7"),
    Child("Sofía", "Vega", "Room 4"),
    Child("Oliver", "Brooks", "Room 4"),
    Child("Mateo", "Núñez", "Room 7"),
    Child("Grace", "Carter", "Room 7"),
    Child("Diego", "Ortega", "Room 4"),
    Child("Hodan", "Warsame", "Room 7"),
    Child("Jun", "Kim", "Room 4"),
)

ROSA = Adult("Rosa Morales", "+12065550111", "es", (Tie("Ana", Relation.MOTHER), Tie("Leo", Relation.MOTHER)))
CARMEN = Adult("Carmen Vega", "+12065550112", "es", (Tie("Sofía", Relation.GRANDMOTHER),))
MAYA = Adult("Maya Chen", "+12065550113", "en", (Tie("Oliver", Relation.MOTHER),))
DANIEL = Adult("Daniel Brooks", "+12065550114", "en", (Tie("Oliver", Relation.FATHER),))
JORGE = Adult("Jorge Núñez", "+12065550115", "es", (Tie("Mateo", Relation.FATHER),))
HELEN = Adult("Helen Carter", "+12065550107", "en", (Tie("Grace", Relation.GRANDMOTHER),))
TOM = Adult(
    "Tom Carter",
    "+12065550118",
    "en",
    (Tie("Grace", Relation.FATHER, may_receive=False, has_court_order=True),),
)
LUIS = Adult("Luis Ortega", "+12065550117", "es", (Tie("Diego", Relation.FATHER),))
ELENA = Adult("Elena Ortega", "+12065550117", "es", (Tie("Diego", Relation.MOTHER),))
AMINA = Adult("Amina Warsame", "+12065550116", None, (Tie("Hodan", Relation.MOTHER),))
PAT = Adult("Pat Kim", "+12065550102", "en", (Tie("Jun", Relation.GUARDIAN),))
NEWCOMER = Adult("Lucía Rivas", "+12065550198", "es", ())
"""A mother whose child is not on the roster yet, and so a stranger to the school's lists."""
ADULTS = (ROSA, CARMEN, MAYA, DANIEL, JORGE, HELEN, TOM, LUIS, ELENA, AMINA, PAT)


@dataclass(frozen=True)
class Cast:
    """The school as it stands in a database."""

    school: School
    staff: dict[str, StaffMember]
    """By e-mail address."""
    inboxes: dict[str, Inbox]
    """By the name that families know: "Ms. Lee", "Front office"."""
    phones: dict[str, PhoneNumber]
    """By number."""


def found_cast(session: Session, *, now: datetime) -> Cast:
    """The school, its staff, its families and its lines are there, and nobody has written yet."""
    school = found_school(
        session,
        name=SCHOOL_NAME,
        lines=LINES,
        office_phone="(206) 555-0100",
        time_zone="America/Los_Angeles",
        now=now,
    )
    for line, label in zip(lines_of(session, school), ("Main", "Second", "Third"), strict=True):
        line.label = label
    password_hash = hash_password(DEMO_PASSWORD)  # once: it takes a good part of a second
    staff = {c.email: _hire(session, school, c, password_hash, now=now) for c in COLLEAGUES}
    rooms = {name: _open_room(session, school, name, staff) for name in ROOMS}
    children = {child.first_name: _enroll(session, school, child, rooms[child.room][0]) for child in CHILDREN}
    phones: dict[str, PhoneNumber] = {}
    for adult in ADULTS:
        _register(session, school, adult, children, phones, now=now)
    session.flush()
    inboxes = session.scalars(select(Inbox).where(Inbox.school_id == school.id))
    return Cast(school, staff, {inbox.name: inbox for inbox in inboxes}, phones)


def _hire(
    session: Session, school: School, colleague: Colleague, password_hash: str, *, now: datetime
) -> StaffMember:
    person = StaffMember(
        school_id=school.id,
        email=colleague.email,
        name=colleague.name,
        role=colleague.role,
        language=colleague.language,
        other_languages=colleague.other_languages,
        password_hash=password_hash,
        created_at=now,
    )
    session.add(person)
    session.flush()
    welcome(session, school, person)
    return person


def _open_room(
    session: Session, school: School, name: str, staff: dict[str, StaffMember]
) -> tuple[Section, Inbox]:
    grade, teacher = ROOMS[name]
    section = Section(school_id=school.id, name=name, grade=grade)
    session.add(section)
    session.flush()
    inbox = Inbox(school_id=school.id, kind=InboxKind.SECTION, name=teacher.name, section_id=section.id)
    session.add(inbox)
    session.flush()
    join(session, inbox, staff[teacher.email])
    return section, inbox


def _enroll(session: Session, school: School, child: Child, section: Section) -> Student:
    student = Student(
        school_id=school.id, first_name=child.first_name, last_name=child.last_name, grade=section.grade
    )
    session.add(student)
    session.flush()
    session.add(Enrollment(section_id=section.id, student_id=student.id))
    return student


def _register(
    session: Session,
    school: School,
    adult: Adult,
    children: dict[str, Student],
    phones: dict[str, PhoneNumber],
    *,
    now: datetime,
) -> None:
    guardian = Guardian(
        school_id=school.id,
        name=adult.name,
        language=adult.language,
        language_confirmed_at=now if adult.language == "es" else None,
    )
    session.add(guardian)
    if adult.number not in phones:
        phones[adult.number] = PhoneNumber(
            school_id=school.id, e164=adult.number, health=NumberHealth.UNTRIED, created_at=now
        )
        session.add(phones[adult.number])
    session.flush()
    session.add(GuardianPhone(guardian_id=guardian.id, phone_number_id=phones[adult.number].id))
    for tie in adult.ties:
        session.add(
            Guardianship(
                student_id=children[tie.child].id,
                guardian_id=guardian.id,
                relation=tie.relation,
                may_receive=tie.may_receive,
                has_court_order=tie.has_court_order,
            )
        )
