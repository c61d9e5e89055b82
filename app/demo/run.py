"""`puente demo`: everything on this machine, from nothing. And `puente simulator`, its pretend provider."""

import json
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from app.demo.engine import ENGINE_NAME
from app.demo.phones import PHONES, past_texts
from app.demo.processes import Child, Children
from app.demo.screen import Places, show_end, show_last_words, show_preparing, show_start
from app.foundation.clock import monotonic_seconds, pause_seconds
from app.foundation.database import Database
from app.foundation.errors import Conflict, Invalid
from app.foundation.ids import digest, new_token
from app.foundation.migrations import migrate
from app.foundation.settings import REPOSITORY, load_settings
from app.schools.queries import all_schools
from app.simulator import SimulatorConfig

FOLDER = REPOSITORY / "var" / "demo"
LOOPBACK = "127.0.0.1"
READY_WITHIN_SECONDS = 60.0
LOOK_EVERY_SECONDS = 0.1
OURS = ("account.json", "puente.db*", "phones.db*", "*.log")
"""What the demo keeps in its folder, and all that a reset takes away."""

NO_ACCOUNT = "PUENTE_TWILIO_ACCOUNT_SID and PUENTE_TWILIO_AUTH_TOKENS must be set: made-up ones will do."
PORT_TAKEN = (
    "Port %(port)s is in use, most likely by another demo or another web server on this machine. End that one, or"
    " take other ports: puente demo --port 8010 --phones-port 8011"
)
PORT_REFUSED = "This system does not let you use port %(port)s."
FOLDER_REFUSED = "The demo keeps its data in %(folder)s, which cannot be written to: %(why)s."
NO_ANSWER = "`puente %(name)s` does not answer; %(log)s may say why."
ENDED = "`puente %(name)s` ended by itself, so the demo ends too."


def run_simulator(*, host: str, port: int, product_url: str, database_path: Path | None, fates: bool) -> None:
    """The pretend provider with the phones of the demo, until it is told to stop."""
    # The demo itself, which imports this module too, serves nothing.
    import uvicorn  # noqa: PLC0415

    from app.simulator.app import create_simulator  # noqa: PLC0415

    settings = load_settings()
    if not settings.twilio_account_sid or not settings.auth_tokens:
        raise Invalid(NO_ACCOUNT)
    config = SimulatorConfig(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.auth_tokens[0],
        api_key=settings.twilio_api_key or None,
        api_secret=settings.twilio_api_secret.get_secret_value() or None,
        product_url=product_url,
        public_url=settings.public_url if "public_url" in settings.model_fields_set else None,
        own_url=f"http://{host}:{port}",
        database_path=database_path,
        fates=fates,
        phones=PHONES,
    )
    uvicorn.run(create_simulator(config), host=host, port=port, log_config=None, access_log=False)


def run_demo(*, reset: bool, port: int, phones_port: int, folder: Path | None = None) -> None:
    """Web, worker and phones run until Ctrl-C; the school's data stays for the next time."""
    began = monotonic_seconds()
    folder = (folder or FOLDER).resolve()
    for wanted in (port, phones_port):
        _refuse_taken_port(wanted)
    _prepare(folder, reset=reset)
    told_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: told_to_stop.set())
    database = Database(f"sqlite:///{folder / 'puente.db'}")
    migrate(database)
    demo = _Demo(
        database, f"http://{LOOPBACK}:{port}", f"http://{LOOPBACK}:{phones_port}", folder, told_to_stop
    )
    with Children(settings=demo.settings(), folder=folder) as children:
        is_new = demo.start(children, port=port, phones_port=phones_port)
        if not told_to_stop.is_set():
            demo.show(seconds=monotonic_seconds() - began, is_new=is_new)
        demo.watch(children)
    database.close()
    show_end()


