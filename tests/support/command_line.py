"""The command line in this process, for what needs no other one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from typer.testing import CliRunner

from processing.result import Document
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


def snatch_document(folder: Path) -> Document:
    """The document of a simulated snatch, made by the commands in a folder."""
    for command in (
        ("simulate", "lift", "--load", "92", "--seed", "3", "--out", folder / "snatch.c3d"),
        ("analyze", folder / "snatch.c3d", "--lift", "snatch", "--bar-mass", "92", "--json", folder / "lift.json"),
    ):
        told = run_here(*command)
        assert told.returncode == 0, told.stderr
    found: Document = json.loads((folder / "lift.json").read_text(encoding="utf-8"))
    return found
