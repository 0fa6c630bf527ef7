"""Letters: a card goes in, an e-mail comes out that every mail program can show, as text or as HTML."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from bot.escape import one_line
from bot.model import Card
from digest.page import page_of_card, page_of_digest_card
from digest.render import SHIPPED, Format, Templates

_LONGEST_SUBJECT = 150
_WIDTH = 78


def letter(card: Card, *, sender: str, key: str, templates: Templates = SHIPPED) -> EmailMessage:
    """Return the card as a letter: `multipart/alternative` of text and HTML, and the picture where there is one.

    `key` makes the Message-ID, so that one that is sent again has the same and programs that know it show it once.
    """
    page = page_of_digest_card(card) if card.kind == "digest" else page_of_card(card)
    message = EmailMessage(policy=SMTP)
    subject = one_line(page_of_card(card).title)
    message["Subject"] = subject if len(subject) <= _LONGEST_SUBJECT else f"{subject[: _LONGEST_SUBJECT - 1]}…"
    message["From"] = sender
    message["To"] = sender  # its readers are on the envelope alone, and do not see each other
    message["Message-ID"] = f"<{key}@{_domain(sender)}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
    message.set_content(templates.write(page, Format.TEXT, _WIDTH))
    message.add_alternative(templates.write(page, Format.EMAIL), subtype="html")
    if card.image is not None:
        message.add_attachment(card.image.png, maintype="image", subtype="png", filename=card.image.name)
    return message


def _domain(sender: str) -> str:
    return Address(addr_spec=sender).domain or "localhost"
