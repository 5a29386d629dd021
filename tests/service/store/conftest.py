"""A laboratory whose store holds a real (simulated) recording of one snatch with its document, page and people."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from acquisition.block import SampleBlock
from acquisition.interchange.record import LiftLabel
from acquisition.recording import RecordingWriter
from acquisition.rig import read_rig
from processing.result import Document
from service.documents import write_json
from service.jobs.analyses import LiftOrder, analysed
from service.people import audit
from service.store.engine import Store
from service.store.files import file_sha256
from service.store.importing import import_folder
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    Attempt,
    Base,
    Coach,
    CoachAthlete,
    CoachNote,
    Delivery,
    Erasure,
    Job,
    Lab,
    Lift,
    LiftEdit,
    Link,
    Login,
    Report,
    Token,
)
from sim_data.lifter import simulate_lift
from sim_data.plates import lift_volts

RATE_HZ = 1000.0
EMPTY = 1500
NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


class Plates:
    """What a recording keeps of its source."""

    def __init__(self, root: Path) -> None:
        self.rig_toml, self.rate_hz = read_rig(root / "examples" / "rig.toml").toml_text, RATE_HZ
        self.driver: dict[str, Any] = {"ranges_v": [[-10.0, 10.0]] * 12}
        self.clock = {"rate_hz": RATE_HZ, "convert_rate_hz": 250_000.0}


def record(path: Path, root: Path, marks: list[dict[str, object]], seed: int = 3) -> int:
    """Record empty plates and a snatch; the number of samples."""
    path.parent.mkdir(parents=True, exist_ok=True)
    snatch = lift_volts(simulate_lift("snatch", load_kg=80.0, seed=seed))
    noise = np.random.default_rng(seed).normal(0.0, 1e-4, (12, EMPTY))
    volts = np.concatenate([noise, snatch], axis=1)
    n = int(volts.shape[1])
    writer = RecordingWriter(path, Plates(root))
    mean, sd = noise[:, :1000].mean(axis=1), noise[:, :1000].std(axis=1)
    writer.mark({"mark": "tare", "start": 0, "stop": 1000, "volts": mean.tolist(), "sd": sd.tolist()})
    for first in range(0, n, 500):
        block = volts[:, first : first + 500]
        start, stop = first / RATE_HZ, (first + block.shape[1]) / RATE_HZ
        clocks = (100.0 + start, 1.7e9 + start, 100.0 + stop, 1.7e9 + stop)
        writer.append(SampleBlock(first, block, *clocks, np.zeros(12, np.bool_)))
    for mark in marks:
        writer.mark({"stop": n, **mark})
    writer.mark({"mark": "stop", "index": n})
    writer.close()
    return n


LIFT_MARK: dict[str, object] = {
    "mark": "lift", "number": 1, "start": EMPTY, "kind": "snatch", "kind_assumed": False, "outcome": "made",
    "athlete": "A7F3", "load_kg": 80.0, "attempt": 1, "complex_id": None,
}  # fmt: skip


@pytest.fixture(scope="session")
def captured(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a capture leaves it: a recording with one lift, and the lift's document beside it. Read only."""
    folder = tmp_path_factory.mktemp("captured")
    path = folder / "2026-11-22-a.mcap"
    n = record(path, root, [LIFT_MARK])
    label = LiftLabel(EMPTY, "snatch", 80.0, "A7F3", 1, None, None)
    document = analysed(LiftOrder(path, str(path), (EMPTY, n), label, "made", 1, ())).document
    write_json(folder / "2026-11-22-a-lift-01.json", document)
    return folder


@pytest.fixture
def captures(captured: Path, tmp_path: Path) -> Path:
    """A copy of it to change."""
    folder = tmp_path / "captures"
    shutil.copytree(captured, folder)
    return folder


Write = Callable[..., int]


