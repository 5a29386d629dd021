"""Which way a file's forces act: on the lifter or on the plate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from acquisition.plate import FloatArray, ForcePlate

LOADED_N = 50.0


def upward_force(plate: ForcePlate, signals: FloatArray) -> FloatArray:
    """Force along the positive laboratory axis nearest the plate's normal, N, shape (n,)."""
    if not np.isfinite(plate.corners_mm).all():
        force: FloatArray = plate.matrix[2] @ signals
        return force
    axes = plate.rotation
    up = int(np.abs(axes[:, 2]).argmax())
    along: FloatArray = axes[up] @ plate.matrix[:3] @ signals
    return along


def with_reactions(plates: Sequence[ForcePlate], signals: Sequence[FloatArray]) -> tuple[ForcePlate, ...]:
    """Plates with ``reaction`` set so that a person standing on them is pushed up.

    Files of other programs do not say which they store, and programs differ. A plate that nobody stood on follows the
    others of its file. The positive laboratory axis is taken for up; where ``--up`` names a negative one, processing
    turns the sign.
    """
    return reacting(plates, [pressed_n(plate, values) for plate, values in zip(plates, signals, strict=True)])


def reacting(plates: Sequence[ForcePlate], totals_n: Sequence[float]) -> tuple[ForcePlate, ...]:
    """The same from the sums that :func:`pressed_n` gives."""
    leanings = [_sign(total_n) for total_n in totals_n]
    others: Literal[1, -1] = -1 if sum(leanings) < 0 else 1
    return tuple(
        replace(plate, reaction=others if leaning == 0 else leaning)
        for plate, leaning in zip(plates, leanings, strict=True)
    )


def pressed_n(plate: ForcePlate, signals: FloatArray) -> float:
    """Sum of the upward force over the loaded samples; those of the blocks of a file may be added."""
    force_n = upward_force(plate, signals)
    return float(force_n[np.abs(force_n) > LOADED_N].sum())


def _sign(total_n: float) -> Literal[1, 0, -1]:
    return 0 if total_n == 0.0 or np.isnan(total_n) else 1 if total_n > 0.0 else -1
