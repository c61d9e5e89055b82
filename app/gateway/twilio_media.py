"""Fetching a picture that came with a text, from Twilio and from wherever Twilio keeps it.

The address comes from outside. Our credentials go only to the provider's own host and our own account's
folder; Twilio answers with a redirect to its store, which is followed by hand and without them.
"""

import ipaddress
import re
from contextlib import suppress

import httpx

from app.foundation.clock import monotonic_seconds
from app.gateway.port import FetchedMedia, MediaGone, MediaLater

MOST_REDIRECTS = 3
LONGEST_SECONDS = 60.0
"""For one picture in all; a server that trickles would hold the worker for ever."""

_GONE = frozenset({404, 410})
_BELOW_ACCOUNT = r"(?:[A-Za-z0-9]+/)*[A-Za-z0-9]+(?:\.[A-Za-z0-9]+)?"

Fetched = FetchedMedia | MediaGone | MediaLater


class MediaDoor:
    """The media of one account at one API address."""

    def __init__(self, http: httpx.Client, *, api_url: str, account_sid: str, auth: tuple[str, str]) -> None:
        self._http = http
        self._api = httpx.URL(api_url)
        self._auth = auth
        folder = re.escape(f"/2010-04-01/Accounts/{account_sid}/")
        self._our_path = re.compile(folder + _BELOW_ACCOUNT, re.ASCII)

    def fetch(self, url: str, *, most_bytes: int) -> Fetched:
        """The bytes, or why they cannot be had."""
        try:
            return self._follow(httpx.URL(url), most_bytes)
        except httpx.InvalidURL:
            return MediaGone("not a web address")
        except httpx.HTTPError as error:
            return MediaLater(type(error).__name__)

    def _follow(self, address: httpx.URL, most_bytes: int) -> Fetched:
        if not self._is_ours(address):
            return MediaGone("not an address of our account")
        auth: tuple[str, str] | None = self._auth
        for _ in range(MOST_REDIRECTS + 1):
            # Packed bytes could unpack to any size after they were counted.
            plain = {"Accept": "*/*", "Accept-Encoding": "identity"}
            with self._http.stream(
                "GET", address, auth=auth, headers=plain, follow_redirects=False
            ) as answer:
                if not answer.has_redirect_location:
                    return _read(answer, most_bytes)
                address = address.join(answer.headers["location"])
            auth = None
            if not self._may_be_followed_to(address):
                return MediaGone("redirected to where we do not go")
        return MediaLater("redirected too often")

    def _is_ours(self, address: httpx.URL) -> bool:
        path = address.raw_path.decode("ascii")
        return self._is_api_host(address) and self._our_path.fullmatch(path) is not None

    def _is_api_host(self, address: httpx.URL) -> bool:
        at, api = ((u.scheme, u.host, u.port, u.userinfo) for u in (address, self._api))
        return at == api

    def _may_be_followed_to(self, address: httpx.URL) -> bool:
        """Public names over TLS; the simulator of a demo may also send us round on its own address."""
        if _is_loopback(self._api.host) and self._is_api_host(address):
            return True
        return address.scheme == "https" and not address.userinfo and _is_public_name(address.host)


def _read(answer: httpx.Response, most_bytes: int) -> Fetched:
    if answer.status_code in _GONE:
        return MediaGone(f"HTTP {answer.status_code}")
    if answer.status_code != httpx.codes.OK:
        return MediaLater(f"HTTP {answer.status_code}")
    give_up_at = monotonic_seconds() + LONGEST_SECONDS
    content = bytearray()
    for piece in answer.iter_raw():
        content += piece
        if len(content) > most_bytes:
            return MediaGone("too large")
        if monotonic_seconds() > give_up_at:
            return MediaLater("too slow")
    return FetchedMedia(bytes(content))


def _is_public_name(host: str) -> bool:
    """True of a name with a dot in it: machines of our own network are reached by number or by bare name."""
    with suppress(ValueError):
        ipaddress.ip_address(host)
        return False
    return "." in host.strip(".")


def _is_loopback(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def is_loopback_url(url: str) -> bool:
    """True of an address on this machine."""
    return _is_loopback(httpx.URL(url).host)
