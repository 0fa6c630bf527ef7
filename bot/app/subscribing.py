"""What channels are told: by the settings, and by default."""

from datetime import datetime
from functools import cache

from bot.app.setup import CONSOLE, Setup
from bot.commands.filed import Filed, filed, synchronise
from bot.dossier import Dossier
from bot.errors import ConfigError
from bot.store.database import Store
from bot.subscriptions import Subscription


def follow_files(setup: Setup, store: Store, *, now: datetime) -> None:
    """Keep the subscriptions of the settings as they are now; raises ConfigError for one that means nothing."""
    found = filed_subscriptions(setup, now=now)
    with store.write() as conn:
        synchronise(conn, found, rules=setup.settings.digest, now=now)


def filed_subscriptions(setup: Setup, *, now: datetime) -> tuple[Filed, ...]:
    """Return the subscriptions of the settings; raises ConfigError for one that means nothing."""
    known = cache(setup.dossier)
    try:
        return tuple(filed(setup.settings.subscriptions, known, now=now))
    except ConfigError as error:
        raise ConfigError(f"{setup.root / 'parley.yaml'}: {error}") from error


def console_subscription(dossier: Dossier) -> Subscription:
    """Return what the one who runs the program is told: the usual kinds of alerts, about everything."""
    return Subscription(channel=CONSOLE, dossier=dossier.id)
