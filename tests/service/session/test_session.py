"""A session without plates: what it writes down, what it shows, what it refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from acquisition.interchange.record import WeighIn
from service.jobs import queue
from service.jobs.runner import JobRunner
from service.session.card import said_once
from service.session.plates import Recorded
from service.session.rows import FoundLift, add_lift
from service.session.session import LabSession
from service.settings import LabSettings, PathsSection
from service.store.engine import Store, open_store
from service.store.tables import Athlete, AuditEntry, Job, Lab, Lift, LiftEdit, TrainingSession


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one athlete."""
    opened = open_store(f"sqlite:///{tmp_path}/legdrive.db")
    with opened.transaction() as orm:
        lab = Lab(name="Example laboratory")
        orm.add(lab)
        orm.flush()
        orm.add(Athlete(lab_id=lab.id, code="A7F3"))
    yield opened
    opened.close()


@pytest.fixture
def session(store: Store, root: Path, tmp_path: Path) -> Iterator[LabSession]:
    """A session whose plates are told of by hand."""
    begun = new_session(store, root, tmp_path)
    yield begun
    begun.leave()


def new_session(store: Store, root: Path, folder: Path) -> LabSession:
    """A session on the example rig; its jobs are not run."""
    settings = LabSettings(paths=PathsSection(folder=folder))
    session = LabSession(store, settings, root / "examples" / "rig.toml", JobRunner(store, folder))
    recording = Recorded(folder / "recordings" / "one.mcap", session.plates.rig, 1000.0)
    session.recording(recording)
    session.weighed(WeighIn(0, 2000, 784.5, 0.5))
    return session


def lift(session: LabSession, at: int = 10_000, plates_kg: float | None = None) -> None:
    """The detector finds a lift."""
    session.take(FoundLift(at, at + 8000, at + 5000.0, "snatch", False, "made", "A7F3", 92.0, None, plates_kg))


def test_a_lift_is_written_down_with_its_analysis_ordered_once(session: LabSession, store: Store) -> None:
    lift(session)
    lift(session, 10_100)  # the same push, told again
    with store.reading() as orm:
        assert [(row.number, row.attempt, row.marked_by) for row in orm.scalars(select(Lift))] == [(1, 1, "detector")]
        assert [job.kind for job in orm.scalars(select(Job))] == ["analyse_lift"]
    assert session.screen().state in ("REVIEW", "LIFT")
    assert session.screen().lifts[0].athlete == "A7F3"


def test_what_is_shown_was_written_down_before(session: LabSession, store: Store, root: Path, tmp_path: Path) -> None:
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
    again = new_session(store, root, tmp_path)
    assert (again.session_id, again.state.athlete, again.state.load_kg) == (session.session_id, "A7F3", 92.0)
    again.leave()


def test_a_judgement_against_the_detector_is_a_version_with_audit_and_a_new_analysis(
    session: LabSession, store: Store
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


def test_a_judgement_that_the_detector_had_made_too_changes_nothing_else(session: LabSession, store: Store) -> None:
    lift(session)
    session.press(" ")
    assert session.screen().lifts[0].judged == "made"
    with store.reading() as orm:
        assert list(orm.scalars(select(LiftEdit))) == []


def test_the_plates_load_is_accepted_by_one_key(session: LabSession, store: Store) -> None:
    lift(session, plates_kg=97.1)
    assert session.screen().message == "Plates say 97.1 kg, you typed 92: A accepts"
    assert session.screen().card is not None
    session.press("a")
    with store.reading() as orm:
        assert orm.scalars(select(Lift.load_kg)).one() == 97.0


def test_a_lift_without_a_coach_is_not_sent_and_offered_again_once_analysed(session: LabSession, store: Store) -> None:
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


def test_a_lift_marked_by_hand_is_refused_where_there_is_one(session: LabSession, store: Store) -> None:
    lift(session)
    assert session.mark_by_hand(12.0, 16.0) is None
    assert session.screen().message == "lift 1 is in this span already: change that one"
    assert session.mark_by_hand(30.0, 30.2) is None
    assert session.mark_by_hand(30.0, 38.0) is not None
    with store.reading() as orm:
        rows = orm.execute(select(Lift.number, Lift.marked_by, Lift.start_sample).order_by(Lift.number))
        assert [tuple(row) for row in rows] == [(1, "detector", 10_000), (2, "hand", 30_000)]


def test_an_edit_elsewhere_is_shown(session: LabSession, store: Store) -> None:
    lift(session)
    with store.transaction() as orm:
        orm.scalars(select(Lift)).one().note = "from the phone"
        recording_id = orm.scalars(select(Lift.recording_id)).one()
        add_lift(orm, session.session_id, recording_id, FoundLift(40_000, 48_000, 45_000.0, "clean"))
    assert session.wait_for(lambda state: len(state.lifts) == 2, 10.0)
    assert [row.note for row in session.screen().lifts] == ["from the phone", ""]


def test_an_ended_session_is_followed_by_a_new_one(
    session: LabSession, store: Store, root: Path, tmp_path: Path
) -> None:
    session.finish()
    with store.reading() as orm:
        row = orm.get_one(TrainingSession, session.session_id)
        assert (row.state, row.ended_at is None) == ("closed", False)
    again = new_session(store, root, tmp_path)
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
    session.press_corners(True)
    session.weighed(WeighIn(5000, 6500, 264.0, 0.5))
    assert session.state.mass_kg == pytest.approx(80.0, abs=0.01)
    session.press_corners(False)
    session.weighed(WeighIn(9000, 11_000, 700.0, 0.5))
    assert session.state.mass_kg == pytest.approx(71.4, abs=0.1)


def test_two_remarks_of_one_bar_are_said_once() -> None:
    analysed = ("the plates weigh a bar of 97.3 kg, 90.0 kg were entered", "left heel on the edge")
    assert said_once(("Plates say 97.2 kg, you typed 90.",), analysed) == (
        "Plates say 97.2 kg, you typed 90.", "left heel on the edge",
    )  # fmt: skip
    assert said_once((), analysed) == analysed
