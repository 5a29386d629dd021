"""What was lifted: recordings, sessions, lifts with all their edits, analyses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.columns import Base, Changed, Document, Id, Made, one_of, to

SESSION_STATES = ("check", "empty", "weigh", "ready", "lift", "closed")
LIFT_STATES = ("review", "queued", "sent", "revised", "withdrawn", "set_aside")
OUTCOMES = ("made", "missed", "not_a_lift")


class Recording(Base):
    """A file of raw samples, by its place in the laboratory's folder, its digest and its length."""

    __tablename__ = "recordings"
    id: Mapped[Id]
    lab_id: Mapped[str] = mapped_column(to("labs"), index=True)
    path: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str | None]
    rig_sha256: Mapped[str | None]
    rate_hz: Mapped[float]
    samples: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[datetime | None]
    simulated: Mapped[bool] = mapped_column(default=False)


class TrainingSession(Base):
    """A technician's session at the plates."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint(one_of("state", *SESSION_STATES), name="state"),)
    id: Mapped[Id]
    lab_id: Mapped[str] = mapped_column(to("labs"), index=True)
    technician_id: Mapped[str | None] = mapped_column(to("accounts"))
    recording_id: Mapped[str | None] = mapped_column(to("recordings"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="check")
    state_detail: Mapped[Document] = mapped_column(default=dict)
    updated_at: Mapped[Changed]


class Lift(Base):
    """A lift: a span of a recording, and what was said of it. Never deleted, only marked."""

    __tablename__ = "lifts"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        CheckConstraint(one_of("state", *LIFT_STATES), name="state"),
        CheckConstraint(f"outcome IS NULL OR {one_of('outcome', *OUTCOMES)}", name="outcome"),
        CheckConstraint(one_of("marked_by", "detector", "hand"), name="marked_by"),
        CheckConstraint("start_sample < stop_sample", name="span"),
        Index("ix_lifts_updated_at_id", "updated_at", "id"),
    )
    id: Mapped[Id]
    session_id: Mapped[str] = mapped_column(to("sessions"))
    recording_id: Mapped[str] = mapped_column(to("recordings"), index=True)
    athlete_id: Mapped[str | None] = mapped_column(to("athletes"), index=True)
    number: Mapped[int]
    start_sample: Mapped[int] = mapped_column(BigInteger)
    stop_sample: Mapped[int] = mapped_column(BigInteger)
    drive_end_sample: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str | None]
    kind_assumed: Mapped[bool] = mapped_column(default=False)
    set_up: Mapped[str | None]
    load_kg: Mapped[float | None]
    attempt: Mapped[int | None]
    complex_id: Mapped[str | None]
    outcome: Mapped[str | None]
    marked_by: Mapped[str] = mapped_column(default="detector")
    tags: Mapped[list[str]] = mapped_column(default=list)
    cue: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    video_s: Mapped[float | None]
    state: Mapped[str] = mapped_column(default="review")
    deleted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[Made]
    updated_at: Mapped[Changed]


class LiftEdit(Base):
    """One change of what was said of a lift: what it said before, and after."""

    __tablename__ = "lift_edits"
    __table_args__ = (UniqueConstraint("lift_id", "version"),)
    id: Mapped[Id]
    lift_id: Mapped[str] = mapped_column(to("lifts"))
    version: Mapped[int]
    at: Mapped[Made]
    by: Mapped[str | None] = mapped_column(to("accounts"))
    before: Mapped[Document]
    after: Mapped[Document]


class Analysis(Base):
    """A lift's document as one version of the methods made it. Never changed."""

    __tablename__ = "analyses"
    __table_args__ = (UniqueConstraint("lift_id", "version"),)
    id: Mapped[Id]
    lift_id: Mapped[str] = mapped_column(to("lifts"))
    version: Mapped[int]
    created_at: Mapped[Made] = mapped_column(index=True)
    methods_digest: Mapped[str]
    document: Mapped[Document]
    why: Mapped[str] = mapped_column(default="")
