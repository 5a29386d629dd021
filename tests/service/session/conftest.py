"""A session in a process of its own on simulated plates, to be killed."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Literal

import pytest
from cued_plates import CuedPlates
from sqlalchemy import select

from acquisition.interchange.record import WeighIn
from service.jobs.runner import JobRunner
from service.session.plates import Recorded
from service.session.rows import FoundLift
from service.session.session import LabSession
from service.settings import LabSettings, MailSection, PathsSection, SessionSection
from service.store.engine import Store, open_store
from service.store.tables import Account, Analysis, Athlete, Coach, CoachAthlete, Lab, Lift, Report

PATIENCE_S = 60.0
SPEED = "20"
PROGRAM = Path(__file__).with_name("session_process.py")
Told = dict[str, Any]


class ServedSession:
    """One process after the other with the same folder and plates."""

    def __init__(self, folder: Path, plates: CuedPlates) -> None:
        self.folder, self.plates = folder, plates
        self.child: subprocess.Popen[str] | None = None
        self._told: queue.Queue[Told | None] = queue.Queue()
        self.now: Told = {}

    def start(self) -> None:
        """A new process."""
        command = [sys.executable, "-P", str(PROGRAM), str(self.folder), str(self.plates.rig)]
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._told = queue.Queue()
        threading.Thread(target=self._read, args=(self.child, self._told), daemon=True).start()

    @staticmethod
    def _read(child: subprocess.Popen[str], told: queue.Queue[Told | None]) -> None:
        assert child.stdout is not None
        with child.stdout as lines:
            for line in lines:
                with suppress(ValueError):  # a line that a kill has cut
                    told.put(json.loads(line))
        told.put(None)

    def press(self, *keys: str) -> None:
        """Keys, or actions as JSON."""
        assert self.child is not None
        assert self.child.stdin is not None
        for key in keys:
            self.child.stdin.write(key + "\n")
        self.child.stdin.flush()

    def wait(self, is_so: Callable[[Told], bool]) -> Told:
        """What was told when something was so for the first time."""
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                told = self._told.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"it did not come to that: {self.now}") from None
            assert told is not None, f"the session's process ended; last was {self.now}"
            self.now = told
            if is_so(told):
                return told

    @property
    def recorder_pid(self) -> int:
        """Of the recorder that runs on the plates."""
        found = self.plates.recorder()
        assert found is not None
        return found

    def kill(self, *, service: bool = True, recorder: bool = False) -> None:
        """Kill without a warning."""
        if recorder:
            os.kill(self.recorder_pid, signal.SIGKILL)
        if service and self.child is not None:
            self.child.kill()
            self.child.wait()
            assert self.child.stdin is not None
            with suppress(OSError):
                self.child.stdin.close()

    def end(self) -> None:
        """Leave nothing behind."""
        with suppress(AssertionError, OSError):
            self.kill(recorder=True)
        self.kill()

    def store(self) -> Store:
        """Its store."""
        return open_store(f"sqlite:///{self.folder}/legdrive.db")


def people(store: Store) -> None:
    """An athlete with a coach who has a folder."""
    with store.transaction() as orm:
        lab = Lab(name="Example laboratory")
        orm.add(lab)
        orm.flush()
        account = Account(lab_id=lab.id, name="C. Coach", email="coach@example.org", role="coach")
        athletes = [Athlete(lab_id=lab.id, code=code) for code in ("A7F3", "B2K9")]
        orm.add_all([account, *athletes])
        orm.flush()
        coach = Coach(account_id=account.id)
        orm.add(coach)
        orm.flush()
        orm.add_all(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id) for athlete in athletes)


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ServedSession]:
    """A session that has been started on empty plates, on which happens what is cued."""
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path / "run"))
    with ExitStack() as closing:
        plates = CuedPlates(tmp_path / "plates", SPEED)
        closing.callback(plates.end)
        session = ServedSession(tmp_path / "lab", plates)
        store = session.store()
        people(store)
        store.close()
        closing.callback(session.end)
        session.start()
        yield session


@pytest.fixture
def kept() -> Callable[[ServedSession], list[tuple[int, str | None, float | None, list[int], list[int]]]]:
    """What the store holds: of each lift its number, outcome, load, and the versions of its analyses and pages."""

    def read(session: ServedSession) -> list[tuple[int, str | None, float | None, list[int], list[int]]]:
        store = session.store()
        with store.reading() as orm:
            rows = []
            for lift in orm.scalars(select(Lift).order_by(Lift.number)):
                documents = list(orm.scalars(select(Analysis).where(Analysis.lift_id == lift.id)))
                ids = [each.id for each in documents]
                pages = list(orm.scalars(select(Report.version).where(Report.analysis_id.in_(ids))))
                versions = sorted(each.version for each in documents)
                rows.append((lift.number, lift.outcome, lift.load_kg, versions, sorted(pages)))
        store.close()
        return rows

    return read


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one athlete."""
    opened = open_store(f"sqlite:///{tmp_path}/legdrive.db")
    with opened.transaction() as orm:
        lab = Lab(name="Example laboratory")
        orm.add(lab)
        orm.flush()
        orm.add(Athlete(lab_id=lab.id, code="A7F3"))
    yield opened
    opened.close()


@pytest.fixture
def new_session(store: Store, root: Path, tmp_path: Path) -> Callable[..., LabSession]:
    """Makes a session on the example rig whose plates are told of by hand; its jobs are not run."""

    def made(auto_send: Literal["off", "made"] = "off", grace_s: float = 30.0) -> LabSession:
        settings = LabSettings(
            paths=PathsSection(folder=tmp_path),
            mail=MailSection(grace_s=grace_s),
            session=SessionSection(auto_send=auto_send),
        )
        session = LabSession(store, settings, root / "examples" / "rig.toml", JobRunner(store, tmp_path))
        recording = Recorded(tmp_path / "recordings" / "one.mcap", session.plates.rig, 1000.0)
        session.recording(recording)
        session.weighed(WeighIn(0, 2000, 784.5, 0.5))
        return session

    return made


@pytest.fixture
def session(new_session: Callable[..., LabSession]) -> Iterator[LabSession]:
    """A session whose plates are told of by hand."""
    begun = new_session()
    yield begun
    begun.leave()


@pytest.fixture
def lift() -> Callable[..., None]:
    """Has the detector find a lift."""

    def found(session: LabSession, at: int = 10_000, plates_kg: float | None = None) -> None:
        session.take(FoundLift(at, at + 8000, at + 5000.0, "snatch", False, "made", "A7F3", 92.0, None, plates_kg))

    return found
