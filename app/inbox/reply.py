"""A staff member answers a family."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.consent.standing import standing
from app.foundation.errors import Conflict, Forbidden, Invalid
from app.foundation.i18n import _l
from app.inbox.inbox import Draft
from app.interpreting.outgoing import Outgoing, keep_wordings
from app.messages.message import Direction, Message, MessageKind
from app.messages.outbox import enqueue, lay_aside
from app.messages.thread import Thread
from app.prompts.ask import withdraw_gentle
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.staff.staff_member import StaffMember

FURTHEST_AHEAD = timedelta(days=60)


def reply(
    session: Session,
    school: School,
    thread: Thread,
    body: str,
    *,
    by: StaffMember,
    now: datetime,
    seen_message_id: int,
    send_at: datetime | None = None,
    outgoing: Outgoing | None = None,
) -> Message:
    """The words are in the outbox and nobody waits in this thread any more.

    `outgoing` is what they say in every language; None where they leave as they are. Words that a colleague must check
    first are laid aside, and the family waits on.

    Raises Conflict when somebody wrote after the last message the writer had seen, Forbidden when the number may not be
    texted, Invalid for words or a moment that cannot be meant.
    """
    session.refresh(thread, with_for_update=True)
    if _somebody_wrote(session, thread, seen_message_id, by):
        raise Conflict(_l("Someone wrote while you were typing. Please read it first."))
    e164 = session.get_one(PhoneNumber, thread.phone_number_id).e164
    _refuse_if_stopped(session, school, thread, e164)
    if send_at is not None and not now - timedelta(minutes=5) <= send_at <= now + FURTHEST_AHEAD:
        raise Invalid(_l("Choose a time between now and sixty days from now."))
    language = outgoing.language if outgoing else None
    if outgoing is not None and outgoing.unchecked:
        message = lay_aside(
            session,
            school,
            thread,
            body,
            kind=MessageKind.REPLY,
            author=by,
            due_at=send_at,
            language=language,
            now=now,
        )
    else:
        message = enqueue(
            session,
            school,
            thread,
            body,
            kind=MessageKind.REPLY,
            author=by,
            due_at=send_at,
            any_time_until=None if send_at else direct_reply_until(session, school, thread, now=now),
            language=language,
            now=now,
        )
        thread.waiting_since = None
        withdraw_gentle(session, thread, now=now)
    if outgoing is not None:
        keep_wordings(session, school, message, outgoing, by=by, now=now)
    thread.closed_at = thread.snoozed_until = None
    if thread.assigned_to is None:
        thread.assigned_to = by.id
    session.execute(delete(Draft).where(Draft.thread_id == thread.id, Draft.staff_member_id == by.id))
    return message


def direct_reply_until(session: Session, school: School, thread: Thread, *, now: datetime) -> datetime | None:
    """Until when a reply here may go at any hour because the family wrote lately; None when it may not."""
    wrote_at = session.scalar(
        select(Message.created_at)
        .where(Message.thread_id == thread.id, Message.direction == Direction.IN)
        .order_by(Message.id.desc())
        .limit(1)
    )
    if wrote_at is None:
        return None
    until = wrote_at + timedelta(hours=school.direct_reply_hours)
    return until if until > now else None


def _somebody_wrote(session: Session, thread: Thread, seen_message_id: int, by: StaffMember) -> bool:
    newer = select(Message.id).where(
        Message.thread_id == thread.id,
        Message.id > seen_message_id,
        (Message.direction == Direction.IN)
        | ((Message.kind == MessageKind.REPLY) & (Message.author_id != by.id)),
    )
    return session.scalar(newer.limit(1)) is not None


def _refuse_if_stopped(session: Session, school: School, thread: Thread, e164: str) -> None:
    known = standing(session, school, e164)
    if known.opt_out is not None:
        raise Forbidden(_l("This family asked not to be texted. Please call instead."))
    if known.review is not None:
        raise Forbidden(_l("Decide first whether this family asked to stop. Nothing is sent until then."))
    if thread.line_id in known.blocked_lines:
        raise Forbidden(_l("The carrier blocks texts from this line to this number. Please call instead."))
