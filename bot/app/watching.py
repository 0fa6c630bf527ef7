"""What the jobs work on, and where they report."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from bot.app.answering import desk
from bot.app.reading import reader
from bot.app.setup import CONSOLE, Setup
from bot.app.subscribing import console_subscription
from bot.chat.protocol import Connected
from bot.dossier import Dossier
from bot.redact import Redactor
from bot.status import Status, status_of, versions
from bot.store.database import Store
from bot.subscriptions import Subscription

if TYPE_CHECKING:
    from bot.jobs import Watch
    from bot.readers import ReadsApart
    from bot.vitals import Vitals


def vitals_of(
    setup: Setup, dossiers: Sequence[Dossier], store: Store, *, platforms: Iterable[str],
    connected: Sequence[Connected] = (),
) -> "Vitals":  # fmt: skip
    """Return where the jobs on the dossiers report; chats that are connected are looked after."""
    from bot.vitals import Gauges, Vitals  # noqa: PLC0415 - only what runs long counts

    vitals = Vitals(store, redact=Redactor(setup.environment.secrets()))
    vitals.chats = connected
    settings = setup.settings

    def status() -> Status:
        return status_of(store, dossiers, settings, now=datetime.now(UTC))

    vitals.meters.with_process().registry.register(Gauges(status, platforms))
    runs = versions(store.dialect, settings.reading.pipeline)
    vitals.meters.build.info(asdict(runs))
    return vitals


def watch_of(
    setup: Setup, dossier: Dossier, store: Store, *, subscriptions: tuple[Subscription, ...] | None = None,
    vitals: "Vitals | None" = None, crew: "ReadsApart | None" = None,
) -> "Watch":  # fmt: skip
    """Return all that the jobs on a dossier need; without a crew its reader is made when the first item comes."""
    from bot.jobs import Watch  # noqa: PLC0415 - the scheduler and aiohttp, which questions do not need
    from bot.vitals import Vitals  # noqa: PLC0415 - only what runs long counts

    return Watch(
        dossier=dossier, settings=setup.settings, store=store,
        reader=cache(partial(reader, setup, dossier)), crew=crew,
        desk=lambda now: desk(setup, dossier, store, now=now),
        subscriptions=(console_subscription(dossier),) if subscriptions is None else subscriptions,
        operator=CONSOLE if subscriptions is None else "",
        vitals=vitals or Vitals(store, redact=Redactor(setup.environment.secrets())),
    )  # fmt: skip
