"""Units that files state for forces, moments and lengths, however spelt: one table for every kind of file."""

from __future__ import annotations

import re

NEWTONS = r"(?P<kilo>k|kilo)?(?:newtons?|nt|n)"
LENGTHS_MM = {"mm": 1.0, "millimet": 1.0, "cm": 10.0, "centimet": 10.0, "m": 1000.0, "met": 1000.0}
LENGTH = r"(?P<length>mm|cm|m|(?:milli|centi)?met(?=[er]))(?:(?:(?<=t)(?:er|re))s?)?"
OTHER_FORCE = re.compile(r"(?:in|ft|cm|m)?(?:lb|pound|kg|kp|kilogram|kilopond|dyn|oz|ounce)[a-z]*")
"""Units of force (or of mass, where a force is meant) and of moment that are known, but not in newtons."""


def _letters(stated: str) -> str | None:
    """A unit's letters, small; ``None`` where it holds what makes it another one: a fraction, a power, a µ."""
    text = stated.lower().replace("â", "")  # half of a ``·`` that was stored in two bytes
    if re.search(r"[/%^\d]", text) or any(c.isalpha() and not c.isascii() for c in text):
        return None
    return re.sub(r"[^a-z]", "", text)


def newtons_in(stated: str) -> float | None:
    """Newtons in a stated unit of force, such as ``N``, ``nt``, ``Newtons``, ``[kN]``; ``None`` where it is none."""
    found = re.fullmatch(NEWTONS, _letters(stated) or "")
    return None if found is None else 1000.0 if found["kilo"] else 1.0


def newton_metres_in(stated: str) -> float | None:
    """Newton-metres in a stated unit of moment, such as ``N.mm``, ``ntmm``, ``kN·m``; ``None`` where it is none."""
    found = re.fullmatch(NEWTONS + LENGTH, _letters(stated) or "")
    if found is None:
        return None
    return LENGTHS_MM[found["length"]] / 1000.0 * (1000.0 if found["kilo"] else 1.0)


def millimetres_in(stated: str) -> float | None:
    """Millimetres in a stated unit of length: ``mm``, ``cm``, ``m`` or its name; ``None`` where it is none."""
    found = re.fullmatch(LENGTH, _letters(stated) or "")
    return None if found is None else LENGTHS_MM[found["length"]]


def is_other_force(stated: str) -> bool:
    """Whether a unit is one of force or moment that is not counted in newtons, such as ``lbf``, ``kg``, ``ft-lb``."""
    return OTHER_FORCE.fullmatch(_letters(stated) or "") is not None
