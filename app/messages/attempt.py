"""Attempts: one row for every time a worker took a text to hand it over."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class Outcome(StrEnum):
    """How one attempt ended."""

    ACCEPTED = "accepted"
    TRY_AGAIN = "try_again"
    GIVEN_UP = "given_up"
    UNKNOWN = "unknown"


class DeliveryAttempt(Base):
    """The nth try to hand one message to the provider; `outcome` is None while the call is under way."""

    __tablename__ = "delivery_attempts"
    __table_args__ = (UniqueConstraint("message_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    number: Mapped[int]
    worker: Mapped[str] = mapped_column(String(80))
    claimed_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome))
    provider_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    code: Mapped[str | None] = mapped_column(String(40))
