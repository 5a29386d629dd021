"""``legdrive account`` and ``legdrive athlete`` as they are typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from service.cli import app
from service.commands import account


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """SQLite alone: what lies below the commands is tried on both databases elsewhere."""
    return f"sqlite:///{tmp_path}/legdrive.db"


@pytest.fixture
def lab_toml(house: Any, store_url: str) -> Path:
    path: Path = house.folder / "lab.toml"
    path.write_text(f'[store]\nurl = "{store_url}"\n[privacy]\nkeep_days = 36500\n')
    return path


def run(lab_toml: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--lab", str(lab_toml)])


def test_an_account_is_made_listed_and_closed(lab_toml: Path) -> None:
    secret = lab_toml.with_name("secret")
    secret.write_text("a long password\n")
    new = ("dee@example.org", "--name", "Dee", "--role", "technician", "--password-file", str(secret))
    assert run(lab_toml, "account", "add", *new).output == "dee@example.org: technician\n"
    assert run(lab_toml, "account", "add", *new).exit_code == 1
    secret.write_text("8362")
    assert run(lab_toml, "account", "pin", "dee@example.org", "--pin-file", str(secret)).exit_code == 0
    assert (
        "dee@example.org                  technician  Dee                      with PIN"
        in run(lab_toml, "account", "list").output.splitlines()
    )
    listed = json.loads(run(lab_toml, "account", "list", "--json", "-").output)
    assert listed["schema"] == "legdrive/accounts/1"
    [dee] = [each for each in listed["accounts"] if each["email"] == "dee@example.org"]
    assert (dee["name"], dee["role"], dee["pin"], dee["disabled_at"]) == ("Dee", "technician", True, None)
    assert not [key for key in dee if "hash" in key]
    secret.write_text("short")
    refused = run(lab_toml, "account", "password", "dee@example.org", "--password-file", str(secret))
    assert (refused.exit_code, "take at least 10" in refused.output) == (1, True)
    assert run(lab_toml, "account", "pin", "dee@example.org", "--remove").exit_code == 0
    assert run(lab_toml, "account", "disable", "dee@example.org").exit_code == 0
    assert "disabled" in run(lab_toml, "account", "list").output


def test_a_password_is_typed_twice_and_only_at_a_terminal(lab_toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = run(lab_toml, "account", "password", "coach@example.org")
    assert (told.exit_code, told.output) == (
        1, "legdrive: Password: there is no terminal to type it at; give --password-file FILE\n"
    )  # fmt: skip
    typed = iter(["a long password", "another one there", "a long password", "a long password"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    with pytest.raises(Exception, match="the two differ"):
        account.typed("Password", None)
    assert account.typed("Password", None) == "a long password"


def test_athletes_are_imported_or_every_fault_is_told(lab_toml: Path) -> None:
    path = lab_toml.with_name("athletes.csv")
    path.write_text("code,name\nC3,Cy\nC 4,Di\n")
    told = run(lab_toml, "athlete", "import", str(path))
    assert told.exit_code == 1
    assert "athletes.csv: line 3: code: 'C 4' is no code: a code has letters, digits" in told.output
    path.write_text("code,name\nC3,Cy\n")
    assert run(lab_toml, "athlete", "import", str(path)).output.endswith("1 new athletes, 0 known ones\n")
    assert run(lab_toml, "athlete", "import", str(path)).output.endswith("0 new athletes, 1 known ones\n")


def test_erasing_takes_two_steps(house: Any, lab_toml: Path) -> None:
    content = house.recording.read_bytes()
    told = run(lab_toml, "athlete", "erase", "A1")
    assert told.output.endswith("Nothing was erased. Give --yes to do it; it cannot be undone.\n")
    assert house.recording.read_bytes() == content
    done = run(lab_toml, "athlete", "erase", "A1", "--yes")
    assert "handed out by mail to coach@example.org" in done.output
    assert house.recording.read_bytes() != content
    assert '"A1"' in (house.folder / "erased.json").read_text()
    assert run(lab_toml, "athlete", "erase").exit_code == 2
    assert run(lab_toml, "athlete", "erase", "--from", str(house.folder / "erased.json"), "--yes").exit_code == 0
    assert run(lab_toml, "athlete", "erase", "nobody").exit_code == 1


def test_an_export_is_written(lab_toml: Path, tmp_path: Path) -> None:
    told = run(lab_toml, "athlete", "export", "A1", "--out", str(tmp_path / "out"))
    assert (told.exit_code, told.output) == (0, f"{tmp_path / 'out' / 'index.json'}: everything of A1\n")


def test_retaining_is_a_dry_run_until_it_is_confirmed(house: Any, lab_toml: Path) -> None:
    assert run(lab_toml, "athlete", "retain").output == "Nothing is older.\n"
    lab_toml.write_text(lab_toml.read_text().replace("keep_days = 36500", ""))
    assert run(lab_toml, "athlete", "retain").exit_code == 2


def test_a_token_is_shown_once_and_can_be_taken_back(lab_toml: Path) -> None:
    new = ("coach@example.org", "--name", "season", "--scope", "read:lifts", "--scope", "read:reports")
    secret = run(lab_toml, "account", "token", "add", *new).output
    assert secret.startswith("legdrive_")
    listed = run(lab_toml, "account", "token", "list", "coach@example.org").output
    assert listed == "season                   never used       read:lifts read:reports\n"
    assert run(lab_toml, "account", "token", "revoke", "coach@example.org", "--name", "season").exit_code == 0
    assert run(lab_toml, "account", "token", "list", "coach@example.org").output.endswith("revoked\n")
    assert run(lab_toml, "account", "token", "revoke", "coach@example.org", "--name", "season").exit_code == 1
    assert run(lab_toml, "account", "token", "add", *new[:-1], "read:all").exit_code == 1


def test_a_store_from_which_an_athlete_was_erased_is_sound(house: Any, lab_toml: Path) -> None:
    assert run(lab_toml, "athlete", "erase", "A1", "--yes").exit_code == 0
    assert run(lab_toml, "athlete", "erase", "B2", "--yes").exit_code == 0
    checked = run(lab_toml, "store", "check")
    assert checked.exit_code == 0, checked.output
    listed = CliRunner().invoke(app, ["lifts", str(house.recording)])
    assert "no lifts found" in listed.output


def test_the_words_are_gone_from_the_databases_files_too(house: Any, lab_toml: Path) -> None:
    assert run(lab_toml, "athlete", "erase", "A1", "--yes").exit_code == 0
    files = [Path(house.store.engine.url.database + ending) for ending in ("", "-wal")]
    content = b"".join(path.read_bytes() for path in files if path.exists())
    assert b"B2 felt good" in content
    for words in (b"Ana Example", b"A1 felt good", b"A1: push longer"):
        assert words not in content
