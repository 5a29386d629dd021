"""A1: one lift from recorded samples to its document, uncertainty and provenance on, against NumPy/SciPy and pandas.

Eleven seconds at 1 kHz, two plates of six channels, one lift that must be found. All arms give the same events, metrics
and uncertainties; that is asserted before anything is timed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from acquisition.interchange.record import PlateRecord, Tare
from acquisition.plate import ForcePlate
from benchmarks.baselines import lift_numpy, lift_pandas
from benchmarks.gate import Gate
from benchmarks.paired import Measured, paired
from benchmarks.suite import Outcome
from processing.analysis import analyze
from processing.options import AnalysisOptions
from sim_data.lifter import simulate_lift

ROUNDS = 15
NUMPY_AT_LEAST, PANDAS_AT_LEAST = 2.4, 7.0
"""0.65 of what was measured first: 3.8 and 10.8."""
OPTIONS = AnalysisOptions(kind="snatch")
CLOSE = 1e-6
"""Largest difference between the arms, as a share: sums are added in other orders."""
Document = dict[str, Any]
Analyse = Callable[[], Document]


def made_record() -> PlateRecord:
    """A simulated snatch as a recording has it, with a second of empty plates before it."""
    lift = simulate_lift("snatch", seed=3)
    rng = np.random.default_rng(2)
    plates, signals = [], []
    for k, name in enumerate(("left", "right")):
        x_mm = 300.0 * (2 * k - 1)
        corners = np.array([[x_mm + dx, dy, 0.0] for dx, dy in ((250, 300), (-250, 300), (-250, -300), (250, -300))])
        plates.append(
            ForcePlate(name, "6-component", np.eye(6), corners, channels=("fx", "fy", "fz", "mx", "my", "mz"))
        )
        force, (right, forward) = lift.force_n[k], (lift.cop_mm[k] - np.array([[x_mm], [0.0]])) / 1000.0
        moment = np.stack([forward * force[2], -right * force[2], right * force[1] - forward * force[0]])
        loaded = np.concatenate([np.zeros((6, 1000)), np.concatenate([force, np.nan_to_num(moment)])], axis=1)
        noise = np.array([1.0, 1.0, 1.0, 0.2, 0.2, 0.2])[:, np.newaxis]
        signals.append(loaded + noise * rng.normal(size=loaded.shape))
    tare = Tare(0, 1000, (np.zeros(6), np.zeros(6)), (np.ones(6), np.ones(6)))
    return PlateRecord(
        path="a.mcap", format="recording", rate_hz=1000.0, plates=tuple(plates), signals=tuple(signals),
        full_scale=(np.full(6, 5000.0), np.full(6, 5000.0)), tares=(tare,), simulated=True, samples_sha256="0" * 64,
    )  # fmt: skip


def kernels(record: PlateRecord) -> Analyse:
    """Ours."""
    return lambda: analyze(record, OPTIONS).document


def numpy_scipy(record: PlateRecord) -> Analyse:
    """The same with NumPy and SciPy in the kernels' place."""

    def run() -> Document:
        with lift_numpy.in_place():
            return analyze(record, OPTIONS).document

    return run


def pandas_tables(record: PlateRecord) -> Analyse:
    """The same with pandas, its result as tables."""

    def run() -> Document:
        with lift_numpy.in_place(lift_pandas.PLACES):
            document = analyze(record, OPTIONS).document
        lift_pandas.as_tables(document)
        return document

    return run


def measure(ours: Callable[[PlateRecord], Analyse] = kernels, rounds: int = ROUNDS) -> Measured:
    """Time all arms, after their documents were found equal; ``ours`` may be a twin: the gates must then fail."""
    record = made_record()
    arms = {"ours": ours(record), "numpy": numpy_scipy(record), "pandas": pandas_tables(record)}
    agree(*(arm() for arm in arms.values()))
    return paired(arms, rounds)


def agree(first: Document, *others: Document) -> None:
    """Raise ``AssertionError`` where a number of a document differs."""
    wanted = numbers(first)
    assert first["segmented"]
    assert len(wanted) > 100
    for other in others:
        found = numbers(other)
        assert found.keys() == wanted.keys(), found.keys() ^ wanted.keys()
        apart = [
            key for key, value in wanted.items() if not math.isclose(found[key], value, rel_tol=CLOSE, abs_tol=CLOSE)
        ]
        assert apart == []


def numbers(document: Document) -> dict[str, float]:
    """Values and uncertainties of events and metrics; uncertainties are printed to three digits and compared to two."""
    found = {}
    for part in ("events", "metrics"):
        for key, entry in document[part].items():
            for name in ("time_s", "value"):
                if entry and name in entry:
                    found[f"{part}.{key}.{name}"] = float(entry[name])
            for name in ("uncertainty_s", "uncertainty"):
                if entry and entry.get(name) is not None:
                    found[f"{part}.{key}.{name}"] = float(f"{entry[name]:.1g}")
    return found


def gates(measured: Measured) -> list[Gate]:
    """A1."""
    settled = measured.conclusive
    return [
        Gate(
            "A1",
            "NumPy and SciPy / a whole lift analysed",
            measured.ratio("numpy", "ours"),
            NUMPY_AT_LEAST,
            None,
            settled,
        ),
        Gate("A1", "pandas / a whole lift analysed", measured.ratio("pandas", "ours"), PANDAS_AT_LEAST, None, settled),
    ]


def outcome() -> Outcome:
    """A1."""
    measured = measure()
    return Outcome(gates(measured), {arm: 1e3 * measured.median_s(arm) for arm in measured.seconds}, "ms a lift")


def naive_gates() -> list[Gate]:
    """A1 with NumPy and SciPy in our place."""
    return gates(measure(numpy_scipy, 3))
