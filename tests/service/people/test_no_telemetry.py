"""Nothing speaks to the outside but the few modules whose work it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOMS = ("acquisition", "processing", "reports", "service", "ext")
SPEAKERS = {
    "socket", "socketserver", "urllib.request", "http.client", "requests", "httpx", "aiohttp", "smtplib", "aiosmtplib",
    "grpc", "ftplib", "imaplib", "poplib", "telnetlib", "xmlrpc", "websockets", "webbrowser", "urllib3", "paramiko",
}  # fmt: skip
ALLOWED = {
    "acquisition/grpc_deadline.py",  # the device server that the rig file names
    "acquisition/recorder_control.py",  # a pair of sockets between our own two processes
    "service/delivery/mail_server.py",  # the mail server that the laboratory names
    "service/commands/serve.py",  # serves the console, and opens it in this computer's browser
    "service/serving.py",
    "service/serving_place.py",  # tries whether the console's own port is free
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def speaks(name: str) -> bool:
    return any(name == speaker or name.startswith(f"{speaker}.") for speaker in SPEAKERS)


def test_no_module_can_reach_another_computer_unless_that_is_its_work(root: Path) -> None:
    found = {
        str(path.relative_to(root))
        for room in ROOMS
        for path in (root / room).rglob("*.py")
        if any(speaks(name) for name in imports(path))
    }
    assert found <= ALLOWED, f"no telemetry: {sorted(found - ALLOWED)}"
    assert "service/delivery/mail_server.py" in found
