"""Events: dates, guests, answers, needs, mailings; groups of students; batches of texts that can be paused."""

import sqlalchemy as sa
from alembic import op

from app.foundation.database import BigKey, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("paused_by", BigKey, nullable=True),
        sa.CheckConstraint(
            "(paused_at is null) = (paused_by is null)", name=op.f("ck_batches_paused_by_somebody")
        ),
        sa.ForeignKeyConstraint(["paused_by"], ["staff_members.id"], name=op.f("fk_batches_paused_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_batches_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
    )
    op.create_index(op.f("ix_batches_school_id"), "batches", ["school_id"], unique=False)
    op.create_table(
        "groups",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("created_by", BigKey, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["staff_members.id"], name=op.f("fk_groups_created_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_groups_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("school_id", "name", name=op.f("uq_groups_school_id_name")),
    )
    op.create_table(
        "events",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("inbox_id", BigKey, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "open",
                "called_off",
                name="eventstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("phone_words", sa.JSON(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column(
            "audience_kind",
            sa.Enum(
                "school",
                "grades",
                "sections",
                "groups",
                name="audiencekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("audience_ids", sa.JSON(), nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("is_potluck", sa.Boolean(), nullable=False),
        sa.Column("needs_due_days", BigKey, nullable=False),
        sa.Column("created_by", BigKey, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("called_off_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'called_off') = (called_off_at is not null)",
            name=op.f("ck_events_called_off_at_a_moment"),
        ),
        sa.CheckConstraint("needs_due_days >= 0", name=op.f("ck_events_needs_are_due_before")),
        sa.ForeignKeyConstraint(["created_by"], ["staff_members.id"], name=op.f("fk_events_created_by")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.id"], name=op.f("fk_events_inbox_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_events_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
        sa.UniqueConstraint("public_id", name=op.f("uq_events_public_id")),
    )
    op.create_index(op.f("ix_events_inbox_id"), "events", ["inbox_id"], unique=False)
    op.create_index(op.f("ix_events_school_id_state"), "events", ["school_id", "state"], unique=False)
    op.create_table(
        "group_members",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("group_id", BigKey, nullable=False),
        sa.Column("student_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_group_members_group_id")),
        sa.ForeignKeyConstraint(["student_id"], ["students.id"], name=op.f("fk_group_members_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_members")),
        sa.UniqueConstraint("group_id", "student_id", name=op.f("uq_group_members_group_id_student_id")),
    )
    op.create_index(op.f("ix_group_members_student_id"), "group_members", ["student_id"], unique=False)
    op.create_table(
        "event_dates",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("event_id", BigKey, nullable=False),
        sa.Column("number", BigKey, nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("capacity", BigKey, nullable=True),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("revision", BigKey, nullable=False),
        sa.Column("called_off_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "capacity is null or capacity > 0", name=op.f("ck_event_dates_capacity_is_positive")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_event_dates_ends_after_it_starts")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_event_dates_number_counts_from_one")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_dates_event_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_event_dates_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_dates")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_event_dates_event_id_number")),
    )
    op.create_index(
        op.f("ix_event_dates_school_id_starts_at"), "event_dates", ["school_id", "starts_at"], unique=False
    )
    op.create_table(
        "event_guests",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("event_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("thread_id", BigKey, nullable=True),
        sa.Column("children", sa.JSON(), nullable=False),
        sa.Column("people", BigKey, nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("people is null or people > 0", name=op.f("ck_event_guests_people_are_some")),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_guests_event_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_event_guests_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_event_guests_school_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_event_guests_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_guests")),
        sa.UniqueConstraint(
            "event_id", "phone_number_id", name=op.f("uq_event_guests_event_id_phone_number_id")
        ),
    )
    op.create_index(
        op.f("ix_event_guests_phone_number_id_event_id"),
        "event_guests",
        ["phone_number_id", "event_id"],
        unique=False,
    )
    op.create_table(
        "event_mailings",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("event_id", BigKey, nullable=False),
        sa.Column("event_date_id", BigKey, nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "second_ask",
                "reminder",
                "morning",
                "change",
                "called_off",
                "thanks",
                "next_date",
                "place_free",
                "need_met",
                "need_not_met",
                name="eventtextkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("batch_id", BigKey, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("not_after", UtcDateTime(), nullable=False),
        sa.Column("made_by", BigKey, nullable=True),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("not_after > due_at", name=op.f("ck_event_mailings_not_after_it_is_due")),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_event_mailings_batch_id")),
        sa.ForeignKeyConstraint(
            ["event_date_id"], ["event_dates.id"], name=op.f("fk_event_mailings_event_date_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_mailings_event_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff_members.id"], name=op.f("fk_event_mailings_made_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_event_mailings_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_mailings")),
    )
    op.create_index(
        "ix_event_mailings_ahead",
        "event_mailings",
        ["school_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("opened_at is null and cancelled_at is null"),
        postgresql_where=sa.text("opened_at is null and cancelled_at is null"),
    )
    op.create_index(op.f("ix_event_mailings_event_id"), "event_mailings", ["event_id"], unique=False)
    op.create_table(
        "event_needs",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("event_id", BigKey, nullable=False),
        sa.Column("guest_id", BigKey, nullable=False),
        sa.Column(
            "need",
            sa.Enum(
                "ride",
                "childcare",
                "interpreter",
                "diet",
                "other_time",
                name="need",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("owner_id", BigKey, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "met",
                "not_met",
                "withdrawn",
                name="needstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("raised_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", BigKey, nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (settled_at is null)", name=op.f("ck_event_needs_open_or_settled")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_needs_event_id")),
        sa.ForeignKeyConstraint(["guest_id"], ["event_guests.id"], name=op.f("fk_event_needs_guest_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["staff_members.id"], name=op.f("fk_event_needs_owner_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_event_needs_school_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff_members.id"], name=op.f("fk_event_needs_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_needs")),
        sa.UniqueConstraint("guest_id", "need", name=op.f("uq_event_needs_guest_id_need")),
    )
    op.create_index(op.f("ix_event_needs_event_id_state"), "event_needs", ["event_id", "state"], unique=False)
    op.create_index(op.f("ix_event_needs_owner_id_state"), "event_needs", ["owner_id", "state"], unique=False)
    op.create_table(
        "event_replies",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("event_id", BigKey, nullable=False),
        sa.Column("guest_id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("question_message_id", BigKey, nullable=True),
        sa.Column(
            "doubt",
            sa.Enum(
                "doubtful",
                "question",
                "several_meanings",
                "nothing_understood",
                name="doubt",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("read_as", sa.JSON(), nullable=False),
        sa.Column("needs_person", sa.Boolean(), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by", BigKey, nullable=True),
        sa.CheckConstraint(
            "(settled_at is null) = (settled_by is null)", name=op.f("ck_event_replies_settled_by_somebody")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_replies_event_id")),
        sa.ForeignKeyConstraint(["guest_id"], ["event_guests.id"], name=op.f("fk_event_replies_guest_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_event_replies_message_id")),
        sa.ForeignKeyConstraint(
            ["question_message_id"], ["messages.id"], name=op.f("fk_event_replies_question_message_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["staff_members.id"], name=op.f("fk_event_replies_settled_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_replies")),
        sa.UniqueConstraint("message_id", "guest_id", name=op.f("uq_event_replies_message_id_guest_id")),
    )
    op.create_index(op.f("ix_event_replies_guest_id"), "event_replies", ["guest_id"], unique=False)
    op.create_index(
        "ix_event_replies_to_read",
        "event_replies",
        ["event_id"],
        unique=False,
        sqlite_where=sa.text("needs_person and settled_at is null"),
        postgresql_where=sa.text("needs_person and settled_at is null"),
    )
    op.create_table(
        "event_rsvps",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("guest_id", BigKey, nullable=False),
        sa.Column("event_date_id", BigKey, nullable=False),
        sa.Column(
            "seat",
            sa.Enum(
                "coming",
                "waiting",
                "by_phone",
                "cannot",
                "maybe",
                name="seat",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("people", BigKey, nullable=False),
        sa.Column(
            "dish",
            sa.Enum(
                "main",
                "side",
                "dessert",
                "drinks",
                name="dish",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("said_at", UtcDateTime(), nullable=False),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("recorded_by", BigKey, nullable=True),
        sa.Column("arrived_at", UtcDateTime(), nullable=True),
        sa.Column("arrived_people", BigKey, nullable=True),
        sa.CheckConstraint(
            "(seat = 'waiting') = (waiting_since is not null)",
            name=op.f("ck_event_rsvps_waiting_since_a_moment"),
        ),
        sa.CheckConstraint(
            "(arrived_at is null) = (arrived_people is null)", name=op.f("ck_event_rsvps_arrived_as_some")
        ),
        sa.CheckConstraint("people > 0", name=op.f("ck_event_rsvps_people_are_some")),
        sa.ForeignKeyConstraint(
            ["event_date_id"], ["event_dates.id"], name=op.f("fk_event_rsvps_event_date_id")
        ),
        sa.ForeignKeyConstraint(["guest_id"], ["event_guests.id"], name=op.f("fk_event_rsvps_guest_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["staff_members.id"], name=op.f("fk_event_rsvps_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_rsvps")),
        sa.UniqueConstraint("guest_id", "event_date_id", name=op.f("uq_event_rsvps_guest_id_event_date_id")),
    )
    op.create_index(
        op.f("ix_event_rsvps_event_date_id_seat"), "event_rsvps", ["event_date_id", "seat"], unique=False
    )
    op.create_table(
        "event_texts",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("event_id", BigKey, nullable=False),
        sa.Column("event_date_id", BigKey, nullable=True),
        sa.Column("mailing_id", BigKey, nullable=True),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "invitation",
                "second_ask",
                "reminder",
                "morning",
                "change",
                "called_off",
                "thanks",
                "next_date",
                "place_free",
                "need_met",
                "need_not_met",
                name="eventtextkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("not_after", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "sent",
                "left_out",
                name="textstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "stopped",
                "in_review",
                "unreachable",
                "no_room",
                "too_late",
                "not_theirs",
                "called_off",
                "faulty",
                name="leftout",
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
            "(state = 'left_out') = (reason is not null)", name=op.f("ck_event_texts_left_out_for_a_reason")
        ),
        sa.CheckConstraint(
            "(state = 'planned') = (decided_at is null)", name=op.f("ck_event_texts_decided_at_a_moment")
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (message_id is not null)", name=op.f("ck_event_texts_sent_as_a_text")
        ),
        sa.ForeignKeyConstraint(
            ["event_date_id"], ["event_dates.id"], name=op.f("fk_event_texts_event_date_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_texts_event_id")),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["event_mailings.id"], name=op.f("fk_event_texts_mailing_id")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_event_texts_message_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_event_texts_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_event_texts_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_texts")),
        sa.UniqueConstraint(
            "mailing_id", "phone_number_id", name=op.f("uq_event_texts_mailing_id_phone_number_id")
        ),
    )
    op.create_index(
        "ix_event_texts_due",
        "event_texts",
        ["school_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index(op.f("ix_event_texts_event_id_kind"), "event_texts", ["event_id", "kind"], unique=False)
    op.create_index(
        op.f("ix_event_texts_phone_number_id_due_at"),
        "event_texts",
        ["phone_number_id", "due_at"],
        unique=False,
    )
    op.create_index(
        "uq_event_texts_message",
        "event_texts",
        ["message_id"],
        unique=True,
        sqlite_where=sa.text("message_id is not null"),
        postgresql_where=sa.text("message_id is not null"),
    )
    op.add_column(
        "messages",
        sa.Column(
            "batch_id", BigKey, sa.ForeignKey("batches.id", name=op.f("fk_messages_batch_id")), nullable=True
        ),
        inline_references=True,
    )
    op.create_index(
        "ix_messages_of_batch",
        "messages",
        ["batch_id", "status"],
        unique=False,
        sqlite_where=sa.text("batch_id is not null"),
        postgresql_where=sa.text("batch_id is not null"),
    )
    op.add_column("prompts", sa.Column("asked", sa.JSON(), nullable=True))
    op.add_column("schools", sa.Column("paused_at", UtcDateTime(), nullable=True))
    op.add_column("schools", sa.Column("paused_by", BigKey, nullable=True))
    op.add_column(
        "tip_tracks",
        sa.Column(
            "batch_id",
            BigKey,
            sa.ForeignKey("batches.id", name=op.f("fk_tip_tracks_batch_id")),
            nullable=True,
        ),
        inline_references=True,
    )


def downgrade() -> None:
    """What families have answered has no place in the older tables: restore a backup instead."""
    raise NotImplementedError
