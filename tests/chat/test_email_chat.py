"""E-mail: a card becomes a letter that a real mail server takes, or a sentence that says why not."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from fakes.values import make_card, make_delivery

from bot.chat.email import EmailChat
from bot.chat.protocol import Chat
from bot.errors import DeliveryError, Trouble
from bot.model import Card, Image, Outgoing, Paragraph
from bot.settings import EmailRules
from digest.letter import letter
from digest.page import card_of_digest
from digest.sample import sample

CARD = card_of_digest(sample())


class Mailbox:
    """A mail server's hands: keeps letters, and answers as `answers` says for an address or for the letter."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.letters.append((list(envelope.rcpt_tos), message))
        return "250 OK"


def _login(server: SMTP, session: Any, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    good = isinstance(data, LoginPassword) and data.password == b"right"
    return AuthResult(success=good, handled=good)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
async def port(mailbox: Mailbox) -> AsyncIterator[int]:
    def server() -> SMTP:
        return SMTP(mailbox, authenticator=_login, auth_require_tls=False)

    running = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    async with running:
        yield running.sockets[0].getsockname()[1]


def _chat(port: int, **rules: Any) -> EmailChat:
    lists = {"morning": ("ann@desk.example", "bob@desk.example")}
    given = {"host": "127.0.0.1", "port": port, "starttls": False, "sender": "parley@desk.example", "lists": lists}
    return EmailChat(EmailRules(**given | rules), password="right")


def _outgoing(card: Card = CARD, channel: str = "email:morning") -> Outgoing:
    return Outgoing(delivery=make_delivery("key1", channel, card=card))


async def test_a_digest_arrives_as_text_and_as_html(port: int, mailbox: Mailbox) -> None:
    chat: Chat = _chat(port)
    assert await chat.send(_outgoing()) == "<key1@desk.example>"
    ((to, mail),) = mailbox.letters
    assert to == ["ann@desk.example", "bob@desk.example"]
    assert mail.get_content_type() == "multipart/alternative"
    text, html = (part.get_content() for part in mail.iter_parts())
    for words in ("We are ready to sign as soon as the last prisoner is home", "“There is nothing to sign,”"):
        assert words in " ".join(text.replace("> ", "").split())
        assert words in html
    assert "<style" not in html
    assert mail["Message-ID"] == "<key1@desk.example>"


async def test_readers_do_not_see_each_other(port: int, mailbox: Mailbox) -> None:
    await _chat(port).send(_outgoing())
    assert "ann@" not in mailbox.letters[0][1].as_string()


async def test_picture_is_attached(port: int, mailbox: Mailbox) -> None:
    picture = Image(name="positions.png", alt="All agree.", png=b"\x89PNG\r\n")
    await _chat(port).send(_outgoing(Card(title="T", blocks=(Paragraph("P"),), image=picture)))
    (attached,) = mailbox.letters[0][1].iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("positions.png", b"\x89PNG\r\n")


@pytest.mark.parametrize(
    ("answers", "trouble"),
    [
        ({"DATA": "554 no spam"}, Trouble.CARD),
        ({"DATA": "451 later"}, Trouble.TEMPORARY),
        ({"ann@desk.example": "550 unknown", "bob@desk.example": "550 unknown"}, Trouble.CARD),
        ({"ann@desk.example": "550 unknown", "bob@desk.example": "450 full"}, Trouble.TEMPORARY),
    ],
)
async def test_refusal_says_what_can_help(
    answers: dict[str, str], trouble: Trouble, port: int, mailbox: Mailbox
) -> None:
    mailbox.answers = answers
    with pytest.raises(DeliveryError) as caught:
        await _chat(port).send(_outgoing())
    assert caught.value.trouble is trouble
    assert mailbox.letters == []


async def test_one_address_that_is_refused_does_not_keep_the_letter_from_the_others(
    port: int, mailbox: Mailbox
) -> None:
    mailbox.answers = {"ann@desk.example": "550 unknown"}
    await _chat(port).send(_outgoing())
    assert mailbox.letters[0][0] == ["bob@desk.example"]


async def test_wrong_password_stops_the_platform(port: int) -> None:
    chat = EmailChat(
        EmailRules(host="127.0.0.1", port=port, starttls=False, user="parley", lists={"morning": ("a@b.c",)})
    )
    with pytest.raises(DeliveryError, match="PARLEY_SMTP_PASSWORD") as caught:
        await chat.send(_outgoing())
    assert caught.value.trouble is Trouble.PLATFORM


async def test_server_that_is_away_may_come_back(port: int) -> None:
    with pytest.raises(DeliveryError, match="cannot be reached") as caught:
        await _chat(1).send(_outgoing())
    assert caught.value.trouble is Trouble.TEMPORARY


async def test_list_that_is_not_there_is_told(port: int) -> None:
    with pytest.raises(DeliveryError, match=r"email\.lists") as caught:
        await _chat(port).send(_outgoing(channel="email:evening"))
    assert caught.value.trouble is Trouble.CHANNEL


@pytest.mark.parametrize("title", ["A\r\nBcc: evil@example.com", "x" * 5000, "Тема \u202e $", "\ud800"])
def test_headers_hold_whatever_the_title_says(title: str) -> None:
    mail = letter(make_card(title), sender="parley@desk.example", key="k")
    again = message_from_bytes(bytes(mail), policy=policy.default)
    assert again["Bcc"] is None
    assert len(again["Subject"]) <= 150
    assert set(again.keys()) == {
        "Subject", "From", "To", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
    }  # fmt: skip
