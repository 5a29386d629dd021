"""No false precision: an uncertainty of two digits at most, and the value rounded to the same place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reports.numbers import COVERAGE, MINUS, NO_BREAK, THIN, with_uncertainty
from reports.words.say import LANGUAGES, speaking


def number(text: str) -> tuple[float, int]:
    """What a printed number says, and its decimals."""
    plain = text.replace(THIN, "").replace(MINUS, "-").replace(",", ".")
    return float(plain), len(plain.partition(".")[2])


@given(
    st.floats(-1e5, 1e5),
    st.floats(1e-5, 1e4),
    st.integers(0, 3),
    st.sampled_from(LANGUAGES),
)
def test_an_interval_has_two_digits_at_most_and_the_value_its_decimals(
    value: float, sigma: float, decimals: int, language: str
) -> None:
    with speaking(language):
        printed, half = with_uncertainty(value, sigma, decimals).split(f"{NO_BREAK}±{NO_BREAK}")
    (told, places), (width, width_places) = number(printed), number(half)
    assert places == width_places <= decimals + 1
    assert len(str(round(width * 10**places)).strip("0")) <= 2
    step = 10.0**-places
    assert abs(told - value) <= max(step, COVERAGE * sigma) * 0.51 + 1e-9
    assert width >= COVERAGE * sigma * 0.83 or width == step
