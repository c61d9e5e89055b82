"""What families answer to a broadcast: the choice of a poll, a place in a sign-up, and whatever else they write."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class Place(StrEnum):
    """Where a family stands with a choice that has only so many places."""

    HAS = "has"
    WAITING = "waiting"


class BroadcastAnswer(Base):
    """The choice of one phone in a poll or a sign-up; a later answer takes its place."""

    __tablename__ = "broadcast_answers"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "phone_number_id"),
        CheckConstraint("choice > 0", name="choices_are_counted_from_one"),
        CheckConstraint("place <> 'waiting' or waiting_since is not null", name="waiting_since_a_moment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"), index=True)
    choice: Mapped[int]
    """Counted from 1."""
    place: Mapped[Place | None] = mapped_column(one_of(Place))
    """None where the choice has no limit."""
    waiting_since: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(Text, default="")
    """What the family wrote beyond the choice."""
    language: Mapped[str | None] = mapped_column(String(12))
    """What the phone was texted in when it answered."""
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    answered_at: Mapped[datetime]


class BroadcastReply(Base):
    """One text that came back after a broadcast: thanks, which need nobody, or words, which a person reads."""

    __tablename__ = "broadcast_replies"
    __table_args__ = (Index(None, "broadcast_id", "is_thanks"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    is_thanks: Mapped[bool]
    came_at: Mapped[datetime]
