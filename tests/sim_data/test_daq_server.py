"""The simulated device server under an unmodified nidaqmx client."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import grpc
import nidaqmx
import numpy as np
import pytest
import session_pb2
import session_pb2_grpc
from nidaqmx import errors as ni
from nidaqmx.constants import READ_ALL_AVAILABLE, AcquisitionType, OverwriteMode, TaskMode, TerminalConfiguration
from nidaqmx.grpc_session_options import GrpcSessionOptions, SessionInitializationBehavior
from nidaqmx.stream_readers import AnalogMultiChannelReader
from nidaqmx.system import System

from sim_data.daq_process import SpawnedDevice, spawn
from sim_data.daq_reply import read_reply

STEP_V = 20.0 / 65536.0
NEW = SessionInitializationBehavior.INITIALIZE_SERVER_SESSION


class Client:
    """Tasks on a device server over one channel."""

    def __init__(self, device: SpawnedDevice) -> None:
        self.device = device
        self.channel = grpc.insecure_channel(
            device.address.removeprefix("grpc://"), options=[("grpc.max_receive_message_length", -1)]
        )

    def options(self, name: str) -> GrpcSessionOptions:
        return GrpcSessionOptions(self.channel, name, initialization_behavior=NEW)

    def task(self, name: str = "") -> nidaqmx.Task:
        name = name or uuid.uuid4().hex
        return nidaqmx.Task(name, grpc_options=self.options(name))

    def counting(self, inputs: str = "ai15", rate_hz: float = 1000.0, buffer: int = 0) -> nidaqmx.Task:
        task = self.task()
        task.ai_channels.add_ai_voltage_chan(
            f"Dev1/{inputs}", terminal_config=TerminalConfiguration.RSE, min_val=-10.0, max_val=10.0
        )
        task.timing.cfg_samp_clk_timing(rate_hz, sample_mode=AcquisitionType.CONTINUOUS)
        if buffer:
            task.in_stream.input_buf_size = buffer
        return task


def counted(volts: np.ndarray) -> list[int]:
    """Sample numbers from the counter's volts."""
    return [int(code) + 32768 for code in np.rint(np.asarray(volts).ravel() / STEP_V)]


@pytest.fixture(scope="module")
def free() -> Iterator[Client]:
    with spawn("empty") as device:
        client = Client(device)
        yield client
        client.channel.close()


@pytest.fixture(scope="module")
def timed() -> Iterator[Client]:
    with spawn("empty", speed="20") as device:
        client = Client(device)
        yield client
        client.channel.close()


@pytest.fixture(autouse=True)
def _nothing_is_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    for name in {"free", "timed"} & set(request.fixturenames):
        request.getfixturevalue(name).device.control("clear")


def test_sixteen_channels_come_without_a_gap(free: Client) -> None:
    blocks, out = [], np.zeros((16, 500))
    with free.counting("ai0:15", rate_hz=10_000.0) as task:
        reader = AnalogMultiChannelReader(task.in_stream)
        task.start()
        for _ in range(200):
            reader.read_many_sample(out, 500)
            blocks.append(out[15].copy())
        assert task.in_stream.curr_read_pos == 100_000
    assert counted(np.concatenate(blocks)) == [index % 65536 for index in range(100_000)]


def test_a_plain_task_reads_lists_one_sample_and_what_is_there(free: Client) -> None:
    with free.counting("ai15") as task:
        task.start()
        assert counted(np.array(task.read(10))) == list(range(10))
        assert counted(np.array([task.read()])) == [10]
        rest = task.read(READ_ALL_AVAILABLE)
        assert counted(np.array(rest)) == list(range(11, 111))


def test_a_plain_task_reads_several_channels_by_their_range(free: Client) -> None:
    with free.counting("ai12:15") as task:
        task.start()
        rows = task.read(20)
        channels = task.ai_channels
        assert channels.channel_names == ["Dev1/ai12", "Dev1/ai13", "Dev1/ai14", "Dev1/ai15"]
        assert [channel.physical_channel.name for channel in channels] == channels.channel_names
        assert channels["Dev1/ai12:14"].ai_rng_high == 10.0
        with pytest.raises(ni.DaqError) as caught:
            _ = channels["Dev1/ai11:13"].ai_rng_high
    assert caught.value.error_code == -200170
    assert counted(np.array(rows[3])) == list(range(20))
    assert rows[1:3] == [[0.0] * 20] * 2  # ai12 carries a camera's pulses


