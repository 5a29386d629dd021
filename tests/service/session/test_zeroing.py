"""Asking for a zero: what lies on the plates is never zeroed away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from acquisition.plate import FloatArray
from acquisition.rig import Rig, read_rig
from acquisition.zero import ZeroFinder
from service.session.zeroing import ZeroAsker

RATE_HZ = 1000.0


@pytest.fixture
def rig(root: Path) -> Rig:
    """The example's plates."""
    return read_rig(root / "examples" / "rig.toml")


def seconds(rig: Rig, load_n: float, n: int) -> FloatArray:
    """So many seconds under a load, half on each plate."""
    volts = np.zeros((len(rig.channels), n * round(RATE_HZ)))
    for plate, rows in zip(rig.plates(), rig.plate_channels, strict=True):
        upward = -plate.reaction * plate.rotation[2] @ plate.matrix[:3]
        share = np.linalg.pinv(-upward[np.newaxis, :]) * load_n / 2.0
        volts[list(rows)] = share
    return volts


@pytest.mark.parametrize(
    ("load_n", "words"),
    [
        (0.0, ""),
        (712.0, "712 N is on the plates: step off, then press Z"),
        (196.0, "20.0 kg is on the plates. Is it the bar? Take it off, then press Z"),
        (-300.0, "the plates are 300 N lighter than at the last zero: something was on them then"),
    ],
)
def test_a_zero_is_asked_for_or_refused_in_one_line(rig: Rig, load_n: float, words: str) -> None:
    finder = ZeroFinder(rig.plates(), rig.plate_channels, RATE_HZ)
    first = finder.push(0, seconds(rig, 0.0, 2))
    assert first is not None
    finder.push(2000, seconds(rig, load_n, 3))
    assert ZeroAsker(finder).ask() == words
    second = finder.push(5000, seconds(rig, load_n, 2))
    assert (second is not None) == (load_n == 0.0)


def test_a_zero_that_was_asked_for_comes_once(rig: Rig) -> None:
    finder = ZeroFinder(rig.plates(), rig.plate_channels, RATE_HZ)
    finder.push(0, seconds(rig, 0.0, 2))
    ZeroAsker(finder).ask()
    assert finder.push(2000, seconds(rig, 0.0, 2)) is not None
    assert finder.push(4000, seconds(rig, 0.0, 2)) is None


def test_before_the_first_zero_it_says_what_speaks_against_it(rig: Rig) -> None:
    finder = ZeroFinder(rig.plates(), rig.plate_channels, RATE_HZ)
    finder.push(0, seconds(rig, 712.0, 2))
    assert "712 N" in ZeroAsker(finder).ask()
