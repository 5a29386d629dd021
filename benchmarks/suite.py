"""What a module of benchmarks hands to ``run.py``: its gates, and figures to read beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Protocol, cast

from benchmarks.gate import Gate

SUITES = (
    "wrench_pass",
    "live_pass",
    "c3d_reading",
    "csv_writing",
    "filters",
    "whole_lift",
    "report_pages",
    "live_view",
    "start_up",
)
"""Modules of ``benchmarks`` that are measured, in the order of the table. Each has the two functions of ``Suite``."""


@dataclass(frozen=True)
class Outcome:
    """One suite, measured.

    Attributes
    ----------
    gates : list of Gate
        Rows of the table.
    figures : dict
        Absolute figures by name, in ``unit``; they are printed and kept, and never judged.
    unit : str
        Such as ``ns a sample``.
    """

    gates: list[Gate]
    figures: Mapping[str, float] = field(default_factory=dict)
    unit: str = ""

    def mended_by(self, again: Outcome) -> Outcome:
        """The same with each row that missed its limit taken from another measurement of the suite."""
        pairs = zip(self.gates, again.gates, strict=True)
        return replace(self, gates=[gate if gate.holds else later for gate, later in pairs])

    @property
    def figures_line(self) -> str:
        """The figures in one line."""
        return f"{self.unit}: " + ", ".join(f"{name} {value:.3g}" for name, value in self.figures.items())


class Suite(Protocol):
    """A module of benchmarks."""

    def outcome(self) -> Outcome:
        """Measure."""

    def naive_gates(self) -> list[Gate]:
        """Gates measured with the plain baseline in our place: every one must fail, or it proves nothing."""


def suites() -> dict[str, Suite]:
    """All suites by the names of their modules."""
    return {name: cast(Suite, import_module(f"benchmarks.{name}")) for name in SUITES}
