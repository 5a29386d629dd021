"""Everything that is measured on one lift, in order: weights, pull, feet, catch, forward force, pressure."""

from __future__ import annotations

from dataclasses import dataclass, field

from processing.balance import ShearZero, disagrees, forward_metrics, shear_zero
from processing.catch import (
    NO_HOLD,
    NOT_REACHED,
    PULL_HAS_NONE,
    bottom,
    catch_metrics,
    no_catch,
    velocity,
    without_drift,
)
from processing.catch_uncertainty import catch_uncertainties, pressure_uncertainties
from processing.contact import contact
from processing.document import EVENT_KEYS, JUMP_EVENTS, JUMP_KEYS, METRIC_UNITS
from processing.drive import drive_metrics, pull_metrics
from processing.ending import NOT_KNOWN, Ending, ending, let_go_at
from processing.feet import ONE_PLATE, first_off, first_on, least_load, release_metrics, share_metrics, stance
from processing.filters import samples
from processing.foot_frame import FootFrame, find_rock, foot_frame, standing_after, with_origin
from processing.landing import Landing, landing
from processing.methods import limit
from processing.missing import Measured, Missing, Values, all_missing, difference, known
from processing.phases import Pull, tension_onset
from processing.pressure_path import PRESSURE_KEYS, pressure_metrics
from processing.quality import QualityList
from processing.signals import SIDES, LiftSignals
from processing.uncertainty import feet_uncertainties, forward_uncertainties, mass_uncertainties, pull_uncertainties
from processing.weighing import Still
from processing.weights import Known, Weights
from processing.which_weight import Weighed, weigh

CATCH_S = 0.7
"""Without a known bottom the catch is looked for this long after the least force of the pull-under."""
LONGEST_CATCH_S = 1.2
FROM_STANDING = "nothing says where the heels are, so pressure counts from where it lay in quiet standing"
NO_JUMP = Missing("not_in_kind", "a lift has no jump height: the feet leave stretched and land in a squat")
NO_WEIGHT = Missing("no_weight", "neither a hold nor entered masses give the weight of lifter and bar: add --bar-mass")


@dataclass(frozen=True, eq=False)
class Measurement:
    """One measured lift.

    Attributes
    ----------
    events : dict
        Positions in samples, by event.
    metrics : dict
        By metric, in its unit.
    event_uncertainties_s, uncertainties : dict
        Standard uncertainties where they are known.
    weights : Weights
        Weights.
    pull : Pull or None
        ``None`` without a weight.
    quality : QualityList
        Remarks that are not about a missing value.
    ending : Ending
        Where the lift ended, and how.
    foot_frame : FootFrame or None
        Where heel and toes are.
    """

    events: Values
    metrics: Values
    event_uncertainties_s: dict[str, float]
    uncertainties: dict[str, float]
    weights: Weights
    pull: Pull | None
    quality: QualityList = field(default_factory=QualityList)
    ending: Ending = NOT_KNOWN
    foot_frame: FootFrame | None = None


def measure(signals: LiftSignals, known_before: Known) -> Measurement:
    """Measure a lift.

    Parameters
    ----------
    signals : LiftSignals
        Forces.
    known_before : Known
        Start, set-up, entered masses, gravity.

    Raises
    ------
    NotSegmentedError
        No lift can be told apart.
    """
    weighed = weigh(signals, known_before)
    if weighed.pull is None:
        return _without_weight(signals, weighed.weights, known_before)
    return _measured(signals, weighed, weighed.pull, known_before)


def _measured(signals: LiftSignals, weighed: Weighed, pull: Pull, start: Known) -> Measurement:
    weights = weighed.weights
    assert weights.system is not None
    weight_n, g = weights.system.n, start.g_m_s2
    total = signals.total
    gone = let_go_at(signals, weights, pull, g)
    events, stop = _events(signals, weights, pull, start, gone)
    held = None if weights.rejected else weights.hold
    zero = shear_zero(signals, weights.quiet, held, g, ends_at_rest=not start.floor)
    off = first_off(events)
    last_contact = off if off is not None else pull.drive_end
    frame, placed = _foot_frame(signals, weights, start)
    rocked = frame is not None and frame.source == "rock"
    feet = landing(signals, weights, start, (pull, events), (placed, 0.0 if rocked else limit("sway_mm")))
    origin_mm = None if frame is None else frame.origin_mm
    metrics: Values = {
        **_masses(weights),
        **drive_metrics(total, pull, weight_n, g),
        **pull_metrics(total, pull, weight_n, floor=start.floor, separates=start.bare),
        "finish_delay": _finish_delay(events, signals.rate_hz),
        **forward_metrics(signals, pull, weight_n, g, zero, last_contact),
        **pressure_metrics(signals, placed, pull, origin_mm, on_plates=start.on_plates),
        **share_metrics(signals, pull),
        **release_metrics(events, signals.rate_hz),
        "least_foot_load": _least_load(signals, weights, pull, stop, feet, start),
        **feet.metrics,
        **_catch(signals, weights, events, start),
        **_elsewhere(),
    }
    moments, spreads = pull_uncertainties(signals, pull, weights, start)
    foot_times, of_feet = feet_uncertainties(signals, pull, events, start.tare_n)
    moments |= foot_times
    spreads |= of_feet
    spreads |= mass_uncertainties(weights, start) | feet.uncertainties
    spreads |= forward_uncertainties(signals, pull, zero, weight_n / g, last_contact, start.tare_n)
    landed, of_catch = catch_uncertainties(signals, weights, pull, start, (events, metrics, moments))
    moments |= landed
    spreads |= of_catch | with_origin(pressure_uncertainties(signals, pull, events, start.tare_n), frame)
    quality = QualityList()
    _remarks(quality, zero, feet)
    if frame is None and isinstance(metrics["pressure_rearmost"], float):
        quality.add("relative_to_standing", FROM_STANDING, [f"metrics.{key}" for key in PRESSURE_KEYS])
    ended = ending(signals, weights, (pull, events), gone, is_pull=start.is_pull)
    return Measurement(events, metrics, moments, spreads, weights, pull, quality, ended, frame)


