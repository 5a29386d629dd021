"""Who: laboratories, accounts and their logins and tokens, athletes, coaches."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.store.columns import Base, Changed, Document, Id, Made, one_of, to

ROLES = ("technician", "coach", "athlete", "admin")


class Lab(Base):
    """A laboratory or club."""

    __tablename__ = "labs"
    id: Mapped[Id]
    name: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    utc_offset: Mapped[str] = mapped_column(default="+00:00")
    settings: Mapped[Document] = mapped_column(default=dict)


class Account(Base):
    """A person who may log in."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint(one_of("role", *ROLES), name="role"),)
    id: Mapped[Id]
    lab_id: Mapped[str] = mapped_column(to("labs"), index=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str | None]
    pin_hash: Mapped[str | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[Made]


class Login(Base):
    """A browser that is logged in; only the hash of its secret is kept."""

    __tablename__ = "logins"
    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(to("accounts"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Made]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Token(Base):
    """A program's key to the API; only the hash of its secret is kept."""

    __tablename__ = "tokens"
    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(to("accounts"), index=True)
    name: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[Made]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]


class Attempt(Base):
    """Failed logins of an account or an address: what rate limits count, over restarts too."""

    __tablename__ = "attempts"
    id: Mapped[Id]
    subject: Mapped[str] = mapped_column(index=True)
    at: Mapped[Made]


class Athlete(Base):
    """A lifter. Recordings and documents hold the code alone."""

    __tablename__ = "athletes"
    __table_args__ = (UniqueConstraint("lab_id", "code"),)
    id: Mapped[Id]
    lab_id: Mapped[str] = mapped_column(to("labs"))
    code: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    born_on: Mapped[date | None]
    account_id: Mapped[str | None] = mapped_column(to("accounts"), index=True)
    guardian_account_id: Mapped[str | None] = mapped_column(to("accounts"), index=True)
    legal_basis: Mapped[str] = mapped_column(default="")
    purpose: Mapped[str] = mapped_column(default="")
    consent_until: Mapped[date | None]
    language: Mapped[str] = mapped_column(default="en")
    foot_length_mm: Mapped[float | None]
    erased_at: Mapped[datetime | None]
    created_at: Mapped[Made]
    updated_at: Mapped[Changed]


class Coach(Base):
    """How a coach's account wants its reports."""

    __tablename__ = "coaches"
    __table_args__ = (
        CheckConstraint(one_of("units", "kg", "lb"), name="units"),
        CheckConstraint(one_of("mode", "each", "digest"), name="mode"),
    )
    id: Mapped[Id]
    account_id: Mapped[str] = mapped_column(to("accounts"), unique=True)
    language: Mapped[str] = mapped_column(default="en")
    units: Mapped[str] = mapped_column(default="kg")
    mode: Mapped[str] = mapped_column(default="each")
    quiet_from: Mapped[time | None]
    quiet_to: Mapped[time | None]
    attach_pdf: Mapped[bool] = mapped_column(default=False)
    folder: Mapped[str | None]


class CoachAthlete(Base):
    """A coach trains an athlete."""

    __tablename__ = "coach_athletes"
    coach_id: Mapped[str] = mapped_column(to("coaches"), primary_key=True)
    athlete_id: Mapped[str] = mapped_column(to("athletes"), primary_key=True, index=True)
