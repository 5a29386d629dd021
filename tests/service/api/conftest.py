"""A laboratory with two sessions of two technicians, two athletes with a coach each, a guardian and an admin."""

from __future__ import annotations

import copy
import hashlib
import json
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy.orm import Session

from acquisition.block import SampleBlock
from acquisition.interchange.open_file import read_file
from acquisition.recording import RecordingWriter
from acquisition.rig import read_rig
from processing.analysis import analyze
from processing.options import AnalysisOptions
from service.api.app import PREFIX, create_api
from service.api.callers import CSRF_HEADER
from service.api.rates import RateLimit
from service.delivery.links import make_link
from service.lab import Lab as ServedLab
from service.people.secrets import new_secret, secret_hash
from service.people.tokens import SCOPES, make_token
from service.settings import LabSection, LabSettings, PathsSection
from service.store.engine import Store, open_store
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    Coach,
    CoachAthlete,
    Delivery,
    Job,
    Lab,
    Lift,
    Login,
    Recording,
    Report,
    TrainingSession,
)
from service.web_login import COOKIE
from sim_data.c3d_file import write_lift_c3d
from sim_data.lifter import simulate_lift

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
PEOPLE = {
    "technician": "technician", "coach": "coach", "athlete": "athlete", "guardian": "athlete", "admin": "admin",
    "other technician": "technician", "other coach": "coach", "other athlete": "athlete",
}  # fmt: skip
"""Who, and the role of the account."""
LIFTS = 3
RATE_HZ = 1000.0


