"""Requests to join: a phone texted the word of a group, and the roster or a person decides."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class JoinState(StrEnum):
    """What became of a request."""

    WAITING = "waiting"
    """For a person at the school."""
    ACCEPTED = "accepted"
    REFUSED = "refused"


class JoinRequest(Base):
    """One phone that asked to be in a group; at most one of them waits."""

    __tablename__ = "join_requests"
    __table_args__ = (
        CheckConstraint("(state = 'waiting') = (decided_at is null)", name="decided_at_a_moment"),
        Index(
            "uq_join_requests_waiting",
            "group_id",
            "phone_number_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
        Index(None, "school_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"), index=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    """What the family said about itself when it was asked: its child and the teacher."""
    state: Mapped[JoinState] = mapped_column(one_of(JoinState), default=JoinState.WAITING)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who decided; None where the roster did."""
