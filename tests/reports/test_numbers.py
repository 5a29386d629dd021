"""Numbers for people."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.numbers import NO_BREAK, fixed, signed, span, uncertainty_decimals, with_uncertainty

PLUS_MINUS = f"{NO_BREAK}±{NO_BREAK}"


@pytest.mark.parametrize(
    ("value", "sigma", "decimals", "text"),
    [
        (152.37, 2.0, 0, "152 ± 4"),
        (152.37, 0.9, 0, "152.4 ± 1.8"),
        (24.2, 5.6, 0, "24 ± 11"),
        (24.2, None, 0, "24"),
        (24.2, 0.0, 0, "24"),
        (1523.7, 60.0, 0, "1520 ± 120"),
        (0.5512, 0.00001, 2, "0.551 ± 0.001"),
        (9.0, 4.9, 0, "9 ± 10"),
        (-0.04, None, 1, "0.0"),
    ],
)
def test_a_value_is_rounded_by_its_interval(value: float, sigma: float | None, decimals: int, text: str) -> None:
    assert with_uncertainty(value, sigma, decimals) == text.replace(" ± ", PLUS_MINUS)


@given(st.floats(1e-6, 1e6))
def test_an_interval_has_one_or_two_significant_digits(half_width: float) -> None:
    printed = round(half_width, uncertainty_decimals(half_width))
    digits = printed / 10.0 ** -uncertainty_decimals(half_width)
    assert 3 <= round(digits) <= 30
    assert math.isclose(printed, half_width, rel_tol=0.17)


def test_numbers_have_a_real_minus_and_thousands_apart_from_five_digits_on() -> None:
    assert fixed(-12.4, 0) == "−12"
    assert fixed(1687.3, 0) == "1687"
    assert fixed(16870.0, 0) == "16\u202f870"
    assert signed(6.0, 0) == "+6"
    assert signed(0.0, 0) == "0"


def test_a_range_shows_signs_only_where_one_end_is_negative() -> None:
    assert span(53.0, 59.0, 0) == "53–59"
    assert span(-12.0, 6.0, 0) == f"−12{NO_BREAK}to{NO_BREAK}+6"
    assert span(170.8, 171.1, 0) == "171"
