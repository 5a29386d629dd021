"""A gate that a busy machine made miss is measured again; one that misses every time fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _benchmarks_can_be_imported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(root)])


class Scattering:
    """A suite of two rows whose ratios are given, one pair a measurement."""

    def __init__(self, *pairs: tuple[float, float]) -> None:
        self.left = list(pairs)

    def outcome(self):  # type: ignore[no-untyped-def]  # its class can be imported only inside a test
        from benchmarks.gate import Gate
        from benchmarks.suite import Outcome

        first, second = self.left.pop(0)
        return Outcome([Gate("X1", "first", first, at_least=2.0), Gate("X2", "second", second, at_most=3.0)])

    def naive_gates(self):  # type: ignore[no-untyped-def]
        return []


def test_rows_that_hold_are_measured_once() -> None:
    from benchmarks.run import ATTEMPTS, measured

    suite = Scattering((2.5, 2.5), (0.0, 9.0))
    assert [gate.holds for gate in measured("x", suite, ATTEMPTS).gates] == [True, True]
    assert len(suite.left) == 1


def test_a_row_that_missed_is_taken_from_the_next_measurement_and_the_others_stay() -> None:
    from benchmarks.run import ATTEMPTS, measured

    outcome = measured("x", Scattering((1.9, 2.5), (2.2, 3.5)), ATTEMPTS)
    assert [gate.ratio for gate in outcome.gates] == [2.2, 2.5]


def test_a_row_that_misses_every_time_fails_with_its_last_ratio() -> None:
    from benchmarks.run import ATTEMPTS, measured

    suite = Scattering((1.0, 1.0), (1.1, 1.0), (1.2, 1.0), (5.0, 1.0))
    outcome = measured("x", suite, ATTEMPTS)
    assert [gate.holds for gate in outcome.gates] == [False, True]
    assert outcome.gates[0].ratio == 1.2
    assert len(suite.left) == 1
