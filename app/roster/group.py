"""Groups that no timetable knows: a team, newcomers, grandparents who raise children."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base


class Group(Base):
    """Students, and phones of adults, whom staff have put together by hand or who joined by a word."""

    __tablename__ = "groups"
    __table_args__ = (
        UniqueConstraint("school_id", "name"),
        CheckConstraint("(join_word is null) = (join_until is null)", name="words_run_out"),
        Index(
            "uq_groups_join_word",
            "school_id",
            "join_word",
            unique=True,
            sqlite_where=text("join_word is not null"),
            postgresql_where=text("join_word is not null"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    name: Mapped[str] = mapped_column(String(80))
    created_by: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    created_at: Mapped[datetime]
    join_word: Mapped[str | None] = mapped_column(String(20))
    """What a family texts after JOIN, as keywords are compared; None where nobody joins by text."""
    join_until: Mapped[datetime | None]


class GroupMember(Base):
    """A student belongs to a group."""

    __tablename__ = "group_members"
    __table_args__ = (UniqueConstraint("group_id", "student_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)


class GroupPhone(Base):
    """An adult's phone belongs to a group for itself: another home of the same child does not."""

    __tablename__ = "group_phones"
    __table_args__ = (UniqueConstraint("group_id", "phone_number_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"), index=True)
    joined_at: Mapped[datetime]
