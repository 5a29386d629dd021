"""Remarks on a lift's data that are not about one missing number: zero, range, rate, plates, entered masses."""

from __future__ import annotations

from typing import Any

import numpy as np

from acquisition.plate import FloatArray
from processing.contact import unloaded
from processing.context import LiftContext
from processing.doubts import add_doubts, cut_flat, lies_along
from processing.drift import drift_severity
from processing.feet import first_on
from processing.filters import samples
from processing.measuring import Measurement
from processing.methods import limit
from processing.missing import known
from processing.options import AnalysisOptions
from processing.order_statistics import median
from processing.quality import QualityList
from processing.signals import SIDES, LiftSignals

SHORTEST_AIR_S = 0.06
STANDING_N = 100.0
CUT = ("metrics.peak_force", "metrics.drive_impulse")
OVER_WEIGHT = (
    "metrics.system_weight",
    "metrics.bar_mass",
    "metrics.drive_impulse",
    "metrics.drive_velocity_gain",
)


def add_remarks(
    quality: QualityList,
    signals: LiftSignals,
    options: AnalysisOptions,
    context: LiftContext,
    measured: Measurement | None,
    *,
    kind_assumed: bool,
) -> None:
    """Add every remark that applies.

    Parameters
    ----------
    quality : QualityList
        Where they gather.
    signals : LiftSignals
        Forces.
    options, context : AnalysisOptions, LiftContext
        What was said, and what the file says.
    measured : Measurement or None
        ``None`` where no lift was found.
    kind_assumed : bool
        Whether nobody said the kind.
    """
    _record(quality, signals, context)
    _plates(quality, signals)
    add_doubts(quality, signals, measured, options, context)
    if measured is None:
        _other_axis(quality, signals, options)
        return
    if kind_assumed:
        quality.add("kind_assumed", "the kind of lift was not given; a lift from the floor is assumed", ("lift.kind",))
    for (code, message), entry in measured.quality.entries.items():
        quality.add(code, message, entry["about"], entry["severity"])
    _masses(quality, options, context, measured)


def _record(quality: QualityList, signals: LiftSignals, context: LiftContext) -> None:
    if signals.rate_hz < limit("rate_hz"):
        quality.add("low_rate", f"{signals.rate_hz:g} Hz; 1000 Hz or more are wanted", ("source.sample_rate_hz",))
    if context.zeroed is False:
        quality.add("not_zeroed", "the file has no zero; forces are taken as they are", ("conditions.zero_age_s",))
    if context.zero_age_s is not None and context.zero_age_s > limit("zero_age_s"):
        minutes = context.zero_age_s / 60
        quality.add("zero_drift", f"the zero is {minutes:.0f} minutes old; zero again", ("conditions.zero_age_s",))
    drift = context.zero_drift_n
    if drift is not None and abs(drift) > limit("zero_drift_n"):
        about = ("conditions.zero_drift_n", "metrics.bar_mass", "metrics.body_mass")
        quality.add("zero_drift", f"the empty plates show {drift:.1f} N; zero again", about)
    for sentence in context.drift:
        quality.add("zero_drift", sentence, ("conditions.zero_drift_n",), drift_severity(sentence))
    for channel in context.saturated:
        message = f"channel {channel} reached the end of its range: force was cut off"
        quality.add("saturated", message, CUT)
    for name in () if context.saturated else cut_flat(signals):
        quality.add("saturated", f"the {name}'s force stays at one largest value: it was cut off there", CUT)
    for start, stop in context.samples_lost:
        message = f"samples {start} to {stop - 1} are missing"
        quality.add("samples_lost", message, ("conditions.samples_lost",))


def _plates(quality: QualityList, signals: LiftSignals) -> None:
    forces = signals.forces
    for name, fz in _by_name(signals):
        if _pushes_down(fz):
            quality.add(
                "polarity", f"the {name} pushes down on whoever stands on it; check its wiring and --up", ("source",)
            )
    if signals.two_feet:
        assert forces.left is not None
        assert forces.right is not None
        if forces.centres_mm[forces.left, 0] > forces.centres_mm[forces.right, 0]:
            quality.add(
                "plates_swapped", "the left plate lies right of the right one; check the plate options", ("lift",)
            )
    else:
        quality.add(
            "one_plate",
            "the feet do not have a plate each; with two plates, name them: --left-plate and --right-plate",
            (),
        )


