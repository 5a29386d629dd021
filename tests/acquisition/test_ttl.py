"""Edges of a digital signal: found once each, to one sample, and the channel's skew taken off."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from acquisition.errors import ConfigurationRejected
from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.recorder import ttl_watch
from acquisition.recording import RecordingWriter, read_recording, recording_info
from acquisition.rig import parse_rig, read_rig
from acquisition.stream import PlateAcquisition
from acquisition.ttl import EdgeFinder, edge_time_s
from sim_data.daq_process import spawn
from sim_data.daq_ttl import edges_s

SYNC = '\n[sync]\nchannel = "ai12"\nname = "camera"\n'


def found(volts: list[float], block: int) -> tuple[list[int], list[int]]:
    """Rising and falling edges of a signal that comes in blocks."""
    finder = EdgeFinder(1.5)
    parts = [finder.push(at, np.array(volts[at : at + block])) for at in range(0, len(volts), block)]
    return [i for part in parts for i in part.rising.tolist()], [i for part in parts for i in part.falling.tolist()]


@pytest.mark.parametrize("block", [1, 2, 3, 100])
def test_edges_do_not_depend_on_the_blocks(block: int) -> None:
    volts = [0.0, 0.1, 5.0, 5.0, 0.0, 0.0, 5.0, 4.9, 0.1]
    assert found(volts, block) == ([2, 6], [4, 8])


def test_noise_about_the_threshold_is_no_edge() -> None:
    assert found([0.0, 1.4, 1.6, 1.45, 1.69, 2.0, 1.4, 1.31, 1.6, 0.0], 4) == ([5], [9])


def test_a_signal_that_begins_high_has_no_edge_at_its_beginning() -> None:
    assert found([5.0, 5.0, 0.0, 5.0], 2) == ([3], [2])


def test_a_cameras_pulses_are_listed_to_one_sample_without_the_skew(tmp_path: Path) -> None:
    path, n = tmp_path / "camera.mcap", 5000
    with spawn(session="empty", folder=tmp_path / "device") as device:
        device.rig.write_text(device.rig.read_text() + SYNC)
        rig = read_rig(device.rig)
        with NidaqmxSource(rig) as source:
            acquisition = PlateAcquisition(source, last_sample=n, patience_s=10.0, edges=ttl_watch(rig, source))
            acquisition.arm()
            acquisition.start(RecordingWriter(path, source))
            assert acquisition.wait(30.0)
            acquisition.finish()
    assert acquisition.fault is None
    info = recording_info(path)
    marks = [mark for mark in info.marks if mark["mark"] == "ttl"]
    assert {(mark["channel"], mark["name"]) for mark in marks} == {("ai12", "camera")}
    skew_s = 12 / info.clock["convert_rate_hz"]
    assert {mark["skew_s"] for mark in marks} == {skew_s}
    for key, true_s in zip(("rising", "falling"), edges_s(n / info.rate_hz), strict=True):
        seen_s = [edge_time_s(index, info.rate_hz, skew_s) for mark in marks for index in mark[key]]
        late_s = np.array(seen_s) - true_s
        assert len(seen_s) == 7
        assert late_s.min() >= 0.0
        assert late_s.max() < 1.0 / info.rate_hz
    # The first edge comes after the sample clock's tick and before the channel is converted: without the skew it would
    # have been seen before it happened.
    assert marks[0]["rising"][0] / info.rate_hz < edges_s(1.0)[0][0]
    # The plates are read as if there were no such channel.
    record = read_recording(path)
    assert [signals.shape for signals in record.signals] == [(6, n), (6, n)]


@pytest.mark.parametrize(
    ("added", "says"),
    [
        ('[sync]\nchannel = "ai3"\n', "rig.toml: sync.channel: ai3 is also a channel of plate[1]"),
        ('[sync]\nchannel = "ai12"\nthreshold_v = 8.0\nrange_v = 5.0\n', "rig.toml: sync.threshold_v: 8 V lie outside"),
        ('[trigger]\nsource = "ai0"\n', "rig.toml: trigger.source: "),
        ('[trigger]\nsource = "PFI0"\nedge = "both"\n', "rig.toml: trigger.edge: "),
    ],
)
def test_a_sync_or_trigger_that_cannot_be_is_named(root: Path, added: str, says: str) -> None:
    text = (root / "examples" / "rig.toml").read_text()
    with pytest.raises(ConfigurationRejected) as caught:
        parse_rig(f"{text}\n{added}")
    assert caught.value.line.startswith(says)


def test_two_devices_are_refused_with_how_to_wire_them(root: Path) -> None:
    text = (root / "examples" / "rig.toml").read_text()
    second = text.replace('side = "right"', 'side = "right"\ndevice = "Dev2"')
    named = text.replace('"ai0"', '"Dev2/ai0"')
    for changed, key in ((second, "plate[2].device"), (named, "plate[1].channels")):
        assert changed != text
        with pytest.raises(ConfigurationRejected) as caught:
            parse_rig(changed)
        assert caught.value.line.startswith(f"rig.toml: {key}: ")
        assert "two sample clocks that drift apart" in caught.value.line
        assert "wire all channels to driver.device" in caught.value.line
