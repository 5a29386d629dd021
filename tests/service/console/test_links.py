"""What a mailed link opens."""

from __future__ import annotations

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

Answer = Callable[..., tuple[int, str]]


def test_a_link_opens_the_lift_on_a_phone_without_a_login_and_brings_the_note_back(log_in: Any) -> None:
    looked = log_in("coach", width=390, height=844)
    looked.context.clear_cookies()
    page = looked.page
    page.goto("/r/open-link~c1")
    assert "Ada Example: snatch 203 lb" in page.inner_text("h1")
    assert page.locator(".card .value").count() == 3
    assert "snatch at 193–212\xa0lb" in page.inner_text(".card")
    assert not re.search(r"\bkg\b", page.inner_text("main"))
    assert page.locator("svg.chart polyline").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.fill("[name=text]", "Longer push <b>please</b>")
    page.click("text=Send the note")
    page.wait_for_selector("text=Longer push <b>please</b>")
    assert page.url.endswith("/r/open-link~c1")
    assert looked.errors == []


def test_a_link_opens_the_report(answer: Answer) -> None:
    status, body = answer("/r/open-link~c1/report.pdf")
    assert status == 200
    assert body.startswith("%PDF")


@pytest.mark.parametrize(
    ("secret", "status", "words"),
    [
        ("ended-link", 410, "This link has ended"),
        ("revoked-link", 410, "taken back"),
        ("no-such-link", 404, "There is no such link"),
    ],
)
def test_a_link_that_opens_nothing_says_why(answer: Answer, secret: str, status: int, words: str) -> None:
    for path in (f"/r/{secret}", f"/r/{secret}/report.pdf"):
        answered, body = answer(path)
        assert answered == status
        assert words in body


def test_a_note_that_is_too_long_is_answered_with_a_page(console: str) -> None:
    form = urllib.parse.urlencode({"text": "x" * 2001}).encode()
    request = urllib.request.Request(f"{console}/r/open-link~c1/note", form, {"Origin": console})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60.0)
    with refused.value as answered:
        assert answered.code == 409
        assert "write 1 to 2000" in answered.read().decode()
