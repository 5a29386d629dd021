"""A straight change told only where it is there: the median of all slopes, with its interval.

Theil's estimator with Sen's interval (Sen 1968, J Am Stat Assoc 63:1379): of the N slopes between points with different
abscissae, sorted, those at the ranks (N ± 1.96 σ)/2 bound the 95 % interval, σ² = n(n − 1)(2n + 5)/18 (less for ties).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

NEEDED = 8
"""Points below which no slope is told."""
PLACES = 3
"""Different abscissae that a slope takes."""


@dataclass(frozen=True)
class Slope:
    """A slope and its 95 % interval."""

    value: float
    low: float
    high: float

    @property
    def told(self) -> bool:
        """Whether the interval leaves out nought."""
        return self.low > 0.0 or self.high < 0.0


def slope(points: Sequence[tuple[float, float]]) -> Slope | None:
    """Median slope of points (x, y).

    Returns
    -------
    Slope or None
        ``None`` with fewer than :data:`NEEDED` points or :data:`PLACES` places, or where they cannot bound it.
    """
    slopes = sorted((b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(sorted(points), 2) if b[0] != a[0])
    if len(points) < NEEDED or len({x for x, _ in points}) < PLACES:
        return None
    half = 1.959964 * math.sqrt(_variance(points)) / 2.0
    low, high = math.floor(len(slopes) / 2.0 - half + 1e-9) - 1, math.ceil(len(slopes) / 2.0 + half - 1e-9)
    if low < 0 or high >= len(slopes):
        return None
    return Slope(median(slopes), slopes[low], slopes[high])


def _variance(points: Sequence[tuple[float, float]]) -> float:
    """Variance of Kendall's sum, freed of ties in either coordinate."""
    n = len(points)
    ties = sum(_term(count) for axis in (0, 1) for count in Counter(point[axis] for point in points).values())
    return max(_term(n) - ties, 0.0) / 18.0


def _term(n: int) -> float:
    return n * (n - 1.0) * (2.0 * n + 5.0)
