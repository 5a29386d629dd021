"""A database that refuses or is away: one line for people, and work goes on when it is back."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError, NoResultFound, OperationalError, SQLAlchemyError

from service.jobs.runner import JobRunner
from service.session.kept import KeptState
from service.settings import LabSettings
from service.store.errors import StoreError
from service.store.trouble import Trouble, one_line

if TYPE_CHECKING:
    from tests.service.store.conftest import Room

RunLegdrive = Callable[..., "subprocess.CompletedProcess[str]"]


def away(reason: str = "the server closed the connection\nunexpectedly") -> OperationalError:
    return OperationalError("SELECT 1", {}, Exception(reason))


def test_trouble_is_told_once_and_that_it_is_over_too(capsys: pytest.CaptureFixture[str]) -> None:
    trouble = Trouble("jobs")
    trouble.over()
    for reason in ("closed", "closed", "refused"):
        trouble.tell(away(reason))
    trouble.over()
    trouble.over()
    assert capsys.readouterr().err.splitlines() == [
        "legdrive: jobs: the store cannot be used (closed); tried again until it can",
        "legdrive: jobs: the store can be used again",
    ]


@pytest.mark.parametrize("defect", [ValueError("a defect"), IntegrityError("x", {}, Exception("a defect"))])
def test_a_defect_is_told_whole(capsys: pytest.CaptureFixture[str], defect: Exception) -> None:
    Trouble("jobs").tell(defect)
    told = capsys.readouterr().err
    assert type(defect).__name__ in told
    assert "a defect" in told
    if isinstance(defect, SQLAlchemyError):
        with pytest.raises(IntegrityError), one_line("sqlite:///lab.db"):
            raise defect


def test_what_the_database_says_becomes_one_line() -> None:
    with pytest.raises(StoreError) as caught, one_line("sqlite:///lab.db"):
        raise away()
    assert caught.value.line == (
        "sqlite:///lab.db: cannot be used (the server closed the connection); "
        "see whether the disk is full or the database is away"
    )


def test_a_queue_that_cannot_be_looked_at_says_so_instead_of_failing(
    filled: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = JobRunner(filled.store, filled.folder)

    def refuse() -> None:
        raise away("the database is away")

    monkeypatch.setattr(filled.store, "reading", refuse)
    assert runner.snapshot().words == "the store cannot be used (the database is away)"


def test_what_happened_is_shown_also_where_it_cannot_be_written(filled: Room) -> None:
    """The session's row is not there: writing fails, as it does on a full disk."""
    kept = KeptState(filled.store, LabSettings(), None, lambda: 0.0)
    with pytest.raises(NoResultFound):
        kept._happen_or_show(lambda state: state.saying("written or not"))
    assert kept.state.message == "written or not"


@pytest.mark.parametrize("command", ["check", "backup"])
def test_looking_at_a_store_that_is_not_there_makes_none(legdrive: RunLegdrive, tmp_path: Path, command: str) -> None:
    (tmp_path / "lab.toml").write_text("", encoding="utf-8")
    done = legdrive("store", command, *(["a.zip"] if command == "backup" else []), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert "there is no store; begin one with `legdrive serve` or `import`, or name another lab.toml" in line
    assert [path.name for path in tmp_path.iterdir()] == ["lab.toml"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full disk to try")
def test_a_backup_onto_a_full_disk_is_one_line(filled: Room, legdrive: RunLegdrive, tmp_path: Path) -> None:
    done = legdrive("store", "backup", "/dev/full/a.zip", "--lab", filled.lab_file, cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert os.listdir(filled.folder)
