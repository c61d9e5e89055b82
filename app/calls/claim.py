"""Claiming calls: a worker takes one that may be placed now, so that nobody else does.

One worker at a time is at a line, which takes one call a second, whatever number of workers there is.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, column, exists, func, or_, select, table
from sqlalchemy.orm import Session

from app.calls.no_calls import want_no_calls
from app.calls.voice_call import CallStatus, VoiceCall
from app.calls.voice_words import Script
from app.consent.opt_out import StopReview
from app.consent.standing import CLEAR, Standing, number_key, standings, take_free
from app.foundation.database import UtcDateTime
from app.gateway.voice import Say
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.schools.school import School

APART = timedelta(seconds=1)
"""Twilio dials one call a second from a number, and lets the others wait in a row of its own that we do not see."""
LOOKED_AT = 20
"""So many waiting calls of a line are looked at to find one that may be placed."""
WANTS_NO_CALLS = "wants_no_calls"
"""What stands where else the provider's code does: the phone had asked for no calls before."""
MAY_NOT_BE_CALLED = "may_not_be_called"
"""Likewise: it is no emergency, and the family has asked for no texts."""

NOW = bindparam("now", type_=UtcDateTime())
_IN_FLIGHT = (CallStatus.PLACING, CallStatus.RINGING)

# Batches belong to the room of texts, which stands beside this one: they are read by name, as the foreign key is.
_BATCH = table(
    "batches",
    column("id"),
    column("paused_at", UtcDateTime()),
    column("cancelled_at", UtcDateTime()),
)
_IS_HELD = or_(_BATCH.c.paused_at.is_not(None), _BATCH.c.cancelled_at.is_not(None))
_HELD_BATCH = (
    select(_BATCH.c.id, _IS_HELD).where(_BATCH.c.id == bindparam("batch")).with_for_update(read=True)
)


@dataclass(frozen=True)
class ClaimedCall:
    """A call that this worker, and nobody else, places now."""

    call_id: int
    attempt: int
    claimed_at: datetime
    to: str
    line: str
    script: Script


def _is_due() -> ColumnElement[bool]:
    """Its moment has come, and it waits for nobody: for no review of a stop, and not because somebody paused it."""
    is_under_review = exists().where(
        StopReview.school_id == PhoneNumber.school_id,
        StopReview.e164 == PhoneNumber.e164,
        StopReview.decided_at.is_(None),
    )
    is_batch_held = exists().where(_BATCH.c.id == VoiceCall.batch_id, _IS_HELD)
    is_school_paused = exists().where(School.id == VoiceCall.school_id, School.paused_at.is_not(None))
    return and_(
        VoiceCall.status == CallStatus.QUEUED,
        VoiceCall.due_at <= NOW,
        or_(VoiceCall.batch_id.is_(None), ~is_batch_held),
        or_(VoiceCall.is_emergency, and_(~is_under_review, ~is_school_paused)),
    )


_LINES = (
    select(PhoneLine)
    .where(
        exists().where(
            VoiceCall.line_id == PhoneLine.id, PhoneNumber.id == VoiceCall.phone_number_id, _is_due()
        )
    )
    .order_by(PhoneLine.id)
)
_WAITING = (
    select(VoiceCall.id, PhoneNumber.school_id, PhoneNumber.e164)
    .join(PhoneNumber, PhoneNumber.id == VoiceCall.phone_number_id)
    .where(VoiceCall.line_id == bindparam("line"), _is_due())
    .order_by(VoiceCall.is_emergency.desc(), VoiceCall.due_at, VoiceCall.id)
    .limit(LOOKED_AT)
)
_STILL_QUEUED = (
    select(VoiceCall, School)
    .join(School, School.id == VoiceCall.school_id)
    .where(VoiceCall.id.in_(bindparam("ids", expanding=True)), VoiceCall.status == CallStatus.QUEUED)
    .order_by(VoiceCall.is_emergency.desc(), VoiceCall.due_at, VoiceCall.id)
    .with_for_update(of=VoiceCall, skip_locked=True)
)
_UNDER_WAY = select(
    func.count().filter(VoiceCall.status.in_(_IN_FLIGHT)),
    func.count().filter(VoiceCall.claimed_at > bindparam("since", type_=UtcDateTime())),
).where(
    VoiceCall.line_id == bindparam("line"),
    or_(VoiceCall.status.in_(_IN_FLIGHT), VoiceCall.claimed_at > bindparam("since", type_=UtcDateTime())),
)


