"""A laboratory with one recorded session of two athletes, and one account of each role."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path

import numpy as np
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.block import SampleBlock
from acquisition.recording import RecordingWriter
from acquisition.recording.without_spans import file_sha256
from acquisition.rig import read_rig
from service.people import secrets
from service.store.engine import Store
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    Coach,
    CoachAthlete,
    CoachNote,
    Delivery,
    Lab,
    Lift,
    LiftEdit,
    Link,
    Recording,
    Report,
    TrainingSession,
)

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same hash with less memory: what is tested is who gets in, not how long guessing takes."""
    quick = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=64, parallelism=1),))
    monkeypatch.setattr(secrets, "_hasher", lambda: quick)
    secrets._nobody.cache_clear()


@dataclass
class House:
    """The laboratory of the tests."""

    store: Store
    folder: Path
    lab: Lab
    now: datetime = NOW
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def recording(self) -> Path:
        """The session's recording."""
        return self.folder / "recordings" / "day.mcap"

    @staticmethod
    def write_day(path: Path, root: Path, labels: tuple[tuple[int, str | None], ...]) -> None:
        """The recording with other labels."""
        write_day(path, root, labels)

    def count(self, table: type[object]) -> int:
        """Rows of a table."""
        with self.store.reading() as orm:
            return len(orm.scalars(select(table)).all())


class Plates:
    """What a recording keeps of its source."""

    def __init__(self, root: Path) -> None:
        rig = read_rig(root / "examples" / "rig.toml")
        self.rig_toml, self.rate_hz = rig.toml_text, 1000.0
        self.driver = {"ranges_v": [[-5.0, 5.0]] * 12, "scaling_coefficients": [[0.0, 10.0 / 32768]] * 12}
        self.clock = {"rate_hz": 1000.0, "convert_rate_hz": 250_000.0}


LABELS: tuple[tuple[int, str | None], ...] = ((0, "A1"), (2000, "B2"), (4000, "A1"))


