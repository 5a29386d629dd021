"""The four amplifier tables: what a sheet says becomes newtons and newton-metres per volt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import ConfigurationRejected
from acquisition.plate import FloatArray, ForcePlate
from acquisition.rig import parse_rig

PLATE = """
[rig]
name = "Lab"
[[plate]]
side = "left"
channels = [{channels}]
corners_mm = [[300.0, -450.0, 0.0], [-300.0, -450.0, 0.0], [-300.0, 450.0, 0.0], [300.0, 450.0, 0.0]]
measures = "plate"
{keys}
"""
SURFACE = "surface_mm = [0.0, 0.0, -40.0]"
ROWS = [
    [1.55, 0.01, 0.02, 0.0, 0.01, 0.0],
    [-0.01, 1.56, 0.01, 0.01, 0.0, 0.0],
    [0.02, -0.01, 6.1, 0.0, 0.0, 0.01],
    [0.0, 0.01, 0.01, 1.35, 0.0, 0.0],
    [0.01, 0.0, -0.01, 0.0, 0.86, 0.0],
    [0.0, 0.0, 0.0, 0.01, 0.0, 0.42],
]
KISTLER = "[plate.kistler]\nn_per_v = {n_per_v}\na_mm = 120.0\nb_mm = 200.0\naz0_mm = -54.0\n"
MakePlate = Callable[[int, str], ForcePlate]


@pytest.fixture(scope="module")
def plate_of() -> MakePlate:
    """A plate with so many channels and these keys."""

    def make(n_channels: int, keys: str) -> ForcePlate:
        channels = ", ".join(f'"ai{number}"' for number in range(n_channels))
        return parse_rig(PLATE.format(channels=channels, keys=keys)).plates()[0]

    return make


def pressure_m(plate: ForcePlate, volts: FloatArray) -> tuple[FloatArray, FloatArray, float]:
    """Force, pressure on the surface in plate axes and free moment, by the textbook formula."""
    fx, fy, fz, mx, my, mz = plate.matrix @ volts
    s = plate.surface_mm[2] / 1000.0
    x, y = (s * fx - my) / fz, (s * fy + mx) / fz
    return np.array([fx, fy, fz]), np.array([x, y]), float(mz - x * fy + y * fx)


def test_an_amti_plate_follows_the_sheets_formula(plate_of: MakePlate) -> None:
    plate = plate_of(6, f"{SURFACE}\n[plate.amti]\nexcitation_v = 10.0\ngain = 4000.0\nmatrix = {ROWS}\n")
    volts = np.array([0.1, -0.2, 3.0, 0.4, -0.5, 0.05])
    expected = np.asarray(ROWS) @ (volts * 1e6 / (10.0 * 4000.0))
    np.testing.assert_allclose(plate.matrix @ volts, expected, rtol=1e-12)
    assert plate.kind == "6-component"
    assert plate.channels == ("Fx", "Fy", "Fz", "Mx", "My", "Mz")


def test_amti_channels_may_have_gains_of_their_own_and_the_sheet_pounds_and_inches(plate_of: MakePlate) -> None:
    gains = [1000.0, 1000.0, 4000.0, 2000.0, 2000.0, 1000.0]
    keys = (
        f'{SURFACE}\n[plate.amti]\nexcitation_v = 5.0\ngain = {gains}\nmatrix = {ROWS}\nforce_unit = "lbf"\n'
        'moment_unit = "lbf.in"\n'
    )
    sheet = np.asarray(ROWS) * 1e6 / (5.0 * np.asarray(gains))
    np.testing.assert_allclose(plate_of(6, keys).matrix[:3], sheet[:3] * 4.4482216152605, rtol=1e-12)
    np.testing.assert_allclose(plate_of(6, keys).matrix[3:], sheet[3:] * 0.1129848290276, rtol=1e-10)


def test_a_bertec_plate_is_diagonal_or_full_and_divided_by_its_gain(plate_of: MakePlate) -> None:
    values = [1000.0, 1000.0, 2000.0, 800.0, 600.0, 400.0]
    diagonal = plate_of(6, f"{SURFACE}\n[plate.bertec]\ndiagonal = {values}\ngain = 2.0\n")
    np.testing.assert_allclose(diagonal.matrix, np.diag(values) / 2.0)
    full = plate_of(6, f"{SURFACE}\n[plate.bertec]\nmatrix = {np.diag(values).tolist()}\n")
    np.testing.assert_allclose(full.matrix, np.diag(values))


def test_a_bertec_amplifier_saturates_at_five_volts_unless_told_otherwise() -> None:
    text = PLATE.format(
        channels='"ai0", "ai1", "ai2", "ai3", "ai4", "ai5"',
        keys=f"{SURFACE}\n[plate.bertec]\ndiagonal = [1e3, 1e3, 2e3, 8e2, 6e2, 4e2]\n",
    )
    np.testing.assert_array_equal(parse_rig(text).full_scale_v, [5.0] * 6)
    np.testing.assert_array_equal(
        parse_rig(text.replace("[plate.bertec]", "amplifier_span_v = 8.0\n[plate.bertec]")).full_scale_v, [8.0] * 6
    )


def test_a_kistler_plate_finds_a_point_load(plate_of: MakePlate) -> None:
    n_per_v = [260.0, 250.0, 240.0, 230.0, 500.0, 510.0, 490.0, 505.0]
    plate = plate_of(8, KISTLER.format(n_per_v=n_per_v))
    newtons = np.array([0.0, 0.0, 0.0, 0.0, 187.5, 62.5, 187.5, 562.5])
    force, place, _ = pressure_m(plate, newtons / np.asarray(n_per_v))
    np.testing.assert_allclose(force, [0.0, 0.0, 1000.0], atol=1e-9)
    np.testing.assert_allclose(place, [0.060, -0.100], atol=1e-12)
    assert plate.kind == "8-channel"
    assert plate.channels == ("fx12", "fx34", "fy14", "fy23", "fz1", "fz2", "fz3", "fz4")
    np.testing.assert_array_equal(plate.surface_mm, [0.0, 0.0, -54.0])


def test_a_kistler_plate_with_shear_finds_pressure_and_free_moment(plate_of: MakePlate) -> None:
    plate = plate_of(8, KISTLER.format(n_per_v=[1.0] * 8))
    force, place, free_moment = pressure_m(plate, np.array([40.0, 60.0, -20.0, -30.0, 300.0, 200.0, 150.0, 350.0]))
    np.testing.assert_allclose(force, [100.0, -50.0, 1000.0])
    np.testing.assert_allclose(place, [0.0306, 0.0027], atol=5e-5)
    assert free_moment == pytest.approx(7.0, abs=0.01)


def test_four_cells_find_the_pressure_between_them(plate_of: MakePlate) -> None:
    places = [[250.0, 400.0], [-250.0, 400.0], [-250.0, -400.0], [250.0, -400.0]]
    n_per_v = np.array([500.0, 501.0, 499.0, 502.0])
    plate = plate_of(4, f"[plate.cells]\npositions_mm = {places}\nn_per_v = {n_per_v.tolist()}\n")
    cells_n = np.array([300.0, 100.0, 200.0, 400.0])
    force, place, _ = pressure_m(plate, cells_n / n_per_v)
    np.testing.assert_allclose(force, [0.0, 0.0, 1000.0])
    x = 0.250 * (300.0 + 400.0 - 100.0 - 200.0) / 1000.0
    y = 0.400 * (300.0 + 100.0 - 200.0 - 400.0) / 1000.0
    np.testing.assert_allclose(place, [x, y], atol=1e-12)
    assert plate.kind == "4-cell"


def test_cells_on_bridge_inputs_are_scaled_from_mv_per_v(plate_of: MakePlate) -> None:
    keys = "[plate.cells]\npositions_mm = [[250, 400], [-250, 400], [-250, -400], [250, -400]]\n"
    keys += "rated_n = [5000, 5000, 5000, 5000]\nrated_mv_per_v = [2.0, 2.0, 2.0, 2.5]\n"
    np.testing.assert_allclose(plate_of(4, keys).matrix[2], [2500.0, 2500.0, 2500.0, 2000.0])
    rig = parse_rig(PLATE.format(channels='"ai0", "ai1", "ai2", "ai3"', keys=keys))
    assert rig.plate[0].unit == "mV/V"
    np.testing.assert_array_equal(rig.full_scale_v, [25.0] * 4)


AMTI = f"{SURFACE}\n[plate.amti]\nexcitation_v = 10.0\ngain = 4000.0\nmatrix = {ROWS}\n"
CELLS = "[plate.cells]\npositions_mm = [[250, 400], [-250, 400], [-250, -400], [250, -400]]\n"
FAULTS = {
    "no calibration": (6, SURFACE, r"plate\[1\]\.matrix: is missing; give `matrix`, or one table of \[plate\.amti\]"),
    "two calibrations": (6, f"matrix = {ROWS}\n{AMTI}", r"plate\[1\]\.amti: stands beside matrix"),
    "other kind": (6, f'kind = "4-cell"\n{AMTI}', r'plate\[1\]\.kind: is "4-cell", but \[plate\.amti\] describes'),
    "no gain": (6, AMTI.replace("gain = 4000.0", ""), r"plate\[1\]\.amti\.gain: is missing"),
    "gain of 0": (6, AMTI.replace("gain = 4000.0", "gain = 0.0"), r"plate\[1\]\.amti\.gain: 0 cannot be; .*than 0"),
    "unit": (6, AMTI + 'moment_unit = "Nmm"\n', r"plate\[1\]\.amti\.moment_unit: input should be 'N\.m'"),
    "singular": (6, AMTI.replace(str(ROWS[5]), str(ROWS[4])), r"plate\[1\]\.amti\.matrix: is singular"),
    "dead channel": (
        6,
        f"{SURFACE}\n[plate.bertec]\ndiagonal = [1e3, 0.0, 2e3, 8e2, 6e2, 4e2]\n",
        r"plate\[1\]\.bertec\.diagonal: is singular",
    ),
    "both forms": (
        6,
        f"{SURFACE}\n[plate.bertec]\ndiagonal = [1, 1, 1, 1, 1, 1]\nmatrix = {ROWS}\n",
        r"plate\[1\]\.bertec\.diagonal: give either",
    ),
    "az0 upward": (
        8,
        KISTLER.format(n_per_v=[1.0] * 8).replace("-54.0", "54.0"),
        r"plate\[1\]\.kistler\.az0_mm: .*less than or equal to 0",
    ),
    "two depths": (
        8,
        SURFACE + "\n" + KISTLER.format(n_per_v=[1.0] * 8),
        r"plate\[1\]\.surface_mm: its third value is -40 mm, but az0_mm -54",
    ),
    "line": (
        8,
        KISTLER.format(n_per_v=[1.0] * 8) + 'reset_line = "line0"\n',
        r"plate\[1\]\.kistler\.reset_line: string should match",
    ),
    "levels": (
        8,
        KISTLER.format(n_per_v=[1.0] * 8) + 'range_lines = ["port0/line1"]\n',
        r"plate\[1\]\.kistler\.range_levels: 0 for 1 range lines",
    ),
    "one line twice": (
        8,
        KISTLER.format(n_per_v=[1.0] * 8)
        + 'reset_line = "port0/line1"\nrange_lines = ["port0/line1"]\nrange_levels = ["low"]\n',
        r"plate\[1\]\.kistler\.range_lines: port0/line1 is named twice",
    ),
    "cells without sheet": (4, CELLS, r"plate\[1\]\.cells\.n_per_v: is missing; give n_per_v \(volts\) or rated_n"),
    "half a sheet": (4, CELLS + "rated_n = [5e3, 5e3, 5e3, 5e3]\n", r"plate\[1\]\.cells\.rated_mv_per_v: is missing"),
    "volts and bridges": (
        4,
        CELLS + "n_per_v = [1e3, 1e3, 1e3, 1e3]\nrated_n = [5e3, 5e3, 5e3, 5e3]\n",
        r"plate\[1\]\.cells\.n_per_v: cannot stand beside",
    ),
    "six channels": (6, CELLS + "n_per_v = [1e3, 1e3, 1e3, 1e3]\n", r"plate\[1\]\.channels: 6 are listed, a 4-cell"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_an_amplifier_is_told_by_its_key(fault: str, plate_of: MakePlate) -> None:
    n_channels, keys, message = FAULTS[fault]
    with pytest.raises(ConfigurationRejected, match=rf"^rig\.toml: {message}") as caught:
        plate_of(n_channels, keys)
    assert "\n" not in caught.value.line


def test_plates_take_turns_in_the_channel_list(root: Path) -> None:
    text = (root / "examples" / "rig.toml").read_text(encoding="utf-8")
    text = text.replace("amplifier_span_v = 10.0          #", "amplifier_span_v = 5.0 #", 1)
    rig = parse_rig(text.replace("interleave = false", "interleave = true"))
    assert rig.channels[:4] == ("ai0", "ai6", "ai1", "ai7")
    assert rig.plate_channels == (tuple(range(0, 12, 2)), tuple(range(1, 12, 2)))
    for wiring, places in zip(rig.plate, rig.plate_channels, strict=True):
        assert [rig.channels[place] for place in places] == wiring.channels
    np.testing.assert_array_equal(rig.full_scale_v, [5.0, 10.0] * 6)


def test_modules_of_one_chassis_count_as_one_device() -> None:
    channels = '"ai0", "ai1", "ai2", "ai3"'
    keys = CELLS + "rated_n = [5e3, 5e3, 5e3, 5e3]\nrated_mv_per_v = [2, 2, 2, 2]\n"
    left = PLATE.format(channels=channels, keys=keys)
    right = left[left.index("[[plate]]") :].replace('"left"', '"right"').replace("[300.0", "[1300.0")
    right = right.replace("[-300.0", "[700.0").replace("channels", 'device = "cDAQ1Mod2"\nchannels', 1)
    rig = parse_rig(left.replace("[[plate]]", '[driver]\ndevice = "cDAQ1Mod1"\n[[plate]]') + right)
    assert rig.channels[3:6] == ("ai3", "cDAQ1Mod2/ai0", "cDAQ1Mod2/ai1")
    with pytest.raises(ConfigurationRejected, match=r"plate\[2\]\.device: cDAQ2Mod2 is not cDAQ1Mod1"):
        parse_rig(
            left.replace("[[plate]]", '[driver]\ndevice = "cDAQ1Mod1"\n[[plate]]')
            + right.replace("cDAQ1Mod2", "cDAQ2Mod2")
        )
