"""The names that no translation may touch: a child called Sandy or Rose stays Sandy and Rose."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from app.messages.thread import Thread
from app.roster.guardian import Guardian, GuardianPhone
from app.roster.section import Section
from app.roster.student import Guardianship, Student
from app.schools.school import School
from app.staff.staff_member import StaffMember
from app.translation.locks import NOBODY, Masked, Names, mask


@dataclass(frozen=True)
class Around:
    """The names of a school, and those of the family that a conversation is with."""

    school: Names
    family: Names = NOBODY

    def mask(self, text: str, language: str) -> Masked:
        """The text with these names, and all else that must be kept, set apart."""
        return mask(text, language=language, names=self.school, family=self.family)


def names_of_school(session: Session, school_id: int) -> Names:
    """Everybody on the roster and the staff, the sections, and the school itself."""
    people = union(
        select(Student.first_name).where(Student.school_id == school_id),
        select(Student.last_name).where(Student.school_id == school_id),
        select(Guardian.name).where(Guardian.school_id == school_id),
        select(StaffMember.name).where(StaffMember.school_id == school_id),
    )
    places = union(
        select(Section.name).where(Section.school_id == school_id),
        select(School.name).where(School.id == school_id),
    )
    return Names.of(session.scalars(people), session.scalars(places))


def names_of_families(session: Session, thread_ids: Iterable[int]) -> dict[int, Names]:
    """By thread: who answers its phone, and the children they raise."""
    rows = session.execute(
        select(Thread.id, Guardian.name, Student.first_name, Student.last_name)
        .join(GuardianPhone, GuardianPhone.phone_number_id == Thread.phone_number_id)
        .join(Guardian, Guardian.id == GuardianPhone.guardian_id)
        .outerjoin(Guardianship, Guardianship.guardian_id == Guardian.id)
        .outerjoin(Student, Student.id == Guardianship.student_id)
        .where(Thread.id.in_(set(thread_ids)))
    )
    found: dict[int, set[str]] = {}
    for thread_id, *names in rows:
        found.setdefault(thread_id, set()).update(name for name in names if name)
    return {thread_id: Names.of(names) for thread_id, names in found.items()}


def names_around(session: Session, thread: Thread) -> Around:
    """The names for one conversation."""
    families = names_of_families(session, [thread.id])
    return Around(names_of_school(session, thread.school_id), families.get(thread.id, NOBODY))
