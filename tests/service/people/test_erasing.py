"""Erasing an athlete: what goes, what stays, and that it can be broken off anywhere."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sqlalchemy import select, update

from acquisition.recording import read_recording, verify
from acquisition.recording.without_spans import file_sha256
from service.people import audit, retention
from service.people.erase_list import NAME, apply_erase_list, read_erase_list, write_erase_list
from service.people.erasing import erase_athlete, plan_erasure
from service.people.errors import AthleteRefused
from service.people.exporting import row_of
from service.store.margins import margins_of
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    AuditEntry,
    Coach,
    CoachAthlete,
    CoachNote,
    Delivery,
    Erasure,
    Lift,
    LiftEdit,
    Link,
    Recording,
    Report,
    TrainingSession,
)

TABLES = (Account, Analysis, Athlete, CoachNote, Delivery, Lift, LiftEdit, Link, Report)


def erase(house: Any, at: Callable[[str], None] = lambda step: None) -> Any:
    return erase_athlete(house.store, house.lab, house.folder, "A1", house.now, at=at)


def kept(house: Any) -> str:
    """Everything that the tables say, as text."""
    with house.store.reading() as orm:
        rows = [row_of(row) for table in TABLES for row in orm.scalars(select(table))]
        return "\n".join(sorted(map(repr, rows)))


def lost(path: Path) -> tuple[tuple[int, int], ...]:
    return read_recording(path).samples_lost


def test_the_plan_says_what_goes_and_does_nothing(house: Any) -> None:
    before, content = kept(house), house.recording.read_bytes()
    with house.store.reading() as orm:
        lines = plan_erasure(orm, house.lab, house.folder, "A1").lines()
    assert lines == [
        "A1: name and particulars, 2 lifts, 2 documents, 4 PDFs with their links",
        "recordings/day.mcap: 4000 samples in 2 spans",
        "handed out by mail to coach@example.org 2026-11-22T14:00:00+00:00: 1_A1.pdf",
        "handed out by mail to coach@example.org 2026-11-22T14:00:00+00:00: 3_A1.pdf",
    ]
    assert kept(house) == before
    assert house.recording.read_bytes() == content


def test_erasing_takes_everything_of_the_athlete_and_nothing_of_others(house: Any) -> None:
    before = read_recording(house.recording)
    erase(house)
    text = kept(house)
    assert "Ana" not in text
    assert "A1 felt good" not in text
    assert "A1: push" not in text
    assert "athlete@example.org" not in text.replace("otherathlete@example.org", "")
    assert "B2 felt good" in text
    assert sorted(path.name for path in (house.folder / "reports").iterdir()) == ["2_B2.pdf", "session_B2.pdf"]
    assert [house.count(table) for table in (Analysis, Link, Delivery, CoachNote, LiftEdit)] == [1] * 5
    assert house.count(Report) == 2
    after = read_recording(house.recording)
    assert after.samples_lost == ((0, 2000), (4000, 6000))
    for old, new in zip(before.signals, after.signals, strict=True):
        assert new[:, 2000:4000].tobytes() == old[:, 2000:4000].tobytes()
        assert np.isnan(new[:, :2000]).all()
    assert verify(house.recording).whole


def test_what_a_job_made_meanwhile_goes_too(house: Any) -> None:
    late = house.folder / "reports" / "late.pdf"

    def at(step: str) -> None:
        if step == "files removed":
            late.write_bytes(b"%PDF")
            with house.store.transaction() as orm:
                orm.add(
                    Report(athlete_id=house.ids["A1"], kind="athlete", version=1, path="reports/late.pdf", sha256="x")
                )

    erase(house, at)
    assert not late.exists()
    assert house.count(Report) == 2


def test_what_the_closed_session_remembered_of_the_athlete_goes(house: Any) -> None:
    with house.store.transaction() as orm:
        other = TrainingSession(
            lab_id=house.lab.id, started_at=house.now, ended_at=house.now, state="closed", state_detail={"who": "A1"}
        )
        orm.add(other)
        orm.flush()
        orm.get_one(TrainingSession, house.ids["session"]).state_detail = {"loads": [80.0]}
    erase(house)
    with house.store.reading() as orm:
        assert [each.state_detail for each in orm.scalars(select(TrainingSession))] == [{}, {}]


def test_the_rows_of_erased_lifts_stay_and_say_nothing(house: Any) -> None:
    erase(house)
    with house.store.reading() as orm:
        lift = orm.get_one(Lift, house.ids["lift 1"])
        assert (lift.kind, lift.load_kg, lift.note, lift.state) == (None, None, "", "set_aside")
        assert lift.deleted_at == house.now
        athlete = orm.get_one(Athlete, house.ids["A1"])
        assert (athlete.name, athlete.purpose, athlete.account_id, athlete.erased_at) == ("", "", None, house.now)
        account = orm.get_one(Account, house.ids["athlete"])
        assert account.disabled_at is not None
        assert orm.scalars(select(CoachAthlete.athlete_id)).all() == [house.ids["B2"]]


def test_digests_before_and_after_are_audited(house: Any) -> None:
    before = file_sha256(house.recording)
    erase(house)
    after = file_sha256(house.recording)
    with house.store.reading() as orm:
        entry = orm.scalars(select(AuditEntry).where(AuditEntry.subject_kind == "recording")).one()
        assert (entry.action, entry.detail["before"], entry.detail["after"]) == ("erase", before, after)
        assert orm.scalars(select(Erasure)).one().recordings == {
            "recordings/day.mcap": {"before": before, "after": after}
        }
        assert orm.scalars(select(Recording)).one().sha256 == after
        assert audit.broken_link(orm) is None


def test_a_lift_that_was_given_to_another_athlete_afterwards_counts_for_that_one(house: Any) -> None:
    with house.store.transaction() as orm:
        orm.execute(update(Lift).where(Lift.id == house.ids["lift 1"]).values(athlete_id=house.ids["B2"]))
        orm.execute(update(Lift).where(Lift.id == house.ids["lift 2"]).values(athlete_id=house.ids["A1"]))
    erase(house)
    assert lost(house.recording) == ((0, 200), (1700, 2000), (2200, 3700), (4000, 6000))


def test_what_an_export_gives_around_a_lift_is_erased_with_it(house: Any, root: Path) -> None:
    """A lift that was given to the athlete afterwards, in a time when nobody was typed."""
    with house.store.transaction() as orm:
        orm.execute(update(Lift).where(Lift.id == house.ids["lift 2"]).values(athlete_id=house.ids["A1"]))
        orm.execute(update(Lift).where(Lift.id != house.ids["lift 2"]).values(athlete_id=house.ids["B2"]))
        path = house.recording
        path.unlink()
        house.write_day(path, root, ((0, "B2"), (2000, None), (4000, "B2")))
        lift = orm.get_one(Lift, house.ids["lift 2"])
        assert margins_of(orm, lift, path) == (2000, 4000)
    erase(house)
    assert lost(house.recording) == ((2000, 4000),)


STEPS = ("begun", "rewritten", "noted", "files removed", "done")


@pytest.mark.parametrize("step", STEPS)
def test_broken_off_anywhere_the_same_again_ends_the_same(house: Any, step: str) -> None:
    before = file_sha256(house.recording)

    def stop(done: str) -> None:
        if done == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erase(house, stop)
    erase(house)
    assert "Ana" not in kept(house)
    assert lost(house.recording) == ((0, 2000), (4000, 6000))
    with house.store.reading() as orm:
        assert orm.scalars(select(Erasure)).one().recordings["recordings/day.mcap"] == {
            "before": before,
            "after": file_sha256(house.recording),
        }
        assert orm.scalars(select(Recording)).one().sha256 == file_sha256(house.recording)
        assert audit.broken_link(orm) is None


CHILD = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from sqlalchemy import select
from service.people.erasing import erase_athlete
from service.store.engine import open_store
from service.store.tables import Lab
url, folder, step, now = sys.argv[1:]
store = open_store(url)
with store.reading() as orm:
    lab = orm.scalars(select(Lab)).one()
def kill(done):
    if done == step:
        os.kill(os.getpid(), signal.SIGKILL)
erase_athlete(store, lab, Path(folder), "A1", datetime.fromisoformat(now), at=kill)
"""


