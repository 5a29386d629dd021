"""Reports of lifts that were recorded on simulated plates: volts of a 16-bit converter, a zero, a label, a history."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pikepdf
import pytest

from acquisition.interchange.digest import samples_sha256
from acquisition.interchange.record import LiftLabel, PlateRecord, Tare
from acquisition.rig import read_rig
from processing.analysis import analyze
from processing.options import AnalysisOptions
from processing.result import LiftAnalysis
from reports.details import ReportDetails
from reports.pdf import lift_report
from sim_data.lifter import simulate_lift
from sim_data.plates import lift_volts

EMPTY_S = 2.0
FIRST_DAY = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)
MakeRecord = Callable[..., PlateRecord]
Report = tuple[LiftAnalysis, list[dict[str, object]], ReportDetails]


@pytest.fixture(scope="session")
def recorded(root: Path) -> MakeRecord:
    """The record of one simulated lift, two seconds of empty plates before it; another rate with ``rate_hz``."""
    plates = read_rig(root / "examples" / "rig.toml").plates()

    def record(seed: int = 3, day: int = 6, fault: str | None = None, rate_hz: float = 1000.0) -> PlateRecord:
        lift = simulate_lift("snatch", seed=seed, fault=fault, load_kg=92.0, rate_hz=rate_hz)
        empty = round(EMPTY_S * rate_hz)
        volts = lift_volts(lift)
        zero = np.random.default_rng(seed).integers(-3, 4, (12, empty)) * (20.0 / 65536)
        signals = np.concatenate([zero, np.rint(volts * 65536 / 20.0) * (20.0 / 65536)], axis=1)
        parts = (signals[:6], signals[6:])
        tare = Tare(0, empty, tuple(part[:, :empty].mean(axis=1) for part in parts))
        return PlateRecord(
            path="session.mcap",
            format="recording",
            rate_hz=rate_hz,
            plates=plates,
            signals=parts,
            full_scale=(np.full(6, 10.0), np.full(6, 10.0)),
            tares=(replace(tare, standard_deviations=tuple(part[:, :empty].std(axis=1) for part in parts)),),
            labels=(LiftLabel(0, "snatch", 92.0, "A7F3", 7),),
            started_utc=FIRST_DAY + timedelta(days=day, minutes=seed),
            utc_offset="+01:00",
            simulated=True,
            samples_sha256=samples_sha256(parts),
        )

    return record


@pytest.fixture(scope="session")
def report(recorded: MakeRecord) -> Report:
    """An early cut with six earlier lifts, and what is printed with it."""
    earlier: list[dict[str, object]] = []
    for number in range(6):
        record = recorded(seed=20 + number, day=number // 2)
        earlier.append(analyze(record, AnalysisOptions(), earlier).document)
    lift = analyze(recorded(fault="early_cut"), AnalysisOptions(), earlier)
    assert lift.segmented
    assert lift.source is not None
    return lift, earlier, ReportDetails(athlete="A. Example", lab="Demo lab", note="Elbows late.")


@pytest.fixture(scope="session")
def made(report: Report) -> bytes:
    """Its PDF."""
    lift, earlier, details = report
    assert lift.curves is not None
    return lift_report(lift.document, lift.curves, earlier, details, lift.source)


@pytest.fixture
def pdf(made: bytes, tmp_path: Path) -> Path:
    """The same as a file."""
    path = tmp_path / "report.pdf"
    path.write_bytes(made)
    return path


Change = Callable[[pikepdf.Pdf], None]


@pytest.fixture
def edited(made: bytes, tmp_path: Path) -> Callable[[Change], Path]:
    """The report with something changed in it."""

    def edit(change: Change) -> Path:
        path = tmp_path / "edited.pdf"
        with pikepdf.open(io.BytesIO(made)) as file:
            change(file)
            file.save(path)
        return path

    return edit
