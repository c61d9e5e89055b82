"""Fetching pictures: from the provider and its store only, and our credentials to the provider only."""

from base64 import b64encode

import httpx
import pytest

from app.gateway.port import FetchedMedia, MediaGone, MediaLater
from app.gateway.twilio import TwilioGateway
from app.gateway.twilio_media import MediaDoor
from tests.gateway.conftest import Point
from tests.gateway.pretend_host import ACCOUNT, TOKEN, Behaviour, Host, answering, hanging_up, saying

PICTURE = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'1' * 32}/Media/ME{'2' * 32}"
CREDENTIALS = "Basic " + b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
BYTES = b"\x89PNG and so on"


def redirecting(address: str, status: int = 307) -> Behaviour:
    return answering(status, "", Location=address)


def test_the_bytes_are_fetched_with_our_credentials(gateway: TwilioGateway, host: Host) -> None:
    host.plays(answering(200, BYTES, "image/png"))
    assert gateway.fetch_media(host.url + PICTURE, most_bytes=100) == FetchedMedia(BYTES)
    assert host.heard[0].headers["authorization"] == CREDENTIALS
    assert host.heard[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("http://127.0.0.2:{port}{picture}", id="another host"),
        pytest.param("http://127.0.0.1:1{picture}", id="another port"),
        pytest.param("https://127.0.0.1:{port}{picture}", id="another scheme"),
        pytest.param("http://me:secret@127.0.0.1:{port}{picture}", id="credentials inside"),
        pytest.param("http://127.0.0.1:{port}@elsewhere.example{picture}", id="our host as a name"),
        pytest.param(
            "{url}/2010-04-01/Accounts/AC" + "6" * 32 + "/Messages/MM1/Media/ME1", id="another account"
        ),
        pytest.param("{url}/2010-04-01/Accounts/" + ACCOUNT + "/../AC66/Messages/MM1", id="a way out"),
        pytest.param(
            "{url}/2010-04-01/Accounts/" + ACCOUNT + "/%2e%2e/AC66/Messages/MM1", id="a hidden way out"
        ),
        pytest.param("{url}/2010-04-01/Accounts/" + ACCOUNT + "/", id="the whole account"),
        pytest.param("{url}{picture}?forward=http://elsewhere.example", id="a query"),
        pytest.param("{url}/anything", id="another path"),
        pytest.param("file:///etc/passwd", id="a file"),
        pytest.param("//127.0.0.1:{port}{picture}", id="no scheme"),
        pytest.param("http://[half", id="half an address"),
        pytest.param("http://127.0.0.1:99999999{picture}", id="an impossible port"),
        pytest.param("{url}{picture}\x00", id="a NUL"),
        pytest.param("", id="nothing"),
    ],
)
def test_an_address_that_is_not_our_accounts_is_never_called(
    gateway: TwilioGateway, host: Host, address: str
) -> None:
    url = address.format(url=host.url, port=host.url.rpartition(":")[2], picture=PICTURE)
    assert isinstance(gateway.fetch_media(url, most_bytes=100), MediaGone)
    assert host.connections == 0


def test_a_redirect_of_the_simulator_is_followed_without_credentials(
    gateway: TwilioGateway, host: Host
) -> None:
    host.plays(redirecting("/store/1"), answering(200, BYTES, "image/png"))
    assert gateway.fetch_media(host.url + PICTURE, most_bytes=100) == FetchedMedia(BYTES)
    assert host.heard[1].request == "GET /store/1"
    assert "authorization" not in host.heard[1].headers


def test_redirects_are_followed_three_times(gateway: TwilioGateway, host: Host) -> None:
    host.plays(*[redirecting(f"/store/{n}") for n in range(3)], answering(200, BYTES))
    assert gateway.fetch_media(host.url + PICTURE, most_bytes=100) == FetchedMedia(BYTES)


