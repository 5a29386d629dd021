"""Which span of a record is the lift, and what the record says about it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from acquisition.errors import OptionNeeded
from acquisition.interchange.record import LiftLabel, PlateRecord, WeighIn
from processing.context import LiftContext
from processing.detect import Activity, DetectedLift, LiftList, find_lifts
from processing.foot_frame import find_rock
from processing.forces import PlateForces
from processing.jump_choosing import chosen_span, wants_jump
from processing.methods import limit
from processing.options import AnalysisOptions, is_floor
from processing.signals import LiftSignals
from processing.wrench import plate_forces
from processing.zero import zero_noise_n

Span = tuple[int, int]
Tries = Iterable[tuple[PlateForces, LiftContext]]
ROCK_NEAR_S = 8.0
"""A rock belongs to a weigh-in that ends or begins no further away."""


def chosen_lift(record: PlateRecord, options: AnalysisOptions, span: Span | None) -> Tries:
    """Forces and context of the lift to analyse; further entries are tried where no lift is found in the one before.

    Parameters
    ----------
    record : PlateRecord
        As read.
    options : AnalysisOptions
        With ``lift_number``.
    span : (int, int) or None
        Samples of the file, where the caller knows them.

    Raises
    ------
    OptionNeeded
        Several lifts and no number, or a number that no lift has.
    """
    first = record.first_index
    if span is not None:
        return [_part(record, options, span, None, LiftList(record.rate_hz))]
    whole = (first, first + record.n)
    forces = plate_forces(record, options)
    if wants_jump(record, options):
        return [_jump(record, options, forces)]
    found = find_lifts(forces, record.labels, first) if record.n else LiftList(record.rate_hz)
    lift = _picked(found, options, record.path)
    if lift is None:
        return [(forces, _context(record, options, whole, None, found))]
    return _tries(record, options, forces, lift, found)


def every_lift(record: PlateRecord, options: AnalysisOptions) -> list[Tries]:
    """For each lift of a record what :func:`chosen_lift` gives for its number; found once, not once a lift.

    Parameters
    ----------
    record : PlateRecord
        As read; without lifts the whole of it is the one entry.
    options : AnalysisOptions
        Of lifts, not of jumps.
    """
    first = record.first_index
    forces = plate_forces(record, options)
    found = find_lifts(forces, record.labels, first) if record.n else LiftList(record.rate_hz)
    if not found.lifts:
        return [[(forces, _context(record, options, (first, first + record.n), None, found))]]
    return [_tries(record, options, forces, lift, found) for lift in found.lifts]


def _tries(
    record: PlateRecord, options: AnalysisOptions, forces: PlateForces, lift: Activity, found: LiftList
) -> Tries:
    """A lift's own span, and the whole record where it holds no other lift; made when it is asked for."""
    yield _part(record, options, (lift.start, lift.stop), lift, found, forces)
    if len(found.lifts) == 1:
        whole = (record.first_index, record.first_index + record.n)
        yield forces, _context(record, options, whole, lift, found)


def _jump(record: PlateRecord, options: AnalysisOptions, forces: PlateForces) -> tuple[PlateForces, LiftContext]:
    span, number, of = chosen_span(record, options, forces)
    whole = (record.first_index, record.first_index + record.n)
    nothing = LiftList(record.rate_hz)
    if span is None:
        return forces, _context(record, options, whole, None, nothing)
    part, context = _part(record, options, span, None, nothing)
    return part, replace(context, number=number, of=of)


def _picked(found: LiftList, options: AnalysisOptions, path: str) -> Activity | None:
    count, number = len(found.lifts), options.lift_number
    if number is None:
        if count > 1:
            raise OptionNeeded(f"holds {count} lifts", path, f"choose one: --lift-number 1 to {count}")
        return found.lifts[0] if found.lifts else None
    if not 1 <= number <= max(count, 1):
        raise OptionNeeded(f"has no lift {number}", path, f"give --lift-number from 1 to {max(count, 1)}")
    return found.lifts[number - 1] if found.lifts else None


def _part(
    record: PlateRecord,
    options: AnalysisOptions,
    span: Span,
    lift: Activity | None,
    found: LiftList,
    whole: PlateForces | None = None,
) -> tuple[PlateForces, LiftContext]:
    """A span's forces and context; from ``whole``, the record's forces, where the same zero counts for both."""
    first = record.first_index
    start, stop = max(span[0], first), min(span[1], first + record.n)
    if whole is not None and record.tare_of(start) is record.tare_of(first):
        forces = whole.span(start - first, stop - first)
    else:
        forces = plate_forces(record, options, start - first, stop - first)
    return forces, _context(record, options, (start, stop), lift, found)


def _label(record: PlateRecord, span: Span, lift: Activity | None) -> LiftLabel:
    """What was typed for the lift: the label in force when the push ends, else in the middle of the span."""
    at = (span[0] + span[1]) // 2
    if lift is not None and lift.lift is not None:
        at = int(lift.lift.drive_end)
    return record.label_at(at) or LiftLabel()


