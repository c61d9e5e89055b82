"""Calls through the official client, against the provider that demos and journeys use."""

from collections.abc import Iterator
from datetime import timedelta
from typing import cast
from xml.etree import ElementTree as ET

import httpx
import pytest

from app.foundation.clock import system_clock
from app.foundation.errors import Invalid
from app.gateway.port import Accepted, FailureReason, GivenUp, TryAgain, Unknown
from app.gateway.twilio import TwilioGateway
from app.gateway.twilio_voice import LONGEST_TWIML, TwilioVoice, read_call_report, read_pressed_key, twiml
from app.gateway.voice import CallProgress, CallReport, OutgoingCall, PressedKey, Say, Speech
from tests.gateway.pretend_host import ACCOUNT, TOKEN
from tests.gateway.test_twilio_with_simulator import LINE, serving_simulator

VOICES = {"en": "en-US/Polly.Joanna-Neural", "es": "es-US/Polly.Lupe-Neural"}
KEYS = "http://127.0.0.1:9/webhooks/twilio/voice?call=7&attempt=1&heard=0"
NIEVE = Speech(KEYS, (Say("es", "Hoy no hay clases & no hay autobús."),), (Say("es", "Hasta luego."),))


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with serving_simulator() as url:
        yield url


@pytest.fixture
def voice(simulator: str) -> Iterator[TwilioVoice]:
    gateway = TwilioGateway(account_sid=ACCOUNT, username=ACCOUNT, password=TOKEN, api_url=simulator)
    yield TwilioVoice(gateway, VOICES)
    gateway.close()


def call(to: str, speech: Speech = NIEVE) -> OutgoingCall:
    return OutgoingCall(to, LINE, speech, "http://127.0.0.1:9/told?call=7&attempt=1", 30)


def test_a_call_is_placed_and_found_again(voice: TwilioVoice) -> None:
    before, to = system_clock(), "+12065550131"
    accepted = voice.place(call(to))
    assert isinstance(accepted, Accepted)
    (found,) = voice.find_calls(to=to, since=before)
    assert (found.report.provider_sid, found.to, found.line) == (accepted.provider_sid, to, LINE)
    assert found.report.progress is CallProgress.UNDER_WAY
    assert voice.find_calls(to=to, since=before + timedelta(minutes=5)) == []


@pytest.mark.parametrize("fate", ["+12065550105", "+12065550106"])
def test_a_call_that_was_placed_without_an_answer_is_unknown_and_found_once(
    voice: TwilioVoice, fate: str
) -> None:
    before = system_clock()
    assert isinstance(voice.place(call(fate)), Unknown)
    assert len(voice.find_calls(to=fate, since=before)) == 1


def test_refusals_say_what_to_do_next(voice: TwilioVoice) -> None:
    busy = voice.place(call("+12065550103"))
    assert busy == TryAgain(FailureReason.CONGESTED, "20429", 1)
    wrong = voice.place(call("+1206"))
    assert isinstance(wrong, GivenUp)
    assert wrong.reason is FailureReason.NUMBER_INVALID


def test_nobody_there_is_safe_to_try_again_and_cannot_be_asked() -> None:
    gateway = TwilioGateway(
        account_sid=ACCOUNT, username=ACCOUNT, password=TOKEN, api_url="http://127.0.0.1:9"
    )
    voice = TwilioVoice(gateway, VOICES)
    assert isinstance(voice.place(call("+12065550131")), TryAgain)
    with pytest.raises(OSError, match="does not list"):
        voice.find_calls(to="+12065550131", since=system_clock())
    gateway.close()


def test_what_is_too_long_to_come_along_is_fetched_from_us(voice: TwilioVoice, simulator: str) -> None:
    long = Speech(KEYS, (Say("en", "a word " * (LONGEST_TWIML // 7)),))
    assert isinstance(voice.place(call("+12065550132", long)), Accepted)
    calls = httpx.get(f"{simulator}/control/calls", trust_env=False).json()
    assert [one["twiml"] for one in calls if one["to"] == "+12065550132"] == [""]


def test_the_words_are_read_by_the_voice_of_their_language_and_a_key_is_waited_for() -> None:
    response = ET.fromstring(twiml(NIEVE, VOICES))  # noqa: S314 - ours
    gather = cast("ET.Element", response.find("Gather"))
    assert (gather.get("numDigits"), gather.get("action"), gather.get("input")) == ("1", KEYS, "dtmf")
    (said,) = gather.findall("Say")
    assert said.text == "Hoy no hay clases & no hay autobús."
    assert (said.get("language"), said.get("voice")) == ("es-US", "Polly.Lupe-Neural")
    assert [verb.tag for verb in response] == ["Pause", "Gather", "Say", "Pause", "Hangup"]


def test_a_language_without_a_voice_is_left_out() -> None:
    both = Speech(None, (Say("so", "Dugsigu waa xiran yahay."), Say("en", "School is closed.")))
    assert "Dugsigu" not in twiml(both, VOICES)
    assert "School is closed." in twiml(both, VOICES)


@pytest.mark.parametrize(
    ("status", "progress"),
    [
        ("queued", CallProgress.UNDER_WAY),
        ("ringing", CallProgress.UNDER_WAY),
        ("in-progress", CallProgress.ANSWERED),
        ("completed", CallProgress.OVER),
        ("busy", CallProgress.NOT_ANSWERED),
        ("no-answer", CallProgress.NOT_ANSWERED),
        ("canceled", CallProgress.CANCELLED),
        ("teleported", None),
    ],
)
def test_reports_are_read_in_our_own_words(status: str, progress: CallProgress | None) -> None:
    form = [("CallSid", "CA1"), ("CallStatus", status), ("SipResponseCode", "486")]
    assert read_call_report(form) == CallReport("CA1", status, "", progress)


def test_a_failed_call_says_why() -> None:
    form = [("CallSid", "CA1"), ("CallStatus", "failed"), ("SipResponseCode", "404")]
    assert read_call_report(form) == CallReport("CA1", "failed", "404", CallProgress.FAILED)


@pytest.mark.parametrize(("digits", "key"), [("1", "1"), ("9", "9"), ("#", "#"), ("", None), ("19", None)])
def test_a_pressed_key_is_read(digits: str, key: str | None) -> None:
    assert read_pressed_key([("CallSid", "CA1"), ("Digits", digits)]) == PressedKey("CA1", key)


def test_what_names_no_call_is_refused() -> None:
    for read in (read_call_report, read_pressed_key):
        with pytest.raises(Invalid):
            read([("CallSid", "<script>"), ("CallStatus", "busy")])
    with pytest.raises(Invalid):
        read_call_report([("CallSid", "CA1")])
