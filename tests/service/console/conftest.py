"""A served console in a process of its own, and a real Chromium that looks at it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from service.web_login import COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

START_S = 60.0
PASSWORD = "long enough for a test"


@dataclass
class Looked:
    """A page, with what went wrong on it and what it asked other hosts for."""

    page: Page
    context: BrowserContext
    errors: list[str] = field(default_factory=list)
    abroad: list[str] = field(default_factory=list)


LogIn = Callable[..., Looked]


@pytest.fixture(scope="session")
def console(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[str]:
    """The address of a console over a made session."""
    folder = tmp_path_factory.mktemp("console")
    shutil.copy(root / "examples" / "rig.toml", folder / "rig.toml")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(__file__).with_name("stand_in.py")
    command = [sys.executable, "-P", str(program), str(folder), str(port), str(folder / "rig.toml")]
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "ready"
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(START_S)
        if child.stdout is not None:
            child.stdout.close()


@pytest.fixture(scope="session")
def logins(console: str) -> Callable[[str], str]:
    """The cookie of a role's login, had once."""
    had: dict[str, str] = {}

    def of(role: str) -> str:
        if role not in had:
            form = urllib.parse.urlencode({"email": f"{role}@example.org", "password": PASSWORD}).encode()
            request = urllib.request.Request(f"{console}/login", form, {"Origin": console})
            with pytest.raises(urllib.error.HTTPError) as moved:
                urllib.request.build_opener(NoRedirect).open(request, timeout=START_S)
            with moved.value as answered:
                assert answered.code == 303
                had[role] = answered.headers["set-cookie"].partition(";")[0].partition("=")[2]
        return had[role]

    return of


@pytest.fixture
def log_in(console: str, chromium: Browser, logins: Callable[[str], str]) -> Iterator[LogIn]:
    """A page of somebody of a role who has logged in; more of them by more calls."""
    contexts: list[BrowserContext] = []

    def logged_in(role: str, *, width: int = 1920, height: int = 1080, scheme: Any = "light") -> Looked:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            base_url=console,
            bypass_csp=True,
        )
        contexts.append(context)
        context.add_cookies([{"name": COOKIE, "value": logins(role), "url": console}])
        page = context.new_page()
        looked = Looked(page, context)
        page.on("pageerror", lambda error: looked.errors.append(str(error)))
        page.on("console", lambda said: looked.errors.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: None if is_ours(asked.url, console) else looked.abroad.append(asked.url))
        return looked

    yield logged_in
    for context in contexts:
        context.close()


def is_ours(url: str, console: str) -> bool:
    """Whether a request stays on this server."""
    return url.startswith((console, console.replace("http", "ws"), "data:", "blob:"))


@pytest.fixture
def answer(console: str) -> Callable[..., tuple[int, str]]:
    """Status and text of a plain request."""

    def asked(path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(console + path, headers=headers)
        opener = urllib.request.build_opener(NoRedirect)
        try:
            with opener.open(request, timeout=START_S) as response:
                return response.status, response.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get("location") or error.read().decode()

    return asked


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """Shows where to, and does not go there."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Stay."""
