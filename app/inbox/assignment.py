"""What staff do with a thread besides answering: take it, hand it over, note something, close it, put it off."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.foundation.errors import Forbidden, Invalid
from app.foundation.i18n import _l
from app.inbox.inbox import Inbox, ThreadEvent, ThreadEventKind
from app.inbox.queries import people_around
from app.messages.thread import Thread
from app.schools.school import School
from app.staff.staff_member import StaffMember

LONGEST_NOTE = 4_000
LONGEST_SNOOZE = timedelta(days=366)


def assign(
    session: Session,
    school: School,
    thread: Thread,
    assignee_id: int | None,
    *,
    by: StaffMember,
    now: datetime,
) -> None:
    """The thread is this person's to answer, or with None nobody's; raises Forbidden for one who could not see it."""
    if thread.assigned_to == assignee_id:
        return
    if assignee_id is not None:
        inbox = session.get_one(Inbox, thread.inbox_id)
        if assignee_id not in {person.id for person in people_around(session, school, set(), inbox).who_see}:
            raise Forbidden(_l("This person cannot see the conversation, so it cannot be given to them."))
    thread.assign(assignee_id, now=now)
    kind = ThreadEventKind.UNASSIGNED if assignee_id is None else ThreadEventKind.ASSIGNED
    _record(session, thread, kind, by=by, now=now, subject_id=assignee_id)


def close(session: Session, thread: Thread, *, by: StaffMember, now: datetime) -> None:
    """Nothing is left to do until the family writes again."""
    if thread.closed_at is None:
        thread.close(now=now)
        _record(session, thread, ThreadEventKind.CLOSED, by=by, now=now)


def reopen(session: Session, thread: Thread, *, by: StaffMember, now: datetime) -> None:
    """A closed or snoozed thread is back."""
    if thread.closed_at is not None or thread.snoozed_until is not None:
        thread.snoozed_until = None
        thread.reopen(now=now)
        _record(session, thread, ThreadEventKind.REOPENED, by=by, now=now)


def snooze(session: Session, thread: Thread, until: datetime, *, by: StaffMember, now: datetime) -> None:
    """The thread is out of sight until then, or until the family writes; raises Invalid for a moment in the past."""
    if until <= now:
        raise Invalid(_l("Choose a moment that is still to come."))
    if until > now + LONGEST_SNOOZE:
        raise Invalid(_l("Choose a moment within a year."))
    thread.closed_at = None
    thread.snooze(until, now=now)
    _record(session, thread, ThreadEventKind.SNOOZED, by=by, now=now, until=until)


def add_note(session: Session, thread: Thread, body: str, *, by: StaffMember, now: datetime) -> None:
    """Colleagues can read it in the thread. It is not a message: no path leads from here to a phone."""
    words = body.replace("\r\n", "\n").strip()
    if not words:
        raise Invalid(_l("Write something first."))
    if len(words) > LONGEST_NOTE:
        raise Invalid(_l("A note can have at most %(count)s characters."), count=LONGEST_NOTE)
    _record(session, thread, ThreadEventKind.NOTE, by=by, now=now, body=words)
    thread.touch(now)


def _record(
    session: Session,
    thread: Thread,
    kind: ThreadEventKind,
    *,
    by: StaffMember,
    now: datetime,
    subject_id: int | None = None,
    until: datetime | None = None,
    body: str = "",
) -> None:
    session.add(
        ThreadEvent(
            thread_id=thread.id,
            kind=kind,
            staff_member_id=by.id,
            subject_id=subject_id,
            until=until,
            body=body,
            created_at=now,
        )
    )
