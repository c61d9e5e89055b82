"""The queues: heaps of threads named by what they wait for, counted and paged so that size does not slow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, func, or_, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql import Select, Subquery
from sqlalchemy.sql.elements import BindParameter

from app.consent.opt_out import StopReview
from app.foundation.database import UtcDateTime
from app.inbox.queries import Sight
from app.messages.message import Message
from app.messages.thread import Thread
from app.roster.guardian import GuardianPhone
from app.roster.phone_number import PhoneNumber

COUNTS_STOP_AT = 100
PAGE = 50
STRANGERS_LOOKED_FOR_AMONG = 1_000
"""The count of unknown numbers looks at so many waiting threads, so that it costs the same in a huge inbox."""
INBOXES_WALKED_ONE_BY_ONE = 6
"""Someone with more inboxes than this sees a good part of the school, whose own index is then the shorter way."""
CHANGES_COMPARED = 60

NOW = bindparam("now", type_=UtcDateTime())
ME: BindParameter[Any] = bindparam("me")
SCHOOL: BindParameter[Any] = bindparam("school")
INBOXES: BindParameter[Any] = bindparam("inboxes", expanding=True)
OWN_INBOXES: BindParameter[Any] = bindparam("own_inboxes", expanding=True)
"""Statements are built once for everybody and given values at each run: building them costs more than running them."""


class Queue(StrEnum):
    """A heap of threads."""

    WAITING = "waiting"
    """A family waits, and it is for this person to answer: assigned to them, or to nobody in their inboxes."""
    UNASSIGNED = "unassigned"
    """A family waits and nobody has taken it."""
    STOP = "stop"
    """A text looked like a stop and nobody has decided."""
    UNKNOWN = "unknown"
    """Somebody waits whose number is not on the roster."""
    FAILED = "failed"
    """A text did not go out and a person should look."""
    SNOOZED = "snoozed"
    CLOSED = "closed"
    ALL = "all"


Limit = int | BindParameter[int]
COUNTED = (Queue.WAITING, Queue.UNASSIGNED, Queue.STOP, Queue.UNKNOWN, Queue.FAILED, Queue.SNOOZED)
_FOUND_BY_THEIR_OWN_INDEX = frozenset({Queue.STOP, Queue.FAILED})


@dataclass(frozen=True)
class ThreadRow:
    """One line of a list of threads."""

    thread: Thread
    number: PhoneNumber
    last: Message | None
    needs_attention: bool
    is_under_review: bool


@dataclass(frozen=True)
class Place:
    """Where the next page of a list begins: after the thread with this moment and id."""

    last_message_at: datetime
    thread_id: int


def count_queues(session: Session, sight: Sight, *, now: datetime) -> dict[Queue, int]:
    """How many threads each queue holds, counted up to `COUNTS_STOP_AT`, in one statement."""
    row = session.execute(_counting(_walks(sight)), _values(sight, now=now)).one()
    return dict(zip(COUNTED, row, strict=True))


def list_threads(
    session: Session,
    sight: Sight,
    queue: Queue,
    *,
    now: datetime,
    after: Place | None = None,
    limit: int = PAGE,
) -> tuple[list[ThreadRow], Place | None]:
    """One page of a queue, the newest first, and where the next one begins if there is more."""
    values = _values(sight, now=now) | {"limit": limit + 1}
    if after is not None:
        values |= {"after_at": after.last_message_at, "after_id": after.thread_id}
    statement = _listing(queue, _walks(sight), is_continued=after is not None)
    rows = [ThreadRow(*row) for row in session.execute(statement, values)]
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1].thread
    return rows[:limit], Place(last.last_message_at, last.id)


def rows_of(session: Session, thread_ids: set[int]) -> list[ThreadRow]:
    """The threads with these ids as they are shown in a list, the newest first."""
    wanted = select(Thread.id).where(Thread.id.in_(thread_ids)).subquery()
    return [ThreadRow(*row) for row in session.execute(_rows(wanted))]


def newest_threads(session: Session, sight: Sight, *, limit: int) -> list[int]:
    """The ids of the threads within sight in which somebody wrote last."""
    statement = select(_newest(_walks(sight), [], Thread.last_message_at, limit=limit).subquery().c.id)
    return list(session.scalars(statement, _values(sight)))


def newest_changes(session: Session, sight: Sight) -> list[tuple[int, int]]:
    """The (id, version) of the threads within sight that changed last.

    An open page asks whether these have changed. Several are compared rather than only the very newest, because a
    change that is committed late carries an earlier moment than one that is on the page already.
    """
    rows = session.execute(_changes(_walks(sight)), _values(sight))
    return [(thread_id, version) for thread_id, version in rows]


def _walks(sight: Sight) -> int:
    """Along how many indexes the threads within sight are walked: one for each inbox, or -1 for the school's own."""
    return len(sight.inboxes) if len(sight.inboxes) <= INBOXES_WALKED_ONE_BY_ONE else -1


