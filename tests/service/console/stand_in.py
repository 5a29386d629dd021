"""A served console over a made session, as a process of its own: ``stand_in.py FOLDER PORT``.

Two people's weights stand on the plates and sway; a lift was made, another missed.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import uvicorn
from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.interchange.open_file import read_file
from acquisition.plate import FloatArray
from acquisition.rig import Rig, read_rig
from acquisition.zero import Zero
from processing.analysis import analyze
from service.console.screen import CardValue, KeyWords, LiftRow, MarkedSpan, NextStep, ResultCard, Screen
from service.delivery.links import hash_of
from service.lab import Lab
from service.live.hub import LiveHub
from service.live.view import LiveView
from service.people.accounts import account_by_email, add_account, all_accounts, laboratory, set_pin
from service.settings import LabSettings
from service.store.engine import Store, open_store
from service.store.tables import (
    Analysis,
    Athlete,
    Coach,
    CoachAthlete,
    Delivery,
    Lift,
    Link,
    Recording,
    Report,
    TrainingSession,
)  # fmt: skip
from service.web import create_app

PASSWORD = "long enough for a test"

RATE_HZ = 1000.0


class MadeSession:
    """Keeps what was pressed and edited."""

    def __init__(self) -> None:
        self.version = 0
        self.state = "READY"
        self.message = ""
        self.athlete = "B2K9"
        self.marked: MarkedSpan | None = None
        self.rows = [
            LiftRow("lift-1", 1, "A7F3", "snatch", 85.0, "made", "sent", report_id="r1"),
            LiftRow("b", 2, "A7F3", "snatch", 92.0, "missed", "review", remarks=("Plates say 97.0 kg, you typed 92.",)),
            LiftRow("c", 3, "B2K9", "clean", 110.0, "", "review", version=2),
        ]

    def screen(self) -> Screen:
        return Screen(
            state=self.state,
            step=NextStep("Z", "zero", "Take the zero")
            if self.state == "EMPTY"
            else NextStep("Space", "made", "Judge lift 3: made"),
            message=self.message,
            warns=bool(self.message),
            athlete=self.athlete,
            kind="Clean",
            load="110 kg",
            lab="Example laboratory",
            simulated=True,
            card=ResultCard(
                "c",
                "Lift 3: clean 110 kg",
                "The push stopped early: likely (3 of 4 signs agree).",
                "down",
                (
                    CardValue("Did the push finish?", "46 ± 3 %", "usual 53–59 %"),
                    CardValue("As hard as usual?", "212 ± 5 N·s", "usual 224–240 N·s"),
                    CardValue("Where did they land?", "+38 ± 6 mm", "usual −10 to +12 mm"),
                ),
                ("Left heel on the edge.",),
                "Push impulse, drive-through and length lie below usual; 12 made lifts of 85 to 95 kg over 4 days.",
            ),
            lifts=tuple(self.rows),
            queue="1 page is being made",
            outbox="2 wait for 30 s, 1 sent",
            keys=(
                KeyWords("Z", "Take the zero"),
                KeyWords("N", "Next athlete"),
                KeyWords("Space", "Made"),
                KeyWords("M", "Miss"),
            ),
            athletes={"1": "A7F3", "2": "B2K9"},
            warm_up_s=600.0,
            marked=self.marked,
        )

    def press(self, key: str) -> None:
        if key.upper() == "Z":
            self.state, self.message = "EMPTY", "712 N is on the plates: step off, then press Z"
        elif key.upper() == "H":
            self.marked, self.message = MarkedSpan("lift-1", 1, 12.0, 16.0), "lift 1 is in this span already"
        elif key in {"PageDown", " "}:
            self.state, self.message = "REVIEW", ""
        self.version += 1

    def do(self, action: str, **values: Any) -> None:
        if action == "athlete":
            self.athlete = {"1": "A7F3", "2": "B2K9"}[values["athlete_id"]]
        elif action == "merge":
            self.marked, self.message = None, "lift 1 has the marked span now"
        self.version += 1

    def edit(self, lift_id: str, **changes: Any) -> None:
        at = next(i for i, row in enumerate(self.rows) if row.lift_id == lift_id)
        known = {"kind": "kind", "load_kg": "load_kg", "note": "note"}
        kept = {known[name]: value for name, value in changes.items() if name in known}
        self.rows[at] = LiftRow(**{**vars(self.rows[at]), **kept, "version": self.rows[at].version + 1})
        self.version += 1


def volts_of(rig: Rig, fz_n: FloatArray, t_s: FloatArray) -> FloatArray:
    volts = np.zeros((len(rig.channels), fz_n.shape[1]))
    for plate, rows, force_n, sign in zip(rig.plates(), rig.plate_channels, fz_n, (1, -1), strict=True):
        wanted = np.zeros((6, fz_n.shape[1]))
        wanted[2] = force_n
        wanted[3] = force_n * 0.02 * np.sin(1.3 * t_s)
        wanted[4] = sign * force_n * 0.01 * np.cos(0.9 * t_s)
        volts[list(rows)] = np.linalg.solve(np.asarray(plate.matrix), wanted)
    return volts


def feed(view: LiveView, rig: Rig) -> None:
    """Sixty blocks a second, for ever: standing, with a push now and then."""
    at, n, begin = 0, 16, time.monotonic() - 9.0  # nine seconds at once: the trace is full from the start
    while True:
        t_s = (at + np.arange(n)) / RATE_HZ
        push = 700.0 * np.exp(-(((t_s % 6.0) - 3.0) ** 2) / 0.02) - 500.0 * np.exp(-(((t_s % 6.0) - 3.4) ** 2) / 0.01)
        view.push(at, volts_of(rig, np.vstack((480.0 + push / 2, 520.0 + push / 2)), t_s))
        at += n
        time.sleep(max(0.0, begin + at / RATE_HZ - time.monotonic()))


def made_app(folder: Path, rig_path: Path) -> Any:
    rig = read_rig(rig_path)
    view = LiveView(rig, RATE_HZ)
    view.state = "READY"
    nothing = np.zeros(len(rig.channels))
    view.zeroed(Zero(0, 0, nothing, nothing, 0.0))
    view.weighed(0.0)
    threading.Thread(target=feed, args=(view, rig), daemon=True).start()
    store = open_store(f"sqlite:///{folder / 'legdrive.db'}")
    fill(store, folder)
    lab = Lab(rig.name, folder, rig, rig_path, MadeSession(), store, hub=LiveHub(view))
    return create_app(lab)


def fill(store: Store, folder: Path) -> None:
    """Accounts of every role with one password, an athlete, a lift with its analysis and page."""
    now = datetime.now(UTC)
    simulate = [sys.executable, "-P", "-m", "service.cli", "simulate", "lift", "--out", str(folder / "lift.c3d")]
    subprocess.run(simulate, check=True, capture_output=True)
    document = analyze(read_file(folder / "lift.c3d")).document
    document["lift"]["load_kg"] = 92.0
    with pypdfium2.PdfDocument.new() as page:
        for _ in range(2):
            page.new_page(595, 842)
        page.save(folder / "page.pdf")
    with store.transaction() as orm:
        lab = laboratory(orm, LabSettings())
        for role in ("technician", "coach", "athlete", "admin"):
            add_account(orm, lab, f"A {role}", f"{role}@example.org", role, PASSWORD, now)
        set_pin(orm, account_by_email(orm, "technician@example.org"), "204817", now)
        by_role = {account.role: account for account in all_accounts(orm)}
        athlete = Athlete(id="1", lab_id=lab.id, code="A7F3", name="Ada Example", account_id=by_role["athlete"].id)
        recording = Recording(lab_id=lab.id, path="lift.c3d", rate_hz=1000.0, samples=20_000, simulated=True)
        orm.add_all([athlete, recording])
        orm.flush()
        coach = orm.scalars(select(Coach)).one()
        coach.id, coach.units = "c1", "lb"  # links name it
        orm.flush()
        orm.add(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id))
        session = TrainingSession(lab_id=lab.id, technician_id=by_role["technician"].id, started_at=now)
        orm.add(session)
        orm.flush()
        lift = Lift(
            id="lift-1", session_id=session.id, recording_id=recording.id, athlete_id=athlete.id, number=1,
            start_sample=0, stop_sample=20_000, kind="snatch", load_kg=92.0, outcome="made",
        )  # fmt: skip
        orm.add(lift)
        orm.flush()
        add_earlier(orm, lift, document)
        analysis = Analysis(lift_id=lift.id, version=1, methods_digest="0", document=document)
        orm.add(analysis)
        orm.flush()
        orm.add(Report(id="r1", analysis_id=analysis.id, kind="lift", version=1, path="page.pdf", sha256="0"))
        orm.flush()
        orm.add(Delivery(report_id="r1", coach_id=coach.id, channel="mail", not_before=now, message_id="<1@test>"))
        ends = {"open-link~c1": now + timedelta(days=30), "ended-link": now, "revoked-link": now + timedelta(days=30)}
        for secret, expires_at in ends.items():
            revoked_at = now if secret == "revoked-link" else None
            link = Link(report_id="r1", secret_hash=hash_of(secret), expires_at=expires_at, revoked_at=revoked_at)
            orm.add(link)


def add_earlier(orm: Session, now: Lift, document: dict[str, Any]) -> None:
    """A lift of a session that was, whose second analysis has other numbers; its report was sent."""
    of = orm.get_one(TrainingSession, now.session_id)
    began = of.started_at - timedelta(days=3)
    session = TrainingSession(
        id="earlier", lab_id=of.lab_id, technician_id=of.technician_id, started_at=began, ended_at=of.started_at,
        state="closed",
    )  # fmt: skip
    orm.add(session)
    orm.flush()
    lift = Lift(
        id="lift-2", session_id=session.id, recording_id=now.recording_id, athlete_id=now.athlete_id, number=2,
        start_sample=0, stop_sample=20_000, kind="clean", load_kg=90.0, outcome="missed", state="sent",
    )  # fmt: skip
    orm.add(lift)
    orm.flush()
    metrics = {
        name: told if told is None or told.get("value") is None else {**told, "value": told["value"] * 1.02}
        for name, told in list(document["metrics"].items())[:12]
    }
    versions = [document, {**document, "metrics": {**document["metrics"], **metrics}}]
    for version, one in enumerate(versions, 1):
        orm.add(Analysis(id=f"a2-{version}", lift_id=lift.id, version=version, methods_digest="0", document=one))
    orm.flush()
    orm.add(Report(id="r2", analysis_id="a2-1", kind="lift", version=1, path="page.pdf", sha256="0"))
    orm.flush()
    coach = orm.scalars(select(Coach)).one()
    orm.add(
        Delivery(
            report_id="r2", lift_id=lift.id, coach_id=coach.id, channel="link", not_before=began, state="sent",
            message_id="<2@test>",
        )
    )  # fmt: skip


if __name__ == "__main__":
    app = made_app(Path(sys.argv[1]), Path(sys.argv[3]))
    config = uvicorn.Config(app, port=int(sys.argv[2]), ws_per_message_deflate=False, log_level="warning")
    config.load()
    with socket.create_server(("127.0.0.1", int(sys.argv[2])), backlog=100) as listening:
        print("ready", flush=True)  # whoever connects from now on waits until it is answered
        uvicorn.Server(config).run(sockets=[listening])
