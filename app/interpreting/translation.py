"""Translations: the words of a text in another language, beside the text itself."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class Maker(StrEnum):
    """Where a wording comes from, the most trusted first."""

    AUTHOR = "author"
    """The writer's own words, where what left is a translation of them."""
    PHRASE = "phrase"
    """A reviewed bilingual wording: of the phrase bank, or the school's own."""
    MEMORY = "memory"
    """A person at this school approved these words for an earlier text."""
    PERSON = "person"
    ENGINE = "engine"


class Translation(Base):
    """One text in one language other than the one it travelled in, or the very words that travelled and who made them.

    Rows are never changed into other words: a correction is a new row, and the old one is kept with the moment it was
    replaced.
    """

    __tablename__ = "translations"
    __table_args__ = (
        Index(
            "uq_translations_one_in_use",
            "message_id",
            "language",
            unique=True,
            sqlite_where=text("replaced_at is null"),
            postgresql_where=text("replaced_at is null"),
        ),
        Index(None, "school_id", "made_at"),
        CheckConstraint("(maker = 'engine') = (engine is not null)", name="an_engine_has_a_name"),
        CheckConstraint(
            "maker not in ('person', 'author') or made_by is not null", name="a_person_has_a_name"
        ),
        CheckConstraint("(reviewed_at is null) = (reviewed_by is null)", name="reviewed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"))
    language: Mapped[str] = mapped_column(String(12))
    body: Mapped[str] = mapped_column(Text)
    maker: Mapped[Maker] = mapped_column(one_of(Maker))
    engine: Mapped[str | None] = mapped_column(String(60))
    """As screens name it."""
    is_gist: Mapped[bool] = mapped_column(default=False)
    """Enough to guess what it is about, and no more; never sent to a family."""
    made_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """Who wrote these words, or changed what an engine had proposed."""
    made_at: Mapped[datetime]
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    """A colleague who reads both languages and found the words right."""
    reviewed_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
