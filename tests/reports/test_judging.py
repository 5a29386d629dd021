"""No word contradicts the digits beside it: what prints inside the usual range is as usual."""

from __future__ import annotations

import re
from typing import Any

import pytest

from processing.result import Document, LiftAnalysis
from reports.comparison import Comparison, compare
from reports.judging import judge
from reports.second.slower import slower
from reports.shown import DURATION, FINISH, GAIN, LANDING, SHARE, Shown
from reports.words import second_page as words

Case = tuple[LiftAnalysis, tuple[LiftAnalysis, ...]]


def lift_of(document: Document, key: str, value: float, uncertainty: float | None = None) -> Document:
    """The lift with one number set, and nothing found in it."""
    entry: dict[str, Any] = {**document["metrics"][key], "value": value, "uncertainty": uncertainty}
    return {**document, "metrics": {**document["metrics"], key: entry}, "findings": [], "quality": []}


@pytest.fixture
def compared(cases: dict[str, Case]) -> Comparison:
    """A good lift and its earlier ones."""
    lift, earlier = cases["good"]
    return compare(lift.document, [each.document for each in earlier], (DURATION, FINISH, LANDING, SHARE, GAIN))


def ranged(comparison: Comparison, shown: Shown, low: float, high: float) -> Comparison:
    """The same with another usual range."""
    ranges = {**comparison.usual_ranges, shown.key: (low / shown.scale, high / shown.scale)}
    return Comparison(comparison.document, comparison.lifts, comparison.missing, comparison.days, ranges)


@pytest.mark.parametrize(
    ("shown", "value", "sigma", "usual", "as_usual"),
    [
        (FINISH, 54.7, 0.15, (54.9, 56.2), True),  # 55 %, usual 55–56 %
        (FINISH, 54.4, 0.15, (54.9, 56.2), False),  # 54 %, usual 55–56 %
        (FINISH, 56.4, 0.15, (54.9, 56.2), True),
        (DURATION, 169.6, 0.3, (170.2, 171.3), True),  # 170 ms, usual 170–171 ms
        (DURATION, 171.6, 0.3, (170.2, 171.3), False),
        (DURATION, 172.6, 60.0, (174.0, 178.0), False),  # printed in tens
        (SHARE, 49.96, None, (50.04, 50.6), True),  # 50.0 %, usual 50.0–50.6 %
        (LANDING, -41.4, 10.4, (-41.0, -25.0), True),  # 41 mm back, usual 25–41 mm back
        (LANDING, -41.6, 10.4, (-41.0, -25.0), False),
        (LANDING, 0.4, 10.4, (-12.0, 0.2), True),
    ],
)
def test_the_word_agrees_with_what_is_printed(
    shown: Shown, value: float, sigma: float | None, usual: tuple[float, float], as_usual: bool, compared: Comparison
) -> None:
    factor = 1 / shown.scale
    document = lift_of(compared.document, shown.key, value * factor, sigma and sigma * factor)
    found = judge(document, ranged(compared, shown, *usual), shown)
    assert found is not None
    assert (found.words == "as usual") == as_usual, (shown.small(document), shown.range(*usual))


def test_a_word_of_the_push_s_time_agrees_with_its_digits_too(compared: Comparison) -> None:
    usual = sorted(compared.values(DURATION))
    for beside in (0.2, 0.4, 3.0):
        document = lift_of(compared.document, DURATION.key, (usual[0] - beside) / 1000.0, 1e-5)
        told = " ".join(slower(document, compared).sentences)
        assert not re.search(r"[^.\d]0\u00a0ms", told), told
    assert slower(document, compared).answer in [words.ANSWERS[-1, way] for way in (-1, 0, 1)]
