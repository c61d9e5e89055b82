"""The one source of the present moment."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

TRUST_FOR_SECONDS = 5.0


def system_clock() -> datetime:
    """Aware UTC by this machine's wall clock."""
    return datetime.now(UTC)


def epoch(moment: datetime) -> float:
    """Seconds since 1970, for HTTP headers and metrics."""
    return moment.timestamp()


def monotonic_seconds() -> float:
    """Seconds on a clock that never jumps; only differences mean anything."""
    return time.monotonic()


def pause_seconds(seconds: float) -> None:
    """The calling thread does nothing for so long."""
    time.sleep(seconds)


class SharedClock:
    """The database's time, told without asking it every time.

    Workers on several machines compare moments with one another (claims, stalls), so they must agree on the present.
    Between readings the local monotonic clock carries on: a jump of this machine's wall clock is never seen.
    """

    def __init__(self, read_source: Clock, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._read_source = read_source
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._moment = read_source()
        self._read_at = monotonic()

    def __call__(self) -> datetime:
        with self._lock:
            elapsed = self._monotonic() - self._read_at
            if elapsed > TRUST_FOR_SECONDS:
                self._moment, elapsed = self._read_source(), 0.0
                self._read_at = self._monotonic()
            return self._moment + timedelta(seconds=elapsed)
