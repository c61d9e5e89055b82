"""Drafts: what somebody has typed but not sent, on whatever machine they sit down at."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.foundation.database import insert_or_ignore, is_added
from app.inbox.inbox import Draft
from app.messages.thread import Thread
from app.staff.staff_member import StaffMember

LONGEST_DRAFT = 4_000


def keep_draft(session: Session, thread: Thread, body: str, *, by: StaffMember, now: datetime) -> None:
    """The thread remembers these words for this person; empty ones are forgotten. Nobody else sees them."""
    if not body.strip():
        drop_draft(session, thread, by=by)
        return
    words = {"body": body[:LONGEST_DRAFT], "updated_at": now}
    first = insert_or_ignore(session, Draft).values(thread_id=thread.id, staff_member_id=by.id, **words)
    if not is_added(session, first):
        session.execute(
            update(Draft).where(Draft.thread_id == thread.id, Draft.staff_member_id == by.id).values(**words)
        )


def find_draft(session: Session, thread: Thread, *, by: StaffMember) -> str:
    """What this person had typed, or nothing."""
    return (
        session.scalar(select(Draft.body).where(Draft.thread_id == thread.id, Draft.staff_member_id == by.id))
        or ""
    )


def drop_draft(session: Session, thread: Thread, *, by: StaffMember) -> None:
    session.execute(delete(Draft).where(Draft.thread_id == thread.id, Draft.staff_member_id == by.id))
