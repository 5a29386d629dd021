"""A session without plates: what it writes down, what it shows, what it refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from acquisition.block import SampleBlock
from acquisition.interchange.record import WeighIn
from acquisition.live_ring import LiveRing
from acquisition.zero import Zero
from service.jobs import queue
from service.session.card import said_once
from service.session.plates import PlatesFollower
from service.session.rows import FoundLift, add_lift
from service.session.session import LabSession
from service.store.engine import Store
from service.store.tables import (
    AuditEntry,
    Job,
    Lift,
    LiftEdit,
    TrainingSession,
)


def test_a_lift_is_written_down_with_its_analysis_ordered_once(
    session: LabSession, store: Store, lift: Callable[..., None]
) -> None:
    lift(session)
    lift(session, 10_100)  # the same push, told again
    with store.reading() as orm:
        assert [(row.number, row.attempt, row.marked_by) for row in orm.scalars(select(Lift))] == [(1, 1, "detector")]
        assert [job.kind for job in orm.scalars(select(Job))] == ["analyse_lift"]
    assert session.screen().state in ("REVIEW", "LIFT")
    assert session.screen().lifts[0].athlete == "A7F3"


def test_what_is_shown_was_written_down_before(
    session: LabSession, store: Store, root: Path, tmp_path: Path, new_session: Callable[..., LabSession]
) -> None:
    kept: list[bool] = []

    def compare() -> None:
        with store.reading() as orm:
            row = orm.get_one(TrainingSession, session.session_id)
            kept.append(row.state_detail["athlete"] == session.state.athlete)

    session.listen(compare)
    session.press("N")
    session.press("9")
    session.press("2")
    assert kept == [True, True, True]
    again = new_session()
    assert (again.session_id, again.state.athlete, again.state.load_kg) == (session.session_id, "A7F3", 92.0)
    again.leave()


def test_a_judgement_against_the_detector_is_a_version_with_audit_and_a_new_analysis(
    session: LabSession, store: Store, lift: Callable[..., None]
) -> None:
    lift(session)
    with store.transaction() as orm:
        orm.scalars(select(Job)).one().state = "done"
    session.press("M")
    session.press("PageUp")
    with store.reading() as orm:
        edits = list(orm.scalars(select(LiftEdit).order_by(LiftEdit.version)))
        assert [(edit.version, edit.before, edit.after) for edit in edits] == [
            (2, {"outcome": "made"}, {"outcome": "missed"}),
            (3, {"outcome": "missed"}, {"outcome": "made"}),
        ]
        assert [entry.action for entry in orm.scalars(select(AuditEntry).order_by(AuditEntry.number))] == ["edit"] * 2
        assert queue.shown(orm).waiting == 1


def test_a_judgement_that_the_detector_had_made_too_changes_nothing_else(
    session: LabSession, store: Store, lift: Callable[..., None]
) -> None:
    lift(session)
    session.press(" ")
    assert session.screen().lifts[0].judged == "made"
    with store.reading() as orm:
        assert list(orm.scalars(select(LiftEdit))) == []


def test_the_plates_load_is_accepted_by_one_key(session: LabSession, store: Store, lift: Callable[..., None]) -> None:
    lift(session, plates_kg=97.1)
    assert session.screen().message == "Plates say 97.1 kg, you typed 92: A accepts"
    assert session.screen().card is not None
    session.press("a")
    with store.reading() as orm:
        assert orm.scalars(select(Lift.load_kg)).one() == 97.0


def test_a_lift_without_a_coach_is_not_sent_and_offered_again_once_analysed(
    session: LabSession, store: Store, lift: Callable[..., None]
) -> None:
    lift(session)
    session.press(" ")
    session.press("S")
    screen = session.screen()
    assert "nobody coaches this athlete" in screen.message
    assert (screen.warns, screen.lifts[0].state) == (True, "review")
    assert screen.step is not None
    assert screen.step.action != "send"
    taken = store.run(queue.take)
    assert taken is not None
    session.job_ended(taken, "")
    step = session.screen().step
    assert step is not None
    assert step.action == "send"


def test_an_edit_elsewhere_is_shown(session: LabSession, store: Store, lift: Callable[..., None]) -> None:
    lift(session)
    with store.transaction() as orm:
        orm.scalars(select(Lift)).one().note = "from the phone"
        recording_id = orm.scalars(select(Lift.recording_id)).one()
        add_lift(orm, session.session_id, recording_id, FoundLift(40_000, 48_000, 45_000.0, "clean"))
    assert session.wait_for(lambda state: len(state.lifts) == 2, 10.0)
    assert [row.note for row in session.screen().lifts] == ["from the phone", ""]


def test_an_ended_session_is_followed_by_a_new_one(
    session: LabSession, store: Store, root: Path, tmp_path: Path, new_session: Callable[..., LabSession]
) -> None:
    session.finish()
    with store.reading() as orm:
        row = orm.get_one(TrainingSession, session.session_id)
        assert (row.state, row.ended_at is None) == ("closed", False)
    again = new_session()
    assert again.session_id != session.session_id
    again.leave()


def test_enter_after_the_end_begins_the_next_session_of_whoever_stands_there(
    session: LabSession, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session.plates, "begin", lambda: None)
    ended = session.session_id
    session.finish()
    session.press("Enter")
    assert session.session_id != ended
    assert not session.state.closed
    assert session.screen().lifts == ()


def test_a_foot_in_a_corner_is_nobodys_weight(session: LabSession) -> None:
    session.zeroed(zero())
    session.press("W")
    session.press_corners(True)
    assert not session.weighs(WeighIn(5000, 6500, 264.0, 0.5))
    session.press_corners(False)
    assert session.weighs(WeighIn(9000, 11_000, 700.0, 0.5))


def test_somebody_is_weighed_only_where_a_weight_is_asked_for(session: LabSession) -> None:
    stand = WeighIn(9000, 11_000, 700.0, 0.5)
    assert (session.snapshot()["state"], session.weighs(stand)) == ("EMPTY", False)
    session.zeroed(zero())
    assert (session.snapshot()["state"], session.weighs(stand)) == ("READY", False)
    session.press("N")
    assert (session.snapshot()["state"], session.weighs(stand)) == ("WEIGH", True)


def test_a_weight_on_one_plate_is_no_weigh_in_and_the_next_stand_is(session: LabSession) -> None:
    session.zeroed(zero())
    session.press("N")
    assert not weighs_with(session, 800.0, 30.0)
    assert session.screen().message == "not weighed: step off, then stand still with one foot on each plate"
    assert weighs_with(session, 400.0, 380.0)
    assert weighs_with(session, 560.0, 220.0)  # who spares a leg


def weighs_with(session: LabSession, *loads_n: float) -> bool:
    """Whether somebody is weighed who stands on the plates like this."""
    plates = session.plates
    follower = PlatesFollower(plates.rig, 1000.0, [])
    follower.plate_means_n = lambda volts: np.array(loads_n)  # type: ignore[method-assign]
    ring = LiveRing(12, 3000)
    ring.push(SampleBlock(0, np.zeros((12, 3000)), 0.0, 0.0, 0.0, 0.0, np.zeros(12, np.bool_)))
    plates.newest, plates._follower = (ring, 1000.0), follower
    return plates.weighs(WeighIn(0, 2000, sum(loads_n), 0.5))


def zero() -> Zero:
    """A zero that was taken."""
    return Zero(0, 1000, np.zeros(12), np.zeros(12), 0.0)


def test_enter_waits_for_plates_that_still_tell_of_the_session_before(
    session: LabSession, monkeypatch: pytest.MonkeyPatch, lift: Callable[..., None]
) -> None:
    ended = session.session_id
    session.finish()
    monkeypatch.setattr(type(session.plates), "is_running", True)
    session.press("Enter")
    assert (session.session_id, session.state.closed) == (ended, True)
    lift(session)  # its last lift is decided while they are being closed
    assert [row.number for row in session.screen().lifts] == [1]


def test_plates_that_end_after_the_session_have_their_recording_searched(session: LabSession, store: Store) -> None:
    session.finish()
    session.ended("the recorder does not answer", again=False)
    with store.reading() as orm:
        assert "search_recording" in set(orm.scalars(select(Job.kind)))


def test_samples_that_nobody_looked_at_are_searched_at_once(session: LabSession, store: Store) -> None:
    session.missed(10_000, 70_000)
    assert session.screen().message == "60 s of samples were not looked at in time: they are searched for lifts now"
    with store.reading() as orm:
        assert list(orm.scalars(select(Job.kind))) == ["search_recording"]


def test_the_session_goes_on_looking_after_a_fault_of_the_store(
    session: LabSession,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    lift: Callable[..., None],
) -> None:
    lift(session)
    failed = threading.Event()
    look = session._refresh

    def away(analysed: str | None = None) -> None:
        if not failed.is_set():
            failed.set()
            raise OperationalError("SELECT", None, Exception("the disk is full"))
        look(analysed)

    monkeypatch.setattr(session, "_refresh", away)
    with store.transaction() as orm:
        orm.scalars(select(Lift)).one().note = "from the phone"
    assert session.wait_for(lambda state: state.lifts[0].note == "from the phone", 10.0)
    assert "the disk is full" in capfd.readouterr().err


def test_two_remarks_of_one_bar_are_said_once() -> None:
    analysed = ("the plates weigh a bar of 97.3 kg, 90.0 kg were entered", "left heel on the edge")
    assert said_once(("Plates say 97.2 kg, you typed 90.",), analysed) == (
        "Plates say 97.2 kg, you typed 90.", "left heel on the edge",
    )  # fmt: skip
    assert said_once((), analysed) == analysed
