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


@dataclass(frozen=True)
class Typed:
    """Words of a composer, and the language that they are to be had in."""

    school: School
    thread: Thread | None
    """None where they are for many families; `{child}` then stands for each one's own."""
    text: str
    source_language: str
    language: str


def propose(session: Session, typed: Typed, *, trust: Trust, now: datetime) -> Proposal:
    """What the family would read: reviewed words at once, else the engine's as soon as a worker has them.

    Asking again with the same words asks the engine nothing new. Words that are in that language already stay as they
    are, and count as their writer's.
    """
    known = find_proposal(session, typed, trust=trust)
    return known or _proposal(_ask(session, typed, Purpose.SEND, now=now))


def find_proposal(session: Session, typed: Typed, *, trust: Trust) -> Proposal | None:
    """The same without asking an engine for anything; None where reviewed words are missing and none was asked."""
    source_language, language = typed.source_language, typed.language
    if language_of(typed.text, among=(source_language, language), hint=source_language) == language:
        return Proposal(typed.text, Maker.AUTHOR)
    known = trust.known_words(
        session,
        typed.school,
        typed.text,
        names_around(session, typed.thread)
        if typed.thread
        else Around(names_of_school(session, typed.school.id)),
        source_language=source_language,
        language=language,
    )
    if known is not None:
        return Proposal(known.body, known.maker)
    return _find(session, typed, Purpose.SEND)


def propose_reading_back(session: Session, typed: Typed, *, now: datetime) -> Proposal:
    """What words in the family's language say in the writer's, by the engine alone: a second look at its own work."""
    return _proposal(_ask(session, typed, Purpose.READ_BACK, now=now))


def find_reading_back(session: Session, typed: Typed) -> Proposal | None:
    """What the engine was asked to read back before; None where it was not."""
    return _find(session, typed, Purpose.READ_BACK)


def _ask(session: Session, typed: Typed, purpose: Purpose, *, now: datetime) -> TranslationRequest:
    return request_proposal(
        session,
        typed.school,
        typed.thread,
        typed.text,
        purpose=purpose,
        source_language=typed.source_language,
        language=typed.language,
        now=now,
    )


def _find(session: Session, typed: Typed, purpose: Purpose) -> Proposal | None:
    request = find_request(
        session,
        typed.school,
        typed.thread,
        typed.text,
        purpose=purpose,
        source_language=typed.source_language,
        language=typed.language,
    )
    return _proposal(request) if request else None


def _proposal(request: TranslationRequest) -> Proposal:
    if request.result is None:
        return Proposal(problem=request.problem)
    return Proposal(request.result, Maker.ENGINE, request.engine, request.is_gist)
