"""The simulated device: what it says about itself, what it can do, and who holds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sim_data.amplifier import CODES, PlateSettings
from sim_data.daq_faults import INVALID_DEVICE, INVALID_VALUE, NO_SUCH_CHANNEL, FaultBoard, NiError
from sim_data.digitiser import FloatArray, Scan
from sim_data.plates import N_CHANNELS, PlateForces, PlatePair

N_INPUTS = 16
COUNTER_INPUT = 15
MAX_RATE_HZ = 250_000.0
CONVERT_PERIOD_S = 14e-6
RANGES_V = (0.2, 1.0, 5.0, 10.0)
DRIVER_VERSION = (24, 5, 0)


class VoltSource(Protocol):
    """Volts of a task's channels at any sample."""

    def volts(self, first: int, n: int) -> FloatArray:
        """Shape (n_channels, n)."""


@dataclass
class SimulatedDevice:
    """Sixteen analog inputs behind one multiplexed 16-bit converter of 250 kS/s.

    ``ai0`` to ``ai11`` carry the plates, ``ai12`` to ``ai14`` are grounded, ``ai15`` counts samples: its 16-bit code
    is the sample's index modulo 65,536, minus 32,768.

    Attributes
    ----------
    forces : callable
        Gives what stands on the plates, from sample 0 of a task.
    settings : PlateSettings
        Faults of the plates' amplifiers.
    speed : float or None
        Of the sample clock; ``None`` runs free.
    name : str
        NI name.
    holder : object or None
        The task that has reserved the device.
    board : FaultBoard
        Faults in force, and the lock.
    """

    forces: Callable[[], PlateForces]
    settings: PlateSettings
    speed: float | None = None
    name: str = "Dev1"
    holder: object | None = None
    board: FaultBoard = field(default_factory=FaultBoard)
    product: str = "Simulated 16-input DAQ"
    serial: int = 0x51A70001

    def inputs(self, physical: str) -> list[int]:
        """Numbers of the inputs in a list such as ``Dev1/ai0, Dev1/ai4:7``.

        Raises
        ------
        NiError
            Another device, or a channel that it does not have.
        """
        numbers: list[int] = []
        for entry in physical.split(","):
            device, _, channel = entry.strip().partition("/")
            if device.lower() != self.name.lower():
                raise NiError(INVALID_DEVICE, f"Asked for: {device or 'nothing'}.")
            match = re.fullmatch(r"ai(\d+)(?::(?:ai)?(\d+))?", channel, re.IGNORECASE)
            if match is None:
                raise NiError(NO_SUCH_CHANNEL, f"Asked for: {channel}.")
            start, stop = int(match[1]), int(match[2] or match[1])
            step = 1 if stop >= start else -1
            numbers.extend(range(start, stop + step, step))
        beyond = [number for number in numbers if number >= N_INPUTS]
        if beyond:
            raise NiError(NO_SUCH_CHANNEL, f"Asked for: ai{beyond[0]}.")
        return numbers

    def range_v(self, low_v: float, high_v: float) -> float:
        """Smallest input range that holds both limits."""
        wanted = max(abs(low_v), abs(high_v))
        fitting = [limit for limit in RANGES_V if limit >= wanted]
        if not fitting or low_v >= high_v:
            raise NiError(INVALID_VALUE, f"Range asked for: {low_v:g} to {high_v:g} V.")
        return fitting[0]

    def convert_rate_hz(self, rate_hz: float, n_channels: int) -> float:
        """Rate of the converter: 14 µs a channel, squeezed evenly where that does not fit."""
        return max(1.0 / CONVERT_PERIOD_S, rate_hz * n_channels)

    def check_rate(self, rate_hz: float, n_channels: int) -> None:
        """Raise :class:`NiError` where the converter cannot be that fast."""
        most = MAX_RATE_HZ / max(1, n_channels)
        if not 0.0 < rate_hz <= most:
            raise NiError(INVALID_VALUE, f"Rate asked for: {rate_hz:g} Hz; {n_channels} channels go to {most:g} Hz.")

    def source(self, inputs: list[int], ranges_v: list[float], rate_hz: float) -> VoltSource:
        """What a task with these inputs reads from its first sample on."""
        period_s = 1.0 / self.convert_rate_hz(rate_hz, len(inputs))
        return InputVolts(self, inputs, ranges_v, rate_hz, period_s)


class InputVolts:
    """Volts of a task's inputs: plates, ground and the counter."""

    def __init__(
        self, device: SimulatedDevice, inputs: list[int], ranges_v: list[float], rate_hz: float, period_s: float
    ) -> None:
        self._steps_v = np.array([2.0 * limit / CODES for limit in ranges_v])
        self._n = len(inputs)
        places = [place for place, number in enumerate(inputs) if number < N_CHANNELS]
        self._plate_rows = np.array(places, dtype=np.intp)
        self._counter_rows = [place for place, number in enumerate(inputs) if number == COUNTER_INPUT]
        channels = tuple(inputs[place] for place in places)
        scan = Scan(rate_hz, channels, period_s, tuple(places))
        limits_v = np.array([ranges_v[place] for place in places])
        self._pair = PlatePair(device.forces(), device.settings, scan, limits_v) if places else None

    def volts(self, first: int, n: int) -> FloatArray:
        """As :meth:`VoltSource.volts`."""
        volts = np.zeros((self._n, n))
        if self._pair is not None:
            volts[self._plate_rows] = self._pair.volts(first, n)
        for row in self._counter_rows:
            count = np.arange(first, first + n) % CODES - CODES // 2
            volts[row] = count * self._steps_v[row]
        return volts
