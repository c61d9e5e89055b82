"""Migrating an empty database gives exactly the tables that the code maps."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, MetaData, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from app.foundation.database import Database
from app.foundation.migrations import alembic_config, is_migrated, migrate
from app.messages.media import MessageMedia
from app.messages.message import Message
from app.schools.school import School
from app.tables import metadata
from tests.support.cast import NOON
from tests.support.postgres import PostgresServer

TABLES_OF_ALEMBIC = {"alembic_version"}


def test_a_migrated_database_equals_the_mapped_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert set(inspect(connection).get_table_names()) == set(metadata.tables) | TABLES_OF_ALEMBIC


def test_every_check_that_the_tables_promise_is_in_the_database(database: Database) -> None:
    """Alembic compares no check constraints, so they are compared here."""
    with database.engine.connect() as connection:
        found = inspect(connection)
        for table in metadata.sorted_tables:
            promised = {
                str(c.name)
                for c in table.constraints
                if isinstance(c, CheckConstraint) and c.name is not None
            }
            kept = {str(c["name"]) for c in found.get_check_constraints(table.name)}
            assert kept == promised, table.name


def test_partial_indexes_are_partial_in_the_same_way(database: Database) -> None:
    query = {
        "sqlite": "select name, sql from sqlite_master where type = 'index' and sql is not null",
        "postgresql": "select indexname, indexdef from pg_indexes where schemaname = 'public'",
    }[database.engine.dialect.name]
    with database.engine.connect() as connection:
        definitions = {name: str(definition).lower() for name, definition in connection.execute(text(query))}
    kind = "sqlite" if database.is_sqlite else "postgresql"
    for table in metadata.sorted_tables:
        for index in table.indexes:
            is_partial = index.dialect_options[kind]["where"] is not None
            assert (" where " in definitions[str(index.name)]) is is_partial, index.name
            assert ("unique" in definitions[str(index.name)]) is bool(index.unique), index.name


def test_migrating_twice_changes_nothing(database: Database) -> None:
    def shape() -> list[tuple[str, list[str]]]:
        with database.engine.connect() as connection:
            found = inspect(connection)
            return [(t, [c["name"] for c in found.get_columns(t)]) for t in sorted(found.get_table_names())]

    before = shape()
    migrate(database)
    migrate(database)
    assert shape() == before
    assert is_migrated(database)


def test_an_empty_database_is_not_migrated_and_then_it_is(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'puente.db'}")
    assert not is_migrated(database)
    migrate(database)
    assert is_migrated(database)
    database.close()


def test_a_database_of_a_newer_or_unknown_version_is_not_taken_for_ready(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.writing() as session:
        session.execute(text("update alembic_version set version_num = 'from the future'"))
    assert not is_migrated(database)
    database.close()


@pytest.mark.parametrize("table", sorted(metadata.tables))
def test_every_constraint_has_a_name_by_which_a_migration_can_change_it(table: str) -> None:
    unnamed = [c for c in metadata.tables[table].constraints if c.name is None]
    assert unnamed == []


# A school that has been texting with an older version

FIRST = "0001"
OLD_ROWS: tuple[tuple[str, dict[str, object]], ...] = (
    (
        "schools",
        {
            "name": "Cedar",
            "time_zone": "America/Denver",
            "region": "US",
            "language": "en",
            "office_phone": "(206) 555-0171",
            "texting_from": time(9),
            "texting_until": time(20),
            "direct_reply_hours": 3,
            "hourly_cap": 12,
        },
    ),
    (
        "phone_lines",
        {
            "school_id": 1,
            "e164": "+12065550190",
            "label": "",
            "keyword_replies": "provider",
            "segments_per_second": 1,
        },
    ),
    ("phone_numbers", {"school_id": 1, "e164": "+12065550111", "health": "good"}),
    ("inboxes", {"school_id": 1, "kind": "office", "name": "Front office"}),
    (
        "threads",
        {
            "school_id": 1,
            "phone_number_id": 1,
            "inbox_id": 1,
            "line_id": 1,
            "last_message_at": NOON,
            "version": 1,
            "touched_at": NOON,
        },
    ),
    (
        "messages",
        {
            "school_id": 1,
            "thread_id": 1,
            "phone_number_id": 1,
            "line_id": 1,
            "direction": "in",
            "kind": "from_family",
            "status": "received",
            "body": "Hola",
            "segments": 1,
            "attempt": 0,
        },
    ),
    (
        "message_media",
        {
            "message_id": 1,
            "position": 1,
            "provider_url": "https://x/1",
            "state": "waiting",
            "tries": 0,
            "next_try_at": NOON,
        },
    ),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: PostgresServer, postgres_names: Iterator[str]
) -> Iterator[Database]:
    """A database of the first version with a family's text and its picture."""
    name = next(postgres_names)
    url = f"sqlite:///{tmp_path / 'old.db'}" if request.param == "sqlite" else postgres.create_database(name)
    database = Database(url)
    command.upgrade(alembic_config(database), FIRST)
    tables = MetaData()
    tables.reflect(database.engine)
    with database.engine.begin() as connection:
        for table, row in OLD_ROWS:
            made = {"created_at": NOON} if "created_at" in tables.tables[table].c else {}
            connection.execute(insert(tables.tables[table]).values(id=1, **made, **row))
    yield database
    database.close()
    if request.param == "postgresql":
        postgres.drop_database(name)


def test_what_a_school_has_stays_when_it_takes_a_newer_version(old: Database) -> None:
    migrate(old)
    with old.writing() as session:
        message = session.scalars(select(Message)).one()
        assert (message.body, message.is_untranslated, message.translate_at) == ("Hola", False, None)
        assert session.scalars(select(MessageMedia.message_id)).all() == [message.id]
        school = session.get_one(School, 1)
        assert (school.review_hours, school.weekly_allowance) == (4, 6)


def test_a_parent_is_still_watched_over_after_a_migration(old: Database) -> None:
    migrate(old)
    with pytest.raises(IntegrityError), old.writing() as session:
        session.execute(text("delete from messages"))
