"""Every attribute that the simulated device knows, by call and number. All others are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim_data.daq_device import (
    DRIVER_VERSION,
    MAX_RATE_HZ,
    N_INPUTS,
    RANGES_V,
    SimulatedDevice,
)
from sim_data.daq_task import SimulatedTask, VirtualChannel

VOLTAGE_INPUT = 10322
ANALOG_INPUT = 10100
CONTINUOUS = 10123
DO_NOT_OVERWRITE = 10159
CURRENT_READ_POSITION = 10425

DeviceTable = Mapping[int, Callable[[SimulatedDevice], Any]]
TaskTable = Mapping[int, Callable[[SimulatedTask], Any]]
ChannelTable = Mapping[int, Callable[[VirtualChannel], Any]]

SYSTEM: Mapping[str, DeviceTable] = {
    "GetSystemInfoAttributeUInt32": {
        0x1272: lambda device: DRIVER_VERSION[0],
        0x1923: lambda device: DRIVER_VERSION[1],
        0x2F22: lambda device: DRIVER_VERSION[2],
    },
    "GetSystemInfoAttributeString": {0x193B: lambda device: device.name},
}
DEVICE: Mapping[str, DeviceTable] = {
    "GetDeviceAttributeString": {
        0x0631: lambda device: device.product,
        0x231E: lambda device: ", ".join(f"{device.name}/ai{number}" for number in range(N_INPUTS)),
    },
    "GetDeviceAttributeUInt32": {0x0632: lambda device: device.serial},
    "GetDeviceAttributeBool": {0x22CA: lambda device: True, 0x298F: lambda device: False},
    "GetDeviceAttributeDouble": {
        0x298C: lambda device: MAX_RATE_HZ,
        0x298D: lambda device: MAX_RATE_HZ,
    },
    "GetDeviceAttributeDoubleArray": {
        0x2990: lambda device: [sign * limit for limit in RANGES_V for sign in (-1.0, 1.0)],
    },
}
TASK: Mapping[str, TaskTable] = {
    "GetTaskAttributeString": {
        0x1276: lambda task: task.name,
        0x1273: lambda task: ", ".join(channel.name for channel in task.channels),
        0x230E: lambda task: task.device.name if task.channels else "",
    },
    "GetTaskAttributeUInt32": {
        0x2181: lambda task: len(task.channels),
        0x29BA: lambda task: 1 if task.channels else 0,
    },
    "GetTimingAttributeDouble": {
        0x1344: lambda task: task.rate_hz,
        0x1848: lambda task: task.convert_rate_hz,
        0x22C8: lambda task: MAX_RATE_HZ / max(1, len(task.channels)),
    },
    "GetTimingAttributeInt32": {0x1300: lambda task: CONTINUOUS},
    "GetTimingAttributeUInt64": {0x1310: lambda task: task.buffer_samples},
    "GetBufferAttributeUInt32": {0x186C: lambda task: task.buffer_samples},
    "GetReadAttributeInt32": {
        0x1211: lambda task: DO_NOT_OVERWRITE,
        0x190A: lambda task: CURRENT_READ_POSITION,
        0x190B: lambda task: 0,
    },
    "GetReadAttributeString": {0x1823: lambda task: ", ".join(channel.name for channel in task.channels)},
    "GetReadAttributeUInt32": {
        0x217B: lambda task: len(task.channels),
        0x31E8: lambda task: task.available(),
        0x1223: lambda task: task.available(),
    },
    "GetReadAttributeUInt64": {
        0x1221: lambda task: task.read_position,
        0x192A: lambda task: task.acquired(),
    },
}
CHANNEL: Mapping[str, ChannelTable] = {
    "GetChanAttributeInt32": {
        0x187F: lambda channel: ANALOG_INPUT,
        0x0695: lambda channel: VOLTAGE_INPUT,
        0x1097: lambda channel: channel.terminal,
    },
    "GetChanAttributeString": {0x18F5: lambda channel: channel.physical},
    "GetChanAttributeDouble": {
        0x17DD: lambda channel: channel.high_v,
        0x17DE: lambda channel: channel.low_v,
        0x1815: lambda channel: channel.range_v,
        0x1816: lambda channel: -channel.range_v,
    },
}
