"""Who gets which tip when, and what became of it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class DeliveryState(StrEnum):
    """Where one tip to one phone stands.

    planned -> sent      handed to the outbox, where its own life as a text begins
            -> skipped   it was decided, when it was due, that it does not go
            -> expired   its day was over, or its week had no room for it
    """

    PLANNED = "planned"
    SENT = "sent"
    SKIPPED = "skipped"
    EXPIRED = "expired"


class Reason(StrEnum):
    """Why a tip did not go."""

    HELD = "held"
    """The school was holding the track for review."""
    WITHDRAWN = "withdrawn"
    """The school had taken the text out."""
    MISSING_LANGUAGE = "missing_language"
    """Nobody had worded it in some language, or not so that a phone could receive it."""
    NOT_APPROVED = "not_approved"
    HOLIDAY = "holiday"
    """There is no school on that day, and the next day was not free."""
    NOT_THEIRS = "not_theirs"
    """Since it was planned, the child has left, changed grades, or may not be written about to this phone any more."""
    STOPPED = "stopped"
    IN_REVIEW = "in_review"
    """A text from the phone looked like a stop, and nobody had decided yet."""
    UNREACHABLE = "unreachable"
    """The carriers say that no text reaches this number."""
    PAUSED = "paused"
    FEWER = "fewer"
    """The family wishes for fewer a week."""
    NO_ROOM = "no_room"
    """The weekly allowance was used up."""
    TOO_LATE = "too_late"
    """Nobody was at work while it was due, and tomorrow it would be stale."""


EXPIRES = frozenset({Reason.NO_ROOM, Reason.TOO_LATE})


class TipDelivery(Base):
    """One tip to one phone in one school year: planned once, and decided when it is due."""

    __tablename__ = "tip_deliveries"
    __table_args__ = (
        UniqueConstraint("tip_id", "phone_number_id", "year"),
        CheckConstraint("(state = 'planned') = (decided_at is null)", name="decided_at_a_moment"),
        CheckConstraint("(state = 'sent') = (message_id is not null)", name="sent_as_a_text"),
        CheckConstraint(
            "(state in ('skipped', 'expired')) = (reason is not null)", name="left_out_for_a_reason"
        ),
        Index(
            "ix_tip_deliveries_due",
            "school_id",
            "due_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(
            "uq_tip_deliveries_message",
            "message_id",
            unique=True,
            sqlite_where=text("message_id is not null"),
            postgresql_where=text("message_id is not null"),
        ),
        Index(None, "phone_number_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    tip_id: Mapped[int] = mapped_column(ForeignKey("tips.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    year: Mapped[int]
    """The calendar year in which the school year began: a band serves several grades, and so a child for years."""
    children: Mapped[list[int]] = mapped_column(JSON)
    """The students it is about: siblings in one band get one text."""
    rank: Mapped[int]
    """Of the texts of its week, how soon a family that wishes for fewer does without: 1 is the last to go."""
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    state: Mapped[DeliveryState] = mapped_column(one_of(DeliveryState), default=DeliveryState.PLANNED)
    reason: Mapped[Reason | None] = mapped_column(one_of(Reason))
    decided_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(12))
    """What it was sent in; None where it spoke every language."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))

    def leave_out(self, reason: Reason, *, now: datetime) -> None:
        """It does not go, and this is why."""
        self.state = DeliveryState.EXPIRED if reason in EXPIRES else DeliveryState.SKIPPED
        self.reason, self.decided_at = reason, now

    def send_as(self, message_id: int, language: str | None, *, now: datetime) -> None:
        self.state, self.message_id, self.language, self.decided_at = (
            DeliveryState.SENT,
            message_id,
            language,
            now,
        )


class PlannedWeek(Base):
    """A week of a school that has been planned; who joins later is added to it as long as it lasts."""

    __tablename__ = "tip_weeks"
    __table_args__ = (UniqueConstraint("school_id", "monday_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    monday_on: Mapped[date]
    planned_at: Mapped[datetime]
    """When it was gone through last."""
