"""``legdrive report lift`` and ``report verify``: names, versions, many files, languages, honest and edited files."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from command_line import Told, run_here

from acquisition.interchange.open_file import read_file
from reports.details import Revision
from service.report_names import write_new, write_next_version
from service.report_versions import told_by

Run = Callable[..., Told]
LABELS = ("--lift", "snatch", "--bar-mass", "100")


@pytest.fixture(scope="module")
def legdrive() -> Run:
    """The command line in this process: what is tried here needs no other one."""

    return run_here


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, legdrive: Run) -> Path:
    """Two snatches as C3D."""
    place = tmp_path_factory.mktemp("report")
    for seed in ("1", "2"):
        told = legdrive("simulate", "lift", "--seed", seed, "--load", "100", "--out", place / f"snatch{seed}.c3d")
        assert told.returncode == 0, told.stderr
    return place


@pytest.fixture(scope="module")
def written(folder: Path, legdrive: Run) -> Path:
    """The report of the first one."""
    path = folder / "one.pdf"
    told = legdrive("report", "lift", folder / "snatch1.c3d", *LABELS, "--out", path, "--athlete-name", "A. Example")
    assert (told.returncode, told.stdout) == (0, f"{path}\n"), told.stderr
    return path


def test_a_report_has_two_pages_and_carries_what_it_was_made_from(written: Path) -> None:
    with pikepdf.open(written) as pdf:
        assert len(pdf.pages) == 2
        assert set(pdf.attachments) == {"lift.json", "page.json", "plates.json", "samples.parquet"}
        assert "A. Example" in str(pdf.docinfo.Title)


def test_an_honest_report_is_verified(written: Path, legdrive: Run) -> None:
    told = legdrive("report", "verify", written)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"{written}: equal: ")


def test_an_edited_report_is_not(written: Path, legdrive: Run, tmp_path: Path) -> None:
    path = tmp_path / "edited.pdf"
    with pikepdf.open(written) as pdf:
        stream = pdf.pages[0].Contents
        content = stream.read_bytes()
        assert b"(A. Example" in content
        stream.write(content.replace(b"(A. Example", b"(B. Example"))
        pdf.save(path)
    told = legdrive("report", "verify", path)
    assert (told.returncode, told.stderr) == (1, "")
    assert "the file shows “B. Example”; the numbers give “A. Example”" in told.stdout
    assert told.stdout.count("\n") == 1


def test_a_foreign_file_and_a_missing_one_give_one_line(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(foreign)
    for path, words in ((foreign, "is no report of Legdrive"), (tmp_path / "no.pdf", "No such file")):
        told = legdrive("report", "verify", path)
        assert (told.returncode, told.stdout) == (1, "")
        assert words in told.stderr
        assert told.stderr.count("\n") == 1


def test_a_second_report_gets_the_next_version_and_the_first_one_stays(
    folder: Path, legdrive: Run, tmp_path: Path
) -> None:
    command = ("report", "lift", folder / "snatch1.c3d", *LABELS, "--out", tmp_path)
    first, second = (Path(legdrive(*command).stdout.strip()) for _ in range(2))
    assert [first.name, second.name] == ["snatch1_unnamed_snatch_100kg_v1.pdf", "snatch1_unnamed_snatch_100kg_v2.pdf"]
    assert sorted(tmp_path.iterdir()) == [first, second]
    assert first.read_bytes() != second.read_bytes()


def test_what_changed_is_handed_on_from_version_to_version(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    command = ("report", "lift", folder / "snatch1.c3d", *LABELS, "--out", tmp_path)
    first, second, third, fourth = (
        Path(legdrive(*command, *more).stdout.strip())
        for more in ((), ("--changed", "load corrected"), ("--changed", "name corrected"), ())
    )
    assert told_by(first) == ()
    assert told_by(second) == (Revision(1, "", ""), Revision(2, "", "load corrected"))
    assert told_by(third) == (*told_by(second), Revision(3, "", "name corrected"))
    assert told_by(fourth)[-1] == Revision(4, "", "")
    assert legdrive("report", "verify", third).returncode == 0
    assert told_by(tmp_path / "none.pdf") == ()


def test_the_same_lift_gives_the_same_bytes_in_another_folder(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    files = []
    for name in ("a", "b"):
        told = legdrive("report", "lift", folder / "snatch1.c3d", *LABELS, "--out", tmp_path / name)
        files.append(Path(told.stdout.strip()).read_bytes())
    assert files[0] == files[1]


def test_several_files_on_two_processes_give_what_one_gives(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    files = (folder / "snatch1.c3d", folder / "snatch2.c3d")
    made = {}
    for jobs in ("1", "2"):
        told = legdrive("report", "lift", *files, *LABELS, "--out", tmp_path / jobs, "--jobs", jobs)
        assert told.returncode == 0, told.stderr
        made[jobs] = {Path(line).name: Path(line).read_bytes() for line in told.stdout.splitlines()}
        assert len(made[jobs]) == 2
    assert made["1"] == made["2"]


def test_a_file_that_cannot_be_read_does_not_stop_the_others(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.c3d"
    broken.write_bytes(b"no plates")
    told = legdrive("report", "lift", broken, folder / "snatch2.c3d", *LABELS, "--out", tmp_path / "out")
    assert told.returncode == 1
    assert told.stdout.count(".pdf") == 1
    assert str(broken) in told.stderr


def test_letter_another_language_and_pounds_are_printed(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    told = legdrive(
        "report", "lift", folder / "snatch1.c3d", *LABELS, "--out", path, "--page", "Letter", "--language", "es",
        "--units", "lb",
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    with pikepdf.open(path) as pdf:
        assert float(pdf.pages[0].MediaBox[2]) == pytest.approx(612.0, abs=0.1)
        assert str(pdf.Root.Lang) == "es-ES"
        assert "lb" in str(pdf.docinfo["/Title"])
    assert legdrive("report", "verify", path).returncode == 0


@pytest.mark.parametrize(
    ("options", "status", "words"),
    [
        (("--lift", "countermovement_jump"), 2, "a plain jump has no coach's page"),
        (("--lift", "snach"), 2, "is no kind of lift"),
        (("--history", "nowhere"), 1, "no such folder of earlier lifts"),
        (("--athlete-name", "李小龙"), 1, "name a font that has it"),
        (("--drills", "nowhere.toml"), 1, "nowhere.toml"),
    ],
)
def test_what_cannot_be_made_says_why_in_one_line(
    options: tuple[str, ...], status: int, words: str, folder: Path, legdrive: Run, tmp_path: Path
) -> None:
    told = legdrive("report", "lift", folder / "snatch1.c3d", *options, "--out", tmp_path)
    assert told.returncode == status
    assert words in told.stderr
    assert told.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_file_name_that_is_taken_is_refused(written: Path, folder: Path, legdrive: Run) -> None:
    before = written.read_bytes()
    told = legdrive("report", "lift", folder / "snatch1.c3d", *LABELS, "--out", written)
    assert told.returncode == 2
    assert "exists already" in told.stderr
    assert written.read_bytes() == before


def test_a_name_that_is_taken_meanwhile_makes_the_next_version(tmp_path: Path) -> None:
    document = {"lift": {"athlete": "A7F3", "kind": "snatch"}, "events": {}, "source": {}}

    def content(version: int) -> bytes:
        if version == 1:  # somebody else is faster
            (tmp_path / "A7F3_snatch_v1.pdf").write_bytes(b"theirs")
        return f"ours {version}".encode()

    path = write_next_version(tmp_path, document, content)
    assert (path.name, path.read_bytes()) == ("A7F3_snatch_v2.pdf", b"ours 2")
    assert (tmp_path / "A7F3_snatch_v1.pdf").read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 2
    assert not write_new(path, b"again")


def test_analyze_writes_the_same_report(folder: Path, legdrive: Run, tmp_path: Path) -> None:
    told = legdrive("analyze", folder / "snatch1.c3d", *LABELS, "--pdf", tmp_path / "a.pdf")
    assert told.returncode == 0, told.stderr
    with pikepdf.open(io.BytesIO((tmp_path / "a.pdf").read_bytes())) as pdf:
        assert len(pdf.pages) == 2
    assert legdrive("report", "verify", tmp_path / "a.pdf").returncode == 0


def test_one_name_for_several_files_or_lifts_is_refused_before_anything_is_written(
    folder: Path, legdrive: Run, tmp_path: Path
) -> None:
    one = tmp_path / "one.pdf"
    for files in ((folder / "snatch1.c3d", folder / "snatch2.c3d"), (folder,)):
        told = legdrive("report", "lift", *files, *LABELS, "--out", one)
        assert (told.returncode, told.stdout) == (2, "")
        assert told.stderr == f"legdrive: {one}: is one path for the reports of 2 files; give --out a folder\n"
    assert not one.exists()


def test_one_name_for_a_file_of_several_lifts_is_refused_before_the_first_is_written(
    folder: Path, legdrive: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [read_file(folder / f"snatch{number}.c3d") for number in (1, 2)]
    signals = tuple(np.concatenate(parts, axis=1) for parts in zip(*(each.signals for each in records), strict=True))
    both = replace(records[0], signals=signals)
    monkeypatch.setattr("service.report_making.read_file", lambda *_: both)
    one = tmp_path / "one.pdf"
    told = legdrive("report", "lift", folder / "snatch1.c3d", *LABELS, "--out", one)
    assert (told.returncode, told.stdout) == (2, "")
    assert "holds several lifts; give --out a folder, or --lift-number" in told.stderr
    assert list(tmp_path.iterdir()) == []
    told = legdrive("report", "lift", folder / "snatch1.c3d", *LABELS, "--lift-number", "2", "--out", one)
    assert (told.returncode, told.stdout) == (0, f"{one}\n"), told.stderr
