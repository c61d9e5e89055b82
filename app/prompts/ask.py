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
    """The question is live on this phone and line; one of the same kind, or one that gives way, is not any more."""
    for older in live_prompts(session, thread.phone_number_id, thread.line_id, now=now):
        if older.kind == kind or older.gives_way:
            older.cancelled_at = now
    return _put(session, thread, kind, choices, question=question, lives=lives, gives_way=False, now=now)


def ask_gently(
    session: Session,
    thread: Thread,
    kind: str,
    choices: Sequence[Choice],
    *,
    question: Message,
    lives: timedelta,
    now: datetime,
) -> Prompt | None:
    """The family may answer, and nobody waits for it; None where another question is open on this phone and line."""
    older = live_prompts(session, thread.phone_number_id, thread.line_id, now=now)
    if any(not prompt.gives_way for prompt in older):
        return None
    withdraw_gentle(session, thread, now=now)
    return _put(session, thread, kind, choices, question=question, lives=lives, gives_way=True, now=now)


def withdraw_gentle(session: Session, thread: Thread, *, now: datetime) -> None:
    """What is said next on this phone and line must not be taken for an answer to what nobody waits for."""
    for older in live_prompts(session, thread.phone_number_id, thread.line_id, now=now):
        if older.gives_way:
            older.cancelled_at = now


def _put(
    session: Session,
    thread: Thread,
    kind: str,
    choices: Sequence[Choice],
    *,
    question: Message,
    lives: timedelta,
    gives_way: bool,
    now: datetime,
) -> Prompt:
    prompt = Prompt(
        school_id=thread.school_id,
        phone_number_id=thread.phone_number_id,
        line_id=thread.line_id,
        thread_id=thread.id,
        kind=kind,
        choices=[{"value": choice.value, "words": list(choice.words)} for choice in choices],
        question_message_id=question.id,
        gives_way=gives_way,
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
