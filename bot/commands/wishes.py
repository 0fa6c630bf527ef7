"""What a channel wishes: what is typed behind `/watch add`, or stands in a file, goes in; a subscription comes out.

Every wish is checked against the dossier; what means nothing raises InputError in one sentence with what is nearest.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, time
from zoneinfo import available_timezones

from bot.alerts.wording import listing
from bot.commands.resolve import nearest, resolve_actor, resolve_topic
from bot.commands.spelling import loose
from bot.dossier import Dossier, FeedSource, Outlet
from bot.errors import InputError
from bot.escape import one_line
from bot.filters import parse
from bot.model import AlertKind, Rank
from bot.subscriptions import USUAL_KINDS, Channel, Quiet, Subscription

MOST_TIMES = 6
"""Digests that a channel may get in a day."""
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
_OFF = frozenset({"off", "none", "no"})
_EVERYTHING = frozenset({"all", "everything", "any"})


def subscription_of(wishes: Mapping[str, str], channel: str, dossier: Dossier, *, today: date) -> Subscription:
    """Return the subscription that the wishes mean, not kept yet; raises InputError."""
    return changed(Subscription(channel=channel, dossier=dossier.id), wishes, dossier, today=today)


def changed(one: Subscription, wishes: Mapping[str, str], dossier: Dossier, *, today: date) -> Subscription:
    """Return the subscription once the wishes are met, what they do not name as it was; raises InputError."""
    if text := wishes.get("actors"):
        one = replace(one, actors=_each(text, lambda name: actor_id(name, dossier, today=today), _EVERYTHING))
    if text := wishes.get("topics"):
        one = replace(one, topics=_each(text, lambda name: resolve_topic(name, dossier).id, _EVERYTHING))
    if text := wishes.get("kinds"):
        one = replace(one, kinds=_kinds(text))
    if text := wishes.get("rank"):
        one = replace(one, minimum_rank=_rank(text))
    if text := wishes.get("origins"):
        one = replace(one, minimum_origins=_count(text))
    if text := wishes.get("without"):
        one = replace(one, excluded_outlets=_each(text, lambda name: outlet_name(name, dossier), _OFF))
    if text := wishes.get("filter"):
        one = replace(one, filter="" if text.casefold() in _OFF else _filter(text, dossier, today))
    return one


def _rank(text: str) -> Rank:
    known = [str(one) for one in Rank]
    return Rank.BODY if text.casefold() in _EVERYTHING else Rank(_one_of(text.rstrip("+"), known, "rank"))


def _filter(text: str, dossier: Dossier, today: date) -> str:
    return str(parse(text, lambda field, one: _meant(field, one, dossier, today)))


def channel_of(wishes: Mapping[str, str], channel: Channel) -> Channel:
    """Return how the channel is told once the wishes are met; raises InputError."""
    if text := wishes.get("zone"):
        channel = replace(channel, zone=zone_of(text))
    if text := wishes.get("quiet"):
        channel = replace(channel, quiet=quiet_of(text))
    if text := wishes.get("digest"):
        channel = replace(channel, digest_times=times_of(text))
    return channel


def _meant(field: str, text: str, dossier: Dossier, today: date) -> str:
    match field:
        case "actor":
            return actor_id(text, dossier, today=today)
        case "topic":
            return resolve_topic(text, dossier).id
        case _:
            return outlet_name(text, dossier)


def actor_id(text: str, dossier: Dossier, *, today: date) -> str:
    """Return the id of the party or person that is meant."""
    found = resolve_actor(text, dossier, today=today)
    if found.person is not None:
        return found.person.id
    return found.party.id if found.party else ""


def outlet_name(text: str, dossier: Dossier) -> str:
    """Return the outlet's name as it is shown; one that the dossier does not list is taken as it is typed."""
    listed: tuple[FeedSource | Outlet, ...] = (*dossier.feeds, *dossier.outlets)
    names = [(name, one.name) for one in listed for name in (one.id, one.name, *one.aliases)]
    known = next((shown for name, shown in names if loose(name) == loose(text)), None)
    return known or one_line(text)


def zone_of(text: str) -> str:
    """Return the time zone that is meant, by its whole name or its last part; raises InputError."""
    zones = sorted(available_timezones())
    wanted = loose(text)
    found = [one for one in zones if loose(one) == wanted] or [
        one for one in zones if "/" in one and loose(one.rpartition("/")[2]) == wanted
    ]
    if len(found) == 1 or (found and text in zones):
        return found[0]
    close = found or nearest(text, ((one.rpartition("/")[2], one) for one in zones), limit=3)
    hint = f"nearest: {', '.join(close)}; " if close else ""
    raise InputError(f"{_shown(text)} is no time zone; {hint}write a name such as Europe/Kyiv")


