"""The product as operators run it: `puente web`, `puente worker` and `puente simulator` as real processes."""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.owned_process import OwnedProcess

PUENTE = Path(sys.executable).parent / "puente"
READY_WITHIN_SECONDS = 60.0


class NotReady(Exception):
    """A server ended or stayed silent; the message is what it printed."""


class Server(OwnedProcess):
    """One running command of Puente; `with` ends it."""

    def __init__(self, arguments: Sequence[str], folder: Path, settings: Mapping[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(
            [str(PUENTE), *arguments],
            log=folder / f"{arguments[0]}-{len(list(folder.glob('*.log')))}.log",
            env=plain_environment() | dict(settings),
            cwd=folder,  # so that nobody's `.env` is read
            end_with=signal.SIGTERM,
        )

    def wait_until(self, is_ready: Callable[[], bool]) -> None:
        """Return once it is ready; raise NotReady, with what it printed, if it ends or takes too long."""
        give_up_at = time.monotonic() + READY_WITHIN_SECONDS
        while not is_ready():
            if not self.is_running() or time.monotonic() > give_up_at:
                self.end(signal.SIGKILL)
                raise NotReady(self.words())
            time.sleep(0.05)


class WebServer(Server):
    """A command that serves HTTP at `url`."""

    def __init__(
        self,
        command: str,
        folder: Path,
        settings: Mapping[str, str],
        *arguments: str,
        port: int | None = None,
    ) -> None:
        port = port or free_port()
        self.url = f"http://127.0.0.1:{port}"
        listening = ("--host", "127.0.0.1", "--port", str(port))
        super().__init__([command, *listening, *arguments], folder, settings)
        self.wait_until(self._is_healthy)

    def _is_healthy(self) -> bool:
        try:
            with urlopen(f"{self.url}/healthz", timeout=2) as answer:  # noqa: S310 - an address of our own
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False


def start_web(folder: Path, settings: Mapping[str, str], *, port: int | None = None) -> WebServer:
    return WebServer("web", folder, settings, port=port)


def start_simulator(
    folder: Path, settings: Mapping[str, str], *arguments: str, port: int | None = None
) -> WebServer:
    return WebServer("simulator", folder, settings, *arguments, port=port)


def start_worker(folder: Path, settings: Mapping[str, str]) -> Server:
    worker = Server(["worker"], folder, settings)
    worker.wait_until(lambda: "worker_started" in worker.words())
    return worker


def free_port() -> int:
    """A port of the loopback address on which nobody listens right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def plain_environment() -> dict[str, str]:
    """None of the caller's PUENTE_… variables."""
    kept = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"PYTHONUNBUFFERED": "1"}
