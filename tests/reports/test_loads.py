"""Loads as lifters say them, weighed masses with their uncertainty, in kilograms and in pounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processing.result import LiftAnalysis
from reports.comparison import compare
from reports.data_quality import data_quality
from reports.loads import POUND_KG, load_limits, load_told, loads_told
from reports.reading import value
from reports.shown import BAR
from reports.verdict import verdict
from reports.words.say import speaking, units
from reports.words.told import told


@pytest.mark.parametrize(
    ("load_kg", "kilograms", "pounds"),
    [
        (92.0, "92 kg", "203 lb"),
        (92.5, "92.5 kg", "204 lb"),
        (90.0, "90 kg", "198.5 lb"),
        (100.0, "100 kg", "220.5 lb"),
    ],
)
def test_an_entered_load_is_said_to_the_nearest_half_pound(load_kg: float, kilograms: str, pounds: str) -> None:
    assert load_told(load_kg).replace("\u00a0", " ") == kilograms
    with speaking("en", "lb"):
        assert load_told(load_kg).replace("\u00a0", " ") == pounds


@given(st.integers(1, 600))
def test_a_load_of_whole_pounds_reads_as_it_was_put_on_the_bar(load_lb: int) -> None:
    with speaking("en", "lb"):
        assert load_told(load_lb * POUND_KG) == f"{load_lb}\u00a0lb"


def test_pounds_have_the_decimal_mark_of_the_language() -> None:
    with speaking("de", "lb"):
        assert load_told(90.0) == "198,5\u00a0lb"


def test_a_range_of_loads_bears_its_unit_once() -> None:
    assert loads_told(88.0, 95.0) == "88–95\u00a0kg"
    with speaking("en", "lb"):
        assert loads_told(88.0, 95.0) == "194–209\u00a0lb"
        assert load_limits(0.95 * 92.0, 1.05 * 92.0) == "193–212\u00a0lb"


def test_units_end_with_the_page_and_are_kilograms_before() -> None:
    assert units() == "kg"
    with speaking("en", "lb"):
        assert units() == "lb"
    assert units() == "kg"


def test_units_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="no loads in 'stone'"), speaking("en", "stone"):  # type: ignore[arg-type]
        raise AssertionError("was let in")


def test_a_weighed_bar_is_converted_with_its_uncertainty(good_history: tuple[LiftAnalysis, ...]) -> None:
    document = good_history[-1].document
    bar, sigma = value(document, "bar_mass_measured"), document["metrics"]["bar_mass_measured"]["uncertainty"]
    assert bar is not None
    with speaking("en", "lb"):
        number, half = (BAR.in_units().large(document) or "").removesuffix("\u00a0lb").split("\u00a0±\u00a0")
        assert any("\u00a0lb, entered " in fact and fact.endswith("\u00a0lb") for fact in data_quality(document).facts)
    assert float(number) == pytest.approx(bar / POUND_KG, abs=0.06)
    assert float(half) == pytest.approx(1.96 * sigma / POUND_KG, rel=0.1)


def test_a_comparison_that_is_missing_asks_for_lifts_in_pounds(good_history: tuple[LiftAnalysis, ...]) -> None:
    document = good_history[-1].document
    found: list[dict[str, object]] = [{"code": "few_comparable", "strength": "clear", "because": [], "against": None}]
    alone = {**document, "findings": found}
    with speaking("en", "lb"):
        said = verdict(alone, compare(alone, (), ()))
    assert "(snatch at 195–215\u00a0lb)" in said.evidence


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "body mass 176.8 lb on the plates, 178.6 lb by the weigh-in"),
        ("de", "Körpermasse 176,8 lb auf den Platten, 178,6 lb beim Wiegen"),
        ("es", "masa corporal 176,8 lb en las plataformas, 178,6 lb en el pesaje"),
    ],
)
def test_masses_inside_a_remark_of_the_analysis_are_said_in_pounds(language: str, said: str) -> None:
    message = "body mass 80.2 kg on the plates, 81.0 kg by the weigh-in"
    with speaking(language, "lb"):
        assert told(message) == said
    assert told(message) == message
