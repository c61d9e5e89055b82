"""The part of a worker that places calls: a few threads, and a look at what is due at every beat."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from app.calls.cancelled import mark_cancelled_calls
from app.calls.claim import ClaimedCall, claim_calls, is_any_due
from app.calls.placing import Calling, place, record_result
from app.calls.recovery import mark_stalled_calls, resolve_calls
from app.foundation.in_turn import until_nothing_is_left
from app.foundation.logging import get_logger

log = get_logger(__name__)

THREADS = 4
"""A line takes one call a second, and a request lasts a fraction of that."""
WAIT_FOR_REQUESTS_SECONDS = 45
"""Longer than a whole request: a worker that is told to stop lets its requests end."""


@dataclass
class Caller:
    """Claims calls for idle threads and nothing beyond, so that a STOP or a cancellation overtakes all others."""

    parts: Calling
    threads: int = THREADS
    pool: ThreadPoolExecutor = field(init=False)
    in_flight: set[Future[None]] = field(default_factory=set)
    is_stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.pool = ThreadPoolExecutor(self.threads, thread_name_prefix="call")

    def beat(self) -> None:
        """What may be placed now is on its way."""
        self.in_flight = {request for request in self.in_flight if not request.done()}
        idle = self.threads - len(self.in_flight)
        if self.is_stopping.is_set() or not idle:
            return
        with self.parts.database.reading() as session:
            if not is_any_due(session, now=self.parts.clock()):
                return
        with self.parts.database.writing() as session:
            claimed = claim_calls(session, limit=idle, at_once=self.parts.at_once, now=self.parts.clock())
        self.in_flight |= {self.pool.submit(self._place, call) for call in claimed}

    def recover(self) -> None:
        """Calls that nobody has told the end of have been asked about."""
        until_nothing_is_left(self._mark)
        resolve_calls(self.parts)

    def stop(self) -> None:
        """Nothing more is claimed, and requests under way have ended and are recorded."""
        self.is_stopping.set()
        wait(self.in_flight, timeout=WAIT_FOR_REQUESTS_SECONDS)
        self.pool.shutdown(wait=False)

    def _mark(self) -> int:
        now = self.parts.clock()
        with self.parts.database.writing() as session:
            return mark_stalled_calls(
                session, unknown_after=self.parts.unknown_after, now=now
            ) + mark_cancelled_calls(session, now=now)

    def _place(self, claimed: ClaimedCall) -> None:
        try:
            record_result(self.parts, claimed, place(self.parts, claimed))
        except Exception:
            # The call stays `placing` and becomes `unknown` when its time is up.
            log.exception("call_failed", call_id=claimed.call_id)