def _context(
    record: PlateRecord, options: AnalysisOptions, span: Span, lift: Activity | None, found: LiftList
) -> LiftContext:
    label = _label(record, span, lift)
    tare = record.tare_of(span[0])
    weigh_ins = [w for w in record.weigh_ins if w.stop <= span[1]]
    end = record.first_index + record.n
    reaches = span[1] + 1 if span[1] == end else span[1]  # what a torn file lacks begins where its samples end
    lost = tuple((a, b) for a, b in record.samples_lost if a < reaches and b > span[0])
    told = lift.lift if lift is not None else None
    headroom, saturated = used_range(*_as_recorded(record, span))
    return LiftContext(
        path=record.path,
        samples_sha256=record.samples_sha256,
        rig_sha256=record.rig_sha256,
        simulated=record.simulated,
        first_index=span[0],
        number=told.number if told is not None else 1,
        of=max(1, len(found.lifts)),
        label_kind=label.kind,
        athlete=label.athlete,
        complex_id=label.complex_id,
        attempt=label.attempt,
        label_load_kg=label.load_kg,
        outcome=None if told is None else _outcome(told, options),
        started_utc=record.started_utc.isoformat() if record.started_utc is not None else None,
        utc_offset=record.utc_offset or None,
        weigh_in_n=(weigh_ins[-1].force_n, weigh_ins[-1].uncertainty_n) if weigh_ins else None,
        weigh_in_s=(weigh_ins[-1].stop - weigh_ins[-1].start) / record.rate_hz if weigh_ins else None,
        zero_age_s=None if tare is None else max(0.0, (span[0] - tare.stop) / record.rate_hz),
        zero_noise_n=0.0 if tare is None else zero_noise_n(record.plates, tare),
        zeroed=bool(record.tares),
        headroom=headroom,
        saturated=saturated,
        samples_lost=lost,
        warnings=record.warnings,
        drift=record.drift,
        label_foot_length_mm=label.foot_length_mm,
        rock_mm=_rock_mm(record, options, weigh_ins[-1]) if weigh_ins else (),
    )


def _outcome(told: DetectedLift, options: AnalysisOptions) -> str | None:
    """What the detector saw, where it saw the lift that is analysed: without a name it is one from the floor."""
    other = told.kind_assumed and options.kind is None and not is_floor(told.kind)
    return None if other or told.outcome == "unknown" else told.outcome


def _rock_mm(record: PlateRecord, options: AnalysisOptions, weigh_in: WeighIn) -> tuple[float, ...]:
    """A rock on heels and toes in the weigh-in or right before or after it; empty without one."""
    near, first = round(ROCK_NEAR_S * record.rate_hz), record.first_index
    start, stop = max(weigh_in.start - near - first, 0), min(weigh_in.stop + near - first, record.n)
    if stop - start < 2:
        return ()
    signals = LiftSignals(plate_forces(record, options, start, stop))
    rock = find_rock(signals, 0, signals.n)
    return () if rock is None else rock.offsets_mm()


def _as_recorded(record: PlateRecord, span: Span) -> tuple[PlateRecord, Span]:
    """The record as it was read, and the span in its samples."""
    if record.recorded is None:
        return record, span
    factor = record.recorded.decimate
    return record.recorded, (span[0] * factor, span[1] * factor)


def used_range(record: PlateRecord, span: Span) -> tuple[float | None, tuple[str, ...]]:
    """Smallest unused part of any channel's range, and the channels that were cut off."""
    start, stop = max(span[0] - record.first_index, 0), span[1] - record.first_index
    used: list[float] = []
    cut: list[str] = []
    for plate, signals, full in zip(record.plates, record.signals, record.full_scale, strict=False):
        within = signals[:, start:stop]
        high, low = (extreme.reduce(within, axis=1, initial=0.0).tolist() for extreme in (np.fmax, np.fmin))
        for row, scale in enumerate(np.asarray(full, dtype=float).tolist()):
            if not math.isfinite(scale) or scale <= 0:
                continue
            samples = within[row]
            used.append(max(high[row], -low[row]) / scale)
            if used[-1] >= limit("overload_share") and overloaded(np.abs(samples) >= limit("overload_share") * scale):
                name = plate.channels[row] if row < len(plate.channels) else str(row + 1)
                cut.append(f"{plate.name} {name}".strip())
    return (max(0.0, 1.0 - max(used)) if used else None), tuple(cut)


def overloaded(at_end: np.typing.NDArray[np.bool_]) -> bool:
    """Whether as many samples in a row lie at the end of the range as count as overload."""
    needed = int(limit("overload_samples"))
    if at_end.size < needed:
        return False
    windows = np.lib.stride_tricks.sliding_window_view(at_end, needed)
    return bool(windows.all(axis=1).any())
