"""The console in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LogIn = Callable[..., Any]
TECHNICIAN = ("/", "/lifts", "/check", "/setup", "/athletes", "/coaches")
COACH = ("/my", "/lift/lift-1")
SCREENS = [("technician", path) for path in TECHNICIAN] + [("coach", path) for path in COACH]
DESKTOP, PHONE = (1920, 1080), (390, 844)
SERIOUS = {"serious", "critical"}


def opened(looked: Any, path: str) -> Any:
    looked.page.goto(path)
    looked.page.wait_for_selector("#main")
    looked.page.wait_for_function("window.socket === undefined || window.socket.connected")
    return looked.page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("role", ["technician", "coach"])
def test_every_screen_is_usable_by_everybody_and_asks_no_other_host(
    log_in: LogIn, axe: str, role: str, scheme: str
) -> None:
    looked = log_in(role, scheme=scheme)
    faults = []
    for path in [path for who, path in SCREENS if who == role]:
        page = opened(looked, path)
        page.evaluate(axe)
        assert page.evaluate("document.body.classList.contains('body--dark')") == (scheme == "dark"), path
        assert "SIMULATED" in page.inner_text("header"), path
        for width, height in (DESKTOP, PHONE):
            page.set_viewport_size({"width": width, "height": height})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
            keep_picture(page, f"{path.strip('/').replace('/', '-') or 'session'}-{width}-{scheme}")
            found = page.evaluate("axe.run()")["violations"]
            faults += [(path, fault["id"], fault["nodes"][0]["html"]) for fault in found if fault["impact"] in SERIOUS]
    assert faults == []
    assert looked.abroad == []
    assert looked.errors == []


def keep_picture(page: Any, name: str) -> None:
    """For looking at, where somebody has named a folder for them."""
    folder = os.environ.get("LEGDRIVE_PICTURES")
    if folder:
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_force_is_shown_in_newtons_and_kilograms_from_the_live_frames(log_in: LogIn) -> None:
    page = opened(log_in("technician"), "/")
    page.wait_for_function("Number(document.getElementById('total-n').textContent) > 300")
    page.wait_for_function("Number(document.getElementById('mass-kg').textContent) > 30")
    page.wait_for_function("window.legdriveLive.drawn() > 30")
    assert page.inner_text("#rate") == "1000 Hz"
    assert page.inner_text("#lost") == "0"
    assert page.locator("#share").is_hidden()


def test_the_trace_grows_by_what_is_new_and_has_no_hole(log_in: LogIn) -> None:
    page = opened(log_in("technician"), "/")
    page.wait_for_function("window.legdriveLive.now.columns.length === 480")
    before = page.evaluate("window.legdriveLive.now.next")
    page.wait_for_function("before => window.legdriveLive.now.next > before + 20", arg=before)
    now = page.evaluate("(() => { const n = window.legdriveLive.now; return [n.next, n.columns.length]; })()")
    assert now[1] == 480


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_data_that_stop_turn_grey_and_can_still_be_read_and_come_back(log_in: LogIn, axe: str, scheme: str) -> None:
    looked = log_in("technician", scheme=scheme)
    page = opened(looked, "/")
    page.wait_for_selector("#total-n")
    page.wait_for_function("window.legdriveLive.drawn() > 5")
    # The newest frame again and again: the screen is told, but nothing new has come from the plates.
    page.evaluate("window.legdriveLive.hold(true)")
    page.wait_for_selector(".stale", state="visible")
    assert "old" in page.inner_text("#data-age")
    keep_picture(page, f"stale-{scheme}")
    page.evaluate(axe)
    found = page.evaluate("axe.run()")["violations"]
    assert [fault["id"] for fault in found if fault["impact"] in SERIOUS] == []
    page.evaluate("window.legdriveLive.hold(false)")
    page.wait_for_selector(".stale", state="hidden")


def test_a_key_does_what_the_step_says_and_a_refusal_is_one_line(log_in: LogIn) -> None:
    page = opened(log_in("technician"), "/")
    page.wait_for_selector("#next-step")
    page.keyboard.press("z")
    page.wait_for_selector("text=712 N is on the plates: step off, then press Z")
    page.wait_for_selector("[data-state=EMPTY]")
    assert "Empty plates" in page.inner_text("#announce")
    page.keyboard.press("PageDown")
    page.wait_for_selector("[data-state=REVIEW]")


def test_a_span_marked_where_a_lift_is_can_be_merged_kept_apart_or_let_go(log_in: LogIn, axe: str) -> None:
    page = opened(log_in("technician"), "/")
    page.keyboard.press("h")
    merge = page.get_by_role("button", name="Merge 12 to 16 s of the recording")
    merge.wait_for()
    assert merge.inner_text() == "Merge into lift 1"
    assert page.get_by_role("button", name="12 to 16 s of the recording are a lift of their own").is_visible()
    assert page.get_by_role("button", name="Do not mark 12 to 16 s of the recording").is_visible()
    page.evaluate(axe)
    assert [fault["id"] for fault in page.evaluate("axe.run()")["violations"] if fault["impact"] in SERIOUS] == []
    merge.click()
    page.get_by_text("lift 1 has the marked span now").first.wait_for()
    assert merge.count() == 0


def test_question_mark_shows_the_keys_and_escape_closes_them(log_in: LogIn) -> None:
    page = opened(log_in("technician"), "/")
    page.wait_for_selector("#next-step")
    page.keyboard.press("?")
    page.wait_for_selector(".helpkeys")
    assert "Take the zero" in page.inner_text(".helpkeys")
    page.keyboard.press("Escape")
    page.wait_for_selector(".helpkeys", state="detached")


def test_a_lift_is_edited_by_keyboard_alone_and_becomes_a_new_version(log_in: LogIn) -> None:
    page = opened(log_in("technician"), "/lifts")
    page.focus("button[aria-label='Edit lift 2']")
    page.keyboard.press("Enter")
    page.wait_for_selector("[name=load_kg]")
    page.fill("[name=load_kg]", "97")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=97 kg")
    page.wait_for_selector("text=Review (v2) >> nth=1")


def test_slash_finds_an_athlete_by_keyboard_alone(log_in: LogIn, axe: str) -> None:
    page = opened(log_in("technician"), "/")
    page.wait_for_selector("#next-step")
    page.keyboard.press("/")
    page.wait_for_selector("[name=athlete]:focus")
    page.wait_for_selector("text=2 of 2 athletes")
    page.keyboard.type("exam")  # the name is Ada Example
    page.wait_for_selector("text=1 of 2 athletes")
    page.get_by_role("button", name="Take A7F3 Ada Example").wait_for()
    page.evaluate(axe)
    assert [fault["id"] for fault in page.evaluate("axe.run()")["violations"] if fault["impact"] in SERIOUS] == []
    page.keyboard.press("Enter")
    page.wait_for_selector(".who:has-text('A7F3')")
    page.wait_for_selector(".sheet", state="detached")


def test_keys_typed_into_a_field_are_not_the_session_s(log_in: LogIn) -> None:
    page = opened(log_in("technician"), "/")
    page.wait_for_selector("#next-step")
    page.click("button[aria-label='Edit lift 3']")
    page.fill("[name=note]", "")
    state = page.get_attribute(".chip", "data-state")
    page.type("[name=note]", "z zero")
    assert page.input_value("[name=note]") == "z zero"
    assert page.get_attribute(".chip", "data-state") == state


def test_a_new_athlete_appears_and_a_wrong_code_is_said(log_in: LogIn) -> None:
    page = opened(log_in("technician"), "/athletes")
    page.fill("[name=code]", "B 9")
    page.click("text=Add >> nth=-1")
    page.wait_for_selector("text=a code has letters, digits")
    page.fill("[name=code]", "C9D1")
    page.fill("[name=coaches]", "coach@example.org")
    page.click("text=Add >> nth=-1")
    page.wait_for_selector("td:has-text('C9D1')")


def test_a_coach_reads_the_drive_and_writes_a_note_back(log_in: LogIn) -> None:
    page = opened(log_in("coach", width=390, height=844), "/lift/lift-1")
    page.wait_for_selector("svg.chart polyline")
    assert page.locator(".card .value").count() == 3
    page.fill("[name=text]", "Stay over the bar")
    page.click("text=Send the note")
    page.wait_for_selector("text=Stay over the bar >> visible=true")
    page.wait_for_selector("[role=log]:has-text('Stay over the bar')")


def test_the_switch_goes_from_automatic_to_light_to_dark(log_in: LogIn) -> None:
    page = opened(log_in("technician", scheme="light"), "/lifts")
    page.click("text=Theme: auto")
    page.click("text=Theme: light")
    page.wait_for_selector("body.body--dark")
    page.click("text=Theme: dark")
    page.wait_for_selector("text=Theme: auto")
