"""Keeping a broadcast to oneself while it is changed, so that two people never undo each other's work."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.foundation.errors import Conflict
from app.foundation.i18n import _l

_IS_NOT = {
    BroadcastState.DRAFT: _l("This announcement is not a draft any more."),
    BroadcastState.SUBMITTED: _l("This announcement does not wait for anybody any more."),
    BroadcastState.SCHEDULED: _l("This announcement has begun to leave, or is not to leave any more."),
}


def hold(session: Session, broadcast: Broadcast, *states: BroadcastState, version: int) -> None:
    """It is as it stands now, and nobody else changes it until this unit of work ends.

    Raises Conflict when it is in none of these states any more, or is not the version that somebody was looking at.
    """
    session.flush()
    found = session.scalar(
        select(Broadcast)
        .where(Broadcast.id == broadcast.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None or broadcast.state not in states:
        raise Conflict(_IS_NOT[states[-1]])
    if broadcast.version != version:
        raise Conflict(_l("Somebody else has changed this announcement. Please look at it again."))


def moved_on(session: Session, broadcast: Broadcast, *, now: datetime) -> None:
    """There is a new version, which says the same to the same families."""
    broadcast.version += 1
    broadcast.changed_at = now
    session.flush()


def changed(session: Session, broadcast: Broadcast, *, now: datetime) -> None:
    """There is a new version, to which no second person has agreed."""
    broadcast.second_by = broadcast.second_at = None
    moved_on(session, broadcast, now=now)
