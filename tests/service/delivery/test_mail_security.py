"""Encryption and login, against a real server with a certificate of its own: nothing goes out in the clear."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession

from service.delivery.errors import DeliveryPutOff
from service.delivery.letters import Letter
from service.delivery.mail_server import MailServer
from service.delivery.message import address, message_id, to_message

NOW = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)
COACH = "coach@example.org"
USER, PASSWORD = "lab", "correct horse"
pytestmark = [
    pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS"),
    # A loop of a test ends before TLS has said goodbye from both sides; that of a service does not.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class GuardedServer:
    """A mail server that encrypts, asks for a login, or neither.

    Attributes
    ----------
    mails : list of bytes
        What it took.
    logins : list of (str, str, bool)
        Mechanism, user, and whether it was let in.
    """

    def __init__(self, authority: trustme.CA, name: str = "127.0.0.1") -> None:
        self.mails: list[bytes] = []
        self.logins: list[tuple[str, str, bool]] = []
        self.encrypted: list[bool] = []
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(self._context)
        self._controller: Controller | None = None
        self._transports: list[asyncio.Transport] = []

    def open(self, security: str, *, login: bool = True, without: tuple[str, ...] = ()) -> int:
        """Answer; the port."""
        asks: dict[str, Any] = {"auth_required": login, "auth_exclude_mechanism": without} if login else {}
        asks |= {"authenticator": self.let_in}
        if security == "starttls":
            asks |= {"tls_context": self._context, "require_starttls": True}
        else:
            asks |= {"auth_require_tls": False, "ssl_context": self._context if security == "tls" else None}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        opened = self._transports

        class Kept(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                assert isinstance(transport, asyncio.Transport)
                opened.append(transport)
                super().connection_made(transport)

        class Opened(Controller):
            def factory(self) -> SMTP:
                return Kept(self.handler, **self.SMTP_kwargs)

        self._controller = Opened(self, hostname="127.0.0.1", port=port, **asks)
        self._controller.start()
        return port

    def let_in(self, server: SMTP, session: SmtpSession, envelope: Envelope, mechanism: str, said: Any) -> AuthResult:
        """Whether user and password are right."""
        assert isinstance(said, LoginPassword)
        right = (said.login, said.password) == (USER.encode(), PASSWORD.encode())
        self.logins.append((mechanism, said.login.decode(), right))
        return AuthResult(success=right, handled=False)

    async def handle_DATA(self, server: SMTP, session: SmtpSession, envelope: Envelope) -> str:
        """Take a mail."""
        assert isinstance(envelope.content, bytes)
        self.mails.append(envelope.content)
        assert server.transport is not None
        self.encrypted.append(server.transport.get_extra_info("cipher") is not None)
        await asyncio.sleep(0)
        return "250 taken"

    def close(self) -> None:
        """End it, and whatever a refused handshake has left open."""
        if self._controller is not None:
            for transport in self._transports:
                self._controller.loop.call_soon_threadsafe(transport.abort)
            self._controller.stop()


@pytest.fixture(autouse=True)
def _no_goodbye_is_left_to_other_tests() -> Iterator[None]:
    """What a loop has left unclosed goes here and not in somebody else's test."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    """Whoever issued the servers' certificates."""
    return trustme.CA()


@pytest.fixture
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This computer trusts that authority."""
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


@pytest.fixture
def guarded(authority: trustme.CA) -> Iterator[GuardedServer]:
    """A server whose certificate is for its address."""
    server = GuardedServer(authority)
    yield server
    server.close()


@pytest.fixture
def secret(tmp_path: Path) -> Callable[[str], Path]:
    """A file with a password."""

    def written(password: str) -> Path:
        path = tmp_path / "mail-password"
        path.write_text(password + "\n", encoding="utf-8")
        return path

    return written


def mail() -> EmailMessage:
    """A mail."""
    return to_message(
        Letter("Snatch 92 kg", "See the page.", "en", ()),
        message_id("018f", "lab@example.org"),
        address("Lab North", "lab@example.org"),
        address("Coach", COACH),
        NOW,
        (),
    )


def hand_in(port: int, security: Any, password_file: Path | None = None, host: str = "127.0.0.1") -> None:
    """Hand a mail in as the laboratory is set up."""
    user = "" if password_file is None else USER
    server = MailServer(host, port, security, "lab@example.org", user, password_file, answer_s=10.0)
    asyncio.run(server.hand_in(mail(), COACH, lambda step: None))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(("without", "mechanism"), [(("LOGIN",), "PLAIN"), (("PLAIN",), "LOGIN")])
def test_with_the_right_password_the_mail_goes_out_encrypted_by_either_mechanism(
    guarded: GuardedServer, secret: Callable[[str], Path], security: str, without: tuple[str, ...], mechanism: str
) -> None:
    hand_in(guarded.open(security, without=without), security, secret(PASSWORD))
    assert len(guarded.mails) == 1
    assert guarded.encrypted == [True]
    assert guarded.logins == [(mechanism, USER, True)]


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_wrong_password_is_put_off_says_so_and_goes_out_once_it_is_mended(
    guarded: GuardedServer, secret: Callable[[str], Path], security: str
) -> None:
    port = guarded.open(security)
    with pytest.raises(DeliveryPutOff, match=r"refuses the login \(535 .*see \[mail\]"):
        hand_in(port, security, secret("wrong"))
    assert guarded.mails == []
    assert not any(right for _, _, right in guarded.logins)
    hand_in(port, security, secret(PASSWORD))
    assert len(guarded.mails) == 1


@pytest.mark.usefixtures("trusted")
def test_a_server_that_wants_a_login_from_a_laboratory_without_one_puts_its_mails_off(guarded: GuardedServer) -> None:
    with pytest.raises(DeliveryPutOff, match="530"):
        hand_in(guarded.open("starttls"), "starttls")
    assert guarded.mails == []


def test_a_server_that_wants_encryption_from_a_laboratory_without_it_puts_its_mails_off(
    guarded: GuardedServer,
) -> None:
    with pytest.raises(DeliveryPutOff, match="530"):
        hand_in(guarded.open("starttls", login=False), "none")
    assert guarded.mails == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_cannot_encrypt_gets_neither_mail_nor_password(
    guarded: GuardedServer, secret: Callable[[str], Path], security: str
) -> None:
    port = guarded.open("none")
    with pytest.raises(DeliveryPutOff, match=f"127.0.0.1:{port}"):
        hand_in(port, security, secret(PASSWORD))
    assert guarded.mails == []
    assert guarded.logins == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_an_unknown_authority_gets_neither_mail_nor_password(
    guarded: GuardedServer, secret: Callable[[str], Path], security: str
) -> None:
    with pytest.raises(DeliveryPutOff, match="certificate verify failed"):
        hand_in(guarded.open(security), security, secret(PASSWORD))
    assert guarded.mails == []
    assert guarded.logins == []


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_gets_neither_mail_nor_password(
    authority: trustme.CA, secret: Callable[[str], Path], security: str
) -> None:
    server = GuardedServer(authority, name="mail.example.org")
    port = server.open(security)
    try:
        with pytest.raises(DeliveryPutOff, match=r"certificate is not valid for '127\.0\.0\.1'"):
            hand_in(port, security, secret(PASSWORD))
        assert server.mails == []
        assert server.logins == []
    finally:
        server.close()


def test_a_password_never_goes_to_another_computer_in_the_clear(secret: Callable[[str], Path]) -> None:
    with pytest.raises(DeliveryPutOff, match="in the clear"):
        hand_in(25, "none", secret(PASSWORD), host="mail.example.org")
