"""Opening the thread between a phone number and an inbox, on a line of its own while the school's pool lasts."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.database import insert_or_ignore
from app.messages.thread import Thread
from app.schools.phone_line import LinePurpose, PhoneLine


def open_thread(
    session: Session,
    *,
    school_id: int,
    phone_number_id: int,
    inbox_id: int,
    now: datetime,
    arrived_on: int | None = None,
) -> Thread:
    """The one thread of this phone and inbox, made if it was not there.

    `arrived_on` is the line that the family just wrote to: a new thread keeps it unless another of the phone's threads
    speaks from it already, so that the family can save each teacher as a contact.
    """
    wanted = select(Thread).where(Thread.phone_number_id == phone_number_id, Thread.inbox_id == inbox_id)
    thread = session.scalar(wanted)
    if thread is None:
        pool = _pool(session, school_id)
        taken = set(session.scalars(select(Thread.line_id).where(Thread.phone_number_id == phone_number_id)))
        line_id = _choose_line(sorted(pool, key=lambda line: line != arrived_on), taken)
        row = _row(school_id, phone_number_id, inbox_id, line_id, now=now)
        session.execute(insert_or_ignore(session, Thread).values(row))
        thread = session.scalars(wanted).one()
    return thread


Pair = tuple[int, int]
"""A phone number and an inbox."""


def open_threads(
    session: Session, school_id: int, wanted: Collection[Pair], *, now: datetime
) -> dict[Pair, tuple[int, int]]:
    """By phone number and inbox, their one thread and the line it speaks from, made where there was none.

    A handful of statements however many they are, and no object of any of them.
    """
    phones = {phone for phone, _ in wanted}
    known = _lines_by_pair(session, phones)
    missing = sorted(set(wanted) - known.keys())
    if missing:
        chosen = _choose_lines(_pool(session, school_id), known, missing)
        rows = [_row(school_id, *pair, line_id, now=now) for pair, line_id in chosen.items()]
        session.connection().execute(insert_or_ignore(session, Thread), rows)
        known = _lines_by_pair(session, phones)
    return {pair: known[pair] for pair in wanted}


def lines_of_threads(session: Session, school_id: int, wanted: Collection[Pair]) -> dict[Pair, int]:
    """The line that each thread speaks from, or would if it were opened now. Reads only."""
    known = _lines_by_pair(session, {phone for phone, _ in wanted})
    chosen = _choose_lines(_pool(session, school_id), known, sorted(set(wanted) - known.keys()))
    return {pair: known[pair][1] if pair in known else chosen[pair] for pair in wanted}


def _lines_by_pair(session: Session, phones: Collection[int]) -> dict[Pair, tuple[int, int]]:
    rows = session.execute(
        select(Thread.phone_number_id, Thread.inbox_id, Thread.id, Thread.line_id).where(
            Thread.phone_number_id.in_(phones)
        )
    )
    return {(phone, inbox_id): (thread_id, line_id) for phone, inbox_id, thread_id, line_id in rows}


def _row(
    school_id: int, phone_number_id: int, inbox_id: int, line_id: int, *, now: datetime
) -> dict[str, object]:
    return {
        "school_id": school_id,
        "phone_number_id": phone_number_id,
        "inbox_id": inbox_id,
        "line_id": line_id,
        "last_message_at": now,
        "touched_at": now,
        "created_at": now,
        "version": 1,
    }


def _pool(session: Session, school_id: int) -> Sequence[int]:
    return session.scalars(
        select(PhoneLine.id)
        .where(PhoneLine.school_id == school_id, PhoneLine.purpose == LinePurpose.CONVERSATIONS)
        .order_by(PhoneLine.id)
    ).all()


def _choose_lines(
    pool: Sequence[int], known: Mapping[Pair, tuple[int, int]], missing: Sequence[Pair]
) -> dict[Pair, int]:
    taken: dict[int, set[int]] = defaultdict(set)
    for (phone, _), (_, line_id) in known.items():
        taken[phone].add(line_id)
    chosen = {}
    for pair in missing:
        chosen[pair] = _choose_line(pool, taken[pair[0]])
        taken[pair[0]].add(chosen[pair])
    return chosen


def _choose_line(wishes: Sequence[int], taken: Collection[int]) -> int:
    """The first that none of the phone's other threads speaks from."""
    return next((line for line in wishes if line not in taken), wishes[0])
