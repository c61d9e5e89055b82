"""A host on a real socket that answers, or does not, as a test tells it."""

import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import parse_qsl

from app.gateway.port import OutgoingText

ACCOUNT = "AC" + "5" * 32
TOKEN = "a token for tests"
LINE, ROSA = "+12065550190", "+12065550111"

HOLA = OutgoingText(
    ROSA, LINE, "Mañana sí hay clases 🎒", "https://school.example/status?message=7&attempt=1"
)


class Heard(NamedTuple):
    """One request as it came over the wire."""

    request: str
    headers: dict[str, str]
    body: bytes

    @property
    def fields(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


Behaviour = Callable[[socket.socket], None]


def answering(
    status: int, body: str | bytes = b"", content_type: str = "application/json", **headers: str
) -> Behaviour:
    """A whole, correct HTTP answer."""
    content = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} Told",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(content)}",
        "Connection: close",
        *[f"{name.replace('_', '-')}: {value}" for name, value in headers.items()],
    ]
    whole = ("\r\n".join(lines) + "\r\n\r\n").encode() + content
    return saying(whole)


def saying(raw: bytes) -> Behaviour:
    """These bytes, and then the connection closes."""

    def say(connection: socket.socket) -> None:
        connection.sendall(raw)

    return say


def hanging_up(_connection: socket.socket) -> None:
    """The request was read; nothing is answered."""


def resetting(connection: socket.socket) -> None:
    """The connection breaks with a reset rather than a farewell."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


@dataclass
class Host:
    """Listens on loopback, remembers each request and plays one behaviour for each, the last one for ever."""

    behaviours: list[Behaviour] = field(default_factory=lambda: [hanging_up])
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    at_end: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.threads = [threading.Thread(target=self._listen, daemon=True)]
        self.threads[0].start()

    def plays(self, *behaviours: Behaviour) -> None:
        self.behaviours = list(behaviours)

    def falling_silent(self, connection: socket.socket) -> None:
        """The request was read and the connection stays open without a word."""
        self.at_end.wait(10)
        connection.close()

    def close(self) -> None:
        self.at_end.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self.threads:
            thread.join(timeout=5)

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            heard = _read_request(connection)
            if heard is None:
                return
            self.heard.append(heard)
            behaviour = self.behaviours.pop(0) if len(self.behaviours) > 1 else self.behaviours[0]
            with suppress(ConnectionError):  # the caller may hang up first
                behaviour(connection)


def _read_request(connection: socket.socket) -> Heard | None:
    raw = b""
    while b"\r\n\r\n" not in raw:
        piece = connection.recv(65536)
        if not piece:
            return None
        raw += piece
    head, _, body = raw.partition(b"\r\n\r\n")
    request, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Heard(re.sub(r" HTTP/1\.1$", "", request), headers, body)
