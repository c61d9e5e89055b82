"""Tips: a school's tracks, what leaves when, what families wish and say."""

import sqlalchemy as sa
from alembic import op

from app.foundation.database import BigKey, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tip_weeks",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("monday_on", sa.Date(), nullable=False),
        sa.Column("planned_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_tip_weeks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_weeks")),
        sa.UniqueConstraint("school_id", "monday_on", name=op.f("uq_tip_weeks_school_id_monday_on")),
    )
    op.create_table(
        "tip_tracks",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("band", sa.String(length=60), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("sent_at", sa.Time(), nullable=False),
        sa.Column("opened_by", BigKey, nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("held_by", BigKey, nullable=True),
        sa.Column("held_at", UtcDateTime(), nullable=True),
        sa.Column("running_since", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "held_at is not null or running_since is not null", name=op.f("ck_tip_tracks_held_or_running")
        ),
        sa.ForeignKeyConstraint(["held_by"], ["staff_members.id"], name=op.f("fk_tip_tracks_held_by")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff_members.id"], name=op.f("fk_tip_tracks_opened_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_tip_tracks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_tracks")),
        sa.UniqueConstraint("school_id", "band", name=op.f("uq_tip_tracks_school_id_band")),
    )
    op.create_table(
        "tip_wish_entries",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column(
            "word",
            sa.Enum(
                "fewer", "more", "pause", name="word", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("staff_member_id", BigKey, nullable=True),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_tip_wish_entries_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_tip_wish_entries_school_id")),
        sa.ForeignKeyConstraint(
            ["staff_member_id"], ["staff_members.id"], name=op.f("fk_tip_wish_entries_staff_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_wish_entries")),
    )
    op.create_index(
        op.f("ix_tip_wish_entries_school_id_said_at"),
        "tip_wish_entries",
        ["school_id", "said_at"],
        unique=False,
    )
    op.create_table(
        "tip_wishes",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("per_week", BigKey, nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("at", sa.Time(), nullable=True),
        sa.Column("days", sa.String(length=3), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("per_week between 0 and 3", name=op.f("ck_tip_wishes_per_week_is_a_choice")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_tip_wishes_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_tip_wishes_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_wishes")),
        sa.UniqueConstraint("phone_number_id", name=op.f("uq_tip_wishes_phone_number_id")),
    )
    op.create_index(op.f("ix_tip_wishes_school_id"), "tip_wishes", ["school_id"], unique=False)
    op.create_table(
        "tips",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("track_id", BigKey, nullable=False),
        sa.Column("week", BigKey, nullable=False),
        sa.Column("place", BigKey, nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "fact", "tip", "growth", name="step", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("skill", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.JSON(), nullable=False),
        sa.Column("finding", sa.String(length=120), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("skipped_by", BigKey, nullable=True),
        sa.Column("skipped_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("place between 0 and 3", name=op.f("ck_tips_place_is_in_the_week")),
        sa.CheckConstraint("week >= 1", name=op.f("ck_tips_week_counts_from_one")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_tips_school_id")),
        sa.ForeignKeyConstraint(["skipped_by"], ["staff_members.id"], name=op.f("fk_tips_skipped_by")),
        sa.ForeignKeyConstraint(["track_id"], ["tip_tracks.id"], name=op.f("fk_tips_track_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
    )
    op.create_index(op.f("ix_tips_track_id_week"), "tips", ["track_id", "week"], unique=False)
    op.create_index(
        "uq_tips_one_in_a_place",
        "tips",
        ["track_id", "week", "place"],
        unique=True,
        sqlite_where=sa.text("skipped_at is null"),
        postgresql_where=sa.text("skipped_at is null"),
    )
    op.create_table(
        "tip_wordings",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("tip_id", BigKey, nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("edited_by", BigKey, nullable=True),
        sa.Column("edited_at", UtcDateTime(), nullable=True),
        sa.Column("approved_by", BigKey, nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(approved_at is null) = (approved_by is null)", name=op.f("ck_tip_wordings_approved_by_somebody")
        ),
        sa.CheckConstraint(
            "(edited_at is null) = (edited_by is null)", name=op.f("ck_tip_wordings_edited_by_somebody")
        ),
        sa.CheckConstraint(
            "is_shipped or edited_at is not null", name=op.f("ck_tip_wordings_shipped_or_written_here")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff_members.id"], name=op.f("fk_tip_wordings_approved_by")
        ),
        sa.ForeignKeyConstraint(["edited_by"], ["staff_members.id"], name=op.f("fk_tip_wordings_edited_by")),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_wordings_tip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_wordings")),
        sa.UniqueConstraint("tip_id", "language", name=op.f("uq_tip_wordings_tip_id_language")),
    )
    op.create_table(
        "tip_deliveries",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("tip_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("year", BigKey, nullable=False),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("rank", BigKey, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("not_after", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "sent",
                "skipped",
                "expired",
                name="deliverystate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "held",
                "withdrawn",
                "missing_language",
                "not_approved",
                "holiday",
                "not_theirs",
                "stopped",
                "in_review",
                "unreachable",
                "paused",
                "fewer",
                "no_room",
                "too_late",
                name="reason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("message_id", BigKey, nullable=True),
        sa.CheckConstraint(
            "(state = 'planned') = (decided_at is null)", name=op.f("ck_tip_deliveries_decided_at_a_moment")
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (message_id is not null)", name=op.f("ck_tip_deliveries_sent_as_a_text")
        ),
        sa.CheckConstraint(
            "(state in ('skipped', 'expired')) = (reason is not null)",
            name=op.f("ck_tip_deliveries_left_out_for_a_reason"),
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_tip_deliveries_message_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_tip_deliveries_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_tip_deliveries_school_id")),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_deliveries_tip_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_deliveries")),
        sa.UniqueConstraint(
            "tip_id", "phone_number_id", "year", name=op.f("uq_tip_deliveries_tip_id_phone_number_id_year")
        ),
    )
    op.create_index(
        "ix_tip_deliveries_due",
        "tip_deliveries",
        ["school_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index(
        op.f("ix_tip_deliveries_phone_number_id_due_at"),
        "tip_deliveries",
        ["phone_number_id", "due_at"],
        unique=False,
    )
    op.create_index(
        "uq_tip_deliveries_message",
        "tip_deliveries",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("message_id is not null"),
        postgresql_where=sa.text("message_id is not null"),
    )
    op.create_table(
        "tip_reactions",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("delivery_id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reacted_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["tip_deliveries.id"], name=op.f("fk_tip_reactions_delivery_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_tip_reactions_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_reactions")),
        sa.UniqueConstraint("delivery_id", name=op.f("uq_tip_reactions_delivery_id")),
    )


def downgrade() -> None:
    """What families have wished and said has no place in the older tables: restore a backup instead."""
    raise NotImplementedError
