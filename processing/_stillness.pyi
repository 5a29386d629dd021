"""Types of the stillness kernel; see ``ext/_stillness.pyx``."""

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

def reaches(means: FloatArray, allowed: float, left: npt.NDArray[np.intp], queues: npt.NDArray[np.intp]) -> None: ...
def widest(
    means: FloatArray,
    left: npt.NDArray[np.intp],
    order: npt.NDArray[np.intp],
    shortest: int,
    share: float,
    least_n: float,
    scratch: FloatArray,
    taken: npt.NDArray[np.intp],
) -> int: ...