def test_the_device_says_what_it_is(free: Client) -> None:
    system = System.remote(free.options(""))
    assert tuple(system.driver_version) == (24, 5, 0)
    (device,) = system.devices
    assert (device.name, device.product_type) == ("Dev1", "Simulated 16-input DAQ")
    assert device.is_simulated
    assert device.ai_physical_chans.channel_names[-1] == "Dev1/ai15"
    assert device.ai_voltage_rngs[-2:] == [-10.0, 10.0]
    assert not device.ai_simultaneous_sampling_supported
    assert (device.ai_max_single_chan_rate, device.ai_max_multi_chan_rate) == (250_000.0, 250_000.0)
    stub = session_pb2_grpc.SessionUtilitiesStub(free.channel)
    (found,) = stub.EnumerateDevices(session_pb2.EnumerateDevicesRequest()).devices
    assert found.name == "Dev1"


@pytest.mark.parametrize(
    ("wanted_hz", "set_hz", "convert_hz", "buffer"),
    [
        (1000.0, 1000.0, 1 / 14e-6, 10_000),
        (60.0, 1e8 / 1_666_666, 1 / 14e-6, 1_000),
        (3000.1, 1e8 / 33332, 1 / 14e-6, 10_000),
        (12_000.0, 1e8 / 8333, 16 * 1e8 / 8333, 100_000),
    ],
)
def test_rate_convert_rate_and_buffer_are_read_back(
    free: Client, wanted_hz: float, set_hz: float, convert_hz: float, buffer: int
) -> None:
    with free.counting("ai0:15", rate_hz=wanted_hz) as task:
        assert task.timing.samp_clk_rate == pytest.approx(set_hz, rel=1e-12)
        assert task.timing.ai_conv_rate == pytest.approx(convert_hz, rel=1e-12)
        assert task.in_stream.input_buf_size == buffer
        task.in_stream.input_buf_size = 77_000
        assert task.in_stream.input_buf_size == 77_000


def test_the_smallest_range_that_holds_the_limits_is_taken(free: Client) -> None:
    with free.task() as task:
        channel = task.ai_channels.add_ai_voltage_chan("Dev1/ai3", min_val=-3.0, max_val=3.0)
        assert (channel.ai_rng_low, channel.ai_rng_high, channel.ai_max) == (-5.0, 5.0, 3.0)


@pytest.mark.parametrize(
    ("channel", "code"),
    [("Dev7/ai0", -200220), ("Dev1/ai16", -200170), ("Dev1/ao0", -200170), ("Dev1/ai1,Dev1/ai1", -200489)],
)
def test_a_wrong_channel_is_refused_with_ni_s_code(free: Client, channel: str, code: int) -> None:
    with free.task() as task, pytest.raises(ni.DaqError) as caught:
        task.ai_channels.add_ai_voltage_chan(channel)
    assert caught.value.error_code == code


def test_a_rate_beyond_the_converter_is_refused(free: Client) -> None:
    with free.counting("ai0:15", rate_hz=20_000.0) as task, pytest.raises(ni.DaqError) as caught:
        task.start()
    assert caught.value.error_code == -200077


def test_a_second_task_finds_the_device_busy_until_the_first_lets_go(free: Client) -> None:
    with free.counting() as first, free.counting("ai0") as second:
        first.control(TaskMode.TASK_COMMIT)
        with pytest.raises(ni.DaqError) as caught:
            second.start()
        assert caught.value.error_code == -50103
        first.control(TaskMode.TASK_UNRESERVE)
        second.start()
        assert len(second.read(5)) == 5


def test_what_is_not_modelled_is_refused(free: Client) -> None:
    with free.counting() as task:
        for attempt in (
            lambda: task.ai_channels[0].ai_lowpass_enable,
            lambda: task.in_stream.open_chans_exist,
            lambda: task.timing.cfg_samp_clk_timing(1000.0, sample_mode=AcquisitionType.FINITE),
            lambda: setattr(task.in_stream, "overwrite", OverwriteMode.OVERWRITE_UNREAD_SAMPLES),
        ):
            with pytest.raises(ni.DaqError, match="does not model") as caught:
                attempt()
            assert caught.value.error_code == -200452
        with pytest.raises(ni.RpcError) as missing:
            task.triggers.start_trigger.cfg_anlg_edge_start_trig("Dev1/ai0")
        assert missing.value.rpc_code == grpc.StatusCode.UNIMPLEMENTED
        with pytest.raises(ni.DaqError) as idle:
            task.read(5)
        assert idle.value.error_code == -200473


def test_a_session_s_name_is_given_once_and_a_closed_one_is_unknown(free: Client) -> None:
    task = free.task("mine")
    with pytest.raises(ni.RpcError) as twice:
        free.task("mine")
    assert twice.value.rpc_code == grpc.StatusCode.ALREADY_EXISTS
    session_pb2_grpc.SessionUtilitiesStub(free.channel).ResetServer(session_pb2.ResetServerRequest())
    with pytest.raises(ni.DaqError) as gone:
        task.close()
    assert gone.value.error_code == -200088
    free.task("mine").close()


