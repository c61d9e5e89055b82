"""Claiming: a worker takes texts that may leave now, so that nobody else takes them.

Several workers on several machines may claim at once. Lines are taken under a row lock, one worker at a line, and each
claim moves the line's `next_free_at` on by the time that the carriers need: together they never exceed its rate.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.consent.standing import CLEAR, number_key, standings, take_free
from app.messages.claim_statements import CROWD, HELD_BATCHES, LINES, NEW_ATTEMPT, STILL_QUEUED, WAITING
from app.messages.delivery_status import DeliveryStatus
from app.messages.departure import CAP_WINDOW, Circumstances, Departure, Ends, Leaves, Waits, departure
from app.messages.message import Message, Precedence
from app.messages.outgoing_pictures import addresses_of
from app.messages.thread import Thread
from app.schools.phone_line import PhoneLine
from app.schools.school import School

BURST = timedelta(milliseconds=500)
"""How far ahead of its rate a line may be claimed: more than workers let pass between two looks, or no line that sends
several texts a second would ever reach its rate."""
BURST_OF_FIRST = timedelta(seconds=2)
"""The same for emergencies: the text of two segments that has just left does not keep them waiting with us. With the
provider they wait in a queue of its own, which the carriers empty no faster for that."""


@dataclass(frozen=True)
class Claimed:
    """A text that this worker, and nobody else, hands over now."""

    message_id: int
    attempt: int
    to: str
    line: str
    body: str
    valid_for_seconds: int
    messaging_service_sid: str | None = None
    picture_path: str = ""
    """Where its picture is, from the school's public address on; empty where it has none."""


@dataclass(frozen=True)
class _Candidate:
    message: Message
    e164: str
    school: School


def claim(session: Session, *, worker: str, limit: int, now: datetime) -> list[Claimed]:
    """At most `limit` texts are taken; texts that may not leave get the status that says why."""
    claimed: list[Claimed] = []
    for line in _lines_with_work(session, limit=limit, now=now):
        if len(claimed) < limit:
            claimed += _claim_on_line(session, line, worker=worker, limit=limit - len(claimed), now=now)
    return claimed


def _lines_with_work(session: Session, *, limit: int, now: datetime) -> Sequence[PhoneLine]:
    """Lines that may send and have something to send, the one that has waited longest first, locked.

    The lock is the weaker kind, which lets others store texts that name the line: whoever records a STOP does so while
    holding the number, and would otherwise wait for this claim as this claim waits for nobody.
    """
    free_by = {"free_by": now + BURST, "free_by_for_first": now + BURST_OF_FIRST}
    return session.scalars(LINES, {"now": now, "limit": limit, **free_by}).all()


def _claim_on_line(
    session: Session, line: PhoneLine, *, worker: str, limit: int, now: datetime
) -> list[Claimed]:
    waiting = _waiting_texts(session, line, limit=limit, now=now)
    # Numbers first, and only then what holds for them: a STOP that has committed is seen, and nobody else counts
    # towards the hour of a number at the same time.
    free = take_free(session, [number_key(*number) for number in waiting.values()])
    waiting = {m: number for m, number in waiting.items() if number_key(*number) in free}
    known = standings(session, waiting.values()) if waiting else {}
    candidates = _locked(session, waiting)
    crowd = _texts_within_an_hour(session, candidates, now=now)
    hour_began = now - CAP_WINDOW
    taken: list[Claimed] = []
    for candidate in candidates:
        message, standing = candidate.message, known.get((candidate.school.id, candidate.e164), CLEAR)
        # A new try of the same text does not count against itself.
        was_counted = message.claimed_at is not None and message.claimed_at > hour_began
        burst = BURST_OF_FIRST if message.precedence == Precedence.FIRST else BURST
        if line.next_free_at is not None and line.next_free_at > now + burst:
            break
        assert message.due_at is not None and message.not_after is not None  # noqa: S101, PT018 - a table constraint
        verdict = departure(
            Circumstances(
                kind=message.kind,
                due_at=message.due_at,
                not_after=message.not_after,
                any_time_until=message.any_time_until,
                texting_hours=candidate.school.texting_hours,
                is_opted_out=standing.opt_out is not None,
                is_blocked_on_line=line.id in standing.blocked_lines,
                is_under_review=standing.review is not None,
                texts_within_an_hour=crowd.get(message.phone_number_id, 0) - was_counted,
                hourly_cap=candidate.school.hourly_cap,
            ),
            now=now,
        )
        if isinstance(verdict, Leaves):
            taken.append(_take(line, candidate, now=now))
            crowd[message.phone_number_id] = crowd.get(message.phone_number_id, 0) + (not was_counted)
        else:
            _put_aside(session, message, verdict, now=now)
    if taken:
        session.connection().execute(
            NEW_ATTEMPT,
            [
                {"message_id": text.message_id, "number": text.attempt, "worker": worker, "claimed_at": now}
                for text in taken
            ],
        )
    return _with_pictures(session, taken, candidates)


