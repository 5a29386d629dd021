"""Forces of all plates in the laboratory frame: what every later step reads."""

from __future__ import annotations

from dataclasses import dataclass

from acquisition.plate import FloatArray


@dataclass(frozen=True, eq=False)
class PlateForces:
    """Force on the lifter and moment per plate, laboratory frame (right, forward, up).

    Attributes
    ----------
    rate_hz : float
        Sample rate.
    force_n : ndarray, shape (n_plates, 3, n)
        Force on the lifter, tared, unfiltered.
    moment_nm : ndarray, shape (n_plates, 3, n)
        Moment on the lifter about each plate's surface centre.
    centres_mm : ndarray, shape (n_plates, 3)
        Surface centres.
    corners_mm : ndarray, shape (n_plates, 4, 3)
        Surface corners.
    left, right : int or None
        Index of the left and the right plate; ``None`` where there is one plate only.
    has_shear : bool
        False for plates that measure vertical force only.
    """

    rate_hz: float
    force_n: FloatArray
    moment_nm: FloatArray
    centres_mm: FloatArray
    corners_mm: FloatArray
    left: int | None
    right: int | None
    has_shear: bool = True

    @property
    def n(self) -> int:
        """Samples."""
        return int(self.force_n.shape[2])

    @property
    def total_fz_n(self) -> FloatArray:
        """Vertical force of all plates, shape (n,)."""
        total: FloatArray = self.force_n[:, 2, :].sum(axis=0)
        return total

    def span(self, start: int, stop: int) -> PlateForces:
        """The same plates over samples ``[start, stop)``, without copying."""
        return PlateForces(
            self.rate_hz,
            self.force_n[:, :, start:stop],
            self.moment_nm[:, :, start:stop],
            self.centres_mm,
            self.corners_mm,
            self.left,
            self.right,
            self.has_shear,
        )
