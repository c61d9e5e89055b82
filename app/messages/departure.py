"""May this text leave now? The one gate, asked when a text is enqueued and again when it is claimed. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.gateway.port import FailureReason
from app.messages.delivery_status import DeliveryStatus
from app.messages.message import MessageKind
from app.schools.texting_hours import TextingHours

CAP_WINDOW = timedelta(hours=1)
NOT_CAPPED = frozenset({MessageKind.OPT_OUT_CONFIRMATION, MessageKind.EMERGENCY})


@dataclass(frozen=True)
class Circumstances:
    """Everything that decides whether one text may leave."""

    kind: MessageKind
    due_at: datetime
    not_after: datetime
    any_time_until: datetime | None
    texting_hours: TextingHours
    is_opted_out: bool
    is_blocked_on_line: bool
    is_under_review: bool
    texts_within_an_hour: int
    hourly_cap: int


@dataclass(frozen=True)
class Leaves:
    """It may go now."""


@dataclass(frozen=True)
class Waits:
    """It may not go before then."""

    until: datetime


@dataclass(frozen=True)
class WaitsForPerson:
    """It may go once a person has decided whether the family asked to stop."""


@dataclass(frozen=True)
class Ends:
    """It never goes, or goes only after a person has released it."""

    status: DeliveryStatus
    reason: FailureReason | None = None


Departure = Leaves | Waits | WaitsForPerson | Ends


def departure(it: Circumstances, *, now: datetime) -> Departure:
    """What becomes of a text at this moment; the first rule that applies decides."""
    confirms_stop = it.kind is MessageKind.OPT_OUT_CONFIRMATION
    if it.is_opted_out and not confirms_stop:
        return Ends(DeliveryStatus.SUPPRESSED, FailureReason.OPTED_OUT)
    if it.is_blocked_on_line:
        return Ends(DeliveryStatus.SUPPRESSED, FailureReason.OPTED_OUT)
    if now > it.not_after:
        return Ends(DeliveryStatus.EXPIRED, FailureReason.TOO_LATE)
    if it.is_under_review and not confirms_stop:
        return WaitsForPerson()
    leaves_at = _next_moment(it, max(now, it.due_at))
    if leaves_at > it.not_after:
        return Ends(DeliveryStatus.EXPIRED, FailureReason.TOO_LATE)
    if leaves_at > now:
        return Waits(leaves_at)
    if it.texts_within_an_hour >= it.hourly_cap and it.kind not in NOT_CAPPED:
        return Ends(DeliveryStatus.HELD)
    return Leaves()


def _next_moment(it: Circumstances, moment: datetime) -> datetime:
    if it.any_time_until is not None and moment <= it.any_time_until:
        return moment
    return it.texting_hours.next_moment(moment)