@pytest.mark.parametrize("step", ["rewritten", "files removed"])
def test_killed_in_the_middle_the_same_again_ends_the_same(house: Any, store_url: str, step: str) -> None:
    arguments = [store_url, str(house.folder), step, house.now.isoformat()]
    child = subprocess.run([sys.executable, "-P", "-c", CHILD, *arguments], check=False, capture_output=True)
    assert child.returncode == -signal.SIGKILL, child.stderr
    erase(house)
    assert "Ana" not in kept(house)
    assert lost(house.recording) == ((0, 2000), (4000, 6000))
    with house.store.reading() as orm:
        assert audit.broken_link(orm) is None


def test_from_the_first_step_on_nothing_more_goes_out(house: Any) -> None:
    with house.store.transaction() as orm:
        orm.execute(update(Delivery).values(state="queued"))

    def stop(_done: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erase(house, stop)
    with house.store.reading() as orm:
        states = {each.lift_id: each.state for each in orm.scalars(select(Delivery))}
        assert states == {
            house.ids["lift 1"]: "cancelled",
            house.ids["lift 2"]: "queued",
            house.ids["lift 3"]: "cancelled",
        }
        assert len(orm.scalars(select(Link).where(Link.revoked_at.is_not(None))).all()) == 2


def test_a_recording_that_is_being_written_is_refused_before_anything_is_done(house: Any) -> None:
    with house.store.transaction() as orm:
        orm.execute(update(TrainingSession).values(ended_at=None))
    before = kept(house)
    with pytest.raises(AthleteRefused, match="close the session first"):
        erase(house)
    assert kept(house) == before


def test_a_recording_that_is_gone_hinders_nothing_and_is_told(house: Any) -> None:
    house.recording.unlink()
    plan = erase(house)
    assert plan.missing == ("recordings/day.mcap",)
    assert "Ana" not in kept(house)


def test_a_copy_in_a_shared_folder_goes_too(house: Any, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for name in ("1_A1.pdf", "1_A1_WITHDRAWN.txt", "2_B2.pdf"):
        (share / name).write_text(name)
    (share / "index.csv").write_bytes(b"file,date\r\n1_A1.pdf,x\r\n2_B2.pdf,y\r\n")
    with house.store.transaction() as orm:
        orm.execute(update(Coach).values(folder=str(share)))
        orm.execute(update(Delivery).values(channel="folder"))
    erase(house)
    assert sorted(path.name for path in share.iterdir()) == ["2_B2.pdf", "index.csv"]
    assert (share / "index.csv").read_bytes() == b"file,date\r\n2_B2.pdf,y\r\n"


def test_an_unknown_athlete_is_refused(house: Any) -> None:
    with pytest.raises(AthleteRefused, match="is no athlete here"):
        erase_athlete(house.store, house.lab, house.folder, "C3", house.now)


def test_the_list_makes_an_older_backup_forget_too(house: Any, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text('{"schema": "legdrive/erased/1", "athletes": ["Z9", "A1"]}')
    codes = read_erase_list(tmp_path / NAME)
    apply_erase_list(house.store, house.folder, codes, house.now)
    assert "Ana" not in kept(house)
    assert lost(house.recording) == ((0, 2000), (4000, 6000))
    assert read_erase_list(write_erase_list(house.store, tmp_path)) == ["Z9", "A1"]


def retained(house: Any, days: float) -> retention.RetainPlan:
    return retention.retain(house.store, house.lab, house.folder, 30, house.now + timedelta(days=days))


def test_retention_lets_go_of_old_sessions_whole_and_keeps_the_athletes(house: Any) -> None:
    assert retained(house, 29.9).empty
    assert house.count(Analysis) == 3
    plan = retained(house, 31)
    assert (plan.sessions, len(plan.held.lifts), plan.recordings) == (1, 3, ("recordings/day.mcap",))
    assert [house.count(table) for table in (Analysis, Report, Link, Delivery, CoachNote, LiftEdit)] == [0] * 6
    assert list((house.folder / "reports").iterdir()) == []
    assert verify(house.recording).n == 0
    with house.store.reading() as orm:
        assert orm.get_one(Athlete, house.ids["A1"]).name == "Ana Example"
        assert audit.broken_link(orm) is None
    assert retained(house, 31).empty


def test_a_recording_that_a_young_session_shares_is_kept(house: Any) -> None:
    with house.store.transaction() as orm:
        moment = house.now + timedelta(days=20)
        orm.add(
            TrainingSession(
                lab_id=house.lab.id, recording_id=house.ids["recording"], started_at=moment, ended_at=moment
            )
        )
    assert retained(house, 31).recordings == ()
    assert verify(house.recording).n == 6000


def test_a_lift_that_is_nobodys_now_goes_with_the_label_that_held(house: Any) -> None:
    with house.store.transaction() as orm:
        mine, others, again = orm.scalars(select(Lift).order_by(Lift.number))
        again.athlete_id = others.athlete_id = None
        orm.execute(update(Report).where(Report.analysis_id.is_not(None)).values(athlete_id=None))
    with house.store.reading() as orm:
        plan = plan_erasure(orm, house.lab, house.folder, "A1")
    assert plan.lines()[0] == "A1: name and particulars, 2 lifts, 2 documents, 4 PDFs with their links"
    erase(house)
    left = sorted(path.name for path in (house.folder / "reports").iterdir())
    assert left == ["2_B2.pdf", "session_B2.pdf"]
    with house.store.reading() as orm:
        assert [lift.athlete_id == mine.athlete_id for lift in orm.scalars(select(Lift).order_by(Lift.number))] == [
            True, False, True,
        ]  # fmt: skip
        assert orm.scalars(select(Analysis.lift_id)).all() == [others.id]


@pytest.mark.parametrize("step", ["begun", "rewritten", "noted", "files removed"])
def test_a_lift_that_is_nobodys_is_not_lost_where_erasing_is_broken_off(house: Any, step: str) -> None:
    with house.store.transaction() as orm:
        orm.execute(update(Lift).where(Lift.number == 3).values(athlete_id=None))

    def at(reached: str) -> None:
        if reached == step:
            raise RuntimeError

    with pytest.raises(RuntimeError):
        erase(house, at)
    erase(house)
    assert house.count(Analysis) == 1
    assert sorted(path.name for path in (house.folder / "reports").iterdir()) == ["2_B2.pdf", "session_B2.pdf"]


def test_who_was_erased_has_nothing_left_to_be_told_of(house: Any) -> None:
    erase(house)
    day = f"{house.now:%Y-%m-%d}"
    with house.store.reading() as orm:
        plan = plan_erasure(orm, house.lab, house.folder, "A1")
    assert plan.lines() == [f"A1: was erased on {day}; nothing of theirs is left"]
    assert erase(house).lines() == plan.lines()
