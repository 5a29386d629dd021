"""A whole session in a real browser, by keys alone: from the first account to the PDFs in the coaches' mailboxes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "long enough for a test"
MARK_S = ("14", "3")
"""Seconds ago within which the pull was, right after it was over."""
MASS_KG = r"\d+\.\d\d kg ± 0\.\d\d kg"
COACHES = ("anna@example.org", "bea@example.org")
MakeLab = Callable[..., Any]


@pytest.fixture
def lab(make_lab: MakeLab) -> Any:
    """A laboratory that nobody has used yet, served."""
    lab = make_lab(speed="5", grace_s=4.0)
    lab.start()
    return lab


@pytest.fixture
def keyboard(lab: Any, sit_down: Callable[..., Any]) -> Any:
    """A technician at the keyboard, who has no account yet."""
    return sit_down(lab.address)


def add_coaches(lab: Any) -> None:
    """Accounts of two coaches, made at the command line."""
    secret = lab.folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    for email in COACHES:
        name = email.partition("@")[0].title()
        lab.run("account", "add", email, "--name", name, "--role", "coach", "--password-file", str(secret))


def make_first_account(keyboard: Any) -> None:
    """What the first page asks for."""
    keyboard.page.goto("/")
    keyboard.reads("The first account")
    keyboard.type_in(name="Tess", email="tess@example.org", password=PASSWORD)
    keyboard.press("Enter")
    keyboard.reads("Begin: open the plates")
    keyboard.listens()


def set_up(keyboard: Any, lab: Any) -> None:
    """The first account, the coaches, an athlete who has both of them, and PDFs for one."""
    make_first_account(keyboard)
    add_coaches(lab)
    keyboard.go("Athletes")
    keyboard.type_in(code="A7F3", name="Marta K.", born_on="01051999", coaches=", ".join(COACHES))
    keyboard.press("Enter")
    keyboard.reads("A7F3")
    keyboard.go("Coaches")
    keyboard.use("Edit Anna")
    keyboard.type_in(attach_pdf="yes")
    keyboard.page.focus("button:text-is('Save')")
    keyboard.press("Enter")
    keyboard.reads("each lift, kg, PDF")
    keyboard.go("Session")


def check_corners(keyboard: Any, lab: Any) -> None:
    """The daily check by key K, and back."""
    keyboard.press("k")
    keyboard.reads("Leave the plates empty, press Begin")
    keyboard.listens()
    keyboard.use("Begin the corner press")
    keyboard.reads("1 of 8")
    lab.plates.cue("corners")
    keyboard.reads("Passed.")
    keyboard.go("Session")


def test_a_session_by_keys_from_the_first_account_to_the_mailboxes(lab: Any, keyboard: Any, mailbox: Any) -> None:
    set_up(keyboard, lab)
    keyboard.press("PageDown")  # a presenter begins
    keyboard.chip("WEIGH")
    keyboard.press("n")
    keyboard.reads("A7F3")
    check_corners(keyboard, lab)
    keyboard.chip("WEIGH")  # the foot in the corner was nobody's weight
    keyboard.press("z")
    keyboard.reads("zero taken")

    weighed_and_lifted_with_a_wrong_load(lab, keyboard, mailbox)
    keyboard.press("9", "7")
    keyboard.reads("97 kg")
    lab.plates.cue("lift", kind="snatch", load_kg=97.0, missed=True)
    keyboard.row(2, "not judged")
    keyboard.press("m")
    keyboard.row(2, "missed")
    keyboard.rest()
    keyboard.press("s")
    keyboard.row(2, "Sent")
    assert mailbox.wait(4)

    lifted_with_a_presenter(lab, keyboard, mailbox)
    pulled_and_marked_by_hand(lab, keyboard, mailbox)
    ended_with_something_waiting(lab, keyboard)
    assert len(mailbox.mails) == 8
    assert_pages_are_true(lab, mailbox)
    assert_summaries_are_there(lab)
    assert keyboard.errors == []
    assert keyboard.abroad == []


def weighed_and_lifted_with_a_wrong_load(lab: Any, keyboard: Any, mailbox: Any) -> None:
    """Somebody steps off in the weigh-in, which begins again by itself; then a lift with a wrong load."""
    lab.plates.cue("step_off")
    keyboard.press("9", "2")
    keyboard.reads("92 kg")
    keyboard.chip("WEIGH")
    lab.plates.cue("lift", kind="snatch", load_kg=97.0)
    keyboard.chip("READY")
    keyboard.page.wait_for_function(f"/{MASS_KG}/.test(document.body.innerText)")
    keyboard.chip("REVIEW")
    keyboard.reads("you typed 92.")
    keyboard.press("a")
    keyboard.row(1, "97")
    keyboard.press("Space")
    keyboard.row(1, "made")
    keyboard.rest()
    keyboard.press("s")
    keyboard.row(1, "Queued")
    keyboard.row(1, "Sent")
    assert mailbox.wait(2)


def lifted_with_a_presenter(lab: Any, keyboard: Any, mailbox: Any) -> None:
    """A whole lift by three keys: judged, taken back, a miss; sent, taken back within the grace, sent for good."""
    lab.plates.cue("lift", kind="snatch", load_kg=97.0, missed=True)
    keyboard.row(3, "not judged")
    keyboard.press("PageDown")
    keyboard.row(3, "made")
    keyboard.press("PageUp")
    keyboard.row(3, "not judged")
    keyboard.press(".")
    keyboard.row(3, "missed")
    keyboard.rest()
    keyboard.press("PageDown")
    keyboard.row(3, "Queued")
    keyboard.press("PageUp")
    keyboard.row(3, "Review")
    states = "SELECT DISTINCT deliveries.state FROM deliveries JOIN lifts ON lifts.id = lift_id WHERE number = 3"
    assert lab.rows(states) == [("cancelled",)]
    keyboard.press("PageDown")
    keyboard.row(3, "Sent")
    assert mailbox.wait(6)


def pulled_and_marked_by_hand(lab: Any, keyboard: Any, mailbox: Any) -> None:
    """A pull that nobody had announced is not told as a lift: it is named, marked by hand afterwards, and sent."""
    over = lab.plates.cue("lift", kind="snatch_pull", load_kg=97.0)
    lab.plates.cue("wait", sample=over)
    assert lab.rows("SELECT max(number) FROM lifts") == [(3,)]
    keyboard.press(*"llllllll")
    keyboard.reads("snatch pull")
    keyboard.press("h")
    keyboard.fill_in(began=MARK_S[0], ended=MARK_S[1])
    keyboard.press("Enter")
    keyboard.row(4, "Snatch pull")
    keyboard.press("Space")
    keyboard.row(4, "made")
    keyboard.rest()
    keyboard.press("s")
    keyboard.row(4, "Sent")
    assert lab.rows("SELECT marked_by FROM lifts WHERE number = 4") == [("hand",)]
    assert mailbox.wait(8)


def ended_with_something_waiting(lab: Any, keyboard: Any) -> None:
    """One lift more, under another load than was typed, which nobody judges: E says what waits, and E again ends it."""
    keyboard.press("l", "l", "8", "0")
    keyboard.reads("80 kg")
    lab.plates.cue("lift", kind="snatch", load_kg=97.0)
    keyboard.row(5, "not judged")
    keyboard.press("e")
    keyboard.reads("1 not judged, 0 not sent, 1 with another bar than was typed: press E again")
    keyboard.press("e")
    keyboard.reads("the session has ended")
    keyboard.rest()


def test_serve_simulate_needs_nothing_but_the_command(make_lab: MakeLab, sit_down: Callable[..., Any]) -> None:
    lab = make_lab()
    keyboard = sit_down(lab.start("--simulate", "--speed", "10"))
    make_first_account(keyboard)
    keyboard.press("Enter")
    keyboard.row(1, "not judged")
    keyboard.press("Space")
    keyboard.row(1, "made")
    assert "SIMULATED" in keyboard.page.inner_text("header")
    assert (lab.folder / "simulated" / "legdrive.db").exists()
    assert not (lab.folder / "legdrive.db").exists()
    assert keyboard.errors == []
    assert keyboard.abroad == []


def assert_pages_are_true(lab: Any, mailbox: Any) -> None:
    """Every coach had one mail a lift, to nobody else; each PDF is computed again from its own samples."""
    assert all(f"{lab.address}/r/" in mail.get_body(("plain",)).get_content() for _, mail in mailbox.mails)
    assert sorted(to for to, _ in mailbox.mails) == [[COACHES[0]]] * 4 + [[COACHES[1]]] * 4
    assert len(set(mailbox.identities)) == 8
    pages: list[Path] = []
    for to, mail in mailbox.mails:
        pdfs = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
        assert len(pdfs) == (1 if to == [COACHES[0]] else 0)
        for pdf in pdfs:
            pages.append(Path(lab.folder) / f"{len(pages)}_{pdf.get_filename()}")
            pages[-1].write_bytes(pdf.get_content())
    assert ["097kg" in page.name for page in pages] == [True] * 4
    for page in pages:
        assert lab.run("report", "verify", str(page), check=False).returncode == 0


def assert_summaries_are_there(lab: Any) -> None:
    """The session's summary is a page that stands in the store with its digest; nothing else is left over."""
    summaries = lab.rows("SELECT path, sha256 FROM reports WHERE kind = 'session'")
    assert len(summaries) == 1
    for path, sha256 in summaries:
        content = Path(lab.folder, path).read_bytes()
        assert content.startswith(b"%PDF")
        assert hashlib.sha256(content).hexdigest() == sha256
    assert lab.run("store", "check", check=False).returncode == 0
