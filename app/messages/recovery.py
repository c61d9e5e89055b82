"""Recovery: finding out what became of texts whose call ended without an answer.

A text of unknown outcome is healed by the provider's own report, else by asking the provider what it took for that
number; when neither tells, a person decides. Nothing here ever sends one again, but for an emergency: that tries once
more, since getting it twice harms nobody and getting it too late may. A drill of one is no emergency in this.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.foundation.logging import get_logger
from app.gateway.port import SentText
from app.messages.attempt import DeliveryAttempt, Outcome
from app.messages.batch import Batch
from app.messages.delivery import Delivery
from app.messages.delivery_reports import apply_report
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message, MessageKind
from app.messages.thread import Thread
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine

log = get_logger(__name__)

ASK_EVERY = timedelta(minutes=1)
ASK_FOR = timedelta(minutes=10)
CLOCK_SLACK = timedelta(minutes=2)
"""How far the provider's clock may differ from ours."""
BATCH = 50

IsDrill = Callable[[Session, int | None], bool]
"""Whether the texts of this batch only practise an emergency. Handed in, because announcements are another room's."""


def mark_stalled(session: Session, *, unknown_after: timedelta, now: datetime) -> int:
    """Texts whose worker has been silent for longer than any call lasts are of unknown outcome; returns how many."""
    stalled = session.scalars(
        select(Message)
        .where(Message.status == DeliveryStatus.SENDING, Message.claimed_at < now - unknown_after)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for message in stalled:
        message.status, message.ask_provider_at = DeliveryStatus.UNKNOWN, now
        session.execute(
            update(DeliveryAttempt)
            .where(DeliveryAttempt.message_id == message.id, DeliveryAttempt.number == message.attempt)
            .values(outcome=Outcome.UNKNOWN, finished_at=now)
        )
        session.get_one(Thread, message.thread_id).touch(now)
        log.warning("text_stalled", message_id=message.id)
    return len(stalled)


def resolve_unknown(parts: Delivery, *, is_drill: IsDrill) -> int:
    """Each text of unknown outcome that is due has been asked about once; returns how many were found.

    Raises OSError when the provider does not answer. The text in question then comes last the next time, so that one
    that cannot be asked about keeps no other waiting, and a person is told when it is time.
    """
    now = parts.clock()
    with parts.database.reading() as session:
        due = [
            (message_id, e164, claimed_at or now)
            for message_id, e164, claimed_at in session.execute(
                select(Message.id, PhoneNumber.e164, Message.claimed_at)
                .join(PhoneNumber, PhoneNumber.id == Message.phone_number_id)
                .where(
                    Message.ask_provider_at <= now,
                    Message.status == DeliveryStatus.UNKNOWN,
                    Message.claimed_at.is_not(None),
                )
                .order_by(Message.ask_provider_at)
                .limit(BATCH)
            )
        ]
    found = 0
    for message_id, e164, claimed_at in due:
        try:
            texts = parts.gateway.find_sent(to=e164, since=claimed_at - CLOCK_SLACK)
        except OSError:
            with parts.database.writing() as session:
                _ask_later(session, message_id, now=parts.clock())
            raise
        with parts.database.writing() as session:
            found += _settle(session, message_id, texts, is_drill=is_drill, now=parts.clock())
    return found


def _ask_later(session: Session, message_id: int, *, now: datetime) -> None:
    message = session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one()
    if message.status is not DeliveryStatus.UNKNOWN:
        return
    message.ask_provider_at = now + ASK_EVERY
    if message.attention_at is None and _is_a_person_needed(message, now=now):
        message.attention_at = now
        session.get_one(Thread, message.thread_id).touch(now)
        log.warning("text_needs_a_person", message_id=message.id)


def _is_a_person_needed(message: Message, *, now: datetime) -> bool:
    return message.claimed_at is not None and now - message.claimed_at >= ASK_FOR


def _settle(
    session: Session, message_id: int, texts: Sequence[SentText], *, is_drill: IsDrill, now: datetime
) -> bool:
    message = session.scalars(select(Message).where(Message.id == message_id).with_for_update()).one()
    if message.status is not DeliveryStatus.UNKNOWN:
        return False
    match = _oldest_match(session, message, texts)
    if match is not None:
        message.provider_sid, message.status = match.provider_sid, DeliveryStatus.ACCEPTED
        message.ask_provider_at = message.attention_at = None
        session.execute(
            update(DeliveryAttempt)
            .where(DeliveryAttempt.message_id == message.id, DeliveryAttempt.number == message.attempt)
            .values(outcome=Outcome.ACCEPTED, provider_sid=match.provider_sid, finished_at=now)
        )
        apply_report(session, message, match.report, now=now)
    elif _may_try_once_more(session, message, now=now) and not is_drill(session, message.batch_id):
        message.status, message.due_at = DeliveryStatus.QUEUED, now
        message.ask_provider_at = message.attention_at = None
        log.warning("emergency_tried_once_more", message_id=message.id)
    elif _is_a_person_needed(message, now=now):
        message.ask_provider_at, message.attention_at = None, message.attention_at or now
        log.warning("text_needs_a_person", message_id=message.id)
    else:
        message.ask_provider_at = now + ASK_EVERY
    session.get_one(Thread, message.thread_id).touch(now)
    return match is not None


def _may_try_once_more(session: Session, message: Message, *, now: datetime) -> bool:
    """Whether it is an emergency that is still worth sending, and its outcome has been unknown this once."""
    if message.kind is not MessageKind.EMERGENCY or message.not_after is None or now > message.not_after:
        return False
    cancelled = select(Batch.id).where(Batch.id == message.batch_id, Batch.cancelled_at.is_not(None))
    unknown = select(func.count()).where(
        DeliveryAttempt.message_id == message.id, DeliveryAttempt.outcome == Outcome.UNKNOWN
    )
    return session.scalar(cancelled) is None and session.scalar(unknown) == 1


def _oldest_match(session: Session, message: Message, texts: Sequence[SentText]) -> SentText | None:
    """The oldest text of the same words from the same line that no other row of ours claims."""
    line = session.get_one(PhoneLine, message.line_id)
    same = [t for t in texts if t.body == message.body and t.line == line.e164]
    named = [t.provider_sid for t in same]
    by_attempts = select(DeliveryAttempt.provider_sid).where(
        DeliveryAttempt.provider_sid.in_(named),
        (DeliveryAttempt.message_id != message.id) | (DeliveryAttempt.number != message.attempt),
    )
    by_texts = select(Message.provider_sid).where(Message.provider_sid.in_(named), Message.id != message.id)
    taken = set(session.scalars(by_attempts.union(by_texts)))
    free = [t for t in same if t.provider_sid not in taken]
    return min(free, key=lambda t: t.created_at) if free else None