def _foot_frame(signals: LiftSignals, weights: Weights, start: Known) -> tuple[FootFrame | None, Still | None]:
    """Heel and toes, where something places them; and the standing in which the feet's places are read."""
    quiet = weights.quiet
    if quiet is None or start.on_plates or not signals.has_place:
        return None, quiet
    rock = find_rock(signals, 0, quiet.stop) if start.bare else None
    placed = standing_after(rock, quiet, signals.rate_hz)
    before = None if placed is None else stance(signals, placed)
    until = quiet.stop if placed is None else placed.start
    return foot_frame(signals, rock, before, until, rock_mm=start.rock_mm, foot_length_mm=start.foot_length_mm), placed


def _events(signals: LiftSignals, weights: Weights, pull: Pull, start: Known, gone: float | None) -> tuple[Values, int]:
    """All events, and the sample at which the catch is over: the deepest point, or the bar let go (``gone``)."""
    assert weights.system is not None
    speed = velocity(signals, pull, weights.system.n, start.g_m_s2)
    steady = without_drift(speed, pull, None if weights.rejected else weights.hold)
    lowest = None if start.is_pull else bottom(steady, pull.under)
    rate = signals.rate_hz
    stop = pull.under + samples(CATCH_S, rate)
    if lowest is not None and not weights.rejected:
        stop = min(int(lowest) + 1, pull.under + samples(LONGEST_CATCH_S, rate))
    stop = min(stop, signals.n - 1 if gone is None else max(int(gone), pull.under + 1))
    events: Values = {**dict.fromkeys(EVENT_KEYS, NOT_REACHED), **dict.fromkeys(JUMP_EVENTS, NO_JUMP)}
    events |= _pull_events(signals, weights, pull, start)
    for side in SIDES:
        found = contact(signals.feet[side], pull.drive_end, stop) if signals.two_feet else None
        events[f"foot_off_{side}"] = ONE_PLATE if found is None else found.off
        events[f"foot_on_{side}"] = ONE_PLATE if found is None else found.on
    events |= {"catch_peak": PULL_HAS_NONE, "bottom": PULL_HAS_NONE}
    if not start.is_pull:
        events |= _catch_events(signals, weights, pull, lowest, first_on(events))
    return events, stop


def _pull_events(signals: LiftSignals, weights: Weights, pull: Pull, start: Known) -> Values:
    """E0 to E8, and the hold."""
    held = Missing("not_in_kind", "the bar is in the hands from the start")
    hidden = Missing(
        "bar_on_plates", "the bar's discs rest on the plates, so the separation does not show in the force"
    )
    no_dip = Missing("no_dip", "the force does not fall under the weight of lifter and bar before the drive")
    not_still = Missing("not_still", "nobody stands still for a second before the lift")
    found: Values = {
        "quiet": not_still if weights.quiet is None else float(weights.quiet.start),
        "tension_onset": hidden if start.floor else held,
        "separation": hidden if start.floor else held,
        "peak_1": held if pull.peak_1 is None else pull.peak_1,
        "unweighting_start": (no_dip if start.floor else held)
        if pull.unweighting_start is None
        else pull.unweighting_start,
        "trough": no_dip if pull.trough is None else pull.trough,
        "drive_start": pull.drive_start,
        "peak_2": pull.peak_2,
        "drive_end": pull.drive_end,
        "hold_start": NO_HOLD if weights.hold is None else float(weights.hold.start),
    }
    if pull.separation is not None:
        found["separation"] = pull.separation
        found["tension_onset"] = _tension(signals, weights, pull.separation)
    return found