@pytest.fixture(scope="session")
def write_recording(root: Path) -> Write:
    """Write a recording of empty plates and a snatch: ``(path, with_lift=True, seed=…)``."""

    def write(path: Path, *, with_lift: bool = True, seed: int = 4) -> int:
        return record(path, root, [LIFT_MARK] if with_lift else [], seed)

    return write


@dataclass
class Room:
    """A laboratory's folder and its store."""

    store: Store
    url: str
    folder: Path
    lift_id: str = ""

    @property
    def lab_file(self) -> Path:
        """Its ``lab.toml``."""
        return self.folder / "lab.toml"

    @property
    def recording(self) -> Path:
        """Its recording."""
        return self.folder / "recordings" / "2026-11-22-a.mcap"

    @property
    def page(self) -> Path:
        """Its report."""
        return self.folder / "reports" / "a.pdf"


@pytest.fixture
def lab(store: Store, store_url: str, tmp_path: Path) -> Room:
    """A laboratory with an empty store."""
    folder = tmp_path / "lab"
    folder.mkdir()
    (folder / "lab.toml").write_text(f'[lab]\nutc_offset = "+01:00"\n[store]\nurl = "{store_url}"\n', encoding="utf-8")
    return Room(store, store_url, folder)


def in_every_table(account_id: str, lift_id: str) -> Iterator[Base]:
    """A row of each table that the lift itself does not need."""
    yield Attempt(subject="coach@example.org")
    yield Erasure(athlete_code="B2", at=NOW, recordings={})
    yield Job(kind="lift_report", subject_id=lift_id, state="done", started_at=NOW, ended_at=NOW)
    yield Login(account_id=account_id, secret_hash="l", expires_at=NOW)
    yield Token(account_id=account_id, name="season", secret_hash="t", scopes=["read:lifts"])


@pytest.fixture
def filled(lab: Room, captured: Path) -> Room:
    """The laboratory with the captured lift, an edit of it, its page, a coach and a delivery."""
    lab.store.run(lambda orm: orm.add(Lab(name="Lab North", utc_offset="+01:00")))
    with lab.store.reading() as orm:
        row = orm.query(Lab).one()
    [one] = import_folder(lab.store, lab.folder, row, captured)
    assert one.lifts == 1, one.line
    lab.page.parent.mkdir()
    lab.page.write_bytes(b"%PDF-1.7\n")
    with lab.store.transaction() as orm:
        lift, athlete, analysis = orm.query(Lift).one(), orm.query(Athlete).one(), orm.query(Analysis).one()
        lab.lift_id = lift.id
        athlete.name, athlete.born_on = "Æsa Ünal", NOW.date()
        account = Account(lab_id=row.id, name="Coach", email="coach@example.org", role="coach")
        orm.add(account)
        orm.flush()
        coach = Coach(account_id=account.id, quiet_from=NOW.time(), quiet_to=NOW.time().replace(hour=20))
        report = Report(
            analysis_id=analysis.id, athlete_id=athlete.id, kind="lift", version=1, path="reports/a.pdf",
            sha256=file_sha256(lab.page),
        )  # fmt: skip
        orm.add_all(
            [coach, report, LiftEdit(lift_id=lift.id, version=1, before={"load_kg": 70}, after={"load_kg": 80})]
        )
        orm.flush()
        orm.add(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id))
        orm.add(Link(report_id=report.id, athlete_id=athlete.id, secret_hash="h", expires_at=NOW))
        orm.add(
            Delivery(
                report_id=report.id, lift_id=lift.id, coach_id=coach.id, channel="mail", state="sent", not_before=NOW,
                message_id="<1@lab>",
            )
        )  # fmt: skip
        orm.add(CoachNote(lift_id=lift.id, coach_id=coach.id, text="Gut, aber früh."))
        orm.add_all(in_every_table(account.id, lift.id))
        audit.note(orm, None, "send", "lift", lift.id, {"load_kg": 80.0, "name": "ü"})
    return lab


@pytest.fixture
def a_document() -> Document:
    """A document's bare bones."""
    return {"schema": "legdrive/lift/1"}
