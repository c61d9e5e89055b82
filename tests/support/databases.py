"""Databases for tests, and for fixtures that outlive one test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.foundation.database import Database


def put_copy(template: Path, place: Path) -> str:
    """What stands in the template stands there too, and nothing of what was there before; returns its address."""
    for old in place.parent.glob(f"{place.name}*"):
        old.unlink()  # its log beside it too
    shutil.copyfile(template, place)
    return f"sqlite:///{place}"


class Engines:
    """An engine for each address, which outlives the databases that are put there for one test after the other.

    SQLAlchemy puts a statement together once for each engine, and that takes it longer than most statements run.
    """

    def __init__(self) -> None:
        self._opened: dict[str, Database] = {}

    @contextmanager
    def over(self, url: str) -> Iterator[Database]:
        """Whatever stands at that address now, for as long as the block."""
        if url not in self._opened:
            self._opened[url] = Database(url)
        opened = self._opened[url]
        opened.close()  # a straggler of the test before may have connected again, to what stood there then
        yield opened
        opened.close()


@contextmanager
def migrated_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty one, for as long as the block."""
    if kind == "sqlite":
        yield put_copy(request.getfixturevalue("sqlite_template"), folder / "puente.db")
        return
    server, name = request.getfixturevalue("postgres"), next(request.getfixturevalue("postgres_names"))
    yield server.create_database(name, template=request.getfixturevalue("postgres_template"))
    server.drop_database(name)
