"""Where what a child's family answers should land: the inbox of the child's section, else the office's."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.inbox.inbox import Inbox, InboxKind
from app.roster.section import Enrollment
from app.schools.school import School


def inboxes_of_students(session: Session, school: School, student_ids: Collection[int]) -> dict[int, int]:
    """By student, the id of the inbox; a child in several sections counts to the one that was made first."""
    office = session.scalars(
        select(Inbox.id).where(Inbox.school_id == school.id, Inbox.kind == InboxKind.OFFICE)
    ).one()
    rows = session.execute(
        select(Enrollment.student_id, func.min(Inbox.id))
        .join(Inbox, Inbox.section_id == Enrollment.section_id)
        .where(Enrollment.student_id.in_(student_ids), Inbox.school_id == school.id)
        .group_by(Enrollment.student_id)
    )
    return dict.fromkeys(student_ids, office) | {student: inbox for student, inbox in rows}  # noqa: C416
