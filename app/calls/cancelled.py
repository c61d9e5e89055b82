"""Marking calls that were cancelled with what they belong to, or that have gone stale while they waited."""

from datetime import datetime

from sqlalchemy import column, or_, select, table
from sqlalchemy.orm import Session

from app.calls.voice_call import CallStatus, VoiceCall
from app.foundation.database import UtcDateTime

MOST_AT_ONCE = 500

_BATCH = table("batches", column("id"), column("cancelled_at", UtcDateTime()))
_CANCELLED = (
    select(_BATCH.c.id).where(_BATCH.c.id == VoiceCall.batch_id, _BATCH.c.cancelled_at.is_not(None)).exists()
)
_TO_MARK = (
    select(VoiceCall)
    .where(VoiceCall.status == CallStatus.QUEUED)
    .limit(MOST_AT_ONCE)
    .with_for_update(skip_locked=True)
)


def mark_cancelled_calls(session: Session, *, now: datetime) -> int:
    """At most 500 waiting calls have got the end that they have met already; returns how many."""
    waiting = session.scalars(_TO_MARK.where(or_(_CANCELLED, VoiceCall.not_after < now))).all()
    for call in waiting:
        call.status = CallStatus.EXPIRED if call.not_after < now else CallStatus.CANCELLED
        call.ended_at = now
    return len(waiting)
