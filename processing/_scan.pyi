"""Types of the event scan; see ``ext/_scan.pyx``."""

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

def crossings(
    smooth: FloatArray, level: float, start: int, stop: int, rising: bool, found: npt.NDArray[np.intp]
) -> int: ...
def refined(
    raw: FloatArray, smooth: FloatArray, level: float, near: int, reach: int, late: int, far: float, place: float
) -> float: ...
def extreme(
    raw: FloatArray,
    smooth: FloatArray,
    start: int,
    stop: int,
    largest: bool,
    halves: npt.NDArray[np.intp],
    enough: float,
) -> tuple[float, float]: ...
