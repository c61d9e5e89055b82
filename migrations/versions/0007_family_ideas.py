"""Ideas of families, what the family has agreed to, and each text by which a class got one."""

import sqlalchemy as sa
from alembic import op

from app.foundation.database import BigKey, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "family_ideas",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("section_id", BigKey, nullable=False),
        sa.Column("inbox_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("offered_by", BigKey, nullable=False),
        sa.Column("offered_at", UtcDateTime(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("approved_by", sa.JSON(), nullable=False),
        sa.Column("credit", sa.JSON(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("asked_words", sa.JSON(), nullable=False),
        sa.Column("question_message_id", BigKey, nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "with_name",
                "without_name",
                "refused",
                name="consent",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answer_message_id", BigKey, nullable=True),
        sa.Column("read_by", BigKey, nullable=True),
        sa.Column("batch_id", BigKey, nullable=True),
        sa.Column("released_by", BigKey, nullable=True),
        sa.Column("released_at", UtcDateTime(), nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("not_after", UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", BigKey, nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "released_at is null or (answer is not null and answer <> 'refused')",
            name=op.f("ck_family_ideas_shared_with_consent_alone"),
        ),
        sa.CheckConstraint(
            "(answer is null) = (answer_message_id is null)",
            name=op.f("ck_family_ideas_the_family_itself_has_answered"),
        ),
        sa.CheckConstraint(
            "(answer is null) = (answered_at is null)", name=op.f("ck_family_ideas_answered_at_a_moment")
        ),
        sa.CheckConstraint(
            "(released_at is null) = (batch_id is null)", name=op.f("ck_family_ideas_released_as_a_batch")
        ),
        sa.CheckConstraint(
            "(released_at is null) = (due_at is null)", name=op.f("ck_family_ideas_released_for_a_moment")
        ),
        sa.CheckConstraint(
            "(released_at is null) = (not_after is null)",
            name=op.f("ck_family_ideas_released_until_a_moment"),
        ),
        sa.CheckConstraint(
            "(released_at is null) = (released_by is null)", name=op.f("ck_family_ideas_released_by_somebody")
        ),
        sa.CheckConstraint(
            "(withdrawn_at is null) = (withdrawn_by is null)",
            name=op.f("ck_family_ideas_withdrawn_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_message_id"], ["messages.id"], name=op.f("fk_family_ideas_answer_message_id")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_family_ideas_batch_id")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.id"], name=op.f("fk_family_ideas_inbox_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_family_ideas_message_id")),
        sa.ForeignKeyConstraint(
            ["offered_by"], ["staff_members.id"], name=op.f("fk_family_ideas_offered_by")
        ),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_family_ideas_phone_number_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_message_id"], ["messages.id"], name=op.f("fk_family_ideas_question_message_id")
        ),
        sa.ForeignKeyConstraint(["read_by"], ["staff_members.id"], name=op.f("fk_family_ideas_read_by")),
        sa.ForeignKeyConstraint(
            ["released_by"], ["staff_members.id"], name=op.f("fk_family_ideas_released_by")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_family_ideas_school_id")),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name=op.f("fk_family_ideas_section_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["staff_members.id"], name=op.f("fk_family_ideas_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_ideas")),
        sa.UniqueConstraint("message_id", name=op.f("uq_family_ideas_message_id")),
    )
    op.create_index(
        op.f("ix_family_ideas_phone_number_id"), "family_ideas", ["phone_number_id"], unique=False
    )
    op.create_index(op.f("ix_family_ideas_school_id_id"), "family_ideas", ["school_id", "id"], unique=False)
    op.create_table(
        "idea_texts",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("idea_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
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
        sa.Column("tried_at", UtcDateTime(), nullable=True),
        sa.Column("tried_message_id", BigKey, nullable=True),
        sa.CheckConstraint(
            "(state = 'planned') = (decided_at is null)", name=op.f("ck_idea_texts_decided_at_a_moment")
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (message_id is not null)", name=op.f("ck_idea_texts_sent_as_a_text")
        ),
        sa.CheckConstraint(
            "(state in ('skipped', 'expired')) = (reason is not null)",
            name=op.f("ck_idea_texts_left_out_for_a_reason"),
        ),
        sa.CheckConstraint("tried_at is null or state = 'sent'", name=op.f("ck_idea_texts_tried_once_sent")),
        sa.CheckConstraint(
            "(tried_at is null) = (tried_message_id is null)", name=op.f("ck_idea_texts_tried_says_a_text")
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["family_ideas.id"], name=op.f("fk_idea_texts_idea_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_idea_texts_message_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_idea_texts_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_idea_texts_school_id")),
        sa.ForeignKeyConstraint(
            ["tried_message_id"], ["messages.id"], name=op.f("fk_idea_texts_tried_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_texts")),
        sa.UniqueConstraint("idea_id", "phone_number_id", name=op.f("uq_idea_texts_idea_id_phone_number_id")),
    )
    op.create_index(op.f("ix_idea_texts_phone_number_id"), "idea_texts", ["phone_number_id"], unique=False)
    op.create_index(
        "ix_idea_texts_planned",
        "idea_texts",
        ["idea_id"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )


def downgrade() -> None:
    """What families have agreed to has no place in the older tables: restore a backup instead."""
    raise NotImplementedError
