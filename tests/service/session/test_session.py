"""A session without plates: what it writes down, what it shows, what it refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from acquisition.block import SampleBlock
from acquisition.interchange.record import WeighIn
from acquisition.live_ring import LiveRing
from acquisition.zero import Zero
from service.console.screen import MarkedSpan
from service.jobs import queue
from service.jobs.queue import JobOrder
from service.jobs.runner import JobRunner
from service.session import screens
from service.session.card import said_once, waiting_card
from service.session.plates import PlatesFollower, Recorded
from service.session.rows import FoundLift, add_lift
from service.session.session import LabSession
from service.settings import LabSettings, MailSection, PathsSection, SessionSection
from service.store.engine import Store, open_store
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    AuditEntry,
    Coach,
    CoachAthlete,
    Delivery,
    Job,
    Lab,
    Lift,
    LiftEdit,
    TrainingSession,
)


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


def new_session(
    store: Store, root: Path, folder: Path, auto_send: Literal["off", "made"] = "off", grace_s: float = 30.0
) -> LabSession:
    """A session on the example rig; its jobs are not run."""
    settings = LabSettings(
        paths=PathsSection(folder=folder),
        mail=MailSection(grace_s=grace_s),
        session=SessionSection(auto_send=auto_send),
    )
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


def test_a_lift_marked_by_hand_is_asked_about_where_there_is_one(session: LabSession, store: Store) -> None:
    lift(session)
    assert session.mark_by_hand(12.0, 16.0) is None
    assert session.screen().marked == MarkedSpan(session.state.lifts[0].lift_id, 1, 12.0, 16.0)
    assert session.mark_by_hand(30.0, 30.2) is None
    assert session.mark_by_hand(30.0, 200.0) is None
    assert session.screen().message == "mark 1 to 120 seconds of the recording"
    assert session.mark_by_hand(30.0, 38.0) is not None
    with store.reading() as orm:
        rows = orm.execute(select(Lift.number, Lift.marked_by, Lift.start_sample).order_by(Lift.number))
        assert [tuple(row) for row in rows] == [(1, "detector", 10_000), (2, "hand", 30_000)]
    assert session.screen().marked is None


def test_a_marked_span_that_is_merged_is_a_version_of_the_lift_with_audit_and_a_new_analysis(
    session: LabSession, store: Store
) -> None:
    lift(session)
    with store.transaction() as orm:
        orm.scalars(select(Job)).one().state = "done"
    session.mark_by_hand(12.0, 21.0)
    session.do("merge")
    with store.reading() as orm:
        row = orm.scalars(select(Lift)).one()
        assert (row.start_sample, row.stop_sample, row.drive_end_sample, row.version) == (10_000, 21_000, 15_000, 2)
        edit = orm.scalars(select(LiftEdit)).one()
        assert (edit.before, edit.after) == ({"stop_sample": 18_000}, {"stop_sample": 21_000})
        assert [entry.action for entry in orm.scalars(select(AuditEntry))] == ["edit"]
        assert queue.shown(orm).waiting == 1
    assert session.screen().marked is None


def test_a_marked_span_that_is_kept_apart_is_a_lift_of_its_own(session: LabSession, store: Store) -> None:
    lift(session)
    session.mark_by_hand(12.0, 21.0)
    session.do("apart")
    with store.reading() as orm:
        rows = orm.execute(select(Lift.number, Lift.marked_by, Lift.stop_sample).order_by(Lift.number))
        assert [tuple(row) for row in rows] == [(1, "detector", 18_000), (2, "hand", 21_000)]
    assert session.screen().marked is None


def test_a_lift_whose_quiet_stand_lies_in_a_marked_span_is_not_taken_for_it(session: LabSession, store: Store) -> None:
    session.mark_by_hand(100.0, 108.0)
    lift(session, 106_000)  # stood still from 106 s on, pushed at 111 s
    session.take(FoundLift(99_000, 109_000, 104_500.0, "snatch", False, "made"))  # the one that was marked
    with store.reading() as orm:
        assert list(orm.scalars(select(Lift.marked_by).order_by(Lift.number))) == ["hand", "detector"]


def test_a_span_that_is_not_recorded_yet_is_not_marked(session: LabSession) -> None:
    ring = LiveRing(1, 10)
    ring.push(SampleBlock(0, np.zeros((1, 5000)), 0.0, 0.0, 0.0, 0.0, np.zeros(1, np.bool_)))
    session.plates.newest = (ring, 1000.0)
    assert session.mark_by_hand(3.0, 6.0) is None
    assert session.screen().message == "the recording has 5 s so far"


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


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> Callable[[LabSession, Store], None]:
    """Ends the analysis of the last lift; its document has just what sending looks at."""
    monkeypatch.setattr(screens, "card_of", lambda held, _document, _earlier: waiting_card(held))

    def end(session: LabSession, store: Store, *warnings: str) -> None:
        with store.transaction() as orm:
            job = orm.scalars(select(Job).where(Job.kind == "analyse_lift")).one()
            job.state = "done"
            quality = [{"severity": "warning", "message": words} for words in warnings]
            document = {"segmented": True, "quality": quality}
            orm.add(Analysis(lift_id=job.subject_id, version=1, methods_digest="d", document=document))
            order = JobOrder(job.id, job.kind, job.subject_id, 1)
        session.job_ended(order, "")

    return end


@pytest.fixture
def sending(store: Store, root: Path, tmp_path: Path) -> Iterator[LabSession]:
    """A session of a laboratory that sends made lifts by themselves, to the athlete's coach."""
    with store.transaction() as orm:
        athlete = orm.scalars(select(Athlete)).one()
        account = Account(lab_id=athlete.lab_id, name="C", email="coach@example.org", role="coach")
        orm.add(account)
        orm.flush()
        coach = Coach(account_id=account.id)
        orm.add(coach)
        orm.flush()
        orm.add(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id))
    begun = new_session(store, root, tmp_path, auto_send="made", grace_s=60.0)
    yield begun
    begun.leave()


