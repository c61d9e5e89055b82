"""What an event sends: its mailings, each to many families at one moment, and every text of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.events.event import Words
from app.foundation.database import Base, one_of


class EventTextKind(StrEnum):
    """Why an event texts a family."""

    INVITATION = "invitation"
    SECOND_ASK = "second_ask"
    """To those who have not answered."""
    REMINDER = "reminder"
    """The day before, to those who are coming or join by phone."""
    MORNING = "morning"
    """On the day itself, to those who are coming or join by phone."""
    CHANGE = "change"
    """Of time, place or weather; to everybody who may come."""
    CALLED_OFF = "called_off"
    THANKS = "thanks"
    NEXT_DATE = "next_date"
    """Of a series, to those who are not coming to its next date yet."""
    PLACE_FREE = "place_free"
    """To one family that waited."""
    NEED_MET = "need_met"
    """To one family."""
    NEED_NOT_MET = "need_not_met"


class TextState(StrEnum):
    """Where one text of an event stands.

    planned -> sent      handed to the outbox, where its own life as a text begins
            -> left_out  it was decided, when it was due, that it does not go
    """

    PLANNED = "planned"
    SENT = "sent"
    LEFT_OUT = "left_out"


class LeftOut(StrEnum):
    """Why a text of an event did not go."""

    STOPPED = "stopped"
    IN_REVIEW = "in_review"
    """A text from the phone looked like a stop, and nobody had decided yet."""
    UNREACHABLE = "unreachable"
    """The carriers say that no text reaches this number."""
    NO_ROOM = "no_room"
    """The weekly allowance was used up."""
    TOO_LATE = "too_late"
    """Nobody was at work while it was due, or it was paused for too long."""
    NOT_THEIRS = "not_theirs"
    """Since it was planned, the child has left, or the family's answer has changed."""
    CALLED_OFF = "called_off"
    """The event, or this date, does not take place."""
    FAULTY = "faulty"
    """The software could not word it; the log says why."""


class Mailing(Base):
    """One thing that an event sends to many families from one moment on."""

    __tablename__ = "event_mailings"
    __table_args__ = (
        CheckConstraint("not_after > due_at", name="not_after_it_is_due"),
        Index(
            "ix_event_mailings_ahead",
            "school_id",
            "due_at",
            sqlite_where=text("opened_at is null and cancelled_at is null"),
            postgresql_where=text("opened_at is null and cancelled_at is null"),
        ),
        Index(None, "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    event_date_id: Mapped[int | None] = mapped_column(ForeignKey("event_dates.id"))
    """Which date it is about; None for the whole event."""
    kind: Mapped[EventTextKind] = mapped_column(one_of(EventTextKind))
    words: Mapped[Words] = mapped_column(JSON, default=dict)
    """What the organiser says in it; empty where the event says it all."""
    batch_id: Mapped[int] = mapped_column(ForeignKey("batches.id"))
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    made_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    """When its texts were planned, one for each family that it concerned then."""
    cancelled_at: Mapped[datetime | None]


class EventText(Base):
    """One text of an event to one phone: planned once, and decided when it is due."""

    __tablename__ = "event_texts"
    __table_args__ = (
        UniqueConstraint("mailing_id", "phone_number_id"),
        CheckConstraint("(state = 'planned') = (decided_at is null)", name="decided_at_a_moment"),
        CheckConstraint("(state = 'sent') = (message_id is not null)", name="sent_as_a_text"),
        CheckConstraint("(state = 'left_out') = (reason is not null)", name="left_out_for_a_reason"),
        Index(
            "ix_event_texts_due",
            "school_id",
            "due_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index(None, "event_id", "kind"),
        Index(None, "phone_number_id", "due_at"),
        Index(
            "uq_event_texts_message",
            "message_id",
            unique=True,
            sqlite_where=text("message_id is not null"),
            postgresql_where=text("message_id is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    event_date_id: Mapped[int | None] = mapped_column(ForeignKey("event_dates.id"))
    mailing_id: Mapped[int | None] = mapped_column(ForeignKey("event_mailings.id"))
    """None for what concerns one family alone."""
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    kind: Mapped[EventTextKind] = mapped_column(one_of(EventTextKind))
    words: Mapped[Words] = mapped_column(JSON, default=dict)
    """Said to this family alone: by language, what a need's owner tells it."""
    due_at: Mapped[datetime]
    not_after: Mapped[datetime]
    state: Mapped[TextState] = mapped_column(one_of(TextState), default=TextState.PLANNED)
    reason: Mapped[LeftOut | None] = mapped_column(one_of(LeftOut))
    decided_at: Mapped[datetime | None]
    language: Mapped[str | None] = mapped_column(String(12))
    """What it was sent in; None where it spoke every language."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))

    def leave_out(self, reason: LeftOut, *, now: datetime) -> None:
        """It does not go, and this is why."""
        self.state, self.reason, self.decided_at = TextState.LEFT_OUT, reason, now

    def send_as(self, message_id: int, language: str | None, *, now: datetime) -> None:
        self.state, self.message_id, self.language, self.decided_at = (
            TextState.SENT,
            message_id,
            language,
            now,
        )