@dataclass(frozen=True)
class _Demo:
    """Where the parts are and what they share."""

    database: Database
    dashboard_url: str
    phones_url: str
    folder: Path
    told_to_stop: threading.Event

    def settings(self) -> dict[str, str]:
        """The environment of all parts: with these they can reach nobody but one another."""
        account = _account(self.folder)
        return {
            "PUENTE_DATABASE_URL": self.database.url.render_as_string(hide_password=False),
            "PUENTE_PUBLIC_URL": self.dashboard_url,
            "PUENTE_TWILIO_API_URL": self.phones_url,
            "PUENTE_TWILIO_ACCOUNT_SID": account["account_sid"],
            "PUENTE_TWILIO_AUTH_TOKENS": account["auth_token"],
            "PUENTE_SECRET_KEY": account["secret_key"],
            "PUENTE_TRANSLATION_URL": self.phones_url,
            "PUENTE_TRANSLATION_ENGINE": "libretranslate",
            "PUENTE_TRANSLATION_NAME": ENGINE_NAME,
            "PUENTE_LOG_LEVEL": "INFO",
        }

    def start(self, children: Children, *, port: int, phones_port: int) -> bool:
        """All parts answer, and the phones show what was written before; True when the school is new."""
        listening = ("--host", LOOPBACK, "--port")
        web = children.start("web", *listening, str(port))
        phones = children.start(
            "simulator",
            *(*listening, str(phones_port)),
            *("--product-url", self.dashboard_url, "--database", str(self.folder / "phones.db")),
        )
        is_new = _prepare_school(self.database)  # while those two wake up
        worker = children.start("worker")
        with httpx.Client(trust_env=False, timeout=10) as http:
            self._wait(children, phones, lambda: _answers(http, f"{self.phones_url}/healthz"))
            self._fill_phones(http)
            self._wait(children, web, lambda: _answers(http, f"{self.dashboard_url}/readyz"))
        self._wait(children, worker, lambda: worker.has_said("worker_started"))
        return is_new

    def show(self, *, seconds: float, is_new: bool) -> None:
        """Where everything is stands on the terminal."""
        places = Places(self.dashboard_url, self.phones_url, str(self.folder))
        show_start(places, seconds=seconds, is_new=is_new)

    def watch(self, children: Children) -> None:
        """Returns when it is told to stop; raises Conflict when a part has ended by itself."""
        while not self.told_to_stop.wait(LOOK_EVERY_SECONDS):
            self._refuse_ended(children)

    def _wait(self, children: Children, child: Child, is_ready: Callable[[], bool]) -> None:
        give_up_at = monotonic_seconds() + READY_WITHIN_SECONDS
        while not self.told_to_stop.is_set() and not is_ready():
            self._refuse_ended(children)
            if monotonic_seconds() > give_up_at:
                raise Conflict(NO_ANSWER, name=child.name, log=child.log)
            pause_seconds(LOOK_EVERY_SECONDS)

    def _refuse_ended(self, children: Children) -> None:
        ended = children.find_ended()
        if ended is not None:
            show_last_words(ended.name, ended.last_words())
            raise Conflict(ENDED, name=ended.name)

    def _fill_phones(self, http: httpx.Client) -> None:
        """A text that the phones show already is left alone, so every start may say it again."""
        if self.told_to_stop.is_set():
            return
        with self.database.reading() as session:
            texts = past_texts(session)
        http.post(f"{self.phones_url}/control/history", json=texts).raise_for_status()


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except PermissionError as refused:
            raise Invalid(PORT_REFUSED, port=port) from refused
        except OSError as taken:
            raise Conflict(PORT_TAKEN, port=port) from taken


def _prepare(folder: Path, *, reset: bool) -> None:
    """The folder is there, ours to write to, and empty of an earlier demo if so wanted."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
        if reset:
            for left in (path for pattern in OURS for path in folder.glob(pattern)):
                left.unlink()
    except OSError as refused:
        why = refused.strerror or type(refused).__name__
        raise Invalid(FOLDER_REFUSED, folder=folder, why=why) from refused


def _prepare_school(database: Database) -> bool:
    """The school is there with its past; True when it is new."""
    with database.reading() as session:
        if all_schools(session):
            return False
    show_preparing()
    from app.demo.past import make_past  # noqa: PLC0415 - loads the whole product, which a second run need not wait for

    return make_past(database, now=database.time())


def _account(folder: Path) -> dict[str, str]:
    """Credentials that open nothing: made up at the first run and known to nobody but this demo."""
    path = folder / "account.json"
    if not path.exists():
        made_up = {
            "account_sid": "AC" + digest(new_token())[:32],
            "auth_token": new_token(),
            "secret_key": new_token(),
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(made_up, indent=2))
    known: dict[str, str] = json.loads(path.read_text())
    return known


def _answers(http: httpx.Client, url: str) -> bool:
    try:
        return http.get(url).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
