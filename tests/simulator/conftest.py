"""The simulator on a real port, a small product that records what it is told, and the official client."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from socket import socket
from typing import TypeVar
from urllib.parse import parse_qsl

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from app.simulator import Phone, SchoolLine, SimulatorConfig
from app.simulator.app import create_simulator
from tests.support.installation import http_client

ACCOUNT = "AC" + "5" * 32
TOKEN = "a token for tests"
LINE, OFFICE = "+12065550190", "+12065550191"
ROSA, OMAR = "+12065550111", "+12065550112"
PATIENCE_SECONDS = 5.0

T = TypeVar("T")

CAST = (
    Phone(
        ROSA,
        "Rosa Morales",
        "Ana and Leo's mother",
        "es",
        (SchoolLine(LINE, "Ms. Lee"), SchoolLine(OFFICE, "Front office")),
    ),
    Phone(OMAR, "Omar Haddad", "Sami's father", "en", (SchoolLine(LINE, "Ms. Lee"),)),
)


def eventually(look: Callable[[], T]) -> T:
    """The first true thing seen; the last thing seen when patience ends."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        seen = look()
        if seen or time.monotonic() > until:
            return seen
        time.sleep(0.01)


class QuickServer(uvicorn.Server):
    """Looks ten times as often whether it should end: each test has two servers of its own."""

    async def main_loop(self) -> None:
        ticks = 0
        while not await self.on_tick(ticks):
            ticks += 1
            await asyncio.sleep(0.01)


def start(app: FastAPI | Starlette, port: int) -> tuple[QuickServer, threading.Thread]:
    server = QuickServer(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert eventually(lambda: server.started)
    return server, thread


@contextmanager
def serving(app: FastAPI | Starlette, port: int) -> Iterator[str]:
    """The application on a loopback port for as long as the block lasts."""
    server, thread = start(app, port)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=PATIENCE_SECONDS)
        assert not thread.is_alive(), "the server shuts down gracefully"


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Call:
    """One webhook as the product got it."""

    url: str
    fields: dict[str, str]
    signature: str
    token: str | None


@dataclass
class Product:
    """A product that answers as told and keeps what it heard."""

    url: str
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    hang_up: bool = False
    says: list[str] = field(default_factory=list)
    """What it answers next, in words."""

    def app(self) -> Starlette:
        async def hear(request: Request) -> Response:
            raw = await request.body()
            path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            self.calls.append(
                Call(
                    path,
                    dict(parse_qsl(raw.decode(), keep_blank_values=True)),
                    request.headers.get("x-twilio-signature", ""),
                    request.headers.get("i-twilio-idempotency-token"),
                )
            )
            status = self.answers.pop(0) if self.answers else 200
            words = self.says.pop(0) if self.says and "Digits" in self.calls[-1].fields else None
            return Response(
                words, status_code=status, headers={"Connection": "close"} if self.hang_up else None
            )

        async def picture(_request: Request) -> Response:
            return Response(b"the bytes of a flyer", media_type="image/png")

        return Starlette(
            routes=[
                Route("/flyer.png", picture),
                Route("/{rest:path}", hear, methods=["POST"]),
            ]
        )

    def reports(self) -> list[str]:
        """The statuses it was told, in order of arrival."""
        return [call.fields["MessageStatus"] for call in list(self.calls) if "MessageStatus" in call.fields]


@dataclass
class Stage:
    """A running simulator and the ways to reach it."""

    url: str
    config: SimulatorConfig
    http: httpx.Client
    shut_down: Callable[[], None]

    def twilio(self, username: str = ACCOUNT, password: str = TOKEN, *, timeout: float = 5) -> Client:
        """The official client, pointed here."""
        client = Client(username, password, ACCOUNT, http_client=TwilioHttpClient(timeout=timeout))
        client.api.base_url = self.url
        return client

    def control(self, path: str, json: object = None) -> dict[str, object]:
        answer = self.http.post(f"/control/{path}", json=json)
        assert answer.status_code == 200, answer.text
        told: dict[str, object] = answer.json()
        return told

    def post(self, **fields: str | list[str]) -> httpx.Response:
        """A bare POST to Messages.json, as the client would make it."""
        form = {"To": ROSA, "From": LINE, "Body": "Hola"} | fields
        return self.http.post(
            f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json", data=form, auth=(ACCOUNT, TOKEN)
        )


Raise = Callable[..., Stage]


@pytest.fixture
def product() -> Iterator[Product]:
    product = Product(f"http://127.0.0.1:{free_port()}")
    server, _thread = start(product.app(), int(product.url.rpartition(":")[2]))
    yield product
    server.should_exit = True  # it ends by itself while the next test begins


@pytest.fixture
def raise_stage(product: Product) -> Iterator[Raise]:
    """Starts simulators with the settings that matter to a test."""
    with ExitStack() as everything:

        def raise_one(**settings: object) -> Stage:
            port = free_port()
            url = f"http://127.0.0.1:{port}"
            config = SimulatorConfig(
                ACCOUNT,
                TOKEN,
                product_url=product.url,
                own_url=url,
                delay=0,
                inbound_retry_pauses=(0.01, 0.01, 0.01),
                phones=CAST,
            )
            config = replace(config, **settings)  # type: ignore[arg-type]
            one = everything.enter_context(ExitStack())
            one.enter_context(serving(create_simulator(config), port))
            http = one.enter_context(http_client(url))
            return Stage(url, config, http, one.close)

        yield raise_one


@pytest.fixture
def stage(raise_stage: Raise) -> Stage:
    return raise_stage()


@pytest.fixture
def database_path(tmp_path: Path) -> Path:
    return tmp_path / "simulator.sqlite3"
