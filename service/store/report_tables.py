"""What went out: reports, deliveries, links, notes that came back; and what is kept about all of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.store.columns import Base, Changed, Document, Id, Made, one_of, to

DELIVERY_STATES = ("held", "queued", "sending", "sent", "failed", "cancelled", "withdrawn")
JOB_STATES = ("waiting", "running", "done", "failed")


class Report(Base):
    """A PDF, by its place in the laboratory's folder."""

    __tablename__ = "reports"
    __table_args__ = (CheckConstraint(one_of("kind", "lift", "session", "athlete"), name="kind"),)
    id: Mapped[Id]
    analysis_id: Mapped[str | None] = mapped_column(to("analyses"), index=True)
    session_id: Mapped[str | None] = mapped_column(to("sessions"), index=True)
    athlete_id: Mapped[str | None] = mapped_column(to("athletes"), index=True)
    kind: Mapped[str]
    version: Mapped[int]
    path: Mapped[str]
    sha256: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    created_at: Mapped[Made]
    updated_at: Mapped[Changed]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(default="")


class Delivery(Base):
    """One report on its way to one reader."""

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint(one_of("channel", "mail", "folder", "link"), name="channel"),
        CheckConstraint(one_of("state", *DELIVERY_STATES), name="state"),
        Index("ix_deliveries_due", "state", "next_attempt_at", "not_before"),
    )
    id: Mapped[Id]
    report_id: Mapped[str] = mapped_column(to("reports"), index=True)
    lift_id: Mapped[str | None] = mapped_column(to("lifts"), index=True)
    coach_id: Mapped[str] = mapped_column(to("coaches"), index=True)
    channel: Mapped[str]
    state: Mapped[str] = mapped_column(default="held")
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    message_id: Mapped[str] = mapped_column(unique=True)
    last_error: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    created_at: Mapped[Made]
    updated_at: Mapped[Changed]


class Link(Base):
    """A key to one report; only the hash of its secret is kept."""

    __tablename__ = "links"
    id: Mapped[Id]
    report_id: Mapped[str] = mapped_column(to("reports"), index=True)
    athlete_id: Mapped[str | None] = mapped_column(to("athletes"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Made]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    opened: Mapped[int] = mapped_column(default=0)


class CoachNote(Base):
    """What a coach wrote about a lift."""

    __tablename__ = "coach_notes"
    id: Mapped[Id]
    lift_id: Mapped[str] = mapped_column(to("lifts"), index=True)
    coach_id: Mapped[str] = mapped_column(to("coaches"))
    at: Mapped[Made]
    text: Mapped[str]


class Job(Base):
    """Work for the process pool."""

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(one_of("state", *JOB_STATES), name="state"),
        Index("ix_jobs_state_created_at", "state", "created_at"),
    )
    id: Mapped[Id]
    kind: Mapped[str]
    subject_id: Mapped[str]
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    created_at: Mapped[Made]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class AuditEntry(Base):
    """One thing that somebody did, chained to the one before by its hash. Never changed, never deleted."""

    __tablename__ = "audit"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    account_id: Mapped[str | None]
    action: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str] = mapped_column(index=True)
    detail: Mapped[Document]
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)


class Erasure(Base):
    """An athlete who was erased: what a backup must forget too."""

    __tablename__ = "erasures"
    id: Mapped[Id]
    athlete_code: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str | None]
    recordings: Mapped[Document]