def test_a_read_whose_time_is_over_delivers_what_there_is(free: Client) -> None:
    free.device.control("stop_clock", at=120)
    out = np.full((1, 100), -1.0)
    with free.counting() as task:
        reader = AnalogMultiChannelReader(task.in_stream)
        task.start()
        reader.read_many_sample(out, 100)
        with pytest.raises(ni.DaqReadError) as caught:
            reader.read_many_sample(out, 100, timeout=0.05)
        assert (caught.value.error_code, caught.value.samps_per_chan_read) == (-200284, 20)
        assert counted(out[0, :20]) == list(range(100, 120))
        assert not out[0, 20:].any()
        assert task.in_stream.total_samp_per_chan_acquired == 120


def test_the_clock_goes_by_time_and_overwrites_what_is_not_read(timed: Client) -> None:
    out = np.zeros((1, 50))
    with timed.counting(buffer=20_000) as task:
        reader = AnalogMultiChannelReader(task.in_stream)
        task.start()
        reader.read_many_sample(out, 50)
        assert counted(out) == list(range(50))
        timed.device.control("stall")
        with pytest.raises(ni.DaqReadError) as lost:
            reader.read_many_sample(out, 50, timeout=30.0)
        assert (lost.value.error_code, lost.value.samps_per_chan_read) == (-200279, 0)
        with pytest.raises(ni.DaqError) as done:
            task.is_task_done()
        assert done.value.error_code == -200279
        timed.device.control("resume")
        task.stop()
        task.start()
        reader.read_many_sample(out, 50)
        assert counted(out) == list(range(50))


def test_a_read_of_a_task_that_is_stopped_meanwhile_ends(timed: Client) -> None:
    from concurrent.futures import ThreadPoolExecutor

    timed.device.control("stop_clock", at=10)
    with timed.counting() as task, ThreadPoolExecutor(1) as other:
        task.start()
        reading = other.submit(task.read, 50, 10.0)
        timed.device.control("wait", blocked=True)
        task.stop()
        with pytest.raises(ni.DaqError) as caught:
            reading.result()
    assert caught.value.error_code == -200278


def test_a_removed_device_fails_at_its_sample_and_works_again_when_plugged_in(free: Client) -> None:
    out = np.zeros((1, 100))
    with free.counting() as task:
        reader = AnalogMultiChannelReader(task.in_stream)
        task.start()
        free.device.control("remove", at=150, code=-88705)
        reader.read_many_sample(out, 100)
        with pytest.raises(ni.DaqReadError) as caught:
            reader.read_many_sample(out, 100)
        assert caught.value.error_code == -88705
        task.stop()
        with pytest.raises(ni.DaqError):
            task.start()
        free.device.control("plug")
        task.start()
        reader.read_many_sample(out, 100)
        assert counted(out) == list(range(100))


def test_an_unknown_fault_is_refused(free: Client) -> None:
    with pytest.raises(ValueError, match="no fault is called explode"):
        free.device.control("explode")


def test_a_server_ends_when_its_parent_dies(tmp_path: Path) -> None:
    parent = (
        "import os, sys, pathlib; from sim_data.daq_process import spawn\n"
        "with spawn('empty', folder=pathlib.Path(sys.argv[1])) as device:\n"
        "    print(device.pid, flush=True); os._exit(9)"
    )
    with ExitStack() as closing:
        child = closing.enter_context(
            subprocess.Popen([sys.executable, "-P", "-c", parent, str(tmp_path)], stdout=subprocess.PIPE)
        )
        assert child.stdout is not None
        pid = int(child.stdout.readline())
        assert child.wait(20) == 9
    with pytest.raises(ProcessLookupError):
        wait_for_end(pid)


def wait_for_end(pid: int) -> None:
    """Wait until a process that is not our child is gone: then its descriptor says so, or it never existed."""
    import os
    import select

    descriptor = os.pidfd_open(pid)
    try:
        assert select.select([descriptor], [], [], 10.0)[0], "the server lives on"
    finally:
        os.close(descriptor)
    raise ProcessLookupError(pid)


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="no session is called picnic"), spawn("picnic", folder=tmp_path):
        pass


def test_the_plan_of_a_session_without_lifts_is_empty(free: Client) -> None:
    plan = json.loads(free.device.plan.read_text())
    assert (plan["samples"], plan["labels"], plan["lifts"]) == (None, [], [])


def test_a_reply_is_what_ni_s_own_message_would_be() -> None:
    from nidaqmx._stubs import nidaqmx_pb2

    volts = np.arange(300.0).reshape(3, 100)
    message = nidaqmx_pb2.ReadAnalogF64Response.FromString(read_reply(-200284, volts, 450, 100))
    assert (message.status, message.samps_per_chan_read) == (-200284, 100)
    assert list(message.read_array) == [*range(300), *[0.0] * 150]
