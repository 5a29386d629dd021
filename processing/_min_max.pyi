"""Types of the min-max kernel; see ``ext/_min_max.pyx``."""

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

def columns_of(values: FloatArray, edges: npt.NDArray[np.intp], extremes: npt.NDArray[np.intp]) -> None: ...
def pushed(values: FloatArray, width: int, held: int, begun: FloatArray, completed: FloatArray) -> None: ...
