"""What the inputs of the simulated device can do: one converter behind a multiplexer, or bridges with one each."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim_data.daq_clock import coerced_rate_hz
from sim_data.daq_faults import INVALID_VALUE, NiError


@dataclass(frozen=True)
class Multiplexed:
    """Sixteen analog inputs behind one 16-bit converter of 250 kS/s.

    Attributes
    ----------
    product : str
        Name of the device.
    n_inputs : int
        Analog inputs.
    ranges : tuple of float
        Input ranges, ± V.
    max_rate_hz : float
        Of the converter.
    period_s : float
        Time from one channel's conversion to the next one's, where that fits.
    """

    product: str = "Simulated 16-input DAQ"
    n_inputs: int = 16
    ranges: tuple[float, ...] = (0.2, 1.0, 5.0, 10.0)
    max_rate_hz: float = 250_000.0
    period_s: float = 14e-6
    simultaneous: bool = False

    def convert_rate_hz(self, rate_hz: float, n_channels: int) -> float | None:
        """Rate of the converter: 14 µs a channel, squeezed evenly where that does not fit."""
        return max(1.0 / self.period_s, rate_hz * n_channels)

    def rate_hz(self, wanted_hz: float, n_channels: int) -> float:
        """Rate as the device sets it.

        Raises
        ------
        NiError
            The converter cannot be that fast.
        """
        most = self.most_hz(n_channels)
        if not 0.0 < wanted_hz <= most:
            raise NiError(INVALID_VALUE, f"Rate asked for: {wanted_hz:g} Hz; {n_channels} channels go to {most:g} Hz.")
        return coerced_rate_hz(wanted_hz)

    def most_hz(self, n_channels: int) -> float:
        """Highest rate of so many channels."""
        return self.max_rate_hz / max(1, n_channels)


@dataclass(frozen=True)
class BridgeModules:
    """Two NI 9237 modules of one chassis: eight bridges, each with a converter of its own.

    The module's master clock leaves 50 kS/s divided by 1 to 31 and nothing else (NI 9237 manual).
    """

    product: str = "Simulated NI 9237"
    n_inputs: int = 8
    ranges: tuple[float, ...] = (0.025,)
    max_rate_hz: float = 50_000.0
    simultaneous: bool = True
    most_divided: int = 31

    def convert_rate_hz(self, rate_hz: float, n_channels: int) -> float | None:
        """There is no convert clock."""
        return None

    def rate_hz(self, wanted_hz: float, n_channels: int) -> float:
        """Next rate of the grid that is not below the wanted one: 1000 becomes 1612.9 Hz, the slowest there is.

        Raises
        ------
        NiError
            Faster than 50 kS/s.
        """
        if not 0.0 < wanted_hz <= self.max_rate_hz:
            raise NiError(INVALID_VALUE, f"Rate asked for: {wanted_hz:g} Hz; there are 50 kS/s at most.")
        return self.max_rate_hz / min(self.most_divided, math.floor(self.max_rate_hz / wanted_hz + 1e-9))

    def most_hz(self, n_channels: int) -> float:
        """Highest rate, whatever the number of channels."""
        return self.max_rate_hz


Converter = Multiplexed | BridgeModules
