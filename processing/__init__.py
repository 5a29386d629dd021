"""From volts to findings.

What analysts import stands here by name and is loaded when it is first used: ``from processing import analyze``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acquisition.interchange.open_file import read_file
    from processing.analysis import analyze, analyze_forces
    from processing.detect import find_lifts
    from processing.mapped_forces import file_forces
    from processing.options import AnalysisOptions
    from processing.result import LiftAnalysis
    from processing.wrench import plate_forces

__all__ = [
    "AnalysisOptions",
    "LiftAnalysis",
    "analyze",
    "analyze_forces",
    "file_forces",
    "find_lifts",
    "plate_forces",
    "read_file",
]

_HOMES = {
    "AnalysisOptions": "processing.options",
    "LiftAnalysis": "processing.result",
    "analyze": "processing.analysis",
    "analyze_forces": "processing.analysis",
    "file_forces": "processing.mapped_forces",
    "find_lifts": "processing.detect",
    "plate_forces": "processing.wrench",
    "read_file": "acquisition.interchange.open_file",
}


def __getattr__(name: str) -> object:
    """Load a name of ``__all__`` from its module."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
