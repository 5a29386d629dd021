"""Sheets, tables on a phone, pages as pictures, and the outlines of the feet, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LogIn = Callable[..., Any]
SERIOUS = {"serious", "critical"}
PHONE = {"width": 390, "height": 844}


def opened(looked: Any, path: str) -> Any:
    looked.page.goto(path)
    looked.page.wait_for_selector("#main")
    looked.page.wait_for_function("window.socket === undefined || window.socket.connected")
    return looked.page


def faults(page: Any, axe: str, name: str) -> list[str]:
    """What axe finds; a picture is kept where somebody has named a folder."""
    folder = os.environ.get("LEGDRIVE_PICTURES")
    if folder:
        page.wait_for_timeout(700)
        page.screenshot(path=Path(folder) / f"{name}.png")
    page.evaluate(axe)
    return [fault["id"] for fault in page.evaluate("axe.run()")["violations"] if fault["impact"] in SERIOUS]


def test_on_a_phone_every_button_of_a_table_lies_within_the_screen(log_in: LogIn) -> None:
    looked = log_in("technician", **PHONE)
    for path, least in (("/athletes", 1), ("/coaches", 1), ("/lifts", 5), ("/", 4)):
        page = opened(looked, path)
        page.wait_for_function("n => document.querySelectorAll('table.cards button').length >= n", arg=least)
        boxes = [button.bounding_box() for button in page.locator("table.cards button").all()]
        for box in boxes:
            assert box["x"] >= 0, path
            assert box["x"] + box["width"] <= PHONE["width"], path
            assert box["height"] >= 44, path
        assert page.get_by_role("table").first.get_by_role("row").count() >= 2, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_fields_of_a_sheet_stand_in_two_straight_columns_with_the_button_at_the_right(
    log_in: LogIn, axe: str, scheme: str
) -> None:
    page = opened(log_in("technician", scheme=scheme), "/lifts")
    page.get_by_role("button", name="Edit lift 1", exact=True).click()
    page.wait_for_selector(".sheet [name=note]")
    assert faults(page, axe, f"edit-{scheme}") == []
    boxes = {
        name: page.locator(f".sheet [name={name}]").bounding_box()
        for name in ("athlete_id", "kind", "load_kg", "outcome", "note")
    }
    assert boxes["athlete_id"]["y"] == pytest.approx(boxes["kind"]["y"], abs=1)
    assert boxes["load_kg"]["y"] == pytest.approx(boxes["outcome"]["y"], abs=1)
    assert boxes["athlete_id"]["x"] == boxes["load_kg"]["x"] == boxes["note"]["x"]
    assert boxes["kind"]["x"] == boxes["outcome"]["x"]
    right = boxes["note"]["x"] + boxes["note"]["width"]
    assert boxes["kind"]["x"] + boxes["kind"]["width"] == pytest.approx(right, abs=1)
    for button in ("Save as a new version", "Close"):
        box = page.locator(".sheet").get_by_role("button", name=button).bounding_box()
        assert box["x"] + box["width"] == pytest.approx(right, abs=1), button


def test_the_pages_of_a_report_are_shown_as_pictures_beside_the_pdf(log_in: LogIn, axe: str) -> None:
    looked = log_in("technician")
    page = opened(looked, "/lifts")
    page.get_by_role("button", name="Page of lift 1", exact=True).click()
    picture = page.get_by_alt_text("Page 1 of 2 of the report on lift 1")
    picture.wait_for()
    page.wait_for_function("document.querySelector('.page-picture').naturalWidth > 800")
    assert page.get_by_role("link", name="Open the PDF").get_attribute("href") == "/reports/r1.pdf"
    assert faults(page, axe, "page") == []
    page.keyboard.press("Escape")
    page.wait_for_selector(".sheet", state="detached")
    assert looked.errors == []


@pytest.mark.parametrize("path", ["/lift/lift-1", "/r/open-link~c1"])
def test_a_coach_unfolds_the_pages_on_a_phone_by_keyboard(log_in: LogIn, axe: str, path: str) -> None:
    page = log_in("coach", **PHONE).page
    page.goto(path)
    summary = page.get_by_text("The report’s pages")
    summary.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.page-picture').naturalWidth > 800")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert faults(page, axe, f"pages{path.replace('/', '-')}") == []


def test_a_technician_searches_lifts_of_all_sessions(log_in: LogIn) -> None:
    page = opened(log_in("technician"), "/lifts")
    section = page.get_by_role("region", name="Lifts of all sessions")
    section.get_by_text("1 to 2 of 2 lifts").wait_for()
    section.get_by_label("Athlete, code or name").fill("nobody")
    page.keyboard.press("Enter")
    section.get_by_text("No lift fits.").wait_for()
    section.get_by_label("Athlete, code or name").fill("example")
    section.locator("[name=kind]").select_option("snatch")
    section.get_by_role("button", name="Search").press("Enter")
    section.get_by_role("link", name="Snatch").press("Enter")
    page.wait_for_url("**/lift/lift-1")


FEET = """(moments) => {
  const feet = window.legdriveFeet(), said = [];
  for (const [ms, total, still, left, right, age] of moments) {
    const v = Array(16).fill(NaN);
    [v[2], v[6], v[7], v[8], v[9], v[12], v[13], v[15]] = [total, ...left, ...right, still, still, age ?? NaN];
    feet.follow(v, ms);
    said.push([feet.middle("left"), feet.middle("right"), feet.weighed]);
  }
  return said;
}"""
LEFT, RIGHT = [-140.0, 10.0], [150.0, -5.0]


def test_outlines_lie_round_the_pressure_of_feet_that_rest_and_go_with_the_athlete(log_in: LogIn) -> None:
    page = opened(log_in("technician"), "/")
    moments: list[list[Any]] = [
        [0, 800.0, 0.1, LEFT, RIGHT, None],  # steps on
        [33, 800.0, 1.0, LEFT, RIGHT, None],  # rests
        [66, 2500.0, 0.0, [-120.0, 90.0], RIGHT, 3.0],  # pushes: the pressure moves, the feet do not
        [99, 800.0, 1.0, [-140.0, 20.0], RIGHT, 4.0],  # sways
        [132, 900.0, 1.0, [-240.0, 60.0], RIGHT, 5.0],  # has stepped wide
        [900, 5.0, 1.0, LEFT, RIGHT, 6.0],  # flies
        [1200, 5.0, 1.0, LEFT, RIGHT, 7.0],  # has gone
    ]
    said = page.evaluate(FEET, moments)
    assert said[0] == [None, None, False]
    assert said[1] == [[-140.0, 31.0], [150.0, 16.0], False]
    assert said[2] == [[-140.0, 31.0], [150.0, 16.0], True]
    assert said[3][0] == pytest.approx([-140.0, 32.0])
    assert said[4][0] == pytest.approx([-240.0, 81.0])
    assert said[5][0] is not None
    assert said[6][:2] == [None, None]
