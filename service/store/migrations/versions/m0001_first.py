"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(JSONB(), "postgresql")
APPEND_ONLY = {"audit": ("UPDATE", "DELETE", "TRUNCATE"), "analyses": ("UPDATE", "TRUNCATE")}
"""What the database itself refuses. An analysis goes with its athlete when that one is erased; nothing changes it."""


def upgrade() -> None:
    """Make all tables, then the locks on those that only grow."""
    _attempts()
    _audit()
    _erasures()
    _jobs()
    _labs()
    _accounts()
    _recordings()
    _athletes()
    _coaches()
    _logins()
    _sessions()
    _tokens()
    _coach_athletes()
    _lifts()
    _analyses()
    _coach_notes()
    _lift_edits()
    _reports()
    _deliveries()
    _links()
    for table, actions in APPEND_ONLY.items():
        for action in actions:
            _refuse(table, action)


def _refuse(table: str, action: str) -> None:
    name = f"{table}_only_grows_{action.lower()}"
    told = f"{table} only grows"
    if op.get_bind().dialect.name == "sqlite":
        if action == "TRUNCATE":  # which SQLite does not know
            return
        op.execute(f"CREATE TRIGGER {name} BEFORE {action} ON {table} BEGIN SELECT RAISE(ABORT, '{told}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{told}'; END $$"
    )
    each = "STATEMENT" if action == "TRUNCATE" else "ROW"
    op.execute(f"CREATE TRIGGER {name} BEFORE {action} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()")


