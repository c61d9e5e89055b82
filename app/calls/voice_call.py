"""Voice calls: words that are read out to one phone."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class CallStatus(StrEnum):
    """How far a call has come."""

    QUEUED = "queued"
    PLACING = "placing"
    """A worker is handing it to the provider."""
    UNKNOWN = "unknown"
    """It may have been placed: nobody calls again blindly."""
    RINGING = "ringing"
    """The provider has it."""
    ANSWERED = "answered"
    """Somebody, or a machine, took it and it was read out."""
    NOT_ANSWERED = "not_answered"
    """Nobody took it, or the line was engaged."""
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class VoiceCall(Base):
    """One call to one phone, placed at most so often as its kind allows, and never twice at once."""

    __tablename__ = "voice_calls"
    __table_args__ = (
        CheckConstraint("due_at < not_after", name="due_before_it_is_stale"),
        Index(
            "ix_voice_calls_due",
            "line_id",
            "due_at",
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
        Index(
            "ix_voice_calls_in_flight",
            "claimed_at",
            sqlite_where=text("status in ('placing', 'ringing')"),
            postgresql_where=text("status in ('placing', 'ringing')"),
        ),
        Index(None, "batch_id", "status"),
        Index(None, "line_id", "claimed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("phone_lines.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    """What it is paused and cancelled with."""
    words: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """What is read out, in this order: {"language": …, "words": …}."""
    is_emergency: Mapped[bool]
    """It may ring outside texting hours, and a phone that wants no texts."""
    status: Mapped[CallStatus] = mapped_column(one_of(CallStatus), default=CallStatus.QUEUED)
    attempt: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    provider_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    provider_code: Mapped[str | None] = mapped_column(String(20))
    heard_again: Mapped[int] = mapped_column(default=0)
    """How often the listener asked to hear it once more."""
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
