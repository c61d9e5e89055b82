"""Finding staff members."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.schools.school import School
from app.staff.staff_member import StaffMember


def get_staff_member(session: Session, school: School, staff_member_id: int) -> StaffMember:
    person = session.scalar(
        select(StaffMember).where(StaffMember.school_id == school.id, StaffMember.id == staff_member_id)
    )
    if person is None:
        raise NotFound(_l("There is no such staff member."))
    return person


def colleagues(session: Session, school: School, ids: Iterable[int]) -> dict[int, StaffMember]:
    """Those of the school's staff that the ids name, whether they still work here or not."""
    found = session.scalars(
        select(StaffMember).where(StaffMember.school_id == school.id, StaffMember.id.in_(set(ids)))
    )
    return {person.id: person for person in found}


def languages_of_staff(session: Session, school: School) -> frozenset[str]:
    """What the screens of those who work here speak."""
    return frozenset(
        session.scalars(
            select(StaffMember.language)
            .distinct()
            .where(StaffMember.school_id == school.id, StaffMember.deactivated_at.is_(None))
        )
    )


def who_read(session: Session, school: School, *languages: str) -> list[StaffMember]:
    """Those who read and write all of these languages, by name."""
    people = session.scalars(
        select(StaffMember)
        .where(StaffMember.school_id == school.id, StaffMember.deactivated_at.is_(None))
        .order_by(StaffMember.name, StaffMember.id)
    )
    return [person for person in people if person.languages.issuperset(languages)]