@dataclass
class MadeLab:
    """The laboratory of the tests.

    ``own`` and ``other`` are identities of the things of the first technician, coach and athlete, and of the second.
    """

    store: Store
    folder: Path
    document: dict[str, Any]
    now: datetime = NOW
    lab_id: str = ""
    accounts: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    logins: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)

    def served(self) -> ServedLab:
        """What routes get; nothing here asks for plates."""
        settings = LabSettings(
            lab=LabSection(name="Lab North", utc_offset="+01:00"), paths=PathsSection(folder=self.folder)
        )
        nothing: Any = None
        return ServedLab(
            "Lab North", self.folder, nothing, nothing, nothing, self.store, settings, clock=lambda: self.now
        )

    def key(self, who: str) -> dict[str, str]:
        """Headers of a program with a token of somebody, for everything."""
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def fill(self, recording: Path) -> None:
        """People, two sessions with their recordings, lifts, reports, deliveries and jobs."""
        with self.store.transaction() as orm:
            lab = Lab(name="Lab North", utc_offset="+01:00")
            orm.add(lab)
            orm.flush()
            self.lab_id = lab.id
            for who, role in PEOPLE.items():
                self._person(orm, who, role)
            for things, which in ((self.own, ""), (self.other, "other ")):
                self._athlete(orm, things, which)
                self._session(orm, things, which, recording)
                for number in range(1, LIFTS + 1):
                    things["lift"] = self.lift(orm, things, number)
                self._paper(orm, things, which)

    def _person(self, orm: Session, who: str, role: str) -> None:
        email = f"{who.replace(' ', '.')}@example.org"
        account = Account(lab_id=self.lab_id, name=who, email=email, role=role, created_at=self.now)
        orm.add(account)
        orm.flush()
        secret = new_secret()
        ends = self.now + timedelta(days=3650)
        orm.add(Login(account_id=account.id, secret_hash=secret_hash(secret), created_at=self.now, expires_at=ends))
        self.accounts[who], self.logins[who] = account.id, secret
        self.tokens[who] = make_token(orm, account, "test", SCOPES, self.now)

    def _athlete(self, orm: Session, things: dict[str, str], which: str) -> None:
        coach = Coach(account_id=self.accounts[f"{which}coach"])
        athlete = Athlete(
            lab_id=self.lab_id,
            code="B2K9" if which else "A7F3",
            name="Bo" if which else "Ana Example",
            account_id=self.accounts[f"{which}athlete"],
            guardian_account_id=None if which else self.accounts["guardian"],
        )
        orm.add_all((coach, athlete))
        orm.flush()
        orm.add(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id))
        things |= {"coach": coach.id, "athlete": athlete.id}

    def _session(self, orm: Session, things: dict[str, str], which: str, source: Path) -> None:
        place = f"recordings/{things['athlete']}.mcap"
        (self.folder / place).parent.mkdir(exist_ok=True)
        shutil.copy(source, self.folder / place)
        recording = Recording(lab_id=self.lab_id, path=place, rate_hz=RATE_HZ, samples=2000)
        orm.add(recording)
        orm.flush()
        session = TrainingSession(
            lab_id=self.lab_id,
            technician_id=self.accounts[f"{which}technician"],
            recording_id=recording.id,
            started_at=self.now,
            state="closed",
        )
        orm.add(session)
        orm.flush()
        things |= {"recording": recording.id, "session": session.id}

    def lift(self, orm: Session, things: dict[str, str], number: int) -> str:
        """Another lift with its analysis; its identity."""
        lift = Lift(
            session_id=things["session"],
            recording_id=things["recording"],
            athlete_id=things["athlete"],
            number=number,
            start_sample=100,
            stop_sample=1900,
            kind="snatch",
            load_kg=90.0 + number,
            outcome="made",
        )
        orm.add(lift)
        orm.flush()
        document = copy.deepcopy(self.document)
        document["lift"] |= {"number": number, "load_kg": lift.load_kg}
        analysis = Analysis(lift_id=lift.id, version=1, methods_digest="0", document=document, created_at=self.now)
        orm.add(analysis)
        orm.flush()
        things["analysis"] = analysis.id
        return lift.id

    def _paper(self, orm: Session, things: dict[str, str], which: str) -> None:
        """A report of the last lift, on its way to the coach, and a job."""
        content = f"%PDF {things['lift']}".encode()
        place = self.folder / "reports" / f"{things['lift']}.pdf"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
        report = Report(
            analysis_id=things["analysis"],
            kind="lift",
            version=1,
            path=f"reports/{place.name}",
            sha256=hashlib.sha256(content).hexdigest(),
        )
        orm.add(report)
        orm.flush()
        delivery = Delivery(
            report_id=report.id, lift_id=things["lift"], coach_id=things["coach"], channel="mail",
            not_before=self.now, message_id=f"<{report.id}@example.org>", last_error="550 no such mailbox",
        )  # fmt: skip
        job = Job(kind="analyse_lift", subject_id=things["lift"], state="failed", error="/home/lab: no space left")
        orm.add_all((delivery, job))
        orm.flush()
        secret = make_link(orm, report.id, things["athlete"], self.now, 30)
        things |= {"secret": secret, "report": report.id, "delivery": delivery.id, "job": job.id}


class Plates:
    """What a recording keeps of its source."""

    def __init__(self, root: Path) -> None:
        rig = read_rig(root / "examples" / "rig.toml")
        self.rig_toml, self.rate_hz = rig.toml_text, RATE_HZ
        self.driver = {"ranges_v": [[-5.0, 5.0]] * 12, "scaling_coefficients": [[0.0, 10.0 / 32768]] * 12}
        self.clock = {"rate_hz": RATE_HZ, "convert_rate_hz": 250_000.0}


