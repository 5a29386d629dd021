"""A lift measured again: nothing where nothing changed, else a version beside the first, and nothing is sent."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from acquisition.errors import FileError
from processing import methods
from service.redo import newest_change, redo_lift
from service.store.lift_list import found_lift, listed, told
from service.store.tables import Analysis, Delivery, Job, Lift, Report

if TYPE_CHECKING:
    from tests.service.store.conftest import Room


ON_ONE = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""What has nothing to do with the database is tried on one."""


def versions(room: Room) -> list[int]:
    with room.store.reading() as orm:
        return list(orm.scalars(select(Analysis.version).order_by(Analysis.version)))


@ON_ONE
def test_redo_where_nothing_changed_makes_no_version(filled: Room) -> None:
    redone = redo_lift(filled.store, filled.folder, filled.lift_id)
    assert redone.parts == ()
    assert redone.lines == ["Nothing changed: version 1 stands."]
    assert versions(filled) == [1]


def test_redo_after_the_load_was_edited_makes_a_version_that_tells_old_and_new(filled: Room) -> None:
    with filled.store.transaction() as orm:
        orm.execute(update(Lift).values(load_kg=90.0))
        deliveries = orm.scalar(select(func.count()).select_from(Delivery))
    redone = redo_lift(filled.store, filled.folder, filled.lift_id, "the load was wrong")
    assert (redone.old_version, redone.version, redone.is_new) == (1, 2, True)
    assert redone.lines[0] == "Version 2 now stands beside version 1; nothing was sent."
    assert len(redone.lines) > 1
    assert versions(filled) == [1, 2]
    with filled.store.reading() as orm:
        old, new = orm.scalars(select(Analysis).order_by(Analysis.version))
        assert (old.document["lift"]["load_kg"], new.document["lift"]["load_kg"]) == (80.0, 90.0)
        assert new.why == "the load was wrong"
        assert orm.scalar(select(func.count()).select_from(Delivery)) == deliveries
        waiting = orm.execute(select(Job.kind, Job.subject_id).where(Job.state == "waiting")).all()
        assert waiting == [("lift_report", filled.lift_id)]
    assert redo_lift(filled.store, filled.folder, filled.lift_id).is_new is False


@ON_ONE
def test_the_newest_change_is_told_from_the_two_newest_versions(filled: Room) -> None:
    with filled.store.reading() as orm:
        assert newest_change(orm, filled.lift_id) is None
    with filled.store.transaction() as orm:
        orm.get_one(Lift, filled.lift_id).load_kg = 90.0
    redone = redo_lift(filled.store, filled.folder, filled.lift_id, "the load was wrong")
    with filled.store.reading() as orm:
        told = newest_change(orm, filled.lift_id)
    assert told == redone
    assert told is not None
    assert told.lines == redone.lines


def test_redo_with_other_limits_makes_a_version_with_their_digest(
    filled: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = dict(methods.LIMITS)
    limits["hold_s"] = dataclasses.replace(limits["hold_s"], value=limits["hold_s"].value * 1.01)
    monkeypatch.setattr(methods, "LIMITS", limits)
    redone = redo_lift(filled.store, filled.folder, filled.lift_id)
    assert redone.is_new
    assert "methods" in redone.parts


@ON_ONE
def test_redo_of_a_lift_whose_recording_is_gone_is_one_line(filled: Room) -> None:
    filled.recording.unlink()
    with pytest.raises((FileError, OSError), match=r"2026-11-22-a\.mcap"):
        redo_lift(filled.store, filled.folder, filled.lift_id)
    assert versions(filled) == [1]


def test_a_lift_is_listed_with_the_laboratorys_clock_and_found_by_the_end_of_its_id(filled: Room) -> None:
    [row] = listed(filled.store)
    assert row.athlete == "A7F3"
    assert row.at is not None
    assert row.line.startswith(filled.lift_id[-8:])
    assert "snatch" in row.line
    assert "80 kg" in row.line
    assert list(listed(filled.store, "A7F3", row.at.date().isoformat()))
    assert list(listed(filled.store, "B2")) == []
    assert list(listed(filled.store, day="2001-01-01")) == []
    assert found_lift(filled.store, filled.lift_id[-8:]) == filled.lift_id


def test_all_that_became_of_a_lift_is_told(filled: Room) -> None:
    text = "\n".join(told(filled.store, filled.lift_id))
    for part in ("load_kg: 70 → 80", "analysis   v1", "(imported)", "report     v1 reports/a.pdf", "mail: 1 sent"):
        assert part in text
    assert "coach " in text
    assert "aber früh" in text


@ON_ONE
def test_redo_orders_a_page_that_was_not_made_and_no_other(filled: Room) -> None:
    with filled.store.transaction() as orm:
        orm.execute(update(Report).values(path="", sha256=""))
    redone = redo_lift(filled.store, filled.folder, filled.lift_id)
    assert redone.lines == ["Nothing changed: version 1 stands. Its page was missing; `legdrive serve` writes it now."]
    with filled.store.reading() as orm:
        waiting = orm.execute(select(Job.kind, Job.subject_id).where(Job.state == "waiting")).all()
    assert waiting == [("lift_report", filled.lift_id)]
    assert versions(filled) == [1]
