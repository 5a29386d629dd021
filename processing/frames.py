"""Laboratory axes, and which plate is left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from acquisition.errors import OptionNeeded
from acquisition.plate import FloatArray
from processing.options import AXES, AnalysisOptions


def axis(name: str) -> FloatArray:
    """Unit vector of an axis name such as ``-y``, shape (3,).

    Raises
    ------
    OptionNeeded
        It is none of ``+x`` … ``-z``.
    """
    if name not in AXES:
        raise OptionNeeded(f"'{name}' is no axis", do=f"give --forward and --up one of {' '.join(AXES)}")
    vector: FloatArray = np.zeros(3)
    vector["xyz".index(name[1])] = 1.0 if name[0] == "+" else -1.0
    return vector


def laboratory_axes(options: AnalysisOptions) -> FloatArray:
    """Rows right, forward, up in the axes of the file's laboratory frame, shape (3, 3).

    Raises
    ------
    OptionNeeded
        Forward and up are parallel.
    """
    forward, up = axis(options.forward), axis(options.up)
    right = np.cross(forward, up)
    if not right.any():
        raise OptionNeeded(
            f"--forward {options.forward} and --up {options.up} are parallel", do="give two axes at right angles"
        )
    return np.stack([right, forward, up])


def sides(
    centres_mm: FloatArray, options: AnalysisOptions, where: str, names: Sequence[str] = ()
) -> tuple[int | None, int | None]:
    """Indices of the left and the right plate.

    Parameters
    ----------
    centres_mm : ndarray, shape (n_plates, 3)
        Surface centres, right, forward, up; NaN where the file does not say.
    options : AnalysisOptions
        With ``left_plate`` and ``right_plate``, 1-based.
    where : str
        The file, for messages.
    names : sequence of str
        Of the plates: where no place is known, plates called left and right are the lifter's.

    Returns
    -------
    left, right : int or None
        ``None`` with one plate, and where two plates stand one behind the other (or nowhere known) and no option says
        which is which.

    Raises
    ------
    OptionNeeded
        A number that no plate has, the same plate twice, or more than two plates without both options.
    """
    n_plates = len(centres_mm)
    named = [None if number is None else plate_index(number, name, n_plates, where) for name, number in _named(options)]
    left, right = named
    if left is not None and left == right:
        raise OptionNeeded("--left-plate and --right-plate name the same plate", where, "name two plates")
    if n_plates > 2 and (left is None or right is None):
        raise OptionNeeded(f"has {n_plates} plates", where, "name the lifter's two: --left-plate N --right-plate N")
    if n_plates == 1:
        return None, None
    if left is not None:
        return left, 1 - left if right is None else right
    if right is not None:
        return 1 - right, right
    if sorted(names) == ["left", "right"] and np.isnan(centres_mm[:, 0]).all():
        return names.index("left"), names.index("right")
    return _sides_of_two(centres_mm)


def _named(options: AnalysisOptions) -> tuple[tuple[str, int | None], tuple[str, int | None]]:
    return ("--left-plate", options.left_plate), ("--right-plate", options.right_plate)


def plate_index(number: int, option: str, n_plates: int, where: str) -> int:
    """0-based index of a plate that was named by its number.

    Raises
    ------
    OptionNeeded
        No plate has it.
    """
    if not 1 <= number <= n_plates:
        raise OptionNeeded(f"has no plate {number}", where, f"give {option} a number from 1 to {n_plates}")
    return number - 1


def _sides_of_two(centres_mm: FloatArray) -> tuple[int | None, int | None]:
    """Left and right from the floor plan, where the plates stand side by side rather than one behind the other."""
    right_mm, forward_mm, _ = centres_mm[1] - centres_mm[0]
    if not abs(right_mm) > abs(forward_mm):  # NaN too
        return None, None
    return (0, 1) if right_mm > 0.0 else (1, 0)
