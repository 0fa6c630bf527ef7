"""The demo: the articles of `seeds/` go the whole way, from real RSS over loopback HTTP to what a channel would get.

The clock is simulated: the feed is empty first, then each article appears when it was published. The server has a
random port, and a host name that stays, so that the same articles give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from html import escape
from types import TracebackType
from typing import Self, TextIO
from urllib.parse import quote
from xml.etree import ElementTree as Xml

from aiohttp import web

from bot.alerts.wording import count, day, outlet
from bot.app import Setup, desk, senders, watch_of
from bot.chat.console import ConsoleChat, print_card
from bot.commands.digest import written
from bot.commands.registry import respond
from bot.delivery.dispatch import dispatch
from bot.dossier import Dossier, FeedKind, FeedSource
from bot.errors import FeedError
from bot.feeds.fetch import Fetcher
from bot.feeds.sandbox import Parser
from bot.jobs import Watch, poll, read_new
from bot.model import Card, Paragraph
from bot.pipeline import Processed
from bot.seeds import SeedEntry, load_seeds, load_tour
from bot.settings import shipped
from bot.store.database import Store
from digest.page import card_of_digest
from digest.window import days

HOST = "seeds.localhost"
FEED_PATH = "/feed.rss"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_NOON = time(12, tzinfo=UTC)


async def demonstrate(setup: Setup, store: Store, stream: TextIO) -> None:
    """Show on the stream what becomes of the articles; `store` is empty before. Raises FeedError, ConfigError."""
    folder = shipped() / "seeds"
    entries = sorted(load_seeds(folder), key=lambda one: (appears(one), one.id))
    tour = load_tour(folder)
    dossier = with_seed_feed(setup.dossier(tour.dossier))
    watch = watch_of(setup, dossier, store)
    print_card(_welcome(entries, dossier), stream)
    async with (
        SeedServer() as server,
        Parser(workers=1) as parser,
        Fetcher(setup.settings.polling, hosts={HOST: server.address}) as fetcher,
    ):
        show = _Show(watch=watch, fetcher=fetcher, parser=parser, stream=stream)
        await show.look(appears(entries[0]) - timedelta(days=1))
        for number, entry in enumerate(entries, start=1):
            server.entries = entries[:number]
            done = await show.look(appears(entry))
            if not done:
                raise FeedError(f"{entry.file}: could not be read; the log above says why")
            stream.write(_arrival(entry, done))
            await show.tell(appears(entry))
    now = appears(entries[-1]) + timedelta(days=1)
    _answer(setup, watch, tour.questions, entries, now, stream)


def appears(entry: SeedEntry) -> datetime:
    """Return when the demo lets an article appear: when it was published, at noon where only the day is known."""
    if isinstance(entry.published, datetime):
        return entry.published.astimezone(UTC)
    return datetime.combine(entry.published, _NOON)


def with_seed_feed(dossier: Dossier) -> Dossier:
    """Return the dossier with the seeds as its only feed that is asked; the others stay known as outlets."""
    feed = FeedSource.model_validate(
        {
            "id": "seeds", "name": "The articles of seeds/", "url": f"http://{HOST}{FEED_PATH}", "country": "XX",
            "kind": FeedKind.AGGREGATOR, "state_owned": False,
        }
    )  # fmt: skip
    others = tuple(one.model_copy(update={"enabled": False}) for one in dossier.feeds)
    return dossier.model_copy(update={"feeds": (feed, *others)})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Show:
    """The chain as the demo runs it: the same jobs as ever, at moments of its choice."""

    watch: Watch
    fetcher: Fetcher
    parser: Parser
    stream: TextIO

    async def look(self, now: datetime) -> tuple[Processed, ...]:
        """Ask the feed and read what is new; raises FeedError where the feed or an article could not be had."""
        for asked in await poll(self.watch, self.fetcher, self.parser, now=now, everything=True):
            if asked.result.error is not None:
                raise asked.result.error
        return await read_new(self.watch, now=now)

    async def tell(self, now: datetime) -> None:
        """Bring to the console what the outbox holds."""
        rules = self.watch.settings.delivery
        await dispatch(self.watch.store, senders(ConsoleChat(self.stream)), clock=lambda: now, rules=rules)


# what is said around the cards


def _welcome(entries: Sequence[SeedEntry], dossier: Dossier) -> Card:
    first, last = (appears(one).date() for one in (entries[0], entries[-1]))
    return Card(
        title="Parley demo",
        blocks=(
            Paragraph(
                f"{count(len(entries), 'article')} published from {day(first)} to {day(last)} are served as RSS on "
                f"this machine under http://{HOST}, polled as they appear, and read by the dossier “{dossier.title}”: "
                f"{len(dossier.parties)} parties, {len(dossier.people)} people, {len(dossier.topics)} topics."
            ),
            Paragraph("First the alerts as a channel would get them, then the digest, then answers to questions."),
        ),
    )  # fmt: skip


def _arrival(entry: SeedEntry, done: Sequence[Processed]) -> str:
    made = sum(len(one.statements) for one in done)
    when = f"{day(appears(entry).date())}{f' {appears(entry):%H:%M} UTC' if _has_time(entry) else ''}"
    title = f"“{entry.headline}”" if entry.headline else "no headline stated"
    told = count(sum(one.deliveries for one in done), "alert")
    return _step(f"{when}: {outlet(entry.outlet or '')}, {title}: {count(made, 'statement')}, {told}")


def _step(text: str) -> str:
    return f">>> {text}\n\n"


def _has_time(entry: SeedEntry) -> bool:
    return isinstance(entry.published, datetime)


def _answer(
    setup: Setup, watch: Watch, questions: Sequence[str], entries: Sequence[SeedEntry], now: datetime, stream: TextIO
) -> None:
    at = desk(setup, watch.dossier, watch.store, now=now)
    first, last = (appears(one).date() for one in (entries[0], entries[-1]))
    stream.write(_step("the digest of all these weeks"))
    print_card(card_of_digest(written(days(first, last, at.digest.time_zone), at)), stream)
    for question in questions:
        stream.write(_step(question))
        print_card(respond(question, at), stream)
    stream.write(
        f"Links under http://{HOST}/ lead to the files of the same name in seeds/: the articles state no address of "
        "their own.\nWhat they state of outlet, headline and time is in seeds/index.yaml; what they do not is shown as "
        "unknown.\n"
    )


# the feed


class SeedServer:
    """Serves the feed and its articles on loopback; `entries` are those that have appeared so far."""

    def __init__(self) -> None:
        self.entries: Sequence[SeedEntry] = ()

    @property
    def address(self) -> tuple[str, int]:
        """Return address and port, as `Fetcher(hosts=…)` takes them."""
        return "127.0.0.1", self._port

    async def __aenter__(self) -> Self:
        self._runner = web.ServerRunner(web.Server(self._handle), shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.path == FEED_PATH:
            return web.Response(body=feed(self.entries), content_type="application/rss+xml", charset="utf-8")
        for entry in self.entries:
            if request.path == f"/{entry.file}":
                return web.Response(body=page(entry), content_type="text/html", charset="utf-8")
        return web.Response(status=404)


def feed(entries: Sequence[SeedEntry]) -> bytes:
    """Return the RSS 2.0 feed of the articles, newest first; what an article does not state is empty or left out."""
    Xml.register_namespace("dc", _DUBLIN_CORE)
    root = Xml.Element("rss", version="2.0")
    channel = Xml.SubElement(root, "channel")
    for name, text in (("title", "seeds"), ("link", f"http://{HOST}/"), ("description", "The articles of seeds/")):
        Xml.SubElement(channel, name).text = text
    for entry in reversed(entries):
        channel.append(_item(entry))
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _item(entry: SeedEntry) -> Xml.Element:
    item = Xml.Element("item")
    Xml.SubElement(item, "title").text = entry.headline or ""
    Xml.SubElement(item, "link").text = entry.link or f"http://{HOST}/{quote(entry.file)}"
    Xml.SubElement(item, "guid", isPermaLink="false").text = entry.id
    if isinstance(entry.published, datetime):
        Xml.SubElement(item, "pubDate").text = format_datetime(entry.published)
    else:
        Xml.SubElement(item, f"{{{_DUBLIN_CORE}}}date").text = entry.published.isoformat()
    if entry.outlet:
        Xml.SubElement(item, "source", url=f"http://{HOST}{FEED_PATH}").text = entry.outlet
    return item


def page(entry: SeedEntry) -> bytes:
    """Return the article as a web page: its lines as they are, a paragraph each."""
    title = f"<title>{escape(entry.headline)}</title>" if entry.headline else ""
    return "\n".join(
        (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8">{title}</head><body><article>',
            *(f"<p>{escape(line)}</p>" for line in entry.text().splitlines() if line.strip()),
            "</article></body></html>",
        )
    ).encode()
