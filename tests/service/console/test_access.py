"""Who gets which page, and what a page of another site cannot do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from service.web_login import COOKIE

Answer = Callable[..., tuple[int, str]]
LogIn = Callable[..., Any]
Logins = Callable[[str], str]


@pytest.mark.parametrize("path", ["/", "/lifts", "/check", "/setup", "/athletes", "/coaches", "/my", "/lift/lift-1"])
def test_without_a_login_every_page_leads_to_the_form(answer: Answer, path: str) -> None:
    assert answer(path) == (303, f"/login?next={path}")


def test_a_request_for_another_name_is_refused(answer: Answer) -> None:
    assert answer("/login", Host="evil.example")[0] == 403


def test_the_live_socket_wants_our_origin_and_a_login(console: str) -> None:
    address = console.replace("http", "ws") + "/live"
    for origin in (None, "http://evil.example", console):
        with pytest.raises(InvalidStatus) as refused:
            connect(address, origin=None if origin is None else Origin(origin))
        assert refused.value.response.status_code == 403


def test_the_live_socket_opens_to_a_technician_and_not_to_a_coach(console: str, logins: Logins) -> None:
    address = console.replace("http", "ws") + "/live"
    with connect(
        address, origin=Origin(console), additional_headers={"Cookie": cookie(logins("technician"))}
    ) as socket:
        frame = socket.recv(timeout=10)
    assert isinstance(frame, bytes)
    assert frame[:4] == b"LDLV"
    with pytest.raises(InvalidStatus):
        connect(address, origin=Origin(console), additional_headers={"Cookie": cookie(logins("coach"))})


def cookie(secret: str) -> str:
    return f"{COOKIE}={secret}"


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("coach", "/setup", 403),
        ("coach", "/athletes", 403),
        ("athlete", "/check", 403),
        ("athlete", "/my", 200),
        ("admin", "/setup", 200),
        ("admin", "/athletes", 200),
        ("admin", "/reports/r1.pdf", 404),
        ("coach", "/reports/r1.pdf", 200),
        ("athlete", "/reports/r1.pdf", 200),
        ("technician", "/reports/r1.pdf", 200),
        ("technician", "/reports/none.pdf", 404),
        ("technician", "/reports/r1/page-3.webp", 404),
        ("technician", "/reports/none/page-1.webp", 404),
        ("admin", "/reports/r1/page-1.webp", 404),
    ],
)
def test_a_role_gets_what_is_its(logins: Logins, answer: Answer, role: str, path: str, status: int) -> None:
    assert answer(path, Cookie=cookie(logins(role)))[0] == status


def test_a_wrong_password_is_refused_and_the_right_one_opens_the_page_asked_for(console: str, log_in: LogIn) -> None:
    looked = log_in("technician")
    looked.context.clear_cookies()
    page = looked.page
    page.goto("/lifts")
    page.fill("[name=email]", "technician@example.org")
    page.fill("[name=password]", "wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=that does not fit")
    assert page.input_value("[name=email]") == "technician@example.org"
    page.fill("[name=password]", "long enough for a test")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{console}/lifts")
    secret = next(one["value"] for one in looked.context.cookies() if one["name"] == COOKIE)
    page.click("text=Log out")
    page.wait_for_url(lambda url: "/login" in url)
    looked.context.add_cookies([{"name": COOKIE, "value": secret, "url": console}])
    page.goto("/lifts")
    assert "/login" in page.url  # the login has ended, not only the cookie


def test_a_technician_takes_over_by_pin_at_the_plates(console: str, log_in: LogIn) -> None:
    looked = log_in("coach")
    page = looked.page
    page.goto("/switch")
    page.fill("[name=pin]", "111111")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=that does not fit")
    page.fill("[name=pin]", "204817")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{console}/")
    page.wait_for_selector("text=A technician")


def test_every_answer_forbids_other_hosts(console: str) -> None:
    import urllib.request

    with urllib.request.urlopen(f"{console}/login") as response:
        policy = response.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "connect-src 'self'" in policy
