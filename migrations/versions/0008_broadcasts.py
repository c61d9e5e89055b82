"""Broadcasts with recipients and answers; voice calls, pictures that go out, words to join a group by, precedence."""

import sqlalchemy as sa
from alembic import op

from app.foundation.database import BigKey, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KINDS = (
    "from_family",
    "reply",
    "auto_reply",
    "opt_out_confirmation",
    "tip",
    "event",
    "broadcast",
    "emergency",
)
ROUTED_BY = ("line", "prompt", "only_inbox", "remembered", "asked", "broadcast", "office", "staff")
COUNTED = "kind in ('tip', 'event', 'broadcast')"


def upgrade() -> None:
    op.create_table(
        "outgoing_pictures",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", sa.String(length=40), nullable=False),
        sa.Column("described", sa.JSON(), nullable=False),
        sa.Column("made_by", BigKey, nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["staff_members.id"], name=op.f("fk_outgoing_pictures_made_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_outgoing_pictures_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_pictures")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_pictures_key")),
    )
    op.create_index(op.f("ix_outgoing_pictures_school_id"), "outgoing_pictures", ["school_id"], unique=False)
    op.create_table(
        "broadcasts",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("inbox_id", BigKey, nullable=True),
        sa.Column("author_id", BigKey, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "urgency",
            sa.Enum(
                "ordinary",
                "urgent",
                "emergency",
                name="urgency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "topic",
            sa.Enum(
                "weather",
                "health",
                "safety",
                "closure",
                name="topic",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("is_drill", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "asks",
            sa.Enum(
                "nothing",
                "poll",
                "sign_up",
                name="asks",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("answers_until", UtcDateTime(), nullable=True),
        sa.Column("follows_id", BigKey, nullable=True),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("machine_words", sa.JSON(), nullable=False),
        sa.Column("checked_by", BigKey, nullable=True),
        sa.Column("checked_at", UtcDateTime(), nullable=True),
        sa.Column("picture_id", BigKey, nullable=True),
        sa.Column("send_at", UtcDateTime(), nullable=True),
        sa.Column("in_own_hours", sa.Boolean(), nullable=False),
        sa.Column("not_after", UtcDateTime(), nullable=True),
        sa.Column("calls_unreached", sa.Boolean(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "scheduled",
                "sending",
                "sent",
                "cancelled",
                name="broadcaststate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("second_by", BigKey, nullable=True),
        sa.Column("second_at", UtcDateTime(), nullable=True),
        sa.Column("scheduled_by", BigKey, nullable=True),
        sa.Column("scheduled_at", UtcDateTime(), nullable=True),
        sa.Column("batch_id", BigKey, nullable=True),
        sa.Column("expected", BigKey, nullable=True),
        sa.Column("handed_over_until", BigKey, nullable=False),
        sa.Column("handed_over_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_by", BigKey, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("version", BigKey, nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_at is not null)",
            name=op.f("ck_broadcasts_cancelled_at_a_moment"),
        ),
        sa.CheckConstraint(
            "(urgency = 'emergency' and not is_drill) = (topic is not null)",
            name=op.f("ck_broadcasts_topic_of_emergency"),
        ),
        sa.CheckConstraint(
            "state not in ('scheduled', 'sending', 'sent') or (send_at is not null and not_after is not null"
            " and batch_id is not null)",
            name=op.f("ck_broadcasts_scheduled_for_a_moment"),
        ),
        sa.CheckConstraint(
            "urgency = 'emergency' or not is_drill", name=op.f("ck_broadcasts_only_emergencies_are_practised")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["staff_members.id"], name=op.f("fk_broadcasts_author_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_broadcasts_batch_id")),
        sa.ForeignKeyConstraint(
            ["cancelled_by"], ["staff_members.id"], name=op.f("fk_broadcasts_cancelled_by")
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["staff_members.id"], name=op.f("fk_broadcasts_checked_by")),
        sa.ForeignKeyConstraint(["follows_id"], ["broadcasts.id"], name=op.f("fk_broadcasts_follows_id")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.id"], name=op.f("fk_broadcasts_inbox_id")),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["outgoing_pictures.id"], name=op.f("fk_broadcasts_picture_id")
        ),
        sa.ForeignKeyConstraint(
            ["scheduled_by"], ["staff_members.id"], name=op.f("fk_broadcasts_scheduled_by")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_broadcasts_school_id")),
        sa.ForeignKeyConstraint(["second_by"], ["staff_members.id"], name=op.f("fk_broadcasts_second_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    op.create_index(op.f("ix_broadcasts_batch_id"), "broadcasts", ["batch_id"], unique=False)
    op.create_index(
        "ix_broadcasts_due",
        "broadcasts",
        ["send_at"],
        unique=False,
        sqlite_where=sa.text("state in ('scheduled', 'sending')"),
        postgresql_where=sa.text("state in ('scheduled', 'sending')"),
    )
    op.create_index(op.f("ix_broadcasts_school_id_state"), "broadcasts", ["school_id", "state"], unique=False)
    op.create_table(
        "group_phones",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("group_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_phones_group_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_group_phones_phone_number_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_phones")),
        sa.UniqueConstraint(
            "group_id", "phone_number_id", name=op.f("uq_group_phones_group_id_phone_number_id")
        ),
    )
    op.create_index(
        op.f("ix_group_phones_phone_number_id"), "group_phones", ["phone_number_id"], unique=False
    )
    op.create_table(
        "voice_calls",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("line_id", BigKey, nullable=False),
        sa.Column("batch_id", BigKey, nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("is_emergency", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "placing",
                "unknown",
                "ringing",
                "answered",
                "not_answered",
                "failed",
                "cancelled",
                "expired",
                name="callstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempt", BigKey, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("not_after", UtcDateTime(), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("provider_sid", sa.String(length=64), nullable=True),
        sa.Column("provider_code", sa.String(length=20), nullable=True),
        sa.Column("heard_again", BigKey, nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("due_at < not_after", name=op.f("ck_voice_calls_due_before_it_is_stale")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_voice_calls_batch_id")),
        sa.ForeignKeyConstraint(["line_id"], ["phone_lines.id"], name=op.f("fk_voice_calls_line_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_voice_calls_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_voice_calls_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_calls")),
        sa.UniqueConstraint("provider_sid", name=op.f("uq_voice_calls_provider_sid")),
    )
    op.create_index(
        op.f("ix_voice_calls_batch_id_status"), "voice_calls", ["batch_id", "status"], unique=False
    )
    op.create_index(
        "ix_voice_calls_due",
        "voice_calls",
        ["line_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("status = 'queued'"),
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.create_index(
        "ix_voice_calls_in_flight",
        "voice_calls",
        ["claimed_at"],
        unique=False,
        sqlite_where=sa.text("status in ('placing', 'ringing')"),
        postgresql_where=sa.text("status in ('placing', 'ringing')"),
    )
    op.create_index(
        op.f("ix_voice_calls_line_id_claimed_at"), "voice_calls", ["line_id", "claimed_at"], unique=False
    )
    op.create_index(op.f("ix_voice_calls_phone_number_id"), "voice_calls", ["phone_number_id"], unique=False)
    op.create_table(
        "broadcast_answers",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("broadcast_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("choice", BigKey, nullable=False),
        sa.Column(
            "place",
            sa.Enum("has", "waiting", name="place", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "place <> 'waiting' or waiting_since is not null",
            name=op.f("ck_broadcast_answers_waiting_since_a_moment"),
        ),
        sa.CheckConstraint("choice > 0", name=op.f("ck_broadcast_answers_choices_are_counted_from_one")),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_answers_broadcast_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_broadcast_answers_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_broadcast_answers_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_broadcast_answers_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_answers")),
        sa.UniqueConstraint(
            "broadcast_id", "phone_number_id", name=op.f("uq_broadcast_answers_broadcast_id_phone_number_id")
        ),
    )
    op.create_index(
        op.f("ix_broadcast_answers_phone_number_id"), "broadcast_answers", ["phone_number_id"], unique=False
    )
    op.create_table(
        "broadcast_recipients",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("broadcast_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=True),
        sa.Column("student_id", BigKey, nullable=True),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("message_id", BigKey, nullable=True),
        sa.Column(
            "left_out",
            sa.Enum(
                "stopped",
                "in_review",
                "landline",
                "out_of_service",
                "no_number",
                "no_room",
                "too_late",
                "faulty",
                name="leftout",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("call_id", BigKey, nullable=True),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("owner_id", BigKey, nullable=True),
        sa.Column("reached_at", UtcDateTime(), nullable=True),
        sa.Column("reached_by", BigKey, nullable=True),
        sa.Column(
            "reached_how",
            sa.Enum(
                "called",
                "letter",
                "in_person",
                "otherwise",
                name="reachedhow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(phone_number_id is null) = (coalesce(left_out, '') = 'no_number')",
            name=op.f("ck_broadcast_recipients_no_number_no_phone"),
        ),
        sa.CheckConstraint(
            "(message_id is null) = (left_out is not null)",
            name=op.f("ck_broadcast_recipients_a_text_or_a_reason"),
        ),
        sa.CheckConstraint(
            "(reached_at is null) = (reached_how is null)",
            name=op.f("ck_broadcast_recipients_reached_somehow"),
        ),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_recipients_broadcast_id")
        ),
        sa.ForeignKeyConstraint(
            ["call_id"], ["voice_calls.id"], name=op.f("fk_broadcast_recipients_call_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_broadcast_recipients_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staff_members.id"], name=op.f("fk_broadcast_recipients_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_broadcast_recipients_phone_number_id")
        ),
        sa.ForeignKeyConstraint(
            ["reached_by"], ["staff_members.id"], name=op.f("fk_broadcast_recipients_reached_by")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["schools.id"], name=op.f("fk_broadcast_recipients_school_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["students.id"], name=op.f("fk_broadcast_recipients_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_recipients")),
        sa.UniqueConstraint(
            "broadcast_id",
            "phone_number_id",
            name=op.f("uq_broadcast_recipients_broadcast_id_phone_number_id"),
        ),
    )
    op.create_index(
        "ix_broadcast_recipients_left_out",
        "broadcast_recipients",
        ["broadcast_id", "left_out"],
        unique=False,
        sqlite_where=sa.text("left_out is not null"),
        postgresql_where=sa.text("left_out is not null"),
    )
    op.create_index(
        op.f("ix_broadcast_recipients_phone_number_id"),
        "broadcast_recipients",
        ["phone_number_id"],
        unique=False,
    )
    op.create_index(
        "uq_broadcast_recipients_message",
        "broadcast_recipients",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("message_id is not null"),
        postgresql_where=sa.text("message_id is not null"),
    )
    op.create_index(
        "uq_broadcast_recipients_without_phone",
        "broadcast_recipients",
        ["broadcast_id", "student_id"],
        unique=True,
        sqlite_where=sa.text("phone_number_id is null"),
        postgresql_where=sa.text("phone_number_id is null"),
    )
    op.create_table(
        "broadcast_replies",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("broadcast_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("is_thanks", sa.Boolean(), nullable=False),
        sa.Column("came_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_replies_broadcast_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_broadcast_replies_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_broadcast_replies_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_broadcast_replies_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_replies")),
        sa.UniqueConstraint("message_id", name=op.f("uq_broadcast_replies_message_id")),
    )
    op.create_index(
        op.f("ix_broadcast_replies_broadcast_id_is_thanks"),
        "broadcast_replies",
        ["broadcast_id", "is_thanks"],
        unique=False,
    )
    op.create_table(
        "join_requests",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("group_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("thread_id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "accepted",
                "refused",
                name="joinstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", BigKey, nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at is null)", name=op.f("ck_join_requests_decided_at_a_moment")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_members.id"], name=op.f("fk_join_requests_decided_by")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_join_requests_group_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_join_requests_message_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_join_requests_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_join_requests_school_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_join_requests_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_requests")),
    )
    op.create_index(
        op.f("ix_join_requests_phone_number_id"), "join_requests", ["phone_number_id"], unique=False
    )
    op.create_index(
        op.f("ix_join_requests_school_id_state"), "join_requests", ["school_id", "state"], unique=False
    )
    op.create_index(
        "uq_join_requests_waiting",
        "join_requests",
        ["group_id", "phone_number_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.add_column("batches", sa.Column("cancelled_at", UtcDateTime(), nullable=True))
    op.add_column("groups", sa.Column("join_word", sa.String(length=20), nullable=True))
    op.add_column(
        "groups",
        sa.Column(
            "join_until",
            UtcDateTime(),
            sa.CheckConstraint(
                "(join_word is null) = (join_until is null)", name=op.f("ck_groups_words_run_out")
            ),
            nullable=True,
        ),
    )
    op.create_index(
        "uq_groups_join_word",
        "groups",
        ["school_id", "join_word"],
        unique=True,
        sqlite_where=sa.text("join_word is not null"),
        postgresql_where=sa.text("join_word is not null"),
    )
    _allow("kind", "messagekind", KINDS)
    _allow("routed_by", "routedby", ROUTED_BY)
    op.add_column("messages", sa.Column("precedence", BigKey, nullable=False, server_default="1"))
    op.execute("update messages set precedence = 3 where kind in ('tip', 'event')")
    op.execute("update messages set precedence = 0 where kind = 'opt_out_confirmation'")
    op.add_column(
        "messages",
        sa.Column(
            "picture_id",
            BigKey,
            sa.ForeignKey("outgoing_pictures.id", name=op.f("fk_messages_picture_id")),
            nullable=True,
        ),
        inline_references=True,
    )
    op.drop_index("ix_messages_due", table_name="messages")
    op.create_index(
        "ix_messages_due",
        "messages",
        ["line_id", "precedence", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("status = 'queued'"),
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.drop_index("ix_messages_of_batch", table_name="messages")
    op.create_index(
        "ix_messages_of_batch",
        "messages",
        ["batch_id", "status", "reason", "language"],
        unique=False,
        sqlite_where=sa.text("batch_id is not null"),
        postgresql_where=sa.text("batch_id is not null"),
    )
    op.drop_index("ix_messages_within_the_allowance", table_name="messages")
    op.create_index(
        "ix_messages_within_the_allowance",
        "messages",
        ["phone_number_id", "due_at"],
        unique=False,
        sqlite_where=sa.text(COUNTED),
        postgresql_where=sa.text(COUNTED),
    )
    op.add_column(
        "phone_lines",
        sa.Column(
            "purpose",
            sa.String(length=40),
            sa.CheckConstraint(
                "purpose IN ('conversations', 'emergencies')", name=op.f("ck_phone_lines_linepurpose")
            ),
            nullable=False,
            server_default="conversations",
        ),
    )
    op.add_column("phone_lines", sa.Column("messaging_service_sid", sa.String(length=64), nullable=True))
    op.add_column("phone_numbers", sa.Column("texts_from", sa.Time(), nullable=True))
    op.add_column(
        "phone_numbers",
        sa.Column(
            "texts_until",
            sa.Time(),
            sa.CheckConstraint(
                "(texts_from is null) = (texts_until is null)",
                name=op.f("ck_phone_numbers_own_hours_have_both_ends"),
            ),
            nullable=True,
        ),
    )
    # What a composer asks about words that are for many families belongs to no conversation.
    with op.batch_alter_table("translation_requests") as table:
        table.alter_column("thread_id", existing_type=BigKey, nullable=True)
    # Schools that stand already need a value; the code always gives one.
    op.add_column(
        "schools",
        sa.Column(
            "count_typed_above",
            BigKey,
            sa.CheckConstraint(
                "count_typed_above > 0", name=op.f("ck_schools_count_typed_above_is_positive")
            ),
            nullable=False,
            server_default="100",
        ),
    )
    op.add_column(
        "schools",
        sa.Column(
            "second_person_above",
            BigKey,
            sa.CheckConstraint(
                "second_person_above >= 0", name=op.f("ck_schools_second_person_above_is_a_count")
            ),
            nullable=True,
        ),
    )


def downgrade() -> None:
    """What families have answered has no place in the older tables: restore a backup instead."""
    raise NotImplementedError


def _allow(column: str, enum: str, values: tuple[str, ...]) -> None:
    name = op.f(f"ck_messages_{enum}")
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table("messages") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, sa.text(f"{column} IN ({listed})"))
