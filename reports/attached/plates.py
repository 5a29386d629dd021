"""``plates.json``: plates, zero, options and what the file said, so that samples become forces and the lift again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from acquisition.interchange.digest import samples_sha256
from acquisition.interchange.record import PlateRecord, Tare
from acquisition.plate import FloatArray, ForcePlate
from processing.context import LiftContext
from processing.options import AnalysisOptions
from processing.reanalysis import AnalysisInput
from reports.attached.raw import prepared_again, raw_document, raw_part, unknown_raw_keys

SCHEMA = "legdrive/report-plates/1"
HIGHEST_HZ = 2000.0
"""Samples of a higher rate stay in their recording; the report carries their digest."""

KEYS = (
    "schema", "samples", "part_sha256", "part_n", "n", "as_recorded", "raw", "record", "plates", "full_scale", "skew_s",
    "zero", "options", "context",
)  # fmt: skip
TARE_KEYS = ("start", "stop", "values", "standard_deviations")

Table = dict[str, Any]


def plates_document(whole: AnalysisInput) -> Table:
    """The document of one analysis' input, plain JSON values only.

    Parameters
    ----------
    whole : AnalysisInput
        As the analysis keeps it.
    """
    source = whole.cut()
    record, as_recorded = source.record, whole.record.recorded is None
    raw = travelling_raw(whole, source)
    return {
        "schema": SCHEMA,
        "samples": "samples.parquet" if samples_travel(source) else None,
        "part_sha256": samples_sha256(record.signals),
        "part_n": record.n,
        "n": source.n,
        "as_recorded": as_recorded,
        "raw": None if raw is None else raw_document(whole.record, raw),
        "record": {
            "path": record.path,
            "format": record.format,
            "rate_hz": record.rate_hz,
            "first_index": record.first_index,
            "samples_sha256": record.samples_sha256,
        },
        "plates": [_plate(plate) for plate in record.plates],
        "full_scale": [numbers(values) for values in record.full_scale],
        "skew_s": [numbers(values) for values in record.skew_s],
        "zero": [_tare(tare) for tare in record.tares],
        "options": asdict(source.options),
        "context": asdict(source.context),
    }


def travelling_raw(whole: AnalysisInput, part: AnalysisInput) -> PlateRecord | None:
    """The recorded samples that travel instead of those that were measured; ``None`` where these do."""
    raw = raw_part(whole.record, part.record)
    return None if raw is None or raw.rate_hz > HIGHEST_HZ else raw


def samples_travel(source: AnalysisInput) -> bool:
    """Whether the samples are few enough to be attached."""
    return source.record.rate_hz <= HIGHEST_HZ


def _plate(plate: ForcePlate) -> Table:
    return {
        "name": plate.name,
        "kind": plate.kind,
        "matrix": numbers(plate.matrix),
        "corners_mm": numbers(plate.corners_mm),
        "surface_mm": numbers(plate.surface_mm),
        "reaction": plate.reaction,
        "channels": list(plate.channels),
        "serial": plate.serial,
    }


def _tare(tare: Tare) -> Table:
    return {
        "start": tare.start,
        "stop": tare.stop,
        "values": [numbers(values) for values in tare.values],
        "standard_deviations": [numbers(values) for values in tare.standard_deviations],
    }


def numbers(values: FloatArray) -> Any:
    """An array as nested lists; what is not a number is null."""
    plain = np.asarray(values, dtype=np.float64)
    if np.isfinite(plain).all():
        return plain.tolist()
    if plain.ndim > 1:
        return [numbers(row) for row in plain]
    return [float(number) if np.isfinite(number) else None for number in plain]


def array(values: Any) -> FloatArray:
    """The array again; null is NaN."""
    return np.array(values, dtype=np.float64)


def analysis_input(table: Table, channels: Sequence[FloatArray], *, prepared: bool = False) -> AnalysisInput:
    """The input again.

    Parameters
    ----------
    table : dict
        A ``plates.json``.
    channels : sequence of ndarray, shape (n,)
        Samples of all plates' channels in order.
    prepared : bool
        Whether these are the samples that were measured, whatever travels.

    Raises
    ------
    KeyError, TypeError, ValueError
        The table, or the samples, are not as :func:`plates_document` makes them.
    """
    plates = tuple(_plate_again(each) for each in table["plates"])
    stops = np.cumsum([plate.matrix.shape[1] for plate in plates]).tolist()
    if not plates or stops[-1] != len(channels):
        raise ValueError(f"{len(channels)} channels of samples for plates of {stops[-1] if stops else 0}")
    signals = tuple(np.stack(channels[a:b]) for a, b in zip([0, *stops[:-1]], stops, strict=True))
    if table["raw"] is not None and not prepared:
        signals = prepared_again(table["raw"], signals, int(table["record"]["first_index"]), int(table["part_n"]))
    record = PlateRecord(
        plates=plates,
        signals=signals,
        full_scale=tuple(array(each) for each in table["full_scale"]),
        skew_s=tuple(array(each) for each in table["skew_s"]),
        tares=tuple(_tare_again(each) for each in table["zero"]),
        **table["record"],
    )
    context = {key: frozen(value) for key, value in table["context"].items()}
    return AnalysisInput(record, AnalysisOptions(**table["options"]), LiftContext(**context), int(table["n"]))


def unknown_keys(table: Table) -> list[str]:
    """Keys of a ``plates.json`` that :func:`plates_document` never writes, and so nothing reads.

    One more key of a plate, the record, the options or the context does not get so far: nothing is made of those.
    """
    found = [key for key in table if key not in KEYS]
    found += [f"zero[{at}].{key}" for at, tare in enumerate(table["zero"]) for key in tare if key not in TARE_KEYS]
    return found + [f"raw.{key}" for key in unknown_raw_keys(table["raw"] or {})]


def _plate_again(table: Table) -> ForcePlate:
    arrays = {key: array(table[key]) for key in ("matrix", "corners_mm", "surface_mm")}
    return ForcePlate(**{**table, **arrays, "channels": tuple(table["channels"])})


def _tare_again(table: Table) -> Tare:
    values, spreads = (tuple(array(each) for each in table[key]) for key in ("values", "standard_deviations"))
    return Tare(int(table["start"]), int(table["stop"]), values, spreads)


def frozen(value: Any) -> Any:
    """JSON's lists as the tuples that they were."""
    return tuple(frozen(each) for each in value) if isinstance(value, list) else value
