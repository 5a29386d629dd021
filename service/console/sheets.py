"""A sheet over the page, and the small buttons of sheets and rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nicegui import ui

from service.console.parts import text


def small_button(words: str, label: str, do: Callable[[], object]) -> None:
    """A button with a name of its own for screen readers."""
    button = ui.element("button").classes("act").props('type="button"')
    button.props["aria-label"] = label
    with button:
        ui.html(words, sanitize=False)
    button.on("click", do)


@contextmanager
def sheet(title: str) -> Iterator[ui.dialog]:
    """A sheet with a title over the page; the block fills it. It goes for good when it is closed."""
    dialog = ui.dialog()
    dialog.props["aria-label"] = title
    dialog.on("hide", dialog.delete)
    with dialog, ui.element("div").classes("sheet"):
        with ui.element("div").classes("sheet-head"):
            ui.html(f"<h1>{text(title)}</h1>", sanitize=False)
            small_button("Close (Esc)", "Close", dialog.close)
        yield dialog
