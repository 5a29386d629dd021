"""Types of the pressure kernel; see ``ext/_places.pyx``."""

from acquisition.plate import FloatArray

def places(
    smooth: FloatArray,
    quick_n: FloatArray,
    right_mm: float,
    forward_mm: float,
    floor_n: float,
    start: int,
    out: FloatArray,
) -> None: ...
def pressure_at(
    smooth: FloatArray,
    quick: FloatArray,
    raw_n: FloatArray,
    facts: FloatArray,
    positions: FloatArray,
    out: FloatArray,
) -> None: ...
