"""Samples from NI hardware through nidaqmx: the only importer of it.

The driver runs on this computer (``driver.address = "local"``) or behind an NI gRPC device server; one setting
chooses, the path is the same. Reads block for 50 ms at a time in the thread that calls them; there are no callbacks.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib.metadata import version
from types import TracebackType
from typing import Any, Self

import nidaqmx
import numpy as np
from nidaqmx import errors as ni
from nidaqmx.constants import AcquisitionType, OverwriteMode, TaskMode, TerminalConfiguration
from nidaqmx.grpc_session_options import GrpcSessionOptions, SessionInitializationBehavior
from nidaqmx.stream_readers import AnalogMultiChannelReader
from nidaqmx.system import System

from acquisition.block import SampleBlock
from acquisition.errors import AcquisitionError, ConfigurationRejected, DriverUnavailable, ReadTimeout
from acquisition.ni_errors import daq_fault, rpc_fault
from acquisition.plate import FloatArray
from acquisition.rig import Rig
from acquisition.rig_wiring import PlateWiring
from acquisition.source import contiguous_span, timed_block

READ_TIMEOUT_S = 1.0
"""How long a block may come late."""
TERMINALS = {
    "DIFF": TerminalConfiguration.DIFF,
    "RSE": TerminalConfiguration.RSE,
    "NRSE": TerminalConfiguration.NRSE,
}


class NidaqmxSource:
    """Both plates as one NI-DAQmx task.

    Attributes
    ----------
    rate_hz : float
        Sample rate as the driver set it (nan before entering).
    convert_rate_hz : float or None
        Rate of the multiplexed converter; ``None`` on devices with one converter a channel.
    ranges_v : list of (float, float)
        Input range per channel as the driver set it.
    driver, clock : Mapping
        Facts for the recording.
    next_index : int
        Index of the next sample to be read.
    """

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.rig_toml = rig.toml_text
        self.block_samples = rig.block_samples
        self.channels = rig.channels
        self.rate_hz = float("nan")
        self.convert_rate_hz: float | None = None
        self.ranges_v: list[tuple[float, float]] = []
        self.driver: Mapping[str, Any] = {}
        self.clock: Mapping[str, Any] = {}
        self.next_index = 0
        self._where = f"{rig.device} at {rig.address}"
        self._full_scale_v = rig.full_scale_v
        self._closing = ExitStack()
        self._task: nidaqmx.Task | None = None
        self._reader: AnalogMultiChannelReader | None = None
        self._pending: AcquisitionError | None = None

    def __enter__(self) -> Self:
        try:
            with translated(self._where):
                self._configure()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def arm(self) -> None:
        """Reserve the device and programme it; raises as entering does."""
        with translated(self._where):
            self._open_task.control(TaskMode.TASK_COMMIT)

    def start(self) -> None:
        """Start the sample clock."""
        with translated(self._where):
            self._open_task.start()

    def read_into(self, out: FloatArray) -> SampleBlock:
        """Read ``out.shape[1]`` samples of every channel.

        Parameters
        ----------
        out : ndarray, shape (n_channels, n)
            Contiguous memory for the samples; the block's volts lie in it.

        Returns
        -------
        SampleBlock
            Shorter than asked where the driver ran out of time: the error comes with the next call.

        Raises
        ------
        AcquisitionError
            SamplesLost, ReadTimeout or DeviceLost, with the driver's code and the first sample that is missing.
        """
        if self._pending is not None:
            raise self._pending
        if self._reader is None:
            raise ConfigurationRejected("is not open", self._where)
        before = (time.monotonic(), time.time())
        try:
            with translated(self._where, self.next_index):
                n = self._reader.read_many_sample(out, out.shape[1], self._timeout_s(out.shape[1]))
        except ReadTimeout as error:
            n = self._samples_before(error)
        block = timed_block(self.next_index, contiguous_span(out, n), before, self._full_scale_v)
        self.next_index += n
        return block

    def _timeout_s(self, n: int) -> float:
        """Time for a read of ``n`` samples: their own, and as late as a block may come."""
        return READ_TIMEOUT_S + n / self.rate_hz

    def _samples_before(self, error: ReadTimeout) -> int:
        """Samples that a timed-out read delivered all the same; the error waits until they are kept."""
        cause = error.__cause__
        n = cause.samps_per_chan_read if isinstance(cause, ni.DaqReadError) else 0
        if n == 0:
            raise error
        error.sample_index = self.next_index + n
        self._pending = ReadTimeout(error.what, error.where, error.do, code=error.code, sample_index=error.sample_index)
        return int(n)

    def read_position(self) -> int | None:
        """Where the driver believes we have read up to; ``None`` where it no longer tells."""
        if self._task is None:
            return None
        try:
            return int(self._task.in_stream.curr_read_pos)
        except ni.Error:
            return None

    def stop(self) -> None:
        """Stop the sample clock; a device that is gone is stopped already."""
        if self._task is not None:
            with suppress(ni.Error):
                self._task.stop()

    def close(self) -> None:
        """Release the device and close the channel to its server."""
        self._task = self._reader = None
        self._closing.close()

    @property
    def _open_task(self) -> nidaqmx.Task:
        if self._task is None:
            raise ConfigurationRejected("is not open", self._where)
        return self._task

    def _configure(self) -> None:
        """Create the task, wire the channels, set the clock and the buffer, read all of it back."""
        name = f"legdrive-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        options = self._closing.enter_context(session_options(self.rig.address, name))
        task = nidaqmx.Task(name, grpc_options=options)
        self._closing.callback(close_task, task)
        for wiring in self.rig.plate:
            add_plate(task, self.rig.device, wiring)
        buffer_samples = set_clock(task, self.rig)
        self._read_back(task)
        self._task = task
        self._reader = AnalogMultiChannelReader(task.in_stream)
        self._reader.verify_array_shape = False
        self.driver = {
            "client": f"nidaqmx {version('nidaqmx')}",
            **device_facts(System(options), self.rig.device),
            "address": self.rig.address,
            "task": name,
            "channels": list(self.channels),
            "ranges_v": [list(limits) for limits in self.ranges_v],
            "buffer_samples": buffer_samples,
        }

    def _read_back(self, task: nidaqmx.Task) -> None:
        """Take rates and ranges as the driver set them."""
        self.rate_hz = float(task.timing.samp_clk_rate)
        with suppress(ni.DaqError):
            self.convert_rate_hz = float(task.timing.ai_conv_rate)
        self.ranges_v = [(float(channel.ai_rng_low), float(channel.ai_rng_high)) for channel in task.ai_channels]
        spans = [wiring.amplifier_span_v for wiring in self.rig.plate for _ in wiring.channels]
        self._full_scale_v = np.minimum([high for _, high in self.ranges_v], spans)
        self.clock = {
            "requested_rate_hz": self.rig.rate_hz,
            "rate_hz": self.rate_hz,
            "convert_rate_hz": self.convert_rate_hz,
            "block_samples": self.block_samples,
        }


@contextmanager
def session_options(address: str, task_name: str) -> Iterator[GrpcSessionOptions | None]:
    """Options for a device server's session, ``None`` for the local driver: the only branch between the two."""
    if address == "local":
        yield None
        return
    from acquisition.grpc_deadline import open_channel

    calls, socket = open_channel(address)
    try:
        yield GrpcSessionOptions(
            calls, task_name, initialization_behavior=SessionInitializationBehavior.INITIALIZE_SERVER_SESSION
        )
    finally:
        socket.close()


