"""What the provider posted to us, byte for byte, so that nothing is lost when our own code fails on it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class EventKind(StrEnum):
    """Which webhook was called."""

    INBOUND = "inbound"
    STATUS = "status"


class ProviderEvent(Base):
    """One webhook call; `key` names what it is about, so that a repeat of it adds nothing.

    An event is stored as processed, and gets a `problem` only when our code failed on it; `puente replay` runs
    those again.
    """

    __tablename__ = "provider_events"
    __table_args__ = (
        Index(
            "ix_provider_events_unprocessed",
            "id",
            sqlite_where=text("problem is not null"),
            postgresql_where=text("problem is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EventKind] = mapped_column(one_of(EventKind))
    key: Mapped[str] = mapped_column(String(200), unique=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    query: Mapped[str] = mapped_column(String(400), default="")
    received_at: Mapped[datetime]
    problem: Mapped[str | None] = mapped_column(Text)
    """Why it could not be processed, in words for an engineer; None when it was."""
    school_id: Mapped[int | None] = mapped_column(ForeignKey("schools.id"))
    """Whose it is, where that could be told of an unprocessed event."""
