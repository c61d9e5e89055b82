"""Marking what was cancelled as a whole: nothing of it would leave, and whoever reads it should see that."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, exists, select, update
from sqlalchemy.orm import Session

from app.messages.batch import Batch
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message
from app.messages.thread import Thread

WAITING = (DeliveryStatus.QUEUED, DeliveryStatus.HELD)

_MESSAGE, _THREAD = (cast("Table", kind.__table__) for kind in (Message, Thread))


def find_cancelled_batch(session: Session) -> int | None:
    """A batch that was cancelled and still has texts that count as waiting; None where there is none."""
    waits = exists().where(Message.batch_id == Batch.id, Message.status.in_(WAITING))
    return session.scalar(select(Batch.id).where(Batch.cancelled_at.is_not(None), waits).limit(1))


def mark_cancelled(session: Session, batch_id: int, *, limit: int, now: datetime) -> list[int]:
    """Some of its waiting texts are cancelled, those that nobody is just at; returns their ids."""
    waiting = session.execute(
        select(Message.id, Message.thread_id)
        .where(Message.batch_id == batch_id, Message.status.in_(WAITING))
        .order_by(Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    ids = [message_id for message_id, _ in waiting]
    connection = session.connection()
    connection.execute(
        update(_MESSAGE)
        .where(_MESSAGE.c.id.in_(ids))
        .values(status=DeliveryStatus.CANCELLED, ended_at=now, attention_at=None)
    )
    connection.execute(
        update(_THREAD)
        .where(_THREAD.c.id.in_([thread_id for _, thread_id in waiting]))
        .values(version=_THREAD.c.version + 1, touched_at=now)
    )
    return ids
