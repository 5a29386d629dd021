"""What a lift's newest version changed, as a table of old beside new that unfolds."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from service.redo import Redone

HEADINGS = ("Number", "Before", "Now", "Unit")
DIGITS = 4
"""Significant ones: where two numbers would read the same they are written longer."""
LONGEST = 12


def change_html(change: Redone) -> str:
    """Everything that is not as it was: numbers, findings, or the parts of the document."""
    numbers = [(each.name.replace("_", " "), *told(each.old, each.new), each.unit) for each in change.changed]
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>" for cells in numbers)
    head = "".join(f'<th scope="col">{words}</th>' for words in HEADINGS)
    caption = '<caption class="unseen">What changed</caption>'
    table = f'<table class="rows numbers">{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
    found = [", ".join(codes).replace("_", " ") or "none" for codes in (change.found_before, change.found_now)]
    findings = "" if found[0] == found[1] else f"<p>Findings: {escape(found[0])} → {escape(found[1])}</p>"
    parts = "" if rows or findings else f"<p>Changed: {escape(', '.join(change.parts)) or 'nothing'}</p>"
    summary = f"What version {change.version} changed from version {change.old_version}"
    return f"<details><summary>{summary}</summary>{table if rows else ''}{findings}{parts}</details>"


def told(old: float | None, new: float | None) -> tuple[str, str]:
    """Two numbers with as many digits as tell them apart; a dash stands for none."""
    pair = ("–", "–")
    for digits in range(DIGITS, LONGEST):
        pair = written(old, digits), written(new, digits)
        if pair[0] != pair[1]:
            break
    return pair


def written(number: float | None, digits: int) -> str:
    """A number with so many significant digits, its sign as printed."""
    return "–" if number is None else f"{number:.{digits}g}".replace("-", "\u2212")
