"""Types of the wrench kernel; see ``ext/_wrench.pyx``."""

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

most_channels: int
highest_level: int

def wrench_pass(
    volts: FloatArray,  # (n_channels, n)
    rows: npt.NDArray[np.intp],  # (n_plates, channels of a plate)
    gains: FloatArray,  # (n_plates, 6, channels of a plate)
    offsets: FloatArray,  # (n_plates, 6)
    centres_mm: FloatArray,  # (n_plates, 3)
    floor_n: float,
    step_s: float,
    level: int,  # instruction level, up to highest_level
    state: FloatArray,  # (3,), changed in place
    force: FloatArray,  # (n_plates, 3, n), written
    moment: FloatArray,  # (n_plates, 3, n), written
    cop: FloatArray,  # (n_plates, 2, n), written
    cop_total: FloatArray,  # (2, n), written
    impulse: FloatArray,  # (n,), written
) -> None: ...
