"""The evidence: what was asked and granted, when, how and in which words. It is only ever added to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class ConsentEvent(StrEnum):
    """What happened to a number's consent."""

    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"
    ASKED_FOR_HELP = "asked_for_help"
    LOOKED_LIKE_STOP = "looked_like_stop"
    JUDGED_NOT_A_STOP = "judged_not_a_stop"
    CONFIRMATION_SENT = "confirmation_sent"
    CARRIER_BLOCKED = "carrier_blocked"


class ConsentChannel(StrEnum):
    """How it reached the school."""

    TEXT = "text"
    CARRIER = "carrier"
    ROSTER = "roster"
    PHONE = "phone"
    IN_PERSON = "in_person"
    PAPER = "paper"


class ConsentEntry(Base):
    """One line of the log, kept even when the person has left the roster (CTIA 5.1.2, 5.1.5)."""

    __tablename__ = "consent_log"
    __table_args__ = (Index(None, "school_id", "e164"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    e164: Mapped[str] = mapped_column(String(20))
    event: Mapped[ConsentEvent] = mapped_column(one_of(ConsentEvent))
    channel: Mapped[ConsentChannel] = mapped_column(one_of(ConsentChannel))
    wording: Mapped[str] = mapped_column(Text, default="")
    """The family's own words, as they were received."""
    language: Mapped[str | None] = mapped_column(String(12))
    line_e164: Mapped[str | None] = mapped_column(String(20))
    staff_member_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    recorded_at: Mapped[datetime]


APPEND_ONLY = {
    "sqlite": tuple(
        f"create trigger consent_log_no_{verb} before {verb} on consent_log"
        " begin select raise(abort, 'the consent log is only ever added to'); end"
        for verb in ("update", "delete")
    ),
    "postgresql": (
        """create function consent_log_is_append_only() returns trigger language plpgsql as
        $$ begin raise exception 'the consent log is only ever added to'; end $$""",
        """create trigger consent_log_append_only before update or delete on consent_log
        for each row execute function consent_log_is_append_only()""",
    ),
}
"""What makes each database itself refuse a change of the log; the migration that makes the table runs it."""
