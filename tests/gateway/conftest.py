"""Gateways pointed at a host of the test's own."""

from collections.abc import Callable, Iterator

import pytest

from app.gateway.twilio import TwilioGateway
from tests.gateway.pretend_host import ACCOUNT, TOKEN, Host


@pytest.fixture
def host() -> Iterator[Host]:
    host = Host()
    yield host
    host.close()


Point = Callable[..., TwilioGateway]


@pytest.fixture
def pointed_at() -> Iterator[Point]:
    """Makes gateways for an address, and closes them."""
    made: list[TwilioGateway] = []

    def point(
        url: str,
        *,
        messaging_service_sid: str | None = None,
        read_timeout: float = 5,
        connect_timeout: float = 5,
    ) -> TwilioGateway:
        made.append(
            TwilioGateway(
                account_sid=ACCOUNT,
                username=ACCOUNT,
                password=TOKEN,
                api_url=url,
                messaging_service_sid=messaging_service_sid,
                read_timeout_seconds=read_timeout,
                connect_timeout_seconds=connect_timeout,
            )
        )
        return made[-1]

    yield point
    for gateway in made:
        gateway.close()


@pytest.fixture
def gateway(host: Host, pointed_at: Point) -> TwilioGateway:
    return pointed_at(host.url)
