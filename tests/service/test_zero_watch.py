"""The zero is watched while samples come: age, drift, what was left lying, and why there is none."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from acquisition.plate import FloatArray
from acquisition.rig import Rig, read_rig
from acquisition.zero import ZeroFinder
from service.capture import CaptureSession
from service.zero_watch import ZeroWatch
from sim_data.daq_process import spawn

RATE_HZ = 50.0


@pytest.fixture
def rig(root: Path) -> Rig:
    """The example rig."""
    return read_rig(root / "examples" / "rig.toml")


class Watched:
    """A zero finder and its watch, fed with loads on the left plate."""

    def __init__(self, rig: Rig) -> None:
        self._finder = ZeroFinder(rig.plates(), rig.plate_channels, RATE_HZ)
        self.watch = ZeroWatch(("left", "right"), RATE_HZ)
        self._per_n = np.linalg.solve(rig.plates()[0].matrix, np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0]))
        self.index = 0

    def push(self, fz_n: FloatArray) -> list[str]:
        """What is said while these loads come, in portions of half a second."""
        volts = np.zeros((12, fz_n.size))
        volts[:6] = np.outer(self._per_n, fz_n)
        said = []
        for first in range(0, fz_n.size, 25):
            part = volts[:, first : first + 25]
            self._finder.push(self.index, part)
            self.index += part.shape[1]
            said += self.watch.look(self._finder, self.index)
        return said


def seconds(number: float, fz_n: float) -> FloatArray:
    return np.full(round(number * RATE_HZ), fz_n)


@pytest.fixture
def watched(rig: Rig) -> Watched:
    """Plates that were zeroed just now."""
    plates = Watched(rig)
    assert plates.push(seconds(1.5, 0.0)) == []
    return plates


def test_a_zero_older_than_ten_minutes_is_told_once(watched: Watched) -> None:
    # A session of lifts: there is somebody on the plates all the time.
    assert watched.push(seconds(595.0, 800.0)) == []
    (said,) = watched.push(seconds(60.0, 800.0))
    assert said.startswith("the zero is 10 min old")
    assert watched.watch.age_s(watched.index) == pytest.approx(655.5, abs=0.5)


def test_empty_plates_that_drift_are_told_and_then_zeroed_again(watched: Watched) -> None:
    assert watched.push(seconds(10.0, 4.5)) == []
    assert watched.watch.drift_n == pytest.approx(4.5)
    (said,) = watched.push(seconds(10.0, 6.2))
    assert said.startswith("the empty plates read left +6.2 N, right +0.0 N: the zero has drifted")
    assert watched.push(seconds(130.0, 6.2)) == []
    assert (watched.watch.age_s(watched.index) or 0.0) < 120.0
    assert watched.watch.drift_n == pytest.approx(0.0, abs=1e-9)


def test_something_left_lying_is_told_and_never_zeroed_away(watched: Watched) -> None:
    assert watched.push(seconds(4.0, 49.0)) == []
    (said,) = watched.push(seconds(300.0, 49.0))
    assert said.startswith("+49 N (+5.0 kg) rest on the plates and are not zeroed away")


def test_a_lifter_who_moves_or_stands_is_no_drift(watched: Watched) -> None:
    sway = 12.0 * np.sin(np.arange(1000) / 5.0)
    assert watched.push(sway) == []
    assert watched.push(seconds(60.0, 790.0)) == []
    assert watched.watch.drift_n is None


def test_a_bar_on_the_plates_from_the_start_is_asked_about_after_ten_seconds(tmp_path: Path) -> None:
    with spawn(session="bar", folder=tmp_path) as device:
        result = CaptureSession(device.rig, tmp_path / "out", seconds=12.0).run()
    assert result.fault is None
    assert result.zeros == ()
    said, at_the_end = result.warnings
    assert said.startswith("no zero yet: about 2")
    assert "is it the bar (20 kg)? Clear the plates" in said
    assert at_the_end == "the plates were never empty and still: no zero was taken"
