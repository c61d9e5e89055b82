"""Bringing what waits to the translation engine, in the worker: take (commit), call (nothing open), keep (commit)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, case, select, update
from sqlalchemy.orm import Session

from app.foundation.clock import Clock
from app.foundation.database import Database, add_or_ignore
from app.foundation.logging import get_logger
from app.interpreting.names import Around, names_of_families, names_of_school
from app.interpreting.translation import Maker, Translation
from app.interpreting.translation_request import Problem, Purpose, TranslationRequest
from app.messages.message import Message
from app.messages.thread import Thread
from app.translation.locks import NOBODY, Masked
from app.translation.port import Engine, EngineDown, EngineRefused

log = get_logger(__name__)

BATCH = 25
LEASE = timedelta(minutes=2)
"""How long one worker has for a batch before another may try: longer than a whole call."""
FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(seconds=30)
SOMEBODY_WAITS_FOR = timedelta(minutes=10)
"""A composer's draft; nobody looks at the field for longer."""
READERS_WAIT_FOR = timedelta(hours=48)
MOST_TIMES_LONGER, SHORT = 4, 200
"""An answer much longer than the question is an engine that has lost its way."""
ALONE_AFTER = 4
"""Tries after which a text goes by itself: an engine that chokes on it must not drop its whole batch for ever."""


@dataclass(frozen=True)
class EngineRoom:
    """What the worker's translating step needs."""

    database: Database
    engine: Engine | None
    clock: Clock


@dataclass(frozen=True)
class _Job:
    request_id: int
    purpose: Purpose
    source_language: str
    language: str
    masked: Masked
    tries: int


@dataclass(frozen=True)
class _Outcome:
    """What became of one request: words, or why there are none; neither where it must be tried again."""

    job: _Job
    words: str | None = None
    problem: Problem | None = None
    is_postponed: bool = False


def translate_waiting(room: EngineRoom) -> int:
    """What was due has been to the engine once; returns how many requests have come to an end."""
    with room.database.writing() as session:
        jobs = _take(session, now=room.clock())
    if not jobs:
        return 0
    ended = 0
    for outcome in _translate(room.engine, jobs):
        # Each by itself: whoever holds two conversations may meet somebody who wants them in the other order.
        with room.database.writing() as session:
            ended += _keep(session, outcome, room.engine, now=room.clock())
    return ended


def translate_in(session: Session, engine: Engine, *, now: datetime) -> int:
    """The same in one unit of work, for an engine that no network call lies before: so the demo's past is made."""
    outcomes = list(_translate(engine, _take(session, now=now)))
    return sum(_keep(session, outcome, engine, now=now) for outcome in outcomes)


def _take(session: Session, *, now: datetime) -> list[_Job]:
    """Drafts first: somebody sits before the field."""
    requests = session.scalars(
        select(TranslationRequest)
        .where(TranslationRequest.done_at.is_(None), TranslationRequest.due_at <= now)
        .order_by(case((TranslationRequest.purpose == Purpose.READ, 1), else_=0), TranslationRequest.due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not requests:
        return []
    families = names_of_families(session, [r.thread_id for r in requests if r.thread_id is not None])
    schools = {
        school_id: names_of_school(session, school_id) for school_id in {r.school_id for r in requests}
    }
    jobs = []
    for request in requests:
        request.due_at, request.tries = now + LEASE, request.tries + 1
        family = NOBODY if request.thread_id is None else families.get(request.thread_id, NOBODY)
        around = Around(schools[request.school_id], family)
        masked = around.mask(request.source, request.source_language)
        jobs.append(
            _Job(
                request.id, request.purpose, request.source_language, request.language, masked, request.tries
            )
        )
    return jobs


def _translate(engine: Engine | None, jobs: Sequence[_Job]) -> Iterable[_Outcome]:
    for source, target in dict.fromkeys((job.source_language, job.language) for job in jobs):
        pair = [job for job in jobs if (job.source_language, job.language) == (source, target)]
        if engine is None:
            yield from (_Outcome(job, problem=Problem.NO_ENGINE) for job in pair)
            continue
        fit = [job for job in pair if not (engine.is_gist and job.purpose is Purpose.SEND)]
        yield from (_Outcome(job, problem=Problem.GIST_ONLY) for job in pair if job not in fit)
        fresh = [job for job in fit if job.tries <= ALONE_AFTER]
        for batch in ([fresh] if fresh else []) + [[job] for job in fit if job not in fresh]:
            yield from _call(engine, batch, source, target)


def _call(engine: Engine, jobs: Sequence[_Job], source: str, target: str) -> Iterable[_Outcome]:
    try:
        if not engine.speaks(source, target):
            return [_Outcome(job, problem=Problem.REFUSED) for job in jobs]
        answers = engine.translate([job.masked.for_engine for job in jobs], source=source, target=target)
    except EngineDown as down:
        log.info("translation_postponed", engine=engine.name, texts=len(jobs), problem=str(down))
        return [_Outcome(job, is_postponed=True) for job in jobs]
    except EngineRefused as refused:
        if len(jobs) > 1:  # one text that it will not take must not cost the others theirs
            return [outcome for job in jobs for outcome in _call(engine, [job], source, target)]
        log.warning("translation_refused", engine=engine.name, problem=str(refused))
        return [_Outcome(jobs[0], problem=Problem.REFUSED)]
    return [_outcome(job, answer) for job, answer in zip(jobs, answers, strict=True)]


def _outcome(job: _Job, answer: str) -> _Outcome:
    is_sane = len(answer) <= MOST_TIMES_LONGER * len(job.masked.for_engine) + SHORT
    words = job.masked.restore(answer, job.language) if is_sane else None
    return _Outcome(job, words, None if words is not None else Problem.BROKEN_LOCK)


def _keep(session: Session, outcome: _Outcome, engine: Engine | None, *, now: datetime) -> bool:
    request = session.scalars(
        select(TranslationRequest)
        .where(TranslationRequest.id == outcome.job.request_id, TranslationRequest.done_at.is_(None))
        .with_for_update()
    ).first()
    if request is None:  # taken too long, and another worker was faster
        return False
    problem = outcome.problem
    if outcome.is_postponed:
        patience = READERS_WAIT_FOR if request.purpose is Purpose.READ else SOMEBODY_WAITS_FOR
        if now - request.created_at < patience:
            request.due_at = now + min(FIRST_WAIT * 2 ** min(request.tries, 10), LONGEST_WAIT)
            return False
        problem = Problem.TOO_LATE
    request.done_at, request.problem = now, problem
    if outcome.words is not None and engine is not None:
        request.result, request.engine, request.is_gist = outcome.words, engine.name, engine.is_gist
    if request.message_id is not None:
        if request.result is not None:
            _stand_beside(session, request)
        session.execute(
            update(Thread)
            .where(Thread.id == _where_it_stands(request.message_id))
            .values(version=Thread.version + 1, touched_at=now)
        )
    return True


def _where_it_stands(message_id: int) -> ScalarSelect[int]:
    """The thread of a text, which may have moved while the engine was at work."""
    return select(Message.thread_id).where(Message.id == message_id).scalar_subquery()


def _stand_beside(session: Session, request: TranslationRequest) -> None:
    """The translation stands beside the text, unless a person's stands there already."""
    add_or_ignore(
        session,
        Translation,
        {
            "school_id": request.school_id,
            "message_id": request.message_id,
            "language": request.language,
            "body": request.result,
            "maker": Maker.ENGINE,
            "engine": request.engine,
            "is_gist": request.is_gist,
            "made_at": request.done_at,
        },
    )
    session.delete(request)
