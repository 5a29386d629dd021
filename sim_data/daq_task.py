"""One task of the simulated device: channels, timing, buffer, and reading."""

from __future__ import annotations

import time
from dataclasses import dataclass

from sim_data.daq_clock import SampleClock, coerced_rate_hz, default_buffer
from sim_data.daq_device import SimulatedDevice, VoltSource
from sim_data.daq_faults import (
    CHANNEL_TWICE,
    INVALID_VALUE,
    NEVER_AVAILABLE,
    NO_CHANNELS,
    NO_SUCH_CHANNEL,
    NOT_RUNNING,
    RESERVED,
    SAMPLES_NOT_YET_AVAILABLE,
    SAMPLES_OVERWRITTEN,
    SET_WHILE_RUNNING,
    NiError,
)
from sim_data.digitiser import FloatArray

ALL_AVAILABLE = -1
LONGEST_WAIT_S = 3600.0


@dataclass(frozen=True)
class VirtualChannel:
    """A channel of a task: which input, in which range, wired how."""

    name: str
    physical: str
    number: int
    low_v: float
    high_v: float
    range_v: float
    terminal: int


class SimulatedTask:
    """State of one task. Every method takes the board's lock by itself.

    Parameters
    ----------
    name : str
        Name of the session.
    device : SimulatedDevice
        Whose inputs it reads.
    """

    def __init__(self, name: str, device: SimulatedDevice) -> None:
        self.name, self.device = name, device
        self.channels: list[VirtualChannel] = []
        self.wanted_rate_hz = 1000.0
        self.wanted_buffer = 0
        self.samples_asked = 0
        self.read_position = 0
        self.running = False
        self.committed = False
        self.blocked_reads = 0
        self._lost = False
        self._source: VoltSource | None = None
        self._clock = SampleClock(self.wanted_rate_hz, device.speed)

    @property
    def rate_hz(self) -> float:
        """Rate as the device sets it.

        Raises
        ------
        NiError
            The converter cannot be that fast.
        """
        self.device.check_rate(self.wanted_rate_hz, len(self.channels))
        return coerced_rate_hz(self.wanted_rate_hz)

    @property
    def convert_rate_hz(self) -> float:
        """Rate of the converter."""
        return self.device.convert_rate_hz(self.rate_hz, len(self.channels))

    @property
    def buffer_samples(self) -> int:
        """Samples per channel that wait for a reader at most."""
        return self.wanted_buffer or max(default_buffer(self.rate_hz), self.samples_asked)

    def add_channels(self, physical: str, name: str, limits_v: tuple[float, float], terminal: int) -> None:
        """Add a channel per input of a list."""
        with self.device.board.changed:
            numbers = self.device.inputs(physical)
            range_v = self.device.range_v(*limits_v)
            taken = {channel.number for channel in self.channels}
            for place, number in enumerate(numbers):
                if number in taken:
                    raise NiError(CHANNEL_TWICE, f"Channel: ai{number}.")
                taken.add(number)
                given = name if len(numbers) == 1 else f"{name}{place}" if name else ""
                physical_name = f"{self.device.name}/ai{number}"
                self.channels.append(
                    VirtualChannel(given or physical_name, physical_name, number, *limits_v, range_v, terminal)
                )

    def named_channels(self, names: str) -> list[VirtualChannel]:
        """Channels of a list of names, which may be ranges of inputs.

        Raises
        ------
        NiError
            One is not in the task.
        """
        found = []
        for name in (entry.strip() for entry in names.split(",")):
            same = [channel for channel in self.channels if channel.name.lower() == name.lower()]
            numbers = [] if same else self.device.inputs(name)
            same += [channel for number in numbers for channel in self.channels if channel.number == number]
            if len(same) < max(1, len(numbers)):
                raise NiError(NO_SUCH_CHANNEL, f"Asked for: {name}.")
            found += same
        return found

    def set_timing(self, rate_hz: float, samples: int) -> None:
        """Continuous sampling by the device's own clock."""
        with self.device.board.changed:
            self._require_idle()
            self.wanted_rate_hz, self.samples_asked = rate_hz, samples

    def set_buffer(self, samples: int) -> None:
        """Change the buffer's size."""
        with self.device.board.changed:
            self._require_idle()
            self.wanted_buffer = samples

    def _require_idle(self) -> None:
        if self.running:
            raise NiError(SET_WHILE_RUNNING)

    def commit(self) -> None:
        """Verify the settings and reserve the device until it is released."""
        with self.device.board.changed:
            self._reserve()
            self.committed = True

    def _reserve(self) -> None:
        if not self.channels:
            raise NiError(NO_CHANNELS)
        self.device.board.require_device()
        if self.device.holder not in (None, self):
            raise NiError(RESERVED)
        if self.buffer_samples < 2:
            raise NiError(INVALID_VALUE, "The buffer is too small.")
        self.device.holder = self

    def start(self) -> None:
        """Start the sample clock at sample 0."""
        with self.device.board.changed:
            if self.running:
                return
            self._reserve()
            numbers = [channel.number for channel in self.channels]
            ranges_v = [channel.range_v for channel in self.channels]
            self._source = self.device.source(numbers, ranges_v, self.rate_hz)
            self._clock = SampleClock(self.rate_hz, self.device.speed)
            self.read_position, self._lost, self.running = 0, False, True
            self.device.board.changed.notify_all()

    def stop(self) -> None:
        """Stop the sample clock; a device that was only reserved by starting is free again."""
        with self.device.board.changed:
            self.running = False
            if not self.committed:
                self.release()
            self.device.board.changed.notify_all()

    def release(self) -> None:
        """Stop, and give the device free."""
        with self.device.board.changed:
            self.running = self.committed = False
            if self.device.holder is self:
                self.device.holder = None
            self.device.board.changed.notify_all()

    def acquired(self) -> int:
        """Samples acquired since the start."""
        with self.device.board.changed:
            acquired = self._clock.acquired(self.read_position) if self.running else self.read_position
            ends = self.device.board.clock_ends
            return acquired if ends is None else min(acquired, max(ends, self.read_position))

    def available(self) -> int:
        """Samples that could be read now."""
        with self.device.board.changed:
            ends = self.device.board.reads_end
            acquired = self.acquired() if ends is None else min(self.acquired(), ends)
            return max(0, acquired - self.read_position)

    def check(self) -> None:
        """Raise :class:`NiError` where the acquisition has failed."""
        with self.device.board.changed:
            self.device.board.require_device()
            if self.running and not self._clock.free and self.acquired() - self.read_position > self.buffer_samples:
                self._lost = True
            if self._lost:
                raise NiError(SAMPLES_OVERWRITTEN)

    def read(self, wanted: int, timeout_s: float) -> tuple[FloatArray, int]:
        """Take the next samples.

        Parameters
        ----------
        wanted : int
            Samples per channel; −1 takes what is there.
        timeout_s : float
            How long to wait; −1 waits for ever.

        Returns
        -------
        volts : ndarray, shape (n_channels, n)
        status : int
            0, or −200284 where the time was over first and ``volts`` holds what there was.
        """
        with self.device.board.changed:
            if not self.running or self._source is None:
                raise NiError(NOT_RUNNING)
            wanted = self.available() if wanted == ALL_AVAILABLE else wanted
            n = self._wait_for(wanted, timeout_s)
            first, source = self.read_position, self._source
            self.read_position += n
            self.device.board.changed.notify_all()
        return source.volts(first, n), 0 if n == wanted else SAMPLES_NOT_YET_AVAILABLE

    def _wait_for(self, wanted: int, timeout_s: float) -> int:
        """Wait until so many samples are there, or the time is over; tells how many there are, at most ``wanted``."""
        board = self.device.board
        until_s = time.monotonic() + timeout_s if timeout_s >= 0.0 else float("inf")
        while True:
            board.wait_while_frozen()
            due_s = self._clock.wait_s(self.read_position + wanted)
            left_s = until_s - time.monotonic()
            if due_s <= 0.0:
                self._lost = board.set_off(self.read_position + wanted) or self._lost
            if not self.running:
                raise NiError(NEVER_AVAILABLE)
            self.check()
            n = min(wanted, self._deliverable())
            if n == wanted or left_s <= 0.0:
                return n
            self.blocked_reads += 1
            board.changed.notify_all()
            board.changed.wait(min(left_s, self._next_event_s(wanted)))
            self.blocked_reads -= 1

    def _next_event_s(self, wanted: int) -> float:
        """How long until the samples are due or the buffer overflows, whichever is still to come."""
        counts = (self.read_position + wanted, self.read_position + self.buffer_samples + 1)
        return min((wait_s for count in counts if (wait_s := self._clock.wait_s(count)) > 0.0), default=LONGEST_WAIT_S)

    def _deliverable(self) -> int:
        """Samples that a read may take: a free-running clock holds back none."""
        board = self.device.board
        ends = [end for end in (board.reads_end, board.clock_ends) if end is not None]
        if not self._clock.free:
            ends.append(self._clock.acquired(self.read_position))
        return max(0, min(ends) - self.read_position) if ends else 1 << 40
