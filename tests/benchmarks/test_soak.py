"""The soak counts what it says it counts. Nothing is timed here."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from acquisition.block import SampleBlock
from acquisition.rig import parse_rig


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(root)])


def counted_block(first: int, n: int) -> SampleBlock:
    """A block whose counter channel is as the device sends it."""
    volts = np.zeros((16, n))
    volts[15] = ((np.arange(first, first + n) % 65536) - 32768) * (20.0 / 65536)
    return SampleBlock(first, volts, 0.0, 0.0, 0.0, 0.0, np.zeros(16, np.bool_))


def test_every_sample_in_its_place_counts_as_right() -> None:
    from benchmarks import soak

    assert soak.right_samples(counted_block(65_000, 1000)) == 1000


def test_doubled_and_displaced_samples_count_as_wrong() -> None:
    from benchmarks import soak

    doubled, displaced = counted_block(500, 100), counted_block(500, 100)
    doubled.volts[15, 40:] = doubled.volts[15, 39:-1].copy()
    displaced.first_index = 501
    assert soak.right_samples(doubled) == 40
    assert soak.right_samples(displaced) == 0


@pytest.mark.parametrize(("speed", "block"), [(1.0, 500), (20.0, 10_000)])
def test_a_block_of_the_rig_lasts_as_long_in_real_time(speed: float, block: int) -> None:
    from benchmarks import soak

    rig = parse_rig(soak.rig_of_sixteen("grpc://127.0.0.1:1", speed))
    assert (len(rig.channels), rig.block_samples) == (16, block)
    assert rig.channels[soak.COUNTER_ROW] == "ai15"
