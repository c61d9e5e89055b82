"""Processes that never outlive the tests, however the tests end."""

import os
import pwd
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self, TypedDict

# Reads one line: a proper end sends it. The end of the pipe without one means that the tests are gone.
GUARD = (
    'read -r _ && exit 0; kill -s "$1" "$2" 2>/dev/null; shift 2; [ $# = 0 ] || { sleep 1; rm -rf -- "$@"; }'
)


class UserArguments(TypedDict, total=False):
    """What `subprocess` wants to know in order to act as somebody else."""

    user: str
    group: int
    extra_groups: list[int]


class OwnedProcess:
    """A real process of the tests' own, in its own session and with a guard that ends it if the tests die."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str],
        cwd: Path | None = None,
        user: str | None = None,
        end_with: signal.Signals = signal.SIGTERM,
        remove: Sequence[Path] = (),
    ) -> None:
        """If the tests die, `end_with` still reaches it, and the folders of `remove` are taken away."""
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
                **as_user(user),
            )
        self._guard = subprocess.Popen(
            ["/bin/sh", "-c", GUARD, "guard", str(int(end_with)), str(self.pid), *map(str, remove)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.log = log
        self._end_with = end_with

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_running(self) -> bool:
        return self._process.poll() is None

    def end(self, how: signal.Signals, *, within: float = 10.0) -> int:
        """Send a signal and wait; a process that does not mind it in time is killed. Returns the status."""
        if self.is_running():
            os.kill(self.pid, how)
            try:
                self._process.wait(within)
            except subprocess.TimeoutExpired:
                self._process.kill()
        status = self._process.wait()
        self._dismiss_guard()
        return status

    def wait(self, within: float) -> int:
        """The exit status of a process that ends by itself."""
        status = self._process.wait(within)
        self._dismiss_guard()
        return status

    def words(self) -> str:
        """All that it has printed so far."""
        return self.log.read_text(errors="replace")

    def _dismiss_guard(self) -> None:
        if self._guard.poll() is None:
            self._guard.communicate(b"done\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end(self._end_with)


def as_user(name: str | None) -> UserArguments:
    """The arguments of `subprocess` that make root act as somebody else."""
    if name is None:
        return {}
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}
