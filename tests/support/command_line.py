"""The command line in this process, for what needs no other one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from service.cli import app


@dataclass(frozen=True)
class Told:
    """What a command said."""

    returncode: int
    stdout: str
    stderr: str


def run_here(*arguments: str | Path) -> Told:
    """Run ``legdrive`` with these arguments."""
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    return Told(result.exit_code, result.stdout, result.stderr)
