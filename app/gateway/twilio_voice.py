"""Twilio's calls: placing one, what it says (TwiML), and reading what Twilio posts about it."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.foundation.errors import Invalid
from app.foundation.i18n import _l
from app.foundation.text import display_text
from app.gateway.port import SendResult
from app.gateway.twilio import Form, TwilioGateway
from app.gateway.voice import CallProgress, CallReport, OutgoingCall, PlacedCall, PressedKey, Say, Speech

LONGEST_TWIML = 4000
"""What Twilio takes along with a call (32018); anything longer it fetches from us when somebody has answered."""
LONGEST_CALL_SECONDS = 600
KEY_SECONDS = 6
"""How long it listens for a key once it has said everything."""
MOST_LISTED = 50
_SID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_KEY = re.compile(r"[0-9*#]", re.ASCII)
_EVENTS = ["initiated", "ringing", "answered", "completed"]

_PROGRESS = {
    "queued": CallProgress.UNDER_WAY,
    "initiated": CallProgress.UNDER_WAY,
    "ringing": CallProgress.UNDER_WAY,
    "in-progress": CallProgress.ANSWERED,
    "completed": CallProgress.OVER,
    "busy": CallProgress.NOT_ANSWERED,
    "no-answer": CallProgress.NOT_ANSWERED,
    "failed": CallProgress.FAILED,
    "canceled": CallProgress.CANCELLED,
}


class TwilioVoice:
    """The port to the calls of the same account that texts leave from."""

    def __init__(self, gateway: TwilioGateway, voices: Mapping[str, str]) -> None:
        self._gateway = gateway
        self._voices = voices

    @property
    def languages(self) -> frozenset[str]:
        """Those that the installation has chosen a voice for."""
        return frozenset(self._voices)

    def place(self, call: OutgoingCall) -> SendResult:
        """Let one phone ring, in one POST that nobody repeats: Twilio knows no idempotency key."""
        return self._gateway.hand_over(lambda client: client.calls.create(**self._parameters(call)))

    def find_calls(self, *, to: str, since: datetime) -> Sequence[PlacedCall]:
        """What Twilio placed to a number since then, newest first; raises OSError when it does not answer."""
        # Not by StartTime: a call that still waits at Twilio has none and would not be listed.
        listed = self._gateway.ask(lambda client: client.calls.list(to=to, limit=MOST_LISTED))
        earliest = since.astimezone(UTC).replace(microsecond=0)
        placed = [_placed_call(call) for call in listed if call.date_created is not None]
        return sorted(
            (call for call in placed if call.created_at >= earliest),
            key=lambda call: call.created_at,
            reverse=True,
        )

    def _parameters(self, call: OutgoingCall) -> dict[str, object]:
        parameters: dict[str, object] = {
            "to": call.to,
            "from_": call.line,
            "timeout": call.ring_seconds,
            "time_limit": LONGEST_CALL_SECONDS,
            "status_callback": call.callback_url,
            "status_callback_event": _EVENTS,
            "status_callback_method": "POST",
        }
        # Along with the call where it fits: then it is read out although we may be away when somebody answers.
        said = twiml(call.speech, self._voices)
        if len(said) <= LONGEST_TWIML or call.speech.key_url is None:
            return parameters | {"twiml": said}
        return parameters | {"url": call.speech.key_url, "method": "POST"}


def twiml(speech: Speech, voices: Mapping[str, str]) -> str:
    """The speech as Twilio wants it told; a language that has no voice is left out."""
    from twilio.twiml.voice_response import VoiceResponse  # noqa: PLC0415 - as the client: only who needs it waits

    response = VoiceResponse()
    response.pause(length=1)  # people hold the phone to their ear first
    asking = response
    if speech.key_url is not None:
        asking = response.gather(
            input="dtmf",
            num_digits=1,
            finish_on_key="",
            timeout=KEY_SECONDS,
            action=speech.key_url,
            method="POST",
        )
    for said in speech.until_a_key:
        _say(asking, said, voices)
    for said in speech.afterwards:
        _say(response, said, voices)
    response.hangup()
    return str(response)


def _say(verb: Any, said: Say, voices: Mapping[str, str]) -> None:  # noqa: ANN401 - the official client has no types
    voice = voices.get(said.language)
    if voice is None:
        return
    # Without both, or with a pair that does not fit, Twilio says nothing at all.
    locale, _, name = voice.partition("/")
    verb.say(said.words, language=locale, voice=name)
    verb.pause(length=1)


def read_call_report(form: Form) -> CallReport:
    """What a call's status callback says; raises Invalid when it names no call or no status."""
    fields = dict(form)
    status = display_text(fields.get("CallStatus", ""))[:40]
    if not status:
        raise Invalid(_l("That report tells no status."))
    code = fields.get("ErrorCode") or fields.get("SipResponseCode") or ""
    return _report(_sid(fields), status, display_text(code)[:20])


def read_pressed_key(form: Form) -> PressedKey:
    """Which key was pressed during which call; raises Invalid when it names no call."""
    fields = dict(form)
    key = fields.get("Digits", "")
    return PressedKey(_sid(fields), key if _KEY.fullmatch(key) else None)


def _sid(fields: dict[str, str]) -> str:
    sid = fields.get("CallSid", "")
    if not _SID.fullmatch(sid):
        raise Invalid(_l("That does not say which call it is about."))
    return sid


def _placed_call(call: Any) -> PlacedCall:  # noqa: ANN401 - as above
    return PlacedCall(
        to=str(call.to or ""),
        line=str(call._from or ""),  # noqa: SLF001 - the official client offers no other way
        created_at=call.date_created,
        report=_report(str(call.sid), str(call.status or ""), ""),
    )


def _report(sid: str, status: str, code: str) -> CallReport:
    progress = _PROGRESS.get(status.strip().lower())
    return CallReport(sid, status, code if progress is CallProgress.FAILED else "", progress)
