"""Calls in a test: a provider that places them as it is told, and a call that waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calls.enqueue import NewCall, enqueue_calls
from app.calls.placing import Calling
from app.calls.voice_call import VoiceCall
from app.foundation.database import Database
from app.gateway.port import Accepted, SendResult
from app.gateway.voice import CallProgress, CallReport, OutgoingCall, PlacedCall, Say
from app.roster.phone_number import PhoneNumber
from app.schools.phone_line import PhoneLine
from app.schools.school import School
from tests.support.cast import CATALOG, MAIN, MAYA, UNKNOWN_AFTER, new_sid

SNOW = Say("en", "School is closed today because of snow.")
NIEVE = Say("es", "Hoy no hay clases por la nieve.")


@dataclass
class FakeVoice:
    """It answers as a test has told it to, and remembers what it was asked to place."""

    answer: Callable[[OutgoingCall], SendResult] = field(default=lambda _call: Accepted(new_sid(), "queued"))
    placed: list[OutgoingCall] = field(default_factory=list)
    listed: list[PlacedCall] = field(default_factory=list)
    is_silent: bool = False
    languages: frozenset[str] = frozenset({"en", "es"})

    def place(self, call: OutgoingCall) -> SendResult:
        self.placed.append(call)
        return self.answer(call)

    def find_calls(self, *, to: str, since: datetime) -> Sequence[PlacedCall]:
        if self.is_silent:
            message = "the provider does not answer"
            raise ConnectionError(message)
        return [call for call in self.listed if call.to == to and call.created_at >= since]


def calling(database: Database, voice: FakeVoice, clock: Callable[[], datetime]) -> Calling:
    """What a worker needs, with this provider and this clock."""
    return Calling(
        database=database,
        voice=voice,
        catalog=CATALOG,
        clock=clock,
        public_url="https://puente.example.org",
        unknown_after=UNKNOWN_AFTER,
        at_once=20,
    )


def told(
    sid: str, progress: CallProgress | None, status: str = "in the provider's word", code: str = ""
) -> CallReport:
    """What the provider says of a call."""
    return CallReport(sid, status, code, progress)


def ask_for_call(
    session: Session,
    *,
    now: datetime,
    to: str = MAYA,
    line: str = MAIN,
    words: Sequence[Say] = (SNOW,),
    is_emergency: bool = False,
    due_at: datetime | None = None,
    fresh_for: timedelta = timedelta(hours=4),
    batch_id: int | None = None,
) -> VoiceCall:
    """A call waits to be placed."""
    phone = session.scalars(select(PhoneNumber).where(PhoneNumber.e164 == to)).one()
    sees = session.scalars(select(PhoneLine).where(PhoneLine.e164 == line)).one()
    (call_id,) = enqueue_calls(
        session,
        session.get_one(School, phone.school_id),
        [NewCall(phone.id, sees.id, words)],
        batch_id=batch_id,
        is_emergency=is_emergency,
        due_at=due_at or now,
        not_after=now + fresh_for,
        now=now,
    )
    return session.get_one(VoiceCall, call_id)
