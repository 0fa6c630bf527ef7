"""The chats that the environment and the settings ask for, and what brings cards to their channels."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.app.setup import Setup
from bot.chat.protocol import Chat, Connected
from bot.counter import Counter
from bot.store.database import Store
from digest.render import Templates, Told

if TYPE_CHECKING:
    from bot.delivery.dispatch import Sender
    from bot.vitals import Vitals


def senders(*chats: Chat, vitals: "Vitals | None" = None, public_url: str = "") -> "dict[str, Sender]":
    """Return the chats by the name that their channels begin with.

    With `vitals` what they send is counted, with `public_url` what is quoted leads to the pages there.
    """
    from bot.delivery.linking import Linking  # noqa: PLC0415 - only what sends needs it
    from bot.vitals import Observed  # noqa: PLC0415 - only what runs long counts

    made: dict[str, Sender] = {chat.name: chat for chat in chats}
    if public_url:
        made = {name: Linking(sender, public_url) for name, sender in made.items()}
    return made if vitals is None else {name: Observed(sender, name, vitals) for name, sender in made.items()}


def connected(
    setup: Setup, counter: Counter, store: Store, *, clock: Callable[[], datetime], told: Told, hears: bool = True
) -> "tuple[Connected, ...]":
    """Return the chats that the environment has credentials of; they connect when they are run.

    Those that do not hear only send: another process answers what is asked there. A template of the user's that does
    not work is `told`.
    """
    own = templates(setup, told)
    parts = _Parts(setup, counter, store, own, hears)
    return (*_discord(parts, clock), *_slack(parts))


@dataclass(frozen=True, slots=True)
class _Parts:
    """What every connected chat is made with."""

    setup: Setup
    counter: Counter
    store: Store
    templates: Templates
    hears: bool


def _discord(parts: _Parts, clock: Callable[[], datetime]) -> "Iterator[Connected]":
    environment = parts.setup.environment
    if environment.parley_discord_token is not None:
        from bot.chat.discord.chat import DiscordChat  # noqa: PLC0415 - only what runs long connects

        yield DiscordChat(
            environment.parley_discord_token.get_secret_value(), parts.counter, clock=clock,
            shards=parts.setup.settings.discord.shards, api=environment.parley_discord_api_url,
            gateway=environment.parley_discord_gateway_url, store=parts.store, templates=parts.templates,
            hears=parts.hears,
        )  # fmt: skip


def _slack(parts: _Parts) -> "Iterator[Connected]":
    from bot.chat.slack import wiring  # noqa: PLC0415 - only what runs long connects

    if wiring.is_wanted(parts.setup.environment):
        yield wiring.slack(
            parts.setup.environment, parts.setup.settings.slack, parts.counter, engine=lambda: parts.store.engine,
            store=parts.store, templates=parts.templates, hears=parts.hears,
        )  # fmt: skip


def templates(setup: Setup, told: Told) -> Templates:
    """Return what digests are written with: the user's `templates/`, else ours; a fault of theirs is told once."""
    known: set[str] = set()

    def tell(fault: str) -> None:
        if fault not in known:
            known.add(fault)
            told(fault)

    return Templates(folder=setup.root / "templates", told=tell)


def email(setup: Setup, told: Told) -> tuple[Chat, ...]:
    """Return e-mail as a chat, where a server is configured."""
    rules, secret = setup.settings.email, setup.environment.parley_smtp_password
    if not rules.host:
        return ()
    from bot.chat.email import EmailChat  # noqa: PLC0415 - only what sends letters needs it

    password = secret.get_secret_value() if secret else ""
    return (EmailChat(rules, password=password, templates=templates(setup, told)),)
