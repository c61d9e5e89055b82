"""The ground: schools, staff, roster, consent, messages, prompts and inboxes."""

import sqlalchemy as sa
from alembic import op

from app.consent.consent_log import APPEND_ONLY
from app.foundation.database import BigKey, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "schools",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("region", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("office_phone", sa.String(length=40), nullable=False),
        sa.Column("texting_from", sa.Time(), nullable=False),
        sa.Column("texting_until", sa.Time(), nullable=False),
        sa.Column("direct_reply_hours", BigKey, nullable=False),
        sa.Column("hourly_cap", BigKey, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("hourly_cap > 0", name=op.f("ck_schools_hourly_cap_is_positive")),
        sa.CheckConstraint("texting_from < texting_until", name=op.f("ck_schools_texting_hours_are_a_span")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("email_digest", sa.String(length=64), nullable=False),
        sa.Column("address_digest", sa.String(length=64), nullable=False),
        sa.Column("failed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failures")),
    )
    op.create_index(
        op.f("ix_sign_in_failures_address_digest_failed_at"),
        "sign_in_failures",
        ["address_digest", "failed_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_sign_in_failures_email_digest_failed_at"),
        "sign_in_failures",
        ["email_digest", "failed_at"],
        unique=False,
    )
    op.create_table(
        "guardians",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("language_confirmed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_guardians_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardians")),
        sa.UniqueConstraint("school_id", "external_id", name=op.f("uq_guardians_school_id_external_id")),
    )
    op.create_index(op.f("ix_guardians_school_id"), "guardians", ["school_id"], unique=False)
    op.create_table(
        "opt_outs",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("e164", sa.String(length=20), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "keyword",
                "phrase",
                "carrier",
                "staff",
                name="optoutsource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("lifted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_opt_outs_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_outs")),
    )
    op.create_index(
        "uq_opt_outs_one_in_force",
        "opt_outs",
        ["school_id", "e164"],
        unique=True,
        sqlite_where=sa.text("lifted_at is null"),
        postgresql_where=sa.text("lifted_at is null"),
    )
    op.create_table(
        "phone_lines",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("e164", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column(
            "keyword_replies",
            sa.Enum(
                "provider",
                "advanced",
                "ours",
                name="keywordreplies",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("segments_per_second", sa.Double(), nullable=False),
        sa.Column("next_free_at", UtcDateTime(), nullable=True),
        sa.Column("paused_at", UtcDateTime(), nullable=True),
        sa.Column("paused_code", sa.String(length=20), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("segments_per_second > 0", name=op.f("ck_phone_lines_rate_is_positive")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_phone_lines_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_lines")),
        sa.UniqueConstraint("e164", name=op.f("uq_phone_lines_e164")),
    )
    op.create_index(op.f("ix_phone_lines_school_id"), "phone_lines", ["school_id"], unique=False)
    op.create_table(
        "phone_numbers",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("e164", sa.String(length=20), nullable=False),
        sa.Column(
            "health",
            sa.Enum(
                "untried",
                "good",
                "suspect",
                "landline",
                "out_of_service",
                name="numberhealth",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("health_code", sa.String(length=20), nullable=True),
        sa.Column("health_at", UtcDateTime(), nullable=True),
        sa.Column("verified_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_phone_numbers_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_numbers")),
        sa.UniqueConstraint("school_id", "e164", name=op.f("uq_phone_numbers_school_id_e164")),
    )
    op.create_table(
        "provider_events",
        sa.Column("id", BigKey, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "inbound", "status", name="eventkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("query", sa.String(length=400), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("school_id", BigKey, nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_provider_events_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_events")),
        sa.UniqueConstraint("key", name=op.f("uq_provider_events_key")),
    )
    op.create_index(
        "ix_provider_events_unprocessed",
        "provider_events",
        ["id"],
        unique=False,
        sqlite_where=sa.text("problem is not null"),
        postgresql_where=sa.text("problem is not null"),
    )
    op.create_table(
        "sections",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_sections_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sections")),
        sa.UniqueConstraint("school_id", "external_id", name=op.f("uq_sections_school_id_external_id")),
    )
    op.create_index(op.f("ix_sections_school_id"), "sections", ["school_id"], unique=False)
    op.create_table(
        "staff_members",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "teacher",
                "office",
                "counselor",
                "principal",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("deactivated_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_staff_members_email_is_lower_case")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_staff_members_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_members")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_members_email")),
    )
    op.create_index(op.f("ix_staff_members_school_id"), "staff_members", ["school_id"], unique=False)
    op.create_table(
        "students",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=True),
        sa.Column("first_name", sa.String(length=80), nullable=False),
        sa.Column("last_name", sa.String(length=80), nullable=False),
        sa.Column("grade", sa.String(length=20), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_students_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_students")),
        sa.UniqueConstraint("school_id", "external_id", name=op.f("uq_students_school_id_external_id")),
    )
    op.create_index(op.f("ix_students_school_id"), "students", ["school_id"], unique=False)
    op.create_table(
        "carrier_blocks",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("line_id", BigKey, nullable=False),
        sa.Column("e164", sa.String(length=20), nullable=False),
        sa.Column("blocked_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["phone_lines.id"], name=op.f("fk_carrier_blocks_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_blocks")),
        sa.UniqueConstraint("line_id", "e164", name=op.f("uq_carrier_blocks_line_id_e164")),
    )
    op.create_index(op.f("ix_carrier_blocks_e164"), "carrier_blocks", ["e164"], unique=False)
    op.create_table(
        "consent_log",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("e164", sa.String(length=20), nullable=False),
        sa.Column(
            "event",
            sa.Enum(
                "opted_in",
                "opted_out",
                "asked_for_help",
                "looked_like_stop",
                "judged_not_a_stop",
                "confirmation_sent",
                "carrier_blocked",
                name="consentevent",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "text",
                "carrier",
                "roster",
                "phone",
                "in_person",
                "paper",
                name="consentchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("line_e164", sa.String(length=20), nullable=True),
        sa.Column("staff_member_id", BigKey, nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_consent_log_school_id")),
        sa.ForeignKeyConstraint(
            ["staff_member_id"], ["staff_members.id"], name=op.f("fk_consent_log_staff_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_log")),
    )
    op.create_index(op.f("ix_consent_log_school_id_e164"), "consent_log", ["school_id", "e164"], unique=False)
    op.create_table(
        "enrollments",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("section_id", BigKey, nullable=False),
        sa.Column("student_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name=op.f("fk_enrollments_section_id")),
        sa.ForeignKeyConstraint(["student_id"], ["students.id"], name=op.f("fk_enrollments_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollments")),
        sa.UniqueConstraint("section_id", "student_id", name=op.f("uq_enrollments_section_id_student_id")),
    )
    op.create_index(op.f("ix_enrollments_student_id"), "enrollments", ["student_id"], unique=False)
    op.create_table(
        "guardian_phones",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("guardian_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("position", BigKey, nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_guardian_phones_position_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardians.id"], name=op.f("fk_guardian_phones_guardian_id")
        ),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_guardian_phones_phone_number_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_phones")),
        sa.UniqueConstraint(
            "guardian_id", "phone_number_id", name=op.f("uq_guardian_phones_guardian_id_phone_number_id")
        ),
    )
    op.create_index(
        op.f("ix_guardian_phones_phone_number_id"), "guardian_phones", ["phone_number_id"], unique=False
    )
    op.create_table(
        "guardianships",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("student_id", BigKey, nullable=False),
        sa.Column("guardian_id", BigKey, nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "mother",
                "father",
                "grandmother",
                "grandfather",
                "guardian",
                "other",
                name="relation",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("may_receive", sa.Boolean(), nullable=False),
        sa.Column("has_court_order", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardians.id"], name=op.f("fk_guardianships_guardian_id")),
        sa.ForeignKeyConstraint(["student_id"], ["students.id"], name=op.f("fk_guardianships_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianships")),
        sa.UniqueConstraint(
            "student_id", "guardian_id", name=op.f("uq_guardianships_student_id_guardian_id")
        ),
    )
    op.create_index(op.f("ix_guardianships_guardian_id"), "guardianships", ["guardian_id"], unique=False)
    op.create_table(
        "inboxes",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "section",
                "office",
                "counselor",
                name="inboxkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("section_id", BigKey, nullable=True),
        sa.CheckConstraint(
            "(kind = 'section') = (section_id is not null)",
            name=op.f("ck_inboxes_section_inbox_has_a_section"),
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_inboxes_school_id")),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name=op.f("fk_inboxes_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inboxes")),
        sa.UniqueConstraint("section_id", name=op.f("uq_inboxes_section_id")),
    )
    op.create_index(op.f("ix_inboxes_school_id"), "inboxes", ["school_id"], unique=False)
    op.create_index(
        "uq_inboxes_one_office",
        "inboxes",
        ["school_id"],
        unique=True,
        sqlite_where=sa.text("kind = 'office'"),
        postgresql_where=sa.text("kind = 'office'"),
    )
    op.create_table(
        "invitations",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("staff_member_id", BigKey, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_member_id"], ["staff_members.id"], name=op.f("fk_invitations_staff_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitations_token_digest")),
    )
    op.create_index(op.f("ix_invitations_staff_member_id"), "invitations", ["staff_member_id"], unique=False)
    op.create_table(
        "staff_sessions",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("staff_member_id", BigKey, nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_member_id"], ["staff_members.id"], name=op.f("fk_staff_sessions_staff_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_staff_sessions_token_digest")),
    )
    op.create_index(
        op.f("ix_staff_sessions_staff_member_id"), "staff_sessions", ["staff_member_id"], unique=False
    )
    op.create_table(
        "inbox_members",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("inbox_id", BigKey, nullable=False),
        sa.Column("staff_member_id", BigKey, nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.id"], name=op.f("fk_inbox_members_inbox_id")),
        sa.ForeignKeyConstraint(
            ["staff_member_id"], ["staff_members.id"], name=op.f("fk_inbox_members_staff_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_members")),
        sa.UniqueConstraint(
            "inbox_id", "staff_member_id", name=op.f("uq_inbox_members_inbox_id_staff_member_id")
        ),
    )
    op.create_index(
        op.f("ix_inbox_members_staff_member_id"), "inbox_members", ["staff_member_id"], unique=False
    )
    op.create_table(
        "threads",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("inbox_id", BigKey, nullable=False),
        sa.Column("line_id", BigKey, nullable=False),
        sa.Column("assigned_to", BigKey, nullable=True),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("snoozed_until", UtcDateTime(), nullable=True),
        sa.Column("last_message_id", BigKey, nullable=True),
        sa.Column("last_message_at", UtcDateTime(), nullable=False),
        sa.Column("version", BigKey, nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["assigned_to"], ["staff_members.id"], name=op.f("fk_threads_assigned_to")),
        sa.ForeignKeyConstraint(["inbox_id"], ["inboxes.id"], name=op.f("fk_threads_inbox_id")),
        sa.ForeignKeyConstraint(["line_id"], ["phone_lines.id"], name=op.f("fk_threads_line_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_threads_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_threads_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sa.UniqueConstraint("phone_number_id", "inbox_id", name=op.f("uq_threads_phone_number_id_inbox_id")),
    )
    op.create_index(
        op.f("ix_threads_inbox_id_last_message_at"), "threads", ["inbox_id", "last_message_at"], unique=False
    )
    op.create_index(
        op.f("ix_threads_inbox_id_touched_at"), "threads", ["inbox_id", "touched_at"], unique=False
    )
    op.create_index(
        "ix_threads_on_the_desk_of_inbox",
        "threads",
        ["inbox_id", "last_message_at"],
        unique=False,
        sqlite_where=sa.text("waiting_since is not null or snoozed_until is not null"),
        postgresql_where=sa.text("waiting_since is not null or snoozed_until is not null"),
    )
    op.create_index(
        "ix_threads_on_the_desk_of_school",
        "threads",
        ["school_id", "last_message_at"],
        unique=False,
        sqlite_where=sa.text("waiting_since is not null or snoozed_until is not null"),
        postgresql_where=sa.text("waiting_since is not null or snoozed_until is not null"),
    )
    op.create_index(
        op.f("ix_threads_school_id_last_message_at"),
        "threads",
        ["school_id", "last_message_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_threads_school_id_touched_at"), "threads", ["school_id", "touched_at"], unique=False
    )
    op.create_index(
        "ix_threads_waiting",
        "threads",
        ["school_id", "waiting_since"],
        unique=False,
        sqlite_where=sa.text("waiting_since is not null"),
        postgresql_where=sa.text("waiting_since is not null"),
    )
    op.create_table(
        "drafts",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("thread_id", BigKey, nullable=False),
        sa.Column("staff_member_id", BigKey, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_member_id"], ["staff_members.id"], name=op.f("fk_drafts_staff_member_id")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_drafts_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("thread_id", "staff_member_id", name=op.f("uq_drafts_thread_id_staff_member_id")),
    )
    op.create_table(
        "messages",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("thread_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("line_id", BigKey, nullable=False),
        sa.Column(
            "direction",
            sa.Enum("in", "out", name="direction", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "from_family",
                "reply",
                "auto_reply",
                "opt_out_confirmation",
                name="messagekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "held",
                "queued",
                "sending",
                "unknown",
                "accepted",
                "sent",
                "delivered",
                "undelivered",
                "failed",
                "suppressed",
                "expired",
                "cancelled",
                "received",
                name="deliverystatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=True),
        sa.Column("author_id", BigKey, nullable=True),
        sa.Column(
            "routed_by",
            sa.Enum(
                "line",
                "prompt",
                "only_inbox",
                "remembered",
                "asked",
                "office",
                "staff",
                name="routedby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("provider_sid", sa.String(length=64), nullable=True),
        sa.Column(
            "encoding",
            sa.Enum("gsm7", "ucs2", name="encoding", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("segments", BigKey, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("not_after", UtcDateTime(), nullable=True),
        sa.Column("any_time_until", UtcDateTime(), nullable=True),
        sa.Column("attempt", BigKey, nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("ask_provider_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "number_invalid",
                "number_out_of_service",
                "landline",
                "phone_unreachable",
                "opted_out",
                "blocked",
                "filtered",
                "foreign_number",
                "empty",
                "too_long",
                "picture_refused",
                "account_problem",
                "line_problem",
                "registration_problem",
                "congested",
                "daily_cap",
                "provider_trouble",
                "too_late",
                "no_answer",
                "unexplained",
                name="failurereason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("provider_code", sa.String(length=20), nullable=True),
        sa.Column("attention_at", UtcDateTime(), nullable=True),
        sa.Column("contradicted_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(direction = 'in') = (kind = 'from_family')", name=op.f("ck_messages_kind_fits_direction")
        ),
        sa.CheckConstraint(
            "(direction = 'in') = (status = 'received')",
            name=op.f("ck_messages_only_families_texts_are_received"),
        ),
        sa.CheckConstraint(
            "direction = 'in' or due_at is not null", name=op.f("ck_messages_outgoing_has_due_at")
        ),
        sa.CheckConstraint(
            "direction = 'in' or not_after is not null", name=op.f("ck_messages_outgoing_has_not_after")
        ),
        sa.CheckConstraint(
            "kind <> 'reply' or author_id is not null", name=op.f("ck_messages_reply_has_an_author")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["staff_members.id"], name=op.f("fk_messages_author_id")),
        sa.ForeignKeyConstraint(["line_id"], ["phone_lines.id"], name=op.f("fk_messages_line_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_messages_phone_number_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_messages_school_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_messages_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("provider_sid", name=op.f("uq_messages_provider_sid")),
    )
    op.create_index(
        "ix_messages_attention",
        "messages",
        ["thread_id", "attention_at"],
        unique=False,
        sqlite_where=sa.text("attention_at is not null"),
        postgresql_where=sa.text("attention_at is not null"),
    )
    op.create_index(
        "ix_messages_due",
        "messages",
        ["line_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("status = 'queued'"),
        postgresql_where=sa.text("status = 'queued'"),
    )
    op.create_index(
        "ix_messages_in_flight",
        "messages",
        ["claimed_at"],
        unique=False,
        sqlite_where=sa.text("status = 'sending'"),
        postgresql_where=sa.text("status = 'sending'"),
    )
    op.create_index(
        "ix_messages_problems",
        "messages",
        ["school_id", "ended_at"],
        unique=False,
        sqlite_where=sa.text("reason is not null"),
        postgresql_where=sa.text("reason is not null"),
    )
    op.create_index(
        "ix_messages_recently_claimed",
        "messages",
        ["phone_number_id", "claimed_at"],
        unique=False,
        sqlite_where=sa.text("claimed_at is not null"),
        postgresql_where=sa.text("claimed_at is not null"),
    )
    op.create_index(op.f("ix_messages_thread_id_id"), "messages", ["thread_id", "id"], unique=False)
    op.create_index(
        "ix_messages_unknown",
        "messages",
        ["ask_provider_at"],
        unique=False,
        sqlite_where=sa.text("ask_provider_at is not null"),
        postgresql_where=sa.text("ask_provider_at is not null"),
    )
    op.create_table(
        "thread_events",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("thread_id", BigKey, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "note",
                "assigned",
                "unassigned",
                "closed",
                "reopened",
                "snoozed",
                "moved_in",
                "stop_confirmed",
                "not_a_stop",
                name="threadeventkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("staff_member_id", BigKey, nullable=True),
        sa.Column("subject_id", BigKey, nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'note') = (body <> '')", name=op.f("ck_thread_events_notes_and_only_notes_have_words")
        ),
        sa.ForeignKeyConstraint(
            ["staff_member_id"], ["staff_members.id"], name=op.f("fk_thread_events_staff_member_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["staff_members.id"], name=op.f("fk_thread_events_subject_id")
        ),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_events_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_events")),
    )
    op.create_index(op.f("ix_thread_events_thread_id_id"), "thread_events", ["thread_id", "id"], unique=False)
    op.create_table(
        "delivery_attempts",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("number", BigKey, nullable=False),
        sa.Column("worker", sa.String(length=80), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "accepted",
                "try_again",
                "given_up",
                "unknown",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("provider_sid", sa.String(length=64), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_delivery_attempts_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_attempts")),
        sa.UniqueConstraint("message_id", "number", name=op.f("uq_delivery_attempts_message_id_number")),
        sa.UniqueConstraint("provider_sid", name=op.f("uq_delivery_attempts_provider_sid")),
    )
    op.create_table(
        "delivery_reports",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=True),
        sa.Column("provider_sid", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("error_code", sa.String(length=20), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_delivery_reports_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_reports")),
        sa.UniqueConstraint(
            "provider_sid",
            "status",
            "error_code",
            name=op.f("uq_delivery_reports_provider_sid_status_error_code"),
        ),
    )
    op.create_index(op.f("ix_delivery_reports_message_id"), "delivery_reports", ["message_id"], unique=False)
    op.create_table(
        "message_media",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("position", BigKey, nullable=False),
        sa.Column("provider_url", sa.String(length=500), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "stored",
                "refused",
                name="mediastate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content_type", sa.String(length=60), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("tries", BigKey, nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint(
            "(state = 'stored') = (content is not null)", name=op.f("ck_message_media_stored_has_content")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_media_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_media")),
        sa.UniqueConstraint("message_id", "position", name=op.f("uq_message_media_message_id_position")),
    )
    op.create_index(
        "ix_message_media_waiting",
        "message_media",
        ["next_try_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "prompts",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("phone_number_id", BigKey, nullable=False),
        sa.Column("line_id", BigKey, nullable=False),
        sa.Column("thread_id", BigKey, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("question_message_id", BigKey, nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("answer_message_id", BigKey, nullable=True),
        sa.Column("choice", BigKey, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(answered_at is null) = (answer_message_id is null)",
            name=op.f("ck_prompts_answered_by_a_message"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_message_id"], ["messages.id"], name=op.f("fk_prompts_answer_message_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["phone_lines.id"], name=op.f("fk_prompts_line_id")),
        sa.ForeignKeyConstraint(
            ["phone_number_id"], ["phone_numbers.id"], name=op.f("fk_prompts_phone_number_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_message_id"], ["messages.id"], name=op.f("fk_prompts_question_message_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_prompts_school_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_prompts_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompts")),
    )
    op.create_index(
        "ix_prompts_live",
        "prompts",
        ["phone_number_id", "line_id"],
        unique=False,
        sqlite_where=sa.text("answered_at is null and cancelled_at is null"),
        postgresql_where=sa.text("answered_at is null and cancelled_at is null"),
    )
    op.create_index(
        op.f("ix_prompts_phone_number_id_answered_at"),
        "prompts",
        ["phone_number_id", "answered_at"],
        unique=False,
    )
    op.create_table(
        "stop_reviews",
        sa.Column("id", BigKey, nullable=False),
        sa.Column("school_id", BigKey, nullable=False),
        sa.Column("e164", sa.String(length=20), nullable=False),
        sa.Column("thread_id", BigKey, nullable=False),
        sa.Column("message_id", BigKey, nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by", BigKey, nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "stop",
                "not_a_stop",
                name="stopdecision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(decided_at is null) = (decision is null)", name=op.f("ck_stop_reviews_decided_with_a_decision")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff_members.id"], name=op.f("fk_stop_reviews_decided_by")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_stop_reviews_message_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_stop_reviews_school_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_stop_reviews_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop_reviews")),
    )
    op.create_index(op.f("ix_stop_reviews_thread_id"), "stop_reviews", ["thread_id"], unique=False)
    op.create_index(
        "uq_stop_reviews_one_open",
        "stop_reviews",
        ["school_id", "e164"],
        unique=True,
        sqlite_where=sa.text("decided_at is null"),
        postgresql_where=sa.text("decided_at is null"),
    )

    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """There is nothing before the ground."""
    raise NotImplementedError
