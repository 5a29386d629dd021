"""Plates of every kind: their volts, their rig files, and what a nidaqmx client can do with their device."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import grpc
import nidaqmx
import numpy as np
import numpy.typing as npt
import pytest
from nidaqmx import errors as ni
from nidaqmx.constants import (
    AcquisitionType,
    BridgeConfiguration,
    BridgeUnits,
    ForceUnits,
    LineGrouping,
    TerminalConfiguration,
)
from nidaqmx.constants import BridgePhysicalUnits as Physical
from nidaqmx.grpc_session_options import GrpcSessionOptions, SessionInitializationBehavior
from nidaqmx.system import System

from acquisition.rig import parse_rig
from sim_data.amplifier import PlateSettings
from sim_data.charge import ResetEdge
from sim_data.daq_process import SpawnedDevice, spawn
from sim_data.daq_standing import EmptyPlates, StandingLifter
from sim_data.daq_training import single
from sim_data.plate_kinds import KISTLER, PLATE_SETS, PlateSet, plate_set
from sim_data.plates import PlatePair
from sim_data.rig_text import rig_text

FloatArray = npt.NDArray[np.float64]
NEW = SessionInitializationBehavior.INITIALIZE_SERVER_SESSION
IDEAL = PlateSettings.ideal()
ADDRESS = "grpc://127.0.0.1:1"


class Client:
    """Tasks on a device server over one channel."""

    def __init__(self, device: SpawnedDevice) -> None:
        self.device = device
        self.channel = grpc.insecure_channel(
            device.address.removeprefix("grpc://"), options=[("grpc.max_receive_message_length", -1)]
        )

    def close(self) -> None:
        self.channel.close()

    def options(self, name: str) -> GrpcSessionOptions:
        return GrpcSessionOptions(self.channel, name, initialization_behavior=NEW)

    def task(self) -> nidaqmx.Task:
        name = uuid.uuid4().hex
        return nidaqmx.Task(name, grpc_options=self.options(name))


def served(session: str, plates: str) -> Iterator[Client]:
    with spawn(session, plates=plates) as device, closing(Client(device)) as client:
        yield client


@pytest.fixture(scope="module")
def bridges() -> Iterator[Client]:
    yield from served("quiet", "cells-9237")


@pytest.fixture(scope="module")
def kistler() -> Iterator[Client]:
    yield from served("quiet", "kistler")


def clock(task: nidaqmx.Task, rate_hz: float) -> None:
    task.timing.cfg_samp_clk_timing(rate_hz, sample_mode=AcquisitionType.CONTINUOUS)


def code_of(error: pytest.ExceptionInfo[ni.DaqError]) -> int:
    return int(error.value.error_code)


@pytest.mark.parametrize("plates", PLATE_SETS.values(), ids=PLATE_SETS)
def test_the_written_rig_turns_ideal_volts_back_into_the_lifter(plates: PlateSet) -> None:
    lifter = StandingLifter(step_on_s=0.1)
    volts = PlatePair(lifter, IDEAL, plates=plates).volts(1000, 500)
    true_n, true_mm, _ = lifter.wrench(1000, 500)
    rig = parse_rig(rig_text(ADDRESS, plates=plates))
    in_units = volts * (1000.0 if plates.converter == "NI 9237" else 1.0)  # bridges: mV/V
    for number, plate in enumerate(rig.plates()):
        n = plate.matrix.shape[1]
        component = plate.matrix @ in_units[n * number : n * number + n]
        force_n = plate.reaction * plate.rotation @ component[:3]
        if plate.kind == "4-cell":
            assert not component[[0, 1, 5]].any()
            force_n[:2] = true_n[number, :2]
        np.testing.assert_allclose(force_n, true_n[number], atol=1e-9)
        moment = component[3:] - np.cross(plate.surface_mm[:, np.newaxis] / 1000.0, component[:3], axis=0)
        x_mm, y_mm = -1000.0 * moment[1] / component[2], 1000.0 * moment[0] / component[2]
        where_mm = plate.centre_mm[:, np.newaxis] + plate.rotation @ np.stack([x_mm, y_mm, 0.0 * x_mm])
        np.testing.assert_allclose(where_mm[:2], true_mm[number], atol=1e-8)


@pytest.mark.parametrize("name", PLATE_SETS)
def test_interleaved_plates_take_turns_in_the_task(name: str) -> None:
    rig = parse_rig(rig_text(ADDRESS, plates=plate_set(name), interleaved=True))
    left, right = rig.plate_channels
    assert left == tuple(range(0, len(rig.channels), 2))
    assert right == tuple(range(1, len(rig.channels), 2))


def test_an_unknown_kind_of_plates_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(RuntimeError, match="no plates are called wii: amti, bertec, kistler, cells, cells-9237"),
        spawn("empty", plates="wii", folder=tmp_path),
    ):
        pass


def test_each_charge_amplifier_runs_away_at_its_own_speed() -> None:
    pair = PlatePair(EmptyPlates(), KISTLER.settings(4), plates=KISTLER)
    n_per_v = KISTLER.n_per_v
    moved_n = (pair.volts(300_000, 2000).mean(axis=1) - pair.volts(0, 2000).mean(axis=1)) * n_per_v
    speeds = moved_n / 300.0
    assert np.abs(speeds).min() > 0.0095
    assert np.abs(speeds).max() < 0.1005
    assert 0 < (speeds > 0.0).sum() < 16
    assert np.unique(speeds.round(4)).size == 16


def test_a_reset_takes_the_load_of_its_moment_for_zero_and_the_drift_begins_anew() -> None:
    lifter = StandingLifter(step_on_s=0.0)
    edges = (ResetEdge(2000, operate=False), ResetEdge(2500, operate=True))
    settings = PlateSettings(
        offset_n=0.0, noise_sd_n=0.0, hum_n=0.0, drift_n=0.0, crosstalk=(0.0, 0.0), charge_n_s=(0.05, 0.05)
    )
    pair = PlatePair(lifter, settings, plates=KISTLER, resets=lambda: edges)
    fz_n = KISTLER.plates[0].matrix[2] @ pair.volts(0, 4000)[:8]
    assert fz_n[1900] == pytest.approx(0.52 * 800.0, abs=1.0)
    assert not fz_n[2000:2500].any()
    assert np.abs(fz_n[2500:]).max() < 1.0


def test_blocks_of_charge_amplifiers_equal_the_whole_whenever_the_edges_come() -> None:
    edges: list[ResetEdge] = []
    pair = PlatePair(StandingLifter(), KISTLER.settings(2), plates=KISTLER, resets=lambda: tuple(edges))
    parts = [pair.volts(0, 1700)]
    edges += [ResetEdge(1700, operate=False), ResetEdge(1900, operate=True)]
    parts += [pair.volts(1700, 37), pair.volts(1737, 2000)]
    other = PlatePair(StandingLifter(), KISTLER.settings(2), plates=KISTLER, resets=lambda: tuple(edges))
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), other.volts(0, 3737))


def test_a_pulse_on_the_reset_line_resets_the_running_plates_and_its_edges_are_logged(kistler: Client) -> None:
    fz = KISTLER.plates[0].matrix[2]
    with kistler.task() as plates, kistler.task() as line:
        plates.ai_channels.add_ai_voltage_chan(
            "Dev1/ai0:15", terminal_config=TerminalConfiguration.NRSE, min_val=-10.0, max_val=10.0
        )
        clock(plates, 1000.0)
        line.do_channels.add_do_chan("Dev1/port0/line0", line_grouping=LineGrouping.CHAN_PER_LINE)
        plates.start()
        before = np.array(plates.read(4000))
        line.write(True)
        held = np.array(plates.read(500))
        line.write(False)
        after = np.array(plates.read(500))
        edges = kistler.device.control("state")["line_edges"]
        plates.stop()
        plates.start()
        again = np.array(plates.read(4000))
        assert kistler.device.control("state")["line_edges"] == []
    assert edges == [["port0/line0", True, 4000], ["port0/line0", False, 4500]]
    assert (fz @ before[:8])[-200:].mean() == pytest.approx(416.0, abs=15.0)
    offset_n = (fz @ before[:8])[:1000].mean()
    assert (fz @ held[:8]).mean() == pytest.approx(offset_n, abs=1.0)
    assert (fz @ after[:8]).mean() == pytest.approx(offset_n, abs=3.0)
    np.testing.assert_array_equal(again, before)


def test_lines_that_are_not_there_or_mixed_with_inputs_are_refused(kistler: Client) -> None:
    with kistler.task() as task:
        with pytest.raises(ni.DaqError) as absent:
            task.do_channels.add_do_chan("Dev1/port1/line0")
        task.do_channels.add_do_chan("Dev1/port0/line1:2", line_grouping=LineGrouping.CHAN_PER_LINE)
        task.write([True, False])
        with pytest.raises(ni.DaqError) as mixed:
            task.ai_channels.add_ai_voltage_chan("Dev1/ai0")
    assert (code_of(absent), code_of(mixed)) == (-200170, -200431)


@pytest.mark.parametrize(
    ("asked_hz", "set_hz"), [(1000.0, 50_000.0 / 31), (1613.0, 50_000.0 / 30), (2000.0, 2000.0), (10_000.0, 10_000.0)]
)
def test_bridges_have_the_rates_of_their_modules_only(bridges: Client, asked_hz: float, set_hz: float) -> None:
    with bridges.task() as task:
        task.ai_channels.add_ai_bridge_chan("cDAQ1Mod1/ai0:3")
        clock(task, asked_hz)
        assert task.timing.samp_clk_rate == pytest.approx(set_hz, rel=1e-12)
        with pytest.raises(ni.DaqError):
            _ = task.timing.ai_conv_rate


def test_bridges_tell_ratios_or_forces_in_the_units_asked_for(bridges: Client) -> None:
    """Two cells of the left plate as mV/V, as newtons, and in NI's default units."""
    means = {}
    asked: dict[str, Callable[[nidaqmx.Task], Any]] = {
        "mV/V": lambda task: task.ai_channels.add_ai_bridge_chan(
            "cDAQ1Mod1/ai0:1", min_val=-25.0, max_val=25.0, units=BridgeUnits.MILLIVOLTS_PER_VOLT
        ),
        "N": lambda task: task.ai_channels.add_ai_force_bridge_two_point_lin_chan(
            "cDAQ1Mod1/ai0:1",
            min_val=-5000.0,
            max_val=5000.0,
            units=ForceUnits.NEWTONS,
            second_electrical_val=2.0,
            second_physical_val=5000.0,
            physical_units=Physical.NEWTONS,
        ),
        "lbf": lambda task: task.ai_channels.add_ai_force_bridge_two_point_lin_chan(
            "cDAQ1Mod1/ai0:1",
            min_val=-1000.0,
            max_val=1000.0,
            second_electrical_val=2.0,
            second_physical_val=5000.0,
            physical_units=Physical.NEWTONS,
        ),
    }
    for unit, add in asked.items():
        with bridges.task() as task:
            channel = add(task)
            clock(task, 2000.0)
            task.start()
            task.read(8000)
            means[unit] = np.array(task.read(1000)).mean(axis=1)
            assert channel.ai_rng_high == 0.025
    np.testing.assert_allclose(means["N"], means["mV/V"] * 2500.0, rtol=1e-9)
    np.testing.assert_allclose(means["lbf"] * 4.4482216152605, means["N"], rtol=1e-9)
    assert 50.0 < means["N"].sum() < 350.0


