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
    context.configure(connection=connection, target_metadata=metadata, render_item=render_item)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
