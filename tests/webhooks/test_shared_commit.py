"""Calls that arrive together share one commit, and none is left waiting."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from app.webhooks.shared_commit import MOST_TOGETHER, SharedCommit

PATIENCE_SECONDS = 5


def test_a_call_that_comes_when_the_work_has_just_ended_is_worked_on() -> None:
    done: list[int] = []

    async def one_after_another() -> None:
        together: SharedCommit[int] = SharedCommit(done.extend, at_once=1)
        for number in range(20):
            await together.take(number)

    asyncio.run(asyncio.wait_for(one_after_another(), PATIENCE_SECONDS))
    assert done == list(range(20))


@pytest.mark.parametrize("at_once", [1, 2])
def test_every_call_of_many_is_worked_on_exactly_once_in_batches_of_a_certain_size(at_once: int) -> None:
    batches: list[list[int]] = []
    lock = threading.Lock()

    def work(calls: Sequence[int]) -> None:
        with lock:
            batches.append(list(calls))

    async def many() -> None:
        together: SharedCommit[int] = SharedCommit(work, at_once=at_once)
        calls = [together.take(number) for number in range(500)]
        await asyncio.wait_for(asyncio.gather(*calls), PATIENCE_SECONDS)

    asyncio.run(many())
    assert sorted(number for batch in batches for number in batch) == list(range(500))
    assert max(len(batch) for batch in batches) <= MOST_TOGETHER


def test_a_failure_is_told_to_those_whose_call_failed_and_to_nobody_else() -> None:
    def work(calls: Sequence[int]) -> None:
        if 13 in calls:
            message = "unlucky"
            raise RuntimeError(message)

    async def several() -> list[BaseException | None]:
        together: SharedCommit[int] = SharedCommit(work, at_once=1)
        told: list[BaseException | None] = []
        for number in (12, 13, 14):
            told += await asyncio.gather(together.take(number), return_exceptions=True)
        return told

    first, unlucky, last = asyncio.run(several())
    assert (first, last) == (None, None)
    assert isinstance(unlucky, RuntimeError)


def test_a_caller_that_has_gone_takes_nobody_along() -> None:
    done: list[int] = []
    go_on = threading.Event()

    def work(calls: Sequence[int]) -> None:
        assert go_on.wait(PATIENCE_SECONDS)
        done.extend(calls)

    async def several() -> None:
        together: SharedCommit[int] = SharedCommit(work, at_once=1)
        calls = [asyncio.create_task(together.take(number)) for number in range(3)]
        await asyncio.sleep(0)
        calls[1].cancel()
        go_on.set()
        await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), PATIENCE_SECONDS)

    asyncio.run(several())
    assert done == [0, 1, 2], "what it sent is kept all the same"
