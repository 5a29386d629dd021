"""The ``rig.toml`` of the simulated plates, written from their own numbers."""

from __future__ import annotations

from collections.abc import Iterable

from sim_data.plates import PAIR, SENSOR_DEPTH_MM, SimulatedPlate

FIRST_LINE = "# The simulated plates. Written by the simulator, which writes it anew at every start."


def rig_text(
    address: str, *, rate_hz: float = 1000.0, block_ms: float = 50.0, buffer_s: float = 10.0, device: str = "Dev1"
) -> str:
    """Text of a rig file for the simulated plates.

    Parameters
    ----------
    address : str
        Of the simulated device server, ``grpc://127.0.0.1:port``.
    rate_hz, block_ms, buffer_s : float
        Sample clock, portions and the driver's buffer.
    device : str
        NI name of the device.
    """
    head = f"""{FIRST_LINE}

[rig]
name = "Simulated plates"
utc_offset = "+00:00"
gravity_m_s2 = 9.80665
simulated = true

[driver]
address = "{address}"
device = "{device}"

[clock]
rate_hz = {rate_hz!r}
block_ms = {block_ms!r}
buffer_s = {buffer_s!r}
"""
    return head + "".join(plate_text(plate, 6 * number) for number, plate in enumerate(PAIR))


def plate_text(plate: SimulatedPlate, first_channel: int) -> str:
    """One ``[[plate]]`` table."""
    channels = ", ".join(f'"ai{first_channel + number}"' for number in range(6))
    rows = "\n".join(f"  {_numbers(row)}," for row in plate.matrix.tolist())
    corners = ", ".join(_numbers(corner) for corner in corners_mm(plate))
    return f"""
[[plate]]
side = "{plate.side}"
kind = "6-component"
serial = "{plate.serial}"
channels = [{channels}]
names = ["Fx", "Fy", "Fz", "Mx", "My", "Mz"]
terminal = "DIFF"
range_v = 10.0
amplifier_span_v = 10.0
matrix = [
{rows}
]
surface_mm = [0.0, 0.0, {-SENSOR_DEPTH_MM!r}]
corners_mm = [{corners}]
measures = "plate"
"""


def corners_mm(plate: SimulatedPlate) -> list[list[float]]:
    """Corners at (+x +y), (−x +y), (−x −y), (+x −y) of the plate's axes, laboratory frame; its y points backward."""
    (right, forward), (width, length) = plate.centre_mm, plate.size_mm
    east, west, front, back = right + width / 2, right - width / 2, forward + length / 2, forward - length / 2
    return [[east, back, 0.0], [west, back, 0.0], [west, front, 0.0], [east, front, 0.0]]


def _numbers(values: Iterable[float]) -> str:
    return "[" + ", ".join(repr(float(value)) for value in values) + "]"
