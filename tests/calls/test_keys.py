"""What somebody hears, and what the keys do."""

import pytest

from app.calls.claim import claim_calls
from app.calls.keys import MOST_TIMES_AGAIN, Pressed, say_next, take_key
from app.calls.no_calls import want_no_calls
from app.calls.placing import record
from app.calls.reports import receive_call_report
from app.calls.voice_call import CallStatus, VoiceCall
from app.calls.voice_words import Script, first_speech
from app.gateway.port import Accepted
from app.gateway.voice import CallProgress, PressedKey, Say, Speech
from tests.support.calls import NIEVE, SNOW, ask_for_call, told
from tests.support.cast import CATALOG, NOON, Stage, new_sid

URL = "https://puente.example.org"


def words_of(said: tuple[Say, ...]) -> str:
    return " | ".join(f"{one.language}: {one.words}" for one in said)


def script(*words: Say) -> Script:
    return Script("Alameda Elementary", "(206) 555-0100", words)


def test_a_call_says_who_calls_then_the_words_then_the_keys_and_the_words_once_more() -> None:
    speech = first_speech(CATALOG, script(NIEVE), "https://x/keys")
    assert words_of(speech.until_a_key) == (
        "es: Hola. Esta es una llamada automática de Alameda Elementary."
        " | es: Hoy no hay clases por la nieve."
        " | es: Para escucharlo otra vez, oprima 1. Si ya no quiere recibir estas llamadas, oprima 9."
        " Para hablar con nosotros, llame a la oficina de la escuela al 2 0 6, 5 5 5, 0 1 0 0."
        " Repito: 2 0 6, 5 5 5, 0 1 0 0."
    )
    assert words_of(speech.afterwards).startswith("es: Hoy no hay clases por la nieve.")


def test_where_nobody_knows_the_language_every_language_is_spoken_and_says_so_first() -> None:
    said = first_speech(CATALOG, script(SNOW, NIEVE), "https://x/keys").until_a_key
    assert [one.language for one in said] == ["en", "es"] * 3
    assert "The news in English comes next." in said[0].words
    assert "No cuelgue" in said[1].words


def heard(stage: Stage) -> tuple[VoiceCall, str]:
    call, sid = ask_for_call(stage.session, now=NOON, words=[NIEVE]), new_sid()
    (taken,) = claim_calls(stage.session, limit=1, at_once=5, now=NOON)
    record(stage.session, taken, Accepted(sid, "queued"), now=NOON)
    receive_call_report(stage.session, told(sid, CallProgress.ANSWERED), call_id=call.id, attempt=1, now=NOON)
    return call, sid


def press(stage: Stage, call: VoiceCall, sid: str, key: str | None, times: int = 0) -> Speech:
    pressed = Pressed(PressedKey(sid, key), call.id, 1, times)
    take_key(stage.session, pressed, now=NOON)
    return say_next(stage.session, pressed, catalog=CATALOG, public_url=URL)


def test_with_1_it_is_heard_again_three_times_at_most(stage: Stage) -> None:
    call, sid = heard(stage)
    for times in range(MOST_TIMES_AGAIN):
        speech = press(stage, call, sid, "1", times)
        assert speech.until_a_key[0].words == "Hoy no hay clases por la nieve."
        assert speech.key_url == f"{URL}/webhooks/twilio/voice?call={call.id}&attempt=1&heard={times + 1}"
    speech = press(stage, call, sid, "1", MOST_TIMES_AGAIN)
    assert speech.key_url is None
    assert speech.until_a_key[0].words.startswith("Esta fue una llamada de")


def test_a_key_that_is_told_twice_counts_once_and_is_answered_the_same(stage: Stage) -> None:
    call, sid = heard(stage)
    assert press(stage, call, sid, "1") == press(stage, call, sid, "1")
    assert call.heard_again == 1


def test_with_9_the_phone_is_called_no_more_and_hears_so(stage: Stage) -> None:
    call, sid = heard(stage)
    speech = press(stage, call, sid, "9")
    assert "ya no le hará estas llamadas" in speech.until_a_key[0].words
    assert speech.key_url is None
    assert want_no_calls(stage.session, [call.phone_number_id]) == {call.phone_number_id}
    receive_call_report(stage.session, told(sid, CallProgress.OVER), call_id=call.id, attempt=1, now=NOON)
    assert call.status is CallStatus.ANSWERED
    assert want_no_calls(stage.session, [call.phone_number_id]) == {call.phone_number_id}


def test_a_9_during_an_earlier_try_ends_the_later_one_too(stage: Stage) -> None:
    call = ask_for_call(stage.session, now=NOON, is_emergency=True)
    call.status, call.attempt, call.provider_sid = CallStatus.RINGING, 2, "CA2"
    press(stage, call, "CA1", "9")
    receive_call_report(
        stage.session, told("CA2", CallProgress.NOT_ANSWERED), call_id=call.id, attempt=2, now=NOON
    )
    assert call.status is CallStatus.ANSWERED
    assert want_no_calls(stage.session, [call.phone_number_id]) == {call.phone_number_id}


def test_nothing_is_promised_that_is_not_on_record(stage: Stage) -> None:
    call, sid = heard(stage)
    said = say_next(
        stage.session, Pressed(PressedKey(sid, "9"), call.id, 1, 0), catalog=CATALOG, public_url=URL
    )
    assert said.until_a_key[0].words.startswith("Para escucharlo otra vez")


@pytest.mark.parametrize("key", ["5", "*", "#"])
def test_another_key_says_which_keys_there_are(stage: Stage, key: str) -> None:
    call, sid = heard(stage)
    speech = press(stage, call, sid, key)
    assert [said.words[:20] for said in speech.until_a_key] == ["Para escucharlo otra"]
    assert call.heard_again == 0


def test_a_key_is_proof_that_somebody_answered(stage: Stage) -> None:
    call = ask_for_call(stage.session, now=NOON)
    claim_calls(stage.session, limit=1, at_once=5, now=NOON)
    press(stage, call, "CA3", "1")
    assert (call.status, call.provider_sid) == (CallStatus.ANSWERED, "CA3")


def test_during_a_call_of_which_we_know_nothing_nothing_is_said(stage: Stage) -> None:
    pressed = Pressed(PressedKey("CA1", "9"), 999, 1, 0)
    take_key(stage.session, pressed, now=NOON)
    assert say_next(stage.session, pressed, catalog=CATALOG, public_url=URL) == Speech(None, ())
