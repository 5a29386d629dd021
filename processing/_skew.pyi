"""Types of the skew kernel; see ``ext/_skew.pyx``."""

from acquisition.plate import FloatArray

highest_level: int

def unskew(
    signals: FloatArray,
    weights: FloatArray,
    history: FloatArray,
    straight: FloatArray,
    begins: bool,
    level: int,
) -> None: ...
