"""Handing one mail in: what a real server answers decides whether it is tried again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from service.delivery.errors import DeliveryPutOff, DeliveryRefused
from service.delivery.letters import Letter
from service.delivery.mail_server import MailServer
from service.delivery.message import address, message_id, to_message

NOW = datetime(2026, 11, 22, 13, 32, tzinfo=UTC)
COACH = "coach@example.org"


def mail(text: str = "Grüße\n.\nein Punkt allein") -> EmailMessage:
    """A mail with letters outside ASCII and a line that SMTP has to stuff."""
    return to_message(
        Letter("Reißen 92 kg", text, "de", (("lift_v1.pdf", b"%PDF-1.7 \x00\xff"),)),
        message_id("018f", "lab@example.org"),
        address("Labor Nord", "lab@example.org"),
        address("Jörg", COACH),
        NOW,
        ("<a@example.org>", "<b@example.org>"),
    )


def hand_in(room: Any, message: EmailMessage | None = None, **changed: Any) -> list[str]:
    """Hand the mail in; the steps that it took."""
    steps: list[str] = []
    options: dict[str, Any] = {"security": "none", "sender": "lab@example.org"} | changed
    server = MailServer(room.host, room.port, **options)
    asyncio.run(server.hand_in(message or mail(), COACH, steps.append))
    return steps


def test_a_mail_arrives_with_its_letters_attachment_and_identity(mail_room: Any) -> None:
    assert hand_in(mail_room) == ["connected", "addressed", "accepted"]
    [(recipients, arrived)] = mail_room.mails
    assert recipients == [COACH]
    assert arrived["To"] == f"Jörg <{COACH}>"
    assert arrived["Subject"] == "Reißen 92 kg"
    assert arrived["Message-ID"] == "<018f@example.org>"
    assert arrived["In-Reply-To"] == "<b@example.org>"
    assert arrived["References"] == "<a@example.org> <b@example.org>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    body, attached = arrived.get_body(), list(arrived.iter_attachments())
    assert body.get_content().splitlines() == ["Grüße", ".", "ein Punkt allein"]
    assert [(each.get_filename(), each.get_content()) for each in attached] == [("lift_v1.pdf", b"%PDF-1.7 \x00\xff")]


@pytest.mark.parametrize(
    "answers",
    [{"rcpt": ["550 5.1.1 no such user"]}, {"data": ["554 5.7.1 looks like spam"]}, {"rcpt": ["552 mailbox full"]}],
)
def test_a_5xx_answer_is_final(mail_room: Any, answers: dict[str, list[str]]) -> None:
    for name, lines in answers.items():
        setattr(mail_room, name, lines)
    with pytest.raises(DeliveryRefused, match="the server answered 55"):
        hand_in(mail_room)
    assert mail_room.mails == []


@pytest.mark.parametrize("answers", [{"rcpt": ["450 4.2.0 greylisted"]}, {"data": ["451 4.3.0 try again"]}])
def test_a_4xx_answer_is_put_off_and_the_same_mail_is_taken_later(
    mail_room: Any, answers: dict[str, list[str]]
) -> None:
    for name, lines in answers.items():
        setattr(mail_room, name, lines)
    with pytest.raises(DeliveryPutOff, match="the server answered 45"):
        hand_in(mail_room)
    hand_in(mail_room)
    assert mail_room.identities == ["<018f@example.org>"]


@pytest.mark.parametrize("how", ["mid-message", "unanswered"])
def test_a_server_that_hangs_up_is_tried_again(mail_room: Any, how: str) -> None:
    mail_room.drop = [how]
    with pytest.raises(DeliveryPutOff):
        hand_in(mail_room)
    hand_in(mail_room)
    accepted = {"mid-message": 1, "unanswered": 2}[how]
    assert mail_room.identities == ["<018f@example.org>"] * accepted


def test_a_server_that_is_down_is_tried_again_when_it_is_back(mail_room: Any) -> None:
    mail_room.close()
    with pytest.raises(DeliveryPutOff, match=f"127.0.0.1:{mail_room.port}"):
        hand_in(mail_room)
    mail_room.open()
    hand_in(mail_room)
    assert len(mail_room.mails) == 1


def test_a_server_that_does_not_answer_is_put_off(mail_room: Any) -> None:
    mail_room.slow = True
    with pytest.raises(DeliveryPutOff):
        hand_in(mail_room, answer_s=0.2)


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(mail_room: Any) -> None:
    with pytest.raises(DeliveryPutOff):
        hand_in(mail_room, security="starttls")
    assert mail_room.mails == []


def test_a_password_file_that_is_gone_is_named(mail_room: Any, tmp_path: Path) -> None:
    with pytest.raises(DeliveryPutOff, match="password_file"):
        hand_in(mail_room, user="lab", password_file=tmp_path / "secret")


@pytest.mark.parametrize("wrong", ["nobody", "a@b@c", "x@example.org>\r\nRCPT TO:<y@example.org"])
def test_what_is_no_address_is_refused_before_any_server_hears_of_it(wrong: str) -> None:
    with pytest.raises(DeliveryRefused, match="no mail address"):
        address("Coach", wrong)
