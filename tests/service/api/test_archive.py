"""Files: the table of all lifts, and a lift's samples."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pyarrow
import pytest
from pyarrow import parquet
from sqlalchemy import select

from acquisition.interchange.open_file import read_file
from acquisition.recording import read_recording
from service.api import archive
from service.lift_columns import table_columns, unit_of
from service.store.tables import Analysis, AuditEntry, Lift

if TYPE_CHECKING:
    from tests.service.api.conftest import MadeLab

TABLE = "/api/v1/lifts.parquet"


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """These are about the files; the table is read from both databases among the lists."""
    return f"sqlite:///{tmp_path}/legdrive.db"


def table(api: httpx.Client, key: dict[str, str], **asked: Any) -> pyarrow.Table:
    answer = api.get(TABLE, headers=key, params=asked)
    assert answer.status_code == 200
    return parquet.read_table(BytesIO(answer.content))


def test_the_table_has_a_row_a_lift_every_metric_and_its_unit(made: MadeLab, api: httpx.Client) -> None:
    found = table(api, made.key("technician"))
    assert found.column_names == ["lift_id", "session_id", "athlete_id", "analysis_version", *table_columns()]
    assert found["load_kg"].to_pylist() == [91.0, 92.0, 93.0]
    assert set(found["athlete_id"].to_pylist()) == {made.own["athlete"]}
    for column in table_columns():
        assert ((found.schema.field(column).metadata or {}).get(b"unit", b"")).decode() == unit_of(column)
    key = "push_length" if "push_length" in made.document["metrics"] else next(iter(made.document["metrics"]))
    measured = made.document["metrics"][key]
    assert found[key].to_pylist() == [None if measured is None else measured["value"]] * 3


def test_lifts_that_were_set_aside_and_other_athletes_are_left_out(made: MadeLab, api: httpx.Client) -> None:
    with made.store.transaction() as orm:
        orm.get_one(Lift, made.own["lift"]).state = "set_aside"
    assert len(table(api, made.key("technician"))) == 2
    assert len(table(api, made.key("technician"), athlete=made.other["athlete"])) == 0
    assert len(table(api, made.key("technician"), athlete=made.own["athlete"])) == 2


def test_days_count_by_the_laboratorys_clock_and_both_are_included(made: MadeLab, api: httpx.Client) -> None:
    key = made.key("coach")
    for first, last, rows in (
        ("2026-11-22", "2026-11-22", 3),
        ("2026-11-23", "2026-12-31", 0),
        ("2026-01-01", "2026-11-21", 0),
    ):
        assert len(table(api, key, **{"from": first, "to": last})) == rows


def test_only_the_newest_analysis_stands_in_the_table(made: MadeLab, api: httpx.Client) -> None:
    with made.store.transaction() as orm:
        newer = {**made.document, "lift": {**made.document["lift"], "load_kg": 97.0}}
        orm.add(Analysis(lift_id=made.own["lift"], version=2, methods_digest="1", document=newer))
    found = table(api, made.key("athlete"))
    assert found["load_kg"].to_pylist() == [91.0, 92.0, 97.0]
    assert found["analysis_version"].to_pylist() == [1, 1, 2]


def test_many_lifts_go_out_in_groups_and_no_more_than_one_is_held(
    made: MadeLab, api: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "ROWS", 2)
    with made.store.transaction() as orm:
        for number in range(4, 10):
            made.lift(orm, made.own, number)
    sizes = []
    with api.stream("GET", TABLE, headers=made.key("technician")) as answer:
        parts = list(answer.iter_raw())
        sizes = [len(part) for part in parts]
    file = parquet.ParquetFile(BytesIO(b"".join(parts)))
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [2, 2, 2, 2, 1]
    assert file.read()["load_kg"].to_pylist() == [90.0 + number for number in range(1, 10)]
    assert len(sizes) >= 5


def test_taking_data_out_is_written_down(made: MadeLab, api: httpx.Client) -> None:
    table(api, made.key("coach"), athlete=made.own["athlete"])
    with made.store.reading() as orm:
        line = orm.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert (line.account_id, line.detail["athlete"]) == (made.accounts["coach"], made.own["athlete"])


def test_samples_come_as_c3d_and_parquet_of_the_lift_with_what_stands_around_it(
    made: MadeLab, api: httpx.Client, tmp_path: Path
) -> None:
    address, key = f"/api/v1/lifts/{made.own['lift']}/samples", made.key("technician")
    out = tmp_path / "lift.c3d"
    out.write_bytes(api.get(f"{address}.c3d", headers=key).content)
    record = read_file(out)
    assert (record.n, record.rate_hz, len(record.plates)) == (2000, 1000.0, 2)
    samples = parquet.read_table(BytesIO(api.get(f"{address}.parquet", headers=key).content))
    assert len(samples) == 2000
    assert samples["time_s"][0].as_py() == pytest.approx(0.0)
    raw = read_recording(made.folder / f"recordings/{made.own['athlete']}.mcap")
    assert raw.n == 2000  # the lift has samples 100 to 1900 of it, and nobody else is in it


def test_samples_of_a_recording_that_is_gone_are_not_there(made: MadeLab, api: httpx.Client) -> None:
    (made.folder / f"recordings/{made.own['athlete']}.mcap").unlink()
    answer = api.get(f"/api/v1/lifts/{made.own['lift']}/samples.c3d", headers=made.key("technician"))
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:legdrive:problem:no_recording")


def test_samples_that_cannot_be_read_are_a_problem_not_a_fault(made: MadeLab, api: httpx.Client) -> None:
    with made.store.transaction() as orm:
        orm.get_one(Lift, made.own["lift"]).stop_sample = 99_999
    answer = api.get(f"/api/v1/lifts/{made.own['lift']}/samples.c3d", headers=made.key("technician"))
    assert (answer.status_code, answer.headers["content-type"]) == (409, "application/problem+json")