def test_a_made_lift_is_sent_by_itself_once_it_is_analysed_and_can_be_taken_back(
    sending: LabSession, store: Store, analysed: Any
) -> None:
    lift(sending)
    sending.press(" ")
    assert sending.state.lifts[0].state == "review"
    analysed(sending, store)
    assert (sending.state.lifts[0].state, sending.screen().message) == (
        "queued",
        "lift 1 is sent in 60 s; U takes it back",
    )
    assert sending.screen().outbox == "1 on the way, 0 sent. Made lifts are sent by themselves"
    with store.reading() as orm:
        assert [entry.detail for entry in orm.scalars(select(AuditEntry))] == [{"by_itself": True}]
    sending.press("PageUp")
    sending._send_by_itself()
    assert sending.state.lifts[0].state == "review"
    with store.reading() as orm:
        assert list(orm.scalars(select(Delivery.state))) == ["cancelled"]


def test_a_lift_that_was_analysed_before_it_is_judged_is_sent_by_itself_too(
    sending: LabSession, store: Store, analysed: Any
) -> None:
    lift(sending)
    analysed(sending, store)
    assert sending.state.lifts[0].state == "review"
    sending.press(" ")
    assert sending.wait_for(lambda state: state.lifts[0].state == "queued", 10.0)


def test_a_lift_with_a_wrong_load_is_not_sent_by_itself_until_the_load_is_accepted(
    sending: LabSession, store: Store, analysed: Any
) -> None:
    lift(sending, plates_kg=97.1)
    sending.press(" ")
    analysed(sending, store)
    assert "lift 1 is not sent by itself: plates say 97.1 kg, 92 kg were typed" in sending.screen().message
    sending.press("a")
    with store.transaction() as orm:
        orm.scalars(select(Job).where(Job.state == "waiting", Job.kind == "analyse_lift")).one().state = "done"
    assert sending.wait_for(lambda state: state.lifts[0].state == "queued", 10.0)


def test_a_lift_of_poor_quality_is_not_sent_by_itself(sending: LabSession, store: Store, analysed: Any) -> None:
    lift(sending)
    sending.press(" ")
    analysed(sending, store, "right Fz3 reached the end of its range")
    assert sending.screen().message == (
        "lift 1 is not sent by itself: right Fz3 reached the end of its range; S sends it"
    )
    assert sending.state.lifts[0].state == "review"


def test_a_queued_lift_that_is_changed_is_called_back_and_one_that_goes_out_is_revised(
    sending: LabSession, store: Store, analysed: Any
) -> None:
    lift(sending)
    sending.press(" ")
    analysed(sending, store)
    sending.edit(sending.state.lifts[0].lift_id, load_kg=95.0)
    assert sending.state.lifts[0].state == "review"
    with store.transaction() as orm:
        delivery = orm.scalars(select(Delivery)).one()
        assert delivery.state == "cancelled"
        delivery.state, delivery.attempts = "sending", 1  # as if the mail had begun to go out
        orm.scalars(select(Lift)).one().state = "queued"
    sending._refresh()
    sending.edit(sending.state.lifts[0].lift_id, load_kg=96.0)
    assert sending.state.lifts[0].state == "revised"


def test_a_lift_that_waited_when_the_session_ended_is_not_sent_and_nothing_turns_in_circles(
    sending: LabSession, store: Store, analysed: Any
) -> None:
    lift(sending)
    sending.press(" ")
    sending.finish()
    analysed(sending, store)
    version = sending.version
    sending._send_by_itself()
    assert (sending.state.lifts[0].state, sending.version) == ("review", version)


def test_a_lift_that_is_gone_takes_its_undo_and_its_marked_span_along(session: LabSession, store: Store) -> None:
    lift(session)
    lift(session, 40_000)
    session.press("9")
    session.press("5")
    session.press(" ")
    session.mark_by_hand(41.0, 44.0)
    with store.transaction() as orm:
        orm.scalars(select(Lift).where(Lift.number == 2)).one().deleted_at = datetime.now(UTC)
    assert session.wait_for(lambda state: len(state.lifts) == 1, 10.0)
    assert [entry.words for entry in session.state.undo] == ["load"]
    assert session.screen().marked is None
    session.press("U")
    assert session.state.load_kg is None


def test_enter_waits_for_plates_that_still_tell_of_the_session_before(
    session: LabSession, monkeypatch: pytest.MonkeyPatch
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
    session: LabSession, store: Store, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
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
