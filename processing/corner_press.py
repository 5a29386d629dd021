"""Presses on the corners of the plates: what a wiring makes of them, and what is odd about that.

Somebody stands beside the plates and pushes one foot down on a corner, and along the edge at the same time: round the
plate clockwise, seen from above. The downward push shows in Fz, Mx and My; the push along the edge in Fx or Fy, and in
Mz. So four corners move every channel of a plate, with signs that are known beforehand, though the push itself is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np

from acquisition.plate import FloatArray, ForcePlate
from processing.affine import surface_gains

SIGNS = {"front left": (-1.0, 1.0), "front right": (1.0, 1.0), "back right": (1.0, -1.0), "back left": (-1.0, -1.0)}
"""Corner to the signs of right and forward, in the order in which they are pressed."""
CORNERS = tuple(SIGNS)
ALONG = {"front left": (1.0, 0.0), "front right": (0.0, -1.0), "back right": (-1.0, 0.0), "back left": (0.0, 1.0)}
"""Direction of the push along the edge, right and forward."""

INSET_MM = 80.0
"""Where a foot on a corner is taken to press, from either edge."""
NEAR_MM = 250.0
"""A pressure point this close to the corner counts as on it: a foot is that long."""
BESIDE_MM = 30.0
"""How far it may seem to lie beside the plate."""
SCATTER_MM = 60.0
"""How far people's presses scatter about that place."""
LEAST_N = 50.0
"""Vertical force on the asked plate under which nothing was pressed there."""
SHEAR_N, SHEAR_SHARE = 15.0, 0.05
"""Push along the edge from which its direction can be told from a foot's own: newtons, and share of the load."""
SHEAR_COSINE = 0.7
"""It must run within 45° of the arrow."""
TWIST_M = 0.03
TWIST_NM = 4.0
"""A foot turns the plate by no more than this lever times its load, or this: rubber on rubber."""
ELSEWHERE_SHARE = 0.1
ELSEWHERE_N = 15.0
"""What the other plate may carry, of the press, or in newtons."""
LEVER_M = 0.3
"""Turns moments into newtons where both are compared."""
WORST = 100.0
"""Most that one misfit counts."""


@dataclass(frozen=True, eq=False)
class Press:
    """One press.

    Attributes
    ----------
    side, corner : str
        Plate (``left`` or ``right``) and corner that were asked for.
    volts : ndarray, shape (n_channels,)
        Change of every channel of the task against the empty plates.
    """

    side: str
    corner: str
    volts: FloatArray


class Wiring:
    """Which channels feed which plate, as a rig says or as it might be.

    Parameters
    ----------
    plates : sequence of ForcePlate
        Named by their sides.
    rows : sequence of sequence of int
        Per plate: channels of the task in the order of the matrix' columns.
    """

    def __init__(self, plates: Sequence[ForcePlate], rows: Sequence[Sequence[int]]) -> None:
        self.plates = tuple(plates)
        self.rows = tuple(tuple(channels) for channels in rows)
        self._gains = [surface_gains(plate, np.eye(3)) for plate in self.plates]

    def with_rows(self, rows: Sequence[Sequence[int]]) -> Wiring:
        """The same plates fed by other channels."""
        other = copy(self)
        other.rows = tuple(tuple(channels) for channels in rows)
        return other

    def wrenches(self, volts: FloatArray) -> FloatArray:
        """Force (N) and moment (N·m, about the surface's centre) on whoever presses, shape (n_plates, 6)."""
        return np.stack([gains @ volts[list(rows)] for gains, rows in zip(self._gains, self.rows, strict=True)])

    def pull_n(self, volts: FloatArray) -> float:
        """Size of the largest force or moment on a plate, N: large under a press however the wires are crossed."""
        wrenches = self.wrenches(volts)
        forces_n = np.linalg.norm(wrenches[:, :3], axis=1)
        return float(max(forces_n.max(), np.linalg.norm(wrenches[:, 3:], axis=1).max() / (2.0 * LEVER_M)))

    def channel_n(self, n_channels: int) -> FloatArray:
        """Newtons per volt that each channel of the task stands for at most, shape (n_channels,); 0 for others."""
        sizes = np.zeros(n_channels)
        for gains, rows in zip(self._gains, self.rows, strict=True):
            forces, moments = np.abs(gains[:3]).max(axis=0), np.abs(gains[3:]).max(axis=0)
            sizes[list(rows)] = np.maximum(forces, moments / LEVER_M)
        return sizes


@dataclass(frozen=True)
class Seen:
    """One press as a wiring shows it.

    Attributes
    ----------
    fz_n : float
        Vertical force on the asked plate; weight is positive.
    cop_mm : (float, float) or None
        Pressure point there, right and forward, laboratory frame; ``None`` where it carries too little.
    along_n, across_n : float
        Horizontal push on the asked plate, along the arrow and to its left.
    free_moment_nm : float
        What the pressure point and the push leave of the moment about the vertical.
    elsewhere_n : float
        Size of force and moment on the other plates, as newtons.
    odd : tuple of str
        What cannot be: ``polarity``, ``other plate``, ``place``, ``direction``, ``twist``.
    misfit : float
        Sum of squared distances from a well-made press, in units of what people scatter.
    """

    fz_n: float
    cop_mm: tuple[float, float] | None
    along_n: float
    across_n: float
    free_moment_nm: float
    elsewhere_n: float
    odd: tuple[str, ...]
    misfit: float


