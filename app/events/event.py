"""Events: what a school invites to, and the dates on which it takes place."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.events.reading.reply import Need
from app.foundation.database import Base, one_of
from app.roster.audience import Audience, AudienceKind
from app.schools.school import School
from app.sms.languages import family_languages

Words = dict[str, str]
"""By language."""


class EventState(StrEnum):
    """How far an event has come."""

    DRAFT = "draft"
    OPEN = "open"
    """Families are invited to it, now or at the moment that was chosen."""
    CALLED_OFF = "called_off"


class Event(Base):
    """What families are invited to together: one evening, or a series that one reply answers."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint(
            "(state = 'called_off') = (called_off_at is not null)", name="called_off_at_a_moment"
        ),
        CheckConstraint("needs_due_days >= 0", name="needs_are_due_before"),
        Index(None, "school_id", "state"),
        Index(None, "inbox_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inboxes.id"))
    """Whose event it is: that team sees it, and what families answer stands in that inbox's conversations."""
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    """In the address of its calendar file, which anybody may open who knows it."""
    state: Mapped[EventState] = mapped_column(one_of(EventState), default=EventState.DRAFT)
    title: Mapped[Words] = mapped_column(JSON)
    about: Mapped[Words] = mapped_column(JSON, default=dict)
    """A sentence of the organiser's own in the invitation; empty for none."""
    place: Mapped[Words] = mapped_column(JSON)
    phone_words: Mapped[Words] = mapped_column(JSON, default=dict)
    """How to join by phone, as those read it who want to; empty where that is not on offer."""
    question: Mapped[Words] = mapped_column(JSON, default=dict)
    """What the thanks ask; empty for the usual question."""
    audience_kind: Mapped[AudienceKind] = mapped_column(one_of(AudienceKind))
    audience_ids: Mapped[list[Any]] = mapped_column(JSON, default=list)
    offers: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Which needs the school can see to."""
    is_potluck: Mapped[bool] = mapped_column(default=False)
    needs_due_days: Mapped[int] = mapped_column(default=2)
    """So many days before the event every need should have been seen to."""
    created_by: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    called_off_at: Mapped[datetime | None]
    dates: Mapped[list["EventDate"]] = relationship(lazy="raise", order_by="EventDate.number")

    @property
    def audience(self) -> Audience:
        return Audience(self.audience_kind, tuple(self.audience_ids))

    @property
    def offered(self) -> tuple[Need, ...]:
        return tuple(need for need in Need if need.value in self.offers)

    @property
    def is_series(self) -> bool:
        return len(self.dates) > 1

    @property
    def is_for_one_class(self) -> bool:
        """Then a family reads because of which child it is invited."""
        return self.audience_kind is AudienceKind.SECTIONS and len(self.audience_ids) == 1

    @property
    def may_join_by_phone(self) -> bool:
        return any(self.phone_words.values())

    @property
    def missing(self) -> tuple[str, ...]:
        """The languages of families in which something of it is not worded."""
        worded = [self.title, self.place, *filter(_has_any, (self.about, self.phone_words, self.question))]
        return tuple(
            language
            for language in family_languages()
            if not all(words.get(language, "").strip() for words in worded)
        )


class EventDate(Base):
    """One of the times at which an event takes place."""

    __tablename__ = "event_dates"
    __table_args__ = (
        UniqueConstraint("event_id", "number"),
        CheckConstraint("number >= 1", name="number_counts_from_one"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("capacity is null or capacity > 0", name="capacity_is_positive"),
        Index(None, "school_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    number: Mapped[int]
    """By which a family chooses it."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    capacity: Mapped[int | None]
    """How many people there is room for; None where there is always room."""
    place: Mapped[Words] = mapped_column(JSON, default=dict)
    """Where this date takes place, if not where the event does."""
    revision: Mapped[int] = mapped_column(default=0)
    """How often its time or place has changed; a calendar goes by it (RFC 5545, SEQUENCE)."""
    called_off_at: Mapped[datetime | None]

    def day(self, school: School) -> date:
        """On which day it begins by the school's calendar."""
        return self.starts_at.astimezone(school.zone).date()


def _has_any(words: Words) -> bool:
    return any(words.values())
