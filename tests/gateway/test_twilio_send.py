"""Handing a text over when the network and the provider do their worst."""

import json
import socket
import threading
from base64 import b64encode
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.gateway.port import (
    Accepted,
    FailureReason,
    GivenUp,
    NextStep,
    NumberNews,
    SendResult,
    TryAgain,
    Unknown,
)
from app.gateway.twilio import TwilioGateway
from tests.gateway.conftest import Point
from tests.gateway.pretend_host import (
    ACCOUNT,
    HOLA,
    LINE,
    ROSA,
    TOKEN,
    Behaviour,
    Host,
    answering,
    hanging_up,
    resetting,
    saying,
)

CREATED = json.dumps({"sid": "SM" + "1" * 32, "status": "queued"})
NO_CONNECTION = TryAgain(FailureReason.PROVIDER_TROUBLE, "no connection")


def refusing(code: int, status: int = 400, **headers: str) -> Behaviour:
    body = {"code": code, "message": "No.", "more_info": "", "status": status}
    return answering(status, json.dumps(body), **headers)


def test_an_accepted_text_is_known_by_the_providers_name(gateway: TwilioGateway, host: Host) -> None:
    host.plays(answering(201, CREATED))
    assert gateway.send(HOLA) == Accepted("SM" + "1" * 32, "queued")


def test_the_request_is_the_one_that_twilio_documents(gateway: TwilioGateway, host: Host) -> None:
    host.plays(answering(201, CREATED))
    gateway.send(HOLA)
    (heard,) = host.heard
    assert heard.request == f"POST /2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert heard.headers["authorization"] == "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"
    assert heard.fields == {
        "To": ROSA,
        "From": LINE,
        "Body": "Mañana sí hay clases 🎒",
        "StatusCallback": "https://school.example/status?message=7&attempt=1",
    }


@pytest.mark.parametrize(("wanted", "told"), [(-5, "1"), (0, "1"), (900, "900"), (40_000, "36000")])
def test_a_text_is_valid_for_as_long_as_twilio_allows(
    gateway: TwilioGateway, host: Host, wanted: int, told: str
) -> None:
    host.plays(answering(201, CREATED))
    gateway.send(replace(HOLA, valid_for_seconds=wanted))
    assert host.heard[0].fields["ValidityPeriod"] == told


def test_a_messaging_service_is_named_beside_the_line(host: Host, pointed_at: Point) -> None:
    host.plays(answering(201, CREATED))
    pointed_at(host.url, messaging_service_sid="MG1").send(HOLA)
    assert host.heard[0].fields["MessagingServiceSid"] == "MG1"
    assert host.heard[0].fields["From"] == LINE


def test_the_providers_own_environment_variables_do_not_move_the_host(
    host: Host, pointed_at: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    host.plays(answering(201, CREATED))
    assert isinstance(pointed_at(host.url).send(HOLA), Accepted)


def test_a_proxy_of_the_environment_does_not_stand_before_the_simulator(
    host: Host, pointed_at: Point, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    host.plays(answering(201, CREATED))
    assert isinstance(pointed_at(host.url).send(HOLA), Accepted)


# It surely did not go out, since nothing was written.


def test_a_refused_connection_is_tried_again(pointed_at: Point) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert pointed_at(f"http://127.0.0.1:{port}").send(HOLA) == NO_CONNECTION


def test_a_name_that_nobody_knows_is_tried_again(pointed_at: Point) -> None:
    assert pointed_at("http://puente.invalid").send(HOLA) == NO_CONNECTION


def test_a_host_that_does_not_pick_up_is_tried_again(pointed_at: Point) -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:  # the queue of connections nobody accepts is full after these
            client.setblocking(False)
            client.connect_ex(address)
        result = pointed_at(f"http://127.0.0.1:{address[1]}", connect_timeout=0.3).send(HOLA)
        for client in waiting:
            client.close()
    assert result == NO_CONNECTION


@pytest.mark.parametrize("behaviour", [hanging_up, resetting, saying(b"HTTP/1.1 400 Speak TLS\r\n\r\n")])
def test_a_failed_tls_handshake_is_tried_again(pointed_at: Point, behaviour: Behaviour) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        gateway = pointed_at(f"https://127.0.0.1:{listener.getsockname()[1]}", connect_timeout=2)
        result = _send_while_accepting(gateway, listener, behaviour)
    assert result == NO_CONNECTION


def _send_while_accepting(
    gateway: TwilioGateway, listener: socket.socket, behaviour: Behaviour
) -> SendResult:
    def accept() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            behaviour(connection)

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    result = gateway.send(HOLA)
    thread.join(timeout=5)
    return result


# It may have gone out, since the request was written.


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(hanging_up, id="the connection closes"),
        pytest.param(resetting, id="the connection is reset"),
        pytest.param(saying(b"HTTP/1.1 201 Created\r\nContent-Le"), id="half a header"),
        pytest.param(saying(b'HTTP/1.1 201 Created\r\nContent-Length: 90\r\n\r\n{"sid":'), id="half a body"),
        pytest.param(saying(b"hello, this is no HTTP\r\n\r\n"), id="no HTTP"),
        pytest.param(answering(201, "<html>welcome to the hotel</html>", "text/html"), id="201 without JSON"),
        pytest.param(answering(201, "[]"), id="201 with a list"),
        pytest.param(answering(201, "null"), id="201 with nothing"),
        pytest.param(answering(201, ""), id="201 without a body"),
        pytest.param(answering(201, "{}"), id="201 without a SID"),
        pytest.param(answering(201, '{"sid": 7}'), id="201 with a number for a SID"),
        pytest.param(answering(201, '{"sid": "not a name"}'), id="201 with words for a SID"),
        pytest.param(
            answering(201, b"not zipped", Content_Encoding="gzip"), id="201 that cannot be unpacked"
        ),
        pytest.param(answering(307, "", Location="http://elsewhere.invalid/"), id="a redirect"),
        pytest.param(answering(408, "<html>slow</html>", "text/html"), id="408 from something in between"),
        pytest.param(refusing(20500, 500), id="500 with a code"),
        pytest.param(refusing(20503, 503, Retry_After="1"), id="503 with a code"),
        pytest.param(refusing(21211, 500), id="500 with a code of a 400"),
        pytest.param(refusing(20500, 400), id="400 with the code of a 500"),
        pytest.param(answering(500, "{}"), id="500 with empty JSON"),
        pytest.param(answering(502, "<html>Bad Gateway</html>", "text/html"), id="502 from a proxy"),
        pytest.param(answering(504, ""), id="504 without a body"),
    ],
)
def test_what_may_have_gone_out_is_unknown_and_asked_only_once(
    gateway: TwilioGateway, host: Host, behaviour: Behaviour
) -> None:
    host.plays(behaviour)
    assert isinstance(gateway.send(HOLA), Unknown)
    assert len(host.heard) == 1


