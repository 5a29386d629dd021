"""Types of the kernel of quiet ticks; see ``ext/_quiet_ticks.pyx``."""

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

def skipped(
    features: FloatArray,
    still: npt.NDArray[np.uint8],
    at: int,
    first: int,
    rest: npt.NDArray[np.intp],
    sums: FloatArray,
    lengths: npt.NDArray[np.intp],
    limits: FloatArray,
) -> int: ...
