"""An engine that is down is left in peace, and found again when it is back."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.translation.breaker import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE_SECONDS,
    LONGEST_ASKED_PAUSE_SECONDS,
    LONGEST_PAUSE_SECONDS,
    Breaker,
)
from app.translation.libretranslate import LibreTranslate
from app.translation.port import EngineDown, EngineRefused
from tests.translation.pretend_engine import PretendEngine


class Stub:
    """An engine that does what a test says, and the clock of that test."""

    name = "Stub"
    is_gist = True

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.asked = 0
        self.now = 1000.0

    def speaks(self, source: str, target: str) -> bool:
        return (source, target) == ("es", "en")

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        self.asked += 1
        if self.failure is not None:
            raise self.failure
        return [f"{source}>{target} {text}" for text in texts]


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
def breaker(stub: Stub) -> Breaker:
    return Breaker(stub, monotonic=lambda: stub.now)


def ask(breaker: Breaker) -> list[str]:
    return breaker.translate(["hola"], source="es", target="en")


def goes_down(breaker: Breaker, times: int = 1) -> EngineDown:
    for _ in range(times):
        with pytest.raises(EngineDown) as down:
            ask(breaker)
    return down.value


def test_it_is_the_engine_while_all_is_well(breaker: Breaker) -> None:
    assert ask(breaker) == ["es>en hola"]
    assert (breaker.name, breaker.is_gist) == ("Stub", True)
    assert breaker.speaks("es", "en")
    assert not breaker.speaks("en", "es")


def test_after_some_failures_in_a_row_the_engine_is_not_asked(breaker: Breaker, stub: Stub) -> None:
    stub.failure = EngineDown("away")
    goes_down(breaker, FAILURES_TO_OPEN)
    down = goes_down(breaker, 5)
    assert stub.asked == FAILURES_TO_OPEN
    assert down.retry_after_seconds == FIRST_PAUSE_SECONDS


def test_an_answer_between_failures_starts_the_count_anew(breaker: Breaker, stub: Stub) -> None:
    for _ in range(3):
        stub.failure = EngineDown("away")
        goes_down(breaker, FAILURES_TO_OPEN - 1)
        stub.failure = None
        assert ask(breaker) == ["es>en hola"]


def test_after_its_rest_one_call_finds_it_back(breaker: Breaker, stub: Stub) -> None:
    stub.failure = EngineDown("away")
    goes_down(breaker, FAILURES_TO_OPEN)
    stub.failure = None
    stub.now += FIRST_PAUSE_SECONDS - 0.1
    goes_down(breaker)
    stub.now += 0.1
    assert ask(breaker) == ["es>en hola"]
    assert ask(breaker) == ["es>en hola"]


def test_each_rest_is_longer_up_to_a_limit(breaker: Breaker, stub: Stub) -> None:
    stub.failure = EngineDown("away")
    goes_down(breaker, FAILURES_TO_OPEN)
    rests = []
    for _ in range(40):
        rest = goes_down(breaker).retry_after_seconds or 0
        rests.append(rest)
        stub.now += rest
        goes_down(breaker)
    assert rests[:4] == [5, 10, 20, 40]
    assert set(rests[4:]) == {LONGEST_PAUSE_SECONDS}
    assert stub.asked == FAILURES_TO_OPEN + 40


def test_an_engine_that_was_back_begins_with_a_short_rest(breaker: Breaker, stub: Stub) -> None:
    stub.failure = EngineDown("away")
    goes_down(breaker, FAILURES_TO_OPEN)
    stub.now += FIRST_PAUSE_SECONDS
    goes_down(breaker)
    stub.now += 2 * FIRST_PAUSE_SECONDS
    stub.failure = None
    ask(breaker)
    stub.failure = EngineDown("away")
    goes_down(breaker, FAILURES_TO_OPEN)
    assert goes_down(breaker).retry_after_seconds == FIRST_PAUSE_SECONDS


@pytest.mark.parametrize(("asked", "rest"), [(7.0, 7.0), (86_400.0, LONGEST_ASKED_PAUSE_SECONDS)])
def test_a_pause_that_it_asks_for_is_granted_at_once(
    breaker: Breaker, stub: Stub, asked: float, rest: float
) -> None:
    stub.failure = EngineDown("busy", retry_after_seconds=asked)
    goes_down(breaker)
    assert goes_down(breaker).retry_after_seconds == rest
    assert stub.asked == 1


def test_a_refusal_is_an_answer(breaker: Breaker, stub: Stub) -> None:
    stub.failure = EngineRefused("HTTP 400")
    for _ in range(3 * FAILURES_TO_OPEN):
        with pytest.raises(EngineRefused):
            ask(breaker)
    assert stub.asked == 3 * FAILURES_TO_OPEN


def test_a_fault_of_our_own_does_not_leave_it_open_for_ever(breaker: Breaker, stub: Stub) -> None:
    stub.failure = EngineDown("away")
    goes_down(breaker, FAILURES_TO_OPEN)
    stub.now += FIRST_PAUSE_SECONDS
    stub.failure = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        ask(breaker)
    stub.now += LONGEST_PAUSE_SECONDS
    stub.failure = None
    assert ask(breaker) == ["es>en hola"]


def test_only_one_of_many_calls_tries_an_engine_that_rested(pretend: PretendEngine) -> None:
    now = [0.0]
    breaker = Breaker(LibreTranslate(pretend.url), monotonic=lambda: now[0])
    pretend.fails_with(500)
    goes_down(breaker, FAILURES_TO_OPEN)
    pretend.recovers()
    pretend.calls.clear()
    pretend.delay_seconds = 0.5
    now[0] += FIRST_PAUSE_SECONDS

    def outcome(_: int) -> str:
        try:
            return ask(breaker)[0]
        except EngineDown as down:
            return f"{down.retry_after_seconds}"

    with ThreadPoolExecutor(8) as threads:
        outcomes = sorted(threads.map(outcome, range(8)))
    assert outcomes == ["1.0"] * 7 + ["en: hola"]
    assert len(pretend.calls) == 1


def test_calls_that_fail_together_do_not_prolong_the_rest(pretend: PretendEngine) -> None:
    breaker = Breaker(LibreTranslate(pretend.url), monotonic=lambda: 0.0)
    all_there = threading.Barrier(8)
    pretend.fails_with(500)
    pretend.delay_seconds = 0.3

    def fail(_: int) -> None:
        all_there.wait(5)
        goes_down(breaker)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(fail, range(8)))
    assert len(pretend.calls) == 8
    assert goes_down(breaker).retry_after_seconds == FIRST_PAUSE_SECONDS
