"""Every kind of source, delivering the same known samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.plate import FloatArray
from acquisition.recording import RecordingWriter
from acquisition.replay_source import ReplaySource
from acquisition.rig import read_rig
from acquisition.source import SampleSource
from acquisition.stream import PlateAcquisition
from sim_data.amplifier import PlateSettings
from sim_data.daq_process import SpawnedDevice, spawn
from sim_data.daq_standing import StandingLifter
from sim_data.plates import PlatePair

SEED = 7
RECORDED = 6000
LOST = (1210, 1400)
MakeSource = Callable[[bool], SampleSource]


@pytest.fixture(scope="session")
def device() -> Iterator[SpawnedDevice]:
    """Simulated plates on which somebody stands."""
    with spawn("quiet", seed=SEED) as spawned:
        yield spawned


@pytest.fixture(scope="session")
def recordings(device: SpawnedDevice, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same samples as a recording, whole and with a hole."""
    folder = tmp_path_factory.mktemp("recordings")
    whole, holed = folder / "whole.mcap", folder / "holed.mcap"
    with NidaqmxSource(read_rig(device.rig)) as source:
        acquisition = PlateAcquisition(source, last_sample=RECORDED, patience_s=10.0)
        acquisition.arm()
        acquisition.start(RecordingWriter(whole, source))
        acquisition.wait()
        acquisition.finish()
        assert acquisition.fault is None
    with ReplaySource(whole) as replay:
        writer = RecordingWriter(holed, replay)
        sizes = [LOST[0], LOST[1] - LOST[0], RECORDED - LOST[1]]
        for number, size in enumerate(sizes):
            block = replay.read_into(np.empty((12, size)))
            if number != 1:
                writer.append(block)
        writer.close()
    return whole, holed


@pytest.fixture(params=["nidaqmx", "replay"])
def make_source(
    request: pytest.FixtureRequest, device: SpawnedDevice, recordings: tuple[Path, Path]
) -> Iterator[MakeSource]:
    """Make a source that is not entered yet; with ``loses`` it loses samples from 1210 on."""

    def nidaqmx(loses: bool) -> SampleSource:
        if loses:
            device.control("overflow", at=LOST[0])
        return NidaqmxSource(read_rig(device.rig))

    def replay(loses: bool) -> SampleSource:
        return ReplaySource(recordings[loses])

    yield {"nidaqmx": nidaqmx, "replay": replay}[request.param]
    device.control("clear")


@pytest.fixture(scope="session")
def known_volts() -> FloatArray:
    """What every source delivers, shape (12, 6000)."""
    return PlatePair(StandingLifter(), PlateSettings(seed=SEED)).volts(0, RECORDED)
