"""The other defensible ways to measure a lift: another weighing, threshold, filter, set-up, or rule of crossing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from processing.context import LiftContext
from processing.options import JUMPS, AnalysisOptions, WeighBy, is_floor, is_pull
from processing.result import Document

WEIGHINGS: dict[WeighBy, str] = {
    "hold": "W from standing still after the lift",
    "quiet": "W from standing still before it",
    "entered": "W from the masses that were entered",
}
HALVES = {"first": (0.0, 0.5), "second": (0.5, 1.0)}
CONTACTS_N = (10.0, 30.0)
CORNERS_HZ = (20.0, 100.0)
CROSSINGS = {"first": 0.0, "last": 1.0}


@dataclass(frozen=True)
class Way:
    """One way.

    Attributes
    ----------
    name, text : str
        Short name, and what it does.
    options : AnalysisOptions
        What is said about the lift.
    limits : dict
        Limits that differ from the standard ones.
    """

    name: str
    text: str
    options: AnalysisOptions
    limits: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Threshold:
    """A threshold that others set otherwise.

    Attributes
    ----------
    name, text : str
        Of its ways; ``{}`` stands for the level.
    levels : mapping
        Limits by the level's name.
    fits : callable
        Whether a kind of lift has what it finds.
    """

    name: str
    text: str
    levels: Mapping[str, Mapping[str, float]]
    fits: Callable[[str], bool]


THRESHOLDS = (
    Threshold(
        "onset",
        "the jump begins where the force leaves body weight by {}",
        {"5 N": {"onset_n": 5.0, "onset_sd": 2.5}, "15 N": {"onset_n": 15.0, "onset_sd": 7.5}},
        lambda kind: kind in JUMPS,
    ),
    Threshold(
        "push",
        "the push begins {} from W",
        {"1 %": {"dip_share": 0.99, "rise_share": 1.01}, "3 %": {"dip_share": 0.97, "rise_share": 1.03}},
        lambda kind: kind not in JUMPS and not is_floor(kind),
    ),
    Threshold(
        "notch",
        "a dip in the push counts from {} of W",
        {"2.5 %": {"notch_share": 0.025}, "7.5 %": {"notch_share": 0.075}},
        lambda kind: kind not in JUMPS,
    ),
    Threshold(
        "settled",
        "settled is within {} of W",
        {"2.5 %": {"settled_share": 0.025}, "7.5 %": {"settled_share": 0.075}},
        lambda kind: kind not in JUMPS and not is_pull(kind),
    ),
)
"""Half and one and a half times the usual level; a number of SD goes with its newtons."""


def ways(standard: Document, options: AnalysisOptions, context: LiftContext) -> list[Way]:
    """All ways that make sense for a lift; each differs from the standard way in one thing.

    Parameters
    ----------
    standard : Document
        The lift, measured the standard way.
    options, context : AnalysisOptions, LiftContext
        What is known of it.
    """
    weighed = [*_weighings(standard, options, context), *_halves(options)]
    return [*weighed, *_limits(options), *_thresholds(standard, options), *_set_up(standard, options)]


def by_halves(way: Way) -> bool:
    """Whether a way weighs by half of each standing."""
    return "weigh_from" in way.limits


def _weighings(standard: Document, options: AnalysisOptions, context: LiftContext) -> Iterator[Way]:
    kind, used = standard["lift"]["kind"], standard["conditions"]["system_weight_source"]
    jump, bare = kind in JUMPS, is_floor(kind) and options.set_up == "off-plates"
    body = options.body_mass_kg is not None or context.weigh_in_n is not None
    bar = options.bar_mass_kg is not None or context.label_load_kg is not None
    possible: dict[WeighBy, bool] = {
        "hold": True,
        "quiet": not bare,  # before a lift from the floor the lifter stands without the bar
        "entered": body if jump else bar and (body or bare),
    }
    for name, text in WEIGHINGS.items():
        if possible[name] and name != used:
            yield Way(f"weight: {name}", text, replace(options, weigh_by=name))


def _halves(options: AnalysisOptions) -> Iterator[Way]:
    for name, (begin, end) in HALVES.items():
        text = f"each standing weighs by its {name} half alone"
        yield Way(f"weight: {name} half", text, options, {"weigh_from": begin, "weigh_to": end})


def _thresholds(standard: Document, options: AnalysisOptions) -> Iterator[Way]:
    kind = standard["lift"]["kind"]
    for each in (threshold for threshold in THRESHOLDS if threshold.fits(kind)):
        for level, limits in each.levels.items():
            yield Way(f"{each.name}: {level}", each.text.format(level), options, dict(limits))


def _limits(options: AnalysisOptions) -> Iterator[Way]:
    for newton in CONTACTS_N:
        text = f"a foot is off under {newton:g} N"
        yield Way(f"contact: {newton:g} N", text, options, {"contact_n": newton})
    for hertz in CORNERS_HZ:
        text = f"pressure from forces and moments low-passed at {hertz:g} Hz"
        yield Way(f"pressure: {hertz:g} Hz", text, options, {"lowpass_hz": hertz})
    for name, place in CROSSINGS.items():
        text = f"a crossing is where the raw samples cross the level {name}"
        yield Way(f"crossing: {name}", text, options, {"crossing_place": place})


def _set_up(standard: Document, options: AnalysisOptions) -> Iterator[Way]:
    if not is_floor(standard["lift"]["kind"]):
        return
    other = replace(options, set_up="on-plates" if options.set_up == "off-plates" else "off-plates")
    yield Way(f"set-up: {other.set_up}", f"as if the bar's discs rested {other.set_up.replace('-', ' the ')}", other)
