"""Threads: everything between one phone number and one inbox."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base


class Thread(Base):
    """Everything between one phone number and one inbox; on the screen, a conversation."""

    __tablename__ = "threads"
    __table_args__ = (
        UniqueConstraint("phone_number_id", "inbox_id"),
        Index(None, "inbox_id", "last_message_at"),
        Index(None, "school_id", "last_message_at"),
        Index(None, "inbox_id", "touched_at"),
        Index(None, "school_id", "touched_at"),
        Index(
            "ix_threads_on_the_desk_of_inbox",
            "inbox_id",
            "last_message_at",
            sqlite_where=text("waiting_since is not null or snoozed_until is not null"),
            postgresql_where=text("waiting_since is not null or snoozed_until is not null"),
        ),
        Index(
            "ix_threads_on_the_desk_of_school",
            "school_id",
            "last_message_at",
            sqlite_where=text("waiting_since is not null or snoozed_until is not null"),
            postgresql_where=text("waiting_since is not null or snoozed_until is not null"),
        ),
        Index(
            "ix_threads_waiting",
            "school_id",
            "waiting_since",
            sqlite_where=text("waiting_since is not null"),
            postgresql_where=text("waiting_since is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    inbox_id: Mapped[int] = mapped_column(ForeignKey("inboxes.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("phone_lines.id"))
    """The line it speaks from; each message keeps the one it really used."""
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    waiting_since: Mapped[datetime | None]
    """When the family wrote the first text that no person has answered yet; a stock reply does not count."""
    closed_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    last_message_id: Mapped[int | None]
    """No foreign key: messages point here already, and two tables that point at each other load in no order."""
    last_message_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
    """Grows with every change that a person who reads along would want to see."""
    touched_at: Mapped[datetime]
    created_at: Mapped[datetime]

    def touch(self, now: datetime) -> None:
        """Open pages learn that something changed."""
        self.version += 1
        self.touched_at = now

    def assign(self, staff_member_id: int | None, *, now: datetime) -> None:
        self.assigned_to = staff_member_id
        self.touch(now)

    def close(self, *, now: datetime) -> None:
        """Nobody needs to do anything; the next text from the family reopens it."""
        self.closed_at, self.waiting_since, self.snoozed_until = now, None, None
        self.touch(now)

    def reopen(self, *, now: datetime) -> None:
        self.closed_at = None
        self.touch(now)

    def snooze(self, until: datetime, *, now: datetime) -> None:
        """Out of sight until then, or until the family writes."""
        self.snoozed_until = until
        self.touch(now)
