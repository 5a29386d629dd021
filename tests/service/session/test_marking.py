"""Spans that are marked by hand in a session without plates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np
from sqlalchemy import select

from acquisition.block import SampleBlock
from acquisition.live_ring import LiveRing
from service.console.screen import MarkedSpan
from service.jobs import queue
from service.session.rows import FoundLift
from service.session.session import LabSession
from service.store.engine import Store
from service.store.tables import (
    AuditEntry,
    Job,
    Lift,
    LiftEdit,
)


def test_a_lift_marked_by_hand_is_asked_about_where_there_is_one(
    session: LabSession, store: Store, lift: Callable[..., None]
) -> None:
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
    session: LabSession, store: Store, lift: Callable[..., None]
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


def test_a_marked_span_that_is_kept_apart_is_a_lift_of_its_own(
    session: LabSession, store: Store, lift: Callable[..., None]
) -> None:
    lift(session)
    session.mark_by_hand(12.0, 21.0)
    session.do("apart")
    with store.reading() as orm:
        rows = orm.execute(select(Lift.number, Lift.marked_by, Lift.stop_sample).order_by(Lift.number))
        assert [tuple(row) for row in rows] == [(1, "detector", 18_000), (2, "hand", 21_000)]
    assert session.screen().marked is None


def test_a_lift_whose_quiet_stand_lies_in_a_marked_span_is_not_taken_for_it(
    session: LabSession, store: Store, lift: Callable[..., None]
) -> None:
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


def test_a_lift_of_an_ended_session_is_still_marked_and_merged(
    session: LabSession, store: Store, lift: Callable[..., None]
) -> None:
    lift(session)
    session.press("E")
    session.press("E")
    session.plates.recorded_s = 60.0
    assert session.screen().recorded_s == 60.0
    assert session.mark_by_hand(58.0, 62.0) is None
    assert session.mark_by_hand(40.0, 48.0) is not None
    session.mark_by_hand(12.0, 21.0)
    session.do("merge")
    assert session.state.closed
    with store.reading() as orm:
        rows = orm.execute(select(Lift.number, Lift.marked_by, Lift.stop_sample).order_by(Lift.number))
        assert [tuple(row) for row in rows] == [(1, "detector", 21_000), (2, "hand", 48_000)]


def test_a_lift_that_is_gone_takes_its_undo_and_its_marked_span_along(
    session: LabSession, store: Store, lift: Callable[..., None]
) -> None:
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
