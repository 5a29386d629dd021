"""The ``rig.toml`` of the simulated plates, written from their own numbers."""

from __future__ import annotations

from collections.abc import Iterable

from sim_data.plate_kinds import AMTI, CELLS_M, KISTLER_M, RATED_N, PlateSet, SimulatedPlate

PRODUCTS = {"multiplexed": "Simulated 16-input DAQ", "NI 9237": "Simulated NI 9237"}
"""What the simulated device says it is."""
FIRST_LINE = "# The simulated plates. Written by the simulator, which writes it anew at every start."
ANALYSED_HZ = 1000.0


def rig_text(
    address: str,
    *,
    rate_hz: float | None = None,
    block_ms: float = 50.0,
    buffer_s: float = 10.0,
    device: str = "",
    plates: PlateSet = AMTI,
    interleaved: bool = False,
) -> str:
    """Text of a rig file for the simulated plates.

    Parameters
    ----------
    address : str
        Of the simulated device server, ``grpc://127.0.0.1:port``.
    rate_hz, block_ms, buffer_s : float
        Sample clock, portions and the driver's buffer; by default the rate that the plates need.
    device : str
        NI name of the device, where it is another than the plates'.
    plates : PlateSet
        Which plates.
    interleaved : bool
        Whether the channels of both plates take turns.
    """
    rate_hz = plates.rate_hz if rate_hz is None else rate_hz
    decimate = max(1, round(rate_hz / ANALYSED_HZ)) if plates.converter == "NI 9237" else 1
    head = f"""{FIRST_LINE}

[rig]
name = "Simulated plates"
utc_offset = "+00:00"
gravity_m_s2 = 9.80665
simulated = true

[driver]
address = "{address}"
device = "{device or plates.modules[0]}"
product = "{PRODUCTS[plates.converter]}"

[clock]
rate_hz = {rate_hz!r}
block_ms = {block_ms!r}
buffer_s = {buffer_s!r}
"""
    head += f"decimate = {decimate}\n" if decimate > 1 else ""
    head += "interleave = true\n" if interleaved else ""
    return head + "".join(plate_text(plates, number) for number in range(len(plates.plates)))


def plate_text(plates: PlateSet, number: int) -> str:
    """One ``[[plate]]`` table, with the table of its amplifier."""
    plate = plates.plates[number]
    n = plate.matrix.shape[1]
    first = 0 if len(plates.modules) > 1 else n * number
    channels = ", ".join(f'"ai{first + place}"' for place in range(n))
    names = ", ".join(f'"{name}"' for name in plate.names)
    corners = ", ".join(_numbers(corner) for corner in corners_mm(plate))
    text = f"""
[[plate]]
side = "{plate.side}"
kind = "{plate.rig_kind}"
serial = "{plate.serial}"
channels = [{channels}]
names = [{names}]
terminal = "{plates.terminal}"
"""
    if plates.converter == "multiplexed":
        text += f"range_v = {plates.range_v!r}\namplifier_span_v = {plates.chain.span_v!r}\n"
    if len(plates.modules) > 1:
        text += f'device = "{plates.modules[number]}"\n'
    calibration = AMPLIFIER_TEXTS.get(plates.name, matrix_text)(plates, plate)
    place = f"""surface_mm = [0.0, 0.0, {-plate.depth_mm!r}]
corners_mm = [{corners}]
measures = "plate"
"""
    return text + (place + calibration if calibration.startswith("[plate.") else calibration + place)


def matrix_text(plates: PlateSet, plate: SimulatedPlate) -> str:
    """The plate's matrix, in N and N·m per volt."""
    rows = "\n".join(f"  {_numbers(row)}," for row in plate.matrix.tolist())
    return f"matrix = [\n{rows}\n]\n"


def bertec_text(plates: PlateSet, plate: SimulatedPlate) -> str:
    """Calibrated outputs."""
    return f"[plate.bertec]\ndiagonal = {_numbers(plate.n_per_v)}\ngain = 1.0\n"


def kistler_text(plates: PlateSet, plate: SimulatedPlate) -> str:
    """Charge amplifiers, and the line that resets those of both plates."""
    a_mm, b_mm = (1000.0 * place for place in KISTLER_M)
    return (
        f"[plate.kistler]\nn_per_v = {_numbers(plate.n_per_v)}\na_mm = {a_mm!r}\nb_mm = {b_mm!r}\n"
        f'az0_mm = {-plate.depth_mm!r}\nreset_line = "{plates.reset_line}"\nreset_level = "high"\n'
        "reset_s = 0.01\nsettle_s = 0.0\n"
    )


def cells_text(plates: PlateSet, plate: SimulatedPlate) -> str:
    """Four cells: volts of a conditioner, or bridges by their sheets."""
    x, y = (1000.0 * place for place in CELLS_M)
    places = ", ".join(_numbers(corner) for corner in ((x, y), (-x, y), (-x, -y), (x, -y)))
    text = f"[plate.cells]\npositions_mm = [{places}]\n"
    if plates.converter == "multiplexed":
        return text + f"n_per_v = {_numbers(plate.n_per_v)}\n"
    rated_mv_per_v = 1000.0 * RATED_N / plate.n_per_v
    return text + f"rated_n = {_numbers([RATED_N] * 4)}\nrated_mv_per_v = {_numbers(rated_mv_per_v)}\n"


AMPLIFIER_TEXTS = {"bertec": bertec_text, "kistler": kistler_text, "cells": cells_text, "cells-9237": cells_text}


def corners_mm(plate: SimulatedPlate) -> list[list[float]]:
    """Corners at (+x +y), (−x +y), (−x −y), (+x −y) of the plate's axes, laboratory frame."""
    (right, forward), (width, length) = plate.centre_mm, plate.size_mm
    x, y = plate.axes[0] * width / 2, plate.axes[1] * length / 2
    return [
        [right + x, forward + y, 0.0],
        [right - x, forward + y, 0.0],
        [right - x, forward - y, 0.0],
        [right + x, forward - y, 0.0],
    ]


def _numbers(values: Iterable[float]) -> str:
    return "[" + ", ".join(repr(float(value)) for value in values) + "]"
