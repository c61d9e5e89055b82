"""The school of the demo with its events, on either database."""

import pytest

from tests.events.party import Party
from tests.support.cast import Stage, postgres_cast, postgres_town, sqlite_cast, stage, town

__all__ = ["postgres_cast", "postgres_town", "sqlite_cast", "stage", "town"]


@pytest.fixture
def party(stage: Stage) -> Party:
    """The school of the demo at noon, before anybody is invited."""
    return Party.on(stage)
