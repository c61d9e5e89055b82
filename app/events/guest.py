"""Whom an event invites, and what each family has answered."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.reading.reply import Doubt
from app.foundation.database import Base, one_of


class Seat(StrEnum):
    """Where a family stands with one date."""

    COMING = "coming"
    WAITING = "waiting"
    """It would come, and there is no room for it yet."""
    BY_PHONE = "by_phone"
    CANNOT = "cannot"
    MAYBE = "maybe"


class Dish(StrEnum):
    """What a family is asked to bring to a potluck."""

    MAIN = "main"
    SIDE = "side"
    DESSERT = "dessert"
    DRINKS = "drinks"


class Guest(Base):
    """One phone that is invited to one event: siblings share it, two homes of a child have one each."""

    __tablename__ = "event_guests"
    __table_args__ = (
        UniqueConstraint("event_id", "phone_number_id"),
        CheckConstraint("people is null or people > 0", name="people_are_some"),
        Index(None, "phone_number_id", "event_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"))
    """Where it is invited and answers; None until something was sent."""
    children: Mapped[list[int]] = mapped_column(JSON, default=list)
    """The students because of whom it is invited."""
    people: Mapped[int | None]
    """How many they said they are; None where they have not said."""
    note: Mapped[str] = mapped_column(default="")
    """What they wrote beyond what was understood, the last time."""
    made_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    """When the invitation was handed to the outbox first; None while it was not."""
    answered_at: Mapped[datetime | None]
    """When they, or somebody for them, last said anything that was understood."""
    rsvps: Mapped[list["Rsvp"]] = relationship(lazy="raise", order_by="Rsvp.event_date_id")


class Rsvp(Base):
    """What a family has said about one date; a date of which it said nothing has none."""

    __tablename__ = "event_rsvps"
    __table_args__ = (
        UniqueConstraint("guest_id", "event_date_id"),
        CheckConstraint("people > 0", name="people_are_some"),
        CheckConstraint("(seat = 'waiting') = (waiting_since is not null)", name="waiting_since_a_moment"),
        CheckConstraint("(arrived_at is null) = (arrived_people is null)", name="arrived_as_some"),
        Index(None, "event_date_id", "seat"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("event_guests.id"))
    event_date_id: Mapped[int] = mapped_column(ForeignKey("event_dates.id"))
    seat: Mapped[Seat] = mapped_column(one_of(Seat))
    people: Mapped[int] = mapped_column(default=1)
    """So many seats it takes where it is coming, and would take where it waits."""
    dish: Mapped[Dish | None] = mapped_column(one_of(Dish))
    said_at: Mapped[datetime]
    waiting_since: Mapped[datetime | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who wrote it down for the family; None when it texted so itself."""
    arrived_at: Mapped[datetime | None]
    arrived_people: Mapped[int | None]


class EventReply(Base):
    """One text of a family that answered an invitation, and what it was read as; where two fit, one for each."""

    __tablename__ = "event_replies"
    __table_args__ = (
        UniqueConstraint("message_id", "guest_id"),
        CheckConstraint("(settled_at is null) = (settled_by is null)", name="settled_by_somebody"),
        Index(None, "guest_id"),
        Index(
            "ix_event_replies_to_read",
            "event_id",
            sqlite_where=text("needs_person and settled_at is null"),
            postgresql_where=text("needs_person and settled_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    guest_id: Mapped[int] = mapped_column(ForeignKey("event_guests.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    question_message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    """What it answered."""
    doubt: Mapped[Doubt | None] = mapped_column(one_of(Doubt))
    """Why it was not understood; None for a clean reading."""
    read_as: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """By the number of a date, the attendance that was understood; also "people" and "needs"."""
    needs_person: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
