"""A laboratory as it is run: cued plates, `legdrive serve` in a process of its own, a mail server, a real Chromium."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as SmtpSession
from cued_plates import CuedPlates
from sqlalchemy import select

from service.people.accounts import add_account, laboratory
from service.people.logins import log_in
from service.settings import read_settings
from service.store.engine import open_store
from service.store.tables import Account, Athlete, Coach, CoachAthlete
from service.web_login import COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

LONGEST_S = 60.0
TRIES = 3
LEGDRIVE = [sys.executable, "-P", "-m", "service.cli"]
PASSWORD = "long enough for a test"


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Mailbox:
    """A real mail server that keeps what it takes; who waits for mails is told."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self._news = threading.Condition()
        self.port = free_port()
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)
        self._server.start()

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:
        """Take a mail."""
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        with self._news:
            self.mails.append((list(envelope.rcpt_tos), mail))
            self._news.notify_all()
        await asyncio.sleep(0)
        return "250 taken"

    def wait(self, n: int, longest_s: float = LONGEST_S) -> bool:
        """Wait until so many mails have come; tells whether they did."""
        with self._news:
            return self._news.wait_for(lambda: len(self.mails) >= n, longest_s)

    @property
    def identities(self) -> list[str]:
        """Message-IDs in the order in which they came."""
        return [str(mail["Message-ID"]) for _, mail in self.mails]

    def end(self) -> None:
        """Close it."""
        self._server.stop()


@dataclass
class ServedLab:
    """``legdrive serve`` on cued plates, which can be killed and started again."""

    folder: Path
    plates: CuedPlates
    child: subprocess.Popen[str] | None = None
    address: str = ""
    errors: list[Path] = field(default_factory=list)
    secret: str = ""

    def start(self, *options: str) -> str:
        """Start it; its address, once it answers."""
        self.errors.append(self.folder / f"serve-{len(self.errors)}.log")
        command = [*LEGDRIVE, "serve", "--lab", str(self.folder / "lab.toml"), *options]
        with self.errors[-1].open("w") as log:
            self.child = subprocess.Popen(command, cwd=self.folder, stdout=subprocess.PIPE, stderr=log, text=True)
        assert self.child.stdout is not None
        self.address = self.child.stdout.readline().strip().rstrip("/")
        assert self.address, self.errors[-1].read_text()
        return self.address

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End it by a signal, and wait for that."""
        child, self.child = self.child, None
        if child is not None:
            child.send_signal(number)
            child.communicate(timeout=LONGEST_S)

    def kill(self) -> None:
        """Kill it with −9."""
        self.stop(signal.SIGKILL)

    def kill_recorder(self) -> None:
        """Kill the recorder with −9."""
        pid = self.plates.recorder()
        assert pid is not None
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the store says."""
        with closing(sqlite3.connect(self.folder / "legdrive.db", timeout=30.0)) as db:
            return list(db.execute(query, values))

    def change(self, statement: str) -> None:
        """Change the store behind the service's back."""
        with closing(sqlite3.connect(self.folder / "legdrive.db", timeout=30.0)) as db, db:
            db.execute(statement)

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run another command of the house in this laboratory."""
        return subprocess.run(
            [*LEGDRIVE, *arguments], cwd=self.folder, capture_output=True, text=True, check=check, timeout=LONGEST_S
        )

    def end(self) -> None:
        """End all processes that are left."""
        self.stop()
        pid = self.plates.recorder()
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that is up."""
    box = Mailbox()
    yield box
    box.end()


MakeLab = Callable[..., ServedLab]


@pytest.fixture
def make_lab(tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeLab]:
    """Make a laboratory in a fresh folder, on cued plates; it is not served yet."""
    monkeypatch.setenv("LEGDRIVE_RUN_DIR", str(tmp_path / "run"))
    made: list[ServedLab] = []

    def make(speed: str = "5", grace_s: float = 2.0) -> ServedLab:
        plates, port = CuedPlates(tmp_path / "plates", speed), free_port()
        (tmp_path / "lab.toml").write_text(
            f"""[lab]
name = "Lab North"
[paths]
rig = "{plates.rig}"
[web]
names = ["127.0.0.1"]
port = {port}
[mail]
host = "127.0.0.1"
port = {mailbox.port}
security = "none"
sender = "lab@example.org"
grace_s = {grace_s}
""",
            encoding="utf-8",
        )
        made.append(ServedLab(tmp_path, plates))
        return made[-1]

    yield make
    for lab in made:
        lab.end()
        lab.plates.end()


