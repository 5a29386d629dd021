"""Numbers for people: rounded by their uncertainty, a real minus, spaces that do not break, the reader's decimal mark.

The 95 % interval is 1.96 standard uncertainties; it is given to one significant digit, or two where it would begin with
1 or 2, and the value is rounded to the same place (GUM 7.2.6: at most two digits).
"""

from __future__ import annotations

import math

from reports.words.say import DECIMAL_MARKS, NO_BREAK, language, say

__all__ = [
    "COVERAGE",
    "MINUS",
    "NO_BREAK",
    "THIN",
    "fixed",
    "plain",
    "signed",
    "span",
    "uncertainty_decimals",
    "with_uncertainty",
]

COVERAGE = 1.96
MINUS = "−"
THIN = "\u202f"
"""Between groups of three digits, in every language (ISO 80000-1)."""


def uncertainty_decimals(half_width: float) -> int:
    """Decimals to which a half width, and the value with it, is printed (negative: tens, hundreds)."""
    exponent = math.floor(math.log10(half_width))
    leading = half_width / 10.0**exponent
    digits = 2 if round(leading, 1) < 3.0 else 1
    return digits - 1 - exponent


def fixed(value: float, decimals: int) -> str:
    """A number with a fixed count of decimals, minus as a minus, thousands set apart from five digits on."""
    rounded = round(value, decimals)
    text = f"{abs(rounded):.{max(decimals, 0)}f}"
    sign = MINUS if rounded < 0 and any(letter in "123456789" for letter in text) else ""
    whole, _, part = text.partition(".")
    if abs(rounded) >= 10_000:
        whole = f"{int(whole):,}".replace(",", THIN)
    return f"{sign}{whole}{DECIMAL_MARKS[language()]}{part}" if part else f"{sign}{whole}"


def plain(value: float) -> str:
    """A number as short as it can be written, without thousands set apart: ``0.05``, ``2000``."""
    text = f"{abs(value):g}".replace(".", DECIMAL_MARKS[language()])
    return f"{MINUS}{text}" if value < 0 else text


def signed(value: float, decimals: int) -> str:
    """A number with its sign always shown, except nought."""
    text = fixed(value, decimals)
    return f"+{text}" if round(value, decimals) > 0 else text


def with_uncertainty(value: float, uncertainty: float | None, decimals: int) -> str:
    """``value ± half width`` of the 95 % interval, or the value alone where its uncertainty is not known.

    Parameters
    ----------
    value : float
        In the unit that is printed.
    uncertainty : float or None
        Standard uncertainty, same unit.
    decimals : int
        Decimals where there is no uncertainty; never more are printed with one.
    """
    if uncertainty is None or not uncertainty > 0:
        return fixed(value, decimals)
    half = COVERAGE * uncertainty
    places = min(uncertainty_decimals(half), decimals + 1)
    half = max(half, 10.0**-places)  # a very small one is rounded up, never away
    return f"{fixed(value, places)}{NO_BREAK}±{NO_BREAK}{fixed(half, places)}"


def span(low: float, high: float, decimals: int) -> str:
    """A range: ``53–59``, or with signs ``−12 to +6`` where one end is negative; one number where both print alike."""
    if fixed(low, decimals) == fixed(high, decimals):
        return fixed(low, decimals)
    if min(round(low, decimals), round(high, decimals)) < 0:
        return say("{low}~to~{high}", low=signed(low, decimals), high=signed(high, decimals))
    return f"{fixed(low, decimals)}–{fixed(high, decimals)}"
