"""Databases for fixtures that outlive one test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def migrated_database(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty one, for as long as the block."""
    if kind == "sqlite":
        path = folder / "puente.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server, name = request.getfixturevalue("postgres"), next(request.getfixturevalue("postgres_names"))
    yield server.create_database(name, template=request.getfixturevalue("postgres_template"))
    server.drop_database(name)
