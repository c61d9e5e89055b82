"""What staff may see of the inboxes: how far each person sees, and a thread with what is known of it.

Everything is found through a `Sight`: what lies outside it does not exist for that person.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from app.consent.opt_out import CarrierBlock, OptOut, StopReview
from app.consent.standing import Standing
from app.foundation.errors import NotFound
from app.foundation.i18n import _l
from app.inbox.inbox import Draft, Inbox, InboxKind, InboxMember, ThreadEvent
from app.messages.media import MessageMedia
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.staff.permissions import may_see_all_threads
from app.staff.staff_member import Role, StaffMember

MOST_EVENTS = 200


@dataclass(frozen=True)
class Sight:
    """How far one person sees: the inboxes they may look into, and those whose work is theirs."""

    school_id: int
    staff_member_id: int
    inboxes: dict[int, Inbox]
    member_of: frozenset[int]

    @property
    def threads(self) -> ColumnElement[bool]:
        """The condition that a thread is within sight."""
        return and_(Thread.school_id == self.school_id, Thread.inbox_id.in_(self.inboxes))


@dataclass(frozen=True)
class OpenThread:
    """A thread as one person opens it."""

    thread: Thread
    number: PhoneNumber
    inbox: Inbox
    standing: Standing
    draft: Draft | None
    """What the person has typed here."""


@dataclass(frozen=True)
class People:
    """Staff around a thread."""

    named: dict[int, StaffMember]
    """Those whom something on the screen names, whether they still work here or not."""
    who_see: list[StaffMember]
    """Those who may see the thread, by name."""


def sight_of(session: Session, school: School, person: StaffMember) -> Sight:
    """A member sees their inboxes; a principal sees all of the school but a counselor's."""
    is_reachable: ColumnElement[bool] = InboxMember.id.is_not(None)
    if may_see_all_threads(person):
        is_reachable = or_(is_reachable, Inbox.kind != InboxKind.COUNSELOR)
    rows = session.execute(
        select(Inbox, InboxMember.id)
        .outerjoin(
            InboxMember, and_(InboxMember.inbox_id == Inbox.id, InboxMember.staff_member_id == person.id)
        )
        .where(Inbox.school_id == school.id, is_reachable)
        .order_by(Inbox.name, Inbox.id)
    ).all()
    return Sight(
        school.id,
        person.id,
        {inbox.id: inbox for inbox, _ in rows},
        frozenset(inbox.id for inbox, membership in rows if membership),
    )


def get_thread(session: Session, sight: Sight, thread_id: int) -> Thread:
    """The thread, kept from everybody else's changes until this unit of work ends; raises NotFound."""
    thread = session.scalar(select(Thread).where(Thread.id == thread_id, sight.threads).with_for_update())
    if thread is None:
        raise NotFound(_l("There is no such conversation."))
    return thread


def get_message(session: Session, sight: Sight, message_id: int) -> Message:
    message = session.scalar(
        select(Message)
        .join(Thread, Thread.id == Message.thread_id)
        .where(Message.id == message_id, sight.threads)
    )
    if message is None:
        raise NotFound(_l("There is no such text."))
    return message


def get_medium(session: Session, sight: Sight, medium_id: int) -> MessageMedia:
    medium = session.scalar(
        select(MessageMedia)
        .join(Message, Message.id == MessageMedia.message_id)
        .join(Thread, Thread.id == Message.thread_id)
        .where(MessageMedia.id == medium_id, sight.threads)
    )
    if medium is None:
        raise NotFound(_l("There is no such picture."))
    return medium


def look_at_thread(session: Session, sight: Sight, thread_id: int) -> OpenThread:
    """The thread, its number and that number's standing, in one statement: a page may ask only so many."""
    row = session.execute(
        select(Thread, PhoneNumber, OptOut, StopReview, CarrierBlock.id, Draft)
        .join(PhoneNumber, PhoneNumber.id == Thread.phone_number_id)
        .outerjoin(
            OptOut,
            and_(
                OptOut.school_id == Thread.school_id,
                OptOut.e164 == PhoneNumber.e164,
                OptOut.lifted_at.is_(None),
            ),
        )
        .outerjoin(
            StopReview,
            and_(
                StopReview.school_id == Thread.school_id,
                StopReview.e164 == PhoneNumber.e164,
                StopReview.decided_at.is_(None),
            ),
        )
        .outerjoin(
            CarrierBlock, and_(CarrierBlock.line_id == Thread.line_id, CarrierBlock.e164 == PhoneNumber.e164)
        )
        .outerjoin(Draft, and_(Draft.thread_id == Thread.id, Draft.staff_member_id == sight.staff_member_id))
        .where(Thread.id == thread_id, sight.threads)
    ).first()
    if row is None:
        raise NotFound(_l("There is no such conversation."))
    thread, number, opt_out, review, block_id, draft = row
    blocked = frozenset({thread.line_id}) if block_id else frozenset()
    return OpenThread(
        thread, number, sight.inboxes[thread.inbox_id], Standing(opt_out, review, blocked), draft
    )


def those_in_sight(session: Session, sight: Sight, thread_ids: Collection[int]) -> set[int]:
    """Which of these threads the person may open."""
    return set(session.scalars(select(Thread.id).where(Thread.id.in_(thread_ids), sight.threads)))


def newest_threads_of(session: Session, sight: Sight, phone_number_ids: Collection[int]) -> dict[int, int]:
    """By phone number, the thread within sight in which somebody wrote last."""
    rows = session.execute(
        select(Thread.phone_number_id, Thread.id)
        .where(sight.threads, Thread.phone_number_id.in_(phone_number_ids))
        .order_by(Thread.last_message_at, Thread.id)
    )
    return dict(rows.all())


def events_of(
    session: Session, thread: Thread, *, since: datetime | None, until: datetime | None
) -> list[ThreadEvent]:
    """What staff did with the thread in that span, the oldest first."""
    query = select(ThreadEvent).where(ThreadEvent.thread_id == thread.id).order_by(ThreadEvent.id.desc())
    if since is not None:
        query = query.where(ThreadEvent.created_at >= since)
    if until is not None:
        query = query.where(ThreadEvent.created_at < until)
    return list(reversed(session.scalars(query.limit(MOST_EVENTS)).all()))


def people_around(session: Session, school: School, ids: set[int], inbox: Inbox) -> People:
    """The staff whom the ids name, and those who may see the inbox: its members and, save a counselor's, principals."""
    may_see: ColumnElement[bool] = exists().where(
        InboxMember.inbox_id == inbox.id, InboxMember.staff_member_id == StaffMember.id
    )
    if inbox.kind is not InboxKind.COUNSELOR:
        may_see = or_(may_see, StaffMember.role == Role.PRINCIPAL)
    rows = session.execute(
        select(StaffMember, may_see)
        .where(StaffMember.school_id == school.id, or_(StaffMember.id.in_(ids), may_see))
        .order_by(StaffMember.name, StaffMember.id)
    ).all()
    return People(
        {person.id: person for person, _ in rows},
        [person for person, sees_it in rows if sees_it and person.deactivated_at is None],
    )


def inboxes_of_teams(session: Session, school: School) -> set[int]:
    """All inboxes of the school but its counselors'."""
    return set(
        session.scalars(
            select(Inbox.id).where(Inbox.school_id == school.id, Inbox.kind != InboxKind.COUNSELOR)
        )
    )
