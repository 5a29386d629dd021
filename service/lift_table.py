"""Documents for a person at a terminal: what was measured, how sure, what limits it, what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from processing.detect_activity import REASONS
from processing.document import CLAIMED_EVENTS
from processing.findings import CODES as FINDINGS
from processing.findings import STRENGTHS
from processing.history import History, comparable
from processing.options import JUMPS
from processing.result import Document
from reports.numbers import fixed, span, with_uncertainty

DECIMALS = {"s": 3, "mm": 0, "kg": 1, "N": 0, "N·s": 1, "m/s": 3, "m": 3, "1": 3, "%": 1, "°": 1, "1/s": 1, "N/s": 0}
WIDTH = 120
COUNTS = ("notch_count",)
ROUGH = "~"
"""Before the interval of an event that has no claim of coverage."""
ROUGH_WORDS = f"{ROUGH} rough: no claim that 95 % of such intervals hold the true time"
ASSUMED = "kind assumed: name it with --lift"


def print_lift(document: Document, earlier: Sequence[Document]) -> None:
    """Print one lift to standard output."""
    console().print(lift_page(document, earlier))


def console() -> Console:
    """Standard output; where that is no terminal, wide enough for every table."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=max(out.width, WIDTH))


def lift_page(document: Document, earlier: Sequence[Document]) -> Group:
    """One lift as rich renderables: heading, events, metrics, quality, findings."""
    parts: list[RenderableType] = [Text(heading(document), style="bold")]
    if document["segmented"]:
        parts += [Text(), events_table(document)]
        parts += [Text(ROUGH_WORDS)] if any(_rough(document, key) for key in document["events"]) else []
        parts += [Text(), metrics_table(document, comparable(document, earlier))]
    parts += [Text(), quality_table(document)]
    if document["findings"]:
        parts += [Text(), findings_table(document)]
    return Group(*parts)


def heading(document: Document) -> str:
    """File, lift and outcome in one line."""
    lift, source = document["lift"], document["source"]
    if not document["segmented"]:
        return f"{source['path']}: no {'jump' if lift['kind'] in JUMPS else 'lift'} found"
    said = [f"{source['path']}: {lift['kind'].replace('_', ' ')}"]
    said += [f"{lift['load_kg']:g} kg"] if lift["load_kg"] is not None else []
    what = "jump" if lift["kind"] in JUMPS else "lift"
    said += [f"{what} {lift['number']} of {lift['of']}"] if lift["of"] > 1 else []
    said += [f"athlete {lift['athlete']}"] if lift["athlete"] else []
    said += [f"{lift['outcome']}{_ended(lift)}"]
    said += ["SIMULATED"] if source["simulated"] else []
    said += [ASSUMED] if lift["kind_assumed"] else []
    return ", ".join(said)


def _ended(lift: dict[str, Any]) -> str:
    """Where a lift ended that did not end standing, such as ``(bar dropped in the catch)``."""
    how, phase = lift.get("ended_how"), lift.get("ended")
    if phase is None or how in (None, "stood"):
        return ""
    return f" ({how.replace('_', ' ')} in the {phase.replace('_', '-' if phase == 'pull_under' else ' ')})"


def events_table(document: Document) -> Table:
    """Events that happened, in the order of time."""
    table = _table("event", "s from the file's start", "± (95 %)")
    happened = [(key, event) for key, event in document["events"].items() if event is not None]
    for key, event in sorted(happened, key=lambda each: float(each[1]["time_s"])):
        value, _, half = with_uncertainty(event["time_s"], event["uncertainty_s"], 4).partition("±")
        table.add_row(key, value.strip(), f"{_rough(document, key)}{half.strip()}")
    return table


def _rough(document: Document, key: str) -> str:
    """The sign of an event whose interval has no claim, as nothing of a jump has; none without an interval."""
    event = document["events"][key]
    claimed = key in CLAIMED_EVENTS and document["lift"]["kind"] not in JUMPS
    return "" if claimed or event is None or not event["uncertainty_s"] else ROUGH


def metrics_table(document: Document, history: History) -> Table:
    """Metrics that were measured, with what is usual for the athlete where there are enough earlier lifts."""
    usual = f"usual ({len(history.lifts)} lifts)"
    table = _table("metric", "value", "unit", *([] if history.missing else [usual]))
    for key, entry in document["metrics"].items():
        if entry is None:
            continue
        decimals = 0 if key in COUNTS else DECIMALS.get(entry["unit"], 3)
        unit = "" if entry["unit"] == "1" else entry["unit"]
        row = [key, with_uncertainty(entry["value"], entry["uncertainty"], decimals), unit]
        if not history.missing:
            limits = history.usual(key)
            row.append("" if limits is None else span(*limits, decimals))
        table.add_row(*row)
    return table


def quality_table(document: Document) -> RenderableType:
    """What limits the trust in the numbers."""
    if not document["quality"]:
        return Text("quality: nothing to remark")
    table = _table("quality", "code", "what")
    for entry in document["quality"]:
        table.add_row(entry["severity"], entry["code"], entry["message"])
    return table


def findings_table(document: Document) -> Table:
    """Findings with their strength and the signs that carry them."""
    table = _table("finding", "strength", "because", "what")
    for entry in document["findings"]:
        strength = "" if entry["strength"] == "none" else entry["strength"]
        table.add_row(entry["code"], strength, ", ".join(entry["because"]), finding_words(entry))
    return table


def finding_words(entry: dict[str, Any]) -> str:
    """A finding in words, with how many lifts are missing or what it rests on."""
    said = [FINDINGS[entry["code"]]]
    if entry.get("missing"):
        said.append(f"{entry['missing']} more needed")
    if entry["strength"] in ("clear", "likely", "no_clear_change"):
        said.append(STRENGTHS[entry["strength"]])
    said += [entry["note"]] if entry.get("note") else []
    return "; ".join(said)


def print_list(document: Document, path: str) -> None:
    """Print the lifts of a file, and what was no lift, to standard output."""
    out = console()
    count = len(document["lifts"])
    out.print(Text(f"{path}: {count or 'no'} lift{'' if count == 1 else 's'} found", style="bold"))
    if count:
        out.print(lifts_table(document))
    if document["not_lifts"]:
        table = _table("no lift", "from s", "to s", "what")
        for entry in document["not_lifts"]:
            times = (fixed(entry["start_s"], 2), fixed(entry["end_s"], 2))
            table.add_row(entry["reason"], *times, REASONS[entry["reason"]])
        out.print(table)


def lifts_table(document: Document) -> Table:
    """Lifts as rows."""
    table = _table("lift", "from s", "to s", "push ends s", "kind", "outcome", "body kg", "bar kg", "complex")
    for lift in document["lifts"]:
        masses = [lift["body_mass_kg"], lift["bar_mass_kg"]]
        table.add_row(
            str(lift["number"]),
            *(fixed(lift[key], 2) for key in ("start_s", "end_s", "drive_end_s")),
            lift["kind"] + (" (assumed)" if lift["kind_assumed"] else ""),
            lift["outcome"],
            *("–" if mass is None else with_uncertainty(mass["value"], mass["uncertainty"], 2) for mass in masses),
            lift["complex_id"] or "",
        )
    return table


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, no_wrap=column not in ("what", "because"), overflow="fold")
    return table
