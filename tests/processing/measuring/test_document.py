"""Every document obeys its schema, names every null, and holds nothing but numbers that exist."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from processing.document import EVENT_KEYS, EVIDENCE, METRIC_UNITS, number
from processing.methods import LIMITS, digest, parameters
from processing.options import KINDS
from processing.quality import CODES, SEVERITIES
from processing.result import Document
from sim_data.lifter import SimulatedLift

CASES: tuple[dict[str, Any], ...] = (
    {"kind": "snatch"},
    {"kind": "clean", "fault": "stuck"},
    {"kind": "snatch", "fault": "early_cut"},
    {"kind": "clean", "fault": "foot_off_plate"},
    {"kind": "power_clean", "set_up": "on-plates"},
    {"kind": "snatch", "missed": True},
    {"kind": "hang_snatch", "fault": "notch"},
    {"kind": "power_position_clean"},
    {"kind": "block_power_snatch", "fault": "asymmetric", "rate_hz": 2000.0},
    {"kind": "clean_pull"},
)


@pytest.fixture(scope="module")
def schema(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((root / "processing" / "lift.schema.json").read_text())
    return found


@pytest.fixture(scope="module")
def documents(lift: Callable[..., SimulatedLift], analysed: Callable[..., Document]) -> list[Document]:
    made = [analysed(lift(**case)) for case in CASES]
    made.append(analysed(lift(missed=True), bar_mass_kg=None))
    made.append(analysed(lift(), kind="squat_jump"))
    made.append(analysed(lift(), kind=None))
    made.append(analysed(lift(), lambda forces: forces.span(0, 3000)))
    return made


def test_the_schema_is_a_schema_and_lists_every_key(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    properties = schema["properties"]
    assert list(properties["events"]["properties"]) == list(EVENT_KEYS) == properties["cop"]["required"]
    assert properties["metrics"]["required"] == list(METRIC_UNITS)
    for key, unit in METRIC_UNITS.items():
        assert properties["metrics"]["properties"][key]["anyOf"][0]["allOf"][1]["properties"]["unit"]["const"] == unit
    assert properties["lift"]["properties"]["kind"]["enum"] == list(KINDS)


def test_every_document_obeys_the_schema(schema: dict[str, Any], documents: list[Document]) -> None:
    validator = jsonschema.Draft202012Validator(schema)
    for document in documents:
        text = json.dumps(document, allow_nan=False)
        validator.validate(json.loads(text))


def test_every_null_is_named_with_its_reason(documents: list[Document]) -> None:
    for document in documents:
        about = {key for entry in document["quality"] for key in entry["about"]}
        nulls = [f"{t}.{key}" for t in ("events", "metrics") for key, value in document[t].items() if value is None]
        assert [key for key in nulls if key not in about] == []
        for event, places in document["cop"].items():
            if places is not None:
                gone = [f"cop.{event}.{key}" for key, place in places.items() if place is None]
                assert [key for key in gone if key not in about] == []


def test_every_remark_has_a_known_code_and_the_worst_come_first(documents: list[Document]) -> None:
    order = ["error", "warning", "info"]
    for document in documents:
        assert {entry["code"] for entry in document["quality"]} <= set(CODES)
        ranks = [order.index(entry["severity"]) for entry in document["quality"]]
        assert ranks == sorted(ranks)
    assert set(SEVERITIES) <= set(CODES)


def test_events_come_in_the_order_of_the_lift(documents: list[Document]) -> None:
    order = ("quiet", "tension_onset", "separation", "peak_1", "unweighting_start", "trough", "drive_start", "peak_2")
    for document in documents:
        events = document["events"]
        times = [events[key]["time_s"] for key in (*order, "drive_end", "bottom", "hold_start") if events[key]]
        assert times == sorted(times)


def test_an_assumed_kind_is_said(documents: list[Document]) -> None:
    assumed = [document for document in documents if document["lift"]["kind_assumed"]]
    assert len(assumed) == 1
    assert assumed[0]["lift"]["kind"] == "snatch"
    assert any(entry["code"] == "kind_assumed" for entry in assumed[0]["quality"])


def test_the_same_forces_give_the_same_document(
    lift: Callable[..., SimulatedLift], analysed: Callable[..., Document]
) -> None:
    one, again = (json.dumps(analysed(lift()), sort_keys=True) for _ in range(2))
    assert one == again


def test_every_metric_has_evidence_and_every_limit_a_reason() -> None:
    assert set(EVIDENCE) == set(METRIC_UNITS)
    assert set(EVIDENCE.values()) == {"L", "M", "C"}
    assert all(limit.why and limit.unit for limit in LIMITS.values())
    assert parameters().keys() == LIMITS.keys()
    assert len(digest()) == 64


def test_the_table_of_limits_in_the_docs_is_the_one_in_use(root: Path) -> None:
    page = (root / "docs" / "settings.md").read_text()
    rows = [f"| `{name}` | {limit.value:g} | {limit.unit} | {limit.why} |" for name, limit in LIMITS.items()]
    assert [row for row in rows if row not in page] == []


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_nan_and_infinity_never_reach_a_document(bad: float) -> None:
    with pytest.raises(ValueError, match="in a document"):
        number(bad)
