"""Who asked to stop, who may have asked, and what the carriers block."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class OptOutSource(StrEnum):
    """How a number came to be opted out."""

    KEYWORD = "keyword"
    PHRASE = "phrase"
    """A staff member read a text that looked like a stop, and decided that it was one."""
    CARRIER = "carrier"
    """The provider refused a text with 21610: it had heard a STOP that never reached us."""
    STAFF = "staff"
    """Told to a person by phone, on paper or face to face (47 CFR 64.1200(a)(11))."""


class OptOut(Base):
    """A number at a school that may not be texted, on any line, until `lifted_at`."""

    __tablename__ = "opt_outs"
    __table_args__ = (
        Index(
            "uq_opt_outs_one_in_force",
            "school_id",
            "e164",
            unique=True,
            sqlite_where=text("lifted_at is null"),
            postgresql_where=text("lifted_at is null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    e164: Mapped[str] = mapped_column(String(20))
    source: Mapped[OptOutSource] = mapped_column(one_of(OptOutSource))
    opened_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]


class CarrierBlock(Base):
    """The provider itself blocks a number on one line; only START texted to that very line lifts it."""

    __tablename__ = "carrier_blocks"
    __table_args__ = (UniqueConstraint("line_id", "e164"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("phone_lines.id"))
    e164: Mapped[str] = mapped_column(String(20), index=True)
    blocked_at: Mapped[datetime]


class StopDecision(StrEnum):
    """What a person made of a text that looked like a stop."""

    STOP = "stop"
    NOT_A_STOP = "not_a_stop"


class StopReview(Base):
    """A text that looked like a stop: nothing is sent to the number until a person has decided."""

    __tablename__ = "stop_reviews"
    __table_args__ = (
        Index(
            "uq_stop_reviews_one_open",
            "school_id",
            "e164",
            unique=True,
            sqlite_where=text("decided_at is null"),
            postgresql_where=text("decided_at is null"),
        ),
        CheckConstraint("(decided_at is null) = (decision is null)", name="decided_with_a_decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    e164: Mapped[str] = mapped_column(String(20))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"), index=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    decision: Mapped[StopDecision | None] = mapped_column(one_of(StopDecision))
