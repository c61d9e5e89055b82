"""What the benches share: databases of both kinds, servers as real processes, and figures set side by side."""

import contextlib
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from app.foundation.database import Database
from app.foundation.migrations import migrate
from tests.support.postgres import running_postgres
from tests.support.servers import free_port, plain_environment

ACCOUNT_SID = "AC00000000000000000000000000000000"
TOKEN = "bench-token"  # noqa: S105 - signs the bench's own calls


@dataclass(frozen=True)
class Figure:
    """One measured figure, what it must reach, and whether it does."""

    name: str
    measured: str
    goal: str
    is_reached: bool


@dataclass(frozen=True)
class Place:
    """A database server that a bench runs on."""

    name: str
    new_url: Callable[[str], str]


@contextlib.contextmanager
def places() -> Iterator[list[Place]]:
    """SQLite in a folder of its own, and a real PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="puente-bench-") as folder, running_postgres() as server:
        yield [
            Place("SQLite", lambda name: f"sqlite:///{folder}/{name}.db"),
            Place("PostgreSQL", server.create_database),
        ]


def migrated(url: str) -> Database:
    database = Database(url)
    migrate(database)
    return database


@contextlib.contextmanager
def serving(factory: str, database_url: str) -> Iterator[tuple[str, int]]:
    """An application factory behind uvicorn, as `puente web` runs it; gives its address and process id."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = {
        "PUENTE_DATABASE_URL": database_url,
        "PUENTE_PUBLIC_URL": url,
        "PUENTE_TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "PUENTE_TWILIO_AUTH_TOKENS": TOKEN,
        "PUENTE_SECRET_KEY": "bench",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", factory, "--port", str(port)]
    command += ["--no-access-log", "--log-level", "warning"]
    with subprocess.Popen(command, env=plain_environment() | settings) as server:
        try:
            _wait_until_it_answers(port, server)
            yield url, server.pid
        finally:
            server.send_signal(signal.SIGTERM)


def _wait_until_it_answers(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def resident_mb(pid: int) -> float:
    """The resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def median_ratio(ours: list[float], bare: list[float]) -> float:
    """The median of the ratios of rounds that ran one after the other, so that noise meets both sides alike."""
    return statistics.median(a / b for a, b in zip(ours, bare, strict=True))
