"""What waits for a translation engine: families' texts for the staff, and drafts in a composer."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class Purpose(StrEnum):
    """What the translation is for, which decides which engine may make it."""

    READ = "read"
    """For staff, of a text that has travelled."""
    SEND = "send"
    """A draft of what a family will read."""
    READ_BACK = "read_back"
    """What a draft in another language says, for somebody who does not read it."""


class Problem(StrEnum):
    """Why there is no translation, and will be none by itself."""

    BROKEN_LOCK = "broken_lock"
    """A name, number, time or link did not come through whole."""
    REFUSED = "refused"
    """The engine does not know the languages or will not take the text."""
    GIST_ONLY = "gist_only"
    """The only engine is not good enough for what a family reads."""
    NO_ENGINE = "no_engine"
    TOO_LATE = "too_late"
    """The engine was away for so long that nobody waits any more."""


class TranslationRequest(Base):
    """Some words that an engine is to put into another language, and what came of it."""

    __tablename__ = "translation_requests"
    __table_args__ = (
        Index(
            "ix_translation_requests_waiting",
            "due_at",
            sqlite_where=text("done_at is null"),
            postgresql_where=text("done_at is null"),
        ),
        Index(None, "school_id", "digest"),
        Index(None, "message_id"),
        CheckConstraint("done_at is null or (result is null) <> (problem is null)", name="done_with_an_end"),
        CheckConstraint("(purpose = 'read') = (message_id is not null)", name="only_texts_are_read"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"))
    """Whose names are kept whole; None for words that many families will read."""
    message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    source_language: Mapped[str] = mapped_column(String(12))
    language: Mapped[str] = mapped_column(String(12))
    """Into which."""
    source: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    """Of purpose, languages, thread and words, so that a composer that asks twice waits for one answer."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """When it is tried next; while a worker has it, when another may."""
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(Text)
    engine: Mapped[str | None] = mapped_column(String(60))
    is_gist: Mapped[bool] = mapped_column(default=False)
    problem: Mapped[Problem | None] = mapped_column(one_of(Problem))
