"""Finding students by what somebody says of them: a name that is typed, a class, or a family's own words."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.foundation.database import fold
from app.foundation.text import folded
from app.roster.section import Enrollment, Section
from app.roster.student import Student
from app.schools.school import School

MOST_FOUND = 60
SHORTEST_QUERY = 2
MOST_WORDS = 20


@dataclass(frozen=True)
class Seated:
    """A student, and the classes they sit in."""

    student: Student
    sections: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.student.first_name} {self.student.last_name}"


def students_named(
    session: Session, school: School, query: str, which: ColumnElement[bool], *, limit: int = MOST_FOUND
) -> list[Seated]:
    """Those for whom `which` holds and whose name has every word of the query; none for one that says too little."""
    words = (folded(query) or "").split()[:MOST_WORDS]
    if len("".join(words)) < SHORTEST_QUERY:
        return []
    name = fold(Student.first_name + " " + Student.last_name)
    has_all = [name.contains(word, autoescape=True) for word in words]
    return seated(session, school, which, *has_all, limit=limit)


def students_called(
    session: Session, school: School, words: str, which: ColumnElement[bool], *, limit: int = MOST_FOUND
) -> list[Seated]:
    """Those whose first name stands among a family's words: the Anas of "Ana, Ms. Lee"."""
    plain = folded(words) or ""
    said = "".join(letter if letter.isalpha() else " " for letter in plain).split()[:MOST_WORDS]
    if not said:
        return []
    return seated(session, school, which, fold(Student.first_name).in_(said), limit=limit)


def seated(
    session: Session, school: School, *which: ColumnElement[bool], limit: int | None = None
) -> list[Seated]:
    """The students of the school for whom all of this holds, those who have left aside, by first name."""
    students = session.scalars(
        select(Student)
        .where(Student.school_id == school.id, Student.left_at.is_(None), *which)
        .order_by(Student.first_name, Student.last_name, Student.id)
        .limit(limit)
    ).all()
    sits: dict[int, list[str]] = {student.id: [] for student in students}
    for student_id, section in session.execute(
        select(Enrollment.student_id, Section.name)
        .join(Section, Section.id == Enrollment.section_id)
        .where(Enrollment.student_id.in_(sits))
        .order_by(Section.name, Section.id)
    ):
        sits[student_id].append(section)
    return [Seated(student, tuple(sits[student.id])) for student in students]
