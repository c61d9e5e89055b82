"""The real web process over two schools: that of the demo, and a neighbour."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import httpx
import pytest

from app.foundation.database import Database
from tests.support.cast import make_cast
from tests.support.databases import migrated_database
from tests.support.installation import Installation
from tests.web.premises import Premises, make_neighbours
from tests.web.scene import Scene, set_scene


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def premises(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Premises]:
    folder = tmp_path_factory.mktemp("premises")
    with ExitStack() as ends:
        url = ends.enter_context(migrated_database(request, request.param, folder))
        database = Database(url)
        ends.callback(database.close)
        cast, neighbours = make_cast(database, datetime.now(UTC)), make_neighbours(database)
        installation = ends.enter_context(Installation(folder / "installation", url))
        web = installation.start_web()
        yield Premises(installation, web.url, database, cast, neighbours)


@pytest.fixture
def client(premises: Premises) -> Iterator[httpx.Client]:
    """Any program that speaks HTTP; after the test the web process is alive and has met no accident."""
    said_before = len(premises.installation.logs())
    with premises.client() as opened:
        yield opened
        assert opened.get("/healthz").status_code == 200
    said = premises.installation.logs()[said_before:].splitlines()
    accidents = [line[-500:] for line in said if "Traceback" in line]
    assert not accidents, accidents[0]


@pytest.fixture(scope="module")
def scene(premises: Premises) -> Scene:
    """Two conversations with all that belongs to them, and everybody who might knock."""
    return set_scene(premises)
