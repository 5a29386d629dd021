"""What the benchmarks print and write: lines, ``build/bench.json``, and the table in ``docs/performance.md``."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from benchmarks.gate import Gate
from benchmarks.suite import Outcome

BEGIN, END = "<!-- begin: written by make bench -->", "<!-- end: written by make bench -->"


def lines(outcome: Outcome) -> Iterator[str]:
    """One suite for the terminal."""
    yield from (gate.line for gate in outcome.gates)
    if outcome.figures:
        yield f"    {outcome.figures_line}"


def facts() -> dict[str, str]:
    """What this ran on."""
    models = [row for row in _cpuinfo() if row.startswith("model name")]
    return {
        "processor": models[0].split(":", 1)[1].strip() if models else platform.machine(),
        "cores": str(os.cpu_count()),
        "load": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def write_results(root: Path, outcomes: Mapping[str, Outcome]) -> None:
    """Write ``build/bench.json``."""
    suites = {
        name: {"gates": [gate.document() for gate in outcome.gates], outcome.unit or "figures": dict(outcome.figures)}
        for name, outcome in outcomes.items()
    }
    path = root / "build" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({**facts(), "suites": suites}, indent=2) + "\n", encoding="utf-8")


def markdown(outcomes: Mapping[str, Outcome]) -> str:
    """The table for the docs, with what it was measured on and the absolute figures."""
    ran = facts()
    rows = [_row(gate) for outcome in outcomes.values() for gate in outcome.gates]
    figures = [f"- `{name}`, {outcome.figures_line}." for name, outcome in outcomes.items() if outcome.figures]
    on = f"{ran['processor']}, {ran['cores']} cores, load {ran['load']} at the end; {ran['system']}"
    return "\n".join(
        [
            "| key | ratio | measured | limit |",
            "|---|---|---|---|",
            *rows,
            "",
            f"Measured on {on}, Python {ran['python']}, NumPy {ran['numpy']}.",
            "Beside the ratios, absolute and never judged:",
            "",
            *figures,
        ]
    )


def _row(gate: Gate) -> str:
    limits = [f"≥ {gate.at_least:g}"] if gate.at_least is not None else []
    limits += [f"≤ {gate.at_most:g}"] if gate.at_most is not None else []
    note = "" if gate.conclusive else " (control unsettled)"
    return f"| {gate.key} | {gate.says} | {gate.ratio:.3g}{note} | {' '.join(limits)} |"


def write_docs(root: Path, outcomes: Mapping[str, Outcome]) -> None:
    """Put the table between the two marks of ``docs/performance.md``."""
    page = root / "docs" / "performance.md"
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{markdown(outcomes)}\n{END}{after}", encoding="utf-8")
