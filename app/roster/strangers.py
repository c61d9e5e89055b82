"""Numbers that the roster does not name: they have a row too, so that nothing about them is homeless."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.database import add_or_ignore
from app.roster.phone_number import NumberHealth, PhoneNumber
from app.schools.school import School
from app.sms.phone_number import E164


def known_or_new(session: Session, school: School, e164: E164, *, now: datetime) -> PhoneNumber:
    """The row of this number, made where there was none."""
    add_or_ignore(
        session,
        PhoneNumber,
        {"school_id": school.id, "e164": e164, "health": NumberHealth.UNTRIED, "created_at": now},
    )
    return session.scalars(
        select(PhoneNumber).where(PhoneNumber.school_id == school.id, PhoneNumber.e164 == e164)
    ).one()
