"""Lifts of earlier sessions, mended in the store while no session runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from service.session.stored_lifts import StoredLifts
from service.settings import LabSettings, PathsSection
from service.store.engine import Store
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    AuditEntry,
    Coach,
    CoachAthlete,
    Delivery,
    Job,
    Lift,
    LiftEdit,
    Recording,
    TrainingSession,
)  # fmt: skip

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def lifts(store: Store, tmp_path: Path) -> StoredLifts:
    """What technician ``one`` may change: a made lift of a closed session, analysed, whose athlete has a coach."""
    with store.transaction() as orm:
        athlete = orm.scalars(select(Athlete)).one()
        lab_id = athlete.lab_id
        for name, role in (("one", "technician"), ("two", "technician"), ("c", "coach")):
            orm.add(Account(id=name, lab_id=lab_id, name=name, email=f"{name}@example.org", role=role))
        recording = Recording(id="r", lab_id=lab_id, path="r.mcap", rate_hz=1000.0, started_at=NOW)
        other = Athlete(id="other", lab_id=lab_id, code="B2K9")
        orm.add_all([recording, other])
        orm.flush()
        coach = Coach(account_id="c")
        session = TrainingSession(
            id="s", lab_id=lab_id, technician_id="one", started_at=NOW, ended_at=NOW, state="closed"
        )
        orm.add_all([coach, session])
        orm.flush()
        orm.add(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id))
        lift = Lift(
            id="l", session_id="s", recording_id="r", athlete_id=athlete.id, number=4, start_sample=0,
            stop_sample=9000, kind="snatch", load_kg=92.0, outcome="made",
        )  # fmt: skip
        orm.add(lift)
        orm.flush()
        orm.add(Analysis(lift_id="l", version=1, methods_digest="0", document={"segmented": True, "lift": {}}))
    return stored(store, tmp_path, "one")


def stored(store: Store, folder: Path, account_id: str) -> StoredLifts:
    return StoredLifts(store, LabSettings(paths=PathsSection(folder=folder)), account_id, lambda: NOW)


def state(store: Store) -> str:
    with store.reading() as orm:
        return orm.get_one(Lift, "l").state


def test_a_change_is_a_version_with_audit_and_a_new_analysis_and_sends_nothing(
    lifts: StoredLifts, store: Store
) -> None:
    with store.transaction() as orm:
        orm.get_one(Lift, "l").state = "sent"
    assert lifts.edit("l", athlete_id="other", load_kg=95.0, outcome="missed") == ""
    with store.reading() as orm:
        lift, edit = orm.get_one(Lift, "l"), orm.scalars(select(LiftEdit)).one()
        assert (lift.athlete_id, lift.load_kg, lift.outcome, lift.state, lift.version) == (
            "other", 95.0, "missed", "revised", 2,
        )  # fmt: skip
        assert (edit.by, edit.before["load_kg"], edit.after["load_kg"]) == ("one", 92.0, 95.0)
        audited = orm.scalars(select(AuditEntry)).one()
        assert (audited.action, audited.account_id, audited.subject_id) == ("edit", "one", "l")
        assert "analyse_lift" in set(orm.scalars(select(Job.kind)))
        assert list(orm.scalars(select(Delivery))) == []


def test_what_is_no_lift_is_set_aside_and_comes_back(lifts: StoredLifts, store: Store) -> None:
    lifts.edit("l", outcome="not_a_lift")
    assert state(store) == "set_aside"
    lifts.edit("l", outcome="made")
    assert state(store) == "review"


def test_nothing_changed_is_no_version(lifts: StoredLifts, store: Store) -> None:
    assert lifts.edit("l") == lifts.edit("l", load_kg=92.0) == lifts.edit("l", outcome=None) == ""
    with store.reading() as orm:
        assert list(orm.scalars(select(LiftEdit))) == []
        assert list(orm.scalars(select(AuditEntry))) == []


def test_a_lift_is_sent_taken_back_sent_and_withdrawn_with_a_reason(lifts: StoredLifts, store: Store) -> None:
    row = lifts.row("l")
    assert row is not None
    assert lifts.ways(row) == ("send",)
    assert lifts.send("l") == ""
    assert state(store) == "queued"
    assert "does not wait to be sent" in lifts.send("l")
    assert lifts.undo_send("l") == ""
    assert state(store) == "review"
    lifts.send("l")
    row = lifts.row("l")
    assert row is not None
    assert lifts.ways(row) == ("undo_send", "withdraw")
    assert "a reason is needed" in lifts.withdraw("l", " ")
    assert lifts.withdraw("l", "wrong athlete") == ""
    assert state(store) == "withdrawn"
    with store.reading() as orm:
        entries = orm.scalars(select(AuditEntry).order_by(AuditEntry.number))
        assert [(entry.action, entry.account_id) for entry in entries] == [
            ("send", "one"), ("undo", "one"), ("send", "one"), ("withdraw", "one"),
        ]  # fmt: skip


def test_another_technician_changes_nothing_of_it(lifts: StoredLifts, store: Store, tmp_path: Path) -> None:
    other = stored(store, tmp_path, "two")
    assert other.row("l") is None
    for refused in (other.edit("l", load_kg=1.0), other.send("l"), other.withdraw("l", "x")):
        assert "you may not change it any more" in refused
    assert lifts.row("none") is None
    assert state(store) == "review"


def test_an_athlete_of_nobody_s_is_refused(lifts: StoredLifts) -> None:
    assert "there is no such athlete" in lifts.edit("l", athlete_id="gone")
