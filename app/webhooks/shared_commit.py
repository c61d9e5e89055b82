"""Calls that arrive together share one commit.

Under load most of what a small call costs is its commit; while one commit is under way, the calls that arrive wait in a
row and go into the next one together. A call that arrives alone waits for nobody.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from anyio import to_thread

T = TypeVar("T")

MOST_TOGETHER = 32
"""So many texts take about 20 ms: nobody who waits for the database waits longer than that because of them."""


class SharedCommit(Generic[T]):
    """Work done in a thread for all calls that came while earlier work was under way.

    `at_once` pieces of work may be under way side by side: one where the database has one writer.
    """

    def __init__(self, work: Callable[[Sequence[T]], None], *, at_once: int) -> None:
        self._work = work
        self._at_once = at_once
        self._waiting: deque[tuple[T, asyncio.Future[None]]] = deque()
        self._busy = 0
        self._workers: set[asyncio.Task[None]] = set()

    async def take(self, call: T) -> None:
        """Returns once the work that includes the call is committed; raises what it raised."""
        done = asyncio.get_running_loop().create_future()
        self._waiting.append((call, done))
        if self._busy < self._at_once:
            self._busy += 1
            worker = asyncio.create_task(self._work_off())
            self._workers.add(worker)
            worker.add_done_callback(self._workers.discard)
        await done

    async def _work_off(self) -> None:
        try:
            while self._waiting:
                batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_TOGETHER))]
                try:
                    await to_thread.run_sync(self._work, [call for call, _ in batch])
                except Exception as failure:  # noqa: BLE001 - told to each that waits
                    _tell(batch, failure)
                else:
                    _tell(batch, None)
        finally:
            # Here, and not when the loop gets to know that this task has ended: a call that came in between would
            # count on a worker that is leaving, and wait for ever.
            self._busy -= 1


def _tell(batch: Sequence[tuple[object, "asyncio.Future[None]"]], failure: Exception | None) -> None:
    for _, done in batch:
        if done.done():
            continue  # whoever asked has gone; what it sent is kept all the same
        if failure is None:
            done.set_result(None)
        else:
            done.set_exception(failure)
