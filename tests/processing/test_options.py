"""What a person may say of a lift: words and numbers that cannot be are refused where they are said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from processing import AnalysisOptions


@pytest.mark.parametrize(
    ("said", "allowed"),
    [
        ({"kind": "Snatch"}, "'snatch', 'clean'"),
        ({"kind": "front_squat"}, "'squat_jump', None"),
        ({"kind": float("nan")}, "'snatch'"),
        ({"set_up": "on_plates"}, "it may be 'off-plates', 'on-plates'"),
        ({"set_up": None}, "'off-plates'"),
        ({"outcome": "good"}, "'made', 'missed', None"),
        ({"weigh_by": "scale"}, "'hold', 'quiet', 'entered', None"),
        ({"body_mass_kg": float("nan")}, "a number above 0, or None"),
        ({"body_mass_kg": -80.0}, "a number above 0"),
        ({"bar_mass_kg": 0.0}, "a number above 0"),
        ({"bar_mass_kg": "100"}, "a number above 0"),
        ({"rate_hz": float("inf")}, "a number above 0"),
        ({"gravity_m_s2": None}, "a number above 0"),
        ({"lift_number": 0}, "a whole number from 1"),
        ({"left_plate": 1.5}, "a whole number from 1"),
    ],
)
def test_what_cannot_be_is_refused_with_what_can(said: dict[str, Any], allowed: str) -> None:
    with pytest.raises(ValueError, match=f"^{next(iter(said))} is ") as refused:
        AnalysisOptions(**said)
    assert allowed in str(refused.value)


def test_numbers_of_tables_are_numbers() -> None:
    row: dict[str, Any] = {"body_mass_kg": np.float32(80.0), "bar_mass_kg": 100, "lift_number": np.int64(2)}
    said = AnalysisOptions(**row)
    assert (said.body_mass_kg, said.bar_mass_kg, said.lift_number) == (80.0, 100, 2)
