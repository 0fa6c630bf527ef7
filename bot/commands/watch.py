"""`/watch add`, `/watch edit`, `/watch list`, `/watch remove`: what this channel is told, and when."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.alerts.wording import count, day, listing
from bot.commands.book import Book, is_removable
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.form import flaws
from bot.commands.marked import key_of
from bot.commands.resolve import UnknownNameError
from bot.commands.wishes import changed, channel_of, in_words, subscription_of
from bot.errors import InputError
from bot.model import Block, Bullets, Card, Heading, Paragraph
from bot.subscriptions import Channel, Origin, Subscription, subscription_id

MOST = 25
"""Subscriptions that a channel may have."""
_MOMENT = "%d %b %Y %H:%M"


def book_of(desk: Desk) -> Book:
    """Return the book of the channel; raises InputError where nothing is kept of it."""
    if desk.book is None:
        raise InputError("nothing is kept of this channel here; ask in the chat that is to be told")
    return desk.book


def add(request: Request, desk: Desk) -> Card:
    """Keep what the channel wants, and return what it follows now."""
    book = book_of(desk)
    wanted = subscription_of(request.options, desk.asker.channel, desk.dossier, today=desk.today)
    after = _settled(request, book, desk)
    kept = [one for one in book.subscriptions() if one.origin is not Origin.DEFAULT]
    known = next((one for one in kept if one.wants == wanted.wants), None)
    if known is None and len(kept) >= MOST:
        raise InputError(f"this channel has {len(kept)} subscriptions; remove one first (/watch list)")
    made = known or replace(
        wanted, id=subscription_id(wanted.channel, wanted.wants, desk.now), origin=Origin.CHAT, created=desk.now
    )
    book.settle(after)
    if known is None:
        book.add(made)
    lead = f"Followed already as [{made.id}]" if known else f"This channel now follows [{made.id}]"
    blocks = (
        Paragraph(f"{in_words(made, desk.dossier)}."),
        *_unlisted(made, desk),
        Bullets(tuple(_told(after, desk))),
        Paragraph(
            f"Only what is published from now on is told. /watch edit {made.id} changes it, /watch remove {made.id} "
            "ends it, /mute silences it."
        ),
    )
    return Card(title=lead, blocks=blocks, kind="answer")


def _unlisted(one: Subscription, desk: Desk) -> Iterable[Block]:
    known = {outlet.name for outlet in desk.dossier.feeds} | {outlet.name for outlet in desk.dossier.outlets}
    unknown = [name for name in one.excluded_outlets if name not in known]
    if unknown:
        them = "they are" if len(unknown) > 1 else "it is"
        yield Paragraph(f"The dossier lists no outlet called {listing(unknown)}; {them} left out under that very name.")


def list_all(request: Request, desk: Desk) -> Card:
    """Return what the channel follows, when it is told, and what keeps it from being told."""
    del request
    book = book_of(desk)
    kept, channel = book.subscriptions(), book.channel()
    lines = tuple(_line(one, desk) for one in kept)
    blocks: list[Block] = [*_lost(channel, desk)]
    blocks.append(Bullets(lines) if lines else Paragraph("Nothing yet. /watch add follows all that is usually told."))
    mutes = tuple(
        f"{desk.dossier.topic_name(one.topic) if one.dossier == desk.dossier.id else one.topic} is muted until "
        f"{_local(one.until, channel)}, by {one.by}: /mute off"
        for one in book.mutes(desk.now)
    )
    blocks += [Heading("When it is told"), Bullets((*_told(channel, desk), *mutes))]
    if any(is_removable(one) for one in kept):
        blocks.append(Paragraph("/watch edit ID changes a subscription, /watch remove ID ends it."))
    return Card(title="What this channel follows", blocks=tuple(blocks), kind="answer")


def _line(one: Subscription, desk: Desk) -> str:
    text = in_words(one, desk.dossier)
    if one.origin is Origin.DEFAULT:
        return f"{text} — by default, as long as nothing else is asked for with /watch add"
    since = f"since {day(one.created.date())}" if one.created else ""
    if one.origin is Origin.FILE:
        return f"[{one.id}] {text} — {since}, from config/parley.yaml: it is changed there"
    return f"[{one.id}] {text} — {since}, by {one.by}"


def _lost(channel: Channel, desk: Desk) -> Iterable[Block]:
    if desk.given_back is not None and desk.given_back.lost_at:
        since, reason = _local(desk.given_back.lost_at, channel), desk.given_back.lost_reason
        yield Paragraph(f"It was paused since {since} ({reason}), and goes on from now: somebody is here again.")
    elif channel.lost_at:
        yield Paragraph(f"It is paused since {_local(channel.lost_at, channel)}: {channel.lost_reason}.")


def _told(channel: Channel, desk: Desk) -> Iterable[str]:
    yield f"Time zone: {channel.zone}"
    yield f"Digest: daily at {listing(channel.digest_times)}" if channel.digest_times else "Digest: none"
    if channel.quiet:
        yield f"Quiet hours: {channel.quiet}; what happens then is told when they end"
    if channel.muted_until and channel.muted_until > desk.now:
        yield f"Muted until {_local(channel.muted_until, channel)}: /mute off"


def _local(moment: datetime, channel: Channel) -> str:
    return f"{moment.astimezone(ZoneInfo(channel.zone)):{_MOMENT}} ({channel.zone})"


def edit(request: Request, desk: Desk) -> Card:
    """Change a subscription of the channel in what is named, and return what it is now."""
    book = book_of(desk)
    found = _kept(request, book)
    if found.dossier != desk.dossier.id:
        raise InputError(f"[{found.id}] follows another dossier; add dossier:{found.dossier}")
    wanted = changed(found, request.options, desk.dossier, today=desk.today)
    twin = next((one for one in book.subscriptions() if one.id != found.id and one.wants == wanted.wants), None)
    if twin is not None:
        raise InputError(f"the same is followed already as [{twin.id}]; remove one of them")
    after = _settled(request, book, desk)
    if not book.change(wanted):
        raise InputError(f"[{found.id}] was removed meanwhile; /watch add follows it again")
    book.settle(after)
    blocks = (
        Paragraph(f"{in_words(wanted, desk.dossier)}."),
        *_unlisted(wanted, desk),
        Bullets(tuple(_told(after, desk))),
    )
    return Card(title=f"Changed: [{found.id}]", blocks=blocks, kind="answer")


def _settled(request: Request, book: Book, desk: Desk) -> Channel:
    """Return how the channel is told once the wishes are met."""
    before = book.channel()
    after = channel_of(request.options, before)
    anew = (after.zone, after.digest_times) != (before.zone, before.digest_times)
    return replace(after, settled_at=desk.now) if anew else after


def _kept(request: Request, book: Book) -> Subscription:
    """Return the subscription of the channel that is meant; raises InputError for one that is not changed from chat."""
    key = key_of(request.get("id") or "")
    kept = [one for one in book.subscriptions() if one.id]
    found = next((one for one in kept if one.id == key), None)
    if found is None:
        there = f"it has {listing(f'[{one.id}]' for one in kept)}" if kept else "it has none"
        raise UnknownNameError(f"this channel has no subscription {key[:40]!r}; {there} (/watch list)")
    if not is_removable(found):
        raise InputError(f"[{found.id}] comes from config/parley.yaml; change it or take it out there and start again")
    return found


def remove(request: Request, desk: Desk) -> Card:
    """End a subscription of the channel, and return what it was."""
    book = book_of(desk)
    found = _kept(request, book)
    book.remove(found.id, desk.now)
    rest = len(book.subscriptions())
    after = f"{count(rest, 'subscription')} left." if rest else "Nothing is left: this channel is told nothing more."
    return Card(
        title=f"Removed: [{found.id}]",
        blocks=(Paragraph(f"{in_words(found, desk.dossier)}."), Paragraph(after)),
        kind="answer",
    )


_WISHES = (
    Parameter(name="actors", kind=Kind.ACTORS, summary="parties or persons, with commas between; all by default"),
    Parameter(name="topics", kind=Kind.TOPICS, summary="topics, with commas between; all by default"),
    Parameter(
        name="kinds", kind=Kind.TEXT,
        summary="shift, divergence, statement, coverage, notice, all, or none; all but coverage by default",
    ),
    Parameter(name="rank", kind=Kind.TEXT, summary="lowest rank of a speaker, such as minister"),
    Parameter(name="origins", kind=Kind.TEXT, summary="fewest independent origins, such as 2"),
    Parameter(name="without", kind=Kind.TEXT, summary="outlets to leave out, with commas between"),
    Parameter(name="zone", kind=Kind.TEXT, summary="time zone of the channel, such as Europe/Kyiv"),
    Parameter(name="quiet", kind=Kind.TEXT, summary="hours without alerts, as 22:00-07:00, or off"),
    Parameter(name="digest", kind=Kind.TEXT, summary="when digests come, as 07:00,18:00, or off"),
    Parameter(
        name="filter", kind=Kind.TEXT,
        summary='a condition: actor:NAME and (topic:NAME or rank>=minister) and not outlet:NAME, text:"words"',
    ),
)  # fmt: skip
ADD = Command(
    name="watch add", summary="have this channel told: everything usual, or only what is asked for (moderators)",
    answer=add, parameters=_WISHES, writes=True, rest="filter", fillers=frozenset({"on", "about"}), check=flaws,
)  # fmt: skip
_ID = Parameter(name="id", kind=Kind.TEXT, summary="its id in brackets in /watch list", required=True)
EDIT = Command(
    name="watch edit", summary="change a subscription of this channel in what is named (moderators)", answer=edit,
    parameters=(_ID, *_WISHES), writes=True, rest="filter", fillers=frozenset({"to"}), check=flaws,
)  # fmt: skip
LIST = Command(name="watch list", summary="what this channel is told, and when", answer=list_all, private=True)
REMOVE = Command(
    name="watch remove", summary="end a subscription of this channel (moderators)", answer=remove,
    parameters=(_ID,), writes=True,
)  # fmt: skip
