"""Answers, versions, refusals: what every program can rely on."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from service.api.callers import CSRF_HEADER
from service.people.tokens import make_token, revoke_token
from service.store.tables import Account, Analysis, AuditEntry, Job, Lift, LiftEdit, Report, Token
from service.web_login import COOKIE

if TYPE_CHECKING:
    from tests.service.api.conftest import MadeLab

V1 = "/api/v1"
PROBLEM = "application/problem+json"


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    """These are about the answers; lists are read on both databases."""
    return f"sqlite:///{tmp_path}/legdrive.db"


def test_health_is_told_to_everybody(api: httpx.Client) -> None:
    answer = api.get(f"{V1}/health")
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nowhere", 404),
        ("GET", "/lifts/", 404),
        ("DELETE", "/lifts", 405),
        ("GET", "/lifts?limit=0", 422),
        ("GET", "/lifts?updated_since=yesterday", 422),
        ("GET", "/lifts?updated_since=0001-01-01T00:00:00%2B14:00", 422),
        ("GET", "/lifts/not-an-identity", 422),
        ("GET", "/lifts/0193c3a0-1111-7000-8000-00000000000f", 404),
        ("GET", "/lifts.parquet?to=9999-12-31", 400),
    ],
)
def test_every_refusal_is_a_problem_document(
    made: MadeLab, api: httpx.Client, method: str, path: str, status: int
) -> None:
    answer = api.request(method, V1 + path, headers=made.key("technician"))
    said = answer.json()
    assert (answer.status_code, answer.headers["content-type"], said["status"]) == (status, PROBLEM, status)
    assert said["instance"] == (V1 + path).split("?")[0]
    assert {"type", "title", "detail"} <= set(said)
    if status == 422:
        assert all(set(fault) == {"where", "what"} for fault in said["errors"])
    if status == 405:
        assert answer.headers["allow"] == "GET"


def test_without_a_key_the_way_to_one_is_told(api: httpx.Client) -> None:
    answer = api.get(f"{V1}/lifts")
    assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic YTpi", "Bearer", ""])
def test_a_wrong_authorization_opens_nothing_even_beside_a_login(made: MadeLab, api: httpx.Client, header: str) -> None:
    api.cookies.set(COOKIE, made.logins["technician"])
    assert api.get(f"{V1}/me", headers={"Authorization": header}).status_code == 401


def test_a_token_opens_what_its_scopes_name_and_nothing_else(made: MadeLab, api: httpx.Client) -> None:
    with made.store.transaction() as orm:
        account = orm.get_one(Account, made.accounts["technician"])
        key = {"Authorization": f"Bearer {make_token(orm, account, 'narrow', ['read:lifts'], made.now)}"}
    assert api.get(f"{V1}/lifts", headers=key).status_code == 200
    refused = api.get(f"{V1}/reports", headers=key)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:legdrive:problem:scope")
    assert 'error="insufficient_scope", scope="read:reports"' in refused.headers["www-authenticate"]


def test_a_token_that_was_revoked_or_has_ended_opens_nothing(made: MadeLab, api: httpx.Client) -> None:
    with made.store.transaction() as orm:
        account = orm.get_one(Account, made.accounts["technician"])
        ending = make_token(orm, account, "ending", ["read:lifts"], made.now, made.now + timedelta(days=1))
        token = orm.scalars(select(Token).where(Token.account_id == made.accounts["coach"])).one()
        revoke_token(orm, token, None, made.now)
    assert api.get(f"{V1}/me", headers=made.key("coach")).status_code == 401
    key = {"Authorization": f"Bearer {ending}"}
    assert api.get(f"{V1}/me", headers=key).status_code == 200
    made.now += timedelta(days=1)
    assert api.get(f"{V1}/me", headers=key).status_code == 401


def test_reading_writes_a_tokens_use_down_once_a_minute(made: MadeLab, api: httpx.Client) -> None:
    def last_used() -> object:
        with made.store.reading() as orm:
            account_id = made.accounts["technician"]
            return orm.scalars(select(Token.last_used_at).where(Token.account_id == account_id)).one()

    began = made.now
    for seconds, noted in ((0, 0), (30, 0), (61, 61)):
        made.now = began + timedelta(seconds=seconds)
        api.get(f"{V1}/me", headers=made.key("technician"))
        assert last_used() == began + timedelta(seconds=noted)


@pytest.mark.parametrize("path", ["/lifts", "/me", "/lifts/{lift}", "/lifts/{lift}/document", "/analyses/{analysis}"])
def test_what_has_not_changed_is_not_sent_again(made: MadeLab, api: httpx.Client, path: str) -> None:
    address, key = V1 + path.format(**made.own), made.key("technician")
    etag = api.get(address, headers=key).headers["etag"]
    for sent in (etag, f'"other", {etag}', f"W/{etag.removeprefix('W/')}", "*"):
        again = api.get(address, headers={**key, "If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b""), sent
        assert again.headers["etag"] == etag
    assert api.get(address, headers={**key, "If-None-Match": '"other"'}).status_code == 200


def test_a_change_makes_a_version_a_line_in_the_audit_and_a_job(made: MadeLab, api: httpx.Client) -> None:
    address, key = f"{V1}/lifts/{made.own['lift']}", made.key("technician")
    before = api.get(address, headers=key)
    changed = api.patch(address, json={"load_kg": 97.5}, headers={**key, "If-Match": before.headers["etag"]})
    assert changed.status_code == 200
    assert (changed.json()["load_kg"], changed.json()["version"]) == (97.5, 2)
    now_there = api.get(address, headers=key)
    assert (now_there.json(), now_there.headers["etag"]) == (changed.json(), changed.headers["etag"])
    with made.store.reading() as orm:
        edit = orm.scalars(select(LiftEdit)).one()
        assert (edit.before, edit.after, edit.by) == (
            {"load_kg": 93.0}, {"load_kg": 97.5}, made.accounts["technician"]
        )  # fmt: skip
        waiting = select(Job.subject_id).where(Job.kind == "analyse_lift", Job.state == "waiting")
        assert orm.scalars(waiting).all() == [made.own["lift"]]
        assert orm.scalars(select(AuditEntry).where(AuditEntry.action == "edit")).one().subject_id == made.own["lift"]
    edits = api.get(f"{address}/edits", headers=key).json()["items"]
    assert [(each["version"], each["after"]) for each in edits] == [(2, {"load_kg": 97.5})]


def test_a_change_of_what_was_changed_meanwhile_is_refused(made: MadeLab, api: httpx.Client) -> None:
    address, key = f"{V1}/lifts/{made.own['lift']}", made.key("technician")
    etag = api.get(address, headers=key).headers["etag"]
    assert api.patch(address, json={"note": "one"}, headers={**key, "If-Match": etag}).status_code == 200
    late = api.patch(address, json={"note": "two"}, headers={**key, "If-Match": etag})
    assert (late.status_code, late.json()["type"]) == (412, "urn:legdrive:problem:changed_meanwhile")
    assert late.headers["etag"] == api.get(address, headers=key).headers["etag"]
    blind = api.patch(address, json={"note": "two"}, headers=key)
    assert blind.status_code == 428
    assert api.get(address, headers=key).json()["note"] == "one"


@pytest.mark.parametrize(
    ("state", "change", "then"),
    [
        ("sent", {"load_kg": 80.0}, "revised"),
        ("review", {"outcome": "not_a_lift"}, "set_aside"),
        ("set_aside", {"outcome": "made"}, "review"),
        ("queued", {"note": "x"}, "queued"),
    ],
)
def test_the_state_follows_a_change_as_at_the_plates(
    made: MadeLab, api: httpx.Client, state: str, change: dict[str, object], then: str
) -> None:
    with made.store.transaction() as orm:
        lift = orm.get_one(Lift, made.own["lift"])
        lift.state, lift.outcome = state, "missed"
    key = {**made.key("technician"), "If-Match": "*"}
    assert api.patch(f"{V1}/lifts/{made.own['lift']}", json=change, headers=key).json()["state"] == then


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"load_kg": -1},
        {"load_kg": "x"},
        {"kind": "jump rope"},
        {"state": "sent"},
        {"note": "a\0b"},
        {"tags": [1]},
        [],
    ],
)
def test_a_change_that_cannot_be_changes_nothing(made: MadeLab, api: httpx.Client, change: object) -> None:
    key = {**made.key("technician"), "If-Match": "*"}
    assert api.patch(f"{V1}/lifts/{made.own['lift']}", json=change, headers=key).status_code == 422
    with made.store.reading() as orm:
        assert orm.scalars(select(LiftEdit)).all() == []


def test_a_lift_goes_to_no_athlete_who_is_not_there(made: MadeLab, api: httpx.Client) -> None:
    key = {**made.key("technician"), "If-Match": "*"}
    address = f"{V1}/lifts/{made.own['lift']}"
    nobody = {"athlete_id": "0193c3a0-1111-7000-8000-00000000000f"}
    assert api.patch(address, json=nobody, headers=key).status_code == 409
    known = {"athlete_id": made.other["athlete"]}
    assert api.patch(address, json=known, headers=key).json()["athlete_id"] == made.other["athlete"]


def test_a_login_changes_nothing_without_its_csrf_token(made: MadeLab, api: httpx.Client) -> None:
    api.cookies.set(COOKIE, made.logins["technician"])
    address, guarded = f"{V1}/lifts/{made.own['lift']}", {"If-Match": "*"}
    token = api.get(f"{V1}/me").json()["csrf_token"]
    for wrong in ({}, {CSRF_HEADER: ""}, {CSRF_HEADER: token[:-1]}):
        refused = api.patch(address, json={"note": "x"}, headers={**guarded, **wrong})
        assert (refused.status_code, refused.json()["type"]) == (403, "urn:legdrive:problem:csrf")
    assert api.patch(address, json={"note": "x"}, headers={**guarded, CSRF_HEADER: token}).status_code == 200


def test_a_coachs_note_comes_back_to_the_lift(made: MadeLab, api: httpx.Client) -> None:
    address = f"{V1}/lifts/{made.own['lift']}/notes"
    written = api.post(address, json={"text": "Keep the bar close."}, headers=made.key("coach"))
    assert written.status_code == 201
    assert api.get(address, headers=made.key("technician")).json()["items"] == [written.json()]
    assert api.post(address, json={"text": "no"}, headers=made.key("technician")).status_code == 403
    assert api.post(address, json={"text": ""}, headers=made.key("coach")).status_code == 422


def test_the_newest_document_is_given_and_older_ones_stay(made: MadeLab, api: httpx.Client) -> None:
    with made.store.transaction() as orm:
        newer = {**made.document, "lift": {**made.document["lift"], "load_kg": 97.0}}
        orm.add(Analysis(lift_id=made.own["lift"], version=2, methods_digest="1", document=newer, why="load"))
    key = made.key("coach")
    answer = api.get(f"{V1}/lifts/{made.own['lift']}/document", headers=key)
    assert (answer.json(), answer.headers["legdrive-version"]) == (newer, "2")
    listed = api.get(f"{V1}/analyses", params={"lift": made.own["lift"]}, headers=key).json()["items"]
    assert [(each["version"], each["why"]) for each in listed] == [(1, ""), (2, "load")]
    older = api.get(f"{V1}/analyses/{listed[0]['id']}", headers=key).json()
    assert older["document"]["lift"]["load_kg"] == 93.0


def test_a_lift_without_analysis_says_so(made: MadeLab, api: httpx.Client) -> None:
    with made.store.transaction() as orm:
        lift = Lift(
            session_id=made.own["session"], recording_id=made.own["recording"], number=9, start_sample=0, stop_sample=9
        )
        orm.add(lift)
        orm.flush()
        lift_id = lift.id
    answer = api.get(f"{V1}/lifts/{lift_id}/document", headers=made.key("technician"))
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:legdrive:problem:not_analysed")


def test_a_report_opens_until_it_is_withdrawn(made: MadeLab, api: httpx.Client) -> None:
    address, key = f"{V1}/reports/{made.own['report']}", made.key("athlete")
    pdf = api.get(f"{address}/pdf", headers=key)
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    assert pdf.content == f"%PDF {made.own['lift']}".encode()
    with made.store.transaction() as orm:
        opened = orm.scalars(select(AuditEntry).where(AuditEntry.action == "open")).one()
        assert (opened.account_id, opened.subject_id) == (made.accounts["athlete"], made.own["report"])
        report = orm.get_one(Report, made.own["report"])
        report.withdrawn_at, report.withdrawn_why = made.now, "wrong athlete"
    gone = api.get(f"{address}/pdf", headers=key)
    assert (gone.status_code, gone.headers["content-type"]) == (410, PROBLEM)
    assert "wrong athlete" in gone.json()["detail"]
    assert api.get(address, headers=key).json()["withdrawn_why"] == "wrong athlete"


def test_a_report_outside_of_the_folder_is_not_given(made: MadeLab, api: httpx.Client) -> None:
    with made.store.transaction() as orm:
        orm.get_one(Report, made.own["report"]).path = "../../../../etc/hostname"
    assert api.get(f"{V1}/reports/{made.own['report']}/pdf", headers=made.key("coach")).status_code == 404


def test_why_something_failed_is_told_to_the_technician_alone(made: MadeLab, api: httpx.Client) -> None:
    for path, key, words in (
        (f"/jobs/{made.own['job']}", "error", "no space left"),
        (f"/deliveries/{made.own['delivery']}", "last_error", "no such mailbox"),
    ):
        assert words in api.get(V1 + path, headers=made.key("technician")).json()[key]
        assert api.get(V1 + path, headers=made.key("coach")).json()[key] is None


def test_a_report_that_is_there_already_is_not_sent_again_nor_opened(made: MadeLab, api: httpx.Client) -> None:
    address, key = f"{V1}/reports/{made.own['report']}/pdf", made.key("coach")
    etag = api.get(address, headers=key).headers["etag"]
    again = api.get(address, headers={**key, "If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    with made.store.reading() as orm:
        assert len(orm.scalars(select(AuditEntry).where(AuditEntry.action == "open")).all()) == 1


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (OperationalError("SELECT secret", {}, Exception("gone")), 503, "store"),
        (ZeroDivisionError("secret"), 500, "defect"),
    ],
)
def test_what_goes_wrong_inside_is_a_problem_document_that_tells_nothing(
    made: MadeLab, api: httpx.Client, error: Exception, status: int, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr("service.api.lifts.visible_lifts", fails)
    answer = api.get(f"{V1}/lifts", headers=made.key("technician"))
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert answer.json()["type"] == f"urn:legdrive:problem:{kind}"
    assert "secret" not in answer.text


@pytest.mark.parametrize("text", ["   ", "x" * 2001])
def test_a_note_that_is_empty_or_too_long_is_refused_as_described(made: MadeLab, api: httpx.Client, text: str) -> None:
    address = f"{V1}/lifts/{made.own['lift']}/notes"
    assert api.post(address, json={"text": text}, headers=made.key("coach")).status_code == 422
