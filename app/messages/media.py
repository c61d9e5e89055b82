"""Pictures that came with a text."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.foundation.database import Base, one_of


class MediaState(StrEnum):
    """Whether a picture can be shown."""

    WAITING = "waiting"
    STORED = "stored"
    REFUSED = "refused"
    """Not a picture, too large, or no longer to be had."""


class MessageMedia(Base):
    """One picture of a text, kept in the database so that every machine shows it and one backup holds all."""

    __tablename__ = "message_media"
    __table_args__ = (
        UniqueConstraint("message_id", "position"),
        CheckConstraint("(state = 'stored') = (content is not null)", name="stored_has_content"),
        Index(
            "ix_message_media_waiting",
            "next_try_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    position: Mapped[int]
    provider_url: Mapped[str] = mapped_column(String(500))
    state: Mapped[MediaState] = mapped_column(one_of(MediaState), default=MediaState.WAITING)
    content_type: Mapped[str | None] = mapped_column(String(60))
    """As sniffed from the bytes; what the provider claimed is not trusted."""
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
