"""What every request passes first: our own name, our own pages, a body that is no flood."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from service.web_guard import MOST_BODY, WebGuard

HOST = {"host": "lab.example"}
SENT = {**HOST, "content-length": "3"}


async def reached(scope: Any, receive: Any, send: Any) -> None:
    """The application behind the guard."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b""})


def asked(method: str, headers: dict[str, str], scheme: str = "http", path: str = "/login") -> tuple[int, bytes]:
    """Status and body of an answer."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": named, "scheme": scheme}
    asyncio.run(WebGuard(reached, ["lab.example"])(scope, receive, send))
    return sent[0]["status"], sent[1]["body"]


@pytest.mark.parametrize("host", ["evil.example", "", "lab.example.evil.example", "127.0.0.1.evil.example:80"])
def test_another_name_than_ours_is_refused(host: str) -> None:
    assert asked("GET", {"host": host})[0] == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://[broken"},
        {"origin": "http://lab.example:8080"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_what_another_sites_page_sends_changes_nothing(headers: dict[str, str]) -> None:
    assert asked("POST", {**SENT, **headers})[0] == 403
    assert asked("GET", {**HOST, **headers})[0] == 200


@pytest.mark.parametrize("headers", [{"origin": "http://lab.example"}, {"sec-fetch-site": "same-origin"}, {}])
def test_our_own_pages_and_programs_may_send(headers: dict[str, str]) -> None:
    assert asked("POST", {**SENT, **headers})[0] == 200


def test_a_page_that_came_without_encryption_may_not_send_to_the_encrypted_one() -> None:
    assert asked("POST", {**SENT, "origin": "http://lab.example"}, "https")[0] == 403
    assert asked("POST", {**SENT, "origin": "https://lab.example"}, "https")[0] == 200
    assert asked("POST", {**SENT, "origin": "https://lab.example"}, "http")[0] == 200, "behind a proxy that encrypts"


@pytest.mark.parametrize(
    ("headers", "status", "kind"),
    [
        ({"content-length": str(MOST_BODY + 1)}, 413, "too_long"),
        ({"content-length": "-1"}, 411, "length"),
        ({"transfer-encoding": "chunked"}, 411, "length"),
    ],
)
def test_a_body_that_has_no_end_or_is_too_long_is_not_read(headers: dict[str, str], status: int, kind: str) -> None:
    answered, body = asked("POST", {**HOST, **headers}, path="/api/v1/lifts")
    assert answered == status
    assert json.loads(body)["type"] == f"urn:legdrive:problem:{kind}"
    assert asked("POST", {**HOST, "content-length": str(MOST_BODY)})[0] == 200
