"""C1: CPU time of ``legdrive --help`` against an empty Typer program with the same commands, and of one lift measured
against Python alone. C2: the same for one lift as a PDF.

An editable install makes Python alone slower to start, and the ratios to it smaller: measure them on a wheel.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.gate import Gate
from benchmarks.suite import Outcome

ROUNDS = 11
PAGE_LIMIT = 75.0
"""On an installed wheel; an editable install makes Python alone slower, and the ratio smaller."""
LEGDRIVE = [sys.executable, "-P", "-m", "service.cli"]
PASS = [sys.executable, "-P", "-c", "pass"]
EMPTY = [sys.executable, "-P", str(Path(__file__).parent / "baselines" / "empty_typer.py"), "--help"]


def child_cpu_s(command: list[str]) -> float:
    """User and system CPU seconds of a child process, which chooses its own number of BLAS threads."""
    env = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
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
    """C1's and C2's ratios."""
    assert same_commands(), "benchmarks/baselines/empty_typer.py lacks commands of legdrive, or has others"
    with tempfile.TemporaryDirectory(prefix="legdrive-start-") as folder:
        lift = Path(folder) / "lift.c3d"
        subprocess.run([*LEGDRIVE, "simulate", "lift", "--out", str(lift)], check=True, stdout=subprocess.DEVNULL)
        one_lift = [*LEGDRIVE, "analyze", str(lift), "--json", "-"]
        one_page = [*LEGDRIVE, "report", "lift", str(lift), "--lift", "snatch", "--bar-mass", "92", "--out", folder]
        return [
            Gate("C1", "legdrive --help / empty Typer program", ratio([*LEGDRIVE, "--help"], EMPTY), None, 1.3),
            Gate("C1", "legdrive analyze, one lift / python -c pass", ratio(one_lift, PASS), None, 30.0),
            Gate("C2", "legdrive report lift, one PDF / python -c pass", ratio(one_page, PASS), None, PAGE_LIMIT),
        ]


def ratio(ours: list[str], other: list[str]) -> float:
    """Median over rounds of what one command takes against another, in random order."""
    shuffled = random.Random(1)
    arms = {"ours": ours, "other": other}
    for command in arms.values():
        child_cpu_s(command)
    ratios = []
    for _ in range(ROUNDS):
        order = list(arms)
        shuffled.shuffle(order)
        took = {name: child_cpu_s(arms[name]) for name in order}
        ratios.append(took["ours"] / took["other"])
    return statistics.median(ratios)


def outcome() -> Outcome:
    """C1 and C2."""
    return Outcome(gates())


def naive_gates() -> list[Gate]:
    """None: what would be too slow here is an import, and a test lists those that may not happen."""
    return []