def _values(sight: Sight, *, now: datetime | None = None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "now": now,
        "me": sight.staff_member_id,
        "school": sight.school_id,
        "inboxes": list(sight.inboxes),
        "own_inboxes": list(sight.member_of),
    }
    return values | {f"inbox_{place}": inbox_id for place, inbox_id in enumerate(sight.inboxes)}


@cache
def _counting(walks: int) -> Select[*tuple[int, ...]]:
    return select(
        *(
            select(func.count()).select_from(_countable(queue, walks)).scalar_subquery().label(queue.value)
            for queue in COUNTED
        )
    )


@cache
def _listing(
    queue: Queue, walks: int, *, is_continued: bool
) -> Select[Thread, PhoneNumber, Message | None, bool, bool]:
    conditions = _conditions(queue)
    if is_continued:
        after_id: BindParameter[int] = bindparam("after_id")
        place = tuple_(bindparam("after_at", type_=UtcDateTime()), after_id)
        conditions.append(tuple_(Thread.last_message_at, Thread.id) < place)
    limit: BindParameter[int] = bindparam("limit")
    if queue in _FOUND_BY_THEIR_OWN_INDEX:
        return _rows(_walk([_is_in_sight(), *conditions], Thread.last_message_at, limit=limit).subquery())
    return _rows(_newest(walks, conditions, Thread.last_message_at, limit=limit).subquery())


@cache
def _changes(walks: int) -> Select[int, int]:
    wanted = _newest(walks, [], Thread.touched_at, limit=CHANGES_COMPARED).subquery()
    return select(Thread.id, Thread.version).join(wanted, wanted.c.id == Thread.id).order_by(Thread.id)


def _rows(wanted: Subquery) -> Select[Thread, PhoneNumber, Message | None, bool, bool]:
    return (
        select(
            Thread,
            PhoneNumber,
            Message,
            exists()
            .where(Message.thread_id == Thread.id, Message.attention_at.is_not(None))
            .correlate(Thread),
            exists()
            .where(
                StopReview.school_id == Thread.school_id,
                StopReview.e164 == PhoneNumber.e164,
                StopReview.decided_at.is_(None),
            )
            .correlate(Thread, PhoneNumber),
        )
        .join(wanted, wanted.c.id == Thread.id)
        .join(PhoneNumber, PhoneNumber.id == Thread.phone_number_id)
        .outerjoin(Message, Message.id == Thread.last_message_id)
        .order_by(Thread.last_message_at.desc(), Thread.id.desc())
    )


