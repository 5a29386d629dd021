"""What cannot be so: masses that nobody has, forces that end flat, spikes of the electronics."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray
from processing.context import LiftContext
from processing.crossing import runs
from processing.filters import samples
from processing.frames import laboratory_axes
from processing.measuring import Measurement
from processing.methods import limit
from processing.missing import known
from processing.options import AnalysisOptions
from processing.order_statistics import median
from processing.quality import QualityList
from processing.signals import LiftSignals

SPIKE_S, NEIGHBOURS = 0.003, 2
"""The force is compared with its median over so long on either side, two samples at least: a spike that is no longer
leaves that where it was."""
FASTEST_M_S, HIGHEST_M = 4.0, 1.5
"""No lifter gives lifter and bar together more speed, or lifts them further in one push."""
HEAVIEST_KG = 800.0
"""Nobody stands there with a bar and weighs more than this together."""
MOST = 3.0
"""Times the vertical force: as much along another axis means that the file's vertical is that one."""
OVER_LEVEL = 1.2
"""A flat top lies this far over the plate's usual load; standing on noiseless plates does not."""
OVER_W = tuple(
    f"metrics.{key}"
    for key in ("peak_force_ratio", "drive_impulse", "drive_velocity_gain", "peak_velocity", "drive_rise")
)
PUSH = tuple(f"metrics.{key}" for key in ("peak_force", "peak_force_ratio", "drive_impulse", "drive_fullness"))


def add_doubts(
    quality: QualityList,
    signals: LiftSignals,
    measured: Measurement | None,
    options: AnalysisOptions,
    context: LiftContext,
) -> None:
    """Say what in the masses and in the push cannot be so.

    Parameters
    ----------
    quality : QualityList
        Where remarks gather.
    signals : LiftSignals
        Forces.
    measured : Measurement or None
        ``None`` where no lift was found.
    options, context : AnalysisOptions, LiftContext
        What was said, and what the file says.
    """
    if measured is None:
        return
    weights, pull = measured.weights, measured.pull
    if weights.body is not None and not limit("body_least_kg") <= weights.body_kg <= limit("body_most_kg"):
        message = f"a body mass of {weights.body_kg:.0f} kg cannot be; check the file's unit of force and --rig"
        quality.add("implausible", message, ("metrics.body_mass", "metrics.system_weight"), "error")
    elif pull is not None:
        _doubt_weight(quality, measured, options, context)
    if pull is None:
        return
    _doubt_push(quality, measured)
    at = _spike(signals, pull.start, pull.drive_end)
    if at is not None:
        place_s = (context.first_index + at[0]) / signals.rate_hz
        message = f"at {place_s:.3f} s the force leaps by {abs(at[1]):.0f} N and back: that is a spike and no push"
        quality.add("implausible", message, PUSH, "error")


def _doubt_weight(quality: QualityList, measured: Measurement, options: AnalysisOptions, context: LiftContext) -> None:
    """W against what lifter and bar can weigh, and what the bar alone does."""
    if measured.weights.system is None:
        return
    mass_kg = measured.weights.system.n / options.gravity_m_s2
    bar_kg = context.label_load_kg if options.bar_mass_kg is None else options.bar_mass_kg
    least_kg = limit("body_least_kg") + (limit("bar_least_kg") if bar_kg is None else bar_kg)
    if not least_kg <= mass_kg <= HEAVIEST_KG:
        with_bar = "" if bar_kg is None else f" with a bar of {bar_kg:.1f} kg"
        message = f"lifter and bar together cannot weigh {mass_kg:.0f} kg{with_bar}; check --lift, the masses and units"
        quality.add("implausible", message, ("metrics.system_weight", *OVER_W), "error")


def _doubt_push(quality: QualityList, measured: Measurement) -> None:
    """Speed and rise against what the strongest lifters do."""
    speed, rise = known(measured.metrics["peak_velocity"]), known(measured.metrics["drive_rise"])
    wrong = []
    if speed is not None and speed > FASTEST_M_S:
        wrong.append(f"{speed:.1f} m/s fast")
    if rise is not None and rise > HIGHEST_M:
        wrong.append(f"{rise:.1f} m high")
    if wrong:
        message = f"no push makes lifter and bar {' and '.join(wrong)}; check --lift and the bar mass"
        quality.add("implausible", message, OVER_W, "error")


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
    """The largest leap of the total that is back within 3 ms: its sample and height, N."""
    half = max(NEIGHBOURS, round(SPIKE_S * signals.rate_hz))
    first, last = max(int(start) - half, 0), min(int(stop) + half + 2, signals.n)
    part = signals.total.raw[first:last]
    if signals.rate_hz < limit("spike_rate_hz") or part.size <= 2 * half:
        return None
    around = np.lib.stride_tricks.sliding_window_view(part, 2 * half + 1)
    leaps = part[half:-half] - np.partition(around, half, axis=1)[:, half]
    largest = int(np.abs(leaps).argmax())
    height_n = float(leaps[largest])
    if abs(height_n) < max(limit("spike_n"), limit("spike_sd") * signals.total.noise_n):
        return None
    return first + half + largest, height_n
