"""A unit of work for steps of the product that open their own: all of them belong to the one that is under way."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from app.foundation.database import Database


class OneUnit(Database):
    """The database as seen from inside one unit of work, which alone decides whether anything is kept."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.is_sqlite = session.get_bind().dialect.name == "sqlite"

    @contextmanager
    def writing(self) -> Iterator[Session]:
        yield self._session
        self._session.flush()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        yield self._session
