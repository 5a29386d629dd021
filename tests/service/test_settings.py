"""Settings of a laboratory: the file, the environment over it, and one clear line for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from acquisition.errors import FileError, UnreadableFile
from service.settings import LabSettings, read_settings


@pytest.fixture(autouse=True)
def _nothing_around(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "here" / "lab.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_everything_lies_in_the_users_own_folder() -> None:
    settings = read_settings()
    assert settings.folder.name == "legdrive"
    assert settings.store_url == f"sqlite:///{settings.folder}/legdrive.db"
    assert (settings.web.host, settings.live_share_shown, settings.mail.host) == ("127.0.0.1", False, "")


def test_paths_count_from_the_files_own_folder(tmp_path: Path) -> None:
    path = written(tmp_path, '[lab]\nname = "Club"\nutc_offset = "+01:00"\n[paths]\nrig = "rig.toml"\n')
    settings = read_settings(path)
    assert settings.folder == path.parent
    assert settings.rig == path.parent / "rig.toml"
    assert (settings.lab_name, settings.utc_offset) == ("Club", "+01:00")


def test_the_file_of_the_working_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "lab.toml").write_text('[lab]\nname = "Here"\n', encoding="utf-8")
    assert read_settings().lab_name == "Here"


def test_the_environment_comes_before_the_file_setting_by_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, '[web]\nport = 9000\nhost = "127.0.0.1"\nnames = ["lab"]\n')
    monkeypatch.setenv("LEGDRIVE_WEB__PORT", "9001")
    monkeypatch.setenv("LEGDRIVE_STORE__URL", "postgresql://h/x")
    settings = read_settings(path)
    assert (settings.web.port, settings.web.names) == (9001, ("lab",))
    assert settings.store_url == "postgresql://h/x"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[web]\nport = 70000\n", "web.port: "),
        ("[web]\ncolour = 1\n", "web.colour: "),
        ("[weather]\nrain = 1\n", r"\[weather\] is no table of ours"),
        ("[web\n", "is no TOML"),
        ('[lab]\nutc_offset = "CET"\n', "lab.utc_offset: "),
    ],
)
def test_what_cannot_be_is_named_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UnreadableFile, match=told) as caught:
        read_settings(path)
    assert caught.value.line.startswith(str(path))
    assert "\n" not in caught.value.line


@pytest.mark.parametrize("with_file", [True, False])
@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("LEGDRIVE_MAIL__GRACE_S", "soon", "mail.grace_s: "),
        ("LEGDRIVE_SESSION__AUTO_SEND", "all", "session.auto_send: "),
        ("LEGDRIVE_WEB__COLOUR", "1", "web.colour: "),
        ("legdrive_web__port", "x", "web.port: "),
        ("LEGDRIVE_MAIL", "{", "is no JSON"),
        ("LEGDRIVE_WEB__NAMES", "lab", "is no JSON"),
    ],
)
def test_a_variable_that_cannot_be_is_named_and_not_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, told: str, with_file: bool
) -> None:
    path = written(tmp_path, '[lab]\nname = "Club"\n') if with_file else None
    monkeypatch.setenv(variable, value)
    with pytest.raises(UnreadableFile, match=told) as caught:
        read_settings(path)
    assert caught.value.line.startswith(f"{variable}: ")
    assert "unset it" in caught.value.line


def test_a_fault_of_the_file_is_the_files_whatever_else_the_environment_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGDRIVE_WEB__HOST", "127.0.0.1")
    path = written(tmp_path, "[web]\nport = 70000\n")
    with pytest.raises(UnreadableFile) as caught:
        read_settings(path)
    assert caught.value.line.startswith(f"{path}: web.port: ")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no such file"):
        read_settings(tmp_path / "none.toml")


def test_every_table_and_key_is_documented(root: Path) -> None:
    text = (root / "docs" / "settings.md").read_text(encoding="utf-8")
    for table, section in LabSettings.model_fields.items():
        assert f"`[{table}]`" in text
        keys = type(section.default).model_fields
        assert keys
        assert [key for key in keys if f"`{key}`" not in text] == []
