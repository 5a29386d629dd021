"""Samples of the real recordings, read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from acquisition.interchange.open_file import read_file
from acquisition.interchange.record import PlateRecord

ReadReal = Callable[..., PlateRecord]
KISTLER = ("x12", "x34", "y14", "y23", "z1", "z2", "z3", "z4")
"""An eight-channel plate's sensors, as the TDMS file names them after the plate's number."""


def kistler_plate(
    side: str,
    first: int,
    names: list[str],
    scale: list[float],
    half_mm: tuple[float, float, float],
    corners_mm: list[list[float]],
) -> str:
    """One [[plate]] of eight channels: Kistler's formulae with half spacings a, b and the depth of the sensors."""
    a, b, depth = (each / 1000.0 for each in half_mm)
    rows: list[list[float]] = [
        [1, 1, 0, 0, 0, 0, 0, 0],
        [0, 0, 1, 1, 0, 0, 0, 0],
        [0, 0, 0, 0, 1, 1, 1, 1],
        [0, 0, 0, 0, b, b, -b, -b],
        [0, 0, 0, 0, -a, a, a, -a],
        [-b, b, a, -a, 0, 0, 0, 0],
    ]
    matrix = [[value * gain for value, gain in zip(row, scale, strict=True)] for row in rows]
    return f"""
[[plate]]
side = "{side}"
kind = "8-channel"
channels = {[f"ai{first + k}" for k in range(8)]}
names = {names}
terminal = "NRSE"
matrix = {matrix}
surface_mm = [0.0, 0.0, {-1000.0 * depth}]
corners_mm = {corners_mm}
measures = "plate"
"""


@pytest.fixture
def two_kistlers_rig(tmp_path: Path) -> Path:
    """The plates of the drop jump, from the C3D's values; seen along its +x, so that plate 1 is the left one."""
    text = '[rig]\nname = "two Kistler plates"\n'
    for number, side, far, near in ((1, "left", -900.0, 0.0), (2, "right", 10.0, 910.0)):
        corners = [[near, 600.0, 0.0], [near, 0.0, 0.0], [far, 0.0, 0.0], [far, 600.0, 0.0]]
        names = [f"F{number}{name}" for name in KISTLER]
        text += kistler_plate(side, 8 * (number - 1), names, [1.0] * 8, (210.0, 350.0, 58.0), corners)
    path = tmp_path / "two.toml"
    path.write_text(text)
    return path


@pytest.fixture
def one_kistler_rig(tmp_path: Path) -> Path:
    """The plate of the balance trial with its sensitivities, N per V."""
    gains = [26.235, 26.509, 26.273, 26.310, 256.542, 257.136, 257.400, 257.003]
    corners = [[200.0, -300.0, 0.0], [-200.0, -300.0, 0.0], [-200.0, 300.0, 0.0], [200.0, 300.0, 0.0]]
    names = [f"f{name}" for name in KISTLER]
    path = tmp_path / "one.toml"
    path.write_text(
        '[rig]\nname = "one Kistler plate"\n' + kistler_plate("left", 0, names, gains, (120.0, 200.0, 48.0), corners)
    )
    return path


@pytest.fixture(scope="session")
def read_real(real_recordings: Path) -> ReadReal:
    """Reads a real recording by its name."""

    @cache
    def read(name: str, rate_hz: float | None = None) -> PlateRecord:
        return read_file(real_recordings / name, rate_hz)

    return read
