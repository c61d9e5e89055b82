"""The school of the demo with its year and its tips, on either database."""

from datetime import date

import pytest

from app.foundation.database import Database
from tests.support.cast import postgres_cast, postgres_town, sqlite_cast, stage, town
from tests.tips.year import Year, at

__all__ = ["postgres_cast", "postgres_town", "sqlite_cast", "stage", "town"]


@pytest.fixture
def year(town: Database) -> Year:
    """The school of the demo on a Sunday in winter, before anything is planned."""
    return Year(town, at(date(2026, 1, 11), 9))