def write_day(path: Path, root: Path, labels: tuple[tuple[int, str | None], ...] = LABELS) -> None:
    """6 s: A1 lifts in the first 2 s and the last 2 s, B2 between them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    writer = RecordingWriter(path, Plates(root))
    for index, athlete in labels:
        writer.mark({"mark": "label", "index": index, "kind": "snatch", "load_kg": 80.0, "athlete": athlete})
    codes = np.random.default_rng(5).integers(-2000, 2000, (12, 6000))
    for first in range(0, 6000, 50):
        clocks = (100.0 + first / 1000, 1.7e9 + first / 1000, 100.049 + first / 1000, 1.7e9 + 0.049 + first / 1000)
        volts = codes[:, first : first + 50].astype(np.float64) * (10.0 / 32768)
        writer.append(SampleBlock(first, volts, *clocks, np.zeros(12, np.bool_)))
    writer.mark({"mark": "stop", "index": 6000})
    writer.close()


@pytest.fixture
def house(store: Store, root: Path, tmp_path: Path) -> House:
    folder = tmp_path / "lab"
    write_day(folder / "recordings" / "day.mcap", root)
    with store.transaction() as orm:
        lab = Lab(name="Lab North")
        orm.add(lab)
        orm.flush()
        home = House(store, folder, lab)
        _people(orm, home)
        _session(orm, home)
        _summaries(orm, home)
        for number, (athlete, start) in enumerate((("A1", 200), ("B2", 2200), ("A1", 4200)), start=1):
            _lift(orm, home, number, athlete, start)
    return home


def _people(orm: Session, home: House) -> None:
    for role in ("technician", "coach", "athlete", "admin"):
        for which in ("", "other "):
            email = f"{which.strip()}{role}@example.org"
            account = Account(lab_id=home.lab.id, name=f"{which}{role}", email=email, role=role, created_at=home.now)
            orm.add(account)
            orm.flush()
            home.ids[f"{which}{role}"] = account.id
    for which in ("", "other "):
        coach = Coach(account_id=home.ids[f"{which}coach"], quiet_from=time(22), quiet_to=time(6))
        orm.add(coach)
        orm.flush()
        home.ids[f"{which}coach row"] = coach.id
    for code, name, which in (("A1", "Ana Example", ""), ("B2", "Bo", "other ")):
        athlete = Athlete(
            lab_id=home.lab.id, code=code, name=name, account_id=home.ids[f"{which}athlete"], purpose="training"
        )
        orm.add(athlete)
        orm.flush()
        home.ids[code] = athlete.id
        orm.add(CoachAthlete(coach_id=home.ids[f"{which}coach row"], athlete_id=athlete.id))
    orm.flush()


def _session(orm: Session, home: House) -> None:
    path = "recordings/day.mcap"
    digest = file_sha256(home.folder / path)
    recording = Recording(lab_id=home.lab.id, path=path, sha256=digest, rate_hz=1000.0, samples=6000)
    orm.add(recording)
    orm.flush()
    session = TrainingSession(
        lab_id=home.lab.id, technician_id=home.ids["technician"], recording_id=recording.id, started_at=home.now,
        ended_at=home.now, state="closed",
    )  # fmt: skip
    orm.add(session)
    orm.flush()
    home.ids |= {"recording": recording.id, "session": session.id}


def _summaries(orm: Session, home: House) -> None:
    """One of each athlete's session, and one in which both stand."""
    (home.folder / "reports").mkdir()
    for code in ("A1", "B2", None):
        path = f"reports/session_{code}.pdf"
        (home.folder / path).write_bytes(b"%PDF")
        digest = hashlib.sha256(b"%PDF").hexdigest()
        athlete_id = None if code is None else home.ids[code]
        session_id = home.ids["session"]
        report = Report(
            session_id=session_id, athlete_id=athlete_id, kind="session", version=1, path=path, sha256=digest
        )
        orm.add(report)
        orm.flush()
        home.ids[f"summary {code}"] = report.id


def _lift(orm: Session, home: House, number: int, code: str, start: int) -> None:
    lift = Lift(
        session_id=home.ids["session"], recording_id=home.ids["recording"], athlete_id=home.ids[code], number=number,
        start_sample=start, stop_sample=start + 1500, kind="snatch", load_kg=80.0, note=f"{code} felt good",
    )  # fmt: skip
    orm.add(lift)
    orm.flush()
    coach = home.ids["coach row" if code == "A1" else "other coach row"]
    analysis = Analysis(lift_id=lift.id, version=1, methods_digest="d", document={"lift": {"athlete": code}})
    orm.add_all(
        [
            analysis,
            LiftEdit(lift_id=lift.id, version=1, before={"note": ""}, after={"note": f"{code} felt good"}),
            CoachNote(lift_id=lift.id, coach_id=coach, text=f"{code}: push longer"),
        ]
    )
    orm.flush()
    path = f"reports/{number}_{code}.pdf"
    (home.folder / path).write_bytes(b"%PDF " + code.encode())
    digest = hashlib.sha256(b"%PDF " + code.encode()).hexdigest()
    report = Report(
        analysis_id=analysis.id, session_id=home.ids["session"], athlete_id=home.ids[code], kind="lift", version=1,
        path=path, sha256=digest,
    )  # fmt: skip
    orm.add(report)
    orm.flush()
    orm.add_all(
        [
            Link(report_id=report.id, athlete_id=home.ids[code], secret_hash=f"h{number}", expires_at=home.now),
            Delivery(
                report_id=report.id, lift_id=lift.id, coach_id=coach, channel="mail", state="sent",
                not_before=home.now, message_id=f"<{number}@lab>", sent_at=home.now,
            ),
        ]
    )  # fmt: skip
    orm.flush()
    home.ids |= {f"lift {number}": lift.id, f"report {number}": report.id, f"analysis {number}": analysis.id}
