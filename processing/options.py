"""What a person may say about a file: the options of ``legdrive analyze`` as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SetUp = Literal["off-plates", "on-plates"]
WeighBy = Literal["hold", "quiet", "entered"]
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
    outcome: Literal["made", "missed"] | None = None
    weigh_by: WeighBy | None = None
    foot_length_mm: float | None = None


def is_floor(kind: str) -> bool:
    """True where the bar starts on the floor or on blocks (it separates during the recording)."""
    return not kind.startswith(("hang_", "power_position_")) and kind not in JUMPS


def is_pull(kind: str) -> bool:
    """True for pulls, which have no catch."""
    return kind in PULLS


def is_clean(kind: str) -> bool:
    """True for the clean and its variants and pulls."""
    return "clean" in kind
