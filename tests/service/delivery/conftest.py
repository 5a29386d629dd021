"""A lift's document for mails, with five earlier lifts of the same athlete."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import itertools
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from sqlalchemy import select
from sqlalchemy.orm import Session

from acquisition.interchange.open_file import read_file
from processing.analysis import analyze
from processing.options import AnalysisOptions
from service.delivery.outbox import send_lift
from service.delivery.worker import DeliveryWorker, no_step
from service.jobs.pages import languages_of
from service.settings import LabSection, LabSettings, MailSection, PathsSection, WebSection
from service.store.engine import Store
from service.store.ids import new_id
from service.store.tables import (
    Account,
    Analysis,
    Athlete,
    Coach,
    CoachAthlete,
    Delivery,
    Lab,
    Lift,
    Recording,
    Report,
    TrainingSession,
)
from sim_data.c3d_file import write_lift_c3d
from sim_data.lifter import simulate_lift

DAY = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)
LIFT = {"utc_offset": "+01:00", "attempt": 7, "outcome": "made", "load_kg": 92.0, "athlete": "A7F3"}
MakeDocument = Callable[..., dict[str, Any]]


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One simulated snatch, measured."""
    path = tmp_path_factory.mktemp("lift") / "lift.c3d"
    write_lift_c3d(path, simulate_lift("snatch", load_kg=92.0, seed=3), 1.0, 3)
    return analyze(read_file(path), AnalysisOptions(kind="snatch", bar_mass_kg=92.0)).document


@pytest.fixture(scope="session")
def make_document(analysed: dict[str, Any]) -> MakeDocument:
    """The lift, made on another day, of another athlete, missed …"""

    def make(days_ago: int = 0, simulated: bool = True, **lift: Any) -> dict[str, Any]:
        document = copy.deepcopy(analysed)
        started = (DAY - timedelta(days=days_ago)).isoformat()
        document["lift"] |= {
            "started_utc": started,
            "utc_offset": "+01:00",
            "attempt": 7,
            "outcome": "made",
            "load_kg": 92.0,
            "athlete": "A7F3",
        } | lift
        document["source"] |= {"samples_sha256": f"{days_ago:064d}", "simulated": simulated}
        return document

    return make


