"""Who may do what at every address: one table, and an address that is not in it fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from service.web_login import COOKIE

if TYPE_CHECKING:
    from tests.service.api.conftest import ServedWhole

V1 = "/api/v1"
ROLES = ("technician", "coach", "athlete", "guardian", "admin")


@dataclass(frozen=True)
class Rule:
    """Statuses of an address by role, of what is one's own and of what is another's; and of nobody's request."""

    own: Mapping[str, int]
    other: Mapping[str, int]
    nobody: int
    body: Any = None


def same(status: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


def only(*roles: str, status: int = 200, else_: int = 404) -> dict[str, int]:
    return {role: status if role in roles else else_ for role in ROLES}


def everybody(status: int, **other: Any) -> Rule:
    return Rule(same(status), same(status), status, **other)


MEASURED = ("technician", "coach", "athlete", "guardian")
LISTS = Rule(same(200), same(200), 401)
"""A list is for everybody; what is in it is looked at on its own."""
THING = Rule(only(*MEASURED), same(404), 401)
LAB_WIDE = ("technician", "admin")
PAGES_OF_PLATES = Rule({**only("technician", else_=403)}, {**only("technician", else_=403)}, 303)
LAB_PAGES = Rule(only(*LAB_WIDE, else_=403), only(*LAB_WIDE, else_=403), 303)
NOTE = {"text": "Keep the bar close."}
LINK = "/r/{secret}"

TABLE: dict[tuple[str, str], Rule] = {
    ("GET", f"{V1}/openapi.json"): everybody(200),
    ("GET", f"{V1}/health"): everybody(200),
    ("GET", f"{V1}/me"): Rule(same(200), same(200), 401),
    **{
        ("GET", f"{V1}/{name}"): LISTS
        for name in ("athletes", "sessions", "lifts", "analyses", "reports", "deliveries", "jobs", "lifts.parquet")
    },
    ("GET", f"{V1}/athletes/{{athlete_id}}"): Rule(same(200), only(*LAB_WIDE), 401),
    ("GET", f"{V1}/sessions/{{session_id}}"): Rule(only("technician"), same(404), 401),
    ("GET", f"{V1}/lifts/{{lift_id}}"): THING,
    ("PATCH", f"{V1}/lifts/{{lift_id}}"): Rule(
        {**only("technician"), **dict.fromkeys(("coach", "athlete", "guardian"), 403)}, same(404), 401, {"cue": "x"}
    ),
    ("GET", f"{V1}/lifts/{{lift_id}}/document"): THING,
    ("GET", f"{V1}/lifts/{{lift_id}}/edits"): THING,
    ("GET", f"{V1}/lifts/{{lift_id}}/notes"): THING,
    ("POST", f"{V1}/lifts/{{lift_id}}/notes"): Rule(
        {**only("coach", status=201), **dict.fromkeys(("technician", "athlete", "guardian"), 403)}, same(404), 401, NOTE
    ),
    ("GET", f"{V1}/lifts/{{lift_id}}/samples.c3d"): THING,
    ("GET", f"{V1}/lifts/{{lift_id}}/samples.parquet"): THING,
    ("GET", f"{V1}/analyses/{{analysis_id}}"): THING,
    ("GET", f"{V1}/reports/{{report_id}}"): THING,
    ("GET", f"{V1}/reports/{{report_id}}/pdf"): THING,
    ("GET", f"{V1}/deliveries/{{delivery_id}}"): THING,
    ("GET", f"{V1}/jobs/{{job_id}}"): THING,
    ("GET", "/"): Rule({**same(303), "technician": 200}, {**same(303), "technician": 200}, 303),
    ("GET", "/lifts"): PAGES_OF_PLATES,
    ("GET", "/check"): PAGES_OF_PLATES,
    ("GET", "/setup"): LAB_PAGES,
    ("GET", "/athletes"): LAB_PAGES,
    ("GET", "/coaches"): LAB_PAGES,
    ("GET", "/my"): Rule(same(200), same(200), 303),
    ("GET", "/lift/{lift_id}"): Rule(same(200), same(200), 303),  # what it says is looked at on its own
    ("GET", "/reports/{report_id}.pdf"): Rule(only(*MEASURED), same(404), 303),
    ("GET", "/reports/{report_id}/page-{number}.webp"): Rule(same(404), same(404), 303),  # these files have no pages
    ("GET", "/login"): everybody(200),
    ("POST", "/login"): everybody(422),
    ("GET", "/login/holds"): everybody(200),  # says whether the cookie that came with it is a login
    ("GET", "/first"): everybody(303),
    ("POST", "/first"): everybody(422),
    ("GET", "/switch"): everybody(200),  # at the plates' own computer, as here
    ("POST", "/switch"): everybody(422),
    ("POST", "/logout"): Rule(same(303), same(303), 401),
    ("GET", LINK): everybody(200),  # whoever has the secret
    ("GET", f"{LINK}/report.pdf"): everybody(200),
    ("GET", f"{LINK}/page-{{number}}.webp"): everybody(404),
    ("POST", f"{LINK}/note"): everybody(303),  # back to the page; a note without words is none
    ("GET", "/console/static/…"): everybody(404),
    ("WEBSOCKET", "/live"): Rule(only("technician", status=101, else_=403), {}, 403),
}
NICEGUI = ("/_nicegui", "/openapi.json")
"""Files and the socket of the page library; the socket wants a login, see below."""
ENDS_LOGIN = ("POST", "/logout")


def test_every_address_stands_in_the_table(served: ServedWhole) -> None:
    known = {*TABLE}
    found = {(method, path) for method, path in served.routes if not path.startswith(NICEGUI)}
    assert found - known == set()
    assert known - found == set()


def ask(served: ServedWhole, who: str | None, method: str, address: str, body: Any) -> httpx.Response:
    return served.visitor(who).request(method, address, json=body)


HTTP = [key for key in TABLE if key[0] != "WEBSOCKET" and key != ENDS_LOGIN]


@pytest.mark.parametrize(("method", "path"), HTTP, ids=lambda each: str(each).removeprefix(V1))
def test_a_role_gets_its_own_and_nothing_of_others(served: ServedWhole, method: str, path: str) -> None:
    rule, lab = TABLE[method, path], served.lab
    got: dict[str, dict[str, int]] = {"own": {}, "other": {}}
    for whose, things in (("own", lab.own), ("other", lab.other)):
        address = path.format(number=1, **things, **{f"{kind}_id": identity for kind, identity in things.items()})
        for role in ROLES:
            got[whose][role] = ask(served, role, method, address, rule.body).status_code
        assert ask(served, None, method, address, rule.body).status_code == rule.nobody
    assert got == {"own": dict(rule.own), "other": dict(rule.other)}


@pytest.mark.parametrize(
    ("name", "kind", "whole"),
    [
        ("athletes", "athlete", LAB_WIDE),
        ("sessions", "session", ()),
        ("lifts", "lift", ()),
        ("analyses", "analysis", ()),
        ("reports", "report", ()),
        ("deliveries", "delivery", ()),
        ("jobs", "job", ()),
    ],
)
def test_a_list_shows_what_the_role_may_see_one_by_one(
    served: ServedWhole, name: str, kind: str, whole: tuple[str, ...]
) -> None:
    rule = TABLE["GET", f"{V1}/{name}/{{{kind}_id}}"]
    for role in ROLES:
        found = {item["id"] for item in served_page(served, role, name)}
        assert (served.lab.own[kind] in found) is (rule.own[role] == 200), role
        assert (served.lab.other[kind] in found) is (role in whole), role


def served_page(served: ServedWhole, who: str, name: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ask(served, who, "GET", f"{V1}/{name}", None).json()["items"]
    return items


def test_the_page_of_a_lift_tells_those_alone_who_may_see_it(served: ServedWhole) -> None:
    for role in ROLES:
        for things, theirs in ((served.lab.own, role in MEASURED), (served.lab.other, False)):
            page = ask(served, role, "GET", f"/lift/{things['lift']}", None).text
            assert ("There is no such lift for you" not in page) is theirs, role


def test_logging_out_needs_a_login(served: ServedWhole) -> None:
    assert ask(served, None, *ENDS_LOGIN, None).status_code == TABLE[ENDS_LOGIN].nobody


def handshake(served: ServedWhole, path: str, who: str | None, origin: str | None) -> int:
    """Status of a handshake; 101 where it succeeds."""
    address = served.address.replace("http", "ws") + path
    cookie = {} if who is None else {"Cookie": f"{COOKIE}={served.lab.logins[who]}"}
    try:
        with connect(address, origin=origin, additional_headers=cookie):  # type: ignore[arg-type]
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


def test_the_live_picture_is_for_the_technician(served: ServedWhole) -> None:
    rule = TABLE["WEBSOCKET", "/live"]
    got = {role: handshake(served, "/live", role, served.address) for role in ROLES}
    assert got == dict(rule.own)
    assert handshake(served, "/live", None, served.address) == rule.nobody


SOCKETS = ("/live", "/_nicegui_ws/socket.io/?EIO=4&transport=websocket")


@pytest.mark.parametrize("path", SOCKETS)
@pytest.mark.parametrize("origin", [None, "http://evil.example", "null", "https://127.0.0.1"])
def test_a_socket_from_another_origin_is_refused(served: ServedWhole, path: str, origin: str | None) -> None:
    assert handshake(served, path, "technician", origin) == 403


@pytest.mark.parametrize("path", SOCKETS)
def test_a_socket_without_a_login_is_refused(served: ServedWhole, path: str) -> None:
    assert handshake(served, path, None, served.address) == 403


@pytest.mark.parametrize(("method", "path"), [key for key in HTTP if key[0] != "GET"])
def test_a_page_of_another_site_changes_nothing(served: ServedWhole, method: str, path: str) -> None:
    address = path.format(secret=served.lab.own["secret"], lift_id=served.lab.own["lift"])
    evil = {"Origin": "http://evil.example"}
    answer = served.visitor("technician").request(method, address, json=TABLE[method, path].body, headers=evil)
    assert answer.status_code == 403
    if path.startswith(V1):
        assert answer.headers["content-type"] == "application/problem+json"


def test_an_unknown_link_opens_nothing(served: ServedWhole) -> None:
    assert ask(served, None, "GET", LINK.format(secret="nothing"), None).status_code == 404
