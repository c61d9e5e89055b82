"""Pictures that go out with texts, kept in the database so that every machine and one backup has them."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base


class OutgoingPicture(Base):
    """A picture of the school's own; the provider fetches it by an address that nobody can guess."""

    __tablename__ = "outgoing_pictures"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    content_type: Mapped[str] = mapped_column(String(40))
    described: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """By language, what it shows, for those who cannot see it."""
    made_by: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    made_at: Mapped[datetime]