def _attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index(op.f("ix_attempts_subject"), "attempts", ["subject"], unique=False)


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("detail", DOCUMENT, nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_index(op.f("ix_audit_subject_id"), "audit", ["subject_id"], unique=False)


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", ID, nullable=False),
        sa.Column("athlete_code", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("recordings", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_state_created_at", "jobs", ["state", "created_at"], unique=False)


def _labs() -> None:
    op.create_table(
        "labs",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("utc_offset", sa.String(), nullable=False),
        sa.Column("settings", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_labs")),
    )


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", ID, nullable=False),
        sa.Column("lab_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("pin_hash", sa.String(), nullable=True),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.CheckConstraint("role IN ('technician', 'coach', 'athlete', 'admin')", name=op.f("ck_accounts_role")),
        sa.ForeignKeyConstraint(["lab_id"], ["labs.id"], name=op.f("fk_accounts_lab_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    op.create_index(op.f("ix_accounts_lab_id"), "accounts", ["lab_id"], unique=False)


def _recordings() -> None:
    op.create_table(
        "recordings",
        sa.Column("id", ID, nullable=False),
        sa.Column("lab_id", ID, nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("rig_sha256", sa.String(), nullable=True),
        sa.Column("rate_hz", sa.Double(), nullable=False),
        sa.Column("samples", sa.BigInteger(), nullable=True),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["lab_id"], ["labs.id"], name=op.f("fk_recordings_lab_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recordings")),
        sa.UniqueConstraint("path", name=op.f("uq_recordings_path")),
    )
    op.create_index(op.f("ix_recordings_lab_id"), "recordings", ["lab_id"], unique=False)


def _athletes() -> None:
    op.create_table(
        "athletes",
        sa.Column("id", ID, nullable=False),
        sa.Column("lab_id", ID, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("guardian_account_id", ID, nullable=True),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("consent_until", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("foot_length_mm", sa.Double(), nullable=True),
        sa.Column("erased_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_athletes_account_id")),
        sa.ForeignKeyConstraint(["guardian_account_id"], ["accounts.id"], name=op.f("fk_athletes_guardian_account_id")),
        sa.ForeignKeyConstraint(["lab_id"], ["labs.id"], name=op.f("fk_athletes_lab_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_athletes")),
        sa.UniqueConstraint("lab_id", "code", name=op.f("uq_athletes_lab_id_code")),
    )
    op.create_index(op.f("ix_athletes_account_id"), "athletes", ["account_id"], unique=False)
    op.create_index(op.f("ix_athletes_guardian_account_id"), "athletes", ["guardian_account_id"], unique=False)
    op.create_index(op.f("ix_athletes_updated_at"), "athletes", ["updated_at"], unique=False)


def _coaches() -> None:
    op.create_table(
        "coaches",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("units", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_to", sa.Time(), nullable=True),
        sa.Column("attach_pdf", sa.Boolean(), nullable=False),
        sa.Column("folder", sa.String(), nullable=True),
        sa.CheckConstraint("mode IN ('each', 'digest')", name=op.f("ck_coaches_mode")),
        sa.CheckConstraint("units IN ('kg', 'lb')", name=op.f("ck_coaches_units")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_coaches_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaches")),
        sa.UniqueConstraint("account_id", name=op.f("uq_coaches_account_id")),
    )


def _logins() -> None:
    op.create_table(
        "logins",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_logins_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logins")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_logins_secret_hash")),
    )
    op.create_index(op.f("ix_logins_account_id"), "logins", ["account_id"], unique=False)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", ID, nullable=False),
        sa.Column("lab_id", ID, nullable=False),
        sa.Column("technician_id", ID, nullable=True),
        sa.Column("recording_id", ID, nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_detail", DOCUMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "state IN ('check', 'empty', 'weigh', 'ready', 'lift', 'closed')", name=op.f("ck_sessions_state")
        ),
        sa.ForeignKeyConstraint(["lab_id"], ["labs.id"], name=op.f("fk_sessions_lab_id")),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_sessions_recording_id")),
        sa.ForeignKeyConstraint(["technician_id"], ["accounts.id"], name=op.f("fk_sessions_technician_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_lab_id"), "sessions", ["lab_id"], unique=False)
    op.create_index(op.f("ix_sessions_updated_at"), "sessions", ["updated_at"], unique=False)


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("scopes", DOCUMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_tokens_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_tokens_secret_hash")),
    )
    op.create_index(op.f("ix_tokens_account_id"), "tokens", ["account_id"], unique=False)


def _coach_athletes() -> None:
    op.create_table(
        "coach_athletes",
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("athlete_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["athlete_id"], ["athletes.id"], name=op.f("fk_coach_athletes_athlete_id")),
        sa.ForeignKeyConstraint(["coach_id"], ["coaches.id"], name=op.f("fk_coach_athletes_coach_id")),
        sa.PrimaryKeyConstraint("coach_id", "athlete_id", name=op.f("pk_coach_athletes")),
    )
    op.create_index(op.f("ix_coach_athletes_athlete_id"), "coach_athletes", ["athlete_id"], unique=False)


def _lifts() -> None:
    op.create_table(
        "lifts",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("recording_id", ID, nullable=False),
        sa.Column("athlete_id", ID, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("start_sample", sa.BigInteger(), nullable=False),
        sa.Column("stop_sample", sa.BigInteger(), nullable=False),
        sa.Column("drive_end_sample", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("kind_assumed", sa.Boolean(), nullable=False),
        sa.Column("set_up", sa.String(), nullable=True),
        sa.Column("load_kg", sa.Double(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("complex_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("marked_by", sa.String(), nullable=False),
        sa.Column("tags", DOCUMENT, nullable=False),
        sa.Column("cue", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("video_s", sa.Double(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("marked_by IN ('detector', 'hand')", name=op.f("ck_lifts_marked_by")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('made', 'missed', 'not_a_lift')", name=op.f("ck_lifts_outcome")
        ),
        sa.CheckConstraint(
            "state IN ('review', 'queued', 'sent', 'revised', 'withdrawn', 'set_aside')", name=op.f("ck_lifts_state")
        ),
        sa.CheckConstraint("start_sample < stop_sample", name=op.f("ck_lifts_span")),
        sa.ForeignKeyConstraint(["athlete_id"], ["athletes.id"], name=op.f("fk_lifts_athlete_id")),
        sa.ForeignKeyConstraint(["recording_id"], ["recordings.id"], name=op.f("fk_lifts_recording_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_lifts_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lifts")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_lifts_session_id_number")),
    )
    op.create_index(op.f("ix_lifts_athlete_id"), "lifts", ["athlete_id"], unique=False)
    op.create_index(op.f("ix_lifts_recording_id"), "lifts", ["recording_id"], unique=False)
    op.create_index(op.f("ix_lifts_updated_at"), "lifts", ["updated_at"], unique=False)
    op.create_index("ix_lifts_updated_at_id", "lifts", ["updated_at", "id"], unique=False)


def _analyses() -> None:
    op.create_table(
        "analyses",
        sa.Column("id", ID, nullable=False),
        sa.Column("lift_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("methods_digest", sa.String(), nullable=False),
        sa.Column("document", DOCUMENT, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["lift_id"], ["lifts.id"], name=op.f("fk_analyses_lift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyses")),
        sa.UniqueConstraint("lift_id", "version", name=op.f("uq_analyses_lift_id_version")),
    )
    op.create_index(op.f("ix_analyses_created_at"), "analyses", ["created_at"], unique=False)


def _coach_notes() -> None:
    op.create_table(
        "coach_notes",
        sa.Column("id", ID, nullable=False),
        sa.Column("lift_id", ID, nullable=False),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["coach_id"], ["coaches.id"], name=op.f("fk_coach_notes_coach_id")),
        sa.ForeignKeyConstraint(["lift_id"], ["lifts.id"], name=op.f("fk_coach_notes_lift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_notes")),
    )
    op.create_index(op.f("ix_coach_notes_lift_id"), "coach_notes", ["lift_id"], unique=False)


def _lift_edits() -> None:
    op.create_table(
        "lift_edits",
        sa.Column("id", ID, nullable=False),
        sa.Column("lift_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", ID, nullable=True),
        sa.Column("before", DOCUMENT, nullable=False),
        sa.Column("after", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["by"], ["accounts.id"], name=op.f("fk_lift_edits_by")),
        sa.ForeignKeyConstraint(["lift_id"], ["lifts.id"], name=op.f("fk_lift_edits_lift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lift_edits")),
        sa.UniqueConstraint("lift_id", "version", name=op.f("uq_lift_edits_lift_id_version")),
    )


def _reports() -> None:
    op.create_table(
        "reports",
        sa.Column("id", ID, nullable=False),
        sa.Column("analysis_id", ID, nullable=True),
        sa.Column("session_id", ID, nullable=True),
        sa.Column("athlete_id", ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_why", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('lift', 'session', 'athlete')", name=op.f("ck_reports_kind")),
        sa.ForeignKeyConstraint(["analysis_id"], ["analyses.id"], name=op.f("fk_reports_analysis_id")),
        sa.ForeignKeyConstraint(["athlete_id"], ["athletes.id"], name=op.f("fk_reports_athlete_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_reports_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index(op.f("ix_reports_analysis_id"), "reports", ["analysis_id"], unique=False)
    op.create_index(op.f("ix_reports_athlete_id"), "reports", ["athlete_id"], unique=False)
    op.create_index(op.f("ix_reports_session_id"), "reports", ["session_id"], unique=False)
    op.create_index(op.f("ix_reports_updated_at"), "reports", ["updated_at"], unique=False)


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", ID, nullable=False),
        sa.Column("report_id", ID, nullable=False),
        sa.Column("lift_id", ID, nullable=True),
        sa.Column("coach_id", ID, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=True),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.CheckConstraint("channel IN ('mail', 'folder', 'link')", name=op.f("ck_deliveries_channel")),
        sa.CheckConstraint(
            "state IN ('held', 'queued', 'sending', 'sent', 'failed', 'cancelled', 'withdrawn')",
            name=op.f("ck_deliveries_state"),
        ),
        sa.ForeignKeyConstraint(["coach_id"], ["coaches.id"], name=op.f("fk_deliveries_coach_id")),
        sa.ForeignKeyConstraint(["lift_id"], ["lifts.id"], name=op.f("fk_deliveries_lift_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_deliveries_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("message_id", name=op.f("uq_deliveries_message_id")),
    )
    op.create_index(op.f("ix_deliveries_coach_id"), "deliveries", ["coach_id"], unique=False)
    op.create_index("ix_deliveries_due", "deliveries", ["state", "next_attempt_at", "not_before"], unique=False)
    op.create_index(op.f("ix_deliveries_lift_id"), "deliveries", ["lift_id"], unique=False)
    op.create_index(op.f("ix_deliveries_report_id"), "deliveries", ["report_id"], unique=False)
    op.create_index(op.f("ix_deliveries_updated_at"), "deliveries", ["updated_at"], unique=False)


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("id", ID, nullable=False),
        sa.Column("report_id", ID, nullable=False),
        sa.Column("athlete_id", ID, nullable=True),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["athlete_id"], ["athletes.id"], name=op.f("fk_links_athlete_id")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_links_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_links_secret_hash")),
    )
    op.create_index(op.f("ix_links_athlete_id"), "links", ["athlete_id"], unique=False)
    op.create_index(op.f("ix_links_report_id"), "links", ["report_id"], unique=False)
