"""The plates of a rig as text, seen from above with the lifter's forward up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from acquisition.plate import FloatArray, ForcePlate

COLUMNS, ROWS = 66, 16
"""Largest drawing."""
CELL_RATIO = 2.0
"""How much higher than wide a character is."""
APART = 3
"""Columns that plates are moved apart, so that each keeps its own frame."""
COMPASS = "→↗↑↖←↙↓↘"


class Floor:
    """A grid of characters over the floor.

    Parameters
    ----------
    plates : sequence of ForcePlate
        What is to be drawn.
    """

    def __init__(self, plates: Sequence[ForcePlate]) -> None:
        corners = np.concatenate([plate.corners_mm[:, :2] for plate in plates])
        self._west, self._north = float(corners[:, 0].min()), float(corners[:, 1].max())
        size_mm = corners.max(axis=0) - corners.min(axis=0)
        self._column_mm = max(float(size_mm[0]) / COLUMNS, float(size_mm[1]) / (ROWS * CELL_RATIO), 1.0)
        self._order = sorted(plates, key=lambda plate: float(plate.centre_mm[0]))
        n_columns = round(float(size_mm[0]) / self._column_mm) + 1 + APART * (len(plates) - 1)
        n_rows = round(float(size_mm[1]) / (self._column_mm * CELL_RATIO)) + 1
        self._grid = [[" "] * n_columns for _ in range(n_rows)]

    def cell(self, plate: ForcePlate, place_mm: FloatArray) -> tuple[int, int]:
        """Row and column of a place on a plate."""
        moved = APART * self._order.index(plate)
        column = round((float(place_mm[0]) - self._west) / self._column_mm) + moved
        row = round((self._north - float(place_mm[1])) / (self._column_mm * CELL_RATIO))
        return row, column

    def write(self, row: int, column: int, words: str) -> None:
        """Put words from a cell on; what would lie beside the floor is left out."""
        for place, letter in enumerate(words, column):
            if 0 <= row < len(self._grid) and 0 <= place < len(self._grid[row]):
                self._grid[row][place] = letter

    def line(self, start: tuple[int, int], stop: tuple[int, int]) -> None:
        """Draw an edge."""
        steps = max(abs(stop[0] - start[0]), abs(stop[1] - start[1]), 1)
        stroke = "─" if start[0] == stop[0] else "│" if start[1] == stop[1] else "·"
        for step in range(steps + 1):
            row = round(start[0] + (stop[0] - start[0]) * step / steps)
            self.write(row, round(start[1] + (stop[1] - start[1]) * step / steps), stroke)

    def lines(self) -> list[str]:
        """The rows, without blanks at their ends."""
        return ["".join(row).rstrip() for row in self._grid]


def drawn(plates: Sequence[ForcePlate]) -> list[str]:
    """The plates with their corners' numbers and axes, line by line.

    Corner 1 is (+x +y) of the plate's own axes, 2 (−x +y), 3 (−x −y), 4 (+x −y).
    """
    floor = Floor(plates)
    for plate in plates:
        cells = [floor.cell(plate, corner) for corner in plate.corners_mm]
        for start, stop in zip(cells, cells[1:] + cells[:1], strict=True):
            floor.line(start, stop)
        for number, cell in enumerate(cells, 1):
            floor.write(*cell, str(number))
        row, column = floor.cell(plate, plate.centre_mm)
        words = list(inscription(plate))
        for step, line in enumerate(words):
            floor.write(row - len(words) // 2 + step, column - len(line) // 2, line)
    return floor.lines()


def inscription(plate: ForcePlate) -> Iterator[str]:
    """What stands in the middle of a plate."""
    yield plate.name.upper()
    yield plate.serial or "no serial"
    yield f"{heading(plate.rotation[:, 0])} x"
    yield f"{heading(plate.rotation[:, 1])} y"
    yield "z up" if plate.rotation[2, 2] > 0.0 else "z down"


def heading(direction: FloatArray) -> str:
    """The arrow that comes closest to a direction on the floor; up is forward."""
    turn = float(np.arctan2(direction[1], direction[0]))
    return COMPASS[round(turn / (np.pi / 4.0)) % len(COMPASS)]


def corner_lines(plates: Sequence[ForcePlate]) -> Iterator[str]:
    """Where every corner lies, mm to the right and forward."""
    for plate in plates:
        places = "  ".join(
            f"{number} ({corner[0]:.0f}, {corner[1]:.0f})" for number, corner in enumerate(plate.corners_mm, 1)
        )
        yield f"{plate.name:<5}  {places}"
