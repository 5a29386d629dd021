"""The laboratory's way of sending: its mail server, its address, where its reports lie, where its links lead."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from service.delivery.mail_server import MailServer
from service.settings import LabSettings, MailSection, WebSection

LINK_PATH = "/r/"
"""Where the page of a link is served; its secret follows."""


@dataclass(frozen=True)
class Post:
    """What deliveries are made with.

    Attributes
    ----------
    lab : str
        The laboratory's name.
    folder : Path
        The laboratory's folder: reports' paths count from it.
    server : MailServer or None
        ``None`` where the laboratory sends no mail.
    link_to : str
        Address before a link's secret; empty where coaches cannot reach the service.
    link_days : int
        How long a link opens.
    """

    lab: str
    folder: Path
    server: MailServer | None
    link_to: str = ""
    link_days: int = 30

    @property
    def sender(self) -> str:
        """Address that mails come from."""
        return "" if self.server is None else self.server.sender


def post_of(settings: LabSettings) -> Post:
    """The laboratory's way of sending, as ``lab.toml`` has it."""
    link_to = links_begin(settings.web)
    return Post(settings.lab_name, settings.folder, _server(settings.mail), link_to, settings.privacy.link_days)


def links_begin(web: WebSection) -> str:
    """The address before a link's secret; empty where nobody outside this computer can follow it."""
    if not web.names:
        return ""
    scheme, usual = ("https", 443) if web.certificate else ("http", 80)
    port = "" if web.port == usual else f":{web.port}"
    return f"{scheme}://{web.names[0]}{port}{LINK_PATH}"


def _server(mail: MailSection) -> MailServer | None:
    if not mail.host or not mail.sender:
        return None
    return MailServer(mail.host, mail.port, mail.security, mail.sender, mail.user, mail.password_file)
