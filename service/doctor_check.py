"""One thing that the doctor looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ok", "warning", "missing", "broken"]


@dataclass(frozen=True)
class Check:
    """One thing looked at.

    Attributes
    ----------
    name : str
        What was looked at.
    verdict : {'ok', 'warning', 'missing', 'broken'}
        ``warning`` works but may spoil a recording. ``missing`` is no fault: it says what cannot be done or cannot be
        told here. ``broken`` is something Legdrive needs.
    says : str
        What was found, and what to do about it where something is to be done.
    """

    name: str
    verdict: Verdict
    says: str