def write_recording(path: Path, root: Path) -> None:
    """2 s of noise on twelve channels."""
    writer = RecordingWriter(path, Plates(root))
    codes = np.random.default_rng(5).integers(-2000, 2000, (12, 2000))
    for first in range(0, 2000, 50):
        at = first / RATE_HZ
        clocks = (100.0 + at, 1.7e9 + at, 100.049 + at, 1.7e9 + 0.049 + at)
        volts = codes[:, first : first + 50].astype(np.float64) * (10.0 / 32768)
        writer.append(SampleBlock(first, volts, *clocks, np.zeros(12, np.bool_)))
    writer.mark({"mark": "stop", "index": 2000})
    writer.close()


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A recording."""
    path = tmp_path_factory.mktemp("raw") / "session.mcap"
    write_recording(path, root)
    return path


@pytest.fixture(scope="session")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One simulated snatch, measured."""
    path = tmp_path_factory.mktemp("lift") / "lift.c3d"
    write_lift_c3d(path, simulate_lift("snatch", load_kg=92.0, seed=3), 1.0, 3)
    found = analyze(read_file(path), AnalysisOptions(kind="snatch", bar_mass_kg=92.0)).document
    found["lift"]["athlete"] = "A7F3"
    return found


@pytest.fixture
def made(store: Store, tmp_path: Path, raw: Path, document: dict[str, Any]) -> MadeLab:
    """The laboratory, on each database in turn."""
    lab = MadeLab(store, tmp_path, document)
    lab.fill(raw)
    return lab


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, raw: Path, document: dict[str, Any]) -> Iterator[MadeLab]:
    """The laboratory once for a module, on SQLite."""
    folder = tmp_path_factory.mktemp("lab")
    store = open_store(f"sqlite:///{folder}/legdrive.db")
    lab = MadeLab(store, folder, document, now=datetime.now(UTC))
    lab.fill(raw)
    yield lab
    store.close()


@pytest.fixture(scope="session")
def listening() -> Iterator[tuple[str, FastAPI]]:
    """The API alone at its place, served by a thread; its address, and itself to give it a laboratory."""
    nothing: Any = None
    app, api = FastAPI(openapi_url=None), create_api(nothing, RateLimit(100_000))
    app.mount(PREFIX, api)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off", ws="none"))
    with socket.create_server(("127.0.0.1", 0), backlog=100) as ear:
        thread = threading.Thread(target=server.run, args=([ear],))
        thread.start()
        yield f"http://127.0.0.1:{ear.getsockname()[1]}", api
        server.should_exit = True
        thread.join()


@pytest.fixture
def api(made: MadeLab, listening: tuple[str, FastAPI]) -> Iterator[httpx.Client]:
    """A program that asks the API, on each database in turn."""
    address, application = listening
    application.state.lab = made.served()
    with httpx.Client(base_url=address) as client:
        yield client


@dataclass
class ServedWhole:
    """The whole application in a process of its own."""

    address: str
    lab: MadeLab
    routes: list[tuple[str, str]]

    browsers: dict[str | None, httpx.Client] = field(default_factory=dict)

    def visitor(self, who: str | None) -> httpx.Client:
        """A browser that is logged in, or not; it sends what guards a change along."""
        if who not in self.browsers:
            cookies = {} if who is None else {COOKIE: self.lab.logins[who]}
            browser = httpx.Client(base_url=self.address, cookies=cookies, timeout=30.0, headers={"If-Match": "*"})
            if who is not None:
                browser.headers[CSRF_HEADER] = browser.get(f"{PREFIX}/me").json()["csrf_token"]
            self.browsers[who] = browser
        return self.browsers[who]

    def close(self) -> None:
        """Close the browsers."""
        for browser in self.browsers.values():
            browser.close()


@pytest.fixture(scope="module")
def served(made_once: MadeLab, root: Path) -> Iterator[ServedWhole]:
    """The whole application over the laboratory, really served."""
    shutil.copy(root / "examples" / "rig.toml", made_once.folder / "rig.toml")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(__file__).with_name("served_lab.py")
    child = subprocess.Popen(
        [sys.executable, "-P", str(program), str(made_once.folder), str(port)],
        cwd=made_once.folder,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    try:
        routes = [(method, path) for method, path in json.loads(child.stdout.readline())]
        assert child.stdout.readline().strip() == "ready"
        whole = ServedWhole(f"http://127.0.0.1:{port}", made_once, routes)
        yield whole
        whole.close()
    finally:
        child.terminate()
        child.wait(30)
        child.stdout.close()
