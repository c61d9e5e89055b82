"""Waiting for what must come, and saying how much of it there was."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from app.foundation.database import Database

PATIENCE_SECONDS = 60.0

Figure = Callable[[str, object], None]
"""Takes a measured number with its name, for the end of the run."""


def wait_until(
    holds: Callable[[], bool], what: str, *, within: float = PATIENCE_SECONDS, every: float = 0.05
) -> None:
    """Returns once it holds; fails with the words otherwise."""
    give_up_at = time.monotonic() + within
    while not holds():
        if time.monotonic() > give_up_at:
            pytest.fail(f"not within {within:.0f} s: {what}")
        time.sleep(every)


@contextmanager
def nobody_can_write(database: Database, table: str) -> Iterator[None]:
    """What is written there waits, as for a slow disk or a long migration; on SQLite, what is written anywhere."""
    if database.is_sqlite:
        holder = sqlite3.connect(str(database.url.database), isolation_level=None, timeout=10)
        holder.execute("begin immediate")
        yield
        holder.execute("rollback")
        holder.close()
        return
    address = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as holding:
        holding.execute(sql.SQL("lock table {} in exclusive mode").format(sql.Identifier(table)))
        yield
        holding.rollback()
