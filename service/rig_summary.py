"""What a rig comes to, in a few lines: plates, capacities, resolution, clock, channels."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from acquisition.rig import Rig
from acquisition.rig_matrix_checks import capacity_n
from acquisition.rig_wiring import PlateWiring

CODES = 2**16
MAKERS = {"matrix": "matrix", "amti": "AMTI", "bertec": "Bertec", "kistler": "Kistler", "cells": "four cells"}


def summary(rig: Rig) -> Iterator[tuple[str, str]]:
    """Names and values for people."""
    yield "laboratory", f"{rig.name}{' (SIMULATED)' if rig.simulated else ''}"
    yield "device", " ".join(part for part in (rig.driver.product, rig.device, f"at {rig.address}") if part)
    for wiring in rig.plate:
        yield wiring.side, plate_words(wiring)
    yield "clock", clock_words(rig)


def plate_words(wiring: PlateWiring) -> str:
    """One plate in a line."""
    maker = MAKERS[wiring.calibrations[0]]
    facts = [
        f"{maker}, {len(wiring.channels)} channels {wiring.channels[0]} to {wiring.channels[-1]}",
        "bridges" if wiring.bridge else wiring.terminal,
        f"± {wiring.input_range:g} {wiring.unit}",
        f"Fz up to {capacity_n(wiring) / 1000.0:.3g} kN",
    ]
    if wiring.bridge is None:
        facts.append(f"{step_n(wiring):.2g} N per step of 16 bits")
    return ", ".join(facts)


def step_n(wiring: PlateWiring) -> float:
    """Vertical force of one step of a 16-bit converter, N."""
    return float(np.abs(wiring.matrix_si()[2]).max()) * 2.0 * wiring.range_v / CODES


def clock_words(rig: Rig) -> str:
    """Rates in a line."""
    words = f"{rig.rate_hz:g} Hz, {len(rig.channels)} channels{', plates interleaved' if rig.clock.interleave else ''}"
    return words if rig.decimate == 1 else f"{words}, analysis at {rig.rate_hz / rig.decimate:g} Hz"


def channel_rows(rig: Rig) -> Iterator[tuple[str, ...]]:
    """Per channel in the order of the task: position, input, plate, what it measures, wiring, range."""
    for place, (name, (k, i)) in enumerate(zip(rig.channels, rig.wires, strict=False)):
        wiring = rig.plate[k]
        yield (
            str(place),
            name,
            wiring.side,
            wiring.channel_names[i],
            "bridge" if wiring.bridge else wiring.terminal,
            f"± {wiring.input_range:g} {wiring.unit}",
        )
    if rig.sync is not None:
        yield (
            str(len(rig.wires)),
            rig.sync.channel,
            "sync",
            rig.sync.name,
            rig.sync.terminal,
            f"± {rig.sync.range_v:g} V",
        )


def line_rows(rig: Rig) -> Iterator[str]:
    """Digital lines of amplifiers."""
    for wiring in rig.plate:
        if wiring.kistler is not None:
            for line, level in wiring.kistler.levels().items():
                does = "operate" if line == wiring.kistler.reset_line else "range"
                yield f"{wiring.side:<5}  {line} {level} ({does})"
