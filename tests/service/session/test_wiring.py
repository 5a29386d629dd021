"""Another wiring while the plates are recorded: a new recording with the new rig, the old file kept, an audit line."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from service.jobs.runner import JobRunner
from service.session.session import LabSession
from service.settings import LabSettings, PathsSection
from service.store.engine import open_store
from service.store.tables import AuditEntry, Recording
from sim_data.daq_process import spawn

PATIENCE_S = 60.0


def test_a_changed_wiring_is_recorded_with_from_then_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path / "run"))
    settings = LabSettings(paths=PathsSection(folder=tmp_path / "lab"))
    with spawn(session="training", speed="20", folder=tmp_path / "plates") as device:
        store = open_store(settings.store_url)
        session = LabSession(store, settings, device.rig, JobRunner(store, settings.folder))
        old = device.rig.read_text(encoding="utf-8")
        first = session.plates.rig
        new = old.replace("channels = [", f'inverted = ["{first.channels[0]}"]\nchannels = [', 1)
        try:
            assert "rig" in session.change_rig("no rig at all", "nothing")
            assert device.rig.read_text(encoding="utf-8") == old
            session.begin()
            assert session.wait_for(lambda state: state.running, PATIENCE_S)
            assert session.change_rig(new, f"{first.channels[0]} has the wrong sign") == ""
            assert session.wait_for(lambda state: state.running, PATIENCE_S)
            with store.reading() as orm:
                digests = [row.rig_sha256 for row in orm.scalars(select(Recording).order_by(Recording.id))]
                entry = orm.scalars(select(AuditEntry)).one()
        finally:
            session.end()
            store.close()
    assert digests == [first.sha256, session.plates.rig.sha256]
    assert session.plates.rig.sha256 != first.sha256
    assert (entry.action, entry.subject_kind, entry.detail["before"]) == ("settings", "rig", first.sha256)
    [kept] = device.rig.parent.glob("rig.toml.*")
    assert kept.read_text(encoding="utf-8") == old


def test_a_wiring_is_not_changed_under_a_lifter(tmp_path: Path, root: Path) -> None:
    settings = LabSettings(paths=PathsSection(folder=tmp_path))
    store = open_store(settings.store_url)
    session = LabSession(store, settings, root / "examples" / "rig.toml", JobRunner(store, tmp_path))
    session.standing()
    try:
        assert session.change_rig("", "nothing") == "a lift is under way: wait until it is over"
    finally:
        session.leave()
        store.close()
