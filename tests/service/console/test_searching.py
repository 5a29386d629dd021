"""Looking for lifts of earlier sessions, and for athletes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.console.athlete_search import names_of, narrowed
from service.console.lift_search import PAGE, Asked, asked_for, search_lifts
from service.store.engine import Store, open_store
from service.store.tables import Account, Analysis, Athlete, Lab, Lift, Recording, Report, TrainingSession

FIRST = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
"""By the laboratory's clock, two hours ahead, this is the next day."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Two sessions of a technician with 60 and 2 lifts, and one of another with 1."""
    store = open_store(f"sqlite:///{tmp_path / 'legdrive.db'}")
    with store.transaction() as orm:
        lab = Lab(id="lab", name="Lab", utc_offset="+02:00")
        orm.add(lab)
        orm.flush()
        for who in ("one", "two"):
            orm.add(Account(id=who, lab_id="lab", name=who, email=f"{who}@example.org", role="technician"))
        orm.add_all(
            [
                Athlete(id="ada", lab_id="lab", code="A7F3", name="Ada Example"),
                Athlete(id="bo", lab_id="lab", code="B2K9"),
            ]
        )
        orm.flush()
    for at, (who, count, athlete) in enumerate([("one", 60, "ada"), ("one", 2, "bo"), ("two", 1, "ada")]):
        add_session(store, who, count, athlete, FIRST + timedelta(days=2 * at))
    yield store
    store.close()


def add_session(store: Store, technician: str, count: int, athlete: str, started_at: datetime) -> None:
    name = f"{technician}-{athlete}"
    with store.transaction() as orm:
        orm.add(Recording(id=name, lab_id="lab", path=f"{name}.mcap", rate_hz=1000.0, started_at=started_at))
        orm.flush()
        orm.add(
            TrainingSession(id=name, lab_id="lab", technician_id=technician, started_at=started_at, recording_id=name)
        )
        orm.flush()
        for number in range(1, count + 1):
            kind = "clean" if number % 2 == 0 else "snatch"
            begin = number * 60_000
            orm.add(
                Lift(id=f"{name}-{number}", session_id=name, recording_id=name, athlete_id=athlete, number=number,
                     start_sample=begin, stop_sample=begin + 9_000, kind=kind, load_kg=90.0)
            )  # fmt: skip


def found(store: Store, **asked: Any) -> list[str]:
    return [row.lift_id for row in search_lifts(store, "one", Asked(**asked)).rows]


def test_lifts_come_by_fifties_the_newest_first(store: Store) -> None:
    first = search_lifts(store, "one", Asked())
    assert first.total == 62
    assert len(first.rows) == PAGE
    assert [row.lift_id for row in first.rows[:3]] == ["one-bo-2", "one-bo-1", "one-ada-60"]
    last = search_lifts(store, "one", Asked().turned(1))
    assert [row.lift_id for row in last.rows[-2:]] == ["one-ada-2", "one-ada-1"]
    assert len(last.rows) == 12


def test_a_technician_finds_the_own_sessions_alone(store: Store) -> None:
    assert search_lifts(store, "two", Asked()).total == 1
    assert search_lifts(store, "nobody", Asked()).total == 0


@pytest.mark.parametrize(("typed", "total"), [("a7", 60), ("EXAMPLE", 60), ("b2k9", 2), ("%", 0), ("nobody", 0)])
def test_a_part_of_a_code_or_a_name_narrows(store: Store, typed: str, total: int) -> None:
    assert search_lifts(store, "one", Asked(athlete=typed)).total == total


def test_lift_and_day_narrow_together_by_the_laboratory_s_clock(store: Store) -> None:
    assert search_lifts(store, "one", Asked(kind="clean")).total == 31
    assert search_lifts(store, "one", Asked(day=date(2026, 11, 20))).total == 0
    assert search_lifts(store, "one", Asked(day=date(2026, 11, 21))).total == 60
    assert found(store, kind="clean", day=date(2026, 11, 23)) == ["one-bo-2"]


def test_a_day_with_many_lifts_is_turned_over_too(store: Store) -> None:
    second = search_lifts(store, "one", Asked(day=date(2026, 11, 21), page=1))
    assert (len(second.rows), second.total) == (10, 60)


def test_a_row_has_the_newest_page_that_was_not_withdrawn(store: Store) -> None:
    with store.transaction() as orm:
        for version, withdrawn_at in ((1, None), (2, None), (3, FIRST)):
            analysis = Analysis(lift_id="one-bo-2", version=version, methods_digest="0", document={})
            orm.add(analysis)
            orm.flush()
            orm.add(
                Report(id=f"r{version}", analysis_id=analysis.id, kind="lift", version=version, path=f"{version}.pdf",
                       sha256="0", withdrawn_at=withdrawn_at)
            )  # fmt: skip
    row = search_lifts(store, "one", Asked()).rows[0]
    assert row.report_id == "r2"
    assert row.at == "2026-11-23 00:32"
    assert row.athlete == "B2K9"


def test_a_day_that_is_none_is_said() -> None:
    with pytest.raises(ValueError, match="is no day: write it as"):
        asked_for({"day": "31.12."})
    assert asked_for({"athlete": " A7 ", "kind": "", "day": "2026-11-22"}) == Asked("A7", "", date(2026, 11, 22))


def test_codes_that_begin_so_stand_before_names_and_both_before_the_rest() -> None:
    codes = {"1": "XAN1", "2": "C3D4", "3": "AN22", "4": "B2K9"}
    names = {"2": "Zoe Antonova", "4": "Bo"}
    assert list(narrowed(codes, names, " an ")) == ["3", "2", "1"]
    assert narrowed(codes, names, "zoe") == {"2": "C3D4  Zoe Antonova"}
    assert len(narrowed(codes, names, "")) == 4
    assert narrowed(codes, names, "nobody") == {}


def test_names_are_those_of_athletes_whom_one_may_see(store: Store) -> None:
    assert names_of(store, "one") == {"ada": "Ada Example"}
    assert names_of(store, "nobody") == {}
