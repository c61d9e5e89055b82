"""Broadcasts: one wording in every language, for many families at once. Screens call them announcements."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of

Words = dict[str, str]
"""By language."""

LONGEST_TITLE = 120


class Urgency(StrEnum):
    """What a broadcast may pass."""

    ORDINARY = "ordinary"
    """It leaves within texting hours, and only where the week's allowance has room."""
    URGENT = "urgent"
    """It leaves within texting hours before whatever else goes to many, and the allowance does not hold it back."""
    EMERGENCY = "emergency"
    """It leaves at any hour and before everything else."""


class Topic(StrEnum):
    """What an emergency is about: nothing else is one by law (FCC 16-88)."""

    WEATHER = "weather"
    HEALTH = "health"
    SAFETY = "safety"
    CLOSURE = "closure"


class Asks(StrEnum):
    """What families are asked to answer."""

    NOTHING = "nothing"
    POLL = "poll"
    SIGN_UP = "sign_up"
    """A poll whose choices have places."""


class BroadcastState(StrEnum):
    """How far a broadcast has come: draft, submitted, scheduled, sending, sent; cancelled from any of the last four."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    """It waits for a colleague: for whoever checks its translation, or for a second pair of eyes."""
    SCHEDULED = "scheduled"
    SENDING = "sending"
    """Its texts are being handed to the outbox."""
    SENT = "sent"
    """Every recipient has a text in the outbox, or a reason why not."""
    CANCELLED = "cancelled"


class Broadcast(Base):
    """One wording to an audience."""

    __tablename__ = "broadcasts"
    __table_args__ = (
        CheckConstraint(
            "(urgency = 'emergency' and not is_drill) = (topic is not null)", name="topic_of_emergency"
        ),
        CheckConstraint("urgency = 'emergency' or not is_drill", name="only_emergencies_are_practised"),
        CheckConstraint("(state = 'cancelled') = (cancelled_at is not null)", name="cancelled_at_a_moment"),
        CheckConstraint(
            "state not in ('scheduled', 'sending', 'sent') or (send_at is not null and not_after is not null"
            " and batch_id is not null)",
            name="scheduled_for_a_moment",
        ),
        Index(None, "school_id", "state"),
        Index(
            "ix_broadcasts_due",
            "send_at",
            sqlite_where=text("state in ('scheduled', 'sending')"),
            postgresql_where=text("state in ('scheduled', 'sending')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inboxes.id"))
    """In whose conversations it stands; None for the class of each family's own child."""
    author_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    """What staff call it; no family reads it."""
    urgency: Mapped[Urgency] = mapped_column(one_of(Urgency), default=Urgency.ORDINARY)
    topic: Mapped[Topic | None] = mapped_column(one_of(Topic))
    is_drill: Mapped[bool] = mapped_column(default=False)
    """The yearly trial of an emergency, which mends the list of numbers."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it is an emergency, in its sender's words, where no second person agreed."""
    asks: Mapped[Asks] = mapped_column(one_of(Asks), default=Asks.NOTHING)
    choices: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """In the order of their numbers: {"words": by language, "places": how many, or None for no limit}."""
    answers_until: Mapped[datetime | None]
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("broadcasts.id"))
    """The poll to whose families it says what came of it."""
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Whom it is for, as `audience.Selection` writes it; empty until that is chosen."""
    words: Mapped[Words] = mapped_column(JSON, default=dict)
    machine_words: Mapped[Words] = mapped_column(JSON, default=dict)
    """By language, what an engine proposed: words that are still the same must be checked by a person."""
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    checked_at: Mapped[datetime | None]
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("outgoing_pictures.id"))
    send_at: Mapped[datetime | None]
    """None, in a draft, for the moment at which it is released."""
    in_own_hours: Mapped[bool] = mapped_column(default=False)
    """Each family gets it within the hours that it has asked for."""
    not_after: Mapped[datetime | None]
    calls_unreached: Mapped[bool] = mapped_column(default=False)
    """Phones that no text reaches are called and have it read out."""
    state: Mapped[BroadcastState] = mapped_column(one_of(BroadcastState), default=BroadcastState.DRAFT)
    submitted_at: Mapped[datetime | None]
    second_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """The second person who agreed to it."""
    second_at: Mapped[datetime | None]
    scheduled_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    scheduled_at: Mapped[datetime | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("batches.id"), index=True)
    expected: Mapped[int | None]
    """How many families it was for when it was released, and is for once all of them are handed over: what its progress
    is measured by."""
    handed_over_until: Mapped[int] = mapped_column(default=0)
    """The last phone number, by id, that has its text or its reason: where handing over goes on after a restart."""
    handed_over_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Counts its changes, so that two people who edit it at once do not undo each other."""

    @property
    def is_emergency(self) -> bool:
        """Whether it passes everything, the drill included."""
        return self.urgency is Urgency.EMERGENCY
