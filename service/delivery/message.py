"""From a letter to the message of one recipient."""

from __future__ import annotations

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from service.delivery.errors import DeliveryRefused
from service.delivery.letters import Letter


def message_id(delivery_id: str, sender: str) -> str:
    """The Message-ID of a delivery: always the same, so that a mail that is sent again is known as the same one."""
    return f"<{delivery_id}@{sender.rpartition('@')[2] or 'legdrive.invalid'}>"


def to_message(
    letter: Letter,
    identity: str,
    sender: Address,
    recipient: Address,
    now: datetime,
    answers: tuple[str, ...] = (),
) -> EmailMessage:
    """The message of one delivery: one recipient, never a list of them.

    Parameters
    ----------
    letter : Letter
        What it says.
    identity : str
        Its Message-ID.
    sender, recipient : Address
        The laboratory and the coach.
    now : datetime
        Its date.
    answers : tuple of str
        Message-IDs of earlier mails about the same lift, oldest first, so that they are shown together.

    Returns
    -------
    EmailMessage
        Plain text, quoted-printable, so that every server can carry it.
    """
    message = EmailMessage()
    message["Message-ID"] = identity
    message["Date"] = format_datetime(now)
    message["From"] = sender
    message["To"] = recipient
    message["Subject"] = letter.subject
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    if answers:
        message["In-Reply-To"] = answers[-1]
        message["References"] = " ".join(answers)
    message.set_content(letter.text, cte="quoted-printable")
    for name, content in letter.attachments:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message


def address(name: str, spec: str) -> Address:
    """A mail address with the name before it.

    Raises
    ------
    DeliveryRefused
        It is no address.
    """
    try:
        return Address(display_name=" ".join(name.split()), addr_spec=spec)
    except (ValueError, IndexError, HeaderParseError) as reason:
        raise DeliveryRefused(f"{spec!r} is no mail address", name, f"mend the account's address: {reason}") from None
