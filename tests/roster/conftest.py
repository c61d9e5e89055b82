"""The school of the demo, for the tests in this folder that need it."""

from tests.support.cast import postgres_cast, sqlite_cast, stage

__all__ = ["postgres_cast", "sqlite_cast", "stage"]
