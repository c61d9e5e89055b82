"""Finding out what became of calls that nobody has told the end of.

Asked are the provider's reports, then the provider's list. An emergency of which the list knows nothing is placed once
more, because not being told of it would be worse than being told twice; anything else is left to a person.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from app.calls.placing import UNHEARD, Calling, place_again_at
from app.calls.reports import MOST_TRIES, apply_call_report
from app.calls.voice_call import CallStatus, VoiceCall
from app.foundation.logging import get_logger
from app.gateway.voice import PlacedCall
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine

log = get_logger(__name__)

ONCE_MORE_AFTER = timedelta(minutes=2)
ASK_FOR = timedelta(minutes=10)
SILENT_AFTER = timedelta(minutes=3)
"""Longer than a phone rings and most calls last: then the provider is asked instead of waited for."""
CLOCK_SLACK = timedelta(seconds=30)
"""How far the provider's clock may differ from ours."""
BATCH = 200


def mark_stalled_calls(session: Session, *, unknown_after: timedelta, now: datetime) -> int:
    """Calls whose worker has been silent for longer than any request lasts are of unknown outcome; returns how many."""
    stalled = session.scalars(
        select(VoiceCall)
        .where(VoiceCall.status == CallStatus.PLACING, VoiceCall.claimed_at < now - unknown_after)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for call in stalled:
        call.status = CallStatus.UNKNOWN
        log.warning("call_stalled", call_id=call.id)
    return len(stalled)


def resolve_calls(parts: Calling) -> int:
    """Each call that nobody has told the end of has been asked about once; returns how many were found.

    While the provider does not answer, no more of them are asked about, and what the time alone decides is decided.
    """
    now = parts.clock()
    with parts.database.reading() as session:
        due = [
            (call_id, e164, claimed_at or now)
            for call_id, e164, claimed_at in session.execute(_asked_about(now))
        ]
    found, is_silent = 0, False
    for call_id, e164, claimed_at in due:
        placed: Sequence[PlacedCall] = ()
        if not is_silent:
            try:
                placed = parts.voice.find_calls(to=e164, since=claimed_at - CLOCK_SLACK)
            except OSError as trouble:
                is_silent = True
                log.warning("calls_not_listed", problem=type(trouble).__name__)
        with parts.database.writing() as session:
            found += _settle(session, call_id, placed, now=parts.clock())
    return found


def _asked_about(now: datetime) -> Select[int, str, datetime | None]:
    return (
        select(VoiceCall.id, PhoneNumber.e164, VoiceCall.claimed_at)
        .join(PhoneNumber, PhoneNumber.id == VoiceCall.phone_number_id)
        .where(
            or_(
                and_(VoiceCall.status == CallStatus.UNKNOWN, VoiceCall.ended_at.is_(None)),
                and_(VoiceCall.status == CallStatus.RINGING, VoiceCall.claimed_at < now - SILENT_AFTER),
            ),
            VoiceCall.claimed_at.is_not(None),
        )
        .order_by(VoiceCall.claimed_at)
    )


def _settle(session: Session, call_id: int, placed: Sequence[PlacedCall], *, now: datetime) -> bool:
    call = session.scalars(select(VoiceCall).where(VoiceCall.id == call_id).with_for_update()).one()
    if not _is_open(call) or call.claimed_at is None:
        return False
    match = _match(session, call, placed)
    if match is not None:
        call.provider_sid = match.report.provider_sid
        apply_call_report(call, match.report, now=now)
    waited = now - call.claimed_at
    if call.status is CallStatus.UNKNOWN and _may_be_placed_once_more(call) and waited >= ONCE_MORE_AFTER:
        call.provider_code = UNHEARD
        place_again_at(call, now, otherwise=CallStatus.EXPIRED, now=now)
        log.warning("emergency_called_once_more", call_id=call.id)
    elif _is_open(call) and waited >= ASK_FOR:
        call.status, call.ended_at = CallStatus.UNKNOWN, now
        log.warning("call_needs_a_person", call_id=call.id)
    return match is not None


def _is_open(call: VoiceCall) -> bool:
    return call.status in {CallStatus.UNKNOWN, CallStatus.RINGING}


def _may_be_placed_once_more(call: VoiceCall) -> bool:
    """An emergency, if it is not known to have rung and was not placed anew for this reason before."""
    return (
        call.is_emergency
        and call.provider_sid is None
        and call.provider_code != UNHEARD
        and call.attempt < MOST_TRIES
    )


def _match(session: Session, call: VoiceCall, placed: Sequence[PlacedCall]) -> PlacedCall | None:
    """The very call, or the oldest to the phone from the same line that no other row of ours claims."""
    if call.provider_sid is not None:
        return next((one for one in placed if one.report.provider_sid == call.provider_sid), None)
    line = session.get_one(PhoneLine, call.line_id)
    same = [one for one in placed if one.line == line.e164]
    taken = set(
        session.scalars(
            select(VoiceCall.provider_sid).where(
                VoiceCall.provider_sid.in_([one.report.provider_sid for one in same]), VoiceCall.id != call.id
            )
        )
    )
    free = [one for one in same if one.report.provider_sid not in taken]
    return min(free, key=lambda one: one.created_at) if free else None
