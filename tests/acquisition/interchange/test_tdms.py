"""TDMS files, written here with the library and then torn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from nptdms import ChannelObject, TdmsWriter

from acquisition.errors import LegdriveError, OptionNeeded, UnreadableFile
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


def write_beside(path: Path, plates: dict[str, FloatArray], **slow: object) -> Path:
    """Channels of plates at 1 kHz with three samples of a thermometer beside them."""
    with TdmsWriter(str(path)) as writer:
        warm = [ChannelObject("room", "Temp", np.array([20.1, 20.2, 20.3]), slow)]
        fast = [ChannelObject("plates", name, values, {"wf_increment": 0.001}) for name, values in plates.items()]
        writer.write_segment([*warm, *fast])
    return path


@pytest.mark.parametrize("slow", [{}, {"wf_increment": 0.5}, {"wf_increment": 0.002}], ids=["none", "2 Hz", "500 Hz"])
@pytest.mark.parametrize("columns", ["left_fz=L,right_fz=R", "left_fz=1,right_fz=2"])
def test_a_slow_channel_beside_those_that_are_named_cuts_nothing(
    tmp_path: Path, slow: dict[str, float], columns: str
) -> None:
    plates = {"L": np.linspace(300.0, 500.0, 500), "R": np.full(500, 380.0)}
    record = read_file(write_beside(tmp_path / "a", plates, **slow), columns=columns)
    assert (record.n, record.rate_hz, record.samples_lost) == (500, 1000.0, ())
    assert not any("torn" in warning for warning in record.warnings)
    np.testing.assert_array_equal(record.signals[0][0], plates["L"])


def test_a_slow_channel_beside_those_of_a_rig_cuts_nothing(
    volts: dict[str, FloatArray], root: Path, tmp_path: Path
) -> None:
    path = write_beside(tmp_path / "a", volts, wf_increment=0.5)
    record = read_file(path, rig=root / "examples" / "rig.toml")
    assert (record.n, record.rate_hz, record.samples_lost, record.warnings) == (100, 1000.0, (), ())
    np.testing.assert_array_equal(np.concatenate(record.signals), np.stack(list(volts.values())))


def test_channels_of_several_rates_that_are_named_together_are_refused(tmp_path: Path) -> None:
    path = write_beside(tmp_path / "a", {"L": np.full(500, 400.0)}, wf_increment=0.5)
    with pytest.raises(UnreadableFile, match="several rates"):
        read_file(path, columns="left_fz=L,right_fz=Temp")
    with pytest.raises(OptionNeeded, match="which column is what: L, Temp"):
        read_file(path)


def test_a_torn_channel_that_is_named_still_counts(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with TdmsWriter(str(path)) as writer:
        for name, n in (("L", 90), ("R", 100), ("spare", 20)):
            writer.write_segment([ChannelObject("plates", name, np.full(n, 400.0), {"wf_increment": 0.001})])
    record = read_file(path, columns="left_fz=L,right_fz=R")
    assert (record.n, record.samples_lost) == (90, ((90, 100),))
    assert "channel L holds 90 of 100 samples" in record.warnings[0]


def test_a_channel_of_times_is_one_that_is_used(tmp_path: Path) -> None:
    columns = {"Time": np.arange(80) / 500.0, "L": np.full(80, 400.0)}
    assert read_file(write_tdms(tmp_path / "a", columns), columns="fz=L").rate_hz == 500.0


@pytest.mark.parametrize(("unit", "stored"), [("N", 400.0), ("kN", 0.4), ("", 400.0)])
def test_a_stated_unit_of_force_counts(tmp_path: Path, unit: str, stored: float) -> None:
    path = write_tdms(tmp_path / "a", {"L": np.full(80, stored)}, wf_increment=0.001, unit_string=unit)
    record = read_file(path, columns="fz=L")
    np.testing.assert_allclose(record.plates[0].matrix[2] @ record.signals[0], 400.0)


@pytest.mark.parametrize("unit", ["V", "lbf"])
def test_another_stated_unit_is_named(tmp_path: Path, unit: str) -> None:
    path = write_tdms(tmp_path / "a", {"L": np.full(80, 4.0)}, wf_increment=0.001, unit_string=unit)
    with pytest.raises(LegdriveError, match=unit):
        read_file(path, columns="fz=L")


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
