"""What the endurance checks share, and the figures they report at the end."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from app.foundation.database import Database
from tests.soak.school import RunningSchool, found
from tests.soak.waiting import Figure
from tests.support.databases import migrated_database
from tests.support.installation import IMPATIENT, Installation
from tests.support.postgres import PostgresServer


@pytest.fixture
def installation(tmp_path: Path, database_url: str) -> Iterator[Installation]:
    """Nothing runs yet."""
    with Installation(tmp_path / "installation", database_url, **IMPATIENT) as ours:
        yield ours


@pytest.fixture(scope="session")
def running_on(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    sized: Callable[[int, int], int],
    postgres: PostgresServer,  # noqa: ARG001 - must outlive the databases that are dropped at the end
) -> Iterator[Callable[[str], RunningSchool]]:
    """A school at work on either database, begun once and whenever it is first asked for."""
    with ExitStack() as ends:

        @cache
        def begin(kind: str) -> RunningSchool:
            folder = tmp_path_factory.mktemp("running")
            url = ends.enter_context(migrated_database(request, kind, folder))
            database = Database(url)
            ends.callback(database.close)
            installation = ends.enter_context(
                Installation(folder / "installation", url, **IMPATIENT, PUENTE_LOG_LEVEL="DEBUG")
            )
            school_id = found(database, phones=sized(2000, 300), lines=3, per_second=100.0)
            provider = installation.start_provider()
            web, worker = installation.start_web(), installation.start_worker()
            return RunningSchool(installation, database, school_id, provider, web.url, worker)

        yield begin


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, running_on: Callable[[str], RunningSchool]) -> RunningSchool:
    """A school at work on either database, shared by tests that each take phones of their own."""
    return running_on(request.param)


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """A measured number, told at the end of the run."""
    return lambda name, value: record_property(f"figure: {name}", value)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = [
        f"{report.nodeid.rpartition('::')[2]}: {name.removeprefix('figure: ')} {value}"
        for reports in terminalreporter.stats.values()
        for report in reports
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name.startswith("figure: ")
    ]
    if lines:
        terminalreporter.section("ENDURANCE FIGURES")
        for line in lines:
            terminalreporter.line(line)
