"""Set-up: what the rig is, a picture of it, and what is implausible in its file."""

from __future__ import annotations

from html import escape

from nicegui import run, ui

from acquisition.rig_check import check_rig_file
from service.console.floor_svg import floor_svg
from service.console.sheets import small_button
from service.console.warm_up import calibration_lines
from service.lab import Lab
from service.rig_summary import channel_rows, summary

COLUMNS = ("", "Input", "Plate", "Measures", "Wiring", "Range")


def scroll(name: str, rows: str) -> str:
    """A table that may be wider than the screen; it can be scrolled by keys."""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{name}"><table class="rows">{rows}</table></div>'
    )


def setup_page(lab: Lab) -> None:
    """Make the page."""
    with ui.element("div").classes("page"):
        ui.html("<h1>Set-up</h1>", sanitize=False)
        with ui.element("section").classes("panel").props('aria-label="Rig"'):
            rows = "".join(
                f"<tr><th scope=row>{escape(name)}</th><td>{escape(what)}</td></tr>" for name, what in summary(lab.rig)
            )
            dates = "".join(f"<p>{escape(line)}</p>" for line in calibration_lines(lab.rig, lab.clock))
            ui.html(
                f"<h2>Rig</h2>{scroll('Facts of the rig', rows)}{dates}",
                sanitize=False,
            )
            ui.html(floor_svg(lab.rig), sanitize=False).style("max-width: 640px; margin-top: 12px")
        with ui.element("section").classes("panel").props('aria-label="Rig check"'):
            ui.html(f"<h2>Rig check</h2><p>File: {escape(str(lab.rig_path))}</p>", sanitize=False)
            found = ui.html("", sanitize=False).props('role="status"')

            async def look() -> None:
                mistakes = await run.io_bound(check_rig_file, lab.rig_path)
                lines = "".join(f"<li>{escape(mistake.words)}</li>" for mistake in mistakes or ())
                found.set_content(f"<ul>{lines}</ul>" if lines else "<p>✓ Nothing implausible was found.</p>")

            small_button("Check the rig file", "Check the rig file", look)
        with ui.element("section").classes("panel").props('aria-label="Channels"'):
            head = "".join(f'<th scope="col">{name or "No."}</th>' for name in COLUMNS)
            body = "".join(
                f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in channel_rows(lab.rig)
            )
            ui.html(
                scroll("Channels", f"<caption>Channels</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"),
                sanitize=False,
            )
