"""What every test shares: strict skips, the folder of real recordings, the project's root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[1]
QUIET_CHROMIUM = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests first, so that no process is left waiting for them at the end."""
    items.sort(key=lambda item: "system" not in item.path.parts)


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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A real browser, for one file of tests: Playwright's event loop must not outlive it, or the next file has two."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET_CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, the checker of accessibility."""
    package = find_spec("axe_playwright_python")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).with_name("axe.min.js").read_text(encoding="utf-8")