def quiet_of(text: str) -> Quiet | None:
    """Return the quiet hours that are meant, None for "off"; raises InputError."""
    if text.casefold() in _OFF:
        return None
    start, _, end = text.replace("–", "-").partition("-")
    times = [_time(one) for one in (start.strip(), end.strip())]
    if None in times or times[0] == times[1]:
        raise InputError(f"{_shown(text)} are no hours; write them as quiet:22:00-07:00, or quiet:off")
    return Quiet(*(one for one in times if one is not None))


def times_of(text: str) -> tuple[str, ...]:
    """Return the times of day that are meant, sorted, none for "off"; raises InputError."""
    if text.casefold() in _OFF:
        return ()
    times = [_time(one) for one in _parts(text)]
    if not times or None in times:
        raise InputError(f"{_shown(text)} is no time of day; write it as digest:07:00,18:00, or digest:off")
    found = sorted({f"{one:%H:%M}" for one in times if one is not None})
    if len(found) > MOST_TIMES:
        raise InputError(f"these are {len(found)} digests a day; ask for at most {MOST_TIMES}")
    return tuple(found)


def _time(text: str) -> time | None:
    found = _TIME.fullmatch(text)
    return time(int(found[1]), int(found[2])) if found else None


def _kinds(text: str) -> tuple[AlertKind, ...]:
    if text.casefold() in _EVERYTHING:
        return tuple(AlertKind)
    if text.casefold() in _OFF:
        return ()
    if text.casefold() in {"usual", "default"}:
        return USUAL_KINDS
    known = [str(one) for one in AlertKind]
    named = {AlertKind(_one_of(one if one in known else one.removesuffix("s"), known, "kind")) for one in _parts(text)}
    return tuple(one for one in AlertKind if one in named)


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,2}\+?", text) or not 1 <= int(text.rstrip("+")) <= 20:
        raise InputError(f"{_shown(text)} is no number of origins; write one from 1 to 20, as in origins:2")
    return int(text.rstrip("+"))


def _one_of(text: str, known: list[str], what: str) -> str:
    if text.casefold() in known:
        return text.casefold()
    close = nearest(text, [(one, one) for one in known], limit=1)
    hint = f"nearest: {close[0]}; " if close else ""
    raise InputError(f"no {what} is called {_shown(text)}; {hint}there are {listing(known)}")


def _each(text: str, meaning: Callable[[str], str], nothing: frozenset[str]) -> tuple[str, ...]:
    """Return what each part of the text means; one of the words for `nothing` leaves nothing out."""
    if text.casefold() in nothing:
        return ()
    return tuple(dict.fromkeys(meaning(one) for one in _parts(text)))


def _parts(text: str) -> list[str]:
    return [one for one in (part.strip() for part in re.split(r"[,;]", text)) if one]


def _shown(text: str) -> str:
    line = one_line(text)
    return repr(line if len(line) <= 40 else f"{line[:40]}…")


# in words


def in_words(one: Subscription, dossier: Dossier | None) -> str:
    """Return what a subscription asks for in one line."""
    named = dossier if dossier and dossier.id == one.dossier else None
    parts = (
        listing(_kind_words(one.kinds)) or "digests only",
        f"about {listing(_names(one.actors, named))}" if one.actors else "",
        f"on {listing(_names(one.topics, named))}" if one.topics else "",
        f"from {one.minimum_rank} up" if one.minimum_rank is not Rank.BODY else "",
        f"of {one.minimum_origins} independent origins or more" if one.minimum_origins > 1 else "",
        f"without what is reported only by {listing(one.excluded_outlets)}" if one.excluded_outlets else "",
        f"where {one.filter}" if one.filter else "",
    )
    return f"{named.title if named else one.dossier}: {', '.join(filter(None, parts))}"


def _kind_words(kinds: Iterable[AlertKind]) -> list[str]:
    return [str(one) if one is AlertKind.COVERAGE else f"{one}s" for one in kinds]


def _names(keys: Iterable[str], dossier: Dossier | None) -> list[str]:
    return [name_of(key, dossier) for key in keys]


def name_of(key: str, dossier: Dossier | None) -> str:
    """Return what a topic, person or party is called; its id where the dossier does not know it."""
    if dossier is None:
        return key
    topic = next((one.name for one in dossier.topics if one.id == key), None)
    person = dossier.person_by_id.get(key)
    return topic or (person.name if person else dossier.party_name(key))
