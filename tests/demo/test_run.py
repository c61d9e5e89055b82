import signal
import socket
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import pytest

from app.demo.cast import LINES, ROSA
from tests.support.servers import Server, free_port

GONE_WITHIN_SECONDS = 20.0
TRANSLATED_WITHIN_SECONDS = 5.0
WRITTEN = "Mañana no hay tarea, ¿verdad? Ana tiene cita con el dentista."


class Demo(Server):
    """`puente demo` on ports of the test's own."""

    def __init__(self, folder: Path, *options: str, settings: Mapping[str, str] | None = None) -> None:
        self.data = folder / "data"
        self.dashboard, self.phones = free_port(), free_port()
        ports = ("--port", str(self.dashboard), "--phones-port", str(self.phones))
        arguments = ["demo", *ports, "--folder", str(self.data), *options]
        super().__init__(arguments, folder, settings or {})
        self.wait_until(lambda: "Ctrl-C" in self.words())

    def parts(self) -> list[psutil.Process]:
        """The processes it has started, its guard included."""
        return psutil.Process(self.pid).children(recursive=True)

    def part(self, name: str) -> psutil.Process:
        return next(part for part in self.parts() if name in part.cmdline())

    def ask(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.dashboard}{path}", trust_env=False)


def all_gone(parts: list[psutil.Process]) -> bool:
    give_up_at = time.monotonic() + GONE_WITHIN_SECONDS
    while any(part.is_running() and part.status() != psutil.STATUS_ZOMBIE for part in parts):
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.1)
    return True


def text_as_rosa(demo: Demo, body: str) -> object:
    text = {"from": ROSA.number, "to": LINES[0], "body": body}
    answer = httpx.post(
        f"http://127.0.0.1:{demo.phones}/control/texts", json=text, trust_env=False, timeout=20
    )
    return answer.json()["webhook_status"]


def texts_on_phones(demo: Demo) -> str:
    return httpx.get(f"http://127.0.0.1:{demo.phones}/", trust_env=False).text


def translations_of(demo: Demo, body: str) -> list[tuple[str, str | None]]:
    """What the text says in other languages, and who says so, once anybody does."""
    give_up_at = time.monotonic() + TRANSLATED_WITHIN_SECONDS
    found: list[tuple[str, str | None]] = []
    while not found and time.monotonic() < give_up_at:
        time.sleep(0.05)
        with closing(sqlite3.connect(demo.data / "puente.db")) as database:
            found = database.execute(
                "select t.body, t.engine from translations t join messages m on m.id = t.message_id"
                " where m.body = ?",
                [body],
            ).fetchall()
    return found


@dataclass(frozen=True)
class First:
    """The first demo in a folder, which has made its school there: what was seen of it until Ctrl-C."""

    folder: Path
    ports: tuple[int, int]
    words: str
    readiness: str
    shown: str
    webhook_status: object
    translations: list[tuple[str, str | None]]
    parts: list[psutil.Process]
    status: int


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> First:
    folder = tmp_path_factory.mktemp("demo")
    with Demo(folder) as demo:
        return First(
            folder=folder,
            ports=(demo.dashboard, demo.phones),
            words=demo.words(),
            readiness=demo.ask("/readyz").text,
            shown=texts_on_phones(demo),
            webhook_status=text_as_rosa(demo, WRITTEN),
            translations=translations_of(demo, WRITTEN),
            parts=demo.parts(),
            status=demo.end(signal.SIGINT, within=30),
        )


def test_it_says_where_everything_is_and_leaves_nothing_behind_at_the_end(first: First) -> None:
    for word in (*map(str, first.ports), "lee@demo.example", "puente-demo"):
        assert word in first.words
    assert first.readiness == "ready"
    assert "¡Qué alegría!" in first.shown
    assert len(first.parts) >= 4  # web, worker, simulator and their guard
    assert first.status == 0
    assert all_gone(first.parts)


def test_a_text_in_spanish_stands_in_english_within_seconds_without_the_internet(first: First) -> None:
    assert first.webhook_status == 200
    [(words, engine)] = first.translations
    assert "Ana has a dentist appointment" in words
    assert engine == "Demo engine"


def test_the_next_one_goes_on_with_what_was_written_and_an_operators_own_settings_do_not_reach_it(
    first: First,
) -> None:
    """A real account in the environment must stay out of it."""
    settings = {
        "PUENTE_TWILIO_ACCOUNT_SID": "AC" + "9" * 32,
        "PUENTE_TWILIO_API_URL": "https://api.twilio.com",
    }
    with Demo(first.folder, settings=settings) as demo:
        assert "RESET=1" in demo.words()
        shown = texts_on_phones(demo)
        assert shown.count(WRITTEN) == 1
        assert shown.count("¡Qué alegría!") == 1
        for part in psutil.Process(demo.pid).children():
            environment = part.environ()
            assert "9" * 32 not in environment.get("PUENTE_TWILIO_ACCOUNT_SID", "")
            assert "twilio.com" not in environment.get("PUENTE_TWILIO_API_URL", "")
        assert demo.end(signal.SIGTERM, within=30) == 0


def test_a_part_that_ends_takes_the_others_with_it_and_is_named(first: First) -> None:
    with Demo(first.folder) as demo:
        parts = demo.parts()
        demo.part("worker").kill()
        assert demo.wait(30) == 1
        assert "`puente worker` ended by itself" in demo.words()
        assert all_gone(parts)


def test_a_reset_starts_over_and_nothing_is_left_when_the_demo_itself_is_killed(first: First) -> None:
    with Demo(first.folder, "--reset") as demo:
        assert "RESET=1" not in demo.words()
        shown = texts_on_phones(demo)
        assert WRITTEN not in shown
        assert "¡Qué alegría!" in shown
        parts = demo.parts()
        demo.end(signal.SIGKILL)
        assert all_gone(parts)


def refusal_of(folder: Path, port: int) -> tuple[int, str]:
    arguments = ["demo", "--port", str(port), "--phones-port", str(free_port()), "--folder", str(folder)]
    with Server(arguments, folder.parent, {}) as refused:
        return refused.wait(30), " ".join(refused.words().split())


def test_a_port_in_use_is_named_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, said = refusal_of(tmp_path / "data", port)
    assert status == 1
    assert said.startswith(f"Port {port} is in use")
    assert not (tmp_path / "data").exists()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file where a folder should be")
    status, said = refusal_of(in_the_way, free_port())
    assert status == 1
    assert "cannot be written to" in said


def test_the_simulator_alone_wants_an_account_however_made_up(tmp_path: Path) -> None:
    with Server(["simulator", "--port", str(free_port())], tmp_path, {}) as refused:
        assert refused.wait(30) == 1
        assert "PUENTE_TWILIO_ACCOUNT_SID" in refused.words()