def look(press: Press, wiring: Wiring) -> Seen:
    """What a wiring makes of a press.

    Raises
    ------
    KeyError
        No plate has that side, or no corner that name.
    """
    number = {plate.name: number for number, plate in enumerate(wiring.plates)}[press.side]
    plate = wiring.plates[number]
    wrenches = wiring.wrenches(press.volts)
    fx, fy, fz, mx, my, mz = wrenches[number].tolist()
    others = np.delete(wrenches, number, axis=0)
    elsewhere_n = float(np.abs(others / np.repeat([1.0, LEVER_M], 3)).max(initial=0.0))
    right, forward = ALONG[press.corner]
    push_n = -(fx * right + fy * forward), -(fy * right - fx * forward)
    if fz < LEAST_N:
        odd = "other plate" if fz > -LEAST_N and elsewhere_n > LEAST_N else "polarity"
        return Seen(fz, None, *push_n, 0.0, elsewhere_n, (odd,), 4.0 * WORST)
    x_m, y_m = -my / fz, mx / fz
    cop_mm = (plate.centre_mm[0] + 1000.0 * x_m, plate.centre_mm[1] + 1000.0 * y_m)
    forces = (fz, push_n, mz - (x_m * fy - y_m * fx), elsewhere_n)
    corner = corner_mm(plate, press.corner)
    place = () if is_near(cop_mm, corner, plate.centre_mm) else ("place",)
    off_mm = float(np.hypot(*(np.array(cop_mm) - pressed_at_mm(corner, plate.centre_mm))))
    misfit = worst(off_mm / SCATTER_MM) + misfit_of(*forces)
    return Seen(fz, cop_mm, *push_n, forces[2], elsewhere_n, (*place, *oddities(*forces)), misfit)


def oddities(fz_n: float, push_n: tuple[float, float], free_moment_nm: float, elsewhere_n: float) -> tuple[str, ...]:
    """What cannot be about the forces of a press, by :class:`Seen`'s names."""
    push = float(np.hypot(*push_n))
    odd = {
        "other plate": elsewhere_n > max(ELSEWHERE_N, ELSEWHERE_SHARE * fz_n),
        "direction": push > clear_push_n(fz_n) and push_n[0] < SHEAR_COSINE * push,
        "twist": abs(free_moment_nm) > max(TWIST_NM, TWIST_M * fz_n),
    }
    return tuple(name for name, is_so in odd.items() if is_so)


def clear_push_n(fz_n: float) -> float:
    """Push along the edge from which its direction counts."""
    return max(SHEAR_N, SHEAR_SHARE * fz_n)


def misfit_of(fz_n: float, push_n: tuple[float, float], free_moment_nm: float, elsewhere_n: float) -> float:
    """Misfit of everything but the place."""
    return (
        worst(min(push_n[0], 0.0) / (0.03 * fz_n))
        + worst(push_n[1] / (0.05 * fz_n))
        + worst(free_moment_nm / (0.01 * fz_n))
        + worst(elsewhere_n / (0.03 * fz_n))
    )


def worst(ratio: float) -> float:
    """A ratio squared, as far as it counts."""
    return min(ratio * ratio, WORST)


def corner_mm(plate: ForcePlate, corner: str) -> FloatArray:
    """A corner by its name, right and forward in the laboratory frame, shape (2,)."""
    corners, signs = plate.corners_mm[:, :2], np.array(SIGNS[corner])
    found: FloatArray = corners[int(np.argmax((corners - corners.mean(axis=0)) @ signs))]
    return found


def pressed_at_mm(corner: FloatArray, centre: FloatArray) -> FloatArray:
    """Where a foot on that corner presses: in from either edge, but not beyond a quarter of the plate."""
    inward = centre[:2] - corner
    at: FloatArray = corner + np.sign(inward) * np.minimum(INSET_MM, np.abs(inward) / 2.0)
    return at


def is_near(cop_mm: tuple[float, float], corner: FloatArray, centre: FloatArray) -> bool:
    """Whether a pressure point lies on that corner: its quarter of the plate, close by, not beside the plate."""
    share = (np.array(cop_mm) - centre[:2]) / (corner - centre[:2])
    beside = BESIDE_MM / np.abs(corner - centre[:2])
    close = float(np.hypot(*(np.array(cop_mm) - corner))) <= NEAR_MM
    return close and bool((share >= 0.15).all() and (share <= 1.0 + beside).all())


def nearest_corner(seen: Seen, wiring: Wiring) -> str | None:
    """Corner of the asked plate that a press seems to be nearest to."""
    plate = next((plate for plate in wiring.plates if seen.cop_mm is not None and _lies_on(plate, seen.cop_mm)), None)
    if plate is None or seen.cop_mm is None:
        return None
    at = np.array(seen.cop_mm)
    return min(CORNERS, key=lambda corner: float(np.hypot(*(at - corner_mm(plate, corner)))))


def _lies_on(plate: ForcePlate, cop_mm: tuple[float, float]) -> bool:
    """Whether a point lies on a plate or close beside it."""
    low, high = plate.corners_mm[:, :2].min(axis=0) - BESIDE_MM, plate.corners_mm[:, :2].max(axis=0) + BESIDE_MM
    return bool((np.array(cop_mm) >= low).all() and (np.array(cop_mm) <= high).all())
