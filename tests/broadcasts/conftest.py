"""The school of the demo where it announces something, on either database."""

import pytest

from app.foundation.database import Database
from tests.broadcasts.announcing import Announcing
from tests.broadcasts.answering import Square
from tests.support.cast import Stage, postgres_cast, postgres_town, sqlite_cast, stage, town

__all__ = ["postgres_cast", "postgres_town", "sqlite_cast", "stage", "town"]


@pytest.fixture
def square(stage: Stage) -> Square:
    """The school of the demo at noon, before anything is announced."""
    return Square.on(stage)


@pytest.fixture
def school(town: Database) -> Announcing:
    """The same in a database of the test's own, where a worker hands over."""
    return Announcing(town)
