"""One task of the simulated device: channels, timing, buffer, and reading."""

from __future__ import annotations

import re
import time

import numpy as np

from sim_data.daq_channels import VOLTAGE, Measuring, VirtualChannel
from sim_data.daq_clock import SampleClock, default_buffer
from sim_data.daq_device import SimulatedDevice, VoltSource
from sim_data.daq_faults import (
    CHANNEL_TWICE,
    CHANNEL_TYPE,
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
        self.lines: list[str] = []
        self.wanted_rate_hz = 1000.0
        self.wanted_buffer = 0
        self.samples_asked = 0
        self.read_position = 0
        self.running = False
        self.committed = False
        self.trigger = ("", "")
        self.waits_for_trigger = False
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
        return self.device.coerced_rate_hz(self.wanted_rate_hz, len(self.channels))

    @property
    def convert_rate_hz(self) -> float:
        """Rate of the converter."""
        return self.device.convert_rate_hz(self.rate_hz, len(self.channels))

    @property
    def buffer_samples(self) -> int:
        """Samples per channel that wait for a reader at most."""
        return self.wanted_buffer or max(default_buffer(self.rate_hz), self.samples_asked)

    def add_channels(self, physical: str, name: str, wanted: Measuring) -> None:
        """Add a channel per input of a list."""
        with self.device.board.changed:
            numbers = self.device.inputs(physical)
            if (wanted.measures == VOLTAGE) == self.device.converter.simultaneous or self.lines:
                raise NiError(CHANNEL_TYPE, f"Channels asked for: {physical}.")
            range_v = self.device.range_v(*wanted.limits_v)
            self.device.require_terminal(numbers, wanted.terminal)
            taken = {channel.number for channel in self.channels}
            for place, number in enumerate(numbers):
                if number in taken:
                    raise NiError(CHANNEL_TWICE, f"Channel: ai{number}.")
                taken.add(number)
                given = name if len(numbers) == 1 else f"{name}{place}" if name else ""
                physical_name = self.device.physical(number)
                self.channels.append(
                    VirtualChannel(
                        given or physical_name,
                        physical_name,
                        number,
                        wanted.low,
                        wanted.high,
                        range_v,
                        wanted.terminal,
                        wanted.measures,
                        wanted.gain,
                        wanted.zero,
                        self.device.settings.bits,
                    )
                )

    @property
    def line_names(self) -> list[str]:
        """Its digital lines by their full names."""
        return [f"{self.device.name}/{line}" for line in self.lines]

    def add_lines(self, listed: str) -> None:
        """Add digital output lines, which make it a task without a clock."""
        with self.device.board.changed:
            if self.channels:
                raise NiError(CHANNEL_TYPE, f"Lines asked for: {listed}.")
            self.lines += self.device.lines.names(listed, self.device.name)

    def write_lines(self, levels: list[bool]) -> None:
        """Set its lines; the running analog task sees it from its next sample on."""
        with self.device.board.changed:
            self.device.board.require_device()
            if len(levels) != len(self.lines):
                raise NiError(INVALID_VALUE, f"{len(levels)} levels for {len(self.lines)} lines.")
            sample = self.device.next_sample()
            for line, high in zip(self.lines, levels, strict=True):
                self.device.lines.write(line, high, sample)
            self.device.board.changed.notify_all()

    def next_sample(self) -> int:
        """First sample that something which happens now can still change."""
        return (self.read_position if self._clock.free else self.acquired()) if self.running else 0

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

    def set_trigger(self, terminal: str, edge: str) -> None:
        """Let the sample clock wait for an edge, ``rising`` or ``falling``, on a line such as ``/Dev1/PFI0``."""
        with self.device.board.changed:
            self._require_idle()
            if not re.fullmatch(rf"/{re.escape(self.device.name)}/PFI(\d|1[0-5])", terminal, re.IGNORECASE):
                raise NiError(INVALID_VALUE, f"Start trigger asked for: {terminal}.")
            self.trigger = (terminal.rpartition("/")[2].upper(), edge)

    def take_edge(self, line: str, edge: str) -> None:
        """An edge on a digital line: starts the sample clock where it is the one that was waited for."""
        with self.device.board.changed:
            if self.waits_for_trigger and self.trigger == (line, edge):
                self.waits_for_trigger = False
                self._clock = SampleClock(self.rate_hz, self.device.speed)
                self.device.board.changed.notify_all()

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
        if not self.channels and not self.lines:
            raise NiError(NO_CHANNELS)
        self.device.board.require_device()
        if self.lines:
            return
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
            if self.lines:
                self.running = True
                return
            numbers = [channel.number for channel in self.channels]
            ranges_v = [channel.range_v for channel in self.channels]
            self._source = self.device.source(numbers, ranges_v, self.rate_hz)
            self._clock = SampleClock(self.rate_hz, self.device.speed)
            self.read_position, self._lost, self.running = 0, False, True
            self.waits_for_trigger = bool(self.trigger[0])
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
            runs = self.running and not self.waits_for_trigger
            acquired = self._clock.acquired(self.read_position) if runs else self.read_position
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
        volts = self._scaled(self._saturated(first, source.volts(first, n)))
        return volts, 0 if n == wanted else SAMPLES_NOT_YET_AVAILABLE

    def _scaled(self, volts: FloatArray) -> FloatArray:
        """Volts or V/V in the units of the channels."""
        if all(channel.measures == VOLTAGE for channel in self.channels):
            return volts
        gains, zeros = (np.array([getattr(c, key) for c in self.channels])[:, np.newaxis] for key in ("gain", "zero"))
        scaled: FloatArray = volts * gains + zeros
        return scaled

    def _saturated(self, first: int, volts: FloatArray) -> FloatArray:
        """Volts with the overloads that were ordered."""
        for number, (start, stop) in list(self.device.board.overloads.items()):
            rows = [row for row, channel in enumerate(self.channels) if channel.number == number]
            span = slice(max(start - first, 0), max(stop - first, 0))
            for row in rows:
                volts[row, span] = self.channels[row].range_v
        return volts

    def _wait_for(self, wanted: int, timeout_s: float) -> int:
        """Wait until so many samples are there, or the time is over; tells how many there are, at most ``wanted``."""
        board = self.device.board
        until_s = time.monotonic() + timeout_s if timeout_s >= 0.0 else float("inf")
        while True:
            board.wait_while_frozen()
            due_s = LONGEST_WAIT_S if self.waits_for_trigger else self._clock.wait_s(self.read_position + wanted)
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
        if self.waits_for_trigger:
            return 0
        board = self.device.board
        ends = [end for end in (board.reads_end, board.clock_ends) if end is not None]
        if not self._clock.free:
            ends.append(self._clock.acquired(self.read_position))
        return max(0, min(ends) - self.read_position) if ends else 1 << 40
