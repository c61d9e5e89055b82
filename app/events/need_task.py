"""What a family needs in order to come, as somebody's task."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.events.reading.reply import Need
from app.foundation.database import Base, one_of


class NeedState(StrEnum):
    """How far a need has been seen to."""

    OPEN = "open"
    MET = "met"
    NOT_MET = "not_met"
    """The school could not, and has said so to the family."""
    WITHDRAWN = "withdrawn"
    """The family does not need it any more, or is not coming."""


class NeedTask(Base):
    """One ride, interpreter, child to mind or diet of one family, with an owner and a day by which it is due."""

    __tablename__ = "event_needs"
    __table_args__ = (
        UniqueConstraint("guest_id", "need"),
        CheckConstraint("(state = 'open') = (settled_at is null)", name="open_or_settled"),
        Index(None, "event_id", "state"),
        Index(None, "owner_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("events.id"))
    guest_id: Mapped[int] = mapped_column(ForeignKey("event_guests.id"))
    need: Mapped[Need] = mapped_column(one_of(Need))
    words: Mapped[str] = mapped_column(Text, default="")
    """What the family wrote about it."""
    note: Mapped[str] = mapped_column(Text, default="")
    """What staff have noted."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    due_on: Mapped[date]
    state: Mapped[NeedState] = mapped_column(one_of(NeedState), default=NeedState.OPEN)
    raised_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """None when the family itself withdrew it."""
