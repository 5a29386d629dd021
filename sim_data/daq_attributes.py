"""Every attribute that the simulated device knows, by call and number. All others are refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim_data.daq_channels import VirtualChannel
from sim_data.daq_device import SimulatedDevice
from sim_data.daq_sessions import NamedDevice
from sim_data.daq_task import SimulatedTask

ANALOG_INPUT = 10100
DIGITAL_OUTPUT = 10153
CONTINUOUS = 10123
DO_NOT_OVERWRITE = 10159
CURRENT_READ_POSITION = 10425

SystemTable = Mapping[int, Callable[[SimulatedDevice], Any]]
DeviceTable = Mapping[int, Callable[[NamedDevice], Any]]
TaskTable = Mapping[int, Callable[[SimulatedTask], Any]]
ChannelTable = Mapping[int, Callable[[VirtualChannel], Any]]

SYSTEM: Mapping[str, SystemTable] = {
    "GetSystemInfoAttributeUInt32": {
        0x1272: lambda device: device.board.driver_version[0],
        0x1923: lambda device: device.board.driver_version[1],
        0x2F22: lambda device: device.board.driver_version[2],
    },
    "GetSystemInfoAttributeString": {0x193B: lambda device: ", ".join(device.plates.modules)},
}
DEVICE: Mapping[str, DeviceTable] = {
    "GetDeviceAttributeString": {
        0x0631: lambda device: device.converter.product,
        0x231E: lambda device: device.inputs,
    },
    "GetDeviceAttributeUInt32": {0x0632: lambda device: device.serial},
    "GetDeviceAttributeBool": {0x22CA: lambda device: True, 0x298F: lambda device: device.converter.simultaneous},
    "GetDeviceAttributeDouble": {
        0x298C: lambda device: device.converter.max_rate_hz,
        0x298D: lambda device: device.converter.max_rate_hz,
    },
    "GetDeviceAttributeDoubleArray": {
        0x2990: lambda device: [sign * limit for limit in device.converter.ranges for sign in (-1.0, 1.0)],
    },
}
TASK: Mapping[str, TaskTable] = {
    "GetTaskAttributeString": {
        0x1276: lambda task: task.name,
        0x1273: lambda task: ", ".join([*(channel.name for channel in task.channels), *task.line_names]),
        0x230E: lambda task: task.device.name if task.channels or task.lines else "",
    },
    "GetTaskAttributeUInt32": {
        0x2181: lambda task: len(task.channels) + len(task.lines),
        0x29BA: lambda task: 1 if task.channels or task.lines else 0,
    },
    "GetTimingAttributeDouble": {
        0x1344: lambda task: task.rate_hz,
        0x1848: lambda task: task.convert_rate_hz,
        0x22C8: lambda task: task.device.converter.most_hz(len(task.channels)),
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
    "GetWriteAttributeUInt32": {0x217F: lambda task: 1, 0x217E: lambda task: len(task.lines)},
    "GetReadAttributeUInt64": {
        0x1221: lambda task: task.read_position,
        0x192A: lambda task: task.acquired(),
    },
}
CHANNEL: Mapping[str, ChannelTable] = {
    "GetChanAttributeInt32": {
        0x187F: lambda channel: ANALOG_INPUT,
        0x0695: lambda channel: channel.measures,
        0x1097: lambda channel: channel.terminal,
    },
    "GetChanAttributeString": {0x18F5: lambda channel: channel.physical},
    "GetChanAttributeDouble": {
        0x17DD: lambda channel: channel.high_v,
        0x17DE: lambda channel: channel.low_v,
        0x1815: lambda channel: channel.range_v,
        0x1816: lambda channel: -channel.range_v,
    },
    "GetChanAttributeDoubleArray": {0x1930: lambda channel: [0.0, channel.step]},
}
LINES: Mapping[str, TaskTable] = {"GetChanAttributeInt32": {0x187F: lambda task: DIGITAL_OUTPUT}}
"""Of the digital lines of a task, which are all alike."""
