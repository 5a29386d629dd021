"""Which earlier lifts may be compared, and what is usual among them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from processing.history import KEPT, NEEDED, comparable, read_history, session
from processing.result import Document


def document(time_s: float = 10.0, day: int | None = 1, gain: float | None = 0.6, **lift: Any) -> Document:
    """A good snatch at 92 kg."""
    return {
        "schema": "legdrive/lift/1",
        "source": {"path": "a.mcap", "samples_sha256": f"day-{day}"},
        "lift": {
            "kind": "snatch",
            "set_up": "off-plates",
            "outcome": "made",
            "load_kg": 92.0,
            "athlete": "A7F3",
            "started_utc": None if day is None else f"2026-11-{day:02d}T22:30:00+00:00",
            "utc_offset": "+01:00",
            **lift,
        },
        "segmented": True,
        "events": {"drive_end": {"time_s": time_s}},
        "metrics": {"drive_velocity_gain": None if gain is None else {"value": gain}, "bar_mass": {"value": 92.4}},
        "quality": [],
    }


THIS = document(900.0, day=5)


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "clean"},
        {"athlete": "B1C2"},
        {"athlete": None},
        {"set_up": "on-plates"},
        {"outcome": "missed"},
        {"outcome": "unknown"},
        {"load_kg": 87.3},
        {"load_kg": 96.7},
    ],
)
def test_a_lift_that_differs_is_not_comparable(other: dict[str, Any]) -> None:
    assert comparable(THIS, [document(**other)]).lifts == ()


@pytest.mark.parametrize("load_kg", [87.4, 92.0, 96.6])
def test_a_load_within_five_per_cent_is_comparable(load_kg: float) -> None:
    assert len(comparable(THIS, [document(load_kg=load_kg)]).lifts) == 1


def test_pressures_are_compared_with_those_that_count_from_the_same_place() -> None:
    key, framed = "pressure_rearmost", {"foot_frame": {"source": "rock"}}
    lifts = [document(k) for k in range(1, 3)]
    lifts[1] |= framed
    for k, lift in enumerate(lifts):
        lift["metrics"][key] = {"value": float(k)}
    assert comparable(THIS, lifts).values(key) == (0.0,)
    assert comparable({**THIS, **framed}, lifts).values(key) == (1.0,)
    assert len(comparable(THIS, lifts).values("drive_velocity_gain")) == 2


def test_an_unsegmented_lift_is_not_comparable() -> None:
    assert comparable(THIS, [{**document(), "segmented": False}]).lifts == ()


def test_without_a_typed_load_the_weighed_bar_is_compared() -> None:
    assert len(comparable(THIS, [document(load_kg=None)]).lifts) == 1
    unknown = document(load_kg=None)
    unknown["metrics"]["bar_mass"] = None
    assert comparable(THIS, [unknown]).lifts == ()


def test_only_what_came_before_counts_and_never_the_lift_itself() -> None:
    same_day_before, same_day_after = document(800.0, day=5), document(1000.0, day=5)
    next_day = document(10.0, day=6)
    assert comparable(THIS, [next_day, same_day_after, THIS, same_day_before]).lifts == (same_day_before,)


def test_the_latest_twenty_are_kept_latest_last() -> None:
    many = [document(10.0 * k, day=day) for day in (3, 1, 2) for k in range(1, 11)]
    lifts = comparable(THIS, many).lifts
    assert len(lifts) == KEPT
    assert [session(lift)[-2:] for lift in lifts] == ["02"] * 10 + ["03"] * 10
    assert lifts[-1]["events"]["drive_end"]["time_s"] == 100.0


def test_a_document_given_twice_counts_once() -> None:
    assert len(comparable(THIS, [document(), document()]).lifts) == 1


def test_what_is_missing_and_the_sessions_are_counted() -> None:
    history = comparable(THIS, [document(10.0), document(60.0), document(10.0, day=3)])
    assert (history.missing, history.sessions) == (NEEDED - 3, 2)


def test_the_session_is_the_laboratorys_day_not_utc() -> None:
    assert session(document(utc_offset="+02:00")) == "2026-11-02"
    assert session(document(utc_offset="-05:00")) == "2026-11-01"
    assert session(document(day=None)) == ""


def test_lifts_without_a_time_count_as_earlier_and_as_one_session() -> None:
    history = comparable(document(900.0, day=None), [document(10.0 * k, day=None) for k in range(1, 7)])
    assert (len(history.lifts), history.sessions) == (6, 1)


def test_usual_is_the_middle_eighty_per_cent() -> None:
    lifts = [document(10.0 * k, gain=0.5 + 0.01 * k) for k in range(1, 12)]
    history = comparable(THIS, lifts)
    assert history.usual("drive_velocity_gain") == pytest.approx((0.52, 0.60))


def test_usual_is_unknown_under_five_values() -> None:
    lifts = [document(10.0 * k, gain=0.5 if k < 5 else None) for k in range(1, 12)]
    history = comparable(THIS, lifts)
    assert history.missing == 0
    assert history.usual("drive_velocity_gain") is None
    assert history.usual("peak_force") is None


def test_a_folder_is_read_and_what_is_no_lift_is_named(tmp_path: Path) -> None:
    contents = {
        "b.json": json.dumps(document()),
        "a.json": json.dumps(document(60.0)),
        "list.json": '{"schema": "legdrive/lifts/1"}',
        "torn.json": '{"schema": "legdrive/lift/1", "li',
        "other.json": "[1, 2]",
        "halved.json": '{"schema": "legdrive/lift/1"}',
        "odd.json": json.dumps(document(started_utc="yesterday")),
        "notes.txt": "not looked at",
    }
    for name, text in contents.items():
        (tmp_path / name).write_text(text)
    with pytest.warns(UserWarning, match="skipped") as warned:
        documents = read_history(tmp_path)
    assert [lift["events"]["drive_end"]["time_s"] for lift in documents] == [60.0, 10.0]
    named = {Path(str(w.message).split(":")[0]).name for w in warned}
    assert named == {"torn.json", "other.json", "halved.json", "odd.json"}


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_history(tmp_path / "nowhere")
