"""Who answers a phone, and which children that is about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from app.roster.guardian import Guardian, GuardianPhone
from app.roster.phone_number import PhoneNumber
from app.roster.section import Enrollment, Section
from app.roster.student import Guardianship, Student
from app.schools.school import School


@dataclass(frozen=True)
class Tie:
    """What one guardian is to one student."""

    student: Student
    guardianship: Guardianship


@dataclass
class Answerer:
    """A guardian who answers a number, with the students they are tied to and every number of theirs."""

    guardian: Guardian
    ties: list[Tie] = field(default_factory=list)
    numbers: list[PhoneNumber] = field(default_factory=list)
    """All numbers they answer, the one to try first first."""


@dataclass
class Family:
    """Those who answer one phone number; a number that nobody on the roster answers has none."""

    answerers: list[Answerer] = field(default_factory=list)

    @property
    def guardians(self) -> list[Guardian]:
        return [a.guardian for a in self.answerers]

    @property
    def students(self) -> list[Student]:
        """Each child once, by first name."""
        found = {tie.student.id: tie.student for a in self.answerers for tie in a.ties}
        return sorted(found.values(), key=lambda s: (s.first_name, s.id))


@dataclass
class Child:
    """A student as the family card shows them: where they sit and who else raises them."""

    student: Student
    sections: list[Section] = field(default_factory=list)
    others: list[tuple[Guardian, Guardianship]] = field(default_factory=list)
    """Guardians who do not answer this number. Their numbers and texts are not this conversation's business."""


def families_of(session: Session, school: School, phone_number_ids: Collection[int]) -> dict[int, Family]:
    """The families behind the numbers, by number; students who have left the school are not named.

    One statement for a whole list: a guardian has so few students and numbers that their combinations cost less than
    asking again.
    """
    families: dict[int, Family] = {}
    found: dict[tuple[int, int], Answerer] = {}
    every = aliased(GuardianPhone)
    rows: Iterable[tuple[int, Guardian, PhoneNumber, Guardianship, Student | None]] = session.execute(
        select(GuardianPhone.phone_number_id, Guardian, PhoneNumber, Guardianship, Student)
        .join(Guardian, Guardian.id == GuardianPhone.guardian_id)
        .join(every, every.guardian_id == Guardian.id)
        .join(PhoneNumber, PhoneNumber.id == every.phone_number_id)
        .outerjoin(Guardianship, Guardianship.guardian_id == Guardian.id)
        .outerjoin(Student, and_(Student.id == Guardianship.student_id, Student.left_at.is_(None)))
        .where(
            GuardianPhone.phone_number_id.in_(set(phone_number_ids)),
            # The sum keeps SQLite from beginning with every guardian of the school.
            Guardian.school_id + 0 == school.id,
        )
        .order_by(GuardianPhone.position, Guardian.id, every.position, Student.first_name, Student.id)
    )
    for number_id, guardian, number, guardianship, student in rows:
        answerer = found.get((number_id, guardian.id))
        if answerer is None:
            answerer = found[number_id, guardian.id] = Answerer(guardian)
            families.setdefault(number_id, Family()).answerers.append(answerer)
        if number not in answerer.numbers:
            answerer.numbers.append(number)
        if student is not None and student.id not in {tie.student.id for tie in answerer.ties}:
            answerer.ties.append(Tie(student, guardianship))
    return families


def children_of(session: Session, school: School, family: Family) -> list[Child]:
    """The children of a family with their sections and their other guardians."""
    children = {student.id: Child(student) for student in family.students}
    if not children:
        return []
    answering = {guardian.id for guardian in family.guardians}
    other = aliased(Guardian)
    rows: Iterable[tuple[int, Section | None, Guardian | None, Guardianship]] = session.execute(
        select(Student.id, Section, other, Guardianship)
        .outerjoin(Enrollment, Enrollment.student_id == Student.id)
        .outerjoin(Section, Section.id == Enrollment.section_id)
        .outerjoin(Guardianship, Guardianship.student_id == Student.id)
        .outerjoin(other, other.id == Guardianship.guardian_id)
        .where(Student.id.in_(children), Student.school_id == school.id)
        .order_by(Student.id, Section.name, other.id)
    )
    for student_id, section, guardian, guardianship in rows:
        child = children[student_id]
        if section is not None and section not in child.sections:
            child.sections.append(section)
        if (
            guardian is not None
            and guardian.id not in answering
            and (guardian, guardianship) not in child.others
        ):
            child.others.append((guardian, guardianship))
    return list(children.values())
