"""How far a broadcast has come: its families by where they stand, in sums that add up at every moment."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, String, cast, func, literal, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from app.broadcasts.broadcast import Broadcast, BroadcastState
from app.broadcasts.recipient import BroadcastRecipient, LeftOut
from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import Message

S = DeliveryStatus


class Stand(StrEnum):
    """Where a family stands with a broadcast; every family stands in exactly one place."""

    DELIVERED = "delivered"
    SENT = "sent"
    """The phone company has it, and has not said that it arrived."""
    UNKNOWN = "unknown"
    """The phone company did not answer: it may have gone out."""
    NOT_TEXTED = "not_texted"
    FAILED = "failed"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class WaitsFor(StrEnum):
    """What a text still waits for."""

    HANDING_OVER = "handing_over"
    """It is not in the outbox yet."""
    TURN = "turn"
    LEAVING = "leaving"
    """A worker has it in its hands."""
    PERSON = "person"
    """So many texts went to the number within an hour that somebody must look."""


Why = LeftOut | FailureReason | WaitsFor
"""Why a family stands where it stands: of those not texted, of those that failed, of those that wait."""

STANDS: Mapping[DeliveryStatus, Stand] = {
    S.DELIVERED: Stand.DELIVERED,
    S.ACCEPTED: Stand.SENT,
    S.SENT: Stand.SENT,
    S.UNKNOWN: Stand.UNKNOWN,
    S.SUPPRESSED: Stand.NOT_TEXTED,
    S.EXPIRED: Stand.NOT_TEXTED,
    S.UNDELIVERED: Stand.FAILED,
    S.FAILED: Stand.FAILED,
    S.DRAFT: Stand.WAITING,
    S.HELD: Stand.WAITING,
    S.QUEUED: Stand.WAITING,
    S.SENDING: Stand.WAITING,
    S.CANCELLED: Stand.CANCELLED,
}
CAN_STILL_BE_CANCELLED = frozenset({S.DRAFT, S.HELD, S.QUEUED})
_NOT_YET = frozenset({BroadcastState.SCHEDULED, BroadcastState.SENDING})
_ENDED_AS = {S.SUPPRESSED: LeftOut.STOPPED, S.EXPIRED: LeftOut.TOO_LATE}
_WAITS_FOR = {S.SENDING: WaitsFor.LEAVING, S.HELD: WaitsFor.PERSON}


def stand_of(status: DeliveryStatus, *, is_cancelled: bool) -> Stand:
    """Where a family stands whose text stands there; what waits in the outbox of a cancelled broadcast never leaves."""
    if is_cancelled and status in CAN_STILL_BE_CANCELLED:
        return Stand.CANCELLED
    return STANDS[status]


def why_of(status: DeliveryStatus, reason: FailureReason | None, *, is_cancelled: bool) -> Why | None:
    """What is to say besides; None where nothing is."""
    match stand_of(status, is_cancelled=is_cancelled):
        case Stand.NOT_TEXTED:
            return _ENDED_AS[status]
        case Stand.FAILED:
            return reason or FailureReason.UNEXPLAINED
        case Stand.WAITING:
            return _WAITS_FOR.get(status, WaitsFor.TURN)
        case _:
            return None


@dataclass(frozen=True)
class Count:
    """So many families stand in one place for one reason, and their text is in one language."""

    stand: Stand
    why: Why | None
    families: int
    language: str | None = None
    status: DeliveryStatus | None = None
    """Of their texts; None for those who have none, of whom the language is not told here."""
    reason: FailureReason | None = None
    """As it stands with their texts."""


@dataclass(frozen=True)
class Progress:
    """All families of a broadcast at one moment."""

    state: BroadcastState
    counts: tuple[Count, ...]

    @cached_property
    def families(self) -> int:
        """The sum of all that follows, always."""
        return sum(count.families for count in self.counts)

    @cached_property
    def stands(self) -> Counter[Stand]:
        found: Counter[Stand] = Counter()
        for count in self.counts:
            found[count.stand] += count.families
        return found

    def reasons(self, stand: Stand) -> Counter[Why]:
        found: Counter[Why] = Counter()
        for count in self.counts:
            if count.stand is stand and count.why is not None:
                found[count.why] += count.families
        return found

    @property
    def waiting(self) -> int:
        return self.stands[Stand.WAITING]

    @property
    def left(self) -> int:
        """So many texts have left or are leaving: nobody can call them back."""
        gone = sum(self.stands[s] for s in (Stand.DELIVERED, Stand.SENT, Stand.UNKNOWN, Stand.FAILED))
        return gone + self.reasons(Stand.WAITING)[WaitsFor.LEAVING]

    @property
    def settled(self) -> int:
        """So many families wait for nothing more to leave."""
        return self.families - self.waiting

    @property
    def is_settled(self) -> bool:
        """Nothing of it is still to leave, and the phone company has told of all that has."""
        return not (self.waiting or self.stands[Stand.SENT] or self.stands[Stand.UNKNOWN])


def progress_of(session: Session, broadcast: Broadcast) -> Progress:
    """Counted in one statement that looks at indexes alone, so that it is of one moment on either database."""
    rows = session.execute(union_all(_texts(broadcast), _left_out(broadcast), _state(broadcast))).all()
    last = next(row for row in rows if row.kind == _STATE)
    state, expected = BroadcastState(last.key), last.families or 0
    counts = [
        _counted(row, is_cancelled=state is BroadcastState.CANCELLED) for row in rows if row.kind != _STATE
    ]
    missing = expected - sum(count.families for count in counts)
    if missing > 0 and state in _NOT_YET:
        counts.append(Count(Stand.WAITING, WaitsFor.HANDING_OVER, missing))
    elif missing > 0 and state is BroadcastState.CANCELLED:
        counts.append(Count(Stand.CANCELLED, None, missing))
    return Progress(state, tuple(counts))


_TEXT, _LEFT_OUT, _STATE = range(3)
_NOTHING = cast(null(), String)
_NO_BATCH = 0
"""Of one that was never released: all texts that stand alone have no batch either, and are none of it."""


def _texts(broadcast: Broadcast) -> Select[*tuple[Any, ...]]:
    """From `ix_messages_of_batch`: each is one recipient's, and the copy of one that is tried again takes its place."""
    status, reason = type_coerce(Message.status, String), type_coerce(Message.reason, String)
    return (
        select(
            literal(_TEXT).label("kind"),
            status.label("key"),
            reason.label("reason"),
            Message.language.label("language"),
            func.count().label("families"),
        )
        .where(Message.batch_id == (broadcast.batch_id or _NO_BATCH))
        .group_by(status, reason, Message.language)
    )


def _left_out(broadcast: Broadcast) -> Select[*tuple[Any, ...]]:
    """From `ix_broadcast_recipients_left_out`."""
    why = type_coerce(BroadcastRecipient.left_out, String)
    return (
        select(literal(_LEFT_OUT), why, _NOTHING, _NOTHING, func.count())
        .where(BroadcastRecipient.broadcast_id == broadcast.id, BroadcastRecipient.left_out.is_not(None))
        .group_by(why)
    )


def _state(broadcast: Broadcast) -> Select[*tuple[Any, ...]]:
    state = type_coerce(Broadcast.state, String)
    return select(literal(_STATE), state, _NOTHING, _NOTHING, Broadcast.expected).where(
        Broadcast.id == broadcast.id
    )


def _counted(row: Row[Any], *, is_cancelled: bool) -> Count:
    if row.kind == _LEFT_OUT:
        return Count(Stand.NOT_TEXTED, LeftOut(row.key), row.families)
    status = DeliveryStatus(row.key)
    reason = FailureReason(row.reason) if row.reason else None
    return Count(
        stand_of(status, is_cancelled=is_cancelled),
        why_of(status, reason, is_cancelled=is_cancelled),
        row.families,
        row.language,
        status,
        reason,
    )
