"""The daily check: a picture of the plates, the corner to press, what was seen; and the last checks."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import run, ui

from service.commissioning_history import history_words, read_checks
from service.console.floor_svg import floor_svg
from service.console.parts import Part, text
from service.console.press_check import CheckMoment, PressCheck
from service.console.sheets import small_button
from service.console.warm_up import calibration_lines, warm_up_words
from service.lab import Lab

LOOK_S = 0.2


def check_page(lab: Lab) -> None:
    """Make the page."""
    check = PressCheck(lab)
    with ui.element("div").classes("page"):
        ui.html("<h1>Daily check</h1>", sanitize=False)
        ui.html(
            "<p>One minute. Leave the plates empty, press Begin, then push down each corner with one foot when its "
            "arrow shows. This proves channels, polarity, left and right, and where the pressure lies.</p>",
            sanitize=False,
        )
        with ui.element("section").classes("panel").props('aria-label="Warm-up and calibration"'):
            warm_up = Part[str](lambda words: ui.html(words, sanitize=False))
        with ui.element("section").classes("panel").props('aria-label="Corner press"'):
            moment = Part[CheckMoment](lambda now: show_moment(lab, now, check.mend))
            small_button("Begin", "Begin the corner press", lambda: run.io_bound(check.run))
        with ui.element("section").classes("panel").props('aria-label="Earlier checks"'):
            history = Part[str](
                lambda words: ui.html(f"<h2>Earlier checks</h2><pre>{text(words)}</pre>", sanitize=False)
            )

    def look() -> None:
        moment.show(check.moment)
        warm_up.show(
            "".join(f"<p>{text(line)}</p>" for line in (warm_up_words(lab), *calibration_lines(lab.rig, lab.clock)))
        )
        if not check.running:
            history.show(history_words(lab.rig, read_checks(lab.rig_path)))

    ui.timer(LOOK_S, look)
    look()


def show_moment(lab: Lab, now: CheckMoment, mend: Callable[[], None]) -> None:
    """The plates with the corner that is asked for, the words, and the way to mend what is wrong."""
    ui.html(floor_svg(lab.rig, now.asked, now.done), sanitize=False).style("max-width: 640px")
    ui.html(f'<div class="message" role="status">{text(now.words)}</div>', sanitize=False)
    if now.report:
        ui.html(f"<pre>{text(now.report)}</pre>", sanitize=False)
    if now.mended:
        label = "Write the right value into the rig file, keep the old file, and open the plates again"
        small_button("Change the rig file", label, lambda: run.io_bound(mend))
