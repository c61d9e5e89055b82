"""Prompts: questions that wait for an answer by text."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import Base


class Prompt(Base):
    """One question to one phone on one line; live until it is answered, cancelled or expired."""

    __tablename__ = "prompts"
    __table_args__ = (
        CheckConstraint("(answered_at is null) = (answer_message_id is null)", name="answered_by_a_message"),
        Index(
            "ix_prompts_live",
            "phone_number_id",
            "line_id",
            sqlite_where=text("answered_at is null and cancelled_at is null"),
            postgresql_where=text("answered_at is null and cancelled_at is null"),
        ),
        Index(None, "phone_number_id", "answered_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("schools.id"))
    phone_number_id: Mapped[int] = mapped_column(ForeignKey("phone_numbers.id"))
    line_id: Mapped[int] = mapped_column(ForeignKey("phone_lines.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    kind: Mapped[str] = mapped_column(String(40))
    """Which practice asked, and so who handles the answer."""
    choices: Mapped[list[dict[str, object]]] = mapped_column(JSON)
    """In the order they were numbered: {"value": what the practice makes of it, "words": [what else means it]}."""
    asked: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """What a practice that reads answers in its own way must know of its question; None for numbered choices."""
    question_message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer_message_id: Mapped[int | None] = mapped_column(ForeignKey("messages.id"))
    choice: Mapped[int | None]
    """Which of the choices was taken, counted from 1."""
    note: Mapped[str] = mapped_column(Text, default="")
    """What the family wrote beyond the choice."""
    gives_way: Mapped[bool] = mapped_column(default=False)
    """Nobody waits for the answer: any other question on the line withdraws it, and it asks only where none is open."""
    cancelled_at: Mapped[datetime | None]

    @property
    def awaits_next_text(self) -> bool:
        """Whether the next text on the line is likely meant for it, and so belongs in its conversation.

        Not so where nobody waits for an answer, or where one may be given for weeks: what answers these is told by its
        words alone.
        """
        return not self.gives_way and self.asked is None
