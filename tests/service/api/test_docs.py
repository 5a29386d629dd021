"""The page about the API: its programs run against a served laboratory, its lists are whole."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pandas as pd
import pytest

from service.people.tokens import SCOPES

if TYPE_CHECKING:
    from tests.service.api.conftest import MadeLab

BLOCK = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
ADDRESS = "http://127.0.0.1:8765"


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """One database is enough for the page."""
    return f"sqlite:///{tmp_path}/legdrive.db"


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "api.md").read_text(encoding="utf-8")


def run(program: str, api: httpx.Client) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(program.replace(ADDRESS, str(api.base_url).rstrip("/")), names)
    return names


def test_five_lines_get_a_season_into_a_data_frame(
    page: str, made: MadeLab, api: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "token.txt").write_text(made.tokens["coach"] + "\n")
    program = BLOCK.findall(page)[0]
    assert len(program.split("\n\n", 1)[1].splitlines()) <= 5
    lifts = run(program, api)["lifts"]
    assert isinstance(lifts, pd.DataFrame)
    assert list(lifts["load_kg"]) == [91.0, 92.0, 93.0]
    assert set(lifts["lift_id"]) >= {made.own["lift"]}


def test_the_program_that_keeps_a_copy_gets_everything_once_then_what_changed(
    page: str, made: MadeLab, api: httpx.Client
) -> None:
    changed = run(BLOCK.findall(page)[1], api)["changed"]
    api.headers.update(made.key("technician"))
    rows, since = changed(api, "lifts", "2000-01-01T00:00:00Z")
    assert [row["load_kg"] for row in rows] == [91.0, 92.0, 93.0]
    correct_load = run(BLOCK.findall(page)[2], api)["correct_load"]
    assert correct_load(api, made.own["lift"], 97.0)["version"] == 2
    again, _ = changed(api, "lifts", since)
    assert {"load_kg": 97.0, "version": 2}.items() <= again[-1].items()


def test_every_scope_stands_on_the_page(page: str) -> None:
    assert all(f"`{scope}`" in page for scope in SCOPES)
