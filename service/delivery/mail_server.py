"""Handing one message to the laboratory's mail server, and telling a failure that may pass from one that will not.

A 4xx answer, a server that is down, slow or hangs up is put off; a 5xx answer about sender, recipient or content is
final (RFC 5321, 4.2.1). A refused login, a certificate that does not fit and whatever the server says before it has
heard of sender and recipient are put off too: it is the laboratory's set-up that is wrong, not this message, and
mending it must let everything that waits go out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP as LINES_OF_SMTP
from pathlib import Path
from typing import Literal, TypeAlias

import aiosmtplib

from service.delivery.errors import DeliveryPutOff, DeliveryRefused
from service.delivery.schedule import LONGEST_ATTEMPT_S
from service.people.logins import is_loopback

Security: TypeAlias = Literal["starttls", "tls", "none"]
Step: TypeAlias = Callable[[str], None]
SET_UP = (530, 534, 535, 538)
"""Answers that ask for a login or for encryption (RFC 3207, 4; RFC 4954, 6)."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in.

    Attributes
    ----------
    host, port
        The server.
    security : {'starttls', 'tls', 'none'}
        ``starttls`` refuses a server that cannot encrypt.
    sender : str
        Address that mails come from.
    user : str
        Empty where the server asks for no login.
    password_file : Path or None
        File that holds the password, and nothing else.
    answer_s : float
        How long the server may take for one answer.
    """

    host: str
    port: int
    security: Security
    sender: str
    user: str = ""
    password_file: Path | None = None
    answer_s: float = 60.0

    async def hand_in(self, message: EmailMessage, recipient: str, at: Step) -> None:
        """Hand in one message for one recipient; returns when the server has taken it.

        Parameters
        ----------
        message : EmailMessage
            With all of its headers.
        recipient : str
            The one address.
        at : callable
            Is told each step: ``connected``, ``addressed``, ``accepted``.

        Raises
        ------
        DeliveryPutOff
            Try again later.
        DeliveryRefused
            Do not.
        """
        where = f"{self.host}:{self.port}"
        try:
            async with asyncio.timeout(LONGEST_ATTEMPT_S):
                await self._hand_in(message, recipient, at)
        except aiosmtplib.SMTPAuthenticationError as reason:
            raise DeliveryPutOff(f"the server refuses the login ({_told(reason)})", where, "see [mail]") from None
        except aiosmtplib.SMTPResponseException as reason:
            final = 500 <= reason.code < 600 and reason.code not in SET_UP
            raise (DeliveryRefused if final else DeliveryPutOff)(
                f"the server answered {_told(reason)}", where
            ) from None
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as reason:  # a wrong certificate is a ValueError too
            raise DeliveryPutOff(str(reason) or "no answer in time", where) from None
        except ValueError as reason:
            raise DeliveryRefused(str(reason), recipient) from None

    async def _hand_in(self, message: EmailMessage, recipient: str, at: Step) -> None:
        client = aiosmtplib.SMTP(
            hostname=self.host, port=self.port, timeout=self.answer_s,
            use_tls=self.security == "tls", start_tls=self.security == "starttls",
            username=self.user or None, password=self._password(), local_hostname=self.sender.rpartition("@")[2],
        )  # fmt: skip
        try:
            await self._connect(client)
            at("connected")
            await client.mail(self.sender)
            await client.rcpt(recipient)
            at("addressed")
            await client.data(message.as_bytes(policy=LINES_OF_SMTP))
            at("accepted")
        finally:
            client.close()

    async def _connect(self, client: aiosmtplib.SMTP) -> None:
        """Greet, encrypt, log in; no answer of that is about the message."""
        try:
            await client.connect()
        except aiosmtplib.SMTPAuthenticationError:
            raise
        except aiosmtplib.SMTPResponseException as reason:
            where = f"{self.host}:{self.port}"
            raise DeliveryPutOff(f"the server answered {_told(reason)}", where, "see [mail]") from None

    def _password(self) -> str | None:
        if not self.user:
            return None
        if self.security == "none" and self.host != "localhost" and not is_loopback(self.host):
            raise DeliveryPutOff("the password would go out in the clear", f"[mail] {self.host}", "set security")
        if self.password_file is None:
            raise DeliveryPutOff("a user without a password", "[mail]", "name a password_file")
        try:
            return self.password_file.read_text(encoding="utf-8").strip()
        except OSError as reason:
            raise DeliveryPutOff(f"{reason.strerror}", str(self.password_file), "see [mail] password_file") from None


def _told(reason: aiosmtplib.SMTPResponseException) -> str:
    """The server's answer on one line."""
    return f"{reason.code} {' '.join(str(reason.message).split())}"[:300]
