"""A lift with a history, for the pages: recorded on simulated plates as a session has it, with a zero and a label."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from acquisition.interchange.digest import samples_sha256
from acquisition.interchange.record import LiftLabel, PlateRecord, Tare
from acquisition.rig import read_rig
from processing.analysis import analyze
from processing.options import AnalysisOptions
from processing.result import Document, LiftAnalysis
from reports.details import ReportDetails
from sim_data.lifter import simulate_lift
from sim_data.plates import lift_volts

RIG = Path(__file__).resolve().parents[1] / "examples" / "rig.toml"
EMPTY_N = 2000
VOLTS = 20.0 / 65536
"""A step of the converter."""
CODES = np.tile([0.0, VOLTS], (6, 1))
"""What makes volts of its codes, as the driver tells a recording."""
FIRST_DAY = datetime(2026, 11, 2, 13, 0, tzinfo=UTC)
EARLIER = 9
DETAILS = ReportDetails(athlete="A. Example", lab="Demo lab", place="platform 1", note="Elbows late.")


@dataclass(frozen=True)
class MadeReport:
    """What a report is made of.

    Attributes
    ----------
    lift : LiftAnalysis
        A push that ended early, six of whose seven signs have a usual range.
    earlier : list of Document
        Nine good lifts on three days.
    details : ReportDetails
        Names and a note.
    """

    lift: LiftAnalysis
    earlier: list[Document]
    details: ReportDetails = DETAILS


def recorded(seed: int, day: int, fault: str | None = None) -> PlateRecord:
    """One simulated snatch of 92 kg, 16-bit volts at 1 kHz, two seconds of empty plates before it."""
    volts = lift_volts(simulate_lift("snatch", seed=seed, fault=fault, load_kg=92.0))
    zero = np.random.default_rng(seed).integers(-3, 4, (12, EMPTY_N)) * VOLTS
    signals = np.concatenate([zero, np.rint(volts / VOLTS) * VOLTS], axis=1)
    parts = (signals[:6], signals[6:])
    tare = Tare(0, EMPTY_N, tuple(part[:, :EMPTY_N].mean(axis=1) for part in parts))
    return PlateRecord(
        path="session.mcap", format="recording", rate_hz=1000.0, plates=read_rig(RIG).plates(), signals=parts,
        full_scale=(np.full(6, 10.0), np.full(6, 10.0)),
        tares=(replace(tare, standard_deviations=tuple(part[:, :EMPTY_N].std(axis=1) for part in parts)),),
        labels=(LiftLabel(0, "snatch", 92.0, "A7F3", 7),), started_utc=FIRST_DAY + timedelta(days=day, minutes=seed),
        utc_offset="+01:00", scaling=(CODES, CODES), simulated=True, samples_sha256=samples_sha256(parts),
    )  # fmt: skip


def made_report() -> MadeReport:
    """Analyse the lift and those before it."""
    earlier: list[Document] = []
    for number in range(EARLIER):
        earlier.append(analyze(recorded(20 + number, number // 3), AnalysisOptions(), earlier).document)
    return MadeReport(analyze(recorded(3, 6, "early_cut"), AnalysisOptions(), earlier), earlier)
