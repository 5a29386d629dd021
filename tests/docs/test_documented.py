"""Whatever has a name for people stands in the docs: commands, metrics, events, codes, findings, errors, settings."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main

from acquisition import errors
from service.cli import app

PAGES = ("commands", "metrics", "quality", "findings", "errors", "settings", "rig")


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, str]:
    """The reference pages by name."""
    return {name: (root / "docs" / f"{name}.md").read_text() for name in PAGES}


def walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command that does something, with what people type."""
    children = getattr(command, "commands", None)
    if children is None:
        yield path, command
    else:
        for name, child in children.items():
            yield from walk(child, f"{path} {name}")


COMMANDS = dict(walk(typer.main.get_command(app), "legdrive"))


def test_all_commands_are_looked_at() -> None:
    assert {"legdrive demo", "legdrive analyze", "legdrive recording salvage", "legdrive simulate lift"} <= set(
        COMMANDS
    )


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_and_its_options_are_documented(path: str, pages: dict[str, str]) -> None:
    section = re.search(rf"^## `{re.escape(path)}`\n(.*?)(?=^## |\Z)", pages["commands"], re.M | re.S)
    assert section, f"docs/commands.md has no section '## `{path}`'"
    command = COMMANDS[path]
    assert command.help, f"{path} has no help"
    for parameter in command.params:
        if parameter.param_type_name == "option" and parameter.name != "help":
            assert parameter.help, f"{path} {parameter.opts} has no help"
            assert any(f"`{name}" in section[1] for name in parameter.opts), (
                f"{path} {parameter.opts} is not in docs/commands.md"
            )


def schema(root: Path) -> dict[str, object]:
    """The document's JSON Schema."""
    found: dict[str, object] = json.loads((root / "processing" / "lift.schema.json").read_text())
    return found


def test_every_event_and_metric_is_documented(root: Path, pages: dict[str, str]) -> None:
    from processing.document import EVENT_KEYS, METRIC_UNITS

    missing = [key for key in (*EVENT_KEYS, *METRIC_UNITS) if f"`{key}`" not in pages["metrics"]]
    assert not missing


def test_every_quality_code_is_documented(pages: dict[str, str]) -> None:
    from processing.quality import CODES

    assert [code for code in CODES if f"`{code}`" not in pages["quality"]] == []


def test_every_finding_is_documented(pages: dict[str, str]) -> None:
    from processing.findings import CODES

    assert [code for code in CODES if f"`{code}`" not in pages["findings"]] == []


def test_every_error_is_documented(pages: dict[str, str]) -> None:
    tree = [
        name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.LegdriveError)
    ]
    assert len(tree) > 10
    assert [name for name in tree if f"`{name}`" not in pages["errors"]] == []


def test_every_limit_is_documented(pages: dict[str, str]) -> None:
    from processing.methods import LIMITS

    assert [name for name in LIMITS if f"`{name}`" not in pages["settings"]] == []


def test_every_rig_key_is_documented(pages: dict[str, str]) -> None:
    from acquisition.rig import Rig

    def keys(node: object) -> Iterator[str]:
        if isinstance(node, dict):
            yield from node.get("properties", {})
            for child in node.values():
                yield from keys(child)

    assert [key for key in set(keys(Rig.model_json_schema())) if f"`{key}`" not in pages["rig"]] == []
