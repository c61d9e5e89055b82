"""A translation engine on a real socket that speaks as LibreTranslate and apertium-apy do, and fails as told.

with PretendEngine() as engine:
    engine.answer = mangled                # what it makes of a text
    engine.fails_with(429, retry_after="7")    # or .says(b"…"), .hangs_up(), .delay_seconds = 3, .stop()
    engine.recovers()                      # and .start() after .stop(), at the same address
    engine.calls                           # what it was asked
"""

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl, urlsplit

Answer = Callable[[str, str, str], str]

THREE_LETTERS = {"en": "eng", "es": "spa", "so": "som"}


def marked(text: str, _source: str, target: str) -> str:
    """The same text, told apart by the language it would now be in."""
    return f"{target}: {text}"


def mangled(text: str, _source: str, _target: str) -> str:
    """Nothing survives: names, numbers, marks and links all come back as something else."""
    shifted = re.sub(r"\d", lambda digit: str((int(digit.group()) + 1) % 10), text)
    words = [word[::-1].swapcase() for word in re.sub(r"[^\w\s]", " ", shifted).split()]
    return " ".join(reversed(words))


class Call(NamedTuple):
    """One request as it came over the wire."""

    method: str
    path: str
    headers: Mapping[str, str]
    question: Mapping[str, Any]

    @property
    def texts(self) -> list[str]:
        """What was to be translated."""
        asked = self.question.get("q", [])
        return [asked] if isinstance(asked, str) else list(asked)


class PretendEngine:
    """Listens on loopback; `with` starts and stops it."""

    def __init__(self, answer: Answer = marked, *, languages: Sequence[str] = ("en", "es")) -> None:
        self.answer = answer
        self.languages = tuple(languages)
        self.calls: list[Call] = []
        self.delay_seconds = 0.0
        self._failure: Callable[[_Handler], None] | None = None
        self._at_end = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: object, _trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def translations(self) -> list[Call]:
        return [call for call in self.calls if call.path == "/translate"]

    def start(self) -> None:
        self._at_end.clear()
        server = _Server(("127.0.0.1", self._port), _Handler)
        server.engine = self
        self._server, self._port = server, server.server_port
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        """Nobody listens there any more."""
        self._at_end.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def fails_with(self, status: int, body: bytes = b'{"error": "no"}', **headers: str) -> None:
        self._failure = lambda handler: handler.send(status, body, headers)

    def says(self, body: bytes) -> None:
        """These bytes are its answer to anything."""
        self._failure = lambda handler: handler.send(200, body, {})

    def hangs_up(self) -> None:
        self._failure = lambda _handler: None

    def trickles(self) -> None:
        """A few bytes now and then, and never all of them."""
        self._failure = self._trickle

    def recovers(self) -> None:
        self._failure, self.delay_seconds = None, 0.0

    def reply(self, handler: "_Handler", call: Call) -> None:
        self.calls.append(call)
        if self.delay_seconds:
            self._at_end.wait(self.delay_seconds)
        if self._failure is not None:
            self._failure(handler)
        else:
            status, answer = self._answer_to(call)
            handler.send(status, json.dumps(answer).encode(), {})

    def _trickle(self, handler: "_Handler") -> None:
        handler.send(200, b"", {"content-length": "900000"})
        while not self._at_end.wait(0.05):
            handler.wfile.write(b" ")

    def _answer_to(self, call: Call) -> tuple[int, object]:
        match call.method, call.path:
            case "GET", "/languages":
                return 200, [
                    {"code": code, "name": code, "targets": list(self.languages)} for code in self.languages
                ]
            case "GET", "/listPairs":
                return 200, {"responseData": self._pairs(), "responseDetails": None, "responseStatus": 200}
            case "POST", "/translate" if "langpair" in call.question:
                return self._as_apertium(call)
            case "POST", "/translate":
                return self._as_libretranslate(call)
            case _:
                return 404, {"error": "no such page"}

    def _as_libretranslate(self, call: Call) -> tuple[int, object]:
        source, target = str(call.question["source"]), str(call.question["target"])
        for language in (source, target):
            if language not in self.languages:
                return 400, {"error": f"{language} is not supported"}
        return 200, {"translatedText": [self.answer(text, source, target) for text in call.texts]}

    def _as_apertium(self, call: Call) -> tuple[int, object]:
        shorter = {long: short for short, long in THREE_LETTERS.items()}
        source, target = (shorter.get(code, code) for code in str(call.question["langpair"]).split("|"))
        if source == target or not {source, target} <= set(self.languages):
            explanation = "That pair is not installed"
            return 400, {"status": "error", "code": 400, "explanation": explanation}
        translated = self.answer(call.texts[0], source, target)
        return 200, {"responseData": {"translatedText": translated}, "responseStatus": 200}

    def _pairs(self) -> list[dict[str, str]]:
        codes = [THREE_LETTERS[code] for code in self.languages]
        return [{"sourceLanguage": a, "targetLanguage": b} for a in codes for b in codes if a != b]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    engine: PretendEngine


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self._take({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        is_json = self.headers["content-type"] == "application/json"
        self._take(json.loads(body) if is_json else dict(parse_qsl(body, keep_blank_values=True)))

    def _take(self, question: Mapping[str, Any]) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        with suppress(ConnectionError):  # the caller may hang up first
            self.server.engine.reply(self, Call(self.command, urlsplit(self.path).path, headers, question))

    def send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        told = {"content-type": "application/json", "content-length": str(len(body))}
        for name, value in (
            told | {name.replace("_", "-"): value for name, value in headers.items()}
        ).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nobody reads it."""
