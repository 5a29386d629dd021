"""The tables of ``legdrive analyze``: what claims nothing and what nothing varied does not look sure."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from processing.document import CLAIMED_EVENTS
from service.lift_table import ROUGH_WORDS
from service.spread_table import spread_page

Run = Callable[..., "subprocess.CompletedProcess[str]"]
UNWEIGHED = "W was weighed in no other way"


@pytest.fixture(scope="module")
def snatch(tmp_path_factory: pytest.TempPathFactory, legdrive: Run) -> Path:
    """A snatch as C3D, without an entered bar."""
    place = tmp_path_factory.mktemp("tables") / "snatch.c3d"
    assert legdrive("simulate", "lift", "--seed", "3", "--out", place).returncode == 0
    return place


def test_an_event_without_a_claim_is_marked(snatch: Path, legdrive: Run) -> None:
    told = legdrive("analyze", snatch, "--lift", "snatch").stdout
    events, _, below = told.partition(ROUGH_WORDS)
    assert below
    rows = [line.split() for line in events.splitlines()[3:] if line]
    assert {"peak_1", "trough", "peak_2", "drive_end"} <= {row[0] for row in rows}
    for key, _, *half in rows:
        marked = [each.startswith("~") for each in half]
        assert marked == ([] if key in ("quiet", "hold_start") else [key not in CLAIMED_EVENTS])


def test_of_a_jump_nothing_is_claimed(tmp_path: Path, legdrive: Run) -> None:
    jump = tmp_path / "jump.c3d"
    assert legdrive("simulate", "lift", "--kind", "squat_jump", "--out", jump).returncode == 0
    events, _, below = legdrive("analyze", jump, "--lift", "squat_jump").stdout.partition(ROUGH_WORDS)
    assert below
    halves = [row[2] for line in events.splitlines()[3:] if len(row := line.split()) > 2]
    assert halves
    assert all(half.startswith("~") for half in halves)


def test_what_rests_on_the_weight_moves_with_it_and_the_rest_is_marked(snatch: Path, legdrive: Run) -> None:
    told = legdrive("analyze", snatch, "--lift", "snatch", "--spread").stdout.partition("Measured in other ways")[2]
    rows = {line.split()[0]: line for line in told.splitlines() if line.strip()}
    assert "weight: first half" in rows["system_weight"]
    assert "not varied" not in rows["peak_velocity"]
    assert "not varied" in rows["peak_force"]
    assert "\nnot varied: " in told
    assert UNWEIGHED not in told


def test_a_lift_that_is_weighed_in_one_way_alone_says_so(snatch: Path, legdrive: Run) -> None:
    document: dict[str, Any] = json.loads(
        legdrive("analyze", snatch, "--lift", "snatch", "--spread", "--json", "-").stdout
    )
    assert UNWEIGHED not in printed(document)
    spread = document["spread"]
    spread["ways"] = [way for way in spread["ways"] if not way["name"].startswith("weight")]
    assert UNWEIGHED in printed(document)


def printed(document: dict[str, Any]) -> str:
    """A spread as the terminal shows it."""
    out = Console(width=160)
    with out.capture() as captured:
        out.print(spread_page(document))
    return captured.get()
