"""What all pages have: the bar with the laboratory's name, SIMULATED, the ways to other pages, dark and light."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path

from nicegui import app, ui

from service.web_login import Visitor, allowed

STATIC = Path(__file__).parent / "static"
QUIET_HEAD = '<link rel="stylesheet" href="/console/static/console.css">'
SCRIPT = '<script defer src="/console/static/{}.js"></script>'
HEAD = QUIET_HEAD + "".join(map(SCRIPT.format, ("feet", "pictures", "live", "keys", "login")))
KEYS_HEAD = QUIET_HEAD + "".join(map(SCRIPT.format, ("keys", "login")))
PAGES = (
    ("/", "Session"),
    ("/lifts", "Lifts"),
    ("/check", "Daily check"),
    ("/setup", "Set-up"),
    ("/athletes", "Athletes"),
    ("/coaches", "Coaches"),
    ("/my", "Lifts"),
)
READERS = ("coach", "athlete")
THEMES = {None: "auto", False: "light", True: "dark"}


@contextmanager
def page_frame(
    title: str, here: str, lab: str, *, simulated: bool, live: bool = False, visitor: Visitor | None = None
) -> Iterator[None]:
    """A page with its bar; the block makes its main part.

    Parameters
    ----------
    title, here : str
        Of the page; its address, to mark it in the bar.
    lab : str
        Name of the laboratory.
    simulated : bool
        Whether the plates are simulated: said on every page.
    live : bool
        Whether the page shows the live picture.
    visitor : Visitor, optional
        Who is logged in; the bar has the ways that are open to them.
    """
    ui.page_title(f"{title} – {'SIMULATED – ' if simulated else ''}Legdrive")
    ui.add_head_html(HEAD if live else KEYS_HEAD)
    dark = ui.dark_mode(theme())
    ui.html('<a class="skip" href="#main">To the content</a>', sanitize=False)
    with ui.element("header").classes("bar"):
        ui.html(f'<span class="lab">{escape(lab)}</span>', sanitize=False)
        if simulated:
            ui.html('<span class="simulated">SIMULATED</span>', sanitize=False)
        ui.html(ways(here, visitor), sanitize=False).classes("ways")
        if visitor is not None:
            switch = '<a class="act" href="/switch">Switch</a> ' if visitor.role == "technician" else ""
            button = f'{switch}<button class="act">Log out</button>'
            ui.html(f'<form method="post" action="/logout">{escape(visitor.name)} {button}</form>', sanitize=False)
        theme_switch(dark)
    with ui.element("div").props('id="main" tabindex="-1"').style("width: 100%"):  # NiceGUI's page is the landmark
        yield


def ways(here: str, visitor: Visitor | None) -> str:
    """Links to all pages that somebody may see."""
    links = "".join(
        f'<a href="{address}"{" aria-current=page" if address == here else ""}>{words}</a>'
        for address, words in PAGES
        if visitor is None or (allowed(visitor, address) and (address != "/my" or visitor.role in READERS))
    )
    return f'<nav aria-label="Pages">{links}</nav>'


def theme() -> bool | None:
    """Dark, light, or as the system says: kept for the laboratory, in its own folder."""
    kept = app.storage.general.get("dark")
    return kept if isinstance(kept, bool) else None


def theme_switch(dark: ui.dark_mode) -> None:
    """A button that goes from automatic to light, to dark, and back."""
    with ui.element("button").classes("act").props('type="button"') as button:
        words = ui.label(f"Theme: {THEMES[theme()]}")

    def turn() -> None:
        following = {None: False, False: True, True: None}[theme()]
        app.storage.general["dark"] = following
        dark.set_value(following)
        words.set_text(f"Theme: {THEMES[following]}")

    button.on("click", turn)
