"""Two languages: translations beside the texts, who checks them, and what a phone asked to read."""

import sqlalchemy as sa
from alembic import op

from app.foundation.database import BigKey, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "important_words",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("word", sa.String(length=60), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "safety",
                "rights",
                "discipline",
                "special_education",
                name="importanttopic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("is_out", sa.Boolean(), nullable=False),
        sa.Column("changed_by", BigKey, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["staff_members.id"], name=op.f("fk_important_words_changed_by")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_important_words_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_important_words")),
        sa.UniqueConstraint("school_id", "word", name=op.f("uq_important_words_school_id_word")),
    )
    op.create_table(
        "school_phrases",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("topic", sa.String(length=60), nullable=False),
        sa.Column("wordings", sa.JSON(), nullable=False),
        sa.Column("made_by", BigKey, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["staff_members.id"], name=op.f("fk_school_phrases_made_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_school_phrases_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school_phrases")),
    )
    op.create_index(op.f("ix_school_phrases_school_id"), "school_phrases", ["school_id"], unique=False)
    op.create_table(
        "translation_memory",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("source_language", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("source_key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("approved_by", BigKey, nullable=False),
        sa.Column("approved_at", UtcDateTime(), nullable=False),
        sa.Column("uses", BigKey, nullable=False),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.Column("retired_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["staff_members.id"], name=op.f("fk_translation_memory_approved_by")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_translation_memory_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_memory")),
    )
    op.create_index(
        "uq_translation_memory_one_in_use",
        "translation_memory",
        ["school_id", "source_language", "language", "source_key"],
        unique=True,
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "translation_requests",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "read",
                "send",
                "read_back",
                name="purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("thread_id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=True),
        sa.Column("source_language", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("tries", BigKey, nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("engine", sa.String(length=60), nullable=True),
        sa.Column("is_gist", sa.Boolean(), nullable=False),
        sa.Column(
            "problem",
            sa.Enum(
                "broken_lock",
                "refused",
                "gist_only",
                "no_engine",
                "too_late",
                name="problem",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(purpose = 'read') = (message_id is not null)",
            name=op.f("ck_translation_requests_only_texts_are_read"),
        ),
        sa.CheckConstraint(
            "done_at is null or (result is null) <> (problem is null)",
            name=op.f("ck_translation_requests_done_with_an_end"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_translation_requests_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_translation_requests_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["threads.id"], name=op.f("fk_translation_requests_thread_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_requests")),
    )
    op.create_index(
        op.f("ix_translation_requests_message_id"), "translation_requests", ["message_id"], unique=False
    )
    op.create_index(
        op.f("ix_translation_requests_school_id_digest"),
        "translation_requests",
        ["school_id", "digest"],
        unique=False,
    )
    op.create_index(
        "ix_translation_requests_waiting",
        "translation_requests",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("done_at is null"),
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_table(
        "translation_reviews",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("thread_id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "before_sending",
                "marked_wrong",
                name="reviewkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source_language", sa.String(length=12), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("proposal", sa.Text(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "safety",
                "rights",
                "discipline",
                "special_education",
                name="importanttopic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by", BigKey, nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("promised_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", BigKey, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "approved",
                "corrected",
                "sent_back",
                name="reviewdecision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(decided_at is null) = (decision is null)",
            name=op.f("ck_translation_reviews_decided_with_a_decision"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff_members.id"], name=op.f("fk_translation_reviews_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_members.id"], name=op.f("fk_translation_reviews_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_translation_reviews_message_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_translation_reviews_school_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_translation_reviews_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translation_reviews")),
    )
    op.create_index(
        op.f("ix_translation_reviews_message_id"), "translation_reviews", ["message_id"], unique=False
    )
    op.create_index(
        "ix_translation_reviews_open",
        "translation_reviews",
        ["school_id", "promised_at"],
        unique=False,
        sqlite_where=sa.text("decided_at is null"),
        postgresql_where=sa.text("decided_at is null"),
    )
    op.create_index(
        "uq_translation_reviews_one_open",
        "translation_reviews",
        ["message_id", "language"],
        unique=True,
        sqlite_where=sa.text("decided_at is null"),
        postgresql_where=sa.text("decided_at is null"),
    )
    op.create_table(
        "translations",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "maker",
            sa.Enum(
                "author",
                "phrase",
                "memory",
                "person",
                "engine",
                name="maker",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("engine", sa.String(length=60), nullable=True),
        sa.Column("is_gist", sa.Boolean(), nullable=False),
        sa.Column("made_by", BigKey, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("reviewed_by", BigKey, nullable=True),
        sa.Column("reviewed_at", UtcDateTime(), nullable=True),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(maker = 'engine') = (engine is not null)", name=op.f("ck_translations_an_engine_has_a_name")
        ),
        sa.CheckConstraint(
            "maker not in ('person', 'author') or made_by is not null",
            name=op.f("ck_translations_a_person_has_a_name"),
        ),
        sa.CheckConstraint(
            "(reviewed_at is null) = (reviewed_by is null)", name=op.f("ck_translations_reviewed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["staff_members.id"], name=op.f("fk_translations_made_by")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_translations_message_id")),
        sa.ForeignKeyConstraint(
            ["reviewed_by"], ["staff_members.id"], name=op.f("fk_translations_reviewed_by")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_translations_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_translations")),
    )
    op.create_index(
        op.f("ix_translations_school_id_made_at"), "translations", ["school_id", "made_at"], unique=False
    )
    op.create_index(
        "uq_translations_one_in_use",
        "translations",
        ["message_id", "language"],
        unique=True,
        sqlite_where=sa.text("replaced_at is null"),
        postgresql_where=sa.text("replaced_at is null"),
    )
    # A row that stands already needs a value: the defaults are for those alone, the code always gives one.
    op.add_column("drafts", sa.Column("translations", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column(
        "messages", sa.Column("is_untranslated", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("messages", sa.Column("translate_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_messages_to_translate",
        "messages",
        ["translate_at"],
        unique=False,
        sqlite_where=sa.text("translate_at is not null"),
        postgresql_where=sa.text("translate_at is not null"),
    )
    op.add_column("phone_numbers", sa.Column("language", sa.String(length=12), nullable=True))
    op.add_column("phone_numbers", sa.Column("language_confirmed_at", UtcDateTime(), nullable=True))
    op.add_column("phone_numbers", sa.Column("language_asked_at", UtcDateTime(), nullable=True))
    op.add_column(
        "schools",
        sa.Column(
            "review_hours",
            BigKey,
            sa.CheckConstraint("review_hours > 0", name=op.f("ck_schools_review_hours_is_positive")),
            nullable=False,
            server_default="4",
        ),
    )
    op.add_column(
        "staff_members",
        sa.Column("other_languages", sa.String(length=120), nullable=False, server_default=""),
    )


def downgrade() -> None:
    """What people have translated and approved has no place in the older tables: restore a backup instead."""
    raise NotImplementedError