class Keyboard:
    """Somebody who works the console with keys alone, and sees what goes wrong in the browser."""

    def __init__(self, browser: Browser, address: str, width: int = 1600, height: int = 1000, **how: str) -> None:
        size: Any = {"width": width, "height": height}
        scheme: Any = how.get("scheme", "light")
        self._context = browser.new_context(
            viewport=size, base_url=address, locale="en-GB", color_scheme=scheme, reduced_motion="reduce"
        )
        if "secret" in how:
            self._context.add_cookies([{"name": COOKIE, "value": how["secret"], "url": address}])
        self._context.set_default_timeout(60_000.0)
        self.page: Page = self._context.new_page()
        self.errors: list[str] = []
        self.abroad: list[str] = []
        ours = (
            "chrome",
            "data:",
            "blob:",
            address,
            address.replace("http", "ws"),
        )  # a browser shows PDFs by pages of its own
        page = self.page
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: None if asked.url.startswith(ours) else self.abroad.append(asked.url))

    def press(self, *keys: str) -> None:
        """Press keys."""
        for key in keys:
            self.page.keyboard.press(key)

    def type_in(self, **values: str) -> None:
        """Fill the form that has the focus or gets it: field after field, and Enter in the last but for choices."""
        for name, value in values.items():
            self.page.focus(f"[name={name}] >> visible=true")
            self.page.keyboard.type(value)

    def go(self, link: str) -> None:
        """Follow a link of the bar."""
        self.page.focus(f"nav a:text-is('{link}')")
        self.press("Enter")
        self.page.wait_for_selector(f"nav a[aria-current]:text-is('{link}')")
        self.listens()

    def home(self) -> None:
        """Open the main page."""
        self.open("/")
        self.page.wait_for_selector(".chip")
        self.listens()

    def open(self, path: str) -> None:
        """Open a page; the one that is there may come back by itself after its server did, and cut a try short."""
        from playwright.sync_api import Error

        for _ in range(TRIES):
            try:
                self.page.goto(path)
            except Error as error:
                if "ERR_ABORTED" not in str(error):
                    raise
            else:
                return
        self.page.goto(path)

    def listens(self) -> None:
        """Wait until the page hears keys."""
        self.page.wait_for_function("window.socket && window.socket.connected")

    def use(self, button: str) -> None:
        """Press a button that has the focus."""
        self.page.focus(f"button[aria-label='{button}'] >> visible=true")
        self.press("Enter")

    def use_words(self, words: str) -> None:
        """Press a button by what stands on it."""
        self.page.focus(f"button:has-text('{words}') >> visible=true")
        self.press("Enter")

    def fill_in(self, **values: str) -> None:
        """Replace what stands in fields."""
        for name, value in values.items():
            self.page.focus(f"[name={name}] >> visible=true")
            self.press("Control+a")
            self.page.keyboard.type(value)

    def withdraw(self, number: int, why: str) -> None:
        """Withdraw a lift's report, from the sheet of the lift."""
        self.use(f"Edit lift {number}")
        self.use(f"Withdraw lift {number}")
        self.fill_in(why=why)
        self.use_words("Withdraw it")
        self.page.wait_for_selector(".sheet", state="detached")

    def reads(self, words: str) -> None:
        """Wait until the page shows words."""
        self.page.wait_for_selector(f"text={words} >> visible=true")

    def chip(self, state: str) -> None:
        """Wait until the state on the chip is this."""
        self.page.wait_for_selector(f".chip[data-state={state}]")

    def one_of(self, *states: str) -> str:
        """Wait until the chip is one of these; tells which."""
        chip = self.page.wait_for_selector(", ".join(f".chip[data-state={state}]" for state in states))
        assert chip is not None
        return str(chip.get_attribute("data-state"))

    def row(self, number: int, words: str) -> None:
        """Wait until a lift's row has these words."""
        self.page.wait_for_selector(f"tr:has(button[aria-label='Edit lift {number}']):has-text('{words}')")

    def rest(self) -> None:
        """Wait until nothing is being worked at."""
        self.reads("Work: nothing waits")

    def forget(self) -> None:
        """Be nobody any more."""
        self._context.clear_cookies()

    def close(self) -> None:
        """Close the browser's window."""
        self._context.close()


@pytest.fixture
def sit_down(chromium: Browser) -> Iterator[Callable[..., Keyboard]]:
    """Put somebody before a browser."""
    there: list[Keyboard] = []

    def sat_down(address: str, **how: Any) -> Keyboard:
        there.append(Keyboard(chromium, address, **how))
        return there[-1]

    yield sat_down
    for somebody in there:
        somebody.close()


@pytest.fixture
def move_in() -> Callable[[ServedLab], str]:
    """Put a technician, a coach and an athlete into a laboratory's store; the technician's login."""

    def moved_in(lab: ServedLab) -> str:
        settings, now = read_settings(lab.folder / "lab.toml"), datetime.now(UTC)
        store = open_store(settings.store_url)
        with store.transaction() as orm:
            home = laboratory(orm, settings)
            for role in ("technician", "coach"):
                add_account(orm, home, f"A {role}", f"{role}@example.org", role, PASSWORD, now)
            athlete = Athlete(lab_id=home.id, code="A7F3", name="Marta K.", born_on=date(1999, 5, 1))
            orm.add(athlete)
            orm.flush()
            coach = orm.scalars(select(Coach).join(Account, Account.id == Coach.account_id)).one()
            orm.add(CoachAthlete(coach_id=coach.id, athlete_id=athlete.id))
        secret = log_in(store, "technician@example.org", PASSWORD, "127.0.0.1", now).secret
        store.close()
        return secret

    return moved_in
