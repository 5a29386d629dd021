"""Samples around a lift: how far they reach, and where they end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from acquisition.recording import read_recording
from acquisition.recording.without_spans import rewrite_without_spans
from service.store.margins import MarginRoom, margin_room, margins_of, read_with_margins, with_margins
from service.store.tables import Lift

SPAN = (30_000, 40_000)
ROOM = MarginRoom(1000.0, 100_000, ((0, "A1"),))
TURNS = ((0, "B2"), (26_000, "A1"), (27_000, "A1"), (41_000, "B2"))


@pytest.mark.parametrize(
    ("others", "room", "wide"),
    [
        ((), ROOM, (20_000, 45_000)),
        ((), MarginRoom(1000.0, 42_000, ((0, "A1"),)), (20_000, 42_000)),
        (((12_000, 24_000), (43_000, 60_000)), ROOM, (24_000, 43_000)),
        (((12_000, 33_000), (39_000, 60_000)), ROOM, (30_000, 40_000)),
        (((31_000, 36_000),), ROOM, (20_000, 45_000)),
        ((), MarginRoom(1000.0, 100_000, TURNS), (26_000, 41_000)),
        ((), MarginRoom(1000.0, 100_000, ((0, "B2"), (26_000, None), (41_000, None))), (26_000, 45_000)),
        ((), MarginRoom(1000.0, 100_000, ((0, "B2"),)), SPAN),
        ((), MarginRoom(1000.0, 100_000, ((28_000, "A1"), (35_000, "B2"))), (20_000, 40_000)),
        ((), MarginRoom(1000.0, 100_000), (20_000, 45_000)),
    ],
    ids=[
        "alone", "end of recording", "neighbours", "neighbours that overlap", "a lift inside", "labels of others",
        "labels of nobody", "another's label all the time", "label changed in the lift", "no labels",
    ],
)  # fmt: skip
def test_a_margin_ends_at_other_lifts_other_labels_and_the_recordings_ends(
    others: tuple[tuple[int, int], ...], room: MarginRoom, wide: tuple[int, int]
) -> None:
    assert with_margins(SPAN, "A1", others, room) == wide


def test_a_lift_at_the_beginning_has_less_before_it() -> None:
    assert with_margins((4_000, 9_000), "A1", (), ROOM) == (0, 14_000)


def test_a_margin_ends_at_a_gap_of_the_recording(write_recording: Callable[..., int], tmp_path: Path) -> None:
    path = tmp_path / "one.mcap"
    n = write_recording(path)
    room = margin_room(path)
    assert (room.rate_hz, room.stop) == (1000.0, n)
    rewrite_without_spans(path, [(1000, 1500)], "an athlete was erased")
    record = read_with_margins(path, (3000, 4000), (0, 6000))
    assert (record.first_index, record.n, record.samples_lost) == (1500, 4500, ())


def test_a_lift_of_the_store_keeps_its_margins_out_of_its_neighbour(filled: Any) -> None:
    with filled.store.transaction() as orm:
        lift = orm.scalars(select(Lift)).one()
        lift.start_sample, lift.stop_sample = 4000, 5000
        orm.flush()
        n = read_recording(filled.recording).n
        assert margins_of(orm, lift, filled.recording) == (0, min(n, 10_000))
        orm.add(
            Lift(
                session_id=lift.session_id, recording_id=lift.recording_id, number=2, start_sample=1000,
                stop_sample=3500,
            )
        )  # fmt: skip
        orm.flush()
        assert margins_of(orm, lift, filled.recording) == (3500, min(n, 10_000))