@contextmanager
def translated(where: str, sample_index: int | None = None) -> Iterator[None]:
    """Raise NI's and gRPC's errors as those of this house; the original is the cause."""
    try:
        yield
    except ni.DaqError as error:
        raise daq_fault(error.error_code, str(error), where, sample_index) from error
    except ni.RpcError as error:
        status = getattr(error.rpc_code, "name", str(error.rpc_code))
        raise rpc_fault(status, error.description, where, sample_index) from error
    except ni.DaqFunctionNotSupportedError as error:
        raise DriverUnavailable(
            "NI-DAQmx on this computer is too old", where, "install a newer one from ni.com"
        ) from error
    except ni.Error as error:
        raise DriverUnavailable(
            "NI-DAQmx is not installed on this computer",
            where,
            "install it from ni.com, or set driver.address to an NI gRPC device server",
        ) from error


def close_task(task: nidaqmx.Task) -> None:
    """Clear a task; one whose device or server is gone is cleared already."""
    with suppress(ni.Error):
        task.close()


def add_plate(task: nidaqmx.Task, device: str, wiring: PlateWiring) -> None:
    """Add a plate's channels in the order of its list."""
    task.ai_channels.add_ai_voltage_chan(
        ", ".join(f"{device}/{channel}" for channel in wiring.channels),
        terminal_config=TERMINALS[wiring.terminal],
        min_val=-wiring.range_v,
        max_val=wiring.range_v,
    )


def set_clock(task: nidaqmx.Task, rig: Rig) -> int:
    """Continuous sampling into a buffer that is never overwritten; returns the buffer's samples per channel."""
    buffer_samples = max(round(rig.rate_hz * rig.clock.buffer_s), 2 * rig.block_samples)
    task.timing.cfg_samp_clk_timing(rig.rate_hz, sample_mode=AcquisitionType.CONTINUOUS, samps_per_chan=buffer_samples)
    task.in_stream.input_buf_size = buffer_samples
    task.in_stream.overwrite = OverwriteMode.DO_NOT_OVERWRITE_UNREAD_SAMPLES
    return int(task.in_stream.input_buf_size)


def device_facts(system: System, name: str) -> dict[str, Any]:
    """What the device says about itself; ``None`` where it does not."""
    device = system.devices[name]
    facts: dict[str, Any] = {"driver_version": version_text(system), "device": name}
    for key, attribute in (
        ("product", "product_type"),
        ("serial", "serial_num"),
        ("simulated_by_driver", "is_simulated"),
    ):
        try:
            facts[key] = getattr(device, attribute)
        except ni.DaqError:
            facts[key] = None
    return facts


def version_text(system: System) -> str:
    """The driver's version as ``24.5.0``."""
    return ".".join(str(part) for part in system.driver_version)


def driver_version(address: str = "local") -> str:
    """Version of NI-DAQmx here or behind a device server.

    Raises
    ------
    DriverUnavailable
        There is none.
    """
    with translated(address), session_options(address, "") as options:
        system = System(options)
        list(system.devices)
        return version_text(system)


def devices(address: str = "local") -> list[str]:
    """Names and products of the devices that the driver sees, such as ``Dev1 (USB-6210)``."""
    with translated(address), session_options(address, "") as options:
        return [f"{device.name} ({device.product_type})" for device in System(options).devices]
