"""What a composer shows while somebody types: the words in the family's language, and what those say in their own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.interpreting.names import Around, names_around, names_of_school
from app.interpreting.requests import find_request, request_proposal
from app.interpreting.translation import Maker
from app.interpreting.translation_request import Problem, Purpose, TranslationRequest
from app.interpreting.trust import Trust
from app.messages.thread import Thread
from app.schools.school import School
from app.translation.detect import language_of


@dataclass(frozen=True)
class Proposal:
    """Words for a field of the composer, or why there are none yet; both are None while the engine has them."""

    body: str | None = None
    maker: Maker | None = None
    engine: str | None = None
    is_gist: bool = False
    problem: Problem | None = None

    @property
    def is_waiting(self) -> bool:
        return self.body is None and self.problem is None


def propose(
    session: Session,
    school: School,
    thread: Thread | None,
    text: str,
    *,
    source_language: str,
    language: str,
    trust: Trust,
    now: datetime,
) -> Proposal:
    """What the family would read: reviewed words at once, else the engine's as soon as a worker has them.

    Without a conversation it is for many families, and `{child}` stands for each one's own. Asking again with the same
    words asks the engine nothing new. Words that are in that language already stay as they are, and count as their
    writer's.
    """
    known = find_proposal(
        session, school, thread, text, source_language=source_language, language=language, trust=trust
    )
    if known is not None:
        return known
    request = request_proposal(
        session,
        school,
        thread,
        text,
        purpose=Purpose.SEND,
        source_language=source_language,
        language=language,
        now=now,
    )
    return _proposal(request)


def find_proposal(
    session: Session,
    school: School,
    thread: Thread | None,
    text: str,
    *,
    source_language: str,
    language: str,
    trust: Trust,
) -> Proposal | None:
    """The same without asking an engine for anything; None where reviewed words are missing and none was asked."""
    if language_of(text, among=(source_language, language), hint=source_language) == language:
        return Proposal(text, Maker.AUTHOR)
    known = trust.known_words(
        session,
        school,
        text,
        names_around(session, thread) if thread else Around(names_of_school(session, school.id)),
        source_language=source_language,
        language=language,
    )
    if known is not None:
        return Proposal(known.body, known.maker)
    request = find_request(
        session,
        school,
        thread,
        text,
        purpose=Purpose.SEND,
        source_language=source_language,
        language=language,
    )
    return _proposal(request) if request else None


def propose_reading_back(
    session: Session,
    school: School,
    thread: Thread | None,
    text: str,
    *,
    source_language: str,
    language: str,
    now: datetime,
) -> Proposal:
    """What words in the family's language say in the writer's, by the engine alone: a second look at its own work."""
    request = request_proposal(
        session,
        school,
        thread,
        text,
        purpose=Purpose.READ_BACK,
        source_language=source_language,
        language=language,
        now=now,
    )
    return _proposal(request)


def find_reading_back(
    session: Session,
    school: School,
    thread: Thread | None,
    text: str,
    *,
    source_language: str,
    language: str,
) -> Proposal | None:
    """What the engine was asked to read back before; None where it was not."""
    request = find_request(
        session,
        school,
        thread,
        text,
        purpose=Purpose.READ_BACK,
        source_language=source_language,
        language=language,
    )
    return _proposal(request) if request else None


def _proposal(request: TranslationRequest) -> Proposal:
    if request.result is None:
        return Proposal(problem=request.problem)
    return Proposal(request.result, Maker.ENGINE, request.engine, request.is_gist)
