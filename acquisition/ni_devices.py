"""What NI's devices for force plates can do, from their data sheets; a device that is not here is not judged.

Multiplexed devices share one converter among their inputs, so the rates of all channels add up. Differential pairs of
devices with 16 inputs or more are ai0/ai8 … ai7/ai15, ai16/ai24 …; of devices with 8, ai0/ai4 … ai3/ai7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

GRID_HZ = 50_000.0
GRID_STEPS = 31
"""Delta-sigma modules divide 50 kS/s by 1 to 31 and by nothing else (NI 9237 and 9239 manuals)."""
TERMINALS = ("DIFF", "RSE", "NRSE")


@dataclass(frozen=True)
class NiDevice:
    """One kind of device.

    Attributes
    ----------
    inputs : int
        Analog inputs, counted single-ended where they can be paired.
    rate_hz : float
        Highest rate: of all channels together, or of each where ``simultaneous``.
    ranges_v : tuple of float
        Input ranges, ±.
    terminals : tuple of str
        How inputs may be wired.
    simultaneous : bool
        One converter a channel.
    grid : bool
        Only 50 kS/s divided by 1 to 31.
    bridge : bool
        Bridge inputs.
    """

    inputs: int
    rate_hz: float
    ranges_v: tuple[float, ...]
    terminals: tuple[str, ...] = TERMINALS
    simultaneous: bool = False
    grid: bool = False
    bridge: bool = False

    @property
    def pair_distance(self) -> int:
        """From an input to its negative partner in DIFF; 0 where every input has two wires of its own."""
        return 0 if self.terminals == ("DIFF",) else min(8, self.inputs // 2)

    def partner(self, number: int) -> int | None:
        """The negative input of a differential channel, or ``None`` where the number is no positive one."""
        distance = self.pair_distance
        if distance == 0:
            return number
        return number + distance if number % (2 * distance) < distance else None

    def grid_rates_hz(self) -> tuple[float, ...]:
        """Every rate of the grid, fastest first."""
        return tuple(GRID_HZ / divisor for divisor in range(1, GRID_STEPS + 1))


FOUR, SEVEN = (0.2, 1.0, 5.0, 10.0), (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
M_16 = NiDevice(16, 250_000.0, FOUR)
X_16 = NiDevice(16, 1_000_000.0, SEVEN)
SMALL = NiDevice(8, 20_000.0, (10.0,), ("DIFF", "RSE"))
MODULE = NiDevice(4, 50_000.0, (10.0,), ("DIFF",), simultaneous=True)
BRIDGES = NiDevice(4, GRID_HZ, (), ("DIFF",), simultaneous=True, grid=True, bridge=True)
_GROUPS: tuple[tuple[NiDevice, str], ...] = (
    (M_16, "USB-6210 USB-6211 USB-6215 PCI-6220 PCI-6221 USB-6221 PCIe-6320 PCIe-6321 PXI-6220 PXI-6221"),
    (replace(M_16, rate_hz=400_000.0), "USB-6212 USB-6216"),
    (replace(M_16, inputs=32), "USB-6218 PCI-6224 PCI-6229 USB-6229 PCIe-6323 PXIe-6323 NI-9205"),
    (replace(M_16, inputs=80), "PCI-6225 USB-6225"),
    (replace(M_16, rate_hz=500_000.0), "PCIe-6341 USB-6341 PXIe-6341"),
    (replace(M_16, rate_hz=500_000.0, inputs=32), "PCIe-6343 USB-6343"),
    (X_16, "PCI-6250 PCI-6251 USB-6251 PCIe-6351 USB-6351 PCIe-6361 USB-6361 PXIe-6361"),
    (replace(X_16, inputs=32), "PCI-6254 PCI-6259 USB-6259 PCIe-6353 USB-6353 PCIe-6363 USB-6363 PXIe-6363"),
    (SMALL, "USB-6001"),
    (replace(SMALL, rate_hz=50_000.0), "USB-6002"),
    (replace(SMALL, rate_hz=100_000.0), "USB-6003"),
    (NiDevice(8, 500_000.0, (10.0,), ("RSE",)), "NI-9201"),
    (replace(MODULE, rate_hz=100_000.0), "NI-9215"),
    (replace(MODULE, rate_hz=100_000.0, inputs=16), "NI-9220"),
    (replace(MODULE, rate_hz=500_000.0), "NI-9222"),
    (replace(MODULE, rate_hz=1_000_000.0), "NI-9223"),
    (replace(MODULE, grid=True), "NI-9239"),
    (BRIDGES, "NI-9237"),
    (M_16, "Simulated 16-input DAQ"),
    (BRIDGES, "Simulated NI 9237"),
)


def _plain(product: str) -> str:
    """Name without spaces, dashes and the maker's, so that ``NI 9237``, ``9237`` and ``NI-9237`` are one."""
    return re.sub(r"[^A-Z0-9]", "", product.upper()).removeprefix("NI")


DEVICES: Mapping[str, NiDevice] = {
    _plain(product): device
    for device, products in _GROUPS
    for product in ((products,) if products.startswith("Simulated") else products.split())
}


def ni_device(product: str) -> NiDevice | None:
    """The device of a name as it is printed on it; ``None`` where it is not known here."""
    return DEVICES.get(_plain(product)) if product else None
