"""The arms of the benchmarks do the same work, and a gate judges as it says. Nothing is timed here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(root)])


def test_both_numpy_baselines_give_the_kernels_wrenches() -> None:
    from benchmarks import wrench_pass

    volts = wrench_pass.made_lifts(1)[0]
    staged = wrench_pass.staged_pass()
    ours = [wrench_pass.kernel_pass(), wrench_pass.kernel_pass(level=0)]
    wrench_pass.agree([*ours, staged, wrench_pass.folded_pass()], volts)
    with pytest.raises(AssertionError):
        wrench_pass.agree([staged, lambda values: staged(1.001 * values)], volts)


def test_the_empty_program_has_the_commands_of_legdrive() -> None:
    from benchmarks import start_up

    assert start_up.same_commands()


@pytest.mark.parametrize(
    ("ratio", "at_least", "at_most", "conclusive", "holds"),
    [
        (4.0, 4.0, None, True, True),
        (3.9, 4.0, None, True, False),
        (1.3, None, 1.3, True, True),
        (1.31, None, 1.3, True, False),
        (9.0, 4.0, None, False, False),
        (float("nan"), 4.0, None, True, False),
    ],
)
def test_a_gate_holds_only_within_its_limit(
    ratio: float, at_least: float | None, at_most: float | None, conclusive: bool, holds: bool
) -> None:
    from benchmarks.gate import Gate

    assert Gate("K0", "a / b", ratio, at_least, at_most, conclusive).holds is holds


def test_a_ratio_is_the_median_of_the_rounds() -> None:
    from benchmarks.paired import Measured

    measured = Measured({"slow": [4.0, 40.0, 5.0], "fast": [2.0, 10.0, 1.0]}, control=1.0)
    assert measured.ratio("slow", "fast") == 4.0
    assert measured.conclusive
    assert not Measured({}, control=1.2).conclusive
