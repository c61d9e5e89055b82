"""What did not go of the broadcasts that were due, each for its reasons."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, cast, func, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.broadcasts.report.progress import CAN_STILL_BE_CANCELLED, Stand, Why, stand_of, why_of
from app.messages.delivery_status import ENDED_UNSENT, DeliveryStatus
from app.messages.message import Message
from app.schools.school import School

_BEGUN = (BroadcastState.SENDING, BroadcastState.SENT, BroadcastState.CANCELLED)
_TEXT, _LEFT_OUT, _RECIPIENT = range(3)

Reason = tuple[Stand, Why | None]


@dataclass(frozen=True)
class BroadcastNotGone:
    """So many families of one broadcast for whom no text left, for one reason."""

    broadcast: Broadcast
    stand: Stand
    why: Why | None
    families: int


def broadcasts_not_gone(
    session: Session, school: School, *, since: datetime, now: datetime
) -> list[BroadcastNotGone]:
    """The latest first; what the phone company failed to deliver has gone, and is not among it."""
    due = session.scalars(
        select(Broadcast)
        .where(
            Broadcast.school_id == school.id,
            Broadcast.state.in_(_BEGUN),
            Broadcast.send_at >= since,
            Broadcast.send_at <= now,
        )
        .order_by(Broadcast.send_at.desc(), Broadcast.id)
    ).all()
    counts = _counted(session, due, now=now) if due else {}
    return [
        BroadcastNotGone(broadcast, stand, why, families)
        for broadcast in due
        for (stand, why), families in counts[broadcast.id].most_common()
    ]


def _counted(session: Session, due: Collection[Broadcast], *, now: datetime) -> dict[int, Counter[Reason]]:
    """In one statement that looks at indexes alone, however many broadcasts there are."""
    by_id = {one.id: one for one in due}
    of_batch = {one.batch_id: one for one in due if one.batch_id is not None}
    cancelled = [one.id for one in due if one.state is BroadcastState.CANCELLED]
    counts: dict[int, Counter[Reason]] = defaultdict(Counter)
    recipients: Counter[int] = Counter()
    for kind, key, word, families in session.execute(
        union_all(_texts(of_batch), _left_out(by_id), _recipients(cancelled))
    ):
        if kind == _TEXT:
            broadcast = of_batch[key]
            if (reason := _reason(broadcast, DeliveryStatus(word), now=now)) is not None:
                counts[broadcast.id][reason] += families
        elif kind == _LEFT_OUT:
            counts[key][Stand.NOT_TEXTED, LeftOut(word)] += families
        else:
            recipients[key] = families
    for one in cancelled:
        never_handed_over = (by_id[one].expected or 0) - recipients[one]
        if never_handed_over > 0:
            counts[one][Stand.CANCELLED, None] += never_handed_over
    return counts


def _reason(broadcast: Broadcast, status: DeliveryStatus, *, now: datetime) -> Reason | None:
    """None for what may still leave."""
    is_cancelled = broadcast.state is BroadcastState.CANCELLED
    if status in ENDED_UNSENT or is_cancelled:
        stand = stand_of(status, is_cancelled=is_cancelled)
        return stand, why_of(status, None, is_cancelled=is_cancelled)
    is_stale = broadcast.not_after is not None and broadcast.not_after <= now
    if is_stale and status is DeliveryStatus.QUEUED:
        return Stand.NOT_TEXTED, LeftOut.TOO_LATE
    return None


def _texts(batches: Collection[int]) -> Select[*tuple[Any, ...]]:
    """From `ix_messages_of_batch`."""
    status = type_coerce(Message.status, String)
    return (
        select(literal(_TEXT), Message.batch_id, status, func.count())
        .where(Message.batch_id.in_(batches), Message.status.in_(ENDED_UNSENT | CAN_STILL_BE_CANCELLED))
        .group_by(Message.batch_id, status)
    )


def _left_out(broadcasts: Collection[int]) -> Select[*tuple[Any, ...]]:
    """From `ix_broadcast_recipients_left_out`."""
    why = type_coerce(BroadcastRecipient.left_out, String)
    return (
        select(literal(_LEFT_OUT), BroadcastRecipient.broadcast_id, why, func.count())
        .where(BroadcastRecipient.broadcast_id.in_(broadcasts), BroadcastRecipient.left_out.is_not(None))
        .group_by(BroadcastRecipient.broadcast_id, why)
    )


def _recipients(broadcasts: Collection[int]) -> Select[*tuple[Any, ...]]:
    """From the index that keeps a phone from standing there twice."""
    return (
        select(literal(_RECIPIENT), BroadcastRecipient.broadcast_id, cast(null(), String), func.count())
        .where(BroadcastRecipient.broadcast_id.in_(broadcasts))
        .group_by(BroadcastRecipient.broadcast_id)
    )
