"""A circuit breaker: an engine that is down is left in peace, and asked again ever more rarely.

The maintained libraries were looked at: pybreaker 1.4 keeps one fixed pause by the wall clock, and the others bring
thousands of lines of sliding windows for what is two numbers and a lock here.
"""

import threading
from collections.abc import Callable, Sequence

from app.foundation.clock import monotonic_seconds
from app.translation.port import Engine, EngineDown, EngineRefused

FAILURES_TO_OPEN = 3
FIRST_PAUSE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
"""An engine that is back should be noticed within a minute: families wait."""
LONGEST_ASKED_PAUSE_SECONDS = 600.0


class Breaker:
    """An engine behind which another one may rest.

        closed ── 3 calls in a row went down, or one asked for a pause ──> open
          ^                                                                  │ the pause is over:
          └──────────────── it answered ──────────── trying <────────────────┘ one call goes through
                                                        └── it went down: open, twice as long

    A refusal is an answer. While open, `translate` raises EngineDown at once.
    """

    def __init__(self, engine: Engine, *, monotonic: Callable[[], float] = monotonic_seconds) -> None:
        self.name = engine.name
        self.is_gist = engine.is_gist
        self._engine = engine
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._failures = 0
        self._resting_until: float | None = None
        self._is_trying = False

    def speaks(self, source: str, target: str) -> bool:
        return self._engine.speaks(source, target)

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        is_trial = self._enter()
        try:
            answers = self._engine.translate(texts, source=source, target=target)
        except EngineDown as down:
            self._went_down(is_trial=is_trial, asked_pause_seconds=down.retry_after_seconds)
            raise
        except EngineRefused:
            self._answered()
            raise
        except BaseException:
            # A fault of our own must not leave the one trial under way for ever.
            self._went_down(is_trial=is_trial, asked_pause_seconds=None)
            raise
        self._answered()
        return answers

    def _enter(self) -> bool:
        """Whether this call is the one that tries an engine after its rest."""
        with self._lock:
            if self._resting_until is None:
                return False
            left = self._resting_until - self._monotonic()
            if left > 0 or self._is_trying:
                reason = "resting after it was down"
                raise EngineDown(reason, retry_after_seconds=max(left, 1.0))
            self._is_trying = True
            return True

    def _answered(self) -> None:
        with self._lock:
            self._failures, self._resting_until, self._is_trying = 0, None, False

    def _went_down(self, *, is_trial: bool, asked_pause_seconds: float | None) -> None:
        with self._lock:
            if self._resting_until is not None and not is_trial:
                return  # it began before the rest, which several calls that fail together must not prolong
            self._failures += 1
            self._is_trying = False
            pause = _pause_after(self._failures, asked_pause_seconds)
            if pause is not None:
                self._resting_until = self._monotonic() + pause


def _pause_after(failures: int, asked_seconds: float | None) -> float | None:
    """None while it need not rest yet."""
    if asked_seconds is not None:
        return min(asked_seconds, LONGEST_ASKED_PAUSE_SECONDS)
    if failures < FAILURES_TO_OPEN:
        return None
    doublings = min(failures - FAILURES_TO_OPEN, 16)
    return min(FIRST_PAUSE_SECONDS * 2.0**doublings, LONGEST_PAUSE_SECONDS)
