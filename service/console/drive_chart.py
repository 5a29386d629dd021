"""The total force of one lift as an SVG, with the drive shaded: light enough for a phone."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from acquisition.plate import FloatArray
from processing.min_max import column_edges, column_extremes

WIDTH, HEIGHT, LEFT, FOOT, TOP = 700, 300, 64, 30, 14
COLUMNS = 300
BEFORE_S, AFTER_S = 1.0, 1.2
"""How much is shown before the drive and after it."""


def drive_chart(time_s: FloatArray, total_n: FloatArray, events: Mapping[str, float | None]) -> str:
    """The chart.

    Parameters
    ----------
    time_s, total_n : ndarray, shape (n,)
        The lift's total vertical force on the document's time.
    events : dict
        The document's events; the drive is shaded where both its ends are known.
    """
    start, end = events.get("drive_start"), events.get("drive_end")
    if start is not None and end is not None:
        shown = (time_s >= start - BEFORE_S) & (time_s <= end + AFTER_S)
        time_s, total_n = time_s[shown], total_n[shown]
    if time_s.size < 2 or not np.isfinite(total_n).any():
        return ""
    begin, length = float(time_s[0]), float(time_s[-1] - time_s[0])
    top = 500.0 * float(np.ceil(np.nanmax(total_n) / 500.0))

    def x(at_s: float) -> float:
        return LEFT + (WIDTH - LEFT) * (at_s - begin) / length

    def y(force_n: float) -> float:
        return TOP + (HEIGHT - FOOT - TOP) * (1.0 - force_n / top)

    parts: list[str] = []
    if start is not None and end is not None:
        parts.append(
            f'<rect x="{x(start):.1f}" y="{TOP}" width="{x(end) - x(start):.1f}" height="{HEIGHT - FOOT - TOP}" '
            'fill="var(--rule)" opacity="0.55"/>'
            f'<text x="{(x(start) + x(end)) / 2:.1f}" y="{TOP + 16}" text-anchor="middle" font-size="16">drive</text>'
        )
    parts += [
        f'<line x1="{LEFT}" x2="{WIDTH}" y1="{y(force_n):.1f}" y2="{y(force_n):.1f}" stroke="var(--rule)"/>'
        f'<text x="{LEFT - 8}" y="{y(force_n) + 5:.1f}" text-anchor="end" font-size="16">{force_n:.0f}</text>'
        for force_n in np.arange(0.0, top + 1.0, 500.0 if top <= 3000.0 else 1000.0)
    ]
    origin = begin if start is None else start
    parts += [
        f'<text x="{x(origin + second):.1f}" y="{HEIGHT - 6}" text-anchor="middle" font-size="16">'
        f"{f'{second:g}'.replace('-', '−')} s</text>"
        for second in np.arange(np.ceil((begin - origin) * 2) / 2, begin + length - origin, 0.5)
    ]
    points = " ".join(f"{x(at):.1f},{y(force):.1f}" for at, force in curve(time_s, total_n))
    parts.append(f'<polyline points="{points}" fill="none" stroke="var(--ink)" stroke-width="2.5"/>')
    return (
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="Total force over the drive, newtons against seconds from its start">{"".join(parts)}</svg>'
    )


def curve(time_s: FloatArray, total_n: FloatArray) -> list[tuple[float, float]]:
    """Both extremes of each column, in their order."""
    n = len(total_n)
    found = column_extremes(total_n, column_edges(n, min(COLUMNS, n)))
    kept = np.unique(found[found >= 0])
    return [(float(time_s[i]), float(total_n[i])) for i in kept]
