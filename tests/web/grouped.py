"""A group behind the doors, with a word on its flyer and phones that ask to join."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.joining.join_request import JoinRequest
from app.messages.message import Message
from app.roster.group import Group
from app.roster.section import Enrollment
from tests.web.shelf import SECRET, Shelf


def keep_group(shelf: Shelf, texts: Sequence[Message]) -> dict[str, object]:
    """The owner's, which the phones that sent these texts ask to join; each says the same of itself."""
    group = shelf.put(
        Group(
            school_id=shelf.owner.school_id,
            name=f"Friends of {shelf.title}",
            created_by=shelf.owner.id,
            created_at=shelf.now,
            join_word=f"word{shelf.owner.id}",
            join_until=shelf.now + timedelta(days=90),
        )
    )
    first, second = (
        shelf.put(
            JoinRequest(
                school_id=group.school_id,
                group_id=group.id,
                phone_number_id=text.phone_number_id,
                thread_id=text.thread_id,
                message_id=text.id,
                words=SECRET,
                asked_at=shelf.now,
            )
        )
        for text in texts
    )
    student = shelf.session.scalars(
        select(Enrollment.student_id)
        .where(Enrollment.section_id == shelf.section)
        .order_by(Enrollment.id)
        .limit(1)
    ).one()
    return {"group": group.id, "request": first.id, "other_request": second.id, "student": student}
