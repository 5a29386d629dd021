"""What a person may say about a file: the options of ``legdrive analyze`` as one value."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Literal, get_args

SetUp = Literal["off-plates", "on-plates"]
SET_UPS: tuple[str, ...] = get_args(SetUp)
WeighBy = Literal["hold", "quiet", "entered"]
Outcome = Literal["made", "missed"]
FULL_LIFTS = ("snatch", "clean", "power_snatch", "power_clean")
STARTS = ("", "hang_", "block_", "power_position_")
PULLS = tuple(start + pull for pull in ("snatch_pull", "clean_pull") for start in ("", "hang_", "power_position_"))
JUMPS = ("countermovement_jump", "squat_jump")
KINDS: tuple[str, ...] = (*(start + lift for start in STARTS for lift in FULL_LIFTS), *PULLS, *JUMPS)
"""Every lift kind, as options and documents name it."""

AXES = ("+x", "-x", "+y", "-y", "+z", "-z")
STANDARD_GRAVITY_M_S2 = 9.80665


@dataclass(frozen=True)
class AnalysisOptions:
    """Options of one analysis; ``None`` means "take it from the file".

    Attributes
    ----------
    kind : str or None
        One of :data:`KINDS`.
    body_mass_kg, bar_mass_kg : float or None
        Entered masses; the bar with discs and collars.
    set_up : {'off-plates', 'on-plates'}
        Whether the bar's own discs rest off or on the force plates.
    lift_number : int or None
        Which lift of the recording, 1-based.
    left_plate, right_plate : int or None
        1-based plate numbers, file order.
    forward, up : str
        Which axis of the file's laboratory frame points forward and up: ``+x`` … ``-z``.
    rate_hz : float or None
        For files that carry no rate.
    gravity_m_s2 : float
        Local gravity.
    outcome : {'made', 'missed'} or None
        What somebody who saw the lift, or the detector, says of it; ``None``: what the plates show.
    weigh_by : {'hold', 'quiet', 'entered'} or None
        Where W must come from; ``None``: by rule. For comparing, see :mod:`processing.spread`.
    foot_length_mm : float or None
        Length of the lifter's shoe; places heel and toes where nobody rocked on them.

    Raises
    ------
    ValueError
        A word that is none of those, or a number that cannot be. Axes and plate numbers are looked at beside the file.
    """

    kind: str | None = None
    body_mass_kg: float | None = None
    bar_mass_kg: float | None = None
    set_up: SetUp = "off-plates"
    lift_number: int | None = None
    left_plate: int | None = None
    right_plate: int | None = None
    forward: str = "+y"
    up: str = "+z"
    rate_hz: float | None = None
    gravity_m_s2: float = STANDARD_GRAVITY_M_S2
    outcome: Outcome | None = None
    weigh_by: WeighBy | None = None
    foot_length_mm: float | None = None

    def __post_init__(self) -> None:
        _check_word("kind", self.kind, KINDS)
        _check_word("set_up", self.set_up, SET_UPS, or_none=False)
        _check_word("outcome", self.outcome, get_args(Outcome))
        _check_word("weigh_by", self.weigh_by, get_args(WeighBy))
        for name in ("body_mass_kg", "bar_mass_kg", "rate_hz", "foot_length_mm"):
            _check_size(name, getattr(self, name))
        _check_size("gravity_m_s2", self.gravity_m_s2, or_none=False)
        for name in ("lift_number", "left_plate", "right_plate"):
            _check_number(name, getattr(self, name))


def _check_word(name: str, value: object, allowed: Collection[str], *, or_none: bool = True) -> None:
    if (value is None and or_none) or (isinstance(value, str) and value in allowed):
        return
    words = ", ".join([*map(repr, allowed), *(["None"] if or_none else [])])
    raise ValueError(f"{name} is {value!r}; it may be {words}")


def _check_size(name: str, value: object, *, or_none: bool = True) -> None:
    if (value is None and or_none) or (isinstance(value, Real) and 0.0 < float(value) < math.inf):
        return
    raise ValueError(f"{name} is {value!r}; it may be a number above 0{', or None' if or_none else ''}")


def _check_number(name: str, value: object) -> None:
    if value is not None and not (isinstance(value, Integral) and int(value) >= 1):
        raise ValueError(f"{name} is {value!r}; it may be a whole number from 1, or None")


def is_floor(kind: str) -> bool:
    """True where the bar starts on the floor or on blocks (it separates during the recording)."""
    return not kind.startswith(("hang_", "power_position_")) and kind not in JUMPS


def is_pull(kind: str) -> bool:
    """True for pulls, which have no catch."""
    return kind in PULLS


def is_clean(kind: str) -> bool:
    """True for the clean and its variants and pulls."""
    return "clean" in kind
