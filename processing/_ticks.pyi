"""Types of the tick kernel; see ``ext/_ticks.pyx``."""

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

def tick_means(samples: FloatArray, width: int, means: FloatArray) -> None: ...
def features(
    plates: FloatArray,
    new: int,
    lengths: npt.NDArray[np.intp],
    ranges: FloatArray,
    scratch: FloatArray,
    out: FloatArray,
    still: npt.NDArray[np.uint8],
) -> None: ...
