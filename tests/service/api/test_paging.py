"""Lists while rows change: nothing is skipped, nothing comes twice the same."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import httpx
from pyarrow import parquet

from service.store.columns import now
from service.store.tables import Lift

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.service.api.conftest import MadeLab

LIFTS = "/api/v1/lifts"


def pages(api: httpx.Client, key: dict[str, str], address: str) -> Iterator[dict[str, Any]]:
    following: str | None = address
    while following is not None:
        page = api.get(following, headers=key).json()
        yield page
        following = page["next"]


def seen(page: dict[str, Any]) -> list[tuple[str, int]]:
    return [(item["id"], item["version"]) for item in page["items"]]


def test_pages_of_one_give_every_row_once_in_the_order_of_change(made: MadeLab, api: httpx.Client) -> None:
    key = made.key("technician")
    whole = api.get(LIFTS, headers=key).json()
    found = [one for page in pages(api, key, f"{LIFTS}?limit=1") for one in page["items"]]
    assert found == whole["items"]
    assert len(found) == 3
    assert [item["updated_at"] for item in found] == sorted(item["updated_at"] for item in found)


def test_rows_of_the_same_moment_are_parted_by_their_identity(made: MadeLab, api: httpx.Client) -> None:
    with made.store.transaction() as orm:
        for item in api.get(LIFTS, headers=made.key("technician")).json()["items"]:
            orm.get_one(Lift, item["id"]).updated_at = made.now
    found = [one for page in pages(api, made.key("technician"), f"{LIFTS}?limit=2") for one in seen(page)]
    assert len(found) == len(set(found)) == 3
    assert found == sorted(found)


def test_a_row_that_changes_behind_the_reader_comes_again_changed(made: MadeLab, api: httpx.Client) -> None:
    reading = pages(api, made.key("technician"), f"{LIFTS}?limit=1")
    first = seen(next(reading))
    with made.store.transaction() as orm:
        orm.get_one(Lift, first[0][0]).version = 2
    rest = [one for page in reading for one in seen(page)]
    assert rest[-1] == (first[0][0], 2)
    assert len({*first, *rest}) == len(first + rest) == 4


def test_a_row_that_changes_before_the_reader_reaches_it_is_not_skipped(made: MadeLab, api: httpx.Client) -> None:
    reading = pages(api, made.key("technician"), f"{LIFTS}?limit=1")
    first = seen(next(reading))
    waiting = [item["id"] for item in api.get(LIFTS, headers=made.key("technician")).json()["items"]][1]
    with made.store.transaction() as orm:
        orm.get_one(Lift, waiting).version = 5
    rest = [one for page in reading for one in seen(page)]
    assert len(first + rest) == 3
    assert rest[-1] == (waiting, 5)


def test_rows_that_are_new_while_somebody_reads_come_at_the_end(made: MadeLab, api: httpx.Client) -> None:
    reading = pages(api, made.key("technician"), f"{LIFTS}?limit=2")
    count = len(next(reading)["items"])
    with made.store.transaction() as orm:
        new = made.lift(orm, made.own, 9)
    rest = [one for page in reading for one in seen(page)]
    assert count + len(rest) == 4
    assert rest[-1] == (new, 1)


def test_the_next_reading_begins_where_the_last_one_may_have_missed_something(made: MadeLab, api: httpx.Client) -> None:
    made.now = now() + timedelta(minutes=1)
    key = made.key("technician")
    until = api.get(LIFTS, headers=key).json()["updated_until"]
    assert seen(api.get(LIFTS, headers=key, params={"updated_since": until}).json()) == []
    with made.store.transaction() as orm:
        orm.get_one(Lift, made.own["lift"]).updated_at = made.now - timedelta(seconds=1)
    again = api.get(LIFTS, headers=key, params={"updated_since": until}).json()
    assert seen(again) == [(made.own["lift"], 1)]


def test_the_next_page_keeps_what_was_asked_for(made: MadeLab, api: httpx.Client) -> None:
    answer = api.get(LIFTS, headers=made.key("technician"), params={"athlete": made.own["athlete"], "limit": 2})
    assert f"athlete={made.own['athlete']}" in answer.json()["next"]
    assert answer.links["next"]["url"] == answer.json()["next"]


def test_a_cursor_that_is_not_ours_is_refused(made: MadeLab, api: httpx.Client) -> None:
    for cursor in ("x", "é", "W10", "WzEsMiwzXQ", "WyIxIiwiMiIsIjMiXQ", "A" * 399):
        answer = api.get(LIFTS, headers=made.key("technician"), params={"cursor": cursor})
        assert (answer.status_code, answer.json()["type"]) == (400, "urn:legdrive:problem:cursor"), cursor


LISTS = ("athletes", "sessions", "lifts", "analyses", "reports", "deliveries", "jobs")


def test_every_list_is_read_in_pages_and_by_moment(made: MadeLab, api: httpx.Client) -> None:
    key = made.key("technician")
    for name in LISTS:
        whole = [item["id"] for item in api.get(f"/api/v1/{name}", headers=key).json()["items"]]
        parts = [item["id"] for page in pages(api, key, f"/api/v1/{name}?limit=1") for item in page["items"]]
        assert parts == whole != [], name
        never = api.get(f"/api/v1/{name}", params={"updated_since": "2099-01-01T00:00:00Z"}, headers=key).json()
        assert never["items"] == [], name


def test_the_table_of_lifts_is_read_from_every_database(made: MadeLab, api: httpx.Client) -> None:
    answer = api.get("/api/v1/lifts.parquet", params={"from": "2026-11-22"}, headers=made.key("technician"))
    assert parquet.read_table(BytesIO(answer.content))["load_kg"].to_pylist() == [91.0, 92.0, 93.0]


def test_a_change_and_a_note_are_kept_on_every_database(made: MadeLab, api: httpx.Client) -> None:
    address = f"{LIFTS}/{made.own['lift']}"
    changed = api.patch(address, json={"note": "belt"}, headers={**made.key("technician"), "If-Match": "*"})
    assert changed.json()["note"] == "belt"
    assert api.post(f"{address}/notes", json={"text": "good"}, headers=made.key("coach")).status_code == 201
    assert api.get(f"{address}/document", headers=made.key("coach")).json() == {
        **made.document, "lift": {**made.document["lift"], "number": 3, "load_kg": 93.0}
    }  # fmt: skip
