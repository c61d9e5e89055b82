"""Migrating an empty database gives exactly the tables that the code maps."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, inspect, text

from app.foundation.database import Database
from app.foundation.migrations import is_migrated, migrate
from app.tables import metadata

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
