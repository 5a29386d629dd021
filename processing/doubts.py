"""What cannot be so: masses that nobody has, forces that end flat, spikes of the electronics."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing.crossing import runs
from processing.filters import samples
from processing.frames import laboratory_axes
from processing.measuring import Measurement
from processing.methods import limit
from processing.options import AnalysisOptions
from processing.order_statistics import median
from processing.quality import QualityList
from processing.signals import LiftSignals

NEIGHBOURS = 2
"""On either side: a spike of one or two samples leaves the median of five where it was."""
MOST = 3.0
"""Times the vertical force: as much along another axis means that the file's vertical is that one."""
OVER_LEVEL = 1.2
"""A flat top lies this far over the plate's usual load; standing on noiseless plates does not."""
PUSH = tuple(f"metrics.{key}" for key in ("peak_force", "peak_force_ratio", "drive_impulse", "drive_fullness"))


def add_doubts(quality: QualityList, signals: LiftSignals, measured: Measurement | None, first_index: int) -> None:
    """Say what in the masses and in the push cannot be so.

    Parameters
    ----------
    quality : QualityList
        Where remarks gather.
    signals : LiftSignals
        Forces.
    measured : Measurement or None
        ``None`` where no lift was found.
    first_index : int
        Sample of the file at which the forces begin.
    """
    if measured is None:
        return
    weights = measured.weights
    if weights.body is not None:
        least, most = limit("body_least_kg"), limit("body_most_kg")
        if not least <= weights.body_kg <= most:
            message = f"a body mass of {weights.body_kg:.0f} kg cannot be; check the file's unit of force and --rig"
            quality.add("implausible", message, ("metrics.body_mass", "metrics.system_weight"), "error")
    at = None if measured.pull is None else _spike(signals, measured.pull.start, measured.pull.drive_end)
    if at is not None:
        place_s = (first_index + at[0]) / signals.rate_hz
        message = f"at {place_s:.3f} s the force leaps by {abs(at[1]):.0f} N and back: that is a spike and no push"
        quality.add("implausible", message, PUSH, "error")


def cut_flat(signals: LiftSignals) -> list[str]:
    """Names of the plates whose force stays at its largest value to the last bit, as only a range's end does."""
    names = {plate: f"{side} plate" for side, plate in signals.plates.items()}
    forces = signals.forces.force_n[:, 2]
    return [names.get(plate, f"plate {plate + 1}") for plate, fz in enumerate(forces) if _flat(fz, signals.rate_hz)]


def lies_along(signals: LiftSignals, options: AnalysisOptions) -> str | None:
    """Another axis of the file's frame along which most of the force lies: ``x``, ``y`` or ``z``."""
    forces = signals.forces.force_n.sum(axis=0)
    if not forces.size:
        return None
    mean_n = np.abs(np.nan_to_num(forces).mean(axis=1))
    largest = int(mean_n.argmax())
    if mean_n[largest] < max(limit("cop_total_n"), MOST * mean_n[2]):
        return None
    return "xyz"[int(np.abs(laboratory_axes(options)[largest]).argmax())]


def _flat(fz_n: FloatArray, rate_hz: float) -> bool:
    top = float(fz_n.max(initial=0.0))
    at_top = fz_n == top
    needed = max(int(limit("flat_top_samples")), samples(limit("flat_top_s"), rate_hz))
    if top < limit("cop_foot_n") or np.count_nonzero(at_top) < needed:
        return False
    usual = median(fz_n[fz_n > limit("cop_foot_n")])
    return top > OVER_LEVEL * usual and max(stop - start for start, stop in runs(at_top)) >= needed


def _spike(signals: LiftSignals, start: float, stop: float) -> tuple[int, float] | None:
    """The largest leap of the total that is back within two samples: its sample and height, N."""
    first, last = max(int(start) - NEIGHBOURS, 0), min(int(stop) + NEIGHBOURS + 2, signals.n)
    part = signals.total.raw[first:last]
    if signals.rate_hz < limit("spike_rate_hz") or part.size <= 2 * NEIGHBOURS:
        return None
    around = np.lib.stride_tricks.sliding_window_view(part, 2 * NEIGHBOURS + 1)
    leaps = part[NEIGHBOURS:-NEIGHBOURS] - np.sort(around, axis=1)[:, NEIGHBOURS]
    largest = int(np.abs(leaps).argmax())
    height_n = float(leaps[largest])
    if abs(height_n) < max(limit("spike_n"), limit("spike_sd") * signals.total.noise_n):
        return None
    return first + NEIGHBOURS + largest, height_n
