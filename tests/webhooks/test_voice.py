"""The two addresses that the provider calls about a call: what they answer and what they keep."""

import asyncio
from collections.abc import Mapping
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.calls.claim import claim_calls
from app.calls.no_calls import want_no_calls
from app.calls.placing import record
from app.calls.voice_call import CallStatus, VoiceCall
from app.foundation.database import Database
from app.gateway.port import Accepted
from app.messages.provider_event import EventKind, ProviderEvent
from app.webhooks.signature import SIGNATURE_HEADER
from app.webhooks.twilio import Doorkeeper, replay_event
from app.webhooks.voice import voice_router
from tests.support.calls import NIEVE, ask_for_call
from tests.support.cast import FRONT, NOON
from tests.webhooks.calls import PUBLIC_URL, keeper, signature

VOICE, STATUS = "/webhooks/twilio/voice", "/webhooks/twilio/call-status"
SID = "CA" + "1" * 32
VOICES = {"es": "es-US/Polly.Lupe-Neural"}


def post(
    who: Doorkeeper, path: str, fields: Mapping[str, str], *, signed: str | None = None
) -> httpx.Response:
    body = urlencode(fields).encode()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        SIGNATURE_HEADER: signed if signed is not None else signature(path, list(fields.items())),
    }
    app = FastAPI(openapi_url=None)
    app.include_router(voice_router(who, VOICES))

    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL) as client:
            return await client.post(path, content=body, headers=headers)

    return asyncio.run(go())


@pytest.fixture
def call_id(town: Database) -> int:
    """A call that rings."""
    with town.writing() as session:
        call = ask_for_call(session, now=NOON, words=[NIEVE])
        (taken,) = claim_calls(session, limit=1, at_once=5, now=NOON)
        record(session, taken, Accepted(SID, "queued"), now=NOON)
        return call.id


def state(town: Database) -> VoiceCall:
    with town.reading() as session:
        return session.scalars(select(VoiceCall)).one()


def kept(town: Database) -> list[ProviderEvent]:
    with town.reading() as session:
        return list(session.scalars(select(ProviderEvent)))


def fields(**more: str) -> dict[str, str]:
    return {"CallSid": SID, "CallStatus": "in-progress", "To": "+12065550113", "ApiVersion": "", **more}


def test_how_a_call_goes_is_kept_and_applied_once(town: Database, call_id: int) -> None:
    path = f"{STATUS}?call={call_id}&attempt=1"
    for _ in range(2):
        answer = post(keeper(town), path, fields(CallStatus="no-answer"))
        assert (answer.status_code, answer.headers["content-type"][:8]) == (200, "text/xml")
    assert (state(town).status, state(town).provider_code) == (CallStatus.QUEUED, "no-answer")
    (event,) = kept(town)
    assert (event.kind, event.problem, event.query) == (EventKind.STATUS, None, f"call={call_id}&attempt=1")


def test_the_words_are_told_to_a_provider_that_fetches_them(town: Database, call_id: int) -> None:
    answer = post(keeper(town), f"{VOICE}?call={call_id}&attempt=1&heard=0", fields())
    assert answer.status_code == 200
    assert 'voice="Polly.Lupe-Neural"' in answer.text
    assert "llamada automática" in answer.text
    assert "heard=0" in answer.text
    assert kept(town) == []


def test_a_pressed_key_is_kept_acted_on_and_answered(town: Database, call_id: int) -> None:
    answer = post(keeper(town), f"{VOICE}?call={call_id}&attempt=1&heard=0", fields(Digits="1"))
    assert "Hoy no hay clases por la nieve." in answer.text
    assert "heard=1" in answer.text
    assert (state(town).status, state(town).heard_again) == (CallStatus.ANSWERED, 1)

    post(keeper(town), f"{VOICE}?call={call_id}&attempt=1&heard=1", fields(Digits="1"))
    assert state(town).heard_again == 2
    answer = post(keeper(town), f"{VOICE}?call={call_id}&attempt=1&heard=2", fields(Digits="9"))
    assert "ya no le hará estas llamadas" in answer.text
    with town.reading() as session:
        assert want_no_calls(session, [state(town).phone_number_id])
    assert len(kept(town)) == 3


@pytest.mark.parametrize("path", [VOICE, STATUS])
def test_a_call_that_is_not_signed_is_turned_away(town: Database, call_id: int, path: str) -> None:
    path = f"{path}?call={call_id}&attempt=1&heard=0"
    assert post(keeper(town), path, fields(Digits="9"), signed="forged").status_code == 403
    assert post(keeper(town), path, fields(Digits="9"), signed="").status_code == 403
    elsewhere = signature(path.replace(f"call={call_id}", "call=999"), list(fields(Digits="9").items()))
    assert post(keeper(town), path, fields(Digits="9"), signed=elsewhere).status_code == 403
    assert state(town).status is CallStatus.RINGING


def test_a_key_that_names_no_call_is_refused_and_one_for_a_call_we_do_not_know_is_hung_up_on(
    town: Database,
) -> None:
    assert post(keeper(town), VOICE, {"Digits": "1"}).status_code == 400
    answer = post(keeper(town), f"{VOICE}?call=999999&attempt=1&heard=0", fields(Digits="1"))
    assert (answer.status_code, "<Say" in answer.text, "<Hangup" in answer.text) == (200, False, True)


def test_a_key_on_which_our_code_failed_can_be_replayed(town: Database, call_id: int) -> None:
    form = urlencode(fields(Digits="9")).encode()
    with town.writing() as session:
        event = ProviderEvent(
            kind=EventKind.STATUS,
            key="call:1",
            body=form,
            query=f"call={call_id}&attempt=1&heard=0",
            received_at=NOON,
            problem="ZeroDivisionError",
        )
        session.add(event)
        session.flush()
        assert replay_event(session, event, front=FRONT, now=NOON) is None
    with town.reading() as session:
        assert want_no_calls(session, [state(town).phone_number_id])
