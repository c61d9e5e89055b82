"""Which of a school's numbers emergencies leave from, and keeping one for them alone."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.errors import Conflict, NotFound
from app.foundation.i18n import _l
from app.schools.phone_line import LinePurpose, PhoneLine
from app.schools.queries import lines_of
from app.schools.school import School


def keep_for_emergencies(
    session: Session, school: School, line_id: int | None, *, with_conversations: Collection[int]
) -> None:
    """The line carries nothing else from now on, and no other line emergencies alone; None for no such line.

    Raises NotFound for another school's line, and Conflict for one that families write to already: they would have
    nowhere to be answered from.
    """
    lines = lines_of(session, school)
    if line_id is not None and line_id not in {line.id for line in lines}:
        raise NotFound(_l("There is no such phone line."))
    if line_id in with_conversations and line_id not in _kept(session, school):
        raise Conflict(_l("Families write to this number already. Emergencies need one of their own."))
    for line in lines:
        is_kept = line.id == line_id
        line.purpose = LinePurpose.EMERGENCIES if is_kept else LinePurpose.CONVERSATIONS


def _kept(session: Session, school: School) -> set[int]:
    return {line.id for line in lines_of(session, school) if line.purpose is LinePurpose.EMERGENCIES}


def lines_for_emergencies(session: Session, school_id: int) -> Sequence[PhoneLine]:
    """The lines that send, the one for emergencies alone before any other."""
    return session.scalars(
        select(PhoneLine)
        .where(PhoneLine.school_id == school_id, PhoneLine.paused_at.is_(None))
        .order_by(PhoneLine.purpose != LinePurpose.EMERGENCIES, PhoneLine.id)
    ).all()
