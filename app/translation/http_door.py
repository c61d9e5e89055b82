"""One engine's HTTP address: how it is asked, and what its silence and its refusals mean."""

import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import httpx

from app.foundation.clock import monotonic_seconds
from app.foundation.errors import Invalid
from app.translation.port import EngineDown, EngineRefused

CONNECT_SECONDS = 2.0
MOST_BYTES = 1_000_000
"""Far above any answer to the few texts of one question."""
TRUSTED_SECONDS = 600.0
"""How long it is believed which languages an engine speaks."""
UNTOLD_SECONDS = 30.0
"""How long an engine that could not say so is left alone."""

Pairs = Mapping[tuple[str, str], str]
"""From (source, target) in Puente's codes to what the engine itself calls this direction."""

_PASSING = frozenset(
    {
        httpx.codes.UNAUTHORIZED,
        httpx.codes.FORBIDDEN,
        httpx.codes.NOT_FOUND,
        httpx.codes.REQUEST_TIMEOUT,
        httpx.codes.TOO_EARLY,
        httpx.codes.TOO_MANY_REQUESTS,
    }
)
"""Refusals of this moment, not of this question: a wrong key or address is mended, and what waited is translated."""


class HttpDoor:
    """The address of one engine. Questions go in bodies, as addresses are logged and bodies are not."""

    def __init__(self, url: str, *, timeout_seconds: float) -> None:
        address = _address(url)
        self._url = url.rstrip("/")
        self._timeout = timeout_seconds
        # An engine of the school's own is never asked through a proxy that the environment names for the internet.
        self._http = httpx.Client(
            # No connection is kept: next to a translation a new one costs nothing, and it cannot have gone stale.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=_is_public_name(address.host),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            follow_redirects=False,
        )

    def get(self, path: str) -> Any:  # noqa: ANN401 - what an engine says can be anything
        return self._ask("GET", path, give_up_at=self.deadline())

    def post_json(self, path: str, question: Mapping[str, object], *, give_up_at: float) -> Any:  # noqa: ANN401
        return self._ask("POST", path, give_up_at=give_up_at, json=question)

    def post_form(self, path: str, question: Mapping[str, str], *, give_up_at: float) -> Any:  # noqa: ANN401
        return self._ask("POST", path, give_up_at=give_up_at, data=question)

    def deadline(self, *, questions: int = 1) -> float:
        """When to give up on one call of so many questions; never more than three times the wait for one."""
        return monotonic_seconds() + self._timeout * min(questions, 3)

    def _ask(self, method: str, path: str, *, give_up_at: float, **question: Any) -> Any:  # noqa: ANN401
        left = min(self._timeout, give_up_at - monotonic_seconds())
        if left <= 0:
            reason = "too slow"
            raise EngineDown(reason)
        timeout = httpx.Timeout(left, connect=min(left, CONNECT_SECONDS))
        try:
            with self._http.stream(method, self._url + path, timeout=timeout, **question) as answer:
                _raise_for_status(answer)
                body = _read(answer, give_up_at)
        except httpx.HTTPError as error:
            reason = type(error).__name__
            raise EngineDown(reason) from error
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            reason = "an answer that is not JSON"
            # The error would carry the answer, and so a family's words, into a log.
            raise EngineDown(reason) from None


class SpokenPairs:
    """Which directions an engine translates: asked once and believed for some minutes.

    While the engine cannot tell, the last answer counts; before the first one nothing is known.
    """

    def __init__(
        self, ask: Callable[[], Pairs], *, monotonic: Callable[[], float] = monotonic_seconds
    ) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._pairs: Pairs | None = None
        self._ask_again_at: float | None = None

    def known(self) -> Pairs | None:
        """The pairs, or None while nobody knows them."""
        now = self._monotonic()
        if self._ask_again_at is None or now >= self._ask_again_at:
            # Before asking, so that other threads do not wait for the same answer.
            self._ask_again_at = now + UNTOLD_SECONDS
            with suppress(EngineDown, EngineRefused):
                self._pairs = self._ask()
                self._ask_again_at = now + TRUSTED_SECONDS
        return self._pairs

    def include(self, source: str, target: str) -> bool:
        """True also while nobody knows."""
        pairs = self.known()
        return pairs is None or (source, target) in pairs


def wrong_shape() -> EngineDown:
    return EngineDown("an answer of another shape")


def _raise_for_status(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == httpx.codes.OK:
        return
    reason = f"HTTP {status}"
    if status in range(400, 500) and status not in _PASSING:
        raise EngineRefused(reason)
    raise EngineDown(reason, retry_after_seconds=_seconds(answer.headers.get("retry-after", "")))


def _read(answer: httpx.Response, give_up_at: float) -> bytes:
    """The whole body; an engine that trickles would hold a worker for ever."""
    content = bytearray()
    for piece in answer.iter_raw():
        content += piece
        if len(content) > MOST_BYTES:
            reason = "an answer without end"
            raise EngineDown(reason)
        if monotonic_seconds() > give_up_at:
            reason = "too slow"
            raise EngineDown(reason)
    return bytes(content)


def _seconds(retry_after: str) -> float | None:
    return float(retry_after) if re.fullmatch(r"\d{1,6}", retry_after.strip(), re.ASCII) else None


def _address(url: str) -> httpx.URL:
    with suppress(httpx.InvalidURL):
        address = httpx.URL(url)
        if address.scheme in {"http", "https"} and address.host:
            return address
    sentence = "PUENTE_TRANSLATION_URL must be a web address, such as http://127.0.0.1:5000."
    raise Invalid(sentence)


def _is_public_name(host: str) -> bool:
    """True of a name with a dot in it or an address of the internet; the rest is this machine or its network."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_global
    return "." in host.strip(".")
