"""A group behind the doors, with a word on its flyer and phones that ask to join."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.joining.join_request import JoinRequest
from app.messages.message import Message
from app.roster.group import Group
from app.roster.section import Enrollment
from app.staff.staff_member import StaffMember


def keep_group(
    session: Session,
    owner: StaffMember,
    texts: Sequence[Message],
    *,
    title: str,
    section: int,
    secret: str,
    now: datetime,
) -> dict[str, object]:
    """The owner's, which the phones that sent these texts ask to join; each says the same of itself."""
    group = Group(
        school_id=owner.school_id,
        name=f"Friends of {title}",
        created_by=owner.id,
        created_at=now,
        join_word=f"word{owner.id}",
        join_until=now + timedelta(days=90),
    )
    session.add(group)
    session.flush()
    requests = [
        JoinRequest(
            school_id=owner.school_id,
            group_id=group.id,
            phone_number_id=text.phone_number_id,
            thread_id=text.thread_id,
            message_id=text.id,
            words=secret,
            asked_at=now,
        )
        for text in texts
    ]
    session.add_all(requests)
    session.flush()
    student = session.scalars(
        select(Enrollment.student_id).where(Enrollment.section_id == section).order_by(Enrollment.id).limit(1)
    ).one()
    first, second = (request.id for request in requests)
    return {"group": group.id, "request": first, "other_request": second, "student": student}
