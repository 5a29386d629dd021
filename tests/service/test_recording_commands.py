"""``legdrive recording``: what people read, and how it ends."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

Run = Callable[..., "CompletedProcess[str]"]


@pytest.fixture
def recording(root: Path, tmp_path: Path) -> Path:
    """A copy of the kept recording: 130 samples."""
    return Path(shutil.copy(root / "tests" / "acquisition" / "data" / "recording-1.mcap", tmp_path / "old.mcap"))


def test_info_says_what_is_in_it(legdrive: Run, recording: Path) -> None:
    outcome = legdrive("recording", "info", recording)
    assert outcome.returncode == 0
    for words in ("Example laboratory (SIMULATED)", "2023-11-14 23:13:20 +01:00", "130 samples at 1000 Hz", "1 tare"):
        assert words in outcome.stdout
    assert outcome.stderr == ""


def test_verify_of_a_whole_one_ends_with_0(legdrive: Run, recording: Path) -> None:
    outcome = legdrive("recording", "verify", recording)
    assert (outcome.returncode, outcome.stderr) == (0, "")
    assert outcome.stdout == f"{recording}: whole, 130 samples in 3 blocks\n"


def test_a_torn_one_is_named_and_salvaged(legdrive: Run, recording: Path, tmp_path: Path) -> None:
    recording.write_bytes(recording.read_bytes()[:-100])
    before = recording.read_bytes()
    outcome = legdrive("recording", "verify", recording)
    assert outcome.returncode == 1
    assert "not ended properly; its last whole block ends at sample 130" in outcome.stdout
    assert outcome.stderr.count("\n") == 1
    saved = legdrive("recording", "salvage", recording, "--out", tmp_path / "saved.mcap")
    assert saved.returncode == 0
    assert saved.stdout == f"{tmp_path / 'saved.mcap'}\n"
    assert "Kept 130 samples" in saved.stderr
    assert recording.read_bytes() == before
    again = legdrive("recording", "salvage", recording, "--out", tmp_path / "saved.mcap")
    assert again.returncode == 1
    assert "File exists" in again.stderr


@pytest.mark.parametrize("command", ["info", "verify", "salvage"])
@pytest.mark.parametrize("content", [None, b"", b"rubbish", b"\x89MCAP0\r\nrubbish and more of it"])
def test_bad_input_is_one_line(legdrive: Run, tmp_path: Path, command: str, content: bytes | None) -> None:
    path = tmp_path / "file.mcap"
    if content is not None:
        path.write_bytes(content)
    outcome = legdrive("recording", command, path, *(("--out", tmp_path / "o.mcap") if command == "salvage" else ()))
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(f"legdrive: {path}: ")
    assert (outcome.stderr.count("\n"), outcome.stdout) == (1, "")
    assert not (tmp_path / "o.mcap").exists()
