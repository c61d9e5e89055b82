"""The school year: its calendar, and texts that are sent by it."""

import sqlalchemy as sa
from alembic import op

from app.foundation.database import BigKey

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KIND = "messagekind"
KINDS_BEFORE = ("from_family", "reply", "auto_reply", "opt_out_confirmation")
KINDS = (*KINDS_BEFORE, "tip", "event")


def upgrade() -> None:
    op.create_table(
        "school_years",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("first_day_on", sa.Date(), nullable=False),
        sa.Column("last_day_on", sa.Date(), nullable=False),
        sa.CheckConstraint("first_day_on < last_day_on", name=op.f("ck_school_years_year_is_a_span")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_school_years_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_years")),
        sa.UniqueConstraint("school_id", "first_day_on", name=op.f("uq_school_years_school_id_first_day_on")),
    )
    op.create_table(
        "school_breaks",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("first_day_on", sa.Date(), nullable=False),
        sa.Column("last_day_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.CheckConstraint("first_day_on <= last_day_on", name=op.f("ck_school_breaks_break_is_a_span")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_school_breaks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_breaks")),
    )
    op.create_index(op.f("ix_school_breaks_school_id"), "school_breaks", ["school_id"], unique=False)
    # A school that stands already needs a value; the code always gives one.
    op.add_column(
        "schools",
        sa.Column(
            "weekly_allowance",
            BigKey,
            sa.CheckConstraint("weekly_allowance >= 0", name=op.f("ck_schools_weekly_allowance_is_no_debt")),
            nullable=False,
            server_default="6",
        ),
    )
    op.add_column("prompts", sa.Column("gives_way", sa.Boolean(), nullable=False, server_default=sa.false()))
    _allow_kinds(KINDS)
    op.create_index(
        "ix_messages_within_the_allowance",
        "messages",
        ["phone_number_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("kind in ('tip', 'event')"),
        postgresql_where=sa.text("kind in ('tip', 'event')"),
    )


def downgrade() -> None:
    """Texts of the new kinds have no place in the older table: restore a backup instead."""
    raise NotImplementedError


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    """The check on `messages.kind` lets these through and nothing else."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    name = op.f(f"ck_messages_{KIND}")
    with op.batch_alter_table("messages") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, sa.text(f"kind IN ({listed})"))
