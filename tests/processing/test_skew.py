"""The convert skew of many channels: a hard landing on simulated plates agrees with what no converter has delayed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from acquisition.interchange.record import PlateRecord
from acquisition.plate import FloatArray
from acquisition.rig import parse_rig
from processing.options import AnalysisOptions
from processing.wrench import plate_forces
from sim_data.amplifier import PlateSettings
from sim_data.digitiser import Scan
from sim_data.plate_kinds import PLATE_SETS
from sim_data.plates import PlatePair
from sim_data.rig_text import rig_text

FINE_HZ = 20_000.0
CONVERT_PERIOD_S = 14e-6


@dataclass(frozen=True)
class HardLanding:
    """Both feet land on a known curve, given so finely that interpolating between its samples adds no error."""

    rate_hz: float = FINE_HZ

    def load_n(self, t: FloatArray) -> FloatArray:
        rise = 1.0 / (1.0 + np.exp(-(t - 0.100) / 0.004))
        ring = 300.0 * np.exp(-((t - 0.125) ** 2) / (2.0 * 0.015**2)) * np.sin(2.0 * np.pi * 30.0 * t)
        return np.asarray(3200.0 * rise * np.exp(-(np.maximum(t - 0.1, 0.0) ** 2) / 0.02) + ring)

    def wrench(self, first: int, n: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        fz = self.load_n(np.arange(first, first + n) / self.rate_hz)
        force = np.stack([0.05 * fz, -0.1 * fz, fz])[np.newaxis] * np.ones((2, 1, 1))
        cop = np.array([[-250.0, 40.0], [210.0, 25.0]])[:, :, np.newaxis] * np.ones(n)
        return force, cop, np.zeros((2, n))


@pytest.mark.parametrize("interleaved", [False, True])
@pytest.mark.parametrize("name", ["amti", "kistler"])
def test_a_hard_landing_comes_out_within_a_tenth_of_a_newton(name: str, interleaved: bool) -> None:
    """Sixteen channels at 1 kHz: the last one is converted 210 µs after the first."""
    plates, landing = PLATE_SETS[name], HardLanding()
    rig = parse_rig(rig_text("grpc://127.0.0.1:1", plates=plates, interleaved=interleaved))
    order = tuple(int(channel.removeprefix("ai")) for channel in rig.channels)
    n = 300
    scan = Scan(1000.0, order, CONVERT_PERIOD_S)
    volts = PlatePair(landing, PlateSettings.ideal(), scan, plates=plates).volts(0, n)
    rows = [list(channels) for channels in rig.plate_channels]
    delays_s: FloatArray = np.arange(len(order), dtype=np.float64) * CONVERT_PERIOD_S
    record = PlateRecord(
        "a.mcap",
        "recording",
        1000.0,
        rig.plates(),
        tuple(volts[channels] for channels in rows),
        skew_s=tuple(delays_s[channels] for channels in rows),
    )
    fz_n = landing.load_n(np.arange(n) / 1000.0)
    truth = np.stack([0.05 * fz_n, -0.1 * fz_n, fz_n])
    inside = slice(5, -5)
    straight = plate_forces(record, AnalysisOptions()).force_n
    assert np.abs(straight - truth)[:, :, inside].max() < 0.1
    bent = plate_forces(PlateRecord("a.mcap", "recording", 1000.0, record.plates, record.signals), AnalysisOptions())
    assert np.abs(bent.force_n - truth)[:, :, inside].max() > 10.0
    apart = (bent.force_n[0, 2] - bent.force_n[1, 2])[inside]
    assert (np.abs(apart).max() > 15.0) is not interleaved
