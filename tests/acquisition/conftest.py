"""Simulated device servers, in processes of their own, for the tests of the driver's path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest

from acquisition.nidaqmx_source import NidaqmxSource
from acquisition.recording import RecordingWriter
from acquisition.rig import Rig
from acquisition.stream import PlateAcquisition
from sim_data.daq_process import SpawnedDevice, spawn

Capture = Callable[..., PlateAcquisition]
SpawnDevice = Callable[..., AbstractContextManager[SpawnedDevice]]


@pytest.fixture(scope="session", autouse=True)
def own_run_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Locks of recorders lie in a folder of the tests' own, not among those of people."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LEGDRIVE_RUN_DIR", str(tmp_path_factory.mktemp("run")))
        yield


@pytest.fixture(scope="session")
def simulated_device() -> SpawnDevice:
    """Start a device server: ``with simulated_device(session="quiet", speed="free") as device``.

    Options are those of :func:`sim_data.daq_process.spawn`. Depends on nothing of narrower scope, so that module- and
    session-scoped fixtures may use it.
    """
    return spawn


@pytest.fixture(scope="session")
def quiet_device() -> Iterator[SpawnedDevice]:
    """A free-running server for tests that leave it as they found it: somebody steps on after 2.5 s and stands."""
    with ExitStack() as closing:
        yield closing.enter_context(spawn("quiet"))


@pytest.fixture(scope="session")
def capture() -> Capture:
    """Record from a rig until it ends: ``capture(rig, path, last_sample=3000)``; other options go to the acquisition.

    ``recorder`` makes what writes, from the path and the source.
    """

    def run(rig: Rig, path: Path, *, recorder: Any = RecordingWriter, **options: Any) -> PlateAcquisition:
        with NidaqmxSource(rig) as source:
            acquisition = PlateAcquisition(source, **{"patience_s": 10.0, **options})
            acquisition.arm()
            acquisition.start(recorder(path, source))
            ended = acquisition.wait(30.0)
            acquisition.finish()
            assert ended
        return acquisition

    return run
