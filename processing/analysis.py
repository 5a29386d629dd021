"""The one door: from a record, or from forces, to the analysis of one lift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from acquisition.interchange.record import PlateRecord
from processing.context import LiftContext
from processing.cop import NO_PLACE
from processing.crossing import runs
from processing.curves import lift_curves
from processing.document import EVENT_KEYS, METRIC_UNITS, SCHEMA, event_table, metric_entry, metric_table, number
from processing.ending import NOT_KNOWN, Ending
from processing.findings import findings
from processing.forces import PlateForces
from processing.jump_find import must_not_jump
from processing.measured_channels import as_measured, present
from processing.measuring import Measurement, measure
from processing.methods import digest, limit, parameters
from processing.miss import explain_miss
from processing.missing import Missing
from processing.options import JUMPS, AnalysisOptions, is_floor, is_pull
from processing.phase_table import phase_table
from processing.phases import LetGoEarlyError, NotSegmentedError
from processing.preparing import prepared
from processing.pressure_path import LOW, pressure_table
from processing.quality import QualityList
from processing.reanalysis import AnalysisInput
from processing.remarks import add_remarks, zero_drift_n
from processing.result import Document, LiftAnalysis
from processing.shape import lift_shape
from processing.signals import LiftSignals
from processing.transfer import transfer_distance
from processing.weights import Force, Known
from processing.zero import zero_uncertainty_n

DEFAULT_KIND = "snatch"
"""A lift whose kind nobody gave is taken for a floor lift; the document says so."""
GAPS_TOLD = 10
"""More gaps than this are told as one, from the first to the last."""


def analyze(
    record: PlateRecord,
    options: AnalysisOptions | None = None,
    history: Sequence[Document] = (),
    span: tuple[int, int] | None = None,
) -> LiftAnalysis:
    """Analyse one lift of a record.

    Parameters
    ----------
    record : PlateRecord
        As read.
    options : AnalysisOptions, optional
        What a person said about it.
    history : sequence of Document
        Earlier lifts; the comparable ones are chosen.
    span : (int, int), optional
        Samples ``[start, stop)`` of the file that hold the lift; found in the record where it is left out.

    Returns
    -------
    LiftAnalysis
        Not segmented where no lift was found; the document then says why.

    Raises
    ------
    OptionNeeded
        The file needs an option: sides of the plates, axes, or a lift number that exists.
    """
    from processing.choosing import chosen_lift

    options = options or AnalysisOptions()
    if span is not None:
        span = (span[0] // record.decimate, span[1] // record.decimate)
    record = prepared(record)
    return _first_segmented(record, options, chosen_lift(record, options, span), history)


def analyze_every(
    record: PlateRecord, options: AnalysisOptions | None = None, history: Sequence[Document] = ()
) -> Iterator[LiftAnalysis]:
    """Analyse every lift of a record, each as :func:`analyze` with its number does, after looking for them once.

    Parameters
    ----------
    record : PlateRecord
        As read. Without any lift the whole of it is one that is not segmented.
    options : AnalysisOptions, optional
        What a person said about them; of lifts, not of jumps.
    history : sequence of Document
        Earlier lifts. It is looked at anew for every lift: a list may grow meanwhile.
    """
    from processing.choosing import every_lift

    options = options or AnalysisOptions()
    record = prepared(record)
    for tries in every_lift(record, options):
        yield _first_segmented(record, options, tries, history)


def _first_segmented(
    record: PlateRecord,
    options: AnalysisOptions,
    tries: Iterable[tuple[PlateForces, LiftContext]],
    history: Sequence[Document],
) -> LiftAnalysis:
    """The first try in which a lift is found, else the last one."""
    for forces, context in tries:
        found = analyze_forces(forces, options, history, context)
        found = replace(found, source=AnalysisInput(record, options, context, forces.n))
        if found.segmented:
            return found
    return found


def analyze_forces(
    forces: PlateForces,
    options: AnalysisOptions | None = None,
    history: Sequence[Document] = (),
    context: LiftContext | None = None,
) -> LiftAnalysis:
    """Analyse one lift from its forces.

    Parameters
    ----------
    forces : PlateForces
        The lift, from the quiet standing before it to the hold after it.
    options : AnalysisOptions, optional
        What a person said about it.
    history : sequence of Document
        Earlier lifts.
    context : LiftContext, optional
        What else is known: file, label, zero.
    """
    options, context = options or AnalysisOptions(), context or LiftContext()
    if (options.kind or context.label_kind) in JUMPS:
        options, context = replace(options, bar_mass_kg=None), replace(context, label_load_kg=None)
    context = replace(context, outcome=options.outcome or context.outcome)
    forces, context = unbroken(as_measured(forces), context)
    signals = LiftSignals(forces)
    kind = options.kind or context.label_kind or DEFAULT_KIND
    quality = QualityList()
    measured, reason = _tried(signals, kind, options, context)
    if context.zero_drift_n is None:
        context = replace(context, zero_drift_n=zero_drift_n(signals, measured))
    add_remarks(quality, signals, options, context, measured, kind_assumed=not (options.kind or context.label_kind))
    ended_early = Ending("first_pull", "bar_dropped", reason.at) if isinstance(reason, LetGoEarlyError) else NOT_KNOWN
    document = _frame(signals, kind, options, context, ended_early)
    if measured is None:
        document |= _unsegmented(quality, str(reason), "jump" if kind in JUMPS else "lift")
        return LiftAnalysis(document, lift_curves(signals, context.first_index) if forces.n else None)
    known = known_before(kind, options, context)
    _tables(document, signals, measured, context, (known, history))
    document |= _segmented(quality, signals, measured, known.tare_n)
    document["conditions"]["weigh_in_s"] = _weigh_in_s(measured, signals, context)
    document["conditions"]["system_weight_source"] = measured.weights.system_from or None
    document["lift"]["outcome"] = "made" if kind in JUMPS else _outcome(measured, context, options)
    document["lift"] |= _ended(measured.ending, signals.rate_hz, context.first_index)
    document["foot_frame"] = None if measured.foot_frame is None else measured.foot_frame.document()
    document["findings"] = findings(document, history)
    document["miss"] = explain_miss(document, history)
    return LiftAnalysis(document, lift_curves(signals, context.first_index, measured, options.gravity_m_s2))


def unbroken(forces: PlateForces, context: LiftContext) -> tuple[PlateForces, LiftContext]:
    """The longest stretch without missing samples (which are NaN), and the context moved to its start."""
    whole = present(forces)
    if whole.all():
        return forces, context
    start, stop = max(runs(whole), key=lambda run: run[1] - run[0], default=(0, 0))
    lost = context.samples_lost
    if not lost:
        gaps = [(context.first_index + a, context.first_index + b) for a, b in runs(~whole)]
        lost = tuple(gaps if len(gaps) <= GAPS_TOLD else [(gaps[0][0], gaps[-1][1])])
    return forces.span(start, stop), replace(context, first_index=context.first_index + start, samples_lost=lost)


def _tried(
    signals: LiftSignals, kind: str, options: AnalysisOptions, context: LiftContext
) -> tuple[Measurement | None, NotSegmentedError | None]:
    """The measurement, or why no lift was found."""
    if signals.n < signals.rate_hz:
        return None, NotSegmentedError("the record is shorter than a second")
    known = known_before(kind, options, context)
    try:
        if kind in JUMPS:
            from processing.jump import measure_jump

            return measure_jump(signals, known, kind), None
        must_not_jump(signals.total)
        return measure(signals, known), None
    except NotSegmentedError as reason:
        return None, reason


def known_before(kind: str, options: AnalysisOptions, context: LiftContext) -> Known:
    """Start, set-up and masses that are known before anything is measured."""
    g = options.gravity_m_s2
    body = None if context.weigh_in_n is None else Force(*context.weigh_in_n)
    if body is None and options.body_mass_kg is not None:
        body = Force(options.body_mass_kg * g, limit("entered_body_kg") * g)
    bar_kg = options.bar_mass_kg if options.bar_mass_kg is not None else context.label_load_kg
    floor = is_floor(kind)
    on_plates = floor and options.set_up == "on-plates"
    tare_n = zero_uncertainty_n(context.zero_noise_n, context.zero_age_s)
    foot_mm = options.foot_length_mm if options.foot_length_mm is not None else context.label_foot_length_mm
    said = options.weigh_by or ""
    return Known(floor, on_plates, g, is_pull(kind), body, bar_kg, said, tare_n, foot_mm, tuple(context.rock_mm))


def _frame(
    signals: LiftSignals, kind: str, options: AnalysisOptions, context: LiftContext, ended_early: Ending
) -> Document:
    """The document without what was measured."""
    load_kg = context.label_load_kg if context.label_load_kg is not None else options.bar_mass_kg
    return {
        "schema": SCHEMA,
        "software": {"name": "legdrive", "version": software_version()},
        "methods": {"digest": digest(), "parameters": parameters()},
        "source": context.source(signals.rate_hz, signals.n),
        "lift": {
            "kind": kind,
            "kind_assumed": not (options.kind or context.label_kind),
            "set_up": options.set_up,
            "number": context.number,
            "of": context.of,
            "complex_id": context.complex_id,
            "outcome": context.outcome or "unknown",
            "attempt": context.attempt,
            "load_kg": load_kg,
            "athlete": context.athlete,
            "started_utc": context.started_utc,
            "utc_offset": context.utc_offset,
            **_ended(ended_early, signals.rate_hz, context.first_index),
        },
        "conditions": {
            "zero_age_s": number(context.zero_age_s, 6),
            "zero_drift_n": number(context.zero_drift_n, 4),
            "weigh_in_s": None,
            "system_weight_source": None,
            "headroom": number(context.headroom, 4),
            "samples_lost": [list(span) for span in context.samples_lost],
        },
        "phases": [],
        "shape": None,
        "foot_frame": None,
        "miss": None,
    }


@lru_cache(maxsize=1)
def software_version() -> str:
    """Version of Legdrive; ``0`` where it is not installed."""
    try:
        return version("legdrive")
    except PackageNotFoundError:
        return "0"


def _tables(
    document: Document,
    signals: LiftSignals,
    measured: Measurement,
    context: LiftContext,
    more: tuple[Known, Sequence[Document]],
) -> None:
    """Put events, metrics, phases and shape into the document, and the distance from the power position's push."""
    (known, history), pull, weight = more, measured.pull, measured.weights.system
    first, rate = context.first_index, signals.rate_hz
    document["events"] = event_table(measured.events, measured.event_uncertainties_s, first, rate)
    document["metrics"] = metric_table(measured.metrics, measured.uncertainties)
    document["phases"] = phase_table(signals, measured, known.g_m_s2, known.tare_n, first)
    if pull is None or weight is None:
        return
    document["shape"] = lift_shape(signals, pull, weight.n)
    key = "transfer_distance"
    measured.metrics[key], spread = transfer_distance(document, document["shape"]["drive"], history)
    document["metrics"][key] = metric_entry(key, measured.metrics[key], spread)


