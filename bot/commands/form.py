"""Subscriptions as forms to be filled in: what each asks for, field by field, and what is wrong with a field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.commands.book import Book, is_removable
from bot.commands.command import Request
from bot.commands.desk import Desk
from bot.commands.wishes import channel_of, name_of, subscription_of
from bot.errors import InputError
from bot.model import Rank
from bot.subscriptions import Channel, Subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A subscription to be changed, or one to be made where `id` is ""; `wishes` are its fields as they are typed.

    `names` are what actors and topics in them are called.
    """

    id: str = ""
    dossier: str = ""
    title: str = "A new one"
    wishes: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


def forms(book: Book, desk: Desk) -> tuple[Form, ...]:
    """Return what can be changed in the channel, the oldest first, and one for what is new."""
    channel = book.channel()
    kept = (_form(one, channel, desk) for one in book.subscriptions() if is_removable(one))
    return (*kept, Form(wishes=_of_channel(channel)))


def _form(one: Subscription, channel: Channel, desk: Desk) -> Form:
    known = desk.dossier if desk.dossier.id == one.dossier else None
    names = {key: name_of(key, known) for key in (*one.actors, *one.topics)}
    return Form(
        id=one.id, dossier=one.dossier, title=f"{', '.join(names.values()) or 'Everything'} [{one.id}]",
        wishes=wishes_of(one) | _of_channel(channel), names=names,
    )  # fmt: skip


def wishes_of(one: Subscription) -> dict[str, str]:
    """Return what the subscription asks for as it would be typed; read again it means the same."""
    return {
        "actors": ",".join(one.actors) or "all", "topics": ",".join(one.topics) or "all",
        "kinds": ",".join(one.kinds) or "none",
        "rank": "any" if one.minimum_rank is Rank.BODY else str(one.minimum_rank),
        "origins": str(one.minimum_origins), "without": ",".join(one.excluded_outlets) or "none",
        "filter": one.filter or "none",
    }  # fmt: skip


def _of_channel(channel: Channel) -> dict[str, str]:
    return {
        "zone": channel.zone, "quiet": str(channel.quiet or "off"), "digest": ",".join(channel.digest_times) or "off",
    }  # fmt: skip


def flaws(request: Request, desk: Desk) -> dict[str, str]:
    """Return what is wrong with each field by itself, by its name; nothing where all of them can be understood."""
    return dict(_flaws(request.options, desk))


def _flaws(options: Mapping[str, str], desk: Desk) -> Iterator[tuple[str, str]]:
    for name, text in options.items():
        try:
            subscription_of({name: text}, desk.asker.channel, desk.dossier, today=desk.today)
            channel_of({name: text}, Channel(id=desk.asker.channel))
        except InputError as error:
            yield name, str(error)
