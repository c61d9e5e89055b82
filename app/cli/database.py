"""The database, opened for the length of one command."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.cli.terminal import stop_with
from app.foundation.clock import SharedClock
from app.foundation.database import Database
from app.foundation.migrations import is_migrated
from app.foundation.settings import load_settings


@contextmanager
def opened_database() -> Iterator[Database]:
    import app.tables  # noqa: F401 - a foreign key must find its table, whichever rooms a command uses

    database = Database(load_settings().database_url)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def writing() -> Iterator[tuple[Session, SharedClock]]:
    with opened_database() as database:
        if not is_migrated(database):
            stop_with("The database must be migrated first: puente migrate")
        clock = SharedClock(database.time)
        with database.writing() as session:
            yield session, clock