def test_what_an_ni_9237_cannot_do_is_refused(bridges: Client, kistler: Client) -> None:
    with bridges.task() as task:
        with pytest.raises(ni.DaqError) as voltage:
            task.ai_channels.add_ai_voltage_chan("cDAQ1Mod1/ai0")
        with pytest.raises(ni.DaqError) as beyond:
            task.ai_channels.add_ai_bridge_chan("cDAQ1Mod1/ai4")
        with pytest.raises(ni.DaqError) as wide:
            task.ai_channels.add_ai_bridge_chan("cDAQ1Mod1/ai0", min_val=-0.1, max_val=0.1)
        with pytest.raises(ni.DaqError) as supply:
            task.ai_channels.add_ai_bridge_chan("cDAQ1Mod1/ai0", voltage_excit_val=7.0)
        with pytest.raises(ni.DaqError) as none:
            task.ai_channels.add_ai_bridge_chan("cDAQ1Mod1/ai0", bridge_config=BridgeConfiguration.NO_BRIDGE)
    assert [code_of(each) for each in (voltage, beyond, wide, supply, none)] == [
        -200431, -200170, -200077, -200077, -200077
    ]  # fmt: skip
    with kistler.task() as task, pytest.raises(ni.DaqError) as bridge:
        task.ai_channels.add_ai_bridge_chan("Dev1/ai0")
    assert code_of(bridge) == -200431


