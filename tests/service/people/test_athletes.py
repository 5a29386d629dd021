"""Athletes from a table, and all that is kept of one as files."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet
from sqlalchemy import select

from acquisition.errors import UnreadableFile
from acquisition.recording.without_spans import file_sha256
from service.people.athlete_csv import import_athletes, read_athletes
from service.people.erasing import erase_athlete
from service.people.errors import AthleteRefused
from service.people.exporting import export_athlete
from service.store.tables import Athlete, AuditEntry, CoachAthlete


def table(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "athletes.csv"
    path.write_text(text, encoding=encoding)
    return path


def imported(house: Any, path: Path) -> tuple[Any, list[str]]:
    with house.store.transaction() as orm:
        done, problems = import_athletes(orm, house.lab, read_athletes(path), house.now)
        if problems:
            orm.rollback()
        return done, problems


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig")])
def test_a_table_makes_new_athletes_and_changes_known_ones(
    house: Any, tmp_path: Path, separator: str, encoding: str
) -> None:
    lines = (
        ("code", "name", "born_on", "consent_until", "foot_length_mm", "coaches"),
        ("C3", "Zoë", "2009-05-31", "2027-01-01", "265.5", "coach@example.org othercoach@example.org"),
        ("A1", "Ana Other", "", "", "", ""),
    )
    text = "\n".join(separator.join(line) for line in lines) + "\n\n"
    done, problems = imported(house, table(tmp_path, text, encoding))
    assert (done.added, done.changed, problems) == (1, 1, [])
    with house.store.reading() as orm:
        new = orm.scalars(select(Athlete).where(Athlete.code == "C3")).one()
        assert (new.name, new.born_on, new.consent_until, new.foot_length_mm) == (
            "Zoë", date(2009, 5, 31), date(2027, 1, 1), 265.5,
        )  # fmt: skip
        assert len(orm.scalars(select(CoachAthlete).where(CoachAthlete.athlete_id == new.id)).all()) == 2
        known = orm.get_one(Athlete, house.ids["A1"])
        assert (known.name, known.purpose) == ("Ana Other", "training")


def test_every_bad_row_is_one_line_and_nothing_is_imported(house: Any, tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "code,born_on,language,foot_length_mm,coaches,account\n"
        "C3,,,,,\n"
        "Ana Example,31.5.2009,,,,\n"
        "C4,,tlh,26.5,nobody@example.org,coach@example.org\n"
        "C3,,,,,\n",
    )
    _, problems = imported(house, path)
    assert problems == [
        "line 3: born_on: '31.5.2009' is no date; write it as 2009-05-31",
        "line 3: code: 'Ana Example' is no code: a code has letters, digits, 1 to 16 of them; never take a name",
        "line 4: language: 'tlh' is no language of the reports; take one of en, de, es",
        "line 4: foot_length_mm: '26.5' is no length of a foot in millimetres (150 to 400)",
        "line 4: account: coach@example.org has no account of the role athlete",
        "line 4: coaches: no coach has the e-mail nobody@example.org",
        "line 5: code: 'C3' stands in the table twice",
    ]
    with house.store.reading() as orm:
        assert sorted(orm.scalars(select(Athlete.code))) == ["A1", "B2"]
        assert orm.scalars(select(AuditEntry).where(AuditEntry.action == "import")).all() == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "has no column 'code'"),
        ("name\nAna\n", "has no column 'code'"),
        ("code,shoe\nC3,1\n", "has the unknown column 'shoe'"),
        ("code,name\nC3\n", "line 2 has not one field for each column"),
        ("code,name\nC3,Ana,x\n", "line 2 has not one field for each column"),
    ],
)
def test_a_table_that_is_none_is_one_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UnreadableFile, match=told):
        read_athletes(table(tmp_path, text))


def test_the_code_of_an_erased_athlete_is_never_given_again(house: Any, tmp_path: Path) -> None:
    erase_athlete(house.store, house.lab, house.folder, "A1", house.now)
    _, problems = imported(house, table(tmp_path, "code,name\nA1,Ana\n"))
    assert problems == ["line 2: code: 'A1' was erased and is never given again"]


def test_an_export_holds_everything_of_one_athlete_and_nothing_of_others(house: Any, tmp_path: Path) -> None:
    out = tmp_path / "export"
    assert export_athlete(house.store, house.lab, house.folder, "A1", out, house.now) == []
    index = json.loads((out / "index.json").read_text())
    found = {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()} - {"index.json"}
    assert set(index["files"]) == found
    assert all(file_sha256(out / name) == digest for name, digest in index["files"].items())
    assert {
        "account.json", "athlete.json", "lifts.json", "edits.json", "notes.json", "deliveries.json", "links.json",
        "audit.json",
        "reports/1_A1.pdf", "reports/3_A1.pdf", "reports/session_A1.pdf",
        "samples/day_0_2000.parquet", "samples/day_4000_6000.parquet",
        f"documents/{house.ids['lift 1']}_v1.json", f"documents/{house.ids['lift 3']}_v1.json",
    } == found  # fmt: skip
    assert json.loads((out / "athlete.json").read_text())["name"] == "Ana Example"
    assert [note["text"] for note in json.loads((out / "notes.json").read_text())] == ["A1: push longer"] * 2
    text = "".join(path.read_text() for path in out.glob("*.json"))
    assert "B2" not in text
    assert "secret_hash" not in text
    samples = parquet.read_table(out / "samples" / "day_4000_6000.parquet")
    assert samples.num_rows == 2000
    assert samples.column(0)[0].as_py() == 4.0
    with house.store.reading() as orm:
        assert orm.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one().subject_id == house.ids["A1"]


def test_an_export_says_what_could_not_be_had(house: Any, tmp_path: Path) -> None:
    house.recording.unlink()
    (house.folder / "reports" / "1_A1.pdf").unlink()
    missing = export_athlete(house.store, house.lab, house.folder, "A1", tmp_path / "export", house.now)
    assert missing == ["the report reports/1_A1.pdf is not there", "the recording recordings/day.mcap is not there"]


def test_an_export_writes_over_nothing(house: Any, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(AthleteRefused, match="is not empty"):
        export_athlete(house.store, house.lab, house.folder, "A1", tmp_path, house.now)
