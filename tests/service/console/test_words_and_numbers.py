"""What the pages are made of, without a browser."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from acquisition.rig import Rig, read_rig
from service.commissioning_places import Place
from service.console.drive_chart import curve, drive_chart
from service.console.edit_sheet import lift_changes
from service.console.floor_svg import floor_svg
from service.console.forms import Field, form_html
from service.console.live_panel import channel_names, plates_html
from service.console.login_pages import own_path
from service.console.people_page import unprintable_names
from service.console.people_reading import (
    AthleteRow,
    CoachRow,
    add_athlete,
    change_athlete,
    change_coach,
    read_athletes,
    read_coaches,
)
from service.console.shapes import PATHS, STATE_WORDS, shape
from service.console.warm_up import calibration_lines
from service.live.frames import STATES
from service.people.accounts import add_account, laboratory
from service.settings import LabSettings, ReportsSection
from service.store.engine import Store


@pytest.fixture
def rig(root: Path) -> Rig:
    return read_rig(root / "examples" / "rig.toml")


def test_every_state_has_a_word_and_a_shape_of_its_own() -> None:
    assert set(STATE_WORDS) == set(STATES)
    assert len({PATHS[state] for state in STATES}) == len(STATES)
    assert 'aria-hidden="true"' in shape("READY")


def test_what_people_typed_cannot_become_markup() -> None:
    form = form_html([Field("note", '<b>"x"', '"><script>', "text"), Field("a", "A", "</textarea>", "area")], "<Go>")
    assert "<script>" not in form
    assert "<b>" not in form
    assert form.count("</textarea>") == 1


def test_every_field_has_its_label_around_it() -> None:
    form = form_html([Field("a", "First"), Field("b", "Second", "y", "choice", {"x": "X", "y": "Y"})], "Go")
    assert form.count("<label>") == 2
    assert '<option value="y" selected>Y</option>' in form


@pytest.mark.parametrize(("typed", "load_kg"), [("92", 92.0), ("92,5", 92.5), (" 0.5 ", 0.5), ("", None)])
def test_a_load_may_have_a_comma_or_be_left_out(typed: str, load_kg: float | None) -> None:
    assert lift_changes({"load_kg": typed})["load_kg"] == load_kg


@pytest.mark.parametrize("typed", ["heavy", "-3", "0", "501", "nan", "inf"])
def test_what_is_no_load_is_refused_in_words(typed: str) -> None:
    with pytest.raises(ValueError, match="is no load: write kilograms"):
        lift_changes({"load_kg": typed})


def test_the_chart_keeps_a_peak_of_one_sample_and_shades_the_drive() -> None:
    time_s = np.arange(8000) / 1000.0
    total_n = np.full(8000, 900.0)
    total_n[4321] = 2640.0
    chart = drive_chart(time_s, total_n, {"drive_start": 4.2, "drive_end": 4.6})
    assert 2640.0 in [force for _, force in curve(time_s, total_n)]
    assert "drive</text>" in chart
    assert "−1 s" in chart
    assert "3000" in chart


def test_a_chart_of_nothing_is_no_chart() -> None:
    assert drive_chart(np.zeros(0), np.zeros(0), {}) == ""
    assert drive_chart(np.arange(3.0), np.full(3, np.nan), {}) == ""


def test_the_picture_of_the_plates_says_where_to_press(rig: Rig) -> None:
    picture = floor_svg(rig, Place("left", "front right"), [Place("right", "back left")])
    assert 'aria-label="Press the front right corner of the left plate."' in picture
    assert picture.count("<circle") == 1
    assert picture.count("<path") == 1


def test_every_channel_has_a_bar_with_its_name(rig: Rig) -> None:
    assert channel_names(rig)[:3] == ["L Fx", "L Fy", "L Fz"]
    panel = plates_html(rig)
    assert all(f'id="channel-{i}"' in panel for i in range(len(rig.channels)))


def test_an_old_calibration_is_said_and_a_missing_date_too(root: Path, tmp_path: Path) -> None:
    text = (root / "examples" / "rig.toml").read_text()
    dated = tmp_path / "rig.toml"
    dated.write_text(text.replace('serial = "SIM-L"', 'serial = "SIM-L"\ncalibrated_on = 2024-03-14'))
    left, right = calibration_lines(read_rig(dated), lambda: datetime(2026, 11, 25, tzinfo=UTC))
    assert left.startswith("⚠ Calibration of the left plate is 32 months old (2024-03-14)")
    assert "no date" in right


@pytest.mark.parametrize("path", ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a\nb"])
def test_after_the_login_nobody_is_sent_to_another_site(path: str) -> None:
    assert not own_path(path)


def test_an_athlete_is_added_changed_and_given_a_coach(store: Store) -> None:
    with store.transaction() as orm:
        lab = laboratory(orm, LabSettings())
        add_account(orm, lab, "Carla", "carla@example.org", "coach", "long enough for a test", datetime.now(UTC))
    add_athlete(store, {"code": "A7F3", "name": "Ada", "born_on": "2004-05-31", "coaches": "Carla@example.org"})
    row = read_athletes(store)[0]
    assert (row.code, row.born_on, row.coaches) == ("A7F3", "2004-05-31", ("carla@example.org",))
    change_athlete(store, row.athlete_id, {"code": "A7F3", "foot_length_mm": "275", "coaches": ""})
    assert read_athletes(store) == [AthleteRow(row.athlete_id, "A7F3", "", "", "en", "275")]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"code": "A 7"}, "letters, digits"),
        ({"code": "A7F3"}, "already"),
        ({"code": "B", "born_on": "31.5.2004"}, "no date"),
        ({"code": "B", "foot_length_mm": "27"}, "no length of a foot"),
        ({"code": "B", "coaches": "nobody@example.org"}, "no coach has the e-mail"),
    ],
)
def test_what_cannot_be_of_an_athlete_is_refused_and_nothing_is_kept(
    store: Store, values: dict[str, str], words: str
) -> None:
    with store.transaction() as orm:
        laboratory(orm, LabSettings())
    add_athlete(store, {"code": "A7F3"})
    with pytest.raises(ValueError, match=words):
        add_athlete(store, values)
    assert [row.code for row in read_athletes(store)] == ["A7F3"]


def test_a_coach_says_how_reports_come(store: Store) -> None:
    with store.transaction() as orm:
        lab = laboratory(orm, LabSettings())
        add_account(orm, lab, "Carla", "carla@example.org", "coach", "long enough for a test", datetime.now(UTC))
    row = read_coaches(store)[0]
    change_coach(store, row, {"mode": "digest", "units": "lb", "quiet_from": "21:30", "quiet_to": "07:00"})
    changed = read_coaches(store)[0]
    assert (changed.mode, changed.units, changed.quiet_from, changed.attach_pdf) == ("digest", "lb", "21:30", False)
    with pytest.raises(ValueError, match="a beginning and an end"):
        change_coach(store, CoachRow("", "", "", "carla@example.org"), {"quiet_from": "21:30"})


def test_a_name_that_no_font_has_is_told_beside_the_athletes() -> None:
    rows = [AthleteRow(code="A7F3", name="李文文"), AthleteRow(code="B2K9", name="Σοφία"), AthleteRow(code="C1")]
    (told,) = unprintable_names(rows, ReportsSection())
    assert told.startswith("A7F3 stands on reports in place of the name: ")
    assert told.endswith("name a font that has it under [reports] in lab.toml")
