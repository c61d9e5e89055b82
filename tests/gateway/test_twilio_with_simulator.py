"""The gateway on the real wire, against the provider that demos and journeys use."""

import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import httpx
import pytest
import uvicorn
from PIL import Image

from app.foundation.clock import system_clock
from app.gateway.port import (
    Accepted,
    FailureReason,
    FetchedMedia,
    GivenUp,
    MediaGone,
    OutgoingText,
    ReportedStatus,
    TryAgain,
    Unknown,
)
from app.gateway.twilio import TwilioGateway
from app.simulator import SimulatorConfig
from app.simulator.app import create_simulator
from tests.gateway.pretend_host import ACCOUNT, TOKEN
from tests.support.servers import free_port

LINE, ROSA = "+12065550190", "+12065550111"
HOLA = OutgoingText(ROSA, LINE, "Mañana sí hay clases 🎒", "http://127.0.0.1:9/status?message=7&attempt=1")


@contextmanager
def serving_simulator() -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    config = SimulatorConfig(
        ACCOUNT, TOKEN, product_url="http://127.0.0.1:9", own_url=url, delay=60, inbound_retry_pauses=()
    )
    server = uvicorn.Server(
        uvicorn.Config(create_simulator(config), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    give_up_at = time.monotonic() + 10
    while not server.started and time.monotonic() < give_up_at:
        time.sleep(0.01)
    yield url
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with serving_simulator() as url:
        yield url


@pytest.fixture
def gateway(simulator: str) -> Iterator[TwilioGateway]:
    gateway = TwilioGateway(account_sid=ACCOUNT, username=ACCOUNT, password=TOKEN, api_url=simulator)
    yield gateway
    gateway.close()


def test_a_text_is_accepted_and_found_again(gateway: TwilioGateway) -> None:
    before = system_clock()
    text = replace(HOLA, to="+12065550121")
    accepted = gateway.send(text)
    assert isinstance(accepted, Accepted)
    (found,) = gateway.find_sent(to=text.to, since=before)
    assert (found.provider_sid, found.line, found.body) == (accepted.provider_sid, LINE, HOLA.body)
    assert found.report.meaning is ReportedStatus.ACCEPTED
    assert gateway.find_sent(to=text.to, since=before + timedelta(minutes=5)) == []


@pytest.mark.parametrize("fate", ["+12065550105", "+12065550106"])
def test_a_text_that_went_out_without_an_answer_is_unknown_and_found_once(
    gateway: TwilioGateway, fate: str
) -> None:
    before = system_clock()
    assert isinstance(gateway.send(replace(HOLA, to=fate)), Unknown)
    assert [text.body for text in gateway.find_sent(to=fate, since=before)] == [HOLA.body]


def test_a_busy_provider_is_tried_again_when_it_says(gateway: TwilioGateway) -> None:
    busy = replace(HOLA, to="+12065550103")
    expected = TryAgain(FailureReason.CONGESTED, "20429", 1)
    assert [gateway.send(busy), gateway.send(busy)] == [expected, expected]
    assert isinstance(gateway.send(busy), Accepted)


def test_a_number_that_opted_out_is_given_up(gateway: TwilioGateway) -> None:
    assert gateway.send(replace(HOLA, to="+12065550104")) == GivenUp(FailureReason.OPTED_OUT, "21610")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (replace(HOLA, to="+1206"), FailureReason.NUMBER_INVALID),
        (replace(HOLA, body=""), FailureReason.EMPTY),
        (replace(HOLA, body="x" * 1601), FailureReason.TOO_LONG),
        (replace(HOLA, line="the office"), FailureReason.LINE_PROBLEM),
        (replace(HOLA, callback_url="http://under_score.example/"), FailureReason.ACCOUNT_PROBLEM),
    ],
)
def test_a_text_that_cannot_be_sent_says_why(
    gateway: TwilioGateway, text: OutgoingText, reason: FailureReason
) -> None:
    result = gateway.send(text)
    assert isinstance(result, GivenUp)
    assert result.reason is reason


def test_a_wrong_password_stops_every_line(simulator: str) -> None:
    stranger = TwilioGateway(account_sid=ACCOUNT, username=ACCOUNT, password="wrong", api_url=simulator)
    assert stranger.send(HOLA) == GivenUp(
        FailureReason.ACCOUNT_PROBLEM, "20003", stops_line=True, stops_account=True
    )
    with pytest.raises(OSError, match="HTTP 401"):
        stranger.find_sent(to=ROSA, since=system_clock())
    stranger.close()


def test_many_threads_at_once_each_send_their_own_texts(gateway: TwilioGateway) -> None:
    phone = "+12065550122"
    texts = [replace(HOLA, to=phone, body=f"Text {n}") for n in range(100)]
    before = system_clock()
    with ThreadPoolExecutor(10) as threads:
        results = list(threads.map(gateway.send, texts))
    sids = {
        result.provider_sid: text.body
        for text, result in zip(texts, results, strict=True)
        if isinstance(result, Accepted)
    }
    assert len(sids) == 100
    assert {t.provider_sid: t.body for t in gateway.find_sent(to=phone, since=before)} == sids


def test_a_picture_sent_by_a_family_is_fetched(gateway: TwilioGateway, simulator: str) -> None:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "red").save(drawn, "PNG")
    with httpx.Client(base_url=simulator, trust_env=False) as phone:
        sent = phone.post(
            "/control/texts",
            json={
                "from": ROSA,
                "to": LINE,
                "media": [{"base64": b64encode(drawn.getvalue()).decode()}],
                "wait": False,
            },
        )
        assert sent.is_success, sent.text
        messages = phone.get(
            f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", params={"From": ROSA}, auth=(ACCOUNT, TOKEN)
        ).json()["messages"]
        media_path = messages[0]["subresource_uris"]["media"]
        (medium,) = phone.get(media_path, auth=(ACCOUNT, TOKEN)).json()["media_list"]
    address = simulator + medium["uri"].removesuffix(".json")
    assert gateway.fetch_media(address, most_bytes=10_000) == FetchedMedia(drawn.getvalue())
    assert gateway.fetch_media(address, most_bytes=10) == MediaGone("too large")
    assert gateway.fetch_media(address + "0", most_bytes=10) == MediaGone("HTTP 404")
