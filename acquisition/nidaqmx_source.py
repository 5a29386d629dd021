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
from itertools import groupby
from types import TracebackType
from typing import Any, Self

import nidaqmx
import numpy as np
from nidaqmx import errors as ni
from nidaqmx.constants import (
    AcquisitionType,
    BridgeConfiguration,
    BridgeUnits,
    Edge,
    ExcitationSource,
    OverwriteMode,
    TaskMode,
    TerminalConfiguration,
    VoltageUnits,
)
from nidaqmx.grpc_session_options import GrpcSessionOptions, SessionInitializationBehavior
from nidaqmx.stream_readers import AnalogMultiChannelReader
from nidaqmx.system import System

from acquisition.block import SampleBlock
from acquisition.errors import (
    AcquisitionError,
    ConfigurationRejected,
    DriverUnavailable,
    ReadTimeout,
    ResourceBusy,
    SamplesLost,
)
from acquisition.ni_errors import check_version, daq_fault, heard, rpc_fault
from acquisition.open_sessions import forget, left_behind, noted
from acquisition.plate import FloatArray
from acquisition.rig import Rig
from acquisition.rig_readback import amplifier_steps, check_rate, input_ranges, product_warnings
from acquisition.rig_wiring import PlateWiring, Sync, Trigger
from acquisition.source import contiguous_span, timed_block

READ_TIMEOUT_S = 1.0
"""How long a block may come late."""
TERMINALS = {
    "DIFF": TerminalConfiguration.DIFF,
    "RSE": TerminalConfiguration.RSE,
    "NRSE": TerminalConfiguration.NRSE,
}
BRIDGES = {
    "full": BridgeConfiguration.FULL_BRIDGE,
    "half": BridgeConfiguration.HALF_BRIDGE,
    "quarter": BridgeConfiguration.QUARTER_BRIDGE,
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
    warnings : list of str
        What was not as it should be but hindered nothing, for the technician.
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
        self.warnings: list[str] = []
        self._where = f"{rig.device} at {rig.address}"
        self._full_scale_v = rig.full_scale_v
        self._closing = ExitStack()
        self._task: nidaqmx.Task | None = None
        self._reader: AnalogMultiChannelReader | None = None
        self._pending: AcquisitionError | None = None

    def __enter__(self) -> Self:
        try:
            with translated(self._where), heard(ni.DaqWarning, self.warnings):
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
        """Reserve the device and programme it; raises as entering does.

        A device that a killed capture of this computer still holds is taken from it, and ``warnings`` says so. Charge
        amplifiers on digital lines are reset and set to operate, which takes as long as the rig says: nobody should
        stand on the plates.
        """
        try:
            self._commit()
        except ResourceBusy:
            cleared = clear_left_behind(self.rig.address)
            if not cleared:
                raise
            self._commit()
            names = ", ".join(cleared)
            self.warnings.append(f"a capture that was killed still held the device; its session was closed ({names})")
            self.driver = {**self.driver, "sessions_closed": cleared}
        self._reset_amplifiers()

    def _reset_amplifiers(self) -> None:
        """Set the amplifiers' lines: range and reset, then operate; the first sample comes when they have settled."""
        for levels, hold_s in amplifier_steps(self.rig):
            with translated(self._where):
                write_lines(self.rig.address, self.rig.device, levels)
            self.driver = {**self.driver, "amplifier_lines": levels}
            time.sleep(hold_s)

    def _commit(self) -> None:
        with translated(self._where), heard(ni.DaqWarning, self.warnings):
            self._open_task.control(TaskMode.TASK_COMMIT)

    def start(self) -> None:
        """Start the sample clock."""
        with translated(self._where):
            self._open_task.start()

    def triggered(self) -> bool:
        """Whether the sample clock runs; always without a start trigger. Raises as :meth:`read_into`."""
        if self.rig.trigger is None:
            return True
        with translated(self._where, self.next_index):
            self._open_task.is_task_done()  # raises where the device is gone; the counter alone would stay at 0
            return bool(self._open_task.in_stream.total_samp_per_chan_acquired > 0)

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
        except SamplesLost as error:
            error.count = self._unread()
            raise
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

    def _unread(self) -> int | None:
        """Samples acquired beyond ours, all of them out of reach; ``None`` where the driver does not tell."""
        try:
            return max(int(self._open_task.in_stream.total_samp_per_chan_acquired) - self.next_index, 0) or None
        except ni.Error:
            return None

    def backlog(self) -> int:
        """Samples that wait in the driver; 0 where it does not tell."""
        return self._unread() or 0

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
        if options is not None:
            self._closing.enter_context(noted(self.rig.address, name))
        task = nidaqmx.Task(name, grpc_options=options)
        self._closing.callback(close_task, task)
        check_version(System(options).driver_version, self._where)
        add_plates(task, self.rig)
        if self.rig.sync is not None:
            add_sync(task, self.rig.device, self.rig.sync)
        if self.rig.trigger is not None:
            set_trigger(task, self.rig.device, self.rig.trigger)
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
            "scaling_coefficients": scaling_coefficients(task),
        }
        self.warnings += product_warnings(self.rig, self.driver["product"])

    def _read_back(self, task: nidaqmx.Task) -> None:
        """Take rates and ranges as the driver set them."""
        self.rate_hz = float(task.timing.samp_clk_rate)
        check_rate(self.rate_hz, self.rig)
        with suppress(ni.DaqError):
            self.convert_rate_hz = float(task.timing.ai_conv_rate)
        self.ranges_v = input_ranges(task.ai_channels, self.rig)
        self._full_scale_v = np.minimum([high for _, high in self.ranges_v], self.rig.full_span)
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