def _conditions(queue: Queue) -> list[ColumnElement[bool]]:
    """What holds for the threads of a queue; a snooze that is over puts a thread back on the desk."""
    # Word for word the condition of the partial indexes: SQLite uses them only then.
    is_on_the_desk = or_(Thread.waiting_since.is_not(None), Thread.snoozed_until.is_not(None))
    is_open = Thread.closed_at.is_(None)
    # A thread whose texts have all moved to the inbox that the family chose is nobody's conversation.
    has_words = Thread.last_message_id.is_not(None)
    is_awake = or_(Thread.snoozed_until.is_(None), Thread.snoozed_until <= NOW)
    match queue:
        case Queue.WAITING:
            is_ours = and_(Thread.assigned_to.is_(None), Thread.inbox_id.in_(OWN_INBOXES))
            return [is_on_the_desk, is_open, is_awake, or_(Thread.assigned_to == ME, is_ours)]
        case Queue.UNASSIGNED:
            return [is_on_the_desk, is_open, is_awake, Thread.assigned_to.is_(None)]
        case Queue.UNKNOWN:
            return [is_on_the_desk, is_open, _is_strange()]
        case Queue.STOP:
            undecided = select(StopReview.thread_id).where(
                StopReview.school_id == SCHOOL, StopReview.decided_at.is_(None)
            )
            return [Thread.id.in_(undecided)]
        case Queue.FAILED:
            return [Thread.id.in_(select(Message.thread_id).where(Message.attention_at.is_not(None)))]
        case Queue.SNOOZED:
            return [is_on_the_desk, is_open, Thread.snoozed_until > NOW]
        case Queue.CLOSED:
            return [Thread.closed_at.is_not(None), has_words]
        case Queue.ALL:
            return [has_words]


def _is_strange() -> ColumnElement[bool]:
    return ~exists().where(GuardianPhone.phone_number_id == Thread.phone_number_id).correlate(Thread)


def _countable(queue: Queue, walks: int) -> Subquery:
    """As many rows as the count says, walked in order because that leads along the smallest index."""
    conditions = _conditions(queue)
    if queue in _FOUND_BY_THEIR_OWN_INDEX:
        return select(Thread.id).where(_is_in_sight(), *conditions).limit(COUNTS_STOP_AT).subquery()
    if queue is Queue.UNKNOWN:
        waiting = _newest(walks, conditions[:-1], Thread.last_message_at, limit=STRANGERS_LOOKED_FOR_AMONG)
        strange = select(Thread.id).where(Thread.id.in_(select(waiting.subquery().c.id)), conditions[-1])
        return strange.limit(COUNTS_STOP_AT).subquery()
    return _newest(walks, conditions, Thread.last_message_at, limit=COUNTS_STOP_AT).subquery()


def _is_in_sight() -> ColumnElement[bool]:
    """`+ 0` keeps the database from walking the inboxes' index where another one is shorter."""
    return (Thread.inbox_id + 0).in_(INBOXES)


def _newest(
    walks: int,
    conditions: Sequence[ColumnElement[bool]],
    moment: InstrumentedAttribute[datetime],
    *,
    limit: Limit,
) -> Select[int, datetime]:
    """The newest threads within sight that fulfil the conditions.

    Each inbox is walked by itself along its index and stops early: asked for several at once, the database would sort
    every thread of theirs first.
    """
    if walks == 0:
        return _walk([false()], moment, limit=limit)
    if walks < 0:
        return _walk([Thread.school_id == SCHOOL, _is_in_sight(), *conditions], moment, limit=limit)
    each = [
        _walk([Thread.inbox_id == bindparam(f"inbox_{place}"), *conditions], moment, limit=limit)
        for place in range(walks)
    ]
    if walks == 1:
        return each[0]
    every = union_all(*(select(walk.subquery()) for walk in each)).subquery()
    return select(every.c.id, every.c.moment).order_by(every.c.moment.desc(), every.c.id.desc()).limit(limit)


def _walk(
    conditions: Sequence[ColumnElement[bool]], moment: InstrumentedAttribute[datetime], *, limit: Limit
) -> Select[int, datetime]:
    return (
        select(Thread.id, moment.label("moment"))
        .where(*conditions)
        .order_by(moment.desc(), Thread.id.desc())
        .limit(limit)
    )
