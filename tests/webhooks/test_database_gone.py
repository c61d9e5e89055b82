"""A database that does not answer: the provider is asked to try again, and nothing is half written."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.foundation.clock import SharedClock
from app.foundation.database import Database
from app.foundation.migrations import migrate
from app.inbox.receive import Front
from app.inbox.who_is_this_for import KIND as WHO_IS_THIS_FOR
from app.messages.message import Direction, Message
from app.messages.provider_event import ProviderEvent
from app.prompts.answer import Answer
from app.webhooks.twilio import DATABASE_GONE, take_call, take_calls
from tests.support.cast import FRONT, MAYA, NOON, ROSA, make_cast
from tests.support.postgres import OwnPostgres, own_postgres
from tests.webhooks.calls import keeper, text_call


@pytest.fixture(scope="module")
def server() -> Iterator[OwnPostgres]:
    """A server of this module's own, which it may stop and kill."""
    with own_postgres() as own:
        yield own


@pytest.fixture
def town(server: OwnPostgres, postgres_names: Iterator[str]) -> Iterator[Database]:
    database = Database(server.create_database(next(postgres_names)))
    migrate(database)
    make_cast(database, NOON)
    yield database
    database.close()


def counts(database: Database) -> tuple[int | None, int | None]:
    """How many calls are kept, and how many texts have arrived."""
    with database.reading() as session:
        kept = session.scalar(select(func.count()).select_from(ProviderEvent))
        arrived = session.scalar(
            select(func.count()).select_from(Message).where(Message.direction == Direction.IN)
        )
        return kept, arrived


def test_while_the_server_is_away_the_call_is_refused_and_arrives_once_it_is_back(
    server: OwnPostgres, town: Database
) -> None:
    calls = [text_call(MAYA, "Hello"), text_call(ROSA, "Hola")]
    server.stop()
    try:
        with pytest.raises(DATABASE_GONE):
            take_call(keeper(town), calls[0])
        with pytest.raises(DATABASE_GONE):
            take_calls(keeper(town), calls)
        with pytest.raises(DATABASE_GONE):
            SharedClock(town.time)()
        assert not town.is_reachable()
    finally:
        server.start()
    take_calls(keeper(town), calls)
    assert counts(town) == (2, 2)


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_a_server_that_goes_in_the_middle_leaves_nothing_half_written(
    server: OwnPostgres, town: Database, how: str
) -> None:
    ends: list[str] = []

    def handle(session: Session, _answer: Answer, _now: datetime) -> None:
        session.flush()
        if not ends:
            ends.append(how)
            getattr(server, how)()
        session.scalar(select(func.count()).select_from(Message))

    take_call(keeper(town), text_call(ROSA, "Va a llegar tarde"))
    answer = text_call(ROSA, "2")
    front = Front(FRONT.catalog, {WHO_IS_THIS_FOR: handle})
    try:
        with pytest.raises(DATABASE_GONE):
            take_call(keeper(town, front=front), answer)
    finally:
        if ends:
            server.start()
    assert counts(town) == (1, 1)
    take_call(keeper(town, front=front), answer)
    assert counts(town) == (2, 2)


def test_a_sqlite_file_that_cannot_be_opened_is_a_database_that_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "puente.db"
    folder.mkdir()
    database = Database(f"sqlite:///{folder}")
    with pytest.raises(OperationalError):
        take_call(keeper(database), text_call(MAYA, "Hello"))
    database.close()


def test_a_sqlite_file_that_cannot_be_written_is_one_too(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    make_cast(database, NOON)
    with database.writing() as session:
        # As a full disk would refuse, without filling one: the file may not grow by a single page.
        pages = session.connection().exec_driver_sql("pragma page_count").scalar()
    database.close()
    database = Database(sqlite_url)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("rollback")
        connection.exec_driver_sql(f"pragma max_page_count = {pages}")
        connection.exec_driver_sql("begin")

    def fill() -> None:
        for _ in range(200):
            take_call(keeper(database), text_call(MAYA, "x" * 1000))

    with pytest.raises(OperationalError, match="full"):
        fill()
    kept, arrived = counts(database)
    assert kept == arrived, "what was acknowledged is there, and nothing is half written"
    database.close()
