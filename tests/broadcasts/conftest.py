"""The school of the demo, on either database."""

from tests.support.cast import postgres_cast, postgres_town, sqlite_cast, stage, town

__all__ = ["postgres_cast", "postgres_town", "sqlite_cast", "stage", "town"]
