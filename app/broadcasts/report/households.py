"""Whose family a recipient is: the children that the text is about, as they stand on the roster today."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.recipient import BroadcastRecipient
from app.roster.phone_number import PhoneNumber
from app.roster.queries import Family, families_of
from app.roster.section import Enrollment, Section
from app.roster.student import Student
from app.schools.school import School

_NOBODY = Family()


@dataclass(frozen=True)
class Household:
    """One recipient with its names."""

    recipient: BroadcastRecipient
    children: tuple[Student, ...]
    """None of whom anybody who answers the phone must not hear."""
    classes: tuple[str, ...]
    section_ids: frozenset[int]
    guardians: tuple[str, ...]
    """Who answers the phone, those aside who are to be kept from the children."""
    e164: str
    """Empty for a home without a phone."""
    is_kept_apart: bool
    """By now a court, or the school's records, keep whoever answers the phone from every child that it is about."""


def households_of(
    session: Session, school: School, recipients: Collection[BroadcastRecipient]
) -> dict[int, Household]:
    """By recipient, in a handful of statements however many there are."""
    phones = {one.phone_number_id for one in recipients if one.phone_number_id is not None}
    families = families_of(session, school, phones) if phones else {}
    named = select(PhoneNumber.id, PhoneNumber.e164).where(
        # The sum keeps SQLite from going through all numbers of the school.
        PhoneNumber.id.in_(phones),
        PhoneNumber.school_id + 0 == school.id,
    )
    numbers = dict(session.execute(named).all())
    students = _students(session, school, {child for one in recipients for child in one.children})
    classes = _classes(session, students)
    return {
        one.id: _household(one, families.get(one.phone_number_id or 0, _NOBODY), numbers, students, classes)
        for one in recipients
    }


def _household(
    recipient: BroadcastRecipient,
    family: Family,
    numbers: Mapping[int, str],
    students: Mapping[int, Student],
    classes: Mapping[int, list[tuple[int, str]]],
) -> Household:
    kept = {
        (answerer.guardian.id, tie.student.id)
        for answerer in family.answerers
        for tie in answerer.ties
        if tie.guardianship.has_court_order or not tie.guardianship.may_receive
    }
    kept_children = {child for _, child in kept}
    children = [students[one] for one in recipient.children if one in students and one not in kept_children]
    kept_adults = {adult for adult, child in kept if child in recipient.children}
    sits = [one for child in children for one in classes.get(child.id, ())]
    return Household(
        recipient=recipient,
        children=tuple(sorted(children, key=lambda child: (child.first_name, child.id))),
        classes=tuple(dict.fromkeys(name for _, name in sits)),
        section_ids=frozenset(section for section, _ in sits),
        guardians=tuple(one.name for one in family.guardians if one.id not in kept_adults),
        e164=numbers.get(recipient.phone_number_id or 0, ""),
        is_kept_apart=not children and not kept_children.isdisjoint(recipient.children),
    )


def _students(session: Session, school: School, ids: Collection[int]) -> dict[int, Student]:
    found = session.scalars(select(Student).where(Student.id.in_(ids), Student.school_id == school.id))
    return {student.id: student for student in found}


def _classes(session: Session, students: Iterable[int]) -> dict[int, list[tuple[int, str]]]:
    rows = session.execute(
        select(Enrollment.student_id, Section.id, Section.name)
        .join(Section, Section.id == Enrollment.section_id)
        .where(Enrollment.student_id.in_(list(students)))
        .order_by(Section.name, Section.id)
    )
    classes: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for student, section, name in rows:
        classes[student].append((section, name))
    return classes
