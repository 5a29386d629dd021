"""Every limit of the analysis in one table, with its unit and why it has that value; and the digest of the table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from processing.named_numbers import named_numbers

METHODS_VERSION = 1
"""Raised when a definition changes without any limit changing."""


@dataclass(frozen=True)
class Limit:
    """One limit.

    Attributes
    ----------
    value : float
        In ``unit``.
    unit : str
        ``1`` for ratios.
    why : str
        What it is for and where it comes from.
    """

    value: float
    unit: str
    why: str


LIMITS: dict[str, Limit] = {
    "bar_least_kg": Limit(10.0, "kg", "what is lifted weighs at least this much, else it is no bar"),
    "bar_least_share": Limit(0.08, "1", "… and at least this share of the lifter"),
    "bar_mismatch": Limit(0.005, "1", "measured and entered weight further apart than this share of W: a warning"),
    "bar_mismatch_error": Limit(0.02, "1", "… than this: an error (wrong mass entered, or a foot off the plate)"),
    "body_least_kg": Limit(20.0, "kg", "a smaller body mass is not believed"),
    "body_mismatch": Limit(
        0.01, "1", "body mass weighed before the lift and known otherwise differ by more: a warning"
    ),
    "body_most_kg": Limit(300.0, "kg", "a larger body mass is not believed: look at the unit of force"),
    "contact_hold_s": Limit(0.010, "s", "a foot is off its plate when it stays under the threshold this long"),
    "contact_margin_n": Limit(6.0, "N", "a least force this close under the threshold gives no defined time"),
    "contact_n": Limit(20.0, "N", "contact threshold of one foot; the larger of this and the next counts"),
    "contact_sd": Limit(5.0, "SD", "unloaded mean plus so many standard deviations (Pérez-Castilla 2021)"),
    "cop_foot_n": Limit(100.0, "N", "no pressure position of a foot under this load: its error grows as 1/F"),
    "cop_total_n": Limit(50.0, "N", "no combined pressure position under this load"),
    "crossing_place": Limit(0.5, "1", "where a crossing lies between the first and the last raw one: in the middle"),
    "dip_share": Limit(0.98, "1", "hang, power position: F/W a dip before the drive must reach"),
    "dip_speed_m_s": Limit(0.10, "m/s", "jump: a dip before the push that is faster than this is a countermovement"),
    "edge_mm": Limit(20.0, "mm", "standing pressure this close to a plate's edge: the foot may hang over"),
    "entered_bar_share": Limit(0.005, "1", "standard uncertainty of an entered bar: discs of training sets; assumed"),
    "entered_body_kg": Limit(0.3, "kg", "standard uncertainty of an entered body mass: shoes and a drink; assumed"),
    "flat_top_s": Limit(0.010, "s", "force at its largest value to the last bit for so long: it was cut off"),
    "flat_top_samples": Limit(5.0, "samples", "… and for at least as many samples"),
    "going_down_m": Limit(-0.20, "m", "fall between two stands that means the bar is being put down"),
    "heel_share": Limit(0.42, "1", "typed foot length: standing pressure lies so far from the heel; assumed"),
    "heel_share_spread": Limit(0.06, "1", "… with this standard uncertainty, both as a share of the length; assumed"),
    "hold_join_s": Limit(0.4, "s", "two parts of a hold with a sway no longer than this between them are one"),
    "hold_join_share": Limit(0.02, "1", "… which stays within this share of their level"),
    "hold_s": Limit(0.75, "s", "shortest hold that weighs the bar"),
    "hold_speed_m_s": Limit(
        0.15, "m/s", "speed left over in the hold beyond which the hold does not weigh all the load"
    ),
    "hold_weight_share": Limit(0.004, "1", "… and the error of W that would explain that speed is larger than this"),
    "jump_agreement_m": Limit(0.02, "m", "jump heights by impulse and by flight further apart: a warning"),
    "jump_agreement_sd": Limit(3.0, "SD", "… where it is also more than so many standard uncertainties"),
    "jump_apart_s": Limit(1.0, "s", "a flight that begins sooner after a landing is a hop of the same jump"),
    "jump_flight_longest_s": Limit(1.0, "s", "both feet are off for at most this long in a jump"),
    "jump_flight_s": Limit(0.15, "s", "… and at least this long (a height of 3 cm)"),
    "jump_land_m": Limit(
        0.02, "m", "a body lands no higher than this over its take-off, else a bar went up; of flights as in a lift"
    ),
    "jump_push_share": Limit(1.3, "1", "F over the standing force that the push of a jump passes"),
    "jump_reach_s": Limit(30.0, "s", "standing still this long before take-off or after landing belongs to a jump"),
    "jump_rise_m": Limit(0.30, "m", "a jump ends no higher than this over its standing start"),
    "jump_squat_rise_m": Limit(0.65, "m", "… and a squat jump over its squat"),
    "landing_s": Limit(1.0, "s", "the feet take the load again within this time of an unloading"),
    "landing_share": Limit(0.85, "1", "… as this share of W; where they do not, the bar was let go"),
    "least_rise_m": Limit(0.15, "m", "lifter and bar stand this much higher after a lift that starts with still hands"),
    "let_go_rise_m": Limit(0.30, "m", "a bar let go with lifter and bar no higher over their start: in the first pull"),
    "lift_air_s": Limit(0.35, "s", "both feet off for longer: a jump and no lift"),
    "lowpass_hz": Limit(50.0, "Hz", "zero-lag 4th-order Butterworth for pressure and drawing; no impulse sees it"),
    "notch_share": Limit(0.05, "1", "depth over W of a dip inside the drive that counts as a notch"),
    "onset_back_s": Limit(0.030, "s", "jump: the speed is integrated from this long before the onset (Owen 2014)"),
    "onset_join_s": Limit(0.10, "s", "jump: passing through body weight for less than this does not end the movement"),
    "onset_n": Limit(10.0, "N", "jump: least change of force that is its onset; the larger of this and the next"),
    "onset_sd": Limit(5.0, "SD", "… so many standard deviations of the quiet standing (Owen 2014)"),
    "overload_samples": Limit(3.0, "samples", "as many in a row at the end of the range: force was cut off"),
    "overload_share": Limit(0.98, "1", "share of the smaller of amplifier and DAQ range that counts as its end"),
    "peak_fit_longest_s": Limit(0.040, "s", "longest half width of the parabola through a peak, for flat ones"),
    "peak_fit_s": Limit(0.008, "s", "shortest half width of the skewed parabola laid through a peak"),
    "peak_fit_sd": Limit(12.0, "SD", "the parabola widens until it falls by so many SD of the noise"),
    "peak_window_s": Limit(0.42, "s", "the drive's peak lies at most this long before its end"),
    "push_speed_m_s": Limit(0.15, "m/s", "least speed that a push gives to lifter and bar"),
    "quiet_s": Limit(1.0, "s", "shortest quiet standing that weighs"),
    "rate_hz": Limit(1000.0, "Hz", "a slower sample rate is flagged (Owen 2014)"),
    "rfd_s": Limit(0.050, "s", "window of the rate of force development"),
    "rise_share": Limit(1.02, "1", "hang, power position without a dip: F/W at which the drive starts"),
    "search_s": Limit(1.5, "s", "the pull-under lies at most this long after separation"),
    "separation_hold_s": Limit(0.030, "s", "F stays over W at least this long after separation"),
    "settled_share": Limit(0.05, "1", "settled: F stays within this share of W"),
    "share_shift": Limit(0.015, "1", "a foot that carries so much less of the load after than before is off its plate"),
    "shear_disagreement_sd": Limit(
        4.0, "SD", "shear zeros before and after the lift further apart than this: a warning"
    ),
    "smoothing_s": Limit(0.005, "s", "moving mean that finds events; their times are then read from raw samples"),
    "spike_n": Limit(60.0, "N", "leap of the force in the pull, back within 3 ms, that is no push"),
    "spike_rate_hz": Limit(500.0, "Hz", "… where samples are this close; on slower ones a peak can look so"),
    "spike_sd": Limit(25.0, "SD", "… and at least as many SD of the noise"),
    "standing_climb_m": Limit(0.20, "m", "climb from the deepest point that tells a hold from a pause in the squat"),
    "still_mean_s": Limit(0.2, "s", "means of this length tell whether somebody stands still"),
    "still_share": Limit(0.01, "1", "… by staying within this share of their level"),
    "sway_hang_m_s": Limit(0.006, "m/s", "least SD of the speed of a lifter who stands with the bar in the hands"),
    "sway_hold_m_s": Limit(0.0072, "m/s", "least SD of the speed of a lifter after the recovery"),
    "sway_mm": Limit(10.0, "mm", "least standard uncertainty of a landing shift: standing people wander"),
    "sway_standing_m_s": Limit(0.004, "m/s", "least SD of the speed of a lifter who stands quietly"),
    "sway_window_s": Limit(1.0, "s", "time after the catch peak over which pressure sway is read"),
    "tension_n": Limit(20.0, "N", "rise over body weight that is tension on the bar; the larger of this and the next"),
    "tension_sd": Limit(5.0, "SD", "… so many standard deviations of quiet standing (Owen 2014)"),
    "trough_window_s": Limit(0.40, "s", "the scoop lies at most this long before the drive's peak"),
    "unloading_share": Limit(0.6, "1", "F/W under which the lifter is pulling himself under"),
    "weigh_from": Limit(0.0, "1", "a standing weighs from this share of its length on"),
    "weigh_to": Limit(1.0, "1", "… to this one"),
    "zero_age_s": Limit(600.0, "s", "an older zero is stale"),
    "zero_drift_n": Limit(5.0, "N", "empty plates further from zero than this: the zero drifted"),
}
"""Limits by name; ``docs/settings.md`` prints them."""


_OTHER: ContextVar[Mapping[str, float]] = ContextVar("other limits", default=MappingProxyType({}))


def limit(name: str) -> float:
    """Value of one limit, in its unit; another one inside :func:`other_limits`."""
    others = _OTHER.get()
    return others[name] if others and name in others else LIMITS[name].value


@contextmanager
def other_limits(values: Mapping[str, float]) -> Iterator[None]:
    """Let some limits have other values inside a ``with`` block, in this thread or task alone.

    Parameters
    ----------
    values : mapping
        New values by name.

    Raises
    ------
    KeyError
        A name that is no limit.
    """
    for name in values:
        LIMITS[name]
    before = _OTHER.set({**_OTHER.get(), **values})
    try:
        yield
    finally:
        _OTHER.reset(before)


def parameters() -> dict[str, float]:
    """All limits, as a document writes them."""
    return {name: limit(name) for name in LIMITS}


def digest() -> str:
    """Digest of the methods: two documents with the same one were measured and judged the same way (hexadecimal).

    It covers the limits above and every named number of the modules that find, measure and judge a lift.
    """
    return _digest(tuple(parameters().items()), tuple(named_numbers().items()))


@lru_cache(maxsize=64)
def _digest(limits: tuple[tuple[str, float], ...], numbers: tuple[tuple[str, str], ...]) -> str:
    text = json.dumps([METHODS_VERSION, dict(limits), dict(numbers)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
