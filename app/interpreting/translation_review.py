"""What waits for a colleague who reads both languages."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of
from app.interpreting.important_words import ImportantTopic


class ReviewKind(StrEnum):
    """Why somebody should look."""

    BEFORE_SENDING = "before_sending"
    """The text does not leave until its translation has been checked."""
    MARKED_WRONG = "marked_wrong"
    """A reader doubts the translation of a text that has travelled."""


class ReviewDecision(StrEnum):
    """What the colleague made of it."""

    APPROVED = "approved"
    CORRECTED = "corrected"
    SENT_BACK = "sent_back"


class TranslationReview(Base):
    """One wording of one text, put to a colleague who reads both languages, by a promised time."""

    __tablename__ = "translation_reviews"
    __table_args__ = (
        Index(
            "uq_translation_reviews_one_open",
            "message_id",
            "language",
            unique=True,
            sqlite_where=text("decided_at is null"),
            postgresql_where=text("decided_at is null"),
        ),
        Index(
            "ix_translation_reviews_open",
            "school_id",
            "promised_at",
            sqlite_where=text("decided_at is null"),
            postgresql_where=text("decided_at is null"),
        ),
        CheckConstraint("(decided_at is null) = (decision is null)", name="decided_with_a_decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), index=True)
    kind: Mapped[ReviewKind] = mapped_column(one_of(ReviewKind))
    source_language: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12))
    """The language of the wording that is to be checked."""
    source: Mapped[str] = mapped_column(Text)
    proposal: Mapped[str] = mapped_column(Text, default="")
    """Empty where nobody has translated yet."""
    topic: Mapped[ImportantTopic | None] = mapped_column(one_of(ImportantTopic))
    """What makes the text important; None when its writer or a reader asked."""
    note: Mapped[str] = mapped_column(Text, default="")
    """What seems wrong, in the words of whoever asked; or why it was sent back, of whoever decided."""
    asked_by: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    asked_at: Mapped[datetime]
    promised_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    decided_at: Mapped[datetime | None]
    decision: Mapped[ReviewDecision | None] = mapped_column(one_of(ReviewDecision))
