"""Batches: texts that leave for one reason, and that a person can pause together."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base


class Batch(Base):
    """A track's ideas, an invitation, a broadcast: while it is paused, or cancelled, none of it is claimed."""

    __tablename__ = "batches"
    __table_args__ = (
        CheckConstraint("(paused_at is null) = (paused_by is null)", name="paused_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    paused_at: Mapped[datetime | None]
    paused_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    cancelled_at: Mapped[datetime | None]
    """Nothing of it leaves from then on; a worker marks its texts."""

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    def pause(self, *, by: int, now: datetime) -> None:
        """None of its texts leaves before somebody lets it go on; what grows stale meanwhile expires."""
        self.paused_at, self.paused_by = now, by

    def cancel(self, *, now: datetime) -> None:
        """No text of it is claimed after this has committed. Who cancelled it first stands."""
        self.cancelled_at = self.cancelled_at or now

    def resume(self) -> None:
        self.paused_at = self.paused_by = None
