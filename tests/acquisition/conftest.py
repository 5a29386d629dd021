"""Simulated device servers, in processes of their own, for the tests of the driver's path."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack

import pytest

from sim_data.daq_process import SpawnedDevice, spawn

SpawnDevice = Callable[..., AbstractContextManager[SpawnedDevice]]


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
