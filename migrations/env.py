"""Runs the migrations over the database that `app.foundation.migrations` hands in."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from app.foundation.database import BigKey, Database, UtcDateTime
from app.foundation.settings import load_settings
from app.tables import metadata

database = context.config.attributes.get("database") or Database(load_settings().database_url)


def render_item(kind: str, item: object, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write our own column types by their names."""
    if kind == "type" and item is BigKey:
        autogen_context.imports.add("from app.foundation.database import BigKey")
        return "BigKey"
    if kind == "type" and isinstance(item, UtcDateTime):
        autogen_context.imports.add("from app.foundation.database import UtcDateTime")
        return "UtcDateTime()"
    return False


with database.engine.connect() as connection:
    if database.is_sqlite:
        # SQLite changes a table by making it anew, and would take the old one's children along; it can be told so only
        # while no transaction is open.
        connection.connection.cursor().execute("PRAGMA foreign_keys = OFF")
    context.configure(connection=connection, target_metadata=metadata, render_item=render_item)
    with context.begin_transaction():
        context.run_migrations()
    if database.is_sqlite and (orphans := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        message = f"the migration would leave rows without their parents: {orphans[:5]}"
        raise RuntimeError(message)
    connection.commit()
    if database.is_sqlite:
        connection.connection.cursor().execute("PRAGMA foreign_keys = ON")
