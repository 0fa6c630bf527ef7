"""`/digest [DATE]`: the digest of one day, or of the last 24 hours and what came before them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.followed import Following
from bot.commands.resolve import UnknownNameError, resolve_day
from bot.derive import period_of
from bot.errors import InputError
from bot.model import Card, Figure, Item, Paragraph, Statement
from digest.ahead import announced
from digest.compose import compose
from digest.facts import recent_rounds
from digest.page import Digest, card_of_digest
from digest.window import Window, day, since, week

_NEW, _WEEK = "new", "week"


def answer(request: Request, desk: Desk) -> Card:
    """Return the digest as a card; one of what is new moves on from when the asker last asked for that."""
    text = request.get("date")
    if text is not None and text.casefold() == _NEW:
        return _new(desk)
    try:
        return card_of_digest(digest_of(text, desk))
    except UnknownNameError as unknown:
        raise UnknownNameError(f"{unknown}, or {_WEEK} for seven days, or {_NEW} since you last asked") from None


def _new(desk: Desk) -> Card:
    if desk.looks is None:
        raise InputError("who asks is not known here; name a day, as in /digest yesterday")
    last = desk.looks.last()
    begin = last or desk.now - timedelta(days=1)
    card = card_of_digest(written(since(begin, desk.now, desk.digest.time_zone), desk))
    desk.looks.mark(desk.now)
    words = "Since you last asked what is new." if last else "You ask for the first time: this is the last 24 hours."
    return replace(card, blocks=(Paragraph(words), *card.blocks))


def digest_of(text: str | None, desk: Desk) -> Digest:
    """Return the digest of the local day that `text` means, of the "week" until today, or of the last 24 hours."""
    zone = desk.digest.time_zone
    if text is not None and text.casefold() == _WEEK:
        return written(week(desk.today, zone), desk)
    if text is None:
        return written(since(desk.now - timedelta(days=1), desk.now + timedelta(microseconds=1), zone), desk)
    return written(day(resolve_day(text, today=desk.today), zone), desk)


def written(window: Window, desk: Desk) -> Digest:
    """Return the digest of a period from what the desk knows."""
    figures = _figures(window, desk)
    found = desk.archive.followed(
        Following(
            dossier=desk.dossier, window=window, rules=desk.rules, until=desk.now, today=desk.today, figures=figures
        )
    )
    statements = found.statements if found else desk.statements()
    items = told_of(desk.archive.items(since=window.since, until=window.until), statements)
    return compose(
        dossier=desk.dossier,
        statements=statements,
        standings=found.standings if found else None,
        window=window,
        rules=desk.rules,
        silence=desk.digest,
        items=items,
        figures=figures,
        ahead=announced(items, desk.words, after=window.last_day) if desk.words else (),
    )


def _figures(window: Window, desk: Desk) -> tuple[Figure, ...]:
    """Return the quantities given around the rounds of talks that a digest of the period tells of."""
    periods = [period_of(talks, desk.dossier, desk.rules) for talks in recent_rounds(desk.dossier, window)]
    if not periods:
        return ()
    return desk.figures(between=(min(first for first, _ in periods), max(last for _, last in periods)))


def told_of(items: Sequence[Item], statements: Iterable[Statement]) -> list[Item]:
    """Return the items that hold a statement; the others are about something else."""
    docs = {one.doc for one in statements}
    return [one for one in items if one.id in docs]


COMMAND = Command(
    name="digest",
    summary="what one day brought, the last 24 hours, or what is new since you last asked",
    answer=answer,
    parameters=(
        Parameter(
            name="date",
            kind=Kind.DATE,
            summary="a day such as 2025-12-21 or yesterday, week, or new",
            also=(_WEEK, _NEW),
        ),
    ),
    fillers=frozenset({"for", "of"}),
)
