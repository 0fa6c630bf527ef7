"""The composition root: what the configuration and the environment say goes in, parts that fit together come out.

Nothing else wires. spaCy, aiohttp and the scheduler load only with the parts that need them, so that a question about
what is stored already is answered at once.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TextIO

from pydantic import ValidationError

from bot.chat.protocol import Chat, Connected
from bot.checking import load_dossier
from bot.commands.asker import Asker
from bot.commands.book import StoredBook
from bot.commands.desk import NOBODY, Desk, Looks, Moderator, Stored
from bot.commands.filed import Filed, filed, synchronise
from bot.commands.record import StoredRecord
from bot.commands.resolve import nearest
from bot.commands.shelf import FoundFeed, StoredShelf
from bot.counter import Counter
from bot.dossier import Dossier
from bot.errors import ConfigError, InputError
from bot.model import Document
from bot.redact import Redactor
from bot.settings import Environment, Polling, ReadingRules, Settings, config_root, load_settings
from bot.status import Status, status_of, versions
from bot.store.database import Store, open_store
from bot.store.extra_feeds import with_extra_feeds
from bot.store.subscriptions import subscriptions
from bot.subscriptions import Subscription
from digest.render import Templates

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from bot.delivery.dispatch import Sender
    from bot.extract.language import Language
    from bot.extract.lexicon import SegmentationLexicon
    from bot.extract.stance_lexicon import TimeLexicon
    from bot.extract.survey import Survey
    from bot.jobs import Watch
    from bot.readers import Crew, Loads, ReadsApart
    from bot.vitals import Vitals

CONSOLE = "console:main"
"""The channel of the one who runs the program."""
MEMORY = "sqlite:///:memory:"
"""A store that is gone when it is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the program was told: the folder of the configuration, its settings, and the environment."""

    root: Path
    settings: Settings
    environment: Environment

    def dossier(self, name: str | None = None) -> Dossier:
        """Return the dossier of that name or path, the first one of the settings by default; raises ConfigError."""
        return load_dossier(name or self.first, self.root)

    def dossiers(self, names: tuple[str, ...] = ()) -> tuple[Dossier, ...]:
        """Return the dossiers named, all those of the settings by default; raises ConfigError."""
        return tuple(load_dossier(name, self.root) for name in names or self.settings.dossiers)

    @property
    def first(self) -> str:
        """Return the name of the dossier that is meant where none is named."""
        if not self.settings.dossiers:
            raise ConfigError(f"{self.root / 'parley.yaml'}: names no dossier; add one under 'dossiers'")
        return self.settings.dossiers[0]


def set_up() -> Setup:
    """Read settings and environment; raises ConfigError in one sentence for what is not usable."""
    try:
        environment = Environment()
    except (ValidationError, ValueError, OSError) as error:
        raise ConfigError(f"the environment (or .env) is not usable: {_first_line(error)}; see .env.example") from error
    root = config_root(environment)
    return Setup(root=root, settings=load_settings(root), environment=environment)


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        flaw = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, flaw['loc'])).upper()}: {flaw['msg']}"
    return " ".join(str(error).split())


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """Hold the store that `url` names; raises StoreError."""
    store = open_store(url)
    try:
        yield store
    finally:
        store.close()


def reader(setup: Setup, dossier: Dossier) -> "Loads":
    """Return the reader of documents; it loads spaCy, which takes a moment."""
    return reader_of(dossier, setup.settings.reading, setup.root)


def reader_of(dossier: Dossier, rules: ReadingRules, root: Path) -> "Loads":
    """Return the reader of documents by those rules, with the words under `root`, in whatever process."""
    from bot.extract.reader import Reader  # noqa: PLC0415 - spaCy takes seconds, and questions do not need it

    return Reader(dossier, rules, root)


def crew(setup: Setup, dossiers: Sequence[Dossier], readers: int | None = None) -> "AbstractAsyncContextManager[Crew]":
    """Return the processes that read for the dossiers: so many, else as the settings say, else one per core."""
    from bot.readers import Crew, cores  # noqa: PLC0415 - only what runs long reads in processes of its own

    rules = setup.settings.reading
    return Crew(
        {one.id: partial(reader_of, one, rules, setup.root.resolve()) for one in dossiers},
        readers=readers or rules.readers or cores(), preload=("bot.extract.reader",),
    )  # fmt: skip


def surveyor(setup: Setup, dossier: Dossier) -> "Callable[[Document], Survey]":
    """Return what looks for gaps of the dossier in a document."""
    from bot.extract.reader import Reader  # noqa: PLC0415 - questions do not need it

    return Reader(dossier, setup.settings.reading, setup.root).survey


def desk(
    setup: Setup, dossier: Dossier, store: Store, *, now: datetime, asker: Asker = NOBODY,
    watched: Sequence[Dossier] = (),
) -> Desk:  # fmt: skip
    """Return what questions of the asker about the dossier are answered from, as of `now`.

    `watched` are all dossiers whose status is told, by default those of the settings.
    """
    settings = setup.settings
    tenant = settings.tenants.corrects_for(asker.tenant)
    with store.read() as conn:
        dossier = with_extra_feeds(conn, dossier)
    return Desk(
        dossier=dossier, now=now, archive=Stored(store, dossier.id, tenant), rules=settings.positions,
        digest=settings.digest,
        words=LanguageWords(setup.root / "language" / f"{settings.reading.language}.yaml"),
        asker=asker,
        status=lambda: status_of(store, watched or setup.dossiers(), settings, now=now),
        editor=Moderator(store=store, dossier=dossier, rules=settings.positions, by=asker.name, tenant=tenant)
        if asker.manages
        else None,
        book=StoredBook(
            store=store, asker=asker, rules=settings.digest,
            default=console_subscription(dossier) if asker.channel == CONSOLE else None,
        ) if asker.channel else None,
        record=StoredRecord(store=store, dossier=dossier.id, channel=asker.channel) if asker.channel else None,
        shelf=StoredShelf(store=store, dossier=dossier.id, look=partial(_look, settings.polling))
        if asker.manages and not tenant
        else None,
        looks=Looks(store=store, dossier=dossier.id, asker=asker) if asker.user else None,
    )  # fmt: skip


def _look(polling: Polling, url: str) -> FoundFeed:
    """Return the feed that belongs to the address; it is asked for from a thread without an event loop."""
    from bot.feeds.discovery import find_feed  # noqa: PLC0415 - aiohttp and the parsers, which no question needs
    from bot.feeds.fetch import Fetcher  # noqa: PLC0415
    from bot.feeds.sandbox import Parser  # noqa: PLC0415

    async def look() -> FoundFeed:
        async with Fetcher(polling) as fetcher, Parser(workers=1) as parser:
            found = await find_feed(url, fetcher=fetcher, parser=parser)
        return FoundFeed(url=found.url, title=found.feed.title, items=len(found.feed.items))

    return asyncio.run(look())


def pages(setup: Setup, dossiers: Sequence[Dossier], store: Store) -> "list[BaseRoute]":
    """Return the routes of the pages on the dossiers."""
    from bot.web.pages import page_routes  # noqa: PLC0415 - only what serves needs them

    known = {one.id: one for one in dossiers}
    return page_routes(
        lambda name, now: desk(setup, known[name], store, now=now), {one.id: one.title for one in dossiers}, store,
        clock=lambda: datetime.now(UTC), public_url=setup.settings.web.public_url,
    )  # fmt: skip


def counter(setup: Setup, dossiers: Sequence[Dossier], store: Store, *, clock: Callable[[], datetime]) -> Counter:
    """Return where chats hand in what people ask about the dossiers."""

    def desks(asker: Asker, dossier: str = "") -> Desk:
        about = dossier_of(dossiers, store, asker, dossier)
        return desk(setup, about, store, now=clock(), asker=asker, watched=dossiers)

    return Counter(desks)


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


def dossier_of(dossiers: Sequence[Dossier], store: Store, asker: Asker, name: str = "") -> Dossier:
    """Return the dossier of that name, else the one that the asker's channel followed first, else the first of all.

    Raises InputError for one that is not watched.
    """
    known = {one.id: one for one in dossiers}
    if name and name.casefold() not in known:
        close = nearest(name, ((form, one.id) for one in dossiers for form in (one.id, one.title)), limit=1)
        hint = f"nearest: {close[0]}; " if close else ""
        raise InputError(f"no dossier {name[:40]!r} is watched here; {hint}there are {', '.join(known)}")
    with store.read() as conn:
        followed = subscriptions(conn, channel=asker.channel, tenant=asker.tenant) if not name else []
    first = next((one.dossier for one in followed if one.dossier in known), next(iter(known)))
    return known[name.casefold() or first]


class LanguageWords:
    """The words of a language file that answers need; it is read when the first of them is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def segmentation(self) -> "SegmentationLexicon":
        """Return how text is cut into sentences."""
        return self._language.segmentation

    @property
    def time(self) -> "TimeLexicon":
        """Return the names of days and months, and the words that say that one is to come."""
        return self._language.time

    @cached_property
    def _language(self) -> "Language":
        from bot.extract.language import load_language  # noqa: PLC0415 - digests need it, other answers do not

        return load_language(self._path)


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