def test_two_modules_are_two_devices_of_one_task(bridges: Client) -> None:
    first, second = System.remote(bridges.options("")).devices
    assert (first.name, second.name) == ("cDAQ1Mod1", "cDAQ1Mod2")
    assert second.ai_physical_chans.channel_names == [f"cDAQ1Mod2/ai{number}" for number in range(4)]
    assert first.ai_simultaneous_sampling_supported
    assert (first.product_type, first.serial_num + 1) == ("Simulated NI 9237", second.serial_num)
    with bridges.task() as task:
        task.ai_channels.add_ai_bridge_chan("cDAQ1Mod1/ai0:3, cDAQ1Mod2/ai0:3")
        assert task.channel_names[3:5] == ["cDAQ1Mod1/ai3", "cDAQ1Mod2/ai0"]
        clock(task, 2000.0)
        task.start()
        assert np.array(task.read(50)).shape == (8, 50)


def test_only_half_of_the_inputs_can_be_differential(kistler: Client) -> None:
    with kistler.task() as task:
        task.ai_channels.add_ai_voltage_chan("Dev1/ai0:7", terminal_config=TerminalConfiguration.DIFF)
        with pytest.raises(ni.DaqError, match="it is the negative input of ai0") as upper:
            task.ai_channels.add_ai_voltage_chan("Dev1/ai8", terminal_config=TerminalConfiguration.DIFF)
        task.ai_channels.add_ai_voltage_chan("Dev1/ai8", terminal_config=TerminalConfiguration.NRSE)
    assert code_of(upper) == -200077


def test_the_plan_counts_in_the_samples_of_the_rig() -> None:
    (slow,), (fast,) = (single(7, rate_hz)[1]["lifts"] for rate_hz in (None, 2000.0))
    assert [fast[key] for key in ("label_index", "start", "stop")] == [
        2 * slow[key] for key in ("label_index", "start", "stop")
    ]
    assert fast["truth"] == slow["truth"]
