"""The simulated device: what it says about itself, what it can do, and who holds it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sim_data.amplifier import CODES, PlateSettings
from sim_data.daq_converter import BridgeModules, Converter, Multiplexed
from sim_data.daq_faults import INVALID_DEVICE, INVALID_VALUE, NO_SUCH_CHANNEL, NOT_MODELLED, FaultBoard, NiError
from sim_data.daq_lines import DigitalLines
from sim_data.daq_ttl import TTL_INPUT, pulses_v
from sim_data.digitiser import FloatArray, Scan
from sim_data.plate_kinds import AMTI, PlateSet
from sim_data.plates import PlateForces, PlatePair

COUNTER_INPUT = 15
DIFFERENTIAL = 10106
"""NI's number of the terminal configuration DIFF."""


class VoltSource(Protocol):
    """Volts of a task's channels at any sample."""

    def volts(self, first: int, n: int) -> FloatArray:
        """Shape (n_channels, n)."""


@dataclass
class SimulatedDevice:
    """An NI device with two plates wired to it.

    The first inputs carry the plates, the others are grounded; where no plate needs them, ``ai12`` carries the pulses
    of :mod:`sim_data.daq_ttl` and ``ai15`` counts samples: its 16-bit code is the sample's index modulo 65,536, minus
    32,768.

    Attributes
    ----------
    forces : callable
        Gives what stands on the plates, from sample 0 of a task.
    settings : PlateSettings
        Faults of the plates' amplifiers.
    speed : float or None
        Of the sample clock; ``None`` runs free.
    holder : object or None
        The task that has reserved the device.
    board : FaultBoard
        Faults in force, and the lock.
    plates : PlateSet
        What is wired to it: the left plate to the first inputs, the right one to those behind.
    """

    forces: Callable[[], PlateForces]
    settings: PlateSettings
    speed: float | None = None
    holder: object | None = None
    board: FaultBoard = field(default_factory=FaultBoard)
    plates: PlateSet = AMTI
    serial: int = 0x51A70001

    def __post_init__(self) -> None:
        self.converter: Converter = BridgeModules() if self.plates.converter == "NI 9237" else Multiplexed()
        self.lines = DigitalLines(self.plates.reset_line)

    def next_sample(self) -> int:
        """First sample of the task that holds it which something that happens now can still change."""
        sample = getattr(self.holder, "next_sample", None)
        return int(sample()) if callable(sample) else 0

    @property
    def product(self) -> str:
        """What the device is."""
        return self.converter.product

    def inputs(self, physical: str) -> list[int]:
        """Numbers of the inputs in a list such as ``Dev1/ai0, Dev1/ai4:7``.

        Raises
        ------
        NiError
            Another device, or a channel that it does not have.
        """
        numbers: list[int] = []
        for entry in physical.split(","):
            module, _, channel = entry.strip().partition("/")
            first = self.inputs_of(module)[0]
            match = re.fullmatch(r"ai(\d+)(?::(?:ai)?(\d+))?", channel, re.IGNORECASE)
            if match is None:
                raise NiError(NO_SUCH_CHANNEL, f"Asked for: {channel}.")
            start, stop = int(match[1]), int(match[2] or match[1])
            if max(start, stop) >= len(self.inputs_of(module)):
                raise NiError(NO_SUCH_CHANNEL, f"Asked for: ai{max(start, stop)}.")
            step = 1 if stop >= start else -1
            numbers.extend(first + number for number in range(start, stop + step, step))
        return numbers

    def inputs_of(self, module: str) -> range:
        """Numbers of a module's inputs; of all inputs, where the device is one piece.

        Raises
        ------
        NiError
            There is no module of this name.
        """
        names = [name.lower() for name in self.plates.modules]
        if module.lower() not in names:
            raise NiError(INVALID_DEVICE, f"Asked for: {module or 'nothing'}.")
        each = self.converter.n_inputs // len(names)
        first = each * names.index(module.lower())
        return range(first, first + each)

    def physical(self, number: int) -> str:
        """Name of an input, such as ``Dev1/ai3``."""
        module, place = divmod(number, self.converter.n_inputs // len(self.plates.modules))
        return f"{self.plates.modules[module]}/ai{place}"

    @property
    def name(self) -> str:
        """NI name of the device, or of its first module."""
        return self.plates.modules[0]

    def require_terminal(self, numbers: list[int], terminal: int) -> None:
        """Raise :class:`NiError` where an input cannot be differential: the upper half are negative inputs then."""
        lower = self.converter.n_inputs // 2
        upper = [number for number in numbers if number >= lower]
        if terminal == DIFFERENTIAL and upper and not self.converter.simultaneous:
            what = f"Input ai{upper[0]} cannot be DIFF: it is the negative input of ai{upper[0] - lower}."
            raise NiError(INVALID_VALUE, what)

    def range_v(self, low_v: float, high_v: float) -> float:
        """Smallest input range that holds both limits."""
        wanted = max(abs(low_v), abs(high_v))
        fitting = [limit for limit in self.converter.ranges if limit >= wanted]
        if not fitting or low_v >= high_v:
            raise NiError(INVALID_VALUE, f"Range asked for: {low_v:g} to {high_v:g}.")
        return fitting[0]

    def coerced_rate_hz(self, rate_hz: float, n_channels: int) -> float:
        """Rate as the device sets it; raises :class:`NiError` where the converter cannot be that fast."""
        return self.converter.rate_hz(rate_hz, n_channels)

    def convert_rate_hz(self, rate_hz: float, n_channels: int) -> float:
        """Rate of the converter.

        Raises
        ------
        NiError
            Each input has its own.
        """
        rate = self.converter.convert_rate_hz(rate_hz, n_channels)
        if rate is None:
            raise NiError(NOT_MODELLED, "This device has no convert clock: all channels are converted at once.")
        return rate

    @property
    def wired(self) -> range:
        """Numbers of the inputs that plates are wired to, in the order of the plates' channels."""
        return range(self.plates.n_channels)

    def source(self, inputs: list[int], ranges_v: list[float], rate_hz: float) -> VoltSource:
        """What a task with these inputs reads from its first sample on."""
        convert_hz = self.converter.convert_rate_hz(rate_hz, len(inputs))
        self.lines.restart()
        return InputVolts(self, inputs, ranges_v, rate_hz, 1.0 / convert_hz if convert_hz else 0.0)


class InputVolts:
    """Volts of a task's inputs: plates, ground and the counter."""

    def __init__(
        self, device: SimulatedDevice, inputs: list[int], ranges_v: list[float], rate_hz: float, period_s: float
    ) -> None:
        self._steps_v = np.array([2.0 * limit / CODES for limit in ranges_v])
        self._n = len(inputs)
        wired = device.wired
        places = [place for place, number in enumerate(inputs) if number in wired]
        self._plate_rows = np.array(places, dtype=np.intp)
        counting = COUNTER_INPUT not in wired
        self._counter_rows = [place for place, number in enumerate(inputs) if counting and number == COUNTER_INPUT]
        self._ttl_rows = [place for place, number in enumerate(inputs) if number not in wired and number == TTL_INPUT]
        self._rate_hz, self._period_s = rate_hz, period_s
        channels = tuple(inputs[place] for place in places)
        scan = Scan(rate_hz, channels, period_s, tuple(places))
        limits_v = np.array([ranges_v[place] for place in places])
        self._pair = (
            PlatePair(
                device.forces(), device.settings, scan, limits_v, plates=device.plates, resets=device.lines.resets
            )
            if places
            else None
        )

    def volts(self, first: int, n: int) -> FloatArray:
        """As :meth:`VoltSource.volts`."""
        volts = np.zeros((self._n, n))
        if self._pair is not None:
            volts[self._plate_rows] = self._pair.volts(first, n)
        for row in self._ttl_rows:
            ttl_v = pulses_v(np.arange(first, first + n) / self._rate_hz + row * self._period_s)
            volts[row] = np.round(ttl_v / self._steps_v[row]) * self._steps_v[row]
        for row in self._counter_rows:
            count = np.arange(first, first + n) % CODES - CODES // 2
            volts[row] = count * self._steps_v[row]
        return volts