def _tension(signals: LiftSignals, weights: Weights, separation: float) -> Measured:
    if weights.body is None:
        return Missing("no_weigh_in", "the body mass is not known")
    quiet = weights.quiet
    spread = float(signals.total.raw[quiet.start : quiet.stop].std()) if quiet is not None else 0.0
    first = quiet.stop if quiet is not None else 0
    found = tension_onset(signals.total, weights.body.n, spread, separation, first)
    return Missing("not_reached", "the force is over body weight from the start") if found is None else found


def _catch_events(
    signals: LiftSignals, weights: Weights, pull: Pull, lowest: float | None, landed: float | None
) -> Values:
    """E11 and E12."""
    if weights.rejected:
        why = off_plate_reason(weights)
        return {"catch_peak": why, "bottom": why}
    if lowest is None:
        return {"catch_peak": NOT_REACHED, "bottom": NOT_REACHED}
    begins = int(landed) if landed is not None else pull.under
    return {"catch_peak": signals.total.extreme(begins, int(lowest), largest=True)[0], "bottom": lowest}


def off_plate_reason(weights: Weights) -> Missing:
    """Why nothing after the landing can be measured where the hold does not carry the whole load."""
    if weights.off_plate is None:
        return Missing("hold_rejected", weights.rejected)
    return Missing("foot_off_plate", f"the {weights.off_plate} foot stands partly beside its plate: {weights.rejected}")


def _masses(weights: Weights) -> Values:
    no_body = Missing("no_weigh_in", "no quiet standing without the bar, no weigh-in, and no body mass entered")
    no_bar = off_plate_reason(weights) if weights.rejected and weights.system_from != "quiet" else None
    if no_bar is None:
        no_bar = no_body if weights.body is None else NO_HOLD
    return {
        "body_mass": no_body if weights.body is None else weights.body_kg,
        "bar_mass": no_bar if weights.bar_kg is None else weights.bar_kg[0],
        "bar_mass_measured": no_bar if weights.bar_measured_kg is None else weights.bar_measured_kg[0],
        "system_weight": NO_WEIGHT if weights.system is None else weights.system.n,
    }


def _finish_delay(events: Values, rate_hz: float) -> Measured:
    off = first_off(events)
    end = known(events["drive_end"])
    if off is None or end is None:
        return difference(events["foot_off_left"], events["drive_end"])
    return (off - end) / rate_hz


def _least_load(signals: LiftSignals, weights: Weights, pull: Pull, stop: int, feet: Landing, start: Known) -> Measured:
    if start.is_pull:
        return PULL_HAS_NONE
    body_n = weights.body.n if weights.body is not None else None
    return least_load(signals, pull.drive_end, stop, body_n, feet.shares)


def _catch(signals: LiftSignals, weights: Weights, events: Values, start: Known) -> Values:
    assert weights.system is not None
    if start.is_pull:
        return no_catch(PULL_HAS_NONE)
    peak, lowest = events["catch_peak"], events["bottom"]
    if isinstance(peak, Missing):
        return no_catch(peak)
    assert not isinstance(lowest, Missing)
    found = signals.total.extreme(max(int(peak) - 2, 0), int(lowest), largest=True)
    return catch_metrics(signals, weights.system.n, found, first_on(events), weights.hold)


def _elsewhere() -> Values:
    """Numbers of other lifts or of a whole session."""
    session = Missing("needs_session", "needs the force curves of three power-position lifts of the session")
    return {"transfer_distance": session, **all_missing(JUMP_KEYS, NO_JUMP)}


def _remarks(quality: QualityList, zero: ShearZero | None, feet: Landing) -> None:
    if disagrees(zero):
        about = ("drive_forward_impulse", "forward_velocity", "combined_drift_forward", "drive_direction")
        message = "the forward force of standing still differs before and after the lift"
        quality.add("shear_disagrees", message, [f"metrics.{key}" for key in about])
    for message, keys in feet.edges:
        quality.add("foot_off_plate", message, keys, "warning")
    for message in feet.beside:
        quality.add("stepped_off", message, ("metrics.body_mass", "metrics.bar_mass", "metrics.system_weight"))


def _without_weight(signals: LiftSignals, weights: Weights, start: Known) -> Measurement:
    """A lift whose weight is not known: body mass and standing are all that can be told."""
    reason = NO_WEIGHT if not weights.rejected else off_plate_reason(weights)
    events: Values = {**dict.fromkeys(EVENT_KEYS, reason), **dict.fromkeys(JUMP_EVENTS, NO_JUMP)}
    if weights.quiet is not None:
        events["quiet"] = float(weights.quiet.start)
    if weights.hold is not None:
        events["hold_start"] = float(weights.hold.start)
    metrics: Values = dict.fromkeys(METRIC_UNITS, reason)
    metrics |= _masses(weights) | _elsewhere()
    return Measurement(events, metrics, {}, mass_uncertainties(weights, start), weights, None)
