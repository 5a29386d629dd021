"""Channels of a task: volts, or the unbalance of a bridge as a ratio or as a force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim_data.daq_faults import INVALID_VALUE, NiError

VOLTAGE, BRIDGE, FORCE_BRIDGE = 10322, 15908, 15899
"""What a channel measures, by NI's numbers."""
RATIO_UNITS = {15896: 1.0, 15897: 1000.0}
"""Units of a bridge's unbalance: how many of them are 1 V/V."""
FORCE_UNITS = {15875: 1.0, 15876: 1.0 / 4.4482216152605, 15877: 1.0 / 9.80665}
"""Units of force: how many of them are 1 N."""
BRIDGES = (10182, 10187, 10270)
INTERNAL_EXCITATION = 10200
EXCITATIONS_V = (2.5, 3.3, 5.0, 10.0)
"""What an NI 9237 can excite with (its manual)."""


@dataclass(frozen=True)
class VirtualChannel:
    """A channel of a task: which input, in which range, wired how.

    Attributes
    ----------
    low_v, high_v : float
        Limits asked for, in the channel's own units.
    range_v : float
        Range of the input, V or V/V.
    terminal : int
        NI's number of the wiring.
    measures : int
        NI's number of what is measured.
    gain, zero : float
        From V or V/V to the channel's units.
    bits : int
        Resolution of the converter.
    """

    name: str
    physical: str
    number: int
    low_v: float
    high_v: float
    range_v: float
    terminal: int
    measures: int = VOLTAGE
    gain: float = 1.0
    zero: float = 0.0
    bits: int = 16

    @property
    def step(self) -> float:
        """One step of the converter in the channel's units."""
        return float(2.0 * self.range_v / 2**self.bits * abs(self.gain))


@dataclass(frozen=True)
class Measuring:
    """How a task wants channels: limits in their own units, and how these come from V or V/V."""

    low: float
    high: float
    terminal: int = -1
    measures: int = VOLTAGE
    gain: float = 1.0
    zero: float = 0.0

    @property
    def limits_v(self) -> tuple[float, float]:
        """Limits in V or V/V."""
        ends = sorted((end - self.zero) / self.gain for end in (self.low, self.high))
        return ends[0], ends[1]


def bridge_ratio(request: Any) -> Measuring:
    """What ``CreateAIBridgeChan`` asks for; raises :class:`NiError` where an NI 9237 cannot do it."""
    check_bridge(request)
    units = request.units or request.units_raw
    if units not in RATIO_UNITS:
        raise NiError(INVALID_VALUE, f"Units: {units}.")
    return Measuring(request.min_val, request.max_val, measures=BRIDGE, gain=RATIO_UNITS[units])


def bridge_force(request: Any) -> Measuring:
    """What ``CreateAIForceBridgeTwoPointLinChan`` asks for: a line through two points of the cell's sheet."""
    check_bridge(request)
    units = request.units or request.units_raw
    electrical = request.electrical_units or request.electrical_units_raw
    physical = request.physical_units or request.physical_units_raw
    if units not in FORCE_UNITS or electrical not in RATIO_UNITS or physical not in FORCE_UNITS:
        raise NiError(INVALID_VALUE, f"Units: {units}, {electrical}, {physical}.")
    rise = request.second_electrical_val - request.first_electrical_val
    if not rise:
        raise NiError(INVALID_VALUE, "Both electrical values are the same.")
    per_physical = FORCE_UNITS[units] / FORCE_UNITS[physical]
    slope = (request.second_physical_val - request.first_physical_val) / rise
    zero = request.first_physical_val - slope * request.first_electrical_val
    gain = slope * RATIO_UNITS[electrical] * per_physical
    return Measuring(request.min_val, request.max_val, measures=FORCE_BRIDGE, gain=gain, zero=zero * per_physical)


def check_bridge(request: Any) -> None:
    """Raise :class:`NiError` where an NI 9237 cannot supply the bridge."""
    bridge = request.bridge_config or request.bridge_config_raw
    source = request.voltage_excit_source or request.voltage_excit_source_raw
    if bridge not in BRIDGES or request.custom_scale_name:
        raise NiError(INVALID_VALUE, f"Bridge: {bridge} {request.custom_scale_name}.")
    if source == INTERNAL_EXCITATION and request.voltage_excit_val not in EXCITATIONS_V:
        raise NiError(INVALID_VALUE, f"Excitation asked for: {request.voltage_excit_val:g} V.")
