"""What every test shares: strict skips, the folder of real recordings, the project's root."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
STRICT = os.environ.get("LEGDRIVE_STRICT") == "1"


def _fail_a_skip(report: pytest.TestReport | pytest.CollectReport, hardware: bool) -> None:
    """Under LEGDRIVE_STRICT=1 only a test that needs NI hardware may skip."""
    if STRICT and report.skipped and not hardware and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped under LEGDRIVE_STRICT=1: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _fail_a_skip(report, item.get_closest_marker("hardware") is not None)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _fail_a_skip(report, "hardware" in collector.path.parts if hasattr(collector, "path") else False)
    return report


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's root."""
    return ROOT


@pytest.fixture(scope="session")
def real_recordings() -> Path:
    """Folder of recordings that nobody on this project made (LEGDRIVE_REAL, default ../shared/real)."""
    folder = Path(os.environ.get("LEGDRIVE_REAL", ROOT.parent / "shared" / "real"))
    if not (folder / "README.md").exists():
        pytest.skip(f"no real recordings at {folder}: set LEGDRIVE_REAL")
    return folder


RunLegdrive = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def legdrive() -> RunLegdrive:
    """Run the installed command line in a process of its own; returns the completed process with text output."""

    def run(
        *arguments: str | Path, timeout_s: float = 120.0, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "service.cli", *map(str, arguments)],
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
            cwd=cwd,
            env={**os.environ, "COLUMNS": "120", "NO_COLOR": "1"},
        )

    return run
