"""Placing calls: claim (commit), call the provider (nothing open), record (commit)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from app.calls.claim import ClaimedCall
from app.calls.voice_call import CallStatus, VoiceCall
from app.calls.voice_words import first_speech
from app.foundation.clock import Clock, pause_seconds
from app.foundation.database import Database
from app.foundation.ids import jitter
from app.foundation.logging import get_logger
from app.gateway.port import Accepted, GivenUp, SendResult, TryAgain, Unknown
from app.gateway.voice import OutgoingCall, Voice
from app.sms.catalog import Catalog

log = get_logger(__name__)

RING_SECONDS = 30
"""About six rings; most machines answer within them."""
WAIT_SECONDS = 15.0
WAIT_FOR_MENDING = timedelta(minutes=1)
"""The account or the line refuses every call: a person must mend it, while calls are still worth placing."""
RECORD_WAITS = (0.1, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Seconds between tries to record a result; after the last one the call counts as stalled."""


@dataclass(frozen=True)
class Calling:
    """What one worker thread needs to place calls."""

    database: Database
    voice: Voice
    catalog: Catalog
    clock: Clock
    public_url: str
    unknown_after: timedelta
    at_once: int


def key_url(public_url: str, call_id: int, attempt: int, heard: int) -> str:
    """Where the provider tells of a pressed key; `heard` tells one press from a repeat of the same."""
    return f"{public_url}/webhooks/twilio/voice?call={call_id}&attempt={attempt}&heard={heard}"


def place(parts: Calling, claimed: ClaimedCall) -> SendResult:
    """The provider has been called for one claimed call, once; no transaction is open meanwhile."""
    here = key_url(parts.public_url, claimed.call_id, claimed.attempt, 0)
    return parts.voice.place(
        OutgoingCall(
            to=claimed.to,
            line=claimed.line,
            speech=first_speech(parts.catalog, claimed.script, here),
            callback_url=(
                f"{parts.public_url}/webhooks/twilio/call-status"
                f"?call={claimed.call_id}&attempt={claimed.attempt}"
            ),
            ring_seconds=RING_SECONDS,
        )
    )


def record_result(parts: Calling, claimed: ClaimedCall, result: SendResult) -> None:
    """What the provider said is written down; while the database is away this waits.

    A result that cannot be recorded leaves its call `placing`, and so of unknown outcome when its time is up.
    """
    for wait_seconds in (*RECORD_WAITS, None):
        try:
            with parts.database.writing() as session:
                record(session, claimed, result, now=parts.clock())
        except (OperationalError, InterfaceError, PoolTimeoutError):
            if wait_seconds is None:
                log.exception("call_result_not_recorded", call_id=claimed.call_id)
                return
            pause_seconds(wait_seconds)
        else:
            return


def record(session: Session, claimed: ClaimedCall, result: SendResult, *, now: datetime) -> None:
    """The call stands where the provider says, if this claim is still the current one."""
    call = session.scalars(select(VoiceCall).where(VoiceCall.id == claimed.call_id).with_for_update()).one()
    if (call.attempt, call.claimed_at) != (claimed.attempt, claimed.claimed_at):
        return  # this worker woke late, and the call has been placed anew meanwhile
    if isinstance(result, Accepted):
        call.provider_sid = call.provider_sid or result.provider_sid
        # Nobody knew, so it was to be placed once more; now we know, in time: it does not ring a second time.
        if call.status in {CallStatus.PLACING, CallStatus.UNKNOWN} or is_waiting_unheard(call):
            call.status = CallStatus.RINGING
        return
    if call.status is not CallStatus.PLACING:
        return
    match result:
        case Unknown():
            call.status = CallStatus.UNKNOWN
            log.warning("call_outcome_unknown", call_id=call.id, detail=result.detail)
        case TryAgain():
            _wait(call, result.code, timedelta(seconds=_wait_seconds(result)), now=now)
        case GivenUp() if result.stops_line or result.stops_account:
            log.warning("calls_refused", line_id=call.line_id, code=result.code)
            _wait(call, result.code, WAIT_FOR_MENDING, now=now)
        case GivenUp():
            call.status, call.provider_code, call.ended_at = CallStatus.FAILED, result.code[:20], now


def _wait_seconds(result: TryAgain) -> float:
    return max(WAIT_SECONDS * jitter(), result.after_seconds or 0)


def _wait(call: VoiceCall, code: str, span: timedelta, *, now: datetime) -> None:
    """It surely did not ring: that was no try, and it waits for the next while it is fresh."""
    call.attempt -= 1
    if call.provider_code != UNHEARD:
        call.provider_code = code[:20]
    place_again_at(call, now + span, otherwise=CallStatus.EXPIRED, now=now)


def place_again_at(call: VoiceCall, moment: datetime, *, otherwise: CallStatus, now: datetime) -> None:
    """It waits until then, or has ended where it would be stale by then."""
    if moment < call.not_after:
        call.status, call.due_at = CallStatus.QUEUED, moment
    else:
        call.status, call.ended_at = otherwise, now


UNHEARD = "unheard"
"""What stands where else the provider's code does, once a call of unknown outcome is to be placed anew."""


def is_waiting_unheard(call: VoiceCall) -> bool:
    """True of a call that waits to be placed anew although nobody knows whether it has rung."""
    return call.status is CallStatus.QUEUED and call.provider_code == UNHEARD and call.provider_sid is None