def connected(
    setup: Setup, counter: Counter, store: Store, *, clock: Callable[[], datetime]
) -> "tuple[Connected, ...]":
    """Return the chats that the environment has credentials of; they connect when they are run."""
    return (*_discord(setup, counter, clock), *_slack(setup, counter, store))


def _discord(setup: Setup, counter: Counter, clock: Callable[[], datetime]) -> "Iterator[Connected]":
    environment = setup.environment
    if environment.parley_discord_token is not None:
        from bot.chat.discord.chat import DiscordChat  # noqa: PLC0415 - only what runs long connects

        yield DiscordChat(
            environment.parley_discord_token.get_secret_value(), counter, clock=clock,
            shards=setup.settings.discord.shards, api=environment.parley_discord_api_url,
            gateway=environment.parley_discord_gateway_url,
        )  # fmt: skip


def _slack(setup: Setup, counter: Counter, store: Store) -> "Iterator[Connected]":
    from bot.chat.slack import wiring  # noqa: PLC0415 - only what runs long connects

    if wiring.is_wanted(setup.environment):
        yield wiring.slack(setup.environment, setup.settings.slack, counter, engine=lambda: store.engine)


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


def console_subscription(dossier: Dossier) -> Subscription:
    """Return what the one who runs the program is told: the usual kinds of alerts, about everything."""
    return Subscription(channel=CONSOLE, dossier=dossier.id)


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


def log_on(stream: TextIO, setup: Setup, *, least: Literal["warning"] | None = None) -> None:
    """Send log events to the stream as the settings say, or from `least` on, without the secrets of the environment."""
    from bot.logs import log_to  # noqa: PLC0415 - only what runs long logs

    rules = setup.settings.log if least is None else setup.settings.log.model_copy(update={"level": least})
    log_to(stream, rules, secrets=setup.environment.secrets())
