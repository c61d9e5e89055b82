"""Translation at work: seconds after a text's arrival, in nobody's way while the engine is dead, and once only."""

import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial

import pytest

from app.foundation.database import Database
from tests.soak.two_languages import MINUTES_LATER, TwoLanguages, in_two_languages
from tests.soak.waiting import Figure, nobody_can_write, wait_until
from tests.support.databases import migrated_database
from tests.support.installation import Installation
from tests.translation.pretend_engine import PretendEngine

Sized = Callable[[int, int], int]

FAMILIES = 8
VISIBLE_WITHIN_SECONDS = 5.0
PAGE_WITHIN_SECONDS = 2.0
CALL_SECONDS = 0.4
LATE_BY_SECONDS = 0.5
"""How much later than with the engine up a text may leave: as long as a beat of the worker and a busy machine take."""
ENGINE_NOTICED_WITHIN_SECONDS = 150.0
"""A breaker rests for a minute at most, and a request waits half of one for its next try."""


SECONDS, DEAD_ENGINE, DEATHS = (
    "test_a_new_text_is_read_in_english_within_seconds",
    "test_a_dead_engine_is_in_nobodys_way",
    "test_a_worker_that_is_killed_leaves_one_translation_of_each_text",
)
FRACTION = {"sqlite": {SECONDS, DEAD_ENGINE}, "postgresql": {SECONDS, DEATHS}}
"""What `make test` has time for: one writer at a time where somebody could be in the way, rows of one's own where two
could take the same."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    is_full = metafunc.config.getoption("--full-size")
    kinds = [kind for kind, tests in FRACTION.items() if is_full or metafunc.function.__name__ in tests]
    metafunc.parametrize("school", kinds, indirect=True, scope="module")


@pytest.fixture(scope="module")
def school(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TwoLanguages]:
    """One installation on either database, for all three tests."""
    folder = tmp_path_factory.mktemp("two-languages")
    with ExitStack() as ends:
        url = ends.enter_context(migrated_database(request, request.param, folder))
        database = Database(url)
        ends.callback(database.close)
        installation = ends.enter_context(Installation(folder / "installation", url))
        yield ends.enter_context(in_two_languages(installation, database, families=FAMILIES))


# In seconds


@pytest.mark.alone
@pytest.mark.soak
def test_a_new_text_is_read_in_english_within_seconds(
    school: TwoLanguages, sized: Sized, figure: Figure
) -> None:
    waits = []
    for e164 in school.families(sized(60, 3)):
        began = time.monotonic()
        words = school.family_writes(e164)
        school.wait_for_english({words}, within=VISIBLE_WITHIN_SECONDS)
        assert f"en: {words}" in school.open(e164)[0]
        waits.append(time.monotonic() - began)
    assert max(waits) < VISIBLE_WITHIN_SECONDS
    figure(
        "arrival to English on the page", f"median {statistics.median(waits):.2f} s, worst {max(waits):.2f} s"
    )

    arrived = {school.family_writes(e164): datetime.now(UTC) for e164 in school.families(sized(150, 20))}
    school.wait_for_english(set(arrived), within=30)
    made = school.english()
    at_once = [(made[words] - arrived[words]).total_seconds() for words in arrived]
    assert max(at_once) < VISIBLE_WITHIN_SECONDS
    figure(
        f"{len(at_once)} at once", f"median {statistics.median(at_once):.2f} s, worst {max(at_once):.2f} s"
    )


# While the engine is dead


def _hangs(engine: PretendEngine) -> None:
    engine.start()
    engine.delay_seconds = MINUTES_LATER


DEATHS_OF_AN_ENGINE: dict[str, Callable[[PretendEngine], None]] = {
    "gone": PretendEngine.stop,
    "hanging": _hangs,
    "trickling": PretendEngine.trickles,
    "broken": lambda engine: engine.fails_with(500),
}


@dataclass
class Load:
    """What families and the desk did for a while, and how long each of it took."""

    texts: set[str] = field(default_factory=set)
    replies: dict[str, datetime] = field(default_factory=dict)
    """By their words, when they were sent off."""
    pages: list[float] = field(default_factory=list)
    webhooks: list[float] = field(default_factory=list)


def _put_under_load(school: TwoLanguages, rounds: int) -> Load:
    load = Load()
    for e164 in school.families(rounds):
        began = time.monotonic()
        load.texts.add(school.family_writes(e164))
        load.webhooks.append(time.monotonic() - began)
        sent_off = datetime.now(UTC)
        load.replies[school.answer(e164)] = sent_off
        html, seconds = school.open(e164)
        assert "Buenos días maestra" in html
        load.pages.append(seconds)
        time.sleep(0.05)
    return load


def _waits(school: TwoLanguages, load: Load) -> list[float]:
    """Seconds from the button to the provider, for each reply."""

    def left() -> dict[str, datetime]:
        return {taken.body: taken.taken_at for taken in school.provider.taken() if taken.body in load.replies}

    wait_until(lambda: left().keys() == load.replies.keys(), "every reply has left", within=10)
    taken = left()
    return [(taken[words] - sent_off).total_seconds() for words, sent_off in load.replies.items()]


@pytest.mark.alone
@pytest.mark.soak
def test_a_dead_engine_is_in_nobodys_way(school: TwoLanguages, sized: Sized, figure: Figure) -> None:
    rounds = sized(60, 4)
    up = _put_under_load(school, rounds)
    while_up = _waits(school, up)
    school.wait_for_english(up.texts, within=10)
    figure("engine up", _told(up, while_up))

    texts: set[str] = set()
    for name, dies in DEATHS_OF_AN_ENGINE.items():
        school.engine.delay_seconds = 0.0
        dies(school.engine)
        down = _put_under_load(school, rounds)
        while_down = _waits(school, down)
        figure(f"engine {name}", _told(down, while_down))
        assert statistics.median(while_down) <= 1.5 * statistics.median(while_up) + LATE_BY_SECONDS
        assert max(while_down) <= 1.5 * max(while_up) + 2 * LATE_BY_SECONDS
        assert max(down.pages) < PAGE_WITHIN_SECONDS
        texts |= down.texts
        assert texts <= school.arrived().keys()
        assert texts.isdisjoint(school.english()), "this engine was to be dead"

    school.engine.recovers()
    began = time.monotonic()
    school.wait_for_english(texts, within=ENGINE_NOTICED_WITHIN_SECONDS)
    figure("engine back", f"{len(texts)} texts caught up in {time.monotonic() - began:.1f} s")
    assert school.requests() == []


def _told(load: Load, waits: list[float]) -> str:
    return (
        f"reply out {statistics.median(waits):.2f} s, worst {max(waits):.2f} s; "
        f"page {statistics.median(load.pages) * 1000:.0f} ms, worst {max(load.pages) * 1000:.0f} ms; "
        f"webhook worst {max(load.webhooks) * 1000:.0f} ms"
    )


# Dying workers


@pytest.mark.alone
@pytest.mark.soak
def test_a_worker_that_is_killed_leaves_one_translation_of_each_text(
    school: TwoLanguages, sized: Sized, figure: Figure
) -> None:
    deaths = sized(20, 2)
    made: list[float] = []
    for number in range(deaths):
        asked = len(school.engine.translations)
        school.engine.delay_seconds = CALL_SECONDS
        texts = {school.family_writes(e164) for e164 in school.families(4)}
        wait_until(partial(_is_asked, school, asked), "the engine is asked", every=0.005)
        if number % 2:
            with nobody_can_write(school.database, "translations"):
                time.sleep(CALL_SECONDS * 1.5)  # the engine has answered, and nothing can be kept
                school.workers[-1].end(signal.SIGKILL)
        else:
            school.workers[-1].end(signal.SIGKILL)
        taken = [request for request in school.requests() if request.tries]
        assert taken, "the worker died with requests in its hands"
        assert {request.source for request in taken}.isdisjoint(school.english())

        school.engine.delay_seconds = 0.0
        school.start_worker()
        school.let_time_pass()
        began = time.monotonic()
        school.wait_for_english(texts, within=10)
        made.append(time.monotonic() - began)
    assert school.requests() == []
    assert school.english().keys() == school.arrived().keys()
    figure("killed with requests in its hands", f"{deaths} times; the next one was done in {max(made):.1f} s")


def _is_asked(school: TwoLanguages, before: int) -> bool:
    return len(school.engine.translations) > before
