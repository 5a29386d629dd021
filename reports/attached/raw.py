"""Samples as the converter gave them, for a lift that was measured on others: freed of drift, or at a lower rate.

The codes are a tenth the size of what is made of them, so they travel, with the line that was taken away and the factor
of the rate; the same arithmetic makes the same samples of them, to the last bit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from acquisition.interchange.record import PlateRecord, ZeroLine
from acquisition.plate import FloatArray
from processing.decimation import HALF_WIDTH, decimated_signals
from processing.drift import zero_along

Table = dict[str, Any]
KEYS, LINE_KEYS = ("first_index", "n", "position", "decimate", "zero_lines"), ("at", "values", "slopes")


def raw_part(whole: PlateRecord, part: PlateRecord) -> PlateRecord | None:
    """The recorded samples that a part of a prepared record was made of; ``None`` where it was not prepared.

    Parameters
    ----------
    whole : PlateRecord
        Prepared.
    part : PlateRecord
        A span of it.
    """
    recorded = whole.recorded
    if recorded is None:
        return None
    factor, margin = recorded.decimate, HALF_WIDTH if recorded.decimate > 1 else 0
    start = (part.first_index - margin) * factor - recorded.first_index
    stop = (part.first_index + part.n - 1 + margin) * factor + 1 - recorded.first_index
    first, last = max(start, 0), min(stop, recorded.n)
    signals = tuple(signals[:, first:last] for signals in recorded.signals)
    return replace(recorded, signals=signals, first_index=recorded.first_index + first)


def raw_document(whole: PlateRecord, raw: PlateRecord) -> Table:
    """How the samples of :func:`raw_part` become those that were measured, plain JSON values only."""
    assert whole.recorded is not None
    return {
        "first_index": raw.first_index,
        "n": raw.n,
        "position": raw.first_index - whole.recorded.first_index,
        "decimate": raw.decimate,
        "zero_lines": [None if line is None else _line_table(line) for line in whole.zero_lines],
    }


def _line_table(line: ZeroLine) -> Table:
    return {key: np.asarray(getattr(line, key)).tolist() for key in LINE_KEYS}


def prepared_again(table: Table, signals: tuple[FloatArray, ...], first_index: int, n: int) -> tuple[FloatArray, ...]:
    """Samples ``first_index`` to ``first_index + n`` of the prepared record, of the recorded ones.

    Parameters
    ----------
    table : dict
        Of :func:`raw_document`.
    signals : tuple of ndarray
        Per plate, as recorded.
    first_index, n : int
        Place and length in the prepared record.
    """
    places = table["position"] + np.arange(table["n"])
    lines = [None if each is None else _line(each) for each in table["zero_lines"]] or [None] * len(signals)
    level = [
        each if line is None else each - zero_along(line, places) for each, line in zip(signals, lines, strict=True)
    ]
    factor = int(table["decimate"])
    first = -(-int(table["first_index"]) // factor)
    phase = first * factor - int(table["first_index"])
    begin = first_index - first
    return tuple(decimated_signals(each, factor, phase)[:, begin : begin + n] for each in level)


def _line(table: Table) -> ZeroLine:
    return ZeroLine(*(np.array(table[key], dtype=np.float64) for key in LINE_KEYS))


def unknown_raw_keys(table: Table) -> list[str]:
    """Keys that :func:`raw_document` never writes."""
    lines = [(at, line) for at, line in enumerate(table.get("zero_lines") or ()) if line is not None]
    inner = [f"zero_lines[{at}].{key}" for at, line in lines for key in line if key not in LINE_KEYS]
    return [*(key for key in table if key not in KEYS), *inner]
