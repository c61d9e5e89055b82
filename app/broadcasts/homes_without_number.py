"""Families of a broadcast that no text can reach, because nobody who is told about their children has a phone."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.broadcasts.audience import GuestsOf, Selection, SelectionKind, homes_among
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.homes import homes_of_students
from app.roster.student import Guardianship, Student
from app.schools.school import School


def homes_without_number(session: Session, school: School, selection: Selection) -> list[list[int]]:
    """The children whose family has no phone that may be told about them, those with a common guardian together."""
    if selection.kind is SelectionKind.EVENT:
        return []  # a guest is a phone
    may_lack = and_(selection.students, or_(~_has_number(), _is_kept_from_somebody()))
    reached = {child for home in homes_of_students(session, school, may_lack).values() for child in home}
    here = (Student.school_id == school.id, Student.left_at.is_(None), may_lack)
    lacking = session.scalars(select(Student.id).where(*here).order_by(Student.id))
    homes = {child: [child] for child in lacking if child not in reached}
    ties = session.execute(
        select(Guardianship.student_id, Guardianship.guardian_id, Guardian.language)
        .join(Guardian, Guardian.id == Guardianship.guardian_id)
        .join(Student, Student.id == Guardianship.student_id)
        .where(*here, Guardianship.may_receive, ~Guardianship.has_court_order)
        .order_by(Guardianship.student_id)
    )
    first_of: dict[int, int] = {}
    reads: dict[int, set[str | None]] = {}
    for child, guardian, language in ties:
        if child in homes:
            reads.setdefault(child, set()).add(language)
            _put_together(homes, first_of.setdefault(guardian, child), child)
    families = list({id(home): home for home in homes.values()}.values())
    if not selection.languages:
        return families
    return [home for home in families if _may_read(home, reads, selection.languages)]


def count_families(session: Session, school: School, selection: Selection, *, guests: GuestsOf) -> int:
    """How many phones and homes without a phone it is for."""
    phones = homes_among(session, school, selection, None, guests=guests)
    return len(phones) + len(homes_without_number(session, school, selection))


def _has_number() -> ColumnElement[bool]:
    """Somebody who is told about the student has a phone."""
    return (
        exists()
        .where(
            Guardianship.student_id == Student.id,
            Guardianship.may_receive,
            ~Guardianship.has_court_order,
            GuardianPhone.guardian_id == Guardianship.guardian_id,
        )
        .correlate(Student)
    )


def _is_kept_from_somebody() -> ColumnElement[bool]:
    """Somebody is not to hear of the student: a phone that they share does not count as the family's."""
    return (
        exists()
        .where(
            Guardianship.student_id == Student.id,
            or_(~Guardianship.may_receive, Guardianship.has_court_order),
        )
        .correlate(Student)
    )


def _put_together(homes: dict[int, list[int]], one: int, other: int) -> None:
    if homes[one] is homes[other]:
        return
    together = sorted(homes[one] + homes[other])
    for child in together:
        homes[child] = together


def _may_read(home: Collection[int], reads: Mapping[int, set[str | None]], languages: Sequence[str]) -> bool:
    known = {language for child in home for language in reads.get(child, set())}
    return not known or not known.isdisjoint({None, *languages})
