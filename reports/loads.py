"""Loads and weighed masses in the reader's units: kilograms, or pounds as a lifter says them."""

from __future__ import annotations

import math

from reports.numbers import NO_BREAK, fixed, span
from reports.words.say import units

POUND_KG = 0.45359237
"""International avoirdupois pound, exact (BIPM, NIST SP 811, appendix B)."""


def printed(mass_kg: float) -> float:
    """A mass in the units that are printed now."""
    return mass_kg / POUND_KG if units() == "lb" else mass_kg


def counted(load: float) -> str:
    """A load that is in printed units already: ``92.5 kg``, ``203 lb``; pounds to the nearest half."""
    load = round(2.0 * load) / 2.0 if units() == "lb" else load
    return f"{fixed(load, 0 if abs(load - round(load)) < 0.05 else 1)}{NO_BREAK}{units()}"


def load_told(load_kg: float) -> str:
    """A load as lifters say it: ``92 kg`` is ``203 lb``."""
    return counted(printed(load_kg))


def entered_told(load_kg: float) -> str:
    """An entered load beside a weighed one: ``92.0 kg``, ``203 lb``."""
    return load_told(load_kg) if units() == "lb" else f"{fixed(load_kg, 1)}{NO_BREAK}kg"


def loads_told(low_kg: float, high_kg: float) -> str:
    """``88–95 kg``, ``194–209 lb``: whole numbers, one of them where both print alike."""
    return f"{span(printed(low_kg), printed(high_kg), 0)}{NO_BREAK}{units()}"


def load_limits(low_kg: float, high_kg: float) -> str:
    """The whole numbers between two loads: ``88–96 kg``."""
    low, high = math.ceil(printed(low_kg)), math.floor(printed(high_kg))
    return f"{span(min(low, high), max(low, high), 0)}{NO_BREAK}{units()}"
