"""Numbers for people: rounded by their uncertainty, with a real minus and spaces that do not break.

The 95 % interval is 1.96 standard uncertainties; it is given to one significant digit, or two where it would begin with
1 or 2, and the value is rounded to the same place (GUM 7.2.6: at most two digits).
"""

from __future__ import annotations

import math

COVERAGE = 1.96
MINUS = "−"
NO_BREAK = "\u00a0"
THIN = "\u202f"


def uncertainty_decimals(half_width: float) -> int:
    """Decimals to which a half width, and the value with it, is printed (negative: tens, hundreds)."""
    exponent = math.floor(math.log10(half_width))
    leading = half_width / 10.0**exponent
    digits = 2 if round(leading, 1) < 3.0 else 1
    return digits - 1 - exponent


def fixed(value: float, decimals: int) -> str:
    """A number with a fixed count of decimals, minus as a minus, thousands set apart from five digits on."""
    rounded = round(value, decimals)
    text = f"{abs(rounded):,.{max(decimals, 0)}f}"
    text = text.replace(",", THIN if abs(rounded) >= 10_000 else "")
    negative = rounded < 0 and any(letter in "123456789" for letter in text)
    return f"{MINUS}{text}" if negative else text


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
        return f"{signed(low, decimals)}{NO_BREAK}to{NO_BREAK}{signed(high, decimals)}"
    return f"{fixed(low, decimals)}–{fixed(high, decimals)}"
