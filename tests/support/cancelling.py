"""A claim that begins while somebody cancels what it would take."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from app.foundation.database import Database
from app.messages.batch import Batch
from tests.support.cast import NOON

T = TypeVar("T")


def claimed_during_a_cancel(database: Database, batch_id: int, work: Callable[[], Sequence[T]]) -> list[T]:
    """What the claim takes in the end, which first has to wait until the cancelling is committed."""
    taken: list[T] = []
    worker = threading.Thread(target=lambda: taken.extend(work()))
    with database.writing() as session:
        session.get_one(Batch, batch_id).cancel(now=NOON)
        session.flush()
        worker.start()
        worker.join(timeout=0.5)
        assert worker.is_alive(), "it waits until it can know"
    worker.join()
    return taken