def is_any_due(session: Session, *, now: datetime) -> bool:
    """A look that takes no lock: most of the time there is nothing to place."""
    return session.scalar(_LINES.limit(1), {"now": now}) is not None


def claim_calls(session: Session, *, limit: int, at_once: int, now: datetime) -> list[ClaimedCall]:
    """At most `limit` calls are taken, one of each line; calls that may not be placed get the status that says why.

    No line has more than `at_once` calls that ring or are being placed.
    """
    claimed: list[ClaimedCall] = []
    for line in session.scalars(_LINES, {"now": now}).all():
        if len(claimed) == limit:
            break
        if take_free(session, [_line_key(line)]) and _has_room(session, line, at_once=at_once, now=now):
            claimed += _claim_on_line(session, line, now=now)
    return claimed


def _line_key(line: PhoneLine) -> int:
    """Names the calls of a line, for a lock that nobody who sends texts has to wait for."""
    return int.from_bytes(hashlib.sha256(f"calls of line {line.id}".encode()).digest()[:8], "big") >> 1


def _has_room(session: Session, line: PhoneLine, *, at_once: int, now: datetime) -> bool:
    in_flight, just_now = session.execute(_UNDER_WAY, {"line": line.id, "since": now - APART}).one()
    return in_flight < at_once and not just_now


def _claim_on_line(session: Session, line: PhoneLine, *, now: datetime) -> list[ClaimedCall]:
    rows = session.execute(_WAITING, {"line": line.id, "now": now})
    waiting = {call_id: (school_id, e164) for call_id, school_id, e164 in rows}
    # Numbers first, and only then what holds for them: a STOP or a 9 that has committed is seen.
    free = take_free(session, [number_key(*number) for number in waiting.values()])
    waiting = {call_id: number for call_id, number in waiting.items() if number_key(*number) in free}
    if not waiting:
        return []
    known = standings(session, waiting.values())
    candidates = session.execute(_STILL_QUEUED, {"ids": list(waiting)}).all()
    silent = want_no_calls(session, {call.phone_number_id for call, _ in candidates})
    for call, school in candidates:
        number = waiting[call.id]
        if _is_held_by_now(session, call):
            continue
        if call.phone_number_id in silent:
            _end(call, CallStatus.CANCELLED, WANTS_NO_CALLS, now=now)
        elif _may_leave(call, school, line, known.get(number, CLEAR), now=now):
            return [_take(call, school, line, number[1], now=now)]
    return []


def _is_held_by_now(session: Session, call: VoiceCall) -> bool:
    """Paused or cancelled since; a batch that is not stays so until this claim has committed."""
    held = session.execute(_HELD_BATCH, {"batch": call.batch_id}).all() if call.batch_id is not None else []
    return any(is_held for _, is_held in held)


def _may_leave(
    call: VoiceCall, school: School, line: PhoneLine, standing: Standing, *, now: datetime
) -> bool:
    if now > call.not_after:
        _end(call, CallStatus.EXPIRED, None, now=now)
        return False
    if call.is_emergency:
        return True
    if standing.opt_out is not None or line.id in standing.blocked_lines:
        _end(call, CallStatus.CANCELLED, MAY_NOT_BE_CALLED, now=now)
        return False
    if standing.review is not None:
        return False
    opens_at = school.texting_hours.next_moment(now)
    if opens_at >= call.not_after:
        _end(call, CallStatus.EXPIRED, None, now=now)
        return False
    if opens_at > now:
        call.due_at = opens_at
        return False
    return True


def _end(call: VoiceCall, status: CallStatus, why: str | None, *, now: datetime) -> None:
    call.status, call.provider_code, call.ended_at = status, why, now


def _take(call: VoiceCall, school: School, line: PhoneLine, e164: str, *, now: datetime) -> ClaimedCall:
    call.status, call.claimed_at, call.attempt = CallStatus.PLACING, now, call.attempt + 1
    call.provider_sid = None
    return ClaimedCall(call.id, call.attempt, now, e164, line.e164, script_of(call, school))


def script_of(call: VoiceCall, school: School) -> Script:
    """What the call says."""
    return Script(school.name, school.office_phone, tuple(_say(said) for said in call.words))


def _say(said: Mapping[str, str]) -> Say:
    return Say(said["language"], said["words"])
