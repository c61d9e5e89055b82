"""Drafts: what somebody has typed but not sent, on whatever machine they sit down at."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.foundation.database import insert_or_ignore, is_added
from app.inbox.inbox import Draft
from app.messages.thread import Thread
from app.staff.staff_member import StaffMember

LONGEST_DRAFT = 4_000


def keep_draft(
    session: Session,
    thread: Thread,
    body: str,
    *,
    by: StaffMember,
    now: datetime,
    translations: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """The thread remembers these words for this person, in every language they typed; empty ones are forgotten.

    Nobody else sees them.
    """
    typed = {language: words[:LONGEST_DRAFT] for language, words in translations.items() if words.strip()}
    if not body.strip() and not typed:
        drop_draft(session, thread, by=by)
        return
    words = {"body": body[:LONGEST_DRAFT], "translations": typed, "updated_at": now}
    first = insert_or_ignore(session, Draft).values(thread_id=thread.id, staff_member_id=by.id, **words)
    if not is_added(session, first):
        session.execute(
            update(Draft).where(Draft.thread_id == thread.id, Draft.staff_member_id == by.id).values(**words)
        )


def find_draft(session: Session, thread: Thread, *, by: StaffMember) -> Draft | None:
    """What this person had typed; None for nothing."""
    return session.scalar(select(Draft).where(Draft.thread_id == thread.id, Draft.staff_member_id == by.id))


def drop_draft(session: Session, thread: Thread, *, by: StaffMember) -> None:
    session.execute(delete(Draft).where(Draft.thread_id == thread.id, Draft.staff_member_id == by.id))