def _with_pictures(session: Session, taken: list[Claimed], candidates: Sequence[_Candidate]) -> list[Claimed]:
    shown = {c.message.id: c.message.picture_id for c in candidates if c.message.picture_id is not None}
    if not shown:
        return taken
    pictures = addresses_of(session, set(shown.values()))
    return [
        replace(text, picture_path=pictures[shown[text.message_id]].path)
        if text.message_id in shown
        else text
        for text in taken
    ]


def _waiting_texts(
    session: Session, line: PhoneLine, *, limit: int, now: datetime
) -> dict[int, tuple[int, str]]:
    """The next texts of a line by message id, each with its number."""
    rows = session.execute(WAITING, {"line": line.id, "now": now, "limit": limit})
    return {message_id: (school_id, e164) for message_id, school_id, e164, _, _ in rows}


def _locked(session: Session, waiting: dict[int, tuple[int, str]]) -> list[_Candidate]:
    if not waiting:
        return []
    rows = session.execute(STILL_QUEUED, {"ids": list(waiting)}).all()
    held = _held_batches(session, {message.batch_id for message, _ in rows if message.batch_id is not None})
    return [
        _Candidate(message, waiting[message.id][1], school)
        for message, school in rows
        if message.batch_id not in held
    ]


def _held_batches(session: Session, ids: set[int]) -> set[int]:
    """Those that are paused or cancelled by now; the others stay as they are until this claim has committed."""
    if not ids:
        return set()
    return {batch_id for batch_id, is_held in session.execute(HELD_BATCHES, {"ids": list(ids)}) if is_held}


def _texts_within_an_hour(session: Session, candidates: list[_Candidate], *, now: datetime) -> dict[int, int]:
    numbers = {c.message.phone_number_id for c in candidates}
    if not numbers:
        return {}
    rows = session.execute(CROWD, {"numbers": list(numbers), "since": now - CAP_WINDOW})
    return {number: count for number, count in rows}  # noqa: C416 - typed rows, not pairs


def _take(line: PhoneLine, candidate: _Candidate, *, now: datetime) -> Claimed:
    message = candidate.message
    message.status, message.claimed_at, message.attempt = DeliveryStatus.SENDING, now, message.attempt + 1
    line.take_turn(message.segments, now=now)
    assert message.not_after is not None  # noqa: S101 - a table constraint
    return Claimed(
        message_id=message.id,
        attempt=message.attempt,
        to=candidate.e164,
        line=line.e164,
        body=message.body,
        valid_for_seconds=max(1, int((message.not_after - now).total_seconds())),
        messaging_service_sid=line.messaging_service_sid,
    )


def _put_aside(session: Session, message: Message, verdict: Departure, *, now: datetime) -> None:
    if isinstance(verdict, Waits):
        message.due_at = verdict.until
    elif isinstance(verdict, Ends):
        message.status, message.reason = verdict.status, verdict.reason
        message.ended_at = None if verdict.status is DeliveryStatus.HELD else now
        if verdict.status is DeliveryStatus.HELD:
            message.attention_at = now  # without a person it would never go on
        elif verdict.status is DeliveryStatus.EXPIRED:
            message.ask_for_attention(now)
    session.execute(
        update(Thread)
        .where(Thread.id == message.thread_id)
        .values(version=Thread.version + 1, touched_at=now)
    )