@pytest.fixture(scope="session")
def earlier(make_document: MakeDocument) -> list[dict[str, Any]]:
    """Six comparable lifts before it."""
    return [make_document(days_ago=3 * number, attempt=1) for number in range(6, 0, -1)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The coach's shared folder; its parent is the share."""
    return tmp_path / "share" / "coach"


@dataclass
class MailRoom:
    """A real SMTP server on this computer that can be told to misbehave.

    ``rcpt`` and ``data`` are its next answers, used up one by one; after them it accepts. ``drop`` is how often it
    still hangs up: ``mid-message`` before the end of the data, ``unanswered`` after it took them.
    """

    host: str = "127.0.0.1"
    port: int = 0
    rcpt: list[str] = field(default_factory=list)
    data: list[str] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    slow: bool = False
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    controller: Controller | None = None

    def open(self) -> None:
        """Answer, always at the same port."""
        if not self.port:
            with socket.socket() as free:
                free.bind((self.host, 0))
                self.port = free.getsockname()[1]
        room = self

        class Dropping(SMTP):
            async def smtp_DATA(self, arg: str) -> None:
                if not (room.drop and room.drop[0] == "mid-message"):
                    await super().smtp_DATA(arg)
                    return
                room.drop.pop(0)
                await self.push("354 go on")
                await self._reader.readline()
                self._writer.transport.abort()

        class Opened(Controller):
            def factory(self) -> SMTP:
                return Dropping(self.handler, **self.SMTP_kwargs)

        self.controller = Opened(self, hostname=self.host, port=self.port)
        self.controller.start()

    def close(self) -> None:
        """Be down."""
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(
        self, server: SMTP, session: object, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """The next answer about a recipient."""
        answer = self.rcpt.pop(0) if self.rcpt else "250 OK"
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: object, envelope: Envelope) -> str:
        """Keep the mail, unless the next answer refuses it."""
        if self.slow:
            await asyncio.Event().wait()
        answer = self.data.pop(0) if self.data else "250 OK"
        if answer.startswith("2"):
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append((list(envelope.rcpt_tos), mail))
        if self.drop and self.drop[0] == "unanswered":
            self.drop.pop(0)
            server._writer.transport.abort()
        return answer

    @property
    def identities(self) -> list[str]:
        """Message-IDs of what was accepted, in order."""
        return [mail["Message-ID"] for _, mail in self.mails]


@pytest.fixture
def mail_room() -> Iterator[MailRoom]:
    """A mail server that is up."""
    room = MailRoom()
    room.open()
    yield room
    room.close()


@dataclass
class PostOffice:
    """A laboratory with one athlete, one session, a clock that is set by hand, and a worker."""

    store: Store
    url: str
    settings: LabSettings
    make_document: MakeDocument
    now: datetime = DAY + timedelta(minutes=5)
    lab_id: str = ""
    athlete_id: str = ""
    session_id: str = ""
    recording_id: str = ""
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def open(self) -> None:
        """Put laboratory, athlete and session into the store."""
        self.lab_id, self.athlete_id, self.session_id, self.recording_id = (new_id() for _ in range(4))
        with self.store.transaction() as orm:
            orm.add(Lab(id=self.lab_id, name="Lab North", utc_offset="+01:00"))
            orm.flush()
            technician = self.account(orm, "technician")
            orm.add(Recording(id=self.recording_id, lab_id=self.lab_id, path="session.mcap", rate_hz=1000.0))
            orm.add(
                Athlete(
                    id=self.athlete_id,
                    lab_id=self.lab_id,
                    code="A7F3",
                    name="Marta K.",
                    born_on=date(1999, 5, 1),
                    language="en",
                )
            )
            orm.add(
                TrainingSession(
                    id=self.session_id,
                    lab_id=self.lab_id,
                    technician_id=technician,
                    started_at=DAY,
                    state="ready",
                )
            )

    def account(self, orm: Session, role: str) -> str:
        """A new account."""
        identity, number = new_id(), next(self.numbers)
        orm.add(
            Account(
                id=identity,
                lab_id=self.lab_id,
                name=f"{role} {number}",
                email=f"{role}{number}@example.org",
                role=role,
                created_at=self.now,
            )
        )
        orm.flush()
        return identity

    def coach(self, **choices: Any) -> str:
        """A new coach of the athlete; returns the id."""
        with self.store.transaction() as orm:
            identity = new_id()
            account_id = self.account(orm, "coach")
            orm.add(
                Coach(id=identity, account_id=account_id, **{"language": "en", "units": "kg", "mode": "each"} | choices)
            )
            orm.flush()
            orm.add(CoachAthlete(coach_id=identity, athlete_id=self.athlete_id))
        return identity

    def lift(self, ready: bool = True, **lift: Any) -> str:
        """A lift that is analysed and, where it is ready, has its report; returns the id."""
        with self.store.transaction() as orm:
            identity, number = new_id(), next(self.numbers)
            orm.add(
                Lift(
                    id=identity,
                    session_id=self.session_id,
                    recording_id=self.recording_id,
                    athlete_id=self.athlete_id,
                    number=number,
                    kind="snatch",
                    state="review",
                    start_sample=0,
                    stop_sample=1000,
                )
            )
            orm.flush()
            self.report(orm, identity, 1, ready, **lift)
        return identity

    def report(self, orm: Session, lift_id: str, version: int, ready: bool = True, why: str = "", **lift: Any) -> None:
        """A new analysis of a lift and, where it is ready, its report."""
        document = self.make_document(**lift)
        analysis = Analysis(
            id=new_id(),
            lift_id=lift_id,
            version=version,
            created_at=self.now,
            methods_digest="0",
            document=document,
            why=why,
        )
        orm.add(analysis)
        orm.flush()
        if ready:
            for language in languages_of(orm, self.athlete_id):
                path, digest = self.page(lift_id, version)
                page = Report(analysis_id=analysis.id, kind="lift", version=version, path=path, sha256=digest)
                page.language = language
                orm.add(page)
            orm.flush()

    def page(self, lift_id: str, version: int) -> tuple[str, str]:
        """Write a report's file; returns its name and digest."""
        name = f"2026-11-22_143205_{lift_id[-8:]}_v{version}.pdf"
        content = f"%PDF {name}".encode()
        (self.settings.folder / name).write_bytes(content)
        return name, hashlib.sha256(content).hexdigest()

    def send(self, lift_id: str, mail: bool = True) -> list[str]:
        """Press "send"; ids of the deliveries."""
        section = self.settings.mail if mail else MailSection()
        with self.store.transaction() as orm:
            return [each.id for each in send_lift(orm, lift_id, self.now, section)]

    def worker(self, at: Callable[[str], None] = no_step) -> DeliveryWorker:
        """A new worker on this clock."""
        return DeliveryWorker(self.store, self.settings, lambda: self.now, at)

    def turn(self, later: timedelta = timedelta(0), at: Callable[[str], None] = no_step) -> int:
        """Set the clock on and let a worker make what is due."""
        self.now += later
        return asyncio.run(self.worker(at).turn())

    def states(self) -> list[tuple[str, str]]:
        """Channel and state of every delivery, oldest first."""
        with self.store.transaction() as orm:
            every = orm.scalars(select(Delivery).order_by(Delivery.created_at, Delivery.id))
            return [(each.channel, each.state) for each in every]

    def delivery(self, number: int = 0) -> Delivery:
        """One delivery, by age."""
        with self.store.transaction() as orm:
            return list(orm.scalars(select(Delivery).order_by(Delivery.created_at, Delivery.id)))[number]

    def lift_state(self, lift_id: str) -> str:
        """The state of a lift."""
        with self.store.transaction() as orm:
            return str(orm.get_one(Lift, lift_id).state)


@pytest.fixture
def office(
    tmp_path: Path, store: Store, store_url: str, mail_room: MailRoom, make_document: MakeDocument
) -> PostOffice:
    """A laboratory that sends mail through the mail server of the test, on each database in turn."""
    (tmp_path / "lab").mkdir()
    (tmp_path / "share").mkdir()
    settings = LabSettings(
        lab=LabSection(name="Lab North"),
        paths=PathsSection(folder=tmp_path / "lab"),
        mail=MailSection(host=mail_room.host, port=mail_room.port, security="none", sender="lab@example.org"),
        web=WebSection(names=("lab.example",), port=443, certificate=tmp_path / "certificate.pem"),
    )
    room = PostOffice(store, store_url, settings, make_document)
    room.open()
    return room
