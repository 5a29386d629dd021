"""``legdrive zero``: empty, still plates are zeroed and remembered; anything else is refused in newtons."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np
import pytest

from acquisition.errors import PlatesNotReady, UnreadableFile
from acquisition.recorder_lock import RecorderFacts, device_words, locked
from acquisition.rig import read_rig
from service.commissioning_check import say_zero_age, zero_plates
from service.commissioning_history import read_zero, zero_path
from sim_data.daq_process import spawn

Run = Callable[..., "CompletedProcess[str]"]


def test_empty_plates_are_zeroed_and_the_zero_is_kept_beside_the_rig(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="empty", folder=tmp_path) as device:
        outcome = legdrive("zero", "--rig", device.rig)
        assert outcome.returncode == 0, outcome.stderr
        assert outcome.stdout.startswith("Zero taken: mean of 1 s, +")
        rig = read_rig(device.rig)
        kept = read_zero(device.rig, rig)
        assert kept is not None
        assert (kept["samples"], kept["rate_hz"], kept["channels"]) == (1000, 1000.0, list(rig.channels))
        assert len(kept["volts"]) == 12
        assert max(kept["sd_volts"]) < 0.02
        assert json.loads((tmp_path / "rig.zero.json").read_text()) == kept
        age = legdrive("zero", "--rig", device.rig, "--age")
    assert age.returncode == 0
    assert age.stdout.startswith("Last zero: just now, +")


def test_a_bar_is_never_zeroed_away(legdrive: Run, tmp_path: Path) -> None:
    with spawn(session="bar", folder=tmp_path) as device:
        outcome = legdrive("zero", "--rig", device.rig)
    assert (outcome.returncode, outcome.stdout) == (1, "")
    (line,) = outcome.stderr.splitlines()
    assert " N (2" in line
    assert "is it the bar (20 kg)? Clear the plates" in line
    assert not zero_path(device.rig).exists()


def test_a_lifter_is_told_in_newtons(tmp_path: Path) -> None:
    with spawn(session="quiet", folder=tmp_path) as device:
        rig = read_rig(device.rig)
        zero_plates(device.rig, rig)
        kept = read_zero(device.rig, rig)
        assert kept is not None
        # The same plates, had they been 60 N lighter at the last zero: a 60 N disc lies there now.
        heavier = np.array(kept["volts"])
        heavier[2] -= 30.0 / 500.0
        heavier[8] -= 30.0 / 500.0
        zero_path(device.rig).write_text(json.dumps({**kept, "volts": heavier.tolist()}))
        with pytest.raises(
            PlatesNotReady, match=r"^Simulated plates: 60 N \(6\.1 kg\) on the plates: left 30 N"
        ) as told:
            zero_plates(device.rig, rig)
        assert "--anew" in told.value.do
        assert "bar" not in told.value.do
        assert zero_plates(device.rig, rig, anew=True).startswith("Zero taken")


def test_yesterdays_zero_does_not_speak_against_todays(tmp_path: Path) -> None:
    with spawn(session="empty", folder=tmp_path) as device:
        rig = read_rig(device.rig)
        zero_plates(device.rig, rig)
        kept = json.loads(zero_path(device.rig).read_text())
        kept["taken_at"] = (datetime.now(UTC) - timedelta(days=1)).isoformat()
        kept["volts"][2] += 0.1
        zero_path(device.rig).write_text(json.dumps(kept))
        assert say_zero_age(device.rig, rig).endswith(": old, take it again.")
        assert zero_plates(device.rig, rig).startswith("Zero taken")
    assert "just now" in say_zero_age(device.rig, rig)


def test_the_zero_of_other_wires_does_not_count(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "rig.toml"
    text = (root / "examples" / "rig.toml").read_text()
    path.write_text(text)
    rig = read_rig(path)
    assert say_zero_age(path, rig) == "No zero is on record for these plates."
    zero_path(path).write_text("{}")
    with pytest.raises(UnreadableFile, match="is no zero"):
        read_zero(path, rig)


@pytest.mark.parametrize("command", ["zero", "check"])
def test_plates_that_a_capture_records_from_are_left_to_it(command: str, legdrive: Run, tmp_path: Path) -> None:
    with (
        spawn(session="empty", speed="1", folder=tmp_path) as device,
        locked(device_words(read_rig(device.rig))) as file,
    ):
        since = "2026-11-22T10:00:00+00:00"
        file.write(RecorderFacts(4711, 1, "t", "rig.toml", "0", "Dev1", since, 12, 100, "live", "a.mcap"))
        outcome = legdrive(command, "--rig", device.rig)
    assert outcome.returncode == 1
    (line,) = [line for line in outcome.stderr.splitlines() if line.startswith("legdrive: ")]
    assert "is held by the recorder of process 4711 since 2026-11-22T10:00:00+00:00, which records to a.mcap" in line
    assert line.endswith("look at it with `legdrive capture --attach`")
