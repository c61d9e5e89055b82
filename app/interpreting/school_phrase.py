"""The phrases a school has added to the phrase bank."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base


class SchoolPhrase(Base):
    """A wording in every language of the school, reviewed by a colleague who reads them."""

    __tablename__ = "school_phrases"

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    topic: Mapped[str] = mapped_column(String(60))
    wordings: Mapped[dict[str, str]] = mapped_column(JSON)
    """By language, with {child}, {date} and other slots."""
    made_by: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
