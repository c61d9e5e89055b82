"""Whether a phone that was invited may still be told of the event: a court may have spoken since."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.events.guest import Guest
from app.roster.guardian import GuardianPhone
from app.roster.student import Guardianship, Student


def may_still_hear(session: Session, guest: Guest) -> bool:
    """False where everybody for whom it was invited has left, or must be kept from somebody who answers the phone.

    A guest for whom the roster knows no child may hear of it, unless there are children of whom it may hear of none.
    """
    rows = session.execute(
        select(Student.id, Guardianship.may_receive, Guardianship.has_court_order)
        .join(Guardianship, Guardianship.student_id == Student.id)
        .join(GuardianPhone, GuardianPhone.guardian_id == Guardianship.guardian_id)
        .where(GuardianPhone.phone_number_id == guest.phone_number_id, Student.left_at.is_(None))
    ).all()
    known = {student for student, _, _ in rows}
    kept = {student for student, may_receive, has_court_order in rows if has_court_order or not may_receive}
    heard_of = known - kept
    if guest.children:
        return not heard_of.isdisjoint(guest.children)
    return bool(heard_of) or not known
