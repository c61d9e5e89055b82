"""What any test may ask for: a fresh migrated database of either kind, a browser, and how large to be."""

import itertools
import os
import re
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.foundation.database import Database
from app.foundation.migrations import migrate
from tests.support.browser import ADVICE, find_chromium, is_ci, running_chromium
from tests.support.databases import Engines, put_copy
from tests.support.postgres import MEMORY_FIRST, PostgresServer, running_postgres, will_do

ARTIFACTS = Path(__file__).parent / "artifacts"
REPORT = pytest.StashKey[pytest.TestReport]()

for _name in [name for name in os.environ if name.startswith("PUENTE_")]:
    del os.environ[_name]  # what is set on this machine must not decide a test

# SQLite waits for the disk at every commit, which is half of the tests' time where the disk is slow.
if _places := [place for place in MEMORY_FIRST if will_do(place, None)]:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(_places[0]))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full-size", action="store_true", help="run the endurance checks at full size")


@pytest.fixture(scope="session")
def sized(request: pytest.FixtureRequest) -> Callable[[int, int], int]:
    """`sized(full, fraction)`: the first for `make soak`, the second for `make test`."""
    is_full = bool(request.config.getoption("--full-size"))
    return lambda full, fraction: full if is_full else fraction


LONGEST_FIRST = ("soak", "web", "demo", "journeys", "dashboard")
"""Folders whose files take long, each of them on one worker: begun last, one would keep the other workers waiting."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _place_of(item.path.parent.name))


def _place_of(folder: str) -> int:
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)


def migrated(url: str) -> str:
    database = Database(url)
    migrate(database)
    database.close()
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "puente.db"
    migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def sqlite_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite database of the test that runs is put."""
    return tmp_path_factory.mktemp("database") / "puente.db"


@pytest.fixture
def sqlite_url(sqlite_template: Path, sqlite_place: Path) -> str:
    """A migrated, empty SQLite database of this test's own."""
    return put_copy(sqlite_template, sqlite_place)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The PostgreSQL of this test run."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_names() -> Iterator[str]:
    """Names that no other run on the same server uses."""
    return (f"puente_test_{os.getpid()}_{number}" for number in itertools.count())


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer, postgres_names: Iterator[str]) -> Iterator[str]:
    name = next(postgres_names)
    migrated(postgres.create_database(name))
    yield name
    postgres.drop_database(name)


@pytest.fixture(scope="session")
def postgres_place(postgres_names: Iterator[str]) -> str:
    """How the PostgreSQL database of the test that runs is called."""
    return next(postgres_names)


@pytest.fixture
def postgres_url(postgres: PostgresServer, postgres_template: str, postgres_place: str) -> Iterator[str]:
    """A migrated, empty PostgreSQL database of this test's own."""
    yield postgres.create_database(postgres_place, template=postgres_template)
    postgres.drop_database(postgres_place)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The same test on either database."""
    kind = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    url: str = request.getfixturevalue(kind)
    return url


@pytest.fixture(scope="session")
def engines() -> Engines:
    return Engines()


@pytest.fixture
def database(database_url: str, engines: Engines) -> Iterator[Database]:
    with engines.over(database_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium; where there is none the journeys are reported as not run, and fail under CI."""
    if find_chromium() is None:
        if is_ci():
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    with running_chromium() as chromium:
        yield chromium


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A laptop's screen, with its picture kept under tests/artifacts when the test fails."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    opened = context.new_page()
    yield opened
    report = request.node.stash.get(REPORT, None)
    if report is not None and report.failed:
        picture = re.sub(r"\W+", "-", request.node.name).strip("-")
        opened.screenshot(path=ARTIFACTS / f"{picture}.png", full_page=True)
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[REPORT] = report
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    journeys = sum(ADVICE in str(report.longrepr) for report in skipped)
    if journeys:
        terminalreporter.section("BROWSER JOURNEYS NOT RUN", red=True, bold=True)
        terminalreporter.line(f"Journeys left out: {journeys}. {ADVICE}", red=True)
