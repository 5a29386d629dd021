"""A value, or why there is none: nothing is ``None`` without a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Missing:
    """Why something was not measured.

    Attributes
    ----------
    code : str
        One of ``processing.quality.CODES``.
    why : str
        One sentence without a full stop.
    """

    code: str
    why: str


Measured = float | Missing
Values = dict[str, Measured]


def known(value: Measured | None) -> float | None:
    """The number, or ``None``."""
    return value if isinstance(value, float | int) else None


def first_missing(*values: Measured) -> Missing | None:
    """The first that is missing, or ``None``."""
    return next((value for value in values if isinstance(value, Missing)), None)


def all_missing(keys: tuple[str, ...], reason: Missing) -> Values:
    """The same reason for several keys."""
    return dict.fromkeys(keys, reason)


def difference(later: Measured, earlier: Measured, scale: float = 1.0) -> Measured:
    """``(later − earlier) · scale``, or why not."""
    gone = first_missing(later, earlier)
    if gone is not None:
        return gone
    assert not isinstance(later, Missing)
    assert not isinstance(earlier, Missing)
    return (later - earlier) * scale


def numbers(values: Mapping[str, Measured]) -> dict[str, float]:
    """Only what was measured."""
    return {key: value for key, value in values.items() if not isinstance(value, Missing)}
