"""A lift of an earlier session, mended from the search; and what its newest version changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LogIn = Callable[..., Any]
SERIOUS = {"serious", "critical"}


def faults(page: Any, axe: str, name: str) -> list[str]:
    """What axe finds; a picture is kept where somebody has named a folder."""
    folder = os.environ.get("LEGDRIVE_PICTURES")
    if folder:
        page.wait_for_timeout(700)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    page.evaluate(axe)
    return [fault["id"] for fault in page.evaluate("axe.run()")["violations"] if fault["impact"] in SERIOUS]


def found(looked: Any) -> Any:
    """The row of the lift of an earlier session."""
    looked.page.goto("/lifts")
    section = looked.page.get_by_role("region", name="Lifts of all sessions")
    return section.get_by_role("row").filter(has_text="Clean")


def test_a_lift_of_an_earlier_session_is_mended_and_its_report_withdrawn(log_in: LogIn, axe: str) -> None:
    looked = log_in("technician")
    page, row = looked.page, found(looked)
    row.get_by_text("Sent").wait_for()
    row.get_by_role("button", name="Edit").click()
    page.wait_for_selector(".sheet [name=load_kg]")
    assert faults(page, axe, "edit-earlier") == []
    page.fill(".sheet [name=load_kg]", "900")
    page.get_by_role("button", name="Save as a new version").click()
    page.wait_for_selector("text=900 is no load")
    page.fill(".sheet [name=load_kg]", "91")
    page.get_by_role("button", name="Save as a new version").click()
    row.get_by_text("91\u00a0kg").wait_for()
    row.get_by_text("Revised").wait_for()
    row.get_by_role("button", name="Edit").click()
    page.get_by_role("button", name="Send lift 2").click()
    page.wait_for_selector("text=is being analysed; send it in a moment")
    page.get_by_role("button", name="Withdraw lift 2").click()
    page.fill(".sheet [name=why]", "wrong athlete")
    page.get_by_role("button", name="Withdraw it").click()
    row.get_by_text("Withdrawn").wait_for()
    assert looked.errors == []


@pytest.mark.parametrize(("width", "scheme"), [(1920, "light"), (390, "dark")])
def test_the_page_of_a_lift_shows_old_beside_new(log_in: LogIn, axe: str, width: int, scheme: str) -> None:
    looked = log_in("coach", width=width, height=1000, scheme=scheme)
    page = looked.page
    page.goto("/lift/lift-2")
    summary = page.get_by_text("What version 2 changed from version 1")
    summary.focus()
    page.keyboard.press("Enter")
    table = page.get_by_role("table", name="What changed")
    table.wait_for()
    assert table.get_by_role("columnheader").all_inner_texts() == ["Number", "Before", "Now", "Unit"]
    assert table.get_by_role("row").count() >= 6
    assert faults(page, axe, f"changed-{width}-{scheme}") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert looked.errors == []