def _other_axis(quality: QualityList, signals: LiftSignals, options: AnalysisOptions) -> None:
    other = lies_along(signals, options)
    if other is not None:
        message = (
            f"most of the force lies along the file's {other} axis, not along --up {options.up}: give --up +{other}"
        )
        quality.add("polarity", f"{message} (or -{other}), and a --forward at right angles", ("source",))


def _pushes_down(fz_n: FloatArray) -> bool:
    """Whether the median of what is over 100 N either way is negative."""
    down, up = (int(np.count_nonzero(side)) for side in (fz_n < -STANDING_N, fz_n > STANDING_N))
    if down != up:
        return down > up
    return down > 0 and median(fz_n[np.abs(fz_n) > STANDING_N]) < 0


def _by_name(signals: LiftSignals) -> list[tuple[str, Any]]:
    if signals.two_feet:
        return [(f"{side} plate", signals.feet[side].raw) for side in SIDES]
    return [("plate", signals.total.raw)]


def _masses(quality: QualityList, options: AnalysisOptions, context: LiftContext, measured: Measurement) -> None:
    """Entered against measured."""
    weights, g = measured.weights, options.gravity_m_s2
    if weights.rejected:
        code = "hold_rejected" if weights.off_plate is None else "foot_off_plate"
        foot = "" if weights.off_plate is None else f"the {weights.off_plate} foot stands partly beside its plate: "
        about = "events.hold_start" if weights.system_from == "quiet" else "metrics.bar_mass_measured"
        quality.add(code, foot + weights.rejected, (about,))
    _bar(quality, options, context, measured)
    others = [] if context.weigh_in_n is None else [("the weigh-in", context.weigh_in_n[0] / g)]
    if options.body_mass_kg is not None:
        others.append(("the entered body mass", options.body_mass_kg))
    for name, mass_kg in others if weights.body is not None else ():
        apart = weights.body_kg - mass_kg
        if abs(apart) > limit("body_mismatch") * mass_kg:
            message = f"body mass {weights.body_kg:.1f} kg on the plates, {mass_kg:.1f} kg by {name}"
            quality.add("body_mass_mismatch", message, ("metrics.body_mass",))


def _bar(quality: QualityList, options: AnalysisOptions, context: LiftContext, measured: Measurement) -> None:
    weights = measured.weights
    entered = options.bar_mass_kg if options.bar_mass_kg is not None else context.label_load_kg
    standing = None if weights.bar_measured_kg is None else weights.bar_measured_kg[0]
    if standing is None and weights.hold is not None and weights.body is not None:
        standing = weights.hold.force_n / options.gravity_m_s2 - weights.body_kg
    if entered is None or standing is None or weights.body is None:
        return
    share = abs(standing - entered) / (weights.body_kg + entered)
    if share > limit("bar_mismatch"):
        message = f"the plates weigh a bar of {standing:.1f} kg, {entered:.1f} kg were entered"
        severity = "error" if share > limit("bar_mismatch_error") else "warning"
        quality.add("bar_mass_mismatch", message, OVER_WEIGHT, "error" if severity == "error" else "warning")


def zero_drift_n(signals: LiftSignals, measured: Measurement | None) -> float | None:
    """Mean force of the empty plates: over a second without load, else while both feet are off; N, all plates."""
    empty = [unloaded(foot) for foot in signals.feet.values()] or [unloaded(signals.total)]
    means = [found[0] for found in empty if found is not None]
    if len(means) == len(empty):
        return float(sum(means))
    if measured is None or not signals.two_feet:
        return None
    offs = [known(measured.events[f"foot_off_{side}"]) for side in SIDES]
    on = first_on(measured.events)
    if None in offs or on is None:
        return None
    margin = samples(0.015, signals.rate_hz)
    start, stop = int(max(off for off in offs if off is not None)) + margin, int(on) - margin
    if stop - start < samples(SHORTEST_AIR_S, signals.rate_hz):
        return None
    return float(signals.total.raw[start:stop].mean())
