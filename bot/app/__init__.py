"""The composition root: what the configuration and the environment say goes in, parts that fit together come out.

Nothing else wires. spaCy, aiohttp and the scheduler load only with the parts that need them, so that a question about
what is stored already is answered at once.
"""

from bot.app.answering import LanguageWords, counter, desk, dossier_of, pages
from bot.app.chats import connected, email, senders, templates
from bot.app.reading import crew, reader, reader_of, surveyor
from bot.app.setup import CONSOLE, MEMORY, Setup, log_on, opened, set_up
from bot.app.subscribing import console_subscription, filed_subscriptions, follow_files
from bot.app.watching import vitals_of, watch_of

__all__ = [
    "CONSOLE",
    "MEMORY",
    "LanguageWords",
    "Setup",
    "connected",
    "console_subscription",
    "counter",
    "crew",
    "desk",
    "dossier_of",
    "email",
    "filed_subscriptions",
    "follow_files",
    "log_on",
    "opened",
    "pages",
    "reader",
    "reader_of",
    "senders",
    "set_up",
    "surveyor",
    "templates",
    "vitals_of",
    "watch_of",
]
