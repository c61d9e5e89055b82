"""Finding schools and their lines."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.schools.phone_line import PhoneLine
from app.schools.school import School


def get_school(session: Session, school_id: int) -> School:
    school = session.get(School, school_id)
    if school is None:
        raise NotFound(_l("There is no such school."))
    return school


def all_schools(session: Session) -> list[School]:
    return list(session.scalars(select(School).order_by(School.id)))


def lines_of(session: Session, school: School) -> list[PhoneLine]:
    """The school's pool of lines, the oldest first."""
    return list(
        session.scalars(select(PhoneLine).where(PhoneLine.school_id == school.id).order_by(PhoneLine.id))
    )


def find_line(session: Session, e164: str) -> PhoneLine | None:
    return session.scalar(select(PhoneLine).where(PhoneLine.e164 == e164))
