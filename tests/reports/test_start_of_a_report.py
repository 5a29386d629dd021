"""A report of one lift starts without what it does not need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

NOT_NEEDED = ("scipy", "pandas", "nidaqmx", "grpc", "matplotlib", "dask", "babel", "ezc3d")


def test_one_report_imports_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "service.cli", "simulate", "lift", "--out", str(tmp_path / "lift.c3d")]
    subprocess.run(command, capture_output=True, check=True)
    script = (
        "import sys; from service.cli import app\n"
        "try: app(['report', 'lift', 'lift.c3d', '--lift', 'snatch', '--bar-mass', '92'])\n"
        "except SystemExit as leaving: print('exit', leaving.code)\n"
        f"print('not needed', sorted(set(sys.modules) & {set(NOT_NEEDED)!r}))"
    )
    told = subprocess.run(
        [sys.executable, "-P", "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert told.stdout.rstrip().endswith("exit 0\nnot needed []"), told.stdout[-500:]
