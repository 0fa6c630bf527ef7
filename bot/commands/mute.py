"""`/mute`, `/mute off`: leave this channel alone for a while, altogether or with one topic."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.alerts.routing import local
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import names_topic, resolve_day, resolve_topic
from bot.commands.watch import book_of
from bot.errors import InputError
from bot.escape import one_line
from bot.model import Card, Paragraph

USUALLY = "8h"
LONGEST = timedelta(days=366)
_SPAN = re.compile(r"(\d{1,5}) ?(m|min|h|d|w)[a-z]*")
_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}


def answer(request: Request, desk: Desk) -> Card:
    """Mute the channel, or one topic in it, and return until when."""
    book = book_of(desk)
    channel = book.channel()
    topic, length = request.get("topic"), request.get("for")
    if topic and length is None and not names_topic(topic, desk.dossier) and _is_length(topic):
        topic, length = None, topic
    until = until_of(length or USUALLY, now=desk.now, zone=channel.zone)
    back = f"until {local(until, channel)}. /mute off ends it."
    if topic is None:
        book.settle(replace(channel, muted_until=until))
        words = f"Nothing is told here {back} What happens meanwhile is not told later; /shifts and /digest say it."
        return Card(title="Muted", blocks=(Paragraph(words),), kind="answer")
    found = resolve_topic(topic, desk.dossier)
    book.mute(found.id, desk.dossier.id, until)
    words = f"What is about {found.name} alone is not told here {back}"
    return Card(title=f"Muted: {found.name}", blocks=(Paragraph(words),), kind="answer")


def off(request: Request, desk: Desk) -> Card:
    """End every mute of the channel."""
    del request
    book = book_of(desk)
    muted = book.channel().muted_until
    some = (muted is not None and muted > desk.now) or bool(book.mutes(desk.now))
    book.unmute()
    words = "This channel is told again." if some else "Nothing was muted here."
    return Card(title="Not muted", blocks=(Paragraph(words),), kind="answer")


def until_of(text: str, *, now: datetime, zone: str) -> datetime:
    """Return when a mute ends: after 30m, 8h, 7d or 2w, or when a day begins in the zone; raises InputError."""
    line = one_line(text).casefold().strip()
    found = _SPAN.fullmatch(line)
    until = now + timedelta(minutes=int(found[1]) * _MINUTES[found[2]]) if found else _day(line, now, zone)
    if until <= now:
        raise InputError(f"{line[:40]!r} is over already; write how long, as for:8h or for:7d, or a day to come")
    if until > now + LONGEST:
        raise InputError("a mute lasts at most a year; /watch remove ends a subscription for good")
    return until


def _day(line: str, now: datetime, zone: str) -> datetime:
    today = now.astimezone(ZoneInfo(zone)).date()
    try:
        day = today + timedelta(days=1) if line == "tomorrow" else resolve_day(line, today=today)
    except InputError as error:
        raise InputError(f"{line[:40]!r} is no time; write it as for:8h, for:7d or for:{today}") from error
    return datetime.combine(day, time(), ZoneInfo(zone))


def _is_length(text: str) -> bool:
    line = text.casefold()
    return _SPAN.fullmatch(line) is not None or line == "tomorrow" or re.fullmatch(r"\d{4}-\d\d-\d\d", line) is not None


MUTE = Command(
    name="mute", summary="leave this channel alone for a while, or one topic in it (moderators)", answer=answer,
    parameters=(
        Parameter(name="topic", kind=Kind.TOPIC, summary="a topic; everything where left out"),
        Parameter(name="for", kind=Kind.TEXT, summary="how long: 30m, 8h, 7d, or until a day such as 2025-12-24"),
    ),
    writes=True, fillers=frozenset({"until"}),
)  # fmt: skip
OFF = Command(name="mute off", summary="end every mute of this channel (moderators)", answer=off, writes=True)
