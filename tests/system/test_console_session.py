"""A whole session in a real browser, by keys alone: from the first account to the PDFs in the coaches' mailboxes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PASSWORD = "long enough for a test"
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
    keyboard.press("Enter")
    keyboard.chip("WEIGH")
    keyboard.press("n")
    keyboard.reads("A7F3")
    check_corners(keyboard, lab)
    keyboard.chip("WEIGH")  # the foot in the corner was nobody's weight
    keyboard.press("z")
    keyboard.reads("zero taken")

    # Somebody steps off in the weigh-in: it begins again by itself. Then a lift under a load that was typed wrong.
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

    # The load is typed right. A presenter in the hand: a miss by its full stop, sent by PageDown.
    keyboard.press("9", "7")
    keyboard.reads("97 kg")
    lab.plates.cue("lift", kind="snatch", load_kg=97.0, missed=True)
    keyboard.row(2, "not judged")
    keyboard.press(".")
    keyboard.row(2, "missed")
    keyboard.rest()
    keyboard.press("PageDown")
    keyboard.row(2, "Sent")
    assert mailbox.wait(4)

    # Judged by PageDown, taken back by PageUp; sent, and taken back within the grace; then sent for good.
    lab.plates.cue("lift", kind="snatch", load_kg=97.0)
    keyboard.row(3, "not judged")
    keyboard.press("PageDown")
    keyboard.row(3, "made")
    keyboard.press("PageUp")
    keyboard.row(3, "not judged")
    keyboard.press("Space")
    keyboard.row(3, "made")
    keyboard.rest()
    keyboard.press("s")
    keyboard.row(3, "Queued")
    keyboard.press("u")
    keyboard.row(3, "Review")
    states = "SELECT DISTINCT deliveries.state FROM deliveries JOIN lifts ON lifts.id = lift_id WHERE number = 3"
    assert lab.rows(states) == [("cancelled",)]
    keyboard.press("s")
    keyboard.row(3, "Sent")
    assert mailbox.wait(6)
    keyboard.press("e")
    keyboard.reads("the session has ended")

    assert len(mailbox.mails) == 6
    assert_pages_are_true(lab, mailbox)
    assert keyboard.errors == []
    assert keyboard.abroad == []


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
    assert sorted(to for to, _ in mailbox.mails) == [[COACHES[0]]] * 3 + [[COACHES[1]]] * 3
    assert len(set(mailbox.identities)) == 6
    pages: list[Path] = []
    for to, mail in mailbox.mails:
        pdfs = [part for part in mail.iter_attachments() if part.get_content_type() == "application/pdf"]
        assert len(pdfs) == (1 if to == [COACHES[0]] else 0)
        for pdf in pdfs:
            pages.append(Path(lab.folder) / f"{len(pages)}_{pdf.get_filename()}")
            pages[-1].write_bytes(pdf.get_content())
    assert ["097kg" in page.name for page in pages] == [True] * 3
    for page in pages:
        assert lab.run("report", "verify", str(page), check=False).returncode == 0
