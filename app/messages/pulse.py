"""The pulse: whether texts come in and go out, asked in one statement because every page of the office shows it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, text, union_all
from sqlalchemy.orm import Session

from app.consent.opt_out import StopReview
from app.messages.batch import Batch
from app.messages.message import LEAVES_WITH_OTHERS, Message, Precedence
from app.messages.provider_event import ProviderEvent
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.schools.school import School

# In the words of the index, which would not be used for a parameter.
_IS_QUEUED = text("messages.status = 'queued'")


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
    is_under_review = exists().where(
        PhoneNumber.id == Message.phone_number_id,
        StopReview.school_id == school.id,
        StopReview.e164 == PhoneNumber.e164,
        StopReview.decided_at.is_(None),
    )
    is_held = or_(Batch.paused_at.is_not(None), Batch.cancelled_at.is_not(None))
    waits_for_nobody = or_(Message.batch_id.is_(None), ~exists().where(Batch.id == Message.batch_id, is_held))
    if school.is_paused:
        waits_for_nobody &= Message.kind.not_in(LEAVES_WITH_OTHERS)
    # One look into the index for each line and precedence, however much waits there.
    oldest = union_all(
        *(
            select(
                select(Message.due_at)
                .where(
                    Message.line_id == PhoneLine.id,
                    _IS_QUEUED,
                    Message.precedence == precedence,
                    Message.due_at <= now,
                    ~is_under_review,
                    waits_for_nobody,
                )
                .order_by(Message.due_at)
                .limit(1)
                .correlate(PhoneLine)
                .scalar_subquery()
                .label("due_at")
            ).where(PhoneLine.school_id == school.id)
            for precedence in Precedence
        )
    ).subquery()
    row = session.execute(
        select(
            select(ProviderEvent.received_at).order_by(ProviderEvent.id.desc()).limit(1).scalar_subquery(),
            select(func.min(oldest.c.due_at)).scalar_subquery(),
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
