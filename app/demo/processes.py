"""The demo's child processes: watched together, ended together, and never left behind."""

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from app.foundation.clock import monotonic_seconds
from app.foundation.settings import child_environment

PUENTE = Path(sys.executable).with_name("puente")
END_WITHIN_SECONDS = 15.0
LINES_SHOWN = 12

GUARD = """
pids=
while read -r word; do
  [ "$word" = done ] && exit 0
  pids="$pids $word"
done
[ -z "$pids" ] || kill $pids
"""
"""Is told every child's number. When the pipe ends without the word `done`, the parent is gone: the children follow."""


class Child:
    """One command of Puente, with its own log."""

    def __init__(self, arguments: Sequence[str], *, settings: Mapping[str, str], folder: Path) -> None:
        self.name = arguments[0]
        self.log = folder / f"{self.name}.log"
        with self.log.open("wb") as output:
            # A session of its own: Ctrl-C reaches the parent alone, which then ends everybody in good order.
            # The folder holds no `.env`, so that an operator's own settings never mix with the demo's.
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [str(PUENTE), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=child_environment(settings),
                cwd=folder,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def is_running(self) -> bool:
        return self._process.poll() is None

    def has_said(self, words: str) -> bool:
        return words in self.log.read_text(errors="replace")

    def last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-LINES_SHOWN:])

    def ask_to_end(self) -> None:
        if self.is_running():
            self._process.send_signal(signal.SIGTERM)

    def end_by(self, moment: float) -> None:
        """It has ended when this returns, by force if it must be."""
        try:
            self._process.wait(max(0.0, moment - monotonic_seconds()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Children:
    """All child processes. Leaving the `with` block ends them, and so does any end of this process."""

    def __init__(self, *, settings: Mapping[str, str], folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._children: list[Child] = []
        self._guard = subprocess.Popen(  # noqa: S603 - fixed words
            ["/bin/sh", "-c", GUARD],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=child_environment({}),
            start_new_session=True,
        )

    def start(self, *arguments: str) -> Child:
        """One more command runs."""
        child = Child(arguments, settings=self._settings, folder=self._folder)
        self._children.append(child)
        self._tell_guard(str(child.pid))
        return child

    def find_ended(self) -> Child | None:
        """A child that is no longer running."""
        return next((child for child in self._children if not child.is_running()), None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        for child in self._children:
            child.ask_to_end()
        moment = monotonic_seconds() + END_WITHIN_SECONDS
        for child in self._children:
            child.end_by(moment)
        self._tell_guard("done")
        self._guard.wait()

    def _tell_guard(self, word: str) -> None:
        assert self._guard.stdin is not None  # noqa: S101 - it was opened as a pipe
        self._guard.stdin.write(f"{word}\n".encode())
        self._guard.stdin.flush()
