"""Types of the biquad kernel; see ``ext/_biquads.pyx``."""

from acquisition.plate import FloatArray

most_rows: int
most_sections: int
highest_level: int

def biquads(rows: FloatArray, sos: FloatArray, state: FloatArray, level: int) -> None: ...
def zero_lag(
    values: FloatArray,
    sos: FloatArray,
    rest: FloatArray,
    pad: int,
    scratch: FloatArray,
    filtered: FloatArray,
    level: int,
) -> None: ...
def scratch_size(n: int, pad: int) -> int: ...
