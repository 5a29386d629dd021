"""The other defensible ways to measure a lift: another weighing, threshold, filter, set-up, or rule of crossing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from processing.context import LiftContext
from processing.options import JUMPS, AnalysisOptions, WeighBy, is_floor
from processing.result import Document

WEIGHINGS: dict[WeighBy, str] = {
    "hold": "W from standing still after the lift",
    "quiet": "W from standing still before it",
    "entered": "W from the masses that were entered",
}
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


def ways(standard: Document, options: AnalysisOptions, context: LiftContext) -> list[Way]:
    """All ways that make sense for a lift; each differs from the standard way in one thing.

    Parameters
    ----------
    standard : Document
        The lift, measured the standard way.
    options, context : AnalysisOptions, LiftContext
        What is known of it.
    """
    return [*_weighings(standard, options, context), *_limits(options), *_set_up(standard, options)]


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
