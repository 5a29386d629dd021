"""The named numbers of the modules that find, measure and judge lifts: what the digest of the methods covers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any

MODULES: tuple[str, ...] = (
    "analysis", "balance", "catch_uncertainty", "choosing", "contact", "cop", "crossing", "decimation", "detect",
    "detect_body", "detect_limits", "detect_rests", "detect_stay", "document", "doubts", "drift", "ending", "feet",
    "filters", "findings", "findings_patterns", "findings_rules", "foot_frame", "history", "holds", "jump_find",
    "measuring", "miss", "options", "percentiles", "phase_table", "phases", "priors", "remarks", "shape",
    "transfer", "uncertainty", "weighing", "wrench", "wrench_stream",
)  # fmt: skip
"""Modules of :mod:`processing` whose named numbers decide what a document says; a lift needs all of them anyway."""
OF_THE_MACHINE = ("detect_stay.NO_LENGTH",)
"""What stands for "none" and is as large as the machine's integers."""


@cache
def named_numbers() -> Mapping[str, str]:
    """Every public constant that holds a number, as JSON by ``module.NAME``; read once a process."""
    found: dict[str, str] = {}
    tables: dict[int, str] = {}  # many modules name the same one
    for module in MODULES:
        for name, value in vars(import_module(f"processing.{module}")).items():
            if not name.isupper() or name.startswith("_") or isinstance(value, str):
                continue
            if id(value) not in tables:
                told, counts = plain(value)
                tables[id(value)] = json.dumps(told, sort_keys=True) if counts else ""
            if tables[id(value)]:
                found[f"{module}.{name}"] = tables[id(value)]
    return MappingProxyType({name: told for name, told in found.items() if name not in OF_THE_MACHINE})


def plain(value: object) -> tuple[Any, bool]:
    """A constant as JSON can write it, and whether a number is in it.

    Equal constants give equal values whatever the order of a mapping; what is neither number, text nor made of them
    gives its type's name.
    """
    if isinstance(value, (str, bool)) or value is None:
        return value, False
    if isinstance(value, (int, float)):
        return value, True
    if isinstance(value, timedelta):
        return value.total_seconds(), True
    if isinstance(value, Mapping):
        return _all({str(key): each for key, each in value.items()})
    if is_dataclass(value) and not isinstance(value, type):
        return _all({field.name: getattr(value, field.name) for field in fields(value)})
    if isinstance(value, (tuple, list)):
        return _all({str(place): each for place, each in enumerate(value)})
    return type(value).__name__, False


def _all(parts: Mapping[str, object]) -> tuple[dict[str, Any], bool]:
    told = {key: plain(each) for key, each in parts.items()}
    return {key: each for key, (each, _) in told.items()}, any(counts for _, counts in told.values())