def test_a_provider_that_stays_silent_is_waited_for_no_longer_than_agreed(
    host: Host, pointed_at: Point
) -> None:
    host.plays(host.falling_silent)
    gateway = pointed_at(host.url, read_timeout=0.3)
    before = datetime.now(UTC)
    assert gateway.send(HOLA) == Unknown("no answer: ReadTimeout")
    assert (datetime.now(UTC) - before).total_seconds() < 3
    assert len(host.heard) == 1


def test_why_it_is_unknown_tells_no_number(gateway: TwilioGateway, host: Host) -> None:
    host.plays(refusing(20500, 500))
    result = gateway.send(HOLA)
    assert result == Unknown("HTTP 500, code 20500")


# It surely did not go out, as the provider says.


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (refusing(20429, 429), TryAgain(FailureReason.CONGESTED, "20429", None)),
        (refusing(20429, 429, Retry_After="7"), TryAgain(FailureReason.CONGESTED, "20429", 7)),
        (refusing(20429, 429, Retry_After="soon"), TryAgain(FailureReason.CONGESTED, "20429", None)),
        (refusing(20429, 429, Retry_After="nan"), TryAgain(FailureReason.CONGESTED, "20429", None)),
        (
            answering(429, Retry_After="3"),
            TryAgain(FailureReason.CONGESTED, "429", 3),
        ),
        (refusing(21611), TryAgain(FailureReason.CONGESTED, "21611")),
        (
            refusing(30023),
            TryAgain(FailureReason.DAILY_CAP, "30023", next_step=NextStep.WAIT_FOR_MIDNIGHT),
        ),
        (refusing(21610), GivenUp(FailureReason.OPTED_OUT, "21610")),
        (
            refusing(21211),
            GivenUp(FailureReason.NUMBER_INVALID, "21211", number_news=NumberNews.OUT_OF_SERVICE),
        ),
        (refusing(21614), GivenUp(FailureReason.LANDLINE, "21614", number_news=NumberNews.LANDLINE)),
        (refusing(21408), GivenUp(FailureReason.FOREIGN_NUMBER, "21408")),
        (refusing(21617), GivenUp(FailureReason.TOO_LONG, "21617")),
        (refusing(21606), GivenUp(FailureReason.LINE_PROBLEM, "21606", stops_line=True)),
        (refusing(30034), GivenUp(FailureReason.REGISTRATION_PROBLEM, "30034", stops_line=True)),
        (
            refusing(20003, 401),
            GivenUp(FailureReason.ACCOUNT_PROBLEM, "20003", stops_line=True, stops_account=True),
        ),
        (refusing(99999), GivenUp(FailureReason.UNEXPLAINED, "99999")),
        (
            answering(407),
            GivenUp(FailureReason.ACCOUNT_PROBLEM, "HTTP 407", stops_line=True, stops_account=True),
        ),
        (answering(413, "<html></html>", "text/html"), GivenUp(FailureReason.UNEXPLAINED, "HTTP 413")),
        (answering(400, '{"code": nu'), GivenUp(FailureReason.UNEXPLAINED, "HTTP 400")),
        (answering(400, '{"code": null}'), GivenUp(FailureReason.UNEXPLAINED, "HTTP 400")),
        (answering(400, "[]"), GivenUp(FailureReason.UNEXPLAINED, "HTTP 400")),
    ],
)
def test_a_refusal_says_what_to_do_next(
    gateway: TwilioGateway, host: Host, answer: Behaviour, expected: SendResult
) -> None:
    host.plays(answer)
    assert gateway.send(HOLA) == expected


def test_a_refusal_in_the_newer_shape_is_understood_too(gateway: TwilioGateway, host: Host) -> None:
    problem = {
        "type": "https://www.twilio.com/docs/errors/21610",
        "title": "No",
        "status": 400,
        "code": 21610,
    }
    host.plays(answering(400, json.dumps(problem), "application/problem+json"))
    assert gateway.send(HOLA) == GivenUp(FailureReason.OPTED_OUT, "21610")


def test_a_wait_asked_for_once_is_not_remembered_for_the_next_text(
    gateway: TwilioGateway, host: Host
) -> None:
    host.plays(refusing(20429, 429, Retry_After="7"), refusing(20429, 429))
    gateway.send(HOLA)
    assert gateway.send(HOLA) == TryAgain(FailureReason.CONGESTED, "20429", None)
