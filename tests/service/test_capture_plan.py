"""Labels from a plan file or from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.record import LiftLabel
from service.capture_plan import CapturePlan, choose_plan, read_plan


def test_a_plan_gives_labels_in_the_order_of_their_samples(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    rows = [
        {"label_index": 9000, "kind": "clean", "load_kg": 115.0, "athlete": "A7F3", "attempt": 2, "complex_id": "c1"},
        {"label_index": 100, "kind": "snatch", "athlete": "A7F3", "truth": {"not": "read"}},
    ]
    path.write_text(json.dumps({"labels": rows, "samples": 20_000, "rate_hz": 1000.0, "lifts": []}))
    plan = read_plan(path, 1000.0)
    assert plan.labels == (LiftLabel(100, "snatch", None, "A7F3"), LiftLabel(9000, "clean", 115.0, "A7F3", 2, "c1"))
    assert (plan.samples, plan.athlete) == (20_000, "A7F3")
    with pytest.raises(UnreadableFile, match="is for 1000 Hz, the rig asks for 2000 Hz"):
        read_plan(path, 2000.0)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("no json", "is no JSON"),
        ("[]", "the file"),
        ('{"labels": [{"kind": "snatch"}]}', "labels.0.label_index"),
        ('{"labels": [{"label_index": 0, "kind": "snach"}]}', "no lift is called 'snach'"),
        ('{"labels": [{"label_index": 0, "athlete": "Ann Other"}]}', "labels.0.athlete"),
        ('{"labels": [{"label_index": 0, "load_kg": NaN}]}', "labels.0.load_kg"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_one_line(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(content)
    with pytest.raises(UnreadableFile) as caught:
        read_plan(path)
    assert says in caught.value.line
    assert "\n" not in caught.value.line


def test_what_is_typed_holds_for_the_whole_session() -> None:
    assert choose_plan(None, None, None, None) == CapturePlan()
    assert choose_plan(None, "A7F3", "snatch", 92.0).labels == (LiftLabel(0, "snatch", 92.0, "A7F3"),)
    assert choose_plan(None, None, None, 92.0).athlete is None


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"kind": "snach"}, "--lift: no lift is called 'snach'; take one of snatch,"),
        ({"athlete": "Ann Other"}, "--athlete: 'Ann Other' cannot be; type a code"),
        ({"load_kg": -5.0}, "--load: '-5.0' cannot be"),
    ],
)
def test_an_option_that_cannot_be_is_named(options: dict[str, Any], says: str) -> None:
    typed = {"athlete": None, "kind": None, "load_kg": None, **options}
    with pytest.raises(OptionNeeded) as caught:
        choose_plan(None, **typed)
    assert caught.value.line.startswith(says)


def test_a_plan_and_labels_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionNeeded, match="leave out"):
        choose_plan(tmp_path / "plan.json", "A7F3", None, None)
