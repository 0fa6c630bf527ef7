"""`/feed add`, `list` and `remove`: which feeds are read beside those of the dossier's file.

Feeds are read for everybody, so that only the operator and servers that the settings trust may change them.
"""

from urllib.parse import urlsplit

from bot.alerts.wording import count
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.shelf import Shelf
from bot.dossier import FeedKind
from bot.errors import FeedError, InputError
from bot.feeds.naming import UNKNOWN, names_of, source_of, with_scheme
from bot.model import Bullets, Card, Paragraph

_LONGEST = 2_000


def add(request: Request, desk: Desk) -> Card:
    """Add the feed that belongs to the address."""
    shelf = _shelf(desk)
    url = with_scheme((request.get("url") or "").strip())
    if len(url) > _LONGEST:
        raise InputError(f"the address has {len(url)} characters; give one of at most {_LONGEST}")
    try:
        found = shelf.find(url)
    except FeedError as error:
        raise InputError(str(error)) from error
    taken = next((one for one in desk.dossier.feeds if str(one.url) == found.url), None)
    if taken is not None:
        raise InputError(f"{found.url}: is in {desk.dossier.title} already, as {taken.id}")
    title = request.get("name") or found.title or urlsplit(found.url).hostname or "feed"
    values = {
        "country": (request.get("country") or UNKNOWN).upper(),
        "kind": (request.get("kind") or FeedKind.PAPER).casefold(),
        "language": (request.get("language") or "en").casefold(),
        "state_owned": False,
    }
    source = source_of(found.url, title, names_of(desk.dossier), values)
    shelf.add(source, desk.now)
    return Card(
        title=f"Added: {source.name} [{source.id}]",
        blocks=(
            Paragraph(
                f"{source.url} is read from now on; what it holds now ({count(found.items, 'item')}) is not alerted."
            ),
            Paragraph(f"/feed remove {source.id} takes it out again."),
        ),
        kind="answer",
    )


def list_all(request: Request, desk: Desk) -> Card:
    """Return every feed of the dossier, those that were added marked with their ids."""
    del request
    added = {one.id for one in desk.shelf.added()} if desk.shelf else set()
    lines = tuple(
        f"{one.name}: {one.url}{f' [{one.id}], added' if one.id in added else ''}" for one in desk.dossier.feeds
    )
    return Card(title=f"{desk.dossier.title}: feeds", blocks=(Bullets(lines),), kind="answer")


def remove(request: Request, desk: Desk) -> Card:
    """Take a feed out again that was added; what was read from it stays."""
    shelf = _shelf(desk)
    key = (request.get("id") or "").strip("[]").casefold()
    if not shelf.remove(key):
        own = any(one.id == key for one in desk.dossier.feeds)
        why = "is in the dossier's file; take it out there" if own else "was not added; /feed list shows what was"
        raise InputError(f"{key[:40]!r} {why}")
    words = "It is not read any more; what was read from it stays."
    return Card(title=f"Removed: {key}", blocks=(Paragraph(words),), kind="answer")


def _shelf(desk: Desk) -> Shelf:
    if desk.shelf is None:
        raise InputError(
            "feeds are read for everybody, so only the operator may change them, and those whom the setting "
            "tenants.trusted names"
        )
    return desk.shelf


ADD = Command(
    name="feed add", summary="read a feed more, found from the address of a page (moderators)", answer=add, writes=True,
    parameters=(
        Parameter(name="url", kind=Kind.TEXT, summary="the feed, or a page of the outlet", required=True),
        Parameter(name="name", kind=Kind.TEXT, summary="what the outlet is called; by default what the feed says"),
        Parameter(name="country", kind=Kind.TEXT, summary="where it is, two letters"),
        Parameter(name="kind", kind=Kind.TEXT, summary=f"what sort of source: {', '.join(FeedKind)}"),
        Parameter(name="language", kind=Kind.TEXT, summary="its language, two letters"),
    ),
)  # fmt: skip
LIST = Command(name="feed list", summary="which feeds are read", answer=list_all, private=True)
REMOVE = Command(
    name="feed remove", summary="read a feed no more that was added (moderators)", answer=remove, writes=True,
    parameters=(Parameter(name="id", kind=Kind.TEXT, summary="its id in brackets in /feed list", required=True),),
)  # fmt: skip
