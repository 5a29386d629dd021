"""Names of the kinds of lift, and what they say."""

from __future__ import annotations

STARTS = ("", "hang_", "block_", "power_position_")
KINDS: tuple[str, ...] = tuple(
    start + lift
    for lift in ("snatch", "clean", "power_snatch", "power_clean", "snatch_pull", "clean_pull")
    for start in STARTS
    if not (start == "block_" and lift.endswith("_pull"))
)
JUMPS: tuple[str, ...] = ("countermovement_jump", "squat_jump")
"""Plain jumps; see :mod:`sim_data.jump`."""


def lift_of(kind: str) -> str:
    """``snatch`` or ``clean``."""
    return "clean" if "clean" in kind else "snatch"


def start_of(kind: str) -> str:
    """The prefix: ``hang_``, ``block_``, ``power_position_`` or nothing."""
    return next((start for start in ("power_position_", "hang_", "block_") if kind.startswith(start)), "")


def is_power(kind: str) -> bool:
    """Whether it is caught high."""
    return "power_" in kind.replace("power_position_", "")