def test_redirects_that_never_end_are_left(gateway: TwilioGateway, host: Host) -> None:
    host.plays(redirecting("/round"))
    assert gateway.fetch_media(host.url + PICTURE, most_bytes=100) == MediaLater("redirected too often")
    assert len(host.heard) == 4


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{other}/secret",
        "https://127.0.0.1:{other}/secret",
        "https://localhost:{other}/secret",
        "https://[::1]:{other}/secret",
        "https://169.254.169.254/latest/meta-data",
        "https://intranet/secret",
        "https://me:secret@store.example/1",
        "http://store.example/1",
        "ftp://store.example/1",
        "file:///etc/passwd",
        "http://[half",
    ],
)
def test_a_redirect_into_our_own_network_or_without_tls_is_not_followed(
    gateway: TwilioGateway, host: Host, target: str
) -> None:
    other = Host()
    try:
        host.plays(redirecting(target.format(other=other.url.rpartition(":")[2])))
        assert isinstance(gateway.fetch_media(host.url + PICTURE, most_bytes=100), MediaGone)
        assert other.connections == 0
    finally:
        other.close()


def test_the_real_providers_redirect_to_its_store_is_followed_without_credentials() -> None:
    """No socket can stand for api.twilio.com, so the transport is httpx's own stand-in."""
    heard: list[httpx.Request] = []

    def network(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        if request.url.host == "api.twilio.com":
            return httpx.Response(307, headers={"Location": "https://mms.twiliocdn.com/AC5/1?Signature=abc"})
        return httpx.Response(200, stream=httpx.ByteStream(BYTES))

    with httpx.Client(transport=httpx.MockTransport(network)) as http:
        door = MediaDoor(http, api_url="https://api.twilio.com", account_sid=ACCOUNT, auth=(ACCOUNT, TOKEN))
        assert door.fetch("https://api.twilio.com" + PICTURE, most_bytes=100) == FetchedMedia(BYTES)
    assert [r.headers.get("authorization") for r in heard] == [CREDENTIALS, None]


@pytest.mark.parametrize("status", [404, 410])
def test_a_picture_that_is_gone_is_not_asked_for_again(
    gateway: TwilioGateway, host: Host, status: int
) -> None:
    host.plays(answering(status, "{}"))
    assert gateway.fetch_media(host.url + PICTURE, most_bytes=100) == MediaGone(f"HTTP {status}")


def test_a_picture_larger_than_allowed_is_gone_and_not_read_to_its_end(
    gateway: TwilioGateway, host: Host
) -> None:
    host.plays(answering(200, bytes(5_000_000), "image/png"))
    assert gateway.fetch_media(host.url + PICTURE, most_bytes=1000) == MediaGone("too large")


def test_a_picture_just_as_large_as_allowed_is_fetched(gateway: TwilioGateway, host: Host) -> None:
    host.plays(answering(200, bytes(1000), "image/png"))
    assert gateway.fetch_media(host.url + PICTURE, most_bytes=1000) == FetchedMedia(bytes(1000))


@pytest.mark.parametrize(
    "behaviour",
    [
        *[pytest.param(answering(status), id=str(status)) for status in (304, 401, 403, 429, 500)],
        pytest.param(hanging_up, id="no answer"),
        pytest.param(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nhalf of it"), id="half a picture"),
        pytest.param(saying(b"hello\r\n\r\n"), id="no HTTP"),
    ],
)
def test_any_other_failure_may_pass(gateway: TwilioGateway, host: Host, behaviour: Behaviour) -> None:
    host.plays(behaviour)
    assert isinstance(gateway.fetch_media(host.url + PICTURE, most_bytes=100), MediaLater)


def test_a_silent_host_may_speak_later(host: Host, pointed_at: Point) -> None:
    host.plays(host.falling_silent)
    result = pointed_at(host.url, read_timeout=0.2).fetch_media(host.url + PICTURE, most_bytes=100)
    assert result == MediaLater("ReadTimeout")
