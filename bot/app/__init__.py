"""The composition root: what the configuration and the environment say goes in, parts that fit together come out.

Nothing else wires. A part loads with the first of its names that is asked for, and spaCy, aiohttp and the scheduler
only with what needs them, so that a question about what is stored already is answered at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.app.answering import LanguageWords, counter, desk, dossier_of, pages
    from bot.app.chats import connected, email, senders, templates
    from bot.app.reading import crew, explainer, reader, reader_of, surveyor
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
    "explainer",
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

_PARTS = {
    "answering": {"LanguageWords", "counter", "desk", "dossier_of", "pages"},
    "chats": {"connected", "email", "senders", "templates"},
    "reading": {"crew", "explainer", "reader", "reader_of", "surveyor"},
    "setup": {"CONSOLE", "MEMORY", "Setup", "log_on", "opened", "set_up"},
    "subscribing": {"console_subscription", "filed_subscriptions", "follow_files"},
    "watching": {"vitals_of", "watch_of"},
}


def __getattr__(name: str) -> Any:
    """Return what a part offers under the name, the part loaded."""
    for part, names in _PARTS.items():
        if name in names:
            return getattr(import_module(f"bot.app.{part}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
