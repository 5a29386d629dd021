"""Which jump of a record is meant: jumps are counted by their flights, in order, from 1."""

from __future__ import annotations

from acquisition.errors import OptionNeeded
from acquisition.interchange.record import PlateRecord
from processing.crossing import trace
from processing.detect import find_lifts
from processing.forces import PlateForces
from processing.jump_find import Span, find_flights, jump_spans
from processing.options import JUMPS, AnalysisOptions

WITH_A_BAR = ("lift", "pull", "jerk")


def wants_jump(record: PlateRecord, options: AnalysisOptions) -> bool:
    """Whether a jump is asked for: by the option, else by labels that name nothing but jumps."""
    if options.kind is not None:
        return options.kind in JUMPS
    kinds = {label.kind for label in record.labels if label.kind is not None}
    return bool(kinds) and kinds <= set(JUMPS)


def find_jumps(record: PlateRecord, forces: PlateForces) -> list[Span]:
    """Spans of all jumps, in samples of the record held (0 is its first); flights under a bar are none.

    Parameters
    ----------
    record : PlateRecord
        Whose labels say what was lifted.
    forces : PlateForces
        Of all of it.
    """
    if record.n == 0:
        return []
    moved = find_lifts(forces, record.labels, record.first_index).activities
    first = record.first_index
    bars = [(a.start - first, a.stop - first) for a in moved if a.reason in WITH_A_BAR]
    flights = find_flights(trace(forces.total_fz_n, forces.rate_hz))
    return jump_spans(flights, forces.n, forces.rate_hz, bars)


def chosen_span(record: PlateRecord, options: AnalysisOptions, forces: PlateForces) -> tuple[Span | None, int, int]:
    """Span of the jump to analyse in samples of the file (``None`` without any), its number, and of how many.

    Raises
    ------
    OptionNeeded
        Several jumps and no number, or a number that no jump has.
    """
    spans, number, first = find_jumps(record, forces), options.lift_number, record.first_index
    if number is None and len(spans) > 1:
        raise OptionNeeded(f"holds {len(spans)} jumps", record.path, f"choose one: --lift-number 1 to {len(spans)}")
    if number is not None and not 1 <= number <= max(len(spans), 1):
        raise OptionNeeded(f"has no jump {number}", record.path, f"give --lift-number from 1 to {max(len(spans), 1)}")
    if not spans:
        return None, 1, 1
    start, stop = spans[(number or 1) - 1]
    return (start + first, stop + first), number or 1, len(spans)


__all__ = ["chosen_span", "find_jumps", "wants_jump"]
