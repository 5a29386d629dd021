"""TDMS files, written here with the library and then torn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from nptdms import ChannelObject, TdmsWriter

from acquisition.errors import OptionNeeded, UnreadableFile
from acquisition.interchange.open_file import read_file
from acquisition.plate import FloatArray


def write_tdms(path: Path, columns: dict[str, FloatArray], **properties: object) -> Path:
    """Channels of one group, in two segments."""
    with TdmsWriter(str(path)) as writer:
        for half in range(2):
            writer.write_segment(
                [
                    ChannelObject(
                        "plates", name, values[half * values.size // 2 : (half + 1) * values.size // 2], properties
                    )
                    for name, values in columns.items()
                ]
            )
    return path


@pytest.fixture
def volts() -> dict[str, FloatArray]:
    rng = np.random.default_rng(3)
    return {f"Dev1/ai{k}": rng.normal(size=100) for k in range(12)}


def test_channels_are_found_by_the_rigs_inputs_whatever_their_order(
    volts: dict[str, FloatArray], root: Path, tmp_path: Path
) -> None:
    path = write_tdms(tmp_path / "a", dict(reversed(volts.items())), wf_increment=0.001, unit_string="V")
    record = read_file(path, rig=root / "examples" / "rig.toml")
    assert (record.format, record.rate_hz, record.warnings) == ("tdms", 1000.0, ())
    np.testing.assert_array_equal(np.concatenate(record.signals), np.stack(list(volts.values())))
    assert record.rig_sha256
    assert np.isfinite(np.concatenate(record.full_scale)).all()


def test_channels_of_other_names_are_taken_in_order_with_a_word(
    volts: dict[str, FloatArray], root: Path, tmp_path: Path
) -> None:
    named = {f"amp {k}": values for k, values in enumerate(volts.values())}
    record = read_file(write_tdms(tmp_path / "a", named), 1000.0, root / "examples" / "rig.toml")
    assert "in the order of the rig's channels: ai0 = amp 0" in record.warnings[0]


def test_another_number_of_channels_is_refused(volts: dict[str, FloatArray], root: Path, tmp_path: Path) -> None:
    volts.pop("Dev1/ai4")
    with pytest.raises(OptionNeeded, match="the rig has 12 channels, the file 11"):
        read_file(write_tdms(tmp_path / "a", volts), 1000.0, root / "examples" / "rig.toml")


def test_without_an_increment_the_rate_is_asked_for(volts: dict[str, FloatArray], root: Path, tmp_path: Path) -> None:
    with pytest.raises(OptionNeeded, match="--rate HZ"):
        read_file(write_tdms(tmp_path / "a", volts), rig=root / "examples" / "rig.toml")


def test_a_column_of_forces_may_be_named_instead_of_a_rig(tmp_path: Path) -> None:
    columns = {"FzL": np.full(10, 400.0), "FzR": np.full(10, 380.0)}
    record = read_file(write_tdms(tmp_path / "a", columns), 1000.0, columns="left_fz=FzL,right_fz=FzR")
    assert [plate.name for plate in record.plates] == ["left", "right"]
    np.testing.assert_array_equal(record.signals[1], np.full((1, 10), 380.0))


def test_every_cut_of_a_file_is_one_line_or_fewer_samples(
    volts: dict[str, FloatArray], root: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    content = write_tdms(tmp_path / "a", volts, wf_increment=0.001).read_bytes()
    outcomes = set()
    for stop in range(4, len(content), 97):
        path = tmp_path / "cut"
        path.write_bytes(content[:stop])
        try:
            record = read_file(path, rig=root / "examples" / "rig.toml")
        except (UnreadableFile, OptionNeeded):
            outcomes.add("refused")
        else:
            assert 0 < record.n <= 100
            np.testing.assert_array_equal(record.signals[0][0], volts["Dev1/ai0"][: record.n])
            outcomes.add("shorter")
    assert outcomes == {"refused", "shorter"}
    assert "nptdms" not in "".join(capfd.readouterr())
