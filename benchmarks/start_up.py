"""C1: CPU time of ``legdrive --help`` against an empty Typer program with the same commands."""

from __future__ import annotations

import random
import resource
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.gate import Gate

ROUNDS = 11
OURS = [sys.executable, "-P", "-m", "service.cli", "--help"]
EMPTY = [sys.executable, "-P", str(Path(__file__).parent / "baselines" / "empty_typer.py"), "--help"]


def child_cpu_s(command: list[str]) -> float:
    """User and system CPU seconds of a child process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def same_commands() -> bool:
    """Whether the empty program has the commands that ours has."""
    import typer.main

    from benchmarks.baselines import empty_typer
    from service.cli import app

    return _names(typer.main.get_command(app)) == _names(typer.main.get_command(empty_typer.app))


def _names(command: object, path: str = "") -> set[str]:
    children = getattr(command, "commands", None)
    if children is None:
        return {path}
    return {name for child in children for name in _names(children[child], f"{path} {child}")}


def gates() -> list[Gate]:
    """C1's ratio: median over rounds, arms in random order."""
    assert same_commands(), "benchmarks/baselines/empty_typer.py lacks commands of legdrive, or has others"
    shuffled = random.Random(1)
    arms = {"ours": OURS, "empty": EMPTY}
    for command in arms.values():
        child_cpu_s(command)
    ratios = []
    for _ in range(ROUNDS):
        order = list(arms)
        shuffled.shuffle(order)
        took = {name: child_cpu_s(arms[name]) for name in order}
        ratios.append(took["ours"] / took["empty"])
    return [Gate("C1", "legdrive --help / empty Typer program", statistics.median(ratios), None, 1.3)]
