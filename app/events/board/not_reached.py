"""Whom no invitation has reached, and why: the organiser calls them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.board.guest_list import GuestLine, Stand, WhyNot
from app.events.event import Event
from app.roster.homes import homes_of_audience
from app.roster.student import Student
from app.schools.school import School


@dataclass(frozen=True)
class NotReached:
    """One phone, or one child without any, that the event could not reach."""

    why: WhyNot
    line: GuestLine | None
    """None for a child without a phone."""
    children: list[str]
    """First names; of a child without a phone, the whole name."""
    is_reached_elsewhere: bool
    """Another home of each of these children has been reached."""


def not_reached(session: Session, school: School, event: Event, lines: list[GuestLine]) -> list[NotReached]:
    """`lines` as `guests_of` or `Board.lines` give them. First those whose children no other home hears about."""
    reached = {
        student
        for line in lines
        if line.without_answer is not Stand.NOT_REACHED or line.answers
        for student in line.student_ids
    }
    phones = [
        NotReached(
            line.why_not, line, line.children, bool(line.student_ids) and reached.issuperset(line.student_ids)
        )
        for line in lines
        if line.why_not is not None
    ]
    without_phone = [
        NotReached(
            WhyNot.NO_PHONE, None, [f"{student.first_name} {student.last_name}"], is_reached_elsewhere=False
        )
        for student in students_without_phone(session, school, event)
    ]
    return sorted([*phones, *without_phone], key=lambda one: (one.is_reached_elsewhere, one.why.value))


def students_without_phone(session: Session, school: School, event: Event) -> list[Student]:
    """Of the audience: those of whom no phone may hear, whether it is reached or not."""
    homes = homes_of_audience(session, school, event.audience)
    heard_about = {student for students in homes.values() for student in students}
    invited = session.scalars(
        select(Student)
        .where(Student.school_id == school.id, Student.left_at.is_(None), event.audience.students)
        .order_by(Student.first_name, Student.last_name, Student.id)
    )
    return [student for student in invited if student.id not in heard_about]
