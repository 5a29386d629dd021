"""Pages before and beside the session, by keys: first account, login, PIN, links, practice; axe-core looks at each."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

PASSWORD = "long enough for a test"
PIN = "493817"
SERIOUS = {"serious", "critical"}
LOOKS = (("light", 1600, 1000), ("dark", 390, 844))


@pytest.fixture
def lab(make_lab: Callable[..., Any]) -> Any:
    """A laboratory that nobody has used yet, served."""
    lab = make_lab(speed="4", grace_s=0.0)
    lab.start()
    return lab


@pytest.fixture
def faults_at(sit_down: Callable[..., Any], axe: str) -> Callable[..., list[tuple[str, str, str, str]]]:
    """What axe-core has against an address, in a light window and on a dark phone."""

    def faults(lab: Any, path: str, words: str, **how: str) -> list[tuple[str, str, str, str]]:
        found = []
        for scheme, width, height in LOOKS:
            somebody = sit_down(lab.address, width=width, height=height, scheme=scheme, **how)
            somebody.page.goto(path)
            somebody.reads(words)
            found += [(scheme, path, *fault) for fault in violations(somebody.page, axe, width)]
            assert somebody.abroad == []
            somebody.close()
        return found

    return faults


def violations(page: Any, axe: str, width: int) -> list[tuple[str, str]]:
    """Serious findings, and a page that is wider than its window."""
    page.evaluate(axe)
    found = [one for one in page.evaluate("axe.run()")["violations"] if one["impact"] in SERIOUS]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [(one["id"], one["nodes"][0]["html"]) for one in found] + [("too wide", str(wide))] * (wide > width)


def test_the_pages_before_a_session_are_usable_by_everybody_and_by_keys(
    lab: Any, sit_down: Callable[..., Any], faults_at: Callable[..., list[tuple[str, str, str, str]]]
) -> None:
    faults = faults_at(lab, "/", "The first account")
    technician = sit_down(lab.address)
    technician.page.goto("/")
    technician.type_in(name="Tess", email="tess@example.org", password=PASSWORD)
    technician.press("Enter")
    technician.reads("Begin: open the plates")
    faults += faults_at(lab, "/switch", "Nobody has a PIN yet")
    faults += faults_at(lab, "/login", "Log in")
    faults += faults_at(lab, "/r/no-such-link", "There is no such link")

    (lab.folder / "password").write_text(PASSWORD, encoding="utf-8")
    (lab.folder / "pin").write_text(PIN, encoding="utf-8")
    as_second = ("rob@example.org", "--name", "Rob", "--role", "technician")
    lab.run("account", "add", *as_second, "--password-file", str(lab.folder / "password"))
    lab.run("account", "pin", "rob@example.org", "--pin-file", str(lab.folder / "pin"))
    faults += faults_at(lab, "/switch", "Who is at the plates?")
    technician.page.goto("/switch")
    technician.type_in(pin="1111")
    technician.press("Enter")
    technician.page.wait_for_selector("[role=alert] .message >> visible=true")
    technician.type_in(pin=PIN)
    technician.press("Enter")
    technician.page.wait_for_selector(".chip")
    technician.page.wait_for_selector("header >> text=Rob")
    assert faults == []


def test_a_practice_session_goes_from_the_weigh_in_to_a_page_and_leaves_the_own_session_as_it_was(
    lab: Any, move_in: Callable[..., str], sit_down: Callable[..., Any], axe: str, mailbox: Any
) -> None:
    technician = sit_down(lab.address, secret=move_in(lab))
    technician.home()
    technician.press("n", "9", "2", "Enter")
    technician.chip("WEIGH")
    lab.plates.cue("weigh")
    technician.chip("READY")

    technician.use_words("Practise on simulated plates")
    technician.page.wait_for_selector("button:has-text('End the practice session') >> visible=true")
    technician.press("n", "6", "0")
    technician.reads("60 kg")
    technician.chip("REVIEW")
    assert violations(technician.page, axe, 1600) == []
    assert "SIMULATED" in technician.page.inner_text("header")
    technician.press("Space")
    technician.row(1, "made")
    technician.page.wait_for_selector("button[aria-label='Page of lift 1']")
    technician.press("s")
    technician.reads("what is lifted on simulated plates is never sent")

    technician.use_words("End the practice session")
    technician.chip("READY")
    technician.reads("92 kg")
    technician.reads("No lift yet.")
    lab.plates.cue("lift", kind="snatch", load_kg=92.0)
    technician.row(1, "not judged")
    assert lab.rows("SELECT number, load_kg FROM lifts") == [(1, 92.0)]
    with closing(sqlite3.connect(lab.folder / "practice" / "legdrive.db")) as practised:
        assert practised.execute("SELECT number, outcome, state FROM lifts").fetchall() == [(1, "made", "review")]
        assert practised.execute("SELECT state FROM sessions").fetchall() == [("closed",)]
    assert mailbox.mails == []
    assert technician.errors == []
    assert technician.abroad == []
