"""Students, and the ties to the adults who raise them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base, one_of


class Student(Base):
    """A child enrolled at a school."""

    __tablename__ = "students"
    __table_args__ = (UniqueConstraint("school_id", "external_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"), index=True)
    external_id: Mapped[str | None] = mapped_column(String(64))
    """The id in the school's own information system."""
    first_name: Mapped[str] = mapped_column(String(80))
    last_name: Mapped[str] = mapped_column(String(80))
    grade: Mapped[str] = mapped_column(String(20), default="")
    left_at: Mapped[datetime | None]


class Relation(StrEnum):
    """What an adult is to a child."""

    MOTHER = "mother"
    FATHER = "father"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    GUARDIAN = "guardian"
    OTHER = "other"


class Guardianship(Base):
    """The tie between a guardian and a student; two homes of one child are two ties that know nothing of each other."""

    __tablename__ = "guardianships"
    __table_args__ = (UniqueConstraint("student_id", "guardian_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"))
    guardian_id: Mapped[int] = mapped_column(ForeignKey("guardians.id"), index=True)
    relation: Mapped[Relation] = mapped_column(one_of(Relation))
    may_receive: Mapped[bool] = mapped_column(default=True)
    """False when the school was told not to text this adult about this child."""
    has_court_order: Mapped[bool] = mapped_column(default=False)
    """A court has restricted contact: staff are warned before they write. Being non-custodial alone is not that."""
