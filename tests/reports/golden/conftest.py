"""Lifts whose pages are kept as they should be: simulated, recorded on simulated plates, analysed, written as PDFs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.interchange.digest import samples_sha256
from acquisition.interchange.record import LiftLabel, PlateRecord, Tare
from acquisition.plate import FloatArray, ForcePlate
from acquisition.rig import read_rig
from processing.analysis import analyze
from processing.options import AnalysisOptions
from processing.result import Document, LiftAnalysis
from reports.details import ReportDetails
from reports.pdf import lift_report
from sim_data.lifter import simulate_lift
from sim_data.plates import lift_volts

EMPTY_N = 2000
STEP_V = 20.0 / 65536
FIRST_DAY = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)
RIG = Path(__file__).resolve().parents[3] / "examples" / "rig.toml"
DETAILS = ReportDetails(
    athlete="A. Example", lab="Demo lab", place="platform 1", report_id="7F3K-07", attempts=12, note="Elbows late."
)
LONG_NAME = "Владислава Константиновна Преображенская-Рождественская"
Change = Callable[[PlateRecord], PlateRecord]


@dataclass(frozen=True)
class Case:
    """One page that is kept.

    Attributes
    ----------
    lift : dict
        Arguments of :func:`sim_data.lifter.simulate_lift`.
    change : callable
        What is done to the record before it is analysed.
    history : bool
        Whether there are earlier lifts.
    details : ReportDetails
        Names, sheet, language.
    label : dict
        What was typed otherwise.
    outcome : str or None
        What the referee said.
    """

    lift: dict[str, Any] = field(default_factory=dict)
    change: Change = lambda record: record
    history: bool = True
    details: ReportDetails = DETAILS
    label: dict[str, Any] = field(default_factory=dict)
    outcome: str | None = None


def volts_of(seed: int, lift: dict[str, Any]) -> FloatArray:
    """Volts of a lift after two seconds of empty plates, in whole steps of the converter."""
    made = simulate_lift("snatch", **{"seed": seed, "load_kg": 92.0, **lift})
    forces, places, free = made.force_n, made.cop_mm, made.free_moment_nm
    unloaded = replace(
        made,
        force_n=np.zeros_like(forces[..., :EMPTY_N]),
        cop_mm=np.full_like(places[..., :EMPTY_N], np.nan),
        free_moment_nm=np.zeros_like(free[..., :EMPTY_N]),
    )
    return np.rint(np.concatenate([lift_volts(unloaded), lift_volts(made)], axis=1) / STEP_V) * STEP_V


def record_of(plates: tuple[ForcePlate, ...], signals: tuple[FloatArray, ...], label: LiftLabel) -> PlateRecord:
    """A record of two plates that were zeroed empty."""
    zero = [part[:, :EMPTY_N] for part in signals]
    tare = Tare(0, EMPTY_N, tuple(part.mean(axis=1) for part in zero), tuple(part.std(axis=1) for part in zero))
    return PlateRecord(
        path="session.mcap",
        format="recording",
        rate_hz=1000.0,
        plates=plates,
        signals=signals,
        full_scale=tuple(np.full(len(part), 10.0) for part in signals),
        tares=(tare,),
        labels=(label,),
        utc_offset="+01:00",
        simulated=True,
        samples_sha256=samples_sha256(signals),
    )


def recorded(seed: int, day: int, lift: dict[str, Any], label: dict[str, Any]) -> PlateRecord:
    """A lift as a session records it."""
    volts = volts_of(seed, lift)
    typed = LiftLabel(0, **{"kind": "snatch", "load_kg": 92.0, "athlete": "A7F3", "attempt": 7, **label})
    record = record_of(read_rig(RIG).plates(), (volts[:6], volts[6:]), typed)
    return replace(record, started_utc=FIRST_DAY + timedelta(days=day, minutes=seed))


def with_signals(record: PlateRecord, signals: tuple[FloatArray, ...]) -> PlateRecord:
    """The record with other samples."""
    return replace(record, signals=signals, samples_sha256=samples_sha256(signals))


def without_shear(record: PlateRecord) -> PlateRecord:
    """The same on plates that measure vertical force and its place alone: four cells in the corners."""
    plates, signals = [], []
    for plate, values in zip(record.plates, record.signals, strict=True):
        level = values - values[:, :EMPTY_N].mean(axis=1, keepdims=True)
        wrench = plate.reaction * plate.matrix @ level
        across, along, depth = 0.25, 0.35, plate.surface_mm[2] / 1000.0
        mx, my = wrench[3] - wrench[1] * depth, wrench[4] + wrench[0] * depth
        places = np.array([(x, y) for x in (across, -across) for y in (along, -along)])
        cells = [
            wrench[2] / 4 + mx * np.sign(y) / (4 * along) - my * np.sign(x) / (4 * across) for x, y in places.tolist()
        ]
        noise = np.random.default_rng(1).normal(size=(4, values.shape[1])) * 0.4
        signals.append(np.rint((np.array(cells) + noise) / 500.0 / STEP_V) * STEP_V)
        matrix = np.zeros((6, 4))
        matrix[2], matrix[3], matrix[4] = 500.0, 500.0 * places[:, 1], -500.0 * places[:, 0]
        plates.append(ForcePlate(plate.name, "4-cell", matrix, plate.corners_mm))
    made = record_of(tuple(plates), tuple(signals), record.labels[0])
    return replace(made, started_utc=record.started_utc)


def saturated(record: PlateRecord) -> PlateRecord:
    """The left plate's range ends under its highest force."""
    left, right = record.signals
    at = int(np.abs(left).max(axis=1).argmax())
    end = round(0.75 * np.abs(left[at]).max() / STEP_V) * STEP_V
    full = (np.where(np.arange(6) == at, end, 10.0), record.full_scale[1])
    cut = left.copy()
    cut[at] = np.clip(left[at], -end, end)
    return replace(with_signals(record, (cut, right)), full_scale=full)


