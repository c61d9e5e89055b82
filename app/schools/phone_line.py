"""The numbers that a school texts from."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class KeywordReplies(StrEnum):
    """Who answers STOP, START and HELP on a line.

    `provider` is Twilio's default handling: it blocks and confirms the English words only, and does not tell us so.
    `advanced` is Advanced Opt-Out: it confirms in several languages and says so by `OptOutType`.
    `ours` is a line on which the provider does nothing, such as a short code.
    """

    PROVIDER = "provider"
    ADVANCED = "advanced"
    OURS = "ours"


class LinePurpose(StrEnum):
    """What a line is for."""

    CONVERSATIONS = "conversations"
    EMERGENCIES = "emergencies"
    """It carries emergencies alone, so that nothing else ever stands before them."""


class PhoneLine(Base):
    """A phone number that a school texts from, with its own rate and its own standing at the provider."""

    __tablename__ = "phone_lines"
    __table_args__ = (CheckConstraint("segments_per_second > 0", name="rate_is_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    e164: Mapped[str] = mapped_column(String(20), unique=True)
    label: Mapped[str] = mapped_column(String(100), default="")
    purpose: Mapped[LinePurpose] = mapped_column(one_of(LinePurpose), default=LinePurpose.CONVERSATIONS)
    messaging_service_sid: Mapped[str | None] = mapped_column(String(64))
    """The provider's pool that texts of this line go through; None for the installation's, if it has one."""
    keyword_replies: Mapped[KeywordReplies] = mapped_column(
        one_of(KeywordReplies), default=KeywordReplies.PROVIDER
    )
    segments_per_second: Mapped[float] = mapped_column(default=1.0)
    """What the carriers let this line send: 1 for a US long code, 3 toll-free, 100 for a short code."""
    next_free_at: Mapped[datetime | None]
    """When the line has sent what was claimed so far, at its rate; None before the first text."""
    paused_at: Mapped[datetime | None]
    paused_code: Mapped[str | None] = mapped_column(String(20))
    """The provider's code for what a person must mend before this line may send again."""
    created_at: Mapped[datetime]

    def pause(self, code: str, *, now: datetime) -> None:
        """Nothing is claimed on this line until a person resumes it."""
        if self.paused_at is None:
            self.paused_at, self.paused_code = now, code

    def resume(self) -> None:
        self.paused_at = self.paused_code = None

    def take_turn(self, segments: int, *, now: datetime) -> None:
        """The line is busy for as long as the carriers need for these segments."""
        start = max(self.next_free_at or now, now)
        self.next_free_at = start + timedelta(seconds=segments / self.segments_per_second)
