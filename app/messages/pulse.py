"""The pulse: whether texts come in and go out, asked in one statement because every page of the office shows it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from app.consent.opt_out import StopReview
from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import LEAVES_WITH_OTHERS, Message
from app.messages.provider_event import ProviderEvent
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.schools.school import School


@dataclass(frozen=True)
class Pulse:
    """What a glance at one school's sending and receiving shows."""

    webhook_seen_at: datetime | None
    oldest_due_at: datetime | None
    """Since when the longest waiting text could have left; texts that wait for a person are not late."""
    unprocessed: int
    paused_lines: int
    also: bool


def pulse(session: Session, school: School, *, now: datetime, also: ColumnElement[bool]) -> Pulse:
    """How things stand right now; `also` is a question of the caller's own, answered by the same statement."""
    lines = select(PhoneLine.id).where(PhoneLine.school_id == school.id)
    is_under_review = exists().where(
        PhoneNumber.id == Message.phone_number_id,
        StopReview.school_id == school.id,
        StopReview.e164 == PhoneNumber.e164,
        StopReview.decided_at.is_(None),
    )
    is_paused = exists().where(Batch.id == Message.batch_id, Batch.paused_at.is_not(None))
    waits_for_nobody = ~is_paused
    if school.is_paused:
        waits_for_nobody &= Message.kind.not_in(LEAVES_WITH_OTHERS)
    row = session.execute(
        select(
            select(ProviderEvent.received_at).order_by(ProviderEvent.id.desc()).limit(1).scalar_subquery(),
            select(func.min(Message.due_at))
            .where(
                Message.line_id.in_(lines),
                Message.status == DeliveryStatus.QUEUED,
                Message.due_at <= now,
                ~is_under_review,
                waits_for_nobody,
            )
            .scalar_subquery(),
            select(func.count())
            .select_from(ProviderEvent)
            .where(
                ProviderEvent.problem.is_not(None),
                ProviderEvent.school_id.is_(None) | (ProviderEvent.school_id == school.id),
            )
            .scalar_subquery(),
            select(func.count())
            .select_from(PhoneLine)
            .where(PhoneLine.school_id == school.id, PhoneLine.paused_at.is_not(None))
            .scalar_subquery(),
            also,
        )
    ).one()
    return Pulse(*row)