def _segmented(quality: QualityList, signals: LiftSignals, measured: Measurement, tare_n: float) -> dict[str, Any]:
    cop, no_pressure = pressure_table(signals, measured.events, tare_n)
    quality.add_missing("events", measured.events)
    quality.add_missing("metrics", measured.metrics)
    if no_pressure:
        code, why = ("low_load", LOW) if signals.has_place else (NO_PLACE.code, NO_PLACE.why)
        quality.add(code, why, no_pressure)
    return {
        "segmented": True,
        "cop": cop,
        "quality": quality.document(),
        "findings": [],
    }


def _unsegmented(quality: QualityList, reason: str, what: str) -> dict[str, Any]:
    missing = Missing("unsegmented", f"no {what} was found: {reason}")
    quality.add_missing("events", dict.fromkeys(EVENT_KEYS, missing))
    quality.add_missing("metrics", dict.fromkeys(METRIC_UNITS, missing))
    nothing: dict[str, Any] = dict.fromkeys(EVENT_KEYS)
    return {
        "segmented": False,
        "events": nothing,
        "metrics": dict.fromkeys(METRIC_UNITS),
        "cop": dict(nothing),
        "quality": quality.document(),
        "findings": [],
    }


def _weigh_in_s(measured: Measurement, signals: LiftSignals, context: LiftContext) -> float | None:
    """How long the standing lasted that the body mass comes from."""
    weights = measured.weights
    if weights.body_from == "quiet" and weights.quiet is not None:
        return number(weights.quiet.seconds(signals.rate_hz), 4)
    return context.weigh_in_s


def _outcome(measured: Measurement, context: LiftContext, options: AnalysisOptions) -> str:
    """Made where the lifter stands with the bar; missed where the bar is gone without that.

    Where the detector saw a miss and the lifter is measured standing with the bar, nobody knows.
    """
    if context.outcome == "missed" and options.outcome is None and measured.ending.how == "stood":
        return "unknown"
    if context.outcome in ("made", "missed"):
        return context.outcome
    if measured.weights.hold is not None:
        return "made"
    return "missed" if measured.weights.let_go or measured.ending.how == "stepped_off" else "unknown"


def _ended(ending: Ending, rate_hz: float, first: int) -> dict[str, Any]:
    """Where the lift ended, as the document's ``lift`` tells it."""
    at = None if ending.at is None else number((first + ending.at) / rate_hz)
    return {"ended": ending.phase, "ended_how": ending.how, "ended_s": at}
