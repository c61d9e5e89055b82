"""The queues: heaps of threads named by what they wait for, counted and paged so that size does not slow them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, tuple_, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql import Select, Subquery

from app.consent.opt_out import StopReview
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
    counts = [
        select(func.count())
        .select_from(_countable(sight, queue, now=now))
        .scalar_subquery()
        .label(queue.value)
        for queue in COUNTED
    ]
    return dict(zip(COUNTED, session.execute(select(*counts)).one(), strict=True))


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
    conditions = _conditions(sight, queue, now=now)
    if after is not None:
        conditions.append(
            tuple_(Thread.last_message_at, Thread.id) < (after.last_message_at, after.thread_id)
        )
    if queue in _FOUND_BY_THEIR_OWN_INDEX:
        wanted = _walk([_in_sight(sight), *conditions], Thread.last_message_at, limit=limit + 1)
    else:
        wanted = _newest(sight, conditions, Thread.last_message_at, limit=limit + 1)
    rows = thread_rows(session, wanted.subquery())
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1].thread
    return rows[:limit], Place(last.last_message_at, last.id)


def thread_rows(session: Session, wanted: Subquery) -> list[ThreadRow]:
    """The threads whose `id` the query gives, as they are shown in a list, the newest first."""
    rows = session.execute(
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
    return [ThreadRow(*row) for row in rows]


def newest_threads(sight: Sight, *, limit: int) -> Select[int, datetime]:
    """The threads within sight in which somebody wrote last."""
    return _newest(sight, [], Thread.last_message_at, limit=limit)


def newest_changes(session: Session, sight: Sight) -> list[tuple[int, int]]:
    """The (id, version) of the threads within sight that changed last.

    An open page asks whether these have changed. Several are compared rather than only the very newest, because a
    change that is committed late carries an earlier moment than one that is on the page already.
    """
    wanted = _newest(sight, [], Thread.touched_at, limit=CHANGES_COMPARED).subquery()
    rows = session.execute(
        select(Thread.id, Thread.version).join(wanted, wanted.c.id == Thread.id).order_by(Thread.id)
    )
    return [(thread_id, version) for thread_id, version in rows]


def _conditions(sight: Sight, queue: Queue, *, now: datetime) -> list[ColumnElement[bool]]:
    """What holds for the threads of a queue; a snooze that is over puts a thread back on the desk."""
    # Word for word the condition of the partial indexes: SQLite uses them only then.
    is_on_the_desk = or_(Thread.waiting_since.is_not(None), Thread.snoozed_until.is_not(None))
    is_open = Thread.closed_at.is_(None)
    is_awake = or_(Thread.snoozed_until.is_(None), Thread.snoozed_until <= now)
    match queue:
        case Queue.WAITING:
            is_ours = and_(Thread.assigned_to.is_(None), Thread.inbox_id.in_(sight.member_of))
            return [
                is_on_the_desk,
                is_open,
                is_awake,
                or_(Thread.assigned_to == sight.staff_member_id, is_ours),
            ]
        case Queue.UNASSIGNED:
            return [is_on_the_desk, is_open, is_awake, Thread.assigned_to.is_(None)]
        case Queue.UNKNOWN:
            return [is_on_the_desk, is_open, _is_strange()]
        case Queue.STOP:
            undecided = select(StopReview.thread_id).where(
                StopReview.school_id == sight.school_id, StopReview.decided_at.is_(None)
            )
            return [Thread.id.in_(undecided)]
        case Queue.FAILED:
            return [Thread.id.in_(select(Message.thread_id).where(Message.attention_at.is_not(None)))]
        case Queue.SNOOZED:
            return [is_on_the_desk, is_open, Thread.snoozed_until > now]
        case Queue.CLOSED:
            return [Thread.closed_at.is_not(None)]
        case Queue.ALL:
            return []


def _is_strange() -> ColumnElement[bool]:
    return ~exists().where(GuardianPhone.phone_number_id == Thread.phone_number_id).correlate(Thread)


def _countable(sight: Sight, queue: Queue, *, now: datetime) -> Subquery:
    """As many rows as the count says, walked in order because that leads along the smallest index."""
    conditions = _conditions(sight, queue, now=now)
    if queue in _FOUND_BY_THEIR_OWN_INDEX:
        return select(Thread.id).where(_in_sight(sight), *conditions).limit(COUNTS_STOP_AT).subquery()
    if queue is Queue.UNKNOWN:
        waiting = _newest(
            sight, conditions[:-1], Thread.last_message_at, limit=STRANGERS_LOOKED_FOR_AMONG
        ).subquery()
        strange = select(Thread.id).where(Thread.id.in_(select(waiting.c.id)), conditions[-1])
        return strange.limit(COUNTS_STOP_AT).subquery()
    return _newest(sight, conditions, Thread.last_message_at, limit=COUNTS_STOP_AT).subquery()


def _in_sight(sight: Sight) -> ColumnElement[bool]:
    """`+ 0` keeps the database from walking the inboxes' index where another one is shorter."""
    return (Thread.inbox_id + 0).in_(sight.inboxes)


def _reach(sight: Sight) -> list[ColumnElement[bool]]:
    if len(sight.inboxes) > INBOXES_WALKED_ONE_BY_ONE:
        return [Thread.school_id == sight.school_id, _in_sight(sight)]
    return [Thread.inbox_id.in_(sight.inboxes)]


def _newest(
    sight: Sight,
    conditions: Sequence[ColumnElement[bool]],
    moment: InstrumentedAttribute[datetime],
    *,
    limit: int,
) -> Select[int, datetime]:
    """The newest threads within sight that fulfil the conditions.

    Each inbox is walked by itself along its index and stops early: asked for several at once, the database would sort
    every thread of theirs first.
    """
    if not sight.inboxes:
        return _walk([false()], moment, limit=limit)
    if len(sight.inboxes) > INBOXES_WALKED_ONE_BY_ONE:
        return _walk([*_reach(sight), *conditions], moment, limit=limit)
    walks = [_walk([Thread.inbox_id == inbox, *conditions], moment, limit=limit) for inbox in sight.inboxes]
    if len(walks) == 1:
        return walks[0]
    every = union_all(*(select(walk.subquery()) for walk in walks)).subquery()
    return select(every.c.id, every.c.moment).order_by(every.c.moment.desc(), every.c.id.desc()).limit(limit)


def _walk(
    conditions: Sequence[ColumnElement[bool]], moment: InstrumentedAttribute[datetime], *, limit: int
) -> Select[int, datetime]:
    return (
        select(Thread.id, moment.label("moment"))
        .where(*conditions)
        .order_by(moment.desc(), Thread.id.desc())
        .limit(limit)
    )
