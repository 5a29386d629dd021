"""The digest of the methods covers every named number that a lift is found, measured and judged by."""

from __future__ import annotations

import ast
import math
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from processing import balance, ending, findings, findings_rules, named_numbers, priors
from processing.methods import digest
from processing.named_numbers import MODULES, OF_THE_MACHINE, plain

EXCUSED = {
    "biquads": "which instructions the processor has; every level gives the same bits",
    "corner_mistakes": "the check of a rig, which measures no lift",
    "corner_press": "the check of a rig, which measures no lift",
    "jump_uncertainty": "√3, and the powers of a mass in formulas",
    "live_pass": "what is drawn while somebody stands there; the lift is measured from its samples",
    "load_watch": "when a technician is asked to zero again",
    "mapped_forces": "how much of a file is read at once",
    "methods": "the limits and the version, which the digest holds beside these",
    "point_load": "the check of a rig, which measures no lift",
    "samples": "what is rounding in an export",
    "spread": "what is rounding between two ways",
    "spread_ways": "the other ways, which change limits that the digest holds",
}
"""Modules of ``processing`` with numbers that no lift document rests on, and why."""


def own_numbers(path: Path) -> Iterator[str]:
    """Public constants that a module itself defines and that hold a number."""
    module = vars(import_module(f"processing.{path.stem}"))
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = [*node.targets] if isinstance(node, ast.Assign) else []
        targets += [node.target] if isinstance(node, ast.AnnAssign) else []
        names = [each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)]
        yield from (name for name in names if is_public(name) and plain(module[name])[1])


def is_public(name: str) -> bool:
    """Whether a name is that of a public constant."""
    return name.isupper() and not name.startswith("_")


def test_no_number_is_forgotten(root: Path) -> None:
    """Whoever adds a constant to a module that had none lists the module, or says why no lift rests on it."""
    with_numbers = {
        path.stem: names
        for path in (root / "processing").glob("*.py")
        if path.stem != "__init__" and (names := list(own_numbers(path)))
    }
    assert set(with_numbers) - set(MODULES) - set(EXCUSED) == set(), "list it in MODULES, or excuse it here"
    assert (set(MODULES) | set(EXCUSED)) - set(with_numbers) == set(), "it has no number any more"
    assert not set(MODULES) & set(EXCUSED)
    told = named_numbers.named_numbers()
    wanted = {f"{module}.{name}" for module in MODULES for name in with_numbers[module]}
    assert wanted - set(told) == set(OF_THE_MACHINE)


@pytest.fixture
def read_anew() -> Iterator[Callable[[], str]]:
    """The digest as a new process would have it."""

    def digest_now() -> str:
        named_numbers.named_numbers.cache_clear()
        return digest()

    yield digest_now
    named_numbers.named_numbers.cache_clear()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (balance, "SWAY_FORWARD_M_S"), (ending, "EMPTY_N"), (findings, "LIKELY_SCORE"),
        (findings_rules, "BEYOND_MM"), (priors, "WITHIN_WEIGHT"),
    ],
)  # fmt: skip
def test_another_number_is_another_method(
    module: Any, name: str, monkeypatch: pytest.MonkeyPatch, read_anew: Callable[[], str]
) -> None:
    usual = read_anew()
    monkeypatch.setattr(module, name, 3.0 * getattr(module, name))
    assert read_anew() != usual
    monkeypatch.undo()
    assert read_anew() == usual


def test_numbers_in_tables_count_and_their_order_does_not(
    monkeypatch: pytest.MonkeyPatch, read_anew: Callable[[], str]
) -> None:
    usual = read_anew()
    turned = dict(reversed(list(priors.SPREADS.items())))
    for module in (priors, findings_rules, import_module("processing.miss")):
        monkeypatch.setattr(module, "SPREADS", turned)
    assert read_anew() == usual
    turned["left_share"] = replace(turned["left_share"], within=0.01)
    assert read_anew() != usual


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (3, (3, True)),
        (1e-9, (1e-9, True)),
        ("words", ("words", False)),
        (True, (True, False)),
        (None, (None, False)),
        (("a", "b"), ({"0": "a", "1": "b"}, False)),
        ({"a": ("b", -1)}, ({"a": {"0": "b", "1": -1}}, True)),
        (timedelta(seconds=0.5), (0.5, True)),
        (findings_rules.Rule, ("type", False)),
        (len, ("builtin_function_or_method", False)),
    ],
)
def test_what_is_a_number(value: object, told: tuple[Any, bool]) -> None:
    assert plain(value) == told


def test_a_number_that_is_none_is_told_too() -> None:
    value, counts = plain((math.nan, math.inf))
    assert counts
    assert math.isnan(value["0"])


@pytest.mark.parametrize(
    "first", ["", "import processing.spread, processing.jump", "import processing.detect_limits", "import service.cli"]
)
def test_the_digest_does_not_depend_on_what_was_imported_nor_on_hashing(first: str, tmp_path: Path) -> None:
    code = f"{first}\nfrom processing.methods import digest\nprint(digest())"
    environment = {**os.environ, "PYTHONHASHSEED": str(len(first)), "LC_ALL": "C"}
    told = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == digest()


def test_the_digest_loads_nothing_that_is_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom processing.methods import digest\ndigest()\n"
        "print([name for name in ('scipy', 'pandas', 'reportlab', 'processing.jump') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
