"""``legdrive store``, ``import`` and ``lift`` as they are typed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update
from typer.testing import CliRunner

from service.cli import app
from service.lab_store import own_lab
from service.people.erase_list import NAME
from service.people.erasing import erase_athlete
from service.settings import read_settings
from service.store.check import check_store
from service.store.engine import Store, open_store
from service.store.importing import import_folder
from service.store.tables import Analysis, Athlete, Lift

RunLegdrive = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a ``lab.toml`` that names no store: a file of SQLite lies beside it."""
    folder = tmp_path / "lab"
    folder.mkdir()
    (folder / "lab.toml").write_text('[lab]\nname = "Lab North"\nutc_offset = "+01:00"\n', encoding="utf-8")
    return folder


@pytest.fixture
def run(legdrive: RunLegdrive, home: Path) -> RunLegdrive:
    """Run a command in the laboratory's folder."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return legdrive(*arguments, cwd=home)

    return run


def store_of(home: Path) -> Store:
    return open_store(f"sqlite:///{home}/legdrive.db")


def test_captures_are_imported_listed_shown_and_measured_again(run: RunLegdrive, home: Path, captures: Path) -> None:
    imported = run("import", captures)
    assert (imported.returncode, imported.stderr) == (0, "")
    assert imported.stdout == f"{captures}/2026-11-22-a.mcap: 1 lifts, 1 analyses\n"
    rows = run("lift", "list", "--athlete", "A7F3")
    assert (rows.returncode, rows.stderr) == (0, "")
    [row] = rows.stdout.splitlines()
    end = row.split()[0]
    told = json.loads(run("lift", "list", "--json", "-").stdout)
    [listed] = told["lifts"]
    assert told["schema"] == "legdrive/stored-lifts/1"
    assert listed["id"].endswith(end)
    assert (listed["athlete"], listed["load_kg"], listed["outcome"], listed["deleted"]) == ("A7F3", 80.0, "made", False)
    assert (listed["finding"], listed["at"][:10], listed["at"][-6:]) == ("few_comparable", "2023-11-14", "+01:00")
    nothing = run("lift", "list", "--athlete", "B2", "--json", "none.json")
    assert (nothing.returncode, nothing.stdout) == (3, "")
    assert json.loads((home / "none.json").read_text())["lifts"] == []
    shown = run("lift", "show", end)
    assert "analysis   v1" in shown.stdout
    printed = run("lift", "show", end, "--json", "-")
    assert json.loads(printed.stdout)["schema"] == "legdrive/lift/1"
    store = store_of(home)
    with store.transaction() as orm:
        orm.execute(update(Lift).values(load_kg=90.0))
    redone = run("lift", "redo", end, "--why", "wrong load")
    assert redone.stdout.startswith("Version 2 now stands beside version 1; nothing was sent.\n")
    with store.reading() as orm:
        assert orm.scalars(select(Analysis.why).order_by(Analysis.version)).all() == ["imported", "wrong load"]
    store.close()


@pytest.mark.parametrize(
    ("typed", "status", "told"),
    [
        (("lift", "list"), 3, ""),
        (("lift", "list", "--day", "yesterday"), 2, "'yesterday' is no day"),
        (("lift", "show", "nothing"), 2, "is no lift of this store"),
        (("import", "none"), 1, "no such file or folder"),
        (("import", "."), 2, "holds no recording"),
        (("store", "restore", "none.zip"), 1, "none.zip"),
        (("store", "check", "--lab", "none.toml"), 1, "none.toml: no such file"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...], status: int, told: str
) -> None:
    monkeypatch.chdir(home)
    done = CliRunner().invoke(app, typed)
    assert done.exit_code == status
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == (1 if told else 0)
    assert done.stdout == ""


def test_a_store_is_migrated_checked_and_its_faults_are_printed_with_exit_1(run: RunLegdrive, home: Path) -> None:
    migrated = run("store", "migrate")
    assert migrated.stdout.splitlines() == [f"sqlite:///{home}/legdrive.db: now has the tables 0001"]
    assert run("store", "check").stdout == f"sqlite:///{home}/legdrive.db: sound\n"
    (home / "reports").mkdir()
    (home / "reports" / "a.pdf").write_bytes(b"")
    checked = run("store", "check")
    assert checked.returncode == 1
    assert checked.stdout == "reports/a.pdf: the store does not know this file; it belongs to no lift; move it away\n"


def test_who_was_erased_since_the_backup_is_erased_again_when_it_is_restored(
    run: RunLegdrive, home: Path, captures: Path, tmp_path: Path
) -> None:
    store = store_of(home)
    lab = store.run(lambda orm: own_lab(orm, read_settings(home / "lab.toml")))
    assert [each.lifts for each in import_folder(store, home, lab, captures)] == [1]
    with store.transaction() as orm:
        orm.execute(update(Athlete).values(name="Æsa Ünal"))
    made = run("store", "backup", tmp_path / "a.zip", "--with-recordings")
    assert made.stdout.endswith(" rows, 1 files\n")
    refused = run("store", "restore", tmp_path / "a.zip")
    assert refused.returncode == 1
    assert "is not empty; restore into a new place" in refused.stderr
    erase_athlete(store, lab, home, "A7F3", datetime.now(UTC))
    store.close()
    new = tmp_path / "new"
    new.mkdir()
    (new / "lab.toml").write_text("", encoding="utf-8")
    listed = {"schema": "legdrive/erased/1", "athletes": ["A7F3", "B2"]}
    (new / NAME).write_text(json.dumps(listed), encoding="utf-8")
    restored = run("store", "restore", tmp_path / "a.zip", "--lab", new / "lab.toml")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert restored.stdout.splitlines()[-1] == "A7F3: erased again"
    again = store_of(new)
    with again.reading() as orm:
        athlete = orm.scalars(select(Athlete)).one()
        assert (athlete.name, athlete.erased_at is not None) == ("", True)
        assert orm.scalars(select(Analysis)).all() == []
    assert list(check_store(again, new)) == []
    again.close()
