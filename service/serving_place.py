"""What one service alone may have: a laboratory's folder, and the port where it is reached."""

from __future__ import annotations

import errno
import os
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from acquisition.errors import ConfigurationRejected, LegdriveError
from acquisition.recorder_lock import take
from service.settings import MailSection, WebSection
from service.web_guard import LOOPBACK, bracketed

LOCK = "serving.lock"
"""In the laboratory's folder: held while it is served, by whatever way the service ends given back by the system."""
WAITING = 100
"""Whoever connects once the address stands there waits until it is answered."""


class PlaceTakenError(LegdriveError):
    """Somebody else has the folder or the port."""


@contextmanager
def served_alone(folder: Path) -> Iterator[Path]:
    """Keep every other service out of a folder; yields the file that tells them where this one is.

    Raises
    ------
    PlaceTakenError
        It is served already.
    OSError
        It cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with lock_held(folder / LOCK, str(folder)) as path:
        yield path


@contextmanager
def lock_held(path: Path, what: str) -> Iterator[Path]:
    """Hold the lock of a file; raises ``PlaceTakenError``, which names ``what`` and whoever has it."""
    with path.open("a+b") as file:
        if not take(file):
            raise PlaceTakenError(f"is served already{_holder(path)}", what, "use that one, or end it first")
        tell_where(path, "")
        yield path
        tell_where(path, "")


def tell_where(path: Path, address: str) -> None:
    """Write down who serves, and where."""
    with suppress(OSError):  # only words for others: where the system locks what is read, they go without
        path.write_text(f"{address} {os.getpid()}" if address else "", encoding="utf-8")


def _holder(path: Path) -> str:
    """Who serves, as it was written down."""
    with suppress(OSError, ValueError):
        address, process = path.read_text(encoding="utf-8").split()
        return f" at {address} by process {process}"
    return ""


@contextmanager
def listening(web: WebSection, port: int | None, *, tls: bool) -> Iterator[tuple[socket.socket, str]]:
    """The open port, and its address for a browser; before anything else is begun.

    Raises
    ------
    PlaceTakenError
        Another program has the port.
    ConfigurationRejected
        The host is no address of this computer, or the port is not for everybody.
    """
    wanted = web.port if port is None else port
    with socket.socket(socket.AF_INET6 if ":" in web.host else socket.AF_INET) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((web.host, wanted))
            opened.listen(WAITING)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                do = "end it, or give --port with another; 0 has a free one"
                raise PlaceTakenError("is in use by another program", f"port {wanted}", do) from None
            what = f"cannot be served ({error.strerror or error})"
            raise ConfigurationRejected(what, f"{web.host} port {wanted}", "mend host and port under [web]") from None
        host = bracketed(web.host)
        name = web.names[0] if web.names and host not in LOOPBACK else host
        yield opened, f"{'https' if tls else 'http'}://{name}:{opened.getsockname()[1]}/"


def check_certificate(web: WebSection) -> None:
    """Load certificate and key before anything is begun, where there are any.

    Raises
    ------
    ConfigurationRejected
        One of them cannot be read, or they do not belong together.
    """
    if web.certificate is None and web.key is None:
        return
    if web.certificate is None or web.key is None:
        named, lacks = ("key", "certificate") if web.certificate is None else ("certificate", "key")
        do = "name both; where one file holds both, name it twice"
        raise ConfigurationRejected(f"{named} is named, {lacks} is not", "lab.toml [web]", do)
    for path in (web.certificate, web.key):
        if not path.is_file():
            raise ConfigurationRejected("cannot be used (no such file)", str(path), "mend them under [web]")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(web.certificate, web.key)
    except OSError as error:
        what = f"cannot be used ({error.strerror or error})"
        raise ConfigurationRejected(what, f"{web.certificate} with {web.key}", "mend them under [web]") from None


def mail_trouble(mail: MailSection) -> str:
    """Why no mail can go out though a server is named, in one line; nothing hinders recording and measuring."""
    if not mail.host:
        return ""
    if not mail.sender:
        return "lab.toml [mail]: no sender is named; mails wait until there is one"
    try:
        said = mail.password_file is None or mail.password_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "is no text"
        return f"{mail.password_file}: {reason}; mails wait until the password can be read there"
    return "" if said else f"{mail.password_file}: is empty; mails wait until the password stands there"


@contextmanager
def until_told() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the block, from its first line on; everything in it is closed in its order."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        yield
