"""How far a lift's numbers move when it is measured in other defensible ways, for a person at a terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from processing.result import Document
from reports.numbers import fixed
from service.lift_table import DECIMALS, console

MORE = 1
"""Digits more than in the table of the lift: what moves is small."""
NOT_VARIED = "not varied"


def print_spread(document: Document) -> None:
    """Print what a document carries under ``spread`` to standard output."""
    if "spread" in document:
        console().print(spread_page(document))


def spread_page(document: Document) -> Group:
    """The ways, and per metric smallest and largest value, in its unit and over its standard uncertainty."""
    told = document["spread"]
    parts: list[RenderableType] = [Text(), Text("Measured in other ways", style="bold"), ways_table(told)]
    parts += [Text(), metrics_table(document)]
    if any(each["low_by"] is None and each["high_by"] is None for each in told["metrics"].values()):
        parts.append(Text(f"{NOT_VARIED}: no way above gives another value, which says nothing about how sure it is"))
    if not any(way["name"].startswith("weight: ") for way in told["ways"]):
        parts.append(Text("W was weighed in no other way: what rests on it may move more than this"))
    return Group(*parts)


def ways_table(told: dict[str, Any]) -> Table:
    """What was tried, and what gave no lift."""
    table = _table("way", "what")
    for way in told["ways"]:
        table.add_row(way["name"], way["text"])
    for name, why in told["refused"].items():
        table.add_row(name, f"gave nothing: {why}")
    return table


def metrics_table(document: Document) -> Table:
    """Metrics that were measured: how far each moves, and by which way."""
    table = _table("metric", "value", "from", "to", "unit", "moves", "over its u", "by", "not measured by")
    for key, told in document["spread"]["metrics"].items():
        entry = document["metrics"][key]
        unit = entry["unit"]
        decimals = DECIMALS.get(unit, 3) + MORE
        value = entry["value"]
        moves = max(told["high"] - value, value - told["low"])
        varied = told["low_by"] is not None or told["high_by"] is not None
        over = fixed(moves / entry["uncertainty"], 1) if varied and entry["uncertainty"] else ""
        by = told["high_by"] if told["high"] - value >= value - told["low"] else told["low_by"]
        numbers = [fixed(each, decimals) for each in (value, told["low"], told["high"])]
        shown = "" if unit == "1" else unit
        moved = fixed(moves, decimals) if varied else NOT_VARIED
        table.add_row(key, *numbers, shown, moved, over, by or "", ", ".join(told["lost"]))
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=column not in ("what", "not measured by"), overflow="fold")
    return table
