"""The chats that the environment and the settings ask for, and what brings cards to their channels."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from bot.app.setup import Setup
from bot.chat.protocol import Chat, Connected
from bot.counter import Counter
from bot.store.database import Store
from digest.render import Templates

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
    setup: Setup, counter: Counter, store: Store, *, clock: Callable[[], datetime], hears: bool = True
) -> "tuple[Connected, ...]":
    """Return the chats that the environment has credentials of; they connect when they are run.

    Those that do not hear only send: another process answers what is asked there.
    """
    return (*_discord(setup, counter, clock, hears=hears), *_slack(setup, counter, store, hears=hears))


def _discord(setup: Setup, counter: Counter, clock: Callable[[], datetime], *, hears: bool) -> "Iterator[Connected]":
    environment = setup.environment
    if environment.parley_discord_token is not None:
        from bot.chat.discord.chat import DiscordChat  # noqa: PLC0415 - only what runs long connects

        yield DiscordChat(
            environment.parley_discord_token.get_secret_value(), counter, clock=clock,
            shards=setup.settings.discord.shards, api=environment.parley_discord_api_url,
            gateway=environment.parley_discord_gateway_url, hears=hears,
        )  # fmt: skip


def _slack(setup: Setup, counter: Counter, store: Store, *, hears: bool) -> "Iterator[Connected]":
    from bot.chat.slack import wiring  # noqa: PLC0415 - only what runs long connects

    if wiring.is_wanted(setup.environment):
        yield wiring.slack(
            setup.environment, setup.settings.slack, counter, engine=lambda: store.engine, store=store, hears=hears
        )


def templates(setup: Setup, told: Callable[[str], None]) -> Templates:
    """Return what digests are written with: the user's templates in `templates/`, else ours."""
    return Templates(folder=setup.root / "templates", told=told)


def email(setup: Setup, told: Callable[[str], None]) -> tuple[Chat, ...]:
    """Return e-mail as a chat, where a server is configured."""
    rules, secret = setup.settings.email, setup.environment.parley_smtp_password
    if not rules.host:
        return ()
    from bot.chat.email import EmailChat  # noqa: PLC0415 - only what sends letters needs it

    password = secret.get_secret_value() if secret else ""
    return (EmailChat(rules, password=password, templates=templates(setup, told)),)
