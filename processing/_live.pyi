"""Types of the live kernel; see ``ext/_live.pyx``."""

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

most_channels: int
most_plates: int
most_sections: int
highest_level: int

class LiveKernel:
    def __init__(
        self,
        rows: npt.NDArray[np.intp],  # (n_plates, channels of a plate)
        gains: FloatArray,  # (n_plates, 6, channels of a plate)
        offsets: FloatArray,  # (n_plates, 6)
        centres_mm: FloatArray,  # (n_plates, 3)
        sections: FloatArray,  # (n_sections, 5)
        steady: FloatArray,  # (n_sections, 2)
        floor_n: float,
        step_s: float,
        level: int,  # instruction level, up to highest_level
    ) -> None: ...
    def restart(self) -> None: ...
    def volts(
        self,
        block: FloatArray,  # (n_channels, n)
        out: FloatArray,  # (8 n_plates + 4, at least first + n), written
        first: int,
    ) -> None: ...
    def codes(
        self,
        block: npt.NDArray[np.int16],  # (n_channels, n)
        out: FloatArray,  # (8 n_plates + 4, at least first + n), written
        first: int,
    ) -> None: ...
