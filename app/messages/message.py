"""Messages: one text, one direction."""

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.sms.encoding import Encoding


class Direction(StrEnum):
    """From a family to the school, or the other way."""

    IN = "in"
    OUT = "out"


class MessageKind(StrEnum):
    """What a text is, which decides what may hold it back."""

    FROM_FAMILY = "from_family"
    REPLY = "reply"
    """Written by a staff member."""
    AUTO_REPLY = "auto_reply"
    """A wording of the software itself, in answer to a family's text."""
    OPT_OUT_CONFIRMATION = "opt_out_confirmation"
    """The one text that may follow a STOP."""
    TIP = "tip"
    """A weekly idea."""
    EVENT = "event"
    """An invitation, a reminder, or news of an event."""
    BROADCAST = "broadcast"
    """An announcement to many families."""
    EMERGENCY = "emergency"
    """An announcement that waits for nothing: no texting hours, no allowance, no pause of the school."""


ASKS_NOBODY = frozenset({MessageKind.TIP, MessageKind.BROADCAST, MessageKind.EMERGENCY})
"""Nobody looks after each that does not arrive: a tip is stale tomorrow, and an announcement lists its own."""


LEAVES_WITH_OTHERS = frozenset({MessageKind.TIP, MessageKind.EVENT, MessageKind.BROADCAST})
"""What goes to many families at once, counts towards their weekly allowance, and waits while the school is paused."""


class Precedence(IntEnum):
    """What leaves first where texts wait for the same line; within one, whatever is due first."""

    FIRST = 0
    """Emergencies, and the confirmation that follows a STOP."""
    CONVERSATION = 1
    """What one person says to one family."""
    URGENT = 2
    """What goes to many and cannot wait for the rest of it."""
    MANY = 3


PRECEDENCE = {
    MessageKind.EMERGENCY: Precedence.FIRST,
    MessageKind.OPT_OUT_CONFIRMATION: Precedence.FIRST,
    MessageKind.REPLY: Precedence.CONVERSATION,
    MessageKind.AUTO_REPLY: Precedence.CONVERSATION,
}
"""Of each kind, unless its sender says more; what goes to many has the last."""


class RoutedBy(StrEnum):
    """Which step of the router chose the thread of a family's text."""

    LINE = "line"
    PROMPT = "prompt"
    ONLY_INBOX = "only_inbox"
    REMEMBERED = "remembered"
    """The family told within the last hour whom it is writing to."""
    ASKED = "asked"
    """It waited in the office while the family was asked, and was moved by the answer."""
    BROADCAST = "broadcast"
    """It followed an announcement, and stands where that stands."""
    OFFICE = "office"
    STAFF = "staff"
    """A person moved it."""


class Message(Base):
    """One text between one phone number and one line, filed in exactly one thread."""

    __tablename__ = "messages"
    __table_args__ = (
        CheckConstraint(
            "(direction = 'in') = (status = 'received')", name="only_families_texts_are_received"
        ),
        CheckConstraint("(direction = 'in') = (kind = 'from_family')", name="kind_fits_direction"),
        CheckConstraint("direction = 'in' or not_after is not null", name="outgoing_has_not_after"),
        CheckConstraint("direction = 'in' or due_at is not null", name="outgoing_has_due_at"),
        CheckConstraint("kind <> 'reply' or author_id is not null", name="reply_has_an_author"),
        Index(None, "thread_id", "id"),
        Index(
            "ix_messages_due",
            "line_id",
            "precedence",
            "due_at",
            "id",
            sqlite_where=text("status = 'queued'"),
            postgresql_where=text("status = 'queued'"),
        ),
        Index(
            "ix_messages_in_flight",
            "claimed_at",
            sqlite_where=text("status = 'sending'"),
            postgresql_where=text("status = 'sending'"),
        ),
        Index(
            "ix_messages_unknown",
            "ask_provider_at",
            sqlite_where=text("ask_provider_at is not null"),
            postgresql_where=text("ask_provider_at is not null"),
        ),
        Index(
            "ix_messages_recently_claimed",
            "phone_number_id",
            "claimed_at",
            sqlite_where=text("claimed_at is not null"),
            postgresql_where=text("claimed_at is not null"),
        ),
        Index(
            "ix_messages_problems",
            "school_id",
            "ended_at",
            sqlite_where=text("reason is not null"),
            postgresql_where=text("reason is not null"),
        ),
        Index(
            "ix_messages_within_the_allowance",
            "phone_number_id",
            "due_at",
            sqlite_where=text("kind in ('tip', 'event', 'broadcast')"),
            postgresql_where=text("kind in ('tip', 'event', 'broadcast')"),
        ),
        Index(
            "ix_messages_of_batch",
            "batch_id",
            "status",
            "reason",
            "language",
            sqlite_where=text("batch_id is not null"),
            postgresql_where=text("batch_id is not null"),
        ),
        Index(
            "ix_messages_to_translate",
            "translate_at",
            sqlite_where=text("translate_at is not null"),
            postgresql_where=text("translate_at is not null"),
        ),
        Index(
            "ix_messages_attention",
            "thread_id",
            "attention_at",
            sqlite_where=text("attention_at is not null"),
            postgresql_where=text("attention_at is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("phone_lines.id"))
    direction: Mapped[Direction] = mapped_column(one_of(Direction))
    kind: Mapped[MessageKind] = mapped_column(one_of(MessageKind))
    status: Mapped[DeliveryStatus] = mapped_column(one_of(DeliveryStatus))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(12))
    """The language it is written in, where that is known."""
    is_untranslated: Mapped[bool] = mapped_column(default=False)
    """Its writer chose to send it in a language that the family is not known to read; it says so to the family."""
    translate_at: Mapped[datetime | None]
    """When a worker should look whether staff need it in another language; None once that is settled."""
    author_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"))
    """What it leaves with and can be paused with; None for a text that stands alone."""
    precedence: Mapped[int] = mapped_column(default=Precedence.CONVERSATION)
    """Smaller ones leave first; see `Precedence`."""
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_pictures.id"))
    routed_by: Mapped[RoutedBy | None] = mapped_column(one_of(RoutedBy))
    provider_sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    encoding: Mapped[Encoding | None] = mapped_column(one_of(Encoding))
    segments: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """The first moment at which it may leave."""
    not_after: Mapped[datetime | None]
    """It never leaves later than this."""
    any_time_until: Mapped[datetime | None]
    """Until then it may leave outside texting hours, because it answers a family that wrote lately."""
    attempt: Mapped[int] = mapped_column(default=0)
    """How often it was claimed; results of an earlier claim no longer count."""
    claimed_at: Mapped[datetime | None]
    ask_provider_at: Mapped[datetime | None]
    """When to ask the provider next what became of a text whose outcome is unknown."""
    ended_at: Mapped[datetime | None]
    reason: Mapped[FailureReason | None] = mapped_column(one_of(FailureReason))
    provider_code: Mapped[str | None] = mapped_column(String(20))
    attention_at: Mapped[datetime | None]
    """Since when a person should look at it (failed, held, or of unknown outcome); None when nobody need."""
    contradicted_at: Mapped[datetime | None]
    """When the provider reported a second final status that does not agree with the first."""

    def ask_for_attention(self, now: datetime) -> None:
        """It did not arrive, and a person should look at it, unless it is of a kind that nobody misses."""
        if self.kind not in ASKS_NOBODY:
            self.attention_at = now
