"""Types of the kernel of exported tables; see ``ext/_fixed_csv.pyx``."""

import numpy as np
import numpy.typing as npt

from acquisition.plate import FloatArray

widest: int

def put_rows(
    columns: FloatArray,  # (n_columns, n)
    out: npt.NDArray[np.uint8],  # (n_columns × n × widest,), written
) -> int: ...
