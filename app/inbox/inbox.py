"""Inboxes: where threads land, and the team that may see them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class InboxKind(StrEnum):
    """Whose inbox it is."""

    SECTION = "section"
    OFFICE = "office"
    COUNSELOR = "counselor"


class Inbox(Base):
    """A place where threads land: a section's teachers, the front office, a counselor."""

    __tablename__ = "inboxes"
    __table_args__ = (
        CheckConstraint("(kind = 'section') = (section_id is not null)", name="section_inbox_has_a_section"),
        Index(
            "uq_inboxes_one_office",
            "school_id",
            unique=True,
            sqlite_where=text("kind = 'office'"),
            postgresql_where=text("kind = 'office'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    kind: Mapped[InboxKind] = mapped_column(one_of(InboxKind))
    name: Mapped[str] = mapped_column(String(120))
    """As families know it: "Ms. Lee", "Front office"."""
    section_id: Mapped[int | None] = mapped_column(ForeignKey("sections.id"), unique=True)


class InboxMember(Base):
    """A staff member who may see and answer an inbox's threads."""

    __tablename__ = "inbox_members"
    __table_args__ = (UniqueConstraint("inbox_id", "staff_member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inboxes.id"))
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)


class Draft(Base):
    """What a staff member has typed into a thread but not sent, kept here so that it follows them between machines."""

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("thread_id", "staff_member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    staff_member_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    body: Mapped[str] = mapped_column(Text)
    """In the language of the writer's screens."""
    translations: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """By language: what the family would read."""
    updated_at: Mapped[datetime]


class ThreadEventKind(StrEnum):
    """What staff did with a thread."""

    NOTE = "note"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    CLOSED = "closed"
    REOPENED = "reopened"
    SNOOZED = "snoozed"
    MOVED_IN = "moved_in"
    """A text came over from another inbox once the family had said whom it was for."""
    STOP_CONFIRMED = "stop_confirmed"
    NOT_A_STOP = "not_a_stop"


class ThreadEvent(Base):
    """A line between the messages that only staff see. It is no message: nothing here can ever be sent."""

    __tablename__ = "thread_events"
    __table_args__ = (
        CheckConstraint("(kind = 'note') = (body <> '')", name="notes_and_only_notes_have_words"),
        Index(None, "thread_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    kind: Mapped[ThreadEventKind] = mapped_column(one_of(ThreadEventKind))
    staff_member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who did it; None when the software did."""
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """To whom it was assigned."""
    body: Mapped[str] = mapped_column(Text, default="")
    until: Mapped[datetime | None]
    """When a snoozed thread comes back."""
    created_at: Mapped[datetime]
