"""A key that somebody pressed during a call, and what they hear then."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.calls.claim import script_of
from app.calls.no_calls import ASKED_FOR_NO_CALLS, record_no_calls
from app.calls.placing import key_url
from app.calls.reports import bind, find_call, mark_answered
from app.calls.voice_call import VoiceCall
from app.calls.voice_words import (
    NOTHING_TO_SAY,
    farewell,
    first_speech,
    keys_again,
    no_more_calls,
    once_more,
)
from app.foundation.logging import get_logger
from app.gateway.voice import PressedKey, Speech
from app.schools.queries import get_school
from app.sms.catalog import Catalog

log = get_logger(__name__)

HEAR_AGAIN, NO_MORE_CALLS = "1", "9"
MOST_TIMES_AGAIN = 3


@dataclass(frozen=True)
class Pressed:
    """A key, and what the address carried at which the provider told of it."""

    key: PressedKey
    call_id: int | None
    attempt: int | None
    heard: int
    """How often it had been read out again when the key was asked for: one press is counted once."""


def take_key(session: Session, pressed: Pressed, *, now: datetime) -> None:
    """What the key asks for has been done; a key that asks for nothing, and a repeat, change nothing."""
    call = find_call(session, pressed.key.provider_sid, pressed.call_id)
    if call is None:
        log.warning("key_without_call", provider_sid=pressed.key.provider_sid)
        return
    bind(session, call, pressed.key.provider_sid, pressed.attempt)
    mark_answered(call, now=now)  # whichever try it was: somebody has heard it
    if pressed.key.key == NO_MORE_CALLS:
        record_no_calls(session, call)
    elif pressed.key.key == HEAR_AGAIN and call.heard_again == pressed.heard:
        call.heard_again += 1


def say_next(session: Session, pressed: Pressed, *, catalog: Catalog, public_url: str) -> Speech:
    """What is heard after the key: the same however often the provider asks, and no promise that is not on record."""
    call = session.get(VoiceCall, pressed.call_id) if pressed.call_id is not None else None
    if call is None:
        return NOTHING_TO_SAY
    script = script_of(call, get_school(session, call.school_id))
    again_at = key_url(public_url, call.id, pressed.attempt or call.attempt, pressed.heard)
    match pressed.key.key:
        case None:
            return first_speech(catalog, script, again_at)
        case "9" if call.provider_code == ASKED_FOR_NO_CALLS:
            return no_more_calls(catalog, script)
        case "1" if pressed.heard < MOST_TIMES_AGAIN:
            again_at = key_url(public_url, call.id, pressed.attempt or call.attempt, pressed.heard + 1)
            return once_more(catalog, script, again_at)
        case "1":
            return farewell(catalog, script)
        case _:
            return keys_again(catalog, script, again_at)
