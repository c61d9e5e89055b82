"""Asking for a translation that nobody has yet: the words wait in a row, and a worker brings them to the engine."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.foundation.ids import digest
from app.interpreting.translation_request import Purpose, TranslationRequest
from app.messages.message import Message
from app.messages.thread import Thread
from app.schools.school import School

DRAFTS_KEPT_FOR = timedelta(hours=24)
"""What somebody typed is not kept longer than it takes to send it."""


def request_reading(
    session: Session, message: Message, source_language: str, language: str, *, now: datetime
) -> None:
    """The text will stand in that language beside itself as soon as the engine has answered."""
    _request(
        session,
        message.school_id,
        message.thread_id,
        message.body,
        purpose=Purpose.READ,
        source_language=source_language,
        language=language,
        message_id=message.id,
        now=now,
    )


def request_proposal(
    session: Session,
    school: School,
    thread: Thread | None,
    words: str,
    *,
    purpose: Purpose,
    source_language: str,
    language: str,
    now: datetime,
) -> TranslationRequest:
    """The one request for these words in this conversation, or for many families where there is none.

    Asking again finds it, answered or not.
    """
    known = find_request(
        session, school, thread, words, purpose=purpose, source_language=source_language, language=language
    )
    return known or _request(
        session,
        school.id,
        thread.id if thread else None,
        words,
        purpose=purpose,
        source_language=source_language,
        language=language,
        message_id=None,
        now=now,
    )


def find_request(
    session: Session,
    school: School,
    thread: Thread | None,
    words: str,
    *,
    purpose: Purpose,
    source_language: str,
    language: str,
) -> TranslationRequest | None:
    """What was asked, and perhaps answered, about these words lately."""
    thread_id = thread.id if thread else None
    return session.scalar(
        select(TranslationRequest)
        .where(
            TranslationRequest.school_id == school.id,
            TranslationRequest.digest == _digest(purpose, source_language, language, thread_id, words),
        )
        .order_by(TranslationRequest.id.desc())
        .limit(1)
    )


def is_engines_own(session: Session, school: School, words: str, *, language: str) -> bool:
    """Whether an engine has lately proposed just these words for many families."""
    proposed = session.scalars(
        select(TranslationRequest.result).where(
            TranslationRequest.school_id == school.id,
            TranslationRequest.thread_id.is_(None),
            TranslationRequest.purpose == Purpose.SEND,
            TranslationRequest.language == language,
            TranslationRequest.result.is_not(None),
        )
    )
    return any(result is not None and result.split() == words.split() for result in proposed)


def forget_old_requests(session: Session, *, now: datetime) -> None:
    """What was typed into composers long ago is gone; what waits for a text that has travelled stays."""
    session.execute(
        delete(TranslationRequest).where(
            TranslationRequest.purpose != Purpose.READ,
            TranslationRequest.created_at < now - DRAFTS_KEPT_FOR,
        )
    )


def _request(
    session: Session,
    school_id: int,
    thread_id: int | None,
    words: str,
    *,
    purpose: Purpose,
    source_language: str,
    language: str,
    message_id: int | None,
    now: datetime,
) -> TranslationRequest:
    request = TranslationRequest(
        school_id=school_id,
        purpose=purpose,
        thread_id=thread_id,
        message_id=message_id,
        source_language=source_language,
        language=language,
        source=words,
        digest=_digest(purpose, source_language, language, thread_id, words),
        created_at=now,
        due_at=now,
    )
    session.add(request)
    session.flush()
    return request


def _digest(purpose: Purpose, source_language: str, language: str, thread_id: int | None, words: str) -> str:
    """Equal for words that differ in blanks only."""
    whose = "" if thread_id is None else str(thread_id)
    return digest("\x1f".join((purpose, source_language, language, whose, " ".join(words.split()))))
