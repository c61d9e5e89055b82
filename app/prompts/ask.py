"""Asking a question by text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.messages.message import Message
from app.messages.thread import Thread
from app.prompts.prompt import Prompt


@dataclass(frozen=True)
class Choice:
    """One numbered answer: what the practice makes of it, and the words that mean it besides its number."""

    value: int | str
    words: tuple[str, ...]


def ask(
    session: Session,
    thread: Thread,
    kind: str,
    choices: Sequence[Choice],
    *,
    question: Message,
    lives: timedelta,
    now: datetime,
) -> Prompt:
    """The question is live on this phone and line; an earlier one of the same kind there is not any more."""
    for older in live_prompts(session, thread.phone_number_id, thread.line_id, now=now):
        if older.kind == kind:
            older.cancelled_at = now
    prompt = Prompt(
        school_id=thread.school_id,
        phone_number_id=thread.phone_number_id,
        line_id=thread.line_id,
        thread_id=thread.id,
        kind=kind,
        choices=[{"value": choice.value, "words": list(choice.words)} for choice in choices],
        question_message_id=question.id,
        asked_at=now,
        expires_at=now + lives,
    )
    session.add(prompt)
    session.flush()
    return prompt


def live_prompts(session: Session, phone_number_id: int, line_id: int, *, now: datetime) -> list[Prompt]:
    """The questions that this phone could answer on this line, the newest first."""
    return list(
        session.scalars(
            select(Prompt)
            .where(
                Prompt.phone_number_id == phone_number_id,
                Prompt.line_id == line_id,
                Prompt.answered_at.is_(None),
                Prompt.cancelled_at.is_(None),
                Prompt.expires_at > now,
            )
            .order_by(Prompt.id.desc())
        )
    )
