"""Asking a question by text."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
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
    return _put(
        session,
        thread,
        Prompt(
            kind=kind,
            choices=[{"value": choice.value, "words": list(choice.words)} for choice in choices],
            question_message_id=question.id,
            expires_at=now + lives,
        ),
        now=now,
    )


def ask_beside_others(
    session: Session,
    thread: Thread,
    kind: str,
    asked: dict[str, Any],
    *,
    question: Message,
    until: datetime,
    replaces: Callable[[Prompt], bool],
    now: datetime,
) -> Prompt:
    """A question whose practice reads the answers in its own way is live, beside those of its kind that stay open.

    `replaces` says which of them do not; whatever gives way does not either.
    """
    for older in live_prompts(session, thread.phone_number_id, thread.line_id, now=now):
        if older.gives_way or (older.kind == kind and replaces(older)):
            older.cancelled_at = now
    prompt = Prompt(kind=kind, choices=[], asked=asked, question_message_id=question.id, expires_at=until)
    return _put(session, thread, prompt, now=now)


def withdraw_gentle(session: Session, thread: Thread, *, now: datetime) -> None:
    """What is said next on this phone and line must not be taken for an answer to what nobody waits for."""
    session.execute(
        update(Prompt)
        .where(
            Prompt.phone_number_id == thread.phone_number_id,
            Prompt.line_id == thread.line_id,
            Prompt.gives_way,
            Prompt.answered_at.is_(None),
            Prompt.cancelled_at.is_(None),
        )
        .values(cancelled_at=now)
    )


def withdraw_asked_by(session: Session, message_ids: Collection[int], *, now: datetime) -> None:
    """What these texts would have asked cannot be answered: they do not leave."""
    session.execute(
        update(Prompt)
        .where(
            # By number, which has an index.
            Prompt.phone_number_id.in_(select(Message.phone_number_id).where(Message.id.in_(message_ids))),
            Prompt.question_message_id.in_(message_ids),
            Prompt.answered_at.is_(None),
            Prompt.cancelled_at.is_(None),
        )
        .values(cancelled_at=now)
    )


def _put(session: Session, thread: Thread, prompt: Prompt, *, now: datetime) -> Prompt:
    prompt.school_id, prompt.phone_number_id = thread.school_id, thread.phone_number_id
    prompt.line_id, prompt.thread_id, prompt.asked_at = thread.line_id, thread.id, now
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
