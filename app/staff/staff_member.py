"""People who sign in."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class Role(StrEnum):
    """What a staff member does at the school; `permissions.py` says what each may do."""

    TEACHER = "teacher"
    OFFICE = "office"
    COUNSELOR = "counselor"
    PRINCIPAL = "principal"


class StaffMember(Base):
    """A person who works at one school and signs in to its dashboard."""

    __tablename__ = "staff_members"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    """As families know them: "Ms. Lee"."""
    role: Mapped[Role] = mapped_column(one_of(Role))
    language: Mapped[str] = mapped_column(String(12), default="en")
    """What their screens speak."""
    other_languages: Mapped[str] = mapped_column(String(120), default="")
    """What else they read and write well enough to check a translation, with blanks between."""
    password_hash: Mapped[str | None] = mapped_column(String(200))
    """Argon2id; None until the invitation is accepted."""
    deactivated_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def languages(self) -> frozenset[str]:
        """All that they read and write."""
        return frozenset({self.language, *self.other_languages.split()})

    def reads_too(self, languages: Iterable[str]) -> None:
        """These, besides what the screens speak, and no others."""
        self.other_languages = " ".join(sorted(set(languages) - {self.language}))

    def choose_screens(self, language: str) -> None:
        """The screens speak that language. Whoever has said that they read both goes on reading both."""
        others = set(self.other_languages.split())
        if language in others:
            others.add(self.language)
        self.language = language
        self.reads_too(others)
