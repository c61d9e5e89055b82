"""Phone numbers outside the school: known families' and strangers' alike."""

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class NumberHealth(StrEnum):
    """What the carriers have taught us about a number."""

    UNTRIED = "untried"
    GOOD = "good"
    SUSPECT = "suspect"
    """A text could not be handed over lately; another may."""
    LANDLINE = "landline"
    OUT_OF_SERVICE = "out_of_service"


class PhoneNumber(Base):
    """One number as one school knows it; strangers have a row too, so that nothing they write is homeless."""

    __tablename__ = "phone_numbers"
    __table_args__ = (
        UniqueConstraint("school_id", "e164"),
        CheckConstraint("(texts_from is null) = (texts_until is null)", name="own_hours_have_both_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    e164: Mapped[str] = mapped_column(String(20))
    health: Mapped[NumberHealth] = mapped_column(one_of(NumberHealth), default=NumberHealth.UNTRIED)
    health_code: Mapped[str | None] = mapped_column(String(20))
    """The provider's code behind a bad health."""
    health_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    """When a text from the number last proved that somebody answers it."""
    language: Mapped[str | None] = mapped_column(String(12))
    """What this phone asked to be texted in; it outranks what is known of its guardians."""
    language_confirmed_at: Mapped[datetime | None]
    language_asked_at: Mapped[datetime | None]
    """When it was asked which language it likes to read. Once only: who does not answer is not asked again."""
    texts_from: Mapped[time | None]
    """From when, by the school's clock, the family likes to be texted; None where it has not said."""
    texts_until: Mapped[time | None]
    """Until when. Before `texts_from` for somebody who likes it from the evening until the morning."""
    created_at: Mapped[datetime]

    def learn(self, health: NumberHealth, *, code: str | None, now: datetime) -> None:
        """The number's health is what the carriers said last."""
        self.health, self.health_code, self.health_at = health, code, now
