"""Open pages and the live picture when their login ends elsewhere; looks at a report; practice pages."""

from __future__ import annotations

import sqlite3
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from service.console.report_route import Looks, report_path, report_preview
from service.lab_store import own_lab
from service.settings import LabSettings
from service.store.engine import Store, open_store
from service.store.tables import Account, Analysis, AuditEntry, Lift, Recording, Report, TrainingSession
from service.web_login import COOKIE, Visitor

LogIn = Callable[..., Any]
PASSWORD = "long enough for a test"
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def new_login(looked: Any, console: str) -> str:
    """A login of its own, which can be ended without disturbing others."""
    page = looked.page
    looked.context.clear_cookies()
    page.goto("/login?next=/lifts")
    page.fill("[name=email]", "technician@example.org")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{console}/lifts")
    page.wait_for_function("window.socket && window.socket.connected")
    return next(str(one["value"]) for one in looked.context.cookies() if one["name"] == COOKIE)


def log_out(console: str, secret: str) -> None:
    """As another window of the same login does."""
    headers = {"Origin": console, "Cookie": f"{COOKIE}={secret}"}
    with urllib.request.urlopen(urllib.request.Request(f"{console}/logout", b"", headers), timeout=20.0) as answered:
        assert answered.status == 200


def listen(live: ClientConnection) -> None:
    """Until it ends."""
    while True:
        live.recv(timeout=10)


def test_an_open_page_and_the_live_picture_end_when_the_login_ends_elsewhere(console: str, log_in: LogIn) -> None:
    looked = log_in("technician")
    secret = new_login(looked, console)
    address = console.replace("http", "ws") + "/live"
    headers = {"Cookie": f"{COOKIE}={secret}"}
    with connect(address, origin=Origin(console), additional_headers=headers) as live:
        assert live.recv(timeout=10)
        log_out(console, secret)
        with pytest.raises(ConnectionClosed) as closed:
            listen(live)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
    looked.page.wait_for_url(f"{console}/login?next=/lifts", timeout=10_000)


def test_a_look_goes_on_for_a_while_whichever_page_came_first() -> None:
    noted: list[str] = []
    looks = Looks(timedelta(minutes=10))
    for login, report, minutes in [
        ("one", "r1", 0), ("one", "r1", 5), ("one", "r2", 5), ("two", "r1", 5), ("one", "r1", 11),
    ]:  # fmt: skip
        at = NOW + timedelta(minutes=minutes)
        looks.note_once(login, report, at, lambda name=f"{login} {report} {minutes}": noted.append(name))  # type: ignore[misc]
    assert noted == ["one r1 0", "one r2 5", "two r1 5", "one r1 11"]


def test_a_look_that_could_not_be_written_is_written_the_next_time() -> None:
    looks, noted = Looks(), []

    def away() -> None:
        raise sqlite3.OperationalError("the disk is full")

    with pytest.raises(sqlite3.OperationalError):
        looks.note_once("one", "r1", NOW, away)
    looks.note_once("one", "r1", NOW, lambda: noted.append(1))
    assert noted == [1]


@pytest.fixture
def practised(tmp_path: Path) -> Any:
    """A laboratory with accounts, and a practice session with a page."""
    own, other = (open_store(f"sqlite:///{tmp_path / name}.db") for name in ("own", "practice"))
    with own.transaction() as orm:
        lab = own_lab(orm, LabSettings())
        for role in ("technician", "coach"):
            orm.add(Account(id=role, lab_id=lab.id, name=role, email=f"{role}@example.org", role=role))
    fill(other)
    with pypdfium2.PdfDocument.new() as page:
        page.new_page(595, 842)
        page.save(tmp_path / "page.pdf")
    place: list[Any] = [(other, tmp_path)]
    yield SimpleNamespace(store=own, folder=tmp_path, practice=lambda: place[-1], clock=lambda: NOW, place=place)
    own.close()
    other.close()


def fill(store: Store) -> None:
    with store.transaction() as orm:
        lab = own_lab(orm, LabSettings())
        recording = Recording(lab_id=lab.id, path="one.mcap", rate_hz=1000.0, simulated=True)
        session = TrainingSession(id="s", lab_id=lab.id, started_at=NOW)
        orm.add_all([recording, session])
        orm.flush()
        lift = Lift(id="l", session_id="s", recording_id=recording.id, number=1, start_sample=0, stop_sample=9)
        orm.add(lift)
        orm.flush()
        orm.add(Analysis(id="a", lift_id="l", version=1, methods_digest="0", document={}))
        orm.flush()
        orm.add(Report(id="p1", analysis_id="a", kind="lift", version=1, path="page.pdf", sha256="0"))


def test_a_practice_page_is_shown_to_who_may_run_a_session_while_it_lasts(practised: Any) -> None:
    technician, coach = (Visitor(role, role, role) for role in ("technician", "coach"))
    assert report_path(practised, technician, "p1") == (practised.folder / "page.pdf").resolve()
    assert report_preview(practised, technician, "p1", "lift 1").count == 1
    assert report_path(practised, coach, "p1") is None
    with practised.store.reading() as orm:
        assert orm.query(AuditEntry).count() == 0
    practised.place.append(None)
    assert report_path(practised, technician, "p1") is None