def lossy(record: PlateRecord) -> PlateRecord:
    """Eighty samples are missing before the lift, while the lifter stands."""
    start = EMPTY_N + 2600
    holed = tuple(part.copy() for part in record.signals)
    for part in holed:
        part[:, start : start + 80] = np.nan
    return replace(with_signals(record, holed), samples_lost=((start, start + 80),))


CASES: dict[str, Case] = {
    "good": Case(),
    "early_cut": Case({"fault": "early_cut"}),
    "short_extension": Case({"fault": "short_extension"}),
    "forward": Case({"fault": "forward"}),
    "stuck": Case({"fault": "stuck"}),
    "notch": Case({"fault": "notch"}),
    "asymmetric": Case({"fault": "asymmetric"}),
    "yank": Case({"fault": "yank"}),
    "miss": Case({"fault": "short_extension", "missed": True}, outcome="missed"),
    "complex": Case(label={"complex_id": "C1"}),
    "no_shear": Case(change=without_shear),
    "no_history": Case(history=False),
    "typed_load": Case(label={"load_kg": 95.0}),
    "pounds": Case(label={"load_kg": 95.0}, details=replace(DETAILS, units="lb")),
    "saturated": Case(change=saturated),
    "lost_samples": Case(change=lossy),
    "cyrillic": Case(details=replace(DETAILS, athlete=LONG_NAME, language="de")),
    "letter": Case({"fault": "early_cut"}, details=replace(DETAILS, page_size="Letter", language="es")),
}
"""Everything a page has to cope with; the grey ones are these, drawn in grey."""


@dataclass(frozen=True, eq=False)
class MadePage:
    """A case made."""

    lift: LiftAnalysis
    pdf: bytes
    bare_size: int


@cache
def earlier_lifts() -> list[Document]:
    """Nine good lifts on three days."""
    documents: list[Document] = []
    for number in range(9):
        load_kg = 90.0 + number % 5
        record = recorded(20 + number, number // 3, {"load_kg": load_kg}, {"load_kg": load_kg, "attempt": number + 1})
        documents.append(analyze(record, AnalysisOptions(), documents).document)
    return documents


@cache
def made_page(name: str) -> MadePage:
    """The report of a case."""
    case = CASES[name]
    earlier = earlier_lifts() if case.history else []
    record = case.change(recorded(3, 6, case.lift, case.label))
    outcome: Any = case.outcome
    lift = analyze(record, AnalysisOptions(outcome=outcome), earlier)
    assert lift.curves is not None
    parts = (lift.document, lift.curves, earlier, case.details, lift.source)
    return MadePage(lift, lift_report(*parts), len(lift_report(*parts, attach=False)))


@pytest.fixture(params=sorted(CASES))
def named_page(request: pytest.FixtureRequest) -> tuple[str, MadePage]:
    """Every case in turn."""
    name = str(request.param)
    return name, made_page(name)


@pytest.fixture
def pdf_of(named_page: tuple[str, MadePage], tmp_path: Path) -> Path:
    """The case's report as a file."""
    name, made = named_page
    path = tmp_path / f"{name}.pdf"
    path.write_bytes(made.pdf)
    return path
