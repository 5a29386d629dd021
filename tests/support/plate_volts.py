"""Made volts of any plates, for kernels and their twins."""

from __future__ import annotations

import numpy as np

from acquisition.plate import FloatArray, ForcePlate


def made_volts(plates: list[ForcePlate], n: int, seed: int = 3) -> FloatArray:
    """Volts around a person's weight, with stretches under and over the floor; shape (channels, n)."""
    rng = np.random.default_rng(seed)
    per_plate = [plate.matrix.shape[1] for plate in plates]
    volts = rng.normal(scale=0.02, size=(sum(per_plate), n))
    first = 0
    for n_channels in per_plate:
        if n_channels >= 3:
            volts[first + 2] += 0.4 + 0.4 * np.sin(np.arange(n) / 60.0 + first)
        first += n_channels
    return volts


def made_tare(plates: list[ForcePlate]) -> list[FloatArray]:
    """A zero per plate, V."""
    return [np.linspace(-0.01, 0.02, plate.matrix.shape[1]) for plate in plates]
