"""Bringing a database to the shape that this version expects."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.foundation.database import Database
from app.foundation.settings import REPOSITORY


def alembic_config(database: Database) -> Config:
    """Alembic's configuration, made here so that no second file names the database."""
    config = Config()
    config.set_main_option("script_location", str(REPOSITORY / "migrations"))
    config.attributes["database"] = database
    return config


def migrate(database: Database) -> None:
    """The database has the newest shape; running it again changes nothing."""
    command.upgrade(alembic_config(database), "head")


def is_migrated(database: Database) -> bool:
    """True when the database has exactly the shape that this version expects."""
    newest = ScriptDirectory.from_config(alembic_config(database)).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest
