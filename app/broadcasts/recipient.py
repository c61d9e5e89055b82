"""Recipients: each phone that a broadcast is for, once; and each child that has no phone at all."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class LeftOut(StrEnum):
    """Why a recipient was given no text."""

    STOPPED = "stopped"
    IN_REVIEW = "in_review"
    """A text from the phone looked like a stop, and nobody has decided yet."""
    LANDLINE = "landline"
    OUT_OF_SERVICE = "out_of_service"
    NO_NUMBER = "no_number"
    NO_ROOM = "no_room"
    """This week's allowance was used up."""
    TOO_LATE = "too_late"
    """Its own hours begin when the broadcast is no longer worth sending."""
    FAULTY = "faulty"
    """It could not be worded."""


class ReachedHow(StrEnum):
    """How staff told a family that no text reached."""

    CALLED = "called"
    LETTER = "letter"
    IN_PERSON = "in_person"
    OTHERWISE = "otherwise"


class BroadcastRecipient(Base):
    """One phone that a broadcast is for, whatever number of children it is about; or one home without a phone."""

    __tablename__ = "broadcast_recipients"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "phone_number_id"),
        CheckConstraint("(message_id is null) = (left_out is not null)", name="a_text_or_a_reason"),
        CheckConstraint(
            "(phone_number_id is null) = (coalesce(left_out, '') = 'no_number')", name="no_number_no_phone"
        ),
        CheckConstraint("(reached_at is null) = (reached_how is null)", name="reached_somehow"),
        Index(
            "ix_broadcast_recipients_left_out",
            "broadcast_id",
            "left_out",
            sqlite_where=text("left_out is not null"),
            postgresql_where=text("left_out is not null"),
        ),
        Index(
            "uq_broadcast_recipients_message",
            "message_id",
            unique=True,
            sqlite_where=text("message_id is not null"),
            postgresql_where=text("message_id is not null"),
        ),
        Index(
            "uq_broadcast_recipients_without_phone",
            "broadcast_id",
            "student_id",
            unique=True,
            sqlite_where=text("phone_number_id is null"),
            postgresql_where=text("phone_number_id is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id"))
    phone_number_id: Mapped[int | None] = mapped_column(ForeignKey("phone_numbers.id"), index=True)
    student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id"))
    """The first of the children; None for a phone that is in a group for itself."""
    children: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The students whom the text is about."""
    language: Mapped[str | None] = mapped_column(String(12))
    """What it is texted in; None where a text must speak every language."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    """The text, or the last one where it was tried again."""
    left_out: Mapped[LeftOut | None] = mapped_column(one_of(LeftOut))
    call_id: Mapped[int | None] = mapped_column(ForeignKey("voice_calls.id"))
    added_at: Mapped[datetime]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who has taken on to tell a family that no text reached."""
    reached_at: Mapped[datetime | None]
    reached_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    reached_how: Mapped[ReachedHow | None] = mapped_column(one_of(ReachedHow))
    note: Mapped[str] = mapped_column(Text, default="")
