"""``rig.toml``: what it gives, and a message that names the key for whatever cannot be."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import ConfigurationRejected, LegdriveError, UnreadableFile
from acquisition.rig import parse_rig, read_rig

MATRIX_ROW = "[0.0, 0.1, 0.2, 150.0, 0.1, 0.0]"


@pytest.fixture(scope="module")
def sample(root: Path) -> str:
    """Text of the example rig."""
    return (root / "examples" / "rig.toml").read_text(encoding="utf-8")


def test_the_example_rig_describes_two_plates(root: Path, sample: str) -> None:
    rig = read_rig(root / "examples" / "rig.toml")
    left, right = rig.plates()
    assert (left.name, right.name) == ("left", "right")
    np.testing.assert_allclose(left.centre_mm, [-301.0, 0.0, 0.0])
    np.testing.assert_allclose(right.centre_mm, [301.0, 0.0, 0.0])
    # x right, y backward, z down: the columns of the rotation.
    np.testing.assert_allclose(left.rotation, np.diag([1.0, -1.0, -1.0]), atol=1e-12)
    assert left.reaction == -1
    assert left.matrix.shape == (6, 6)
    assert rig.channels == tuple(f"ai{number}" for number in range(12))
    assert rig.plate_channels == (tuple(range(6)), tuple(range(6, 12)))
    np.testing.assert_array_equal(rig.full_scale_v, np.full(12, 10.0))
    assert rig.block_samples == 50
    assert rig.simulated
    assert rig.toml_text == sample
    assert rig.sha256 == hashlib.sha256(sample.encode()).hexdigest()


def test_full_scale_is_the_smaller_of_amplifier_and_device(sample: str) -> None:
    rig = parse_rig(sample.replace("amplifier_span_v = 10.0          #", "amplifier_span_v = 5.0 #", 1))
    np.testing.assert_array_equal(rig.full_scale_v, [5.0] * 6 + [10.0] * 6)


def test_defaults_serve_a_local_device(sample: str) -> None:
    start = sample.index("[[plate]]")
    rig = parse_rig('[rig]\nname = "Lab"\n\n' + sample[start:])
    assert (rig.address, rig.device) == ("local", "Dev1")
    assert (rig.rate_hz, rig.clock.block_ms, rig.clock.buffer_s) == (1000.0, 50.0, 10.0)
    assert not rig.simulated
    assert rig.gravity_m_s2 is None


def test_one_plate_is_enough(sample: str) -> None:
    rig = parse_rig(sample[: sample.rindex("[[plate]]")])
    assert len(rig.plates()) == 1
    assert rig.plate_channels == (tuple(range(6)),)


# What is changed in the example, and what the message must say.
FAULTS = {
    "short row": (MATRIX_ROW, "[0.0, 0.1, 0.2, 150.0, 0.1]", r"plate\[1\]\.matrix: row 4 has 5 values, 6 channels"),
    "row missing": (f"  {MATRIX_ROW},\n", "", r"plate\[1\]\.matrix: 5 rows, 6 are needed"),
    "singular": (MATRIX_ROW, "[0.0, 0.0, 0.0, 0.0, 0.0, 0.0]", r"plate\[1\]\.matrix: is singular"),
    "dependent rows": (MATRIX_ROW, "[500.0, 1.6, -1.0, 0.0, 0.8, 0.0]", r"plate\[1\]\.matrix: is singular"),
    "not a number": (MATRIX_ROW, "[0.0, nan, 0.2, 150.0, 0.1, 0.0]", r"plate\[1\]\.matrix\[4\]\[2\]: input should be"),
    "word": (MATRIX_ROW, '[0.0, "a", 0.2, 150.0, 0.1, 0.0]', r"plate\[1\]\.matrix\[4\]\[2\]: .*not 'a'"),
    "unknown key": ("rate_hz = 1000.0", "rate = 1000.0", r"clock\.rate: is no key of a rig"),
    "unknown table": ("[clock]", "[timing]", r"timing: is no key of a rig"),
    "no name": ('name = "Example laboratory"', "", r"rig\.name: is missing"),
    "offset": ('"+01:00"', '"CET"', r"rig\.utc_offset: 'CET' is no offset from UTC; write it as \+01:00"),
    "address": ('"grpc://127.0.0.1:31763"', '"127.0.0.1"', r"driver\.address: '127\.0\.0\.1' is no address"),
    "device": ('"Dev1"', '"Dev 1"', r"driver\.device: string should match"),
    "rate": ("rate_hz = 1000.0", "rate_hz = 0", r"clock\.rate_hz: .*greater than or equal to 50"),
    "empty block": (
        "rate_hz = 1000.0\nblock_ms = 50.0",
        "rate_hz = 50.0\nblock_ms = 5.0",
        r"clock\.block_ms: 5 ms hold",
    ),
    "both left": ('side = "right"', 'side = "left"', r"plate\[2\]\.side: both plates are left"),
    "no side": ('side = "right"', 'side = "rear"', r"plate\[2\]\.side: input should be 'left' or 'right', not 'rear'"),
    "shared channel": ('"ai6"', '"ai0"', r"plate\[2\]\.channels: ai0 is also a channel of plate\[1\]"),
    "channel twice": ('"ai1"', '"ai0"', r"plate\[1\]\.channels: ai0 is listed twice"),
    "channel name": ('"ai1"', '"ao1"', r"plate\[1\]\.channels\[2\]: string should match"),
    "channels short": ('"ai0", ', "", r"plate\[1\]\.channels: 5 are listed, a 6-component plate has 6"),
    "names short": ('["Fx", "Fy",', '["Fx",', r"plate\[1\]\.names: 5 for 6 channels"),
    "terminal": ('"NRSE"', '"SE"', r"plate\[1\]\.terminal: input should be 'DIFF', 'RSE' or 'NRSE'"),
    "range": ("range_v = 10.0 ", "range_v = -10.0 ", r"plate\[1\]\.range_v: input should be greater than 0"),
    "bow-tie": (
        "[-1.0, -450.0, 0.0], [-601.0, -450.0, 0.0]",
        "[-601.0, -450.0, 0.0], [-1.0, -450.0, 0.0]",
        r"plate\[1\]\.corners_mm: miss a rectangle by \d+ mm",
    ),
    "metres": (
        "[[-1.0, -450.0, 0.0], [-601.0, -450.0, 0.0], [-601.0, 450.0, 0.0], [-1.0, 450.0, 0.0]]",
        "[[-0.001, -0.45, 0.0], [-0.601, -0.45, 0.0], [-0.601, 0.45, 0.0], [-0.001, 0.45, 0.0]]",
        r"plate\[1\]\.corners_mm: edges of 1, 1, 1, 1 mm",
    ),
    "three corners": (", [-1.0, 450.0, 0.0]]", "]", r"plate\[1\]\.corners_mm: list should have at least 4 items"),
    "sensor in the air": (
        "[0.0, 0.0, -40.0]   #",
        "[0.0, 0.0, 40.0] #",
        r"plate\[1\]\.surface_mm: puts the sensor 40 mm",
    ),
    "sides exchanged": (
        "[[601.0, -450.0, 0.0], [1.0, -450.0, 0.0], [1.0, 450.0, 0.0], [601.0, 450.0, 0.0]]",
        "[[-601.0, -450.0, 0.0], [-1201.0, -450.0, 0.0], [-1201.0, 450.0, 0.0], [-601.0, 450.0, 0.0]]",
        r"plate\[1\]\.corners_mm: the left plate's centre",
    ),
    "measures": ('measures = "plate"  ', 'measures = "floor"  ', r"plate\[1\]\.measures: input should be 'plate' or"),
    "gravity": ("9.80665", "980.665", r"rig\.gravity_m_s2: input should be less than or equal to 9\.9"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_by_its_key_in_one_line(fault: str, sample: str) -> None:
    honest, wrong, message = FAULTS[fault]
    assert honest in sample
    with pytest.raises(ConfigurationRejected) as caught:
        parse_rig(sample.replace(honest, wrong, 1), "lab/rig.toml")
    line = caught.value.line
    assert re.search(rf"^lab/rig\.toml: {message}", line), line
    assert "\n" not in line
    assert "; " in line


def test_several_faults_are_counted(sample: str) -> None:
    wrong = sample.replace("rate_hz = 1000.0", "rate_hz = 0").replace("buffer_s = 10.0", "buffer_s = 0")
    with pytest.raises(ConfigurationRejected, match=r"clock\.rate_hz: .* \(and 1 more\)"):
        parse_rig(wrong)


def test_four_cells_tell_only_three_components(sample: str) -> None:
    rows = ["[0, 0, 0, 0]"] * 6
    rows[2:5] = ["[200, 200, 200, 200]", "[60, 60, -60, -60]", "[-90, 90, 90, -90]"]
    plate = re.sub(
        r"matrix = \[.*?\n\]", f"matrix = [{', '.join(rows)}]", sample[: sample.rindex("[[plate]]")], flags=re.S
    )
    plate = plate.replace('"6-component"', '"4-cell"').replace(', "ai4", "ai5"]', "]").replace(', "My", "Mz"]', "]")
    assert parse_rig(plate).plates()[0].matrix.shape == (6, 4)


@pytest.mark.parametrize(("text", "message"), [("[rig\n", r"is not TOML: .*line 1"), ("a = 1\nb = = 2\n", "line 2")])
def test_broken_toml_names_the_line(text: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        parse_rig(text)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    (tmp_path / "rig.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read_rig(tmp_path / "rig.toml")
    with pytest.raises(LegdriveError, match="No such file"):
        read_rig(tmp_path / "none.toml")
