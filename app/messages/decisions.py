"""What a person decides about one text: that it stays here after all, leaves, goes again, or is left as it is."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from app.consent.standing import number_key, stand_still
from app.foundation.errors import Conflict
from app.foundation.i18n import _l
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus, may_move
from app.messages.departure import CAP_WINDOW
from app.messages.message import Message, MessageKind
from app.messages.outbox import enqueue
from app.messages.outgoing_pictures import goes_along
from app.messages.text_to_send import AT_ANY_HOUR, FRESH_FOR
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.school import School
from app.staff.staff_member import StaffMember


def cancel(session: Session, message: Message, *, now: datetime) -> None:
    """It never leaves. Raises Conflict when it is already on its way."""
    _lock(session, message)
    if not may_move(message.status, DeliveryStatus.CANCELLED):
        raise Conflict(_l("Too late: this text is already on its way."))
    message.status, message.ended_at, message.attention_at = DeliveryStatus.CANCELLED, now, None
    session.get_one(Thread, message.thread_id).touch(now)


def take_back(session: Session, which: ColumnElement[bool], *, now: datetime) -> list[int]:
    """None of these texts leaves that still waits in the outbox; returns their ids."""
    waiting = and_(which, Message.status == DeliveryStatus.QUEUED)
    numbers = session.execute(
        select(PhoneNumber.school_id, PhoneNumber.e164)
        .join(Message, Message.phone_number_id == PhoneNumber.id)
        .where(waiting)
    ).all()
    # The numbers first, as whoever records a STOP takes them.
    stand_still(session, [number_key(school_id, e164) for school_id, e164 in numbers])
    taken = []
    for message in session.scalars(select(Message).where(waiting).order_by(Message.id)).all():
        try:
            cancel(session, message, now=now)
        except Conflict:  # a worker was faster: it is on its way
            continue
        taken.append(message.id)
    session.flush()
    return taken


def release(session: Session, message: Message, *, now: datetime) -> None:
    """A held text leaves when the number's hour allows one more: the cap itself never gives way."""
    _lock(session, message)
    if message.status is not DeliveryStatus.HELD:
        raise Conflict(_l("Somebody has already decided this."))
    school = session.get_one(School, message.school_id)
    crowd = session.scalars(
        select(Message.claimed_at)
        .where(
            Message.phone_number_id == message.phone_number_id,
            Message.id != message.id,
            Message.claimed_at > now - CAP_WINDOW,
        )
        .order_by(Message.claimed_at.desc())
        .limit(school.hourly_cap)
    ).all()
    oldest = crowd[-1] if len(crowd) == school.hourly_cap else None
    message.status, message.attention_at = DeliveryStatus.QUEUED, None
    message.due_at = max(now, oldest + CAP_WINDOW) if oldest else now
    message.not_after = max(message.not_after or now, message.due_at + FRESH_FOR[message.kind])
    session.get_one(Thread, message.thread_id).touch(now)


def send_again(session: Session, message: Message, *, by: StaffMember, now: datetime) -> Message:
    """A person has decided that it should go out once more; returns the text that will.

    One of unknown outcome goes itself, as a new attempt; one that has ended stays as it is and a copy of it goes,
    without the picture where that is what was refused.
    """
    _lock(session, message)
    if message.status is DeliveryStatus.UNKNOWN:
        message.status, message.due_at = DeliveryStatus.QUEUED, now
        message.not_after = now + FRESH_FOR[message.kind]
        if message.kind in AT_ANY_HOUR:
            message.any_time_until = message.not_after
        message.attention_at = message.ask_provider_at = None
        session.get_one(Thread, message.thread_id).touch(now)
        return message
    if message.status not in {DeliveryStatus.FAILED, DeliveryStatus.UNDELIVERED, DeliveryStatus.EXPIRED}:
        raise Conflict(_l("This text does not need to be sent again."))
    if message.reason is FailureReason.FILTERED:
        raise Conflict(_l("A carrier took these words for spam. Please write it in other words."))
    if message.attention_at is None:  # somebody was faster, or this is the second click of one person
        raise Conflict(_l("Somebody has already decided this."))
    message.attention_at = None
    session.get_one(Thread, message.thread_id).touch(now)
    school = session.get_one(School, message.school_id)
    thread = session.get_one(Thread, message.thread_id)
    return enqueue(
        session,
        school,
        thread,
        message.body,
        kind=MessageKind.REPLY,
        author=by,
        now=now,
        language=message.language,
        picture_id=goes_along(message.picture_id, message.reason),
    )


def give_up(session: Session, message: Message, *, now: datetime) -> None:
    """A person has decided to leave a text of unknown outcome as it is."""
    _lock(session, message)
    if message.status is not DeliveryStatus.UNKNOWN:
        raise Conflict(_l("Somebody has already decided this."))
    message.status, message.reason, message.ended_at = DeliveryStatus.FAILED, FailureReason.NO_ANSWER, now
    message.attention_at = message.ask_provider_at = None
    session.get_one(Thread, message.thread_id).touch(now)


def dismiss(session: Session, message: Message, *, now: datetime) -> None:
    """A person has seen it; it no longer asks for attention."""
    message.attention_at = None
    session.get_one(Thread, message.thread_id).touch(now)


def _lock(session: Session, message: Message) -> None:
    session.refresh(message, with_for_update=True)
