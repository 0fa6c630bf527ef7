"""E-mail as a chat: a card goes in, a letter to every address of a list comes out.

A list is a channel (`email:LIST`), whose readers do not see each other's addresses. A mail server cannot be asked what
it sent, so a letter whose answer was lost is sent again under the same Message-ID, by which mail programs know it.
"""

import asyncio
import smtplib
import ssl
from collections.abc import Collection, Mapping, Sequence
from email.message import EmailMessage

import structlog

from bot.errors import DeliveryError, Trouble
from bot.model import Outgoing
from bot.settings import EmailRules
from digest.letter import letter
from digest.render import SHIPPED, Templates

_REFUSED = 500

log = structlog.get_logger("email")


class EmailChat:
    """Sends cards to lists of addresses by SMTP; updates are letters of their own."""

    name = "email"
    forgetful = True

    def __init__(self, rules: EmailRules, *, password: str = "", templates: Templates = SHIPPED) -> None:
        self._rules = rules
        self._password = password
        self._templates = templates

    async def send(self, message: Outgoing) -> str:
        """Send the card as a letter to everybody on the list of its channel; raises DeliveryError."""
        delivery = message.delivery
        to = _addresses(delivery.channel, self._rules.lists)
        mail = letter(delivery.card, sender=self._rules.sender, key=delivery.key, templates=self._templates)
        refused = await asyncio.to_thread(self._post, mail, to)
        if refused:
            log.warning("addresses refused", channel=delivery.channel, addresses=sorted(refused))
        return str(mail["Message-ID"])

    def _post(self, mail: EmailMessage, to: Sequence[str]) -> Collection[str]:
        """Hand the letter to the server, and return the addresses that it did not take while it took others."""
        rules = self._rules
        try:
            with smtplib.SMTP(rules.host, rules.port, timeout=rules.timeout_seconds) as server:
                if rules.starttls:
                    server.starttls(context=ssl.create_default_context())
                if rules.user:
                    server.login(rules.user, self._password)
                return set(server.send_message(mail, to_addrs=to))
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError(
                f"{rules.host}: the password of {rules.user} is refused; correct PARLEY_SMTP_PASSWORD",
                trouble=Trouble.PLATFORM,
            ) from error
        except smtplib.SMTPResponseException as error:
            trouble = Trouble.CARD if error.smtp_code >= _REFUSED else Trouble.TEMPORARY
            raise DeliveryError(f"{rules.host}: answers {error.smtp_code} {_words(error)}", trouble=trouble) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _nobody_taken(rules.host, error.recipients) from error
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryError(f"{rules.host}: cannot be reached ({error})") from error


def _addresses(channel: str, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    name = channel.partition(":")[2]
    if not lists.get(name):
        known = ", ".join(lists) or "none"
        raise DeliveryError(
            f"{channel}: no list of addresses has this name (there are: {known}); add it under email.lists",
            trouble=Trouble.CHANNEL,
        )
    return lists[name]


def _nobody_taken(host: str, recipients: Mapping[str, tuple[int, bytes]]) -> DeliveryError:
    """Return the error of a letter that none of its readers was taken for: for good, unless one may be tried later."""
    later = any(code < _REFUSED for code, _ in recipients.values())
    reason = f"{host}: took none of the addresses {', '.join(sorted(recipients))}"
    return DeliveryError(reason, trouble=Trouble.TEMPORARY if later else Trouble.CARD)


def _words(error: smtplib.SMTPResponseException) -> str:
    text = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
    return " ".join(text.split())[:200]
