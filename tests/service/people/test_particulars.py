"""Who changes an athlete is written down; a code that stands in recordings stays; nobody who was erased comes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.console.people_reading import CoachRow, add_athlete, change_athlete, change_coach, read_athletes
from service.people.accounts import add_account
from service.people.athlete_csv import import_athletes
from service.people.athlete_csv import read_athletes as read_table
from service.people.athletes import code_fault, particulars
from service.people.erasing import erase_athlete
from service.people.errors import AccountRefused, NoteRefused
from service.people.notes import LONGEST, MOST_A_DAY, write_note
from service.store.tables import Athlete, AuditEntry, Coach, CoachAthlete, CoachNote

LINE = {"code": "A1", "name": "Ana Other", "coaches": "coach@example.org"}


def last_entry(house: Any) -> AuditEntry:
    with house.store.reading() as orm:
        entry: AuditEntry = orm.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()
    return entry


def test_a_change_of_particulars_is_audited_by_field_without_the_name(house: Any) -> None:
    change_athlete(house.store, house.ids["A1"], LINE, house.ids["admin"])
    entry = last_entry(house)
    assert (entry.action, entry.subject_id, entry.account_id) == ("edit", house.ids["A1"], house.ids["admin"])
    assert entry.detail["changed"] == ["account_id", "name", "purpose"]
    assert "Ana" not in str(entry.detail)


def test_how_a_coach_gets_reports_is_audited_and_has_a_folder(house: Any) -> None:
    row = CoachRow("", "", "", "coach@example.org")
    change_coach(house.store, row, {"folder": "/media/share/coach", "language": "es"}, house.ids["technician"])
    with house.store.reading() as orm:
        coach = orm.get_one(Coach, house.ids["coach row"])
        assert (coach.folder, coach.language) == ("/media/share/coach", "es")
    assert (last_entry(house).action, last_entry(house).subject_kind) == ("edit", "coach")


@pytest.mark.parametrize(("values", "says"), [({"folder": "share"}, "no whole path"), ({"language": "fr"}, "language")])
def test_a_coach_gets_no_reports_that_cannot_be_made(house: Any, values: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        change_coach(house.store, CoachRow("", "", "", "coach@example.org"), values)


def test_a_code_that_stands_in_recordings_cannot_become_another_one(house: Any) -> None:
    with pytest.raises(ValueError, match="stands in recordings"):
        change_athlete(house.store, house.ids["A1"], {**LINE, "code": "A9"})
    add_athlete(house.store, {"code": "C3"})
    [new] = [row for row in read_athletes(house.store) if row.code == "C3"]
    change_athlete(house.store, new.athlete_id, {"code": "C4"})
    assert [row.code for row in read_athletes(house.store)] == ["A1", "B2", "C4"]


@pytest.mark.parametrize("code", ["=1+1", "-A", "A_1", "", "A" * 17, "Ä1"])
def test_a_code_is_letters_and_digits_wherever_it_is_typed(house: Any, code: str) -> None:
    with pytest.raises(ValueError, match="a code has letters, digits"):
        add_athlete(house.store, {"code": code})


def test_a_form_that_was_open_brings_no_erased_athlete_back(house: Any) -> None:
    erase_athlete(house.store, house.lab, house.folder, "A1", house.now)
    with pytest.raises(ValueError, match="was erased"):
        change_athlete(house.store, house.ids["A1"], LINE)
    with house.store.reading() as orm:
        assert orm.get_one(Athlete, house.ids["A1"]).name == ""


def test_a_guardian_is_given_and_taken_away(house: Any, tmp_path: Path) -> None:
    change_athlete(house.store, house.ids["A1"], {**LINE, "guardian": "otherathlete@example.org"})
    [row] = [row for row in read_athletes(house.store) if row.code == "A1"]
    assert row.guardian == "otherathlete@example.org"
    table = tmp_path / "athletes.csv"
    table.write_text("code,guardian,coaches\nA1,-,-\n")
    with house.store.transaction() as orm:
        _, problems = import_athletes(orm, house.lab, read_table(table), house.now)
    assert problems == []
    with house.store.reading() as orm:
        assert orm.get_one(Athlete, house.ids["A1"]).guardian_account_id is None
        assert orm.scalars(select(CoachAthlete).where(CoachAthlete.athlete_id == house.ids["A1"])).all() == []


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Kim", "kim@x\r\nBcc: all@x"),
        ("Kim", "kim@x, all@x"),
        ("Kim", "<kim@x>"),
        ("Kim", "a@b@c"),
        ("Kim\r\nBcc: all@x", "kim@x"),
        ("Kim", "kim@"),
    ],
)
def test_no_account_carries_a_header_into_a_mail(house: Any, name: str, email: str) -> None:
    with pytest.raises(AccountRefused, match="needs a name and an e-mail address"), house.store.transaction() as orm:
        add_account(orm, house.lab, name, email, "coach", "long enough for a test", house.now)


@pytest.mark.parametrize("words", ["", " \n", "\0", "x" * (LONGEST + 1)])
def test_a_note_has_words_and_an_end(house: Any, words: str) -> None:
    with pytest.raises(NoteRefused), house.store.transaction() as orm:
        write_note(orm, house.ids["lift 1"], house.ids["coach row"], words, house.now, None)


def test_a_link_that_went_astray_cannot_fill_the_store(house: Any) -> None:
    before = house.count(CoachNote)
    with house.store.transaction() as orm:
        for _ in range(MOST_A_DAY - 2):
            write_note(orm, house.ids["lift 1"], house.ids["coach row"], "push", house.now, None, "link")
    with house.store.transaction() as orm:
        write_note(orm, house.ids["lift 1"], house.ids["coach row"], "push", house.now, None, "link")
    with pytest.raises(NoteRefused, match="too many today"), house.store.transaction() as orm:
        write_note(orm, house.ids["lift 1"], house.ids["coach row"], "push", house.now, None, "link")
    assert house.count(CoachNote) == before + MOST_A_DAY - 1
    assert "push" not in str(last_entry(house).detail)


def test_a_code_that_differs_in_capitals_alone_is_no_second_athlete(house: Any) -> None:
    with house.store.reading() as orm:
        told = "'a1' differs from the code 'A1' in capitals alone: write it so, or give another one"
        assert code_fault(orm, "a1", None) == told
        assert code_fault(orm, "c3", None) == ""
        other = orm.scalars(select(Athlete).where(Athlete.code == "B2")).one()
        assert code_fault(orm, "a1", other) == told
        assert code_fault(orm, "B2", other) == ""


def test_a_day_of_birth_that_is_to_come_is_refused(house: Any) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    for day, faults in ((tomorrow, 1), (tomorrow - timedelta(days=1), 0)):
        found: list[str] = []
        with house.store.reading() as orm:
            particulars(orm, {"born_on": day.isoformat()}, found)
        assert len(found) == faults
        assert all("is in the future" in each for each in found)