def add_plates(task: nidaqmx.Task, rig: Rig) -> None:
    """Add the plates' channels in the order of the rig; neighbours that are wired alike in one call."""
    names = [name if "/" in name else f"{rig.device}/{name}" for name in rig.channels]
    wired = [rig.plate[k] for k, _ in rig.wires]
    for _, run in groupby(range(len(wired)), lambda i: (wired[i].terminal, wired[i].input_range, wired[i].bridge)):
        places = list(run)
        add_inputs(task, ", ".join(names[i] for i in places), wired[places[0]])


def add_inputs(task: nidaqmx.Task, names: str, wiring: PlateWiring) -> None:
    """Add inputs as a plate is wired to them.

    Bridges are asked for mV/V in so many words: NI's default units of a force bridge are pounds.
    """
    bridge, limit = wiring.bridge, wiring.input_range
    if bridge is None:
        task.ai_channels.add_ai_voltage_chan(
            names, terminal_config=TERMINALS[wiring.terminal], min_val=-limit, max_val=limit, units=VoltageUnits.VOLTS
        )
        return
    task.ai_channels.add_ai_bridge_chan(
        names,
        min_val=-limit,
        max_val=limit,
        units=BridgeUnits.MILLIVOLTS_PER_VOLT,
        bridge_config=BRIDGES[bridge.bridge],
        voltage_excit_source=ExcitationSource.INTERNAL,
        voltage_excit_val=bridge.excitation_v,
        nominal_bridge_resistance=bridge.bridge_ohm,
    )


def write_lines(address: str, device: str, levels: Mapping[str, bool]) -> None:
    """Set digital lines of a device; they keep their levels."""
    name = f"legdrive-lines-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    with session_options(address, name) as options, nidaqmx.Task(name, grpc_options=options) as task:
        for line in levels:
            task.do_channels.add_do_chan(line if line.count("/") > 1 else f"{device}/{line}")
        task.write([*levels.values()] if len(levels) > 1 else next(iter(levels.values())), auto_start=True)


def add_sync(task: nidaqmx.Task, device: str, sync: Sync) -> None:
    """Add the channel of the digital signal behind those of the plates."""
    task.ai_channels.add_ai_voltage_chan(
        f"{device}/{sync.channel}",
        terminal_config=TERMINALS[sync.terminal],
        min_val=-sync.range_v,
        max_val=sync.range_v,
    )


def set_trigger(task: nidaqmx.Task, device: str, trigger: Trigger) -> None:
    """Let the first sample wait for an edge on a digital line."""
    edge = Edge.RISING if trigger.edge == "rising" else Edge.FALLING
    task.triggers.start_trigger.cfg_dig_edge_start_trig(f"/{device}/{trigger.source}", edge)


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


def scaling_coefficients(task: nidaqmx.Task) -> list[list[float]] | None:
    """Per channel the polynomial from codes to volts, constant first; ``None`` where the driver does not tell."""
    try:
        return [[float(value) for value in channel.ai_dev_scaling_coeff] for channel in task.ai_channels]
    except ni.Error:
        return None


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


def clear_left_behind(address: str) -> list[str]:
    """Close the sessions on a device server that dead programs of this computer have left; returns their names."""
    cleared = []
    for name in left_behind(address):
        with suppress(AcquisitionError), translated(address):
            clear_session(address, name)
            cleared.append(name)
        forget(name)
    return cleared


def clear_session(address: str, name: str) -> None:
    """Close somebody else's session; raises ``RpcError`` where it is not there any more."""
    from acquisition.grpc_deadline import open_channel

    calls, socket = open_channel(address)
    attach = SessionInitializationBehavior.ATTACH_TO_SERVER_SESSION
    try:
        nidaqmx.Task(name, grpc_options=GrpcSessionOptions(calls, name, initialization_behavior=attach)).close()
    finally:
        socket.close()


def reset_device(address: str, name: str) -> None:
    """Abort whatever runs on a device and give it free, whoever holds it.

    Raises
    ------
    AcquisitionError
        There is no such device, or no driver or server.
    """
    clear_left_behind(address)
    with translated(f"{name} at {address}"), session_options(address, "") as options:
        System(options).devices[name].reset_device()
