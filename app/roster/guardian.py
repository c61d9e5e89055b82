"""The adults a school texts."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base


class Guardian(Base):
    """An adult who raises a child of the school, with a language of their own."""

    __tablename__ = "guardians"
    __table_args__ = (UniqueConstraint("school_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(160))
    language: Mapped[str | None] = mapped_column(String(12))
    """None while nobody knows: it is asked for, never guessed from a name."""
    language_confirmed_at: Mapped[datetime | None]


class GuardianPhone(Base):
    """A number that a guardian answers; two guardians may share one."""

    __tablename__ = "guardian_phones"
    __table_args__ = (
        UniqueConstraint("guardian_id", "phone_number_id"),
        CheckConstraint("position >= 1", name="position_counts_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"), index=True)
    position: Mapped[int] = mapped_column(default=1)
    """1 is the number to try first."""
