"""Holding back what has not left of a broadcast: for a while, or for good."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.foundation.clock import Clock
from app.foundation.database import Database
from app.foundation.errors import Conflict
from app.foundation.i18n import _l
from app.foundation.in_turn import until_nothing_is_left
from app.messages.batch import Batch
from app.messages.cancelled import find_cancelled_batch
from app.messages.cancelled import mark_cancelled as mark_texts
from app.prompts.ask import withdraw_asked_by
from app.schools.school import School
from app.staff.staff_member import StaffMember

MOST_MARKED_AT_ONCE = 500
CANCELLABLE = frozenset(
    {
        BroadcastState.SUBMITTED,
        BroadcastState.SCHEDULED,
        BroadcastState.SENDING,
        BroadcastState.SENT,
    }
)


def cancel_rest(
    session: Session, school: School, broadcast: Broadcast, *, by: StaffMember, now: datetime
) -> None:
    """Nothing of it leaves once this has committed but what a worker has in hand already.

    Raises Conflict where nothing was released, or somebody has cancelled it before.
    """
    hold(session, broadcast)
    if broadcast.state not in CANCELLABLE:
        raise Conflict(_l("This announcement is not on its way."))
    broadcast.state = BroadcastState.CANCELLED
    broadcast.cancelled_at, broadcast.cancelled_by = now, by.id
    broadcast.changed_at, broadcast.version = now, broadcast.version + 1
    batch = _batch_of(session, school, broadcast)
    if batch is not None:
        batch.cancel(now=now)
    session.flush()


def pause_rest(
    session: Session, school: School, broadcast: Broadcast, *, by: StaffMember, now: datetime
) -> None:
    """Nothing more of it leaves before somebody lets it go on; what grows stale meanwhile expires.

    Raises Conflict where nothing of it can be on its way.
    """
    _released(session, school, broadcast).pause(by=by.id, now=now)


def resume_rest(session: Session, school: School, broadcast: Broadcast) -> None:
    """What was held back leaves as far as it is still worth sending. Raises Conflict where it is cancelled."""
    _released(session, school, broadcast).resume()


def mark_cancelled(database: Database, *, clock: Clock) -> int:
    """Every text that waits of a cancelled batch says so; returns how many that were.

    None of them would leave anyhow: this is for those who read, and for the counts.
    """
    return until_nothing_is_left(lambda: _mark_some(database, clock=clock))


def hold(session: Session, broadcast: Broadcast) -> None:
    """Nobody else hands it over, cancels or changes it until this unit of work ends."""
    session.flush()  # what has been changed of it already would be read over
    session.refresh(broadcast, with_for_update={"key_share": True})


def _released(session: Session, school: School, broadcast: Broadcast) -> Batch:
    hold(session, broadcast)
    batch = _batch_of(session, school, broadcast)
    if batch is None or broadcast.state is BroadcastState.CANCELLED:
        raise Conflict(_l("This announcement is not on its way."))
    return batch


def _batch_of(session: Session, school: School, broadcast: Broadcast) -> Batch | None:
    return session.scalar(
        select(Batch).where(Batch.id == broadcast.batch_id, Batch.school_id == school.id).with_for_update()
    )


def _mark_some(database: Database, *, clock: Clock) -> int:
    with database.reading() as session:  # hardly ever anything: no writer's turn is taken for that
        batch_id = find_cancelled_batch(session)
    if batch_id is None:
        return 0
    now = clock()
    with database.writing() as session:
        ids = mark_texts(session, batch_id, limit=MOST_MARKED_AT_ONCE, now=now)
        withdraw_asked_by(session, ids, now=now)
        return len(ids)
