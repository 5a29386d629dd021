"""Every kind of source, delivering the same known samples, and every path to a driver.

Which of them is looked at is said by ``LEGDRIVE_CONTRACT``: without it NI's gRPC client on the simulated device server,
and recordings that are played again; ``local`` the driver library of this computer, which a test puts in the stand-in's
place; ``hardware`` the device or rig that ``LEGDRIVE_HARDWARE`` names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.plate import FloatArray
from acquisition.recording import RecordingWriter
from acquisition.replay_source import ReplaySource
from acquisition.rig import parse_rig
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
PATH = os.environ.get("LEGDRIVE_CONTRACT", "grpc")
HARDWARE = PATH == "hardware"


class ServerBench:
    """Simulated plates behind NI's gRPC client; faults are ordered from the server."""

    known = True

    def __init__(self, device: SpawnedDevice) -> None:
        self._device = device
        self.rig_text = device.rig.read_text()

    def order(self, what: str, at: int, code: int = -201003) -> None:
        """Let a fault come with the read that reaches beyond a sample."""
        self._device.control(what, at=at, code=code)

    def trigger(self) -> None:
        """Give the edge that a start trigger waits for."""
        self._device.control("trigger", line="PFI0", edge="rising")

    def lines(self) -> list[tuple[str, bool]]:
        """Digital lines that have changed their levels, in order."""
        return [(line, high) for line, high, _ in self._device.control("state")["line_edges"]]

    def clear(self) -> None:
        """End all faults."""
        self._device.control("clear")


class LibraryBench:
    """The same plates behind the stand-in for the driver's library; faults are ordered by a file."""

    known = True

    def __init__(self, folder: Path) -> None:
        self._folder, self._orders = folder, 0
        self.rig_text = (folder / "rig.toml").read_text()

    def order(self, what: str, at: int, code: int = -201003) -> None:
        """Let a fault come with the read that reaches beyond a sample."""
        self._orders += 1
        (self._folder / "faults.txt").write_text(f"{self._orders}\n{what} {at} {code}\n")

    def trigger(self) -> None:
        """Give the edge that a start trigger waits for."""
        self.order("trigger", 0)

    def lines(self) -> list[tuple[str, bool]]:
        """Digital lines that have changed their levels, in order."""
        rows = (self._folder / "lines.txt").read_text().split()
        return [(line, level == "1") for line, level in zip(rows[::2], rows[1::2], strict=True)]

    def clear(self) -> None:
        """End all faults."""
        (self._folder / "faults.txt").unlink(missing_ok=True)


class HardwareBench:
    """A real device: what it delivers is not known, and faults cannot be ordered from it."""

    known = False

    def __init__(self, named: str, example: Path) -> None:
        given = Path(named)
        if given.suffix == ".toml":
            self.rig_text = given.read_text()
        else:
            local = re.sub(r'(?m)^address = "[^"]*"', 'address = "local"', example.read_text())
            of_device = re.sub(r'(?m)^device = "[^"]*"', f'device = "{named}"', local)
            self.rig_text = re.sub(r"(?m)^product = .*\n", "", of_device)

    def order(self, what: str, at: int, code: int = -201003) -> None:
        """Skip: a real device fails when it likes."""
        pytest.skip(f"'{what}' cannot be ordered from a real device: see docs/hardware.md for the faults by hand")

    def clear(self) -> None:
        """Nothing was ordered."""


Bench = ServerBench | LibraryBench | HardwareBench


@pytest.fixture(scope="session")
def bench(root: Path) -> Iterator[Bench]:
    """The path to a driver that is looked at."""
    if HARDWARE:
        yield HardwareBench(os.environ["LEGDRIVE_HARDWARE"], root / "examples" / "rig.toml")
    elif PATH == "local":
        yield LibraryBench(Path(os.environ["LEGDRIVE_STANDIN"]))
    else:
        with spawn("quiet", seed=SEED) as device:
            yield ServerBench(device)


@pytest.fixture
def driver(bench: Bench) -> Iterator[Bench]:
    """The same, left without a fault."""
    yield bench
    bench.clear()


@pytest.fixture(scope="session")
def recordings(bench: Bench, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same samples as a recording, whole and with a hole."""
    folder = tmp_path_factory.mktemp("recordings")
    whole, holed = folder / "whole.mcap", folder / "holed.mcap"
    with NidaqmxSource(parse_rig(bench.rig_text)) as source:
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


@pytest.fixture(params=["nidaqmx", "replay"] if PATH == "grpc" else ["nidaqmx"])
def make_source(request: pytest.FixtureRequest, driver: Bench) -> MakeSource:
    """Make a source that is not entered yet; with ``loses`` it loses samples from 1210 on."""

    def nidaqmx(loses: bool) -> SampleSource:
        if loses:
            driver.order("overflow", at=LOST[0])
        return NidaqmxSource(parse_rig(driver.rig_text))

    def replay(loses: bool) -> SampleSource:
        recordings: Any = request.getfixturevalue("recordings")
        return ReplaySource(recordings[loses])

    return {"nidaqmx": nidaqmx, "replay": replay}[request.param]


@pytest.fixture(scope="session")
def known_volts() -> FloatArray | None:
    """What every source delivers, shape (12, 6000); ``None`` where nobody knows."""
    return None if HARDWARE else PlatePair(StandingLifter(), PlateSettings(seed=SEED)).volts(0, RECORDED)
