"""Every screen of a laboratory in use, looked at by axe-core in light and dark, on a desk and on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SERIOUS = {"serious", "critical"}
PAGES = ("/", "/lifts", "/check", "/setup", "/athletes", "/coaches")
PICTURES = os.environ.get("LEGDRIVE_PICTURES")
"""A folder for pictures of all screens, for looking at and for the docs."""
SIZES = {"desk": (1920, 1080), "phone": (390, 844)}
LOOKS = [("desk", "light"), ("phone", "dark")]
if PICTURES:
    LOOKS += [("desk", "dark"), ("phone", "light")]
WIDTHS = "document.documentElement.scrollWidth"


class Look:
    """Looks at one screen after the other, and keeps what is wrong with them.

    Parameters
    ----------
    keyboard : Keyboard
        Somebody before a browser.
    axe : str
        The script.
    name : str
        Of size and scheme.
    width : int
        Of the window.
    """

    def __init__(self, keyboard: Any, axe: str, name: str, width: int) -> None:
        self._keyboard, self._axe, self._name, self._width = keyboard, axe, name, width
        self.faults: list[tuple[str, str, str]] = []

    def at(self, screen: str) -> None:
        """What is to be seen now; kept as a picture where a folder is named for them."""
        page = self._keyboard.page
        if PICTURES:
            page.wait_for_timeout(500)
            page.screenshot(path=Path(PICTURES) / f"{screen}-{self._name}.png")
        page.evaluate(self._axe)
        found = page.evaluate("axe.run()")["violations"]
        self.faults += [(screen, one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in SERIOUS]
        if page.evaluate(WIDTHS) > self._width:
            self.faults.append((screen, "wider than the window", str(page.evaluate(WIDTHS))))

    def sheet(self, screen: str, button: str) -> None:
        """A sheet that a button opens."""
        self._keyboard.use(button)
        self._keyboard.page.wait_for_selector(".sheet >> visible=true")
        if screen == "page":
            self._keyboard.page.wait_for_function("document.querySelector('.page-picture').naturalWidth > 800")
        self.at(screen)
        self._keyboard.press("Escape")
        self._keyboard.page.wait_for_selector(".sheet", state="detached")


@pytest.fixture
def lab(make_lab: Callable[..., Any], move_in: Callable[..., str]) -> Any:
    """A laboratory that is served and has a technician, who has not come yet."""
    lab = make_lab(speed="4", grace_s=0.0)
    lab.secret = move_in(lab)
    lab.start()
    return lab


def a_lift_sent(lab: Any, keyboard: Any) -> None:
    """One lift from the beginning to the mail, and one that nobody has judged."""
    keyboard.home()
    keyboard.press("n", "9", "2", "Enter")
    keyboard.chip("WEIGH")
    lab.plates.cue("lift", kind="snatch", load_kg=92.0)
    keyboard.row(1, "not judged")
    keyboard.press("Space")
    keyboard.row(1, "made")
    keyboard.rest()
    keyboard.press("s")
    keyboard.row(1, "Sent")
    keyboard.press("9", "0")
    lab.plates.cue("lift", kind="snatch", load_kg=97.0)
    keyboard.row(2, "not judged")
    keyboard.rest()


def test_every_screen_of_a_laboratory_in_use_is_usable_by_everybody(
    lab: Any, sit_down: Callable[..., Any], axe: str, mailbox: Any
) -> None:
    technician = sit_down(lab.address, secret=lab.secret)
    a_lift_sent(lab, technician)
    [(lift_id, coach_link)] = [
        (row[0], mailbox.mails[0][1].get_body(("plain",)).get_content())
        for row in lab.rows("SELECT id FROM lifts WHERE number = 1")
    ]
    link = next(word for word in coach_link.split() if word.startswith(lab.address))
    faults = []
    for size, scheme in LOOKS:
        width, height = SIZES[size]
        somebody = sit_down(lab.address, width=width, height=height, secret=lab.secret, scheme=scheme)
        look = Look(somebody, axe, f"{size}-{scheme}", width)
        look_round(somebody, look, lab, (f"/lift/{lift_id}", link))
        faults += [(size, scheme, *fault) for fault in look.faults]
        assert somebody.abroad == []
        assert somebody.errors == []
        somebody.close()
    assert faults == []


def look_round(somebody: Any, look: Look, lab: Any, lift: tuple[str, str]) -> None:
    """All screens of one window; the first while somebody stands on the plates."""
    somebody.home()
    lab.plates.cue("weigh")
    somebody.page.wait_for_function("Number(document.getElementById('total-n').textContent) > 600")
    look.at("session")
    look.sheet("keys", "? All keys")
    look.sheet("edit", "Edit lift 2")
    look.sheet("page", "Page of lift 1")
    for path in (*PAGES[1:], lift[0]):
        somebody.page.goto(path)
        somebody.page.wait_for_selector("h1 >> visible=true")
        somebody.listens()
        look.at(path.split("/")[1])
    somebody.page.goto(lift[1])
    look.at("link")
    somebody.forget()
    somebody.page.goto("/login")
    look.at("login")
