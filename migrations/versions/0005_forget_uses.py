"""How often an approved translation was used is not counted any more: nobody looked at it."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("translation_memory", "uses")
    op.drop_column("translation_memory", "last_used_at")


def downgrade() -> None:
    """The counts are gone: restore a backup instead."""
    raise NotImplementedError
