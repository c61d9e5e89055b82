"""What the provider tells of a call: applied so that a call which somebody answered is never placed again."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calls.placing import is_waiting_unheard, place_again_at
from app.calls.voice_call import CallStatus, VoiceCall
from app.foundation.logging import get_logger
from app.gateway.voice import CallProgress, CallReport

log = get_logger(__name__)

MOST_TRIES = 3
TRY_AGAIN_AFTER = timedelta(minutes=10)
_OPEN = frozenset({CallStatus.PLACING, CallStatus.UNKNOWN, CallStatus.RINGING})


def receive_call_report(
    session: Session, report: CallReport, *, call_id: int | None, attempt: int | None, now: datetime
) -> None:
    """The call stands where the provider says, if the report is about its current try and tells something new.

    `call_id` and `attempt` are what our own callback URL carried; None when it carried nothing usable.
    """
    call = find_call(session, report.provider_sid, call_id)
    if call is None:
        log.warning("report_without_call", provider_sid=report.provider_sid, status=report.status)
        return
    bind(session, call, report.provider_sid, attempt)
    if call.provider_sid == report.provider_sid:  # else it is about an earlier try
        apply_call_report(call, report, now=now)


def find_call(session: Session, provider_sid: str, call_id: int | None) -> VoiceCall | None:
    """The call of ours, locked: by our own id, or by the provider's name for it."""
    which = VoiceCall.id == call_id if call_id is not None else VoiceCall.provider_sid == provider_sid
    return session.scalar(select(VoiceCall).where(which).with_for_update())


def bind(session: Session, call: VoiceCall, provider_sid: str, attempt: int | None) -> None:
    """The provider's name for the current try is kept where nobody knew it, unless another call has that name."""
    is_open = call.status in _OPEN or is_waiting_unheard(call)
    if call.provider_sid is not None or attempt != call.attempt or not is_open:
        return
    if session.scalar(select(VoiceCall.id).where(VoiceCall.provider_sid == provider_sid)) is None:
        call.provider_sid = provider_sid


def apply_call_report(call: VoiceCall, report: CallReport, *, now: datetime) -> None:
    """A call moves on; one that has ended stays, but for the moment at which it was hung up."""
    if report.progress is None:
        log.warning("call_status_unknown", call_id=call.id, status=report.status)
        return
    if report.progress in {CallProgress.ANSWERED, CallProgress.OVER}:
        if call.status is not CallStatus.CANCELLED:
            mark_answered(call, now=now)
        if report.progress is CallProgress.OVER:
            call.ended_at = call.ended_at or now
        return
    if call.status not in _OPEN and not is_waiting_unheard(call):
        return
    match report.progress:
        case CallProgress.UNDER_WAY:
            call.status = CallStatus.RINGING
        case CallProgress.NOT_ANSWERED:
            call.provider_code = report.status[:20]
            _try_again_or_end(call, now=now)
        case CallProgress.FAILED:
            call.status, call.provider_code, call.ended_at = CallStatus.FAILED, report.code or "failed", now
        case CallProgress.CANCELLED:
            call.status, call.ended_at = CallStatus.CANCELLED, now


def mark_answered(call: VoiceCall, *, now: datetime) -> None:
    """Somebody, or a machine, has taken it: it is not placed again, whatever was thought before."""
    if call.status is not CallStatus.ANSWERED:
        call.status, call.answered_at, call.ended_at = CallStatus.ANSWERED, now, None


def _try_again_or_end(call: VoiceCall, *, now: datetime) -> None:
    if call.attempt >= MOST_TRIES:
        call.status, call.ended_at = CallStatus.NOT_ANSWERED, now
    else:
        place_again_at(call, now + TRY_AGAIN_AFTER, otherwise=CallStatus.NOT_ANSWERED, now=now)
