"""`/accounts [ROUND]`: how each party describes the same round of talks, side by side, and where that does not fit."""

from datetime import date

from bot.alerts.cards import divergence_card
from bot.alerts.wording import cell, day, listing, stance
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import resolve_round
from bot.commands.tell import paragraphs, searched
from bot.dossier import Round
from bot.model import Block, Bullets, Card, Divergence, Heading, Paragraph, Position, Table
from bot.positions.rounds import Account
from digest.told import Told

_MOST = 4
_PER_SIDE = 2
_LOOKED_AT = 6


def answer(request: Request, desk: Desk) -> Card:
    """Return the parties' accounts of the round, of the latest one that several have described where none is named."""
    text = request.get("round")
    talks = resolve_round(text, desk.dossier, today=desk.today) if text else _told_round(desk)
    found = desk.accounts(talks)
    told = Told(desk.dossier)
    blocks: list[Block] = [Paragraph(_about(talks, desk))]
    if any(one.positions for one in found):
        blocks.append(_table(found, desk))
    else:
        blocks += paragraphs(f"No party has described it yet. {searched(desk.statements())}.")
    for divergence in desk.divergences(talks):
        blocks += _divergence(divergence, told)
    for account in found:
        blocks += _account(account, told)
    blocks += paragraphs(_others(talks, desk))
    return Card(title=f"Accounts of {talks.name}", blocks=tuple(blocks), kind="answer")


def _told_round(desk: Desk) -> Round:
    """Return the latest round that two parties have assessed, else of which anything is told, else the latest."""
    latest = resolve_round(None, desk.dossier, today=desk.today)
    begun = sorted((one for one in desk.dossier.rounds if one.first <= latest.first), key=_when, reverse=True)
    accounts = [(one, desk.accounts(one)) for one in begun[:_LOOKED_AT]]
    assessed = (one for one, found in accounts if sum(bool(account.assessments) for account in found) > 1)
    described = (one for one, found in accounts if found)
    return next(assessed, None) or next(described, latest)


def _when(talks: Round) -> tuple[date, date, str]:
    return (talks.first, talks.last, talks.id)


def _others(talks: Round, desk: Desk) -> str:
    """Return which other rounds can be asked for."""
    others = sorted((one for one in desk.dossier.rounds if one.id != talks.id), key=_when, reverse=True)
    return f"Other rounds: {', '.join(f'{one.name} ({one.id})' for one in others)}." if others else ""


def _about(talks: Round, desk: Desk) -> str:
    days = day(talks.first) if talks.first == talks.last else f"{day(talks.first)} to {day(talks.last)}"
    parties = listing(desk.dossier.party_name(key) for key in talks.parties)
    note = f" {talks.note}" if talks.note else ""
    return f"{talks.place}, {days}; between {parties}.{note}"


def _table(found: tuple[Account, ...], desk: Desk) -> Table:
    rows = tuple(
        (
            desk.dossier.party_name(one.actor),
            ", ".join(f"{p.stance}{', mixed signals' if p.mixed else ''}" for p in one.assessments) or "no assessment",
            _topics(one.agreed, desk),
            "; ".join(f"{desk.dossier.topic_name(p.topic)}: {stance(p)}" for p in one.open),
            _topics(one.refused, desk),
        )
        for one in found
        if one.positions
    )
    return Table(("Party", "Calls the talks", "Accepts", "Leaves open or sets conditions", "Rejects"), rows)


def _topics(positions: tuple[Position, ...], desk: Desk) -> str:
    return "; ".join(desk.dossier.topic_name(one.topic) for one in positions)


def _divergence(divergence: Divergence, told: Told) -> tuple[Block, ...]:
    """Return a divergence under one heading: each side in a few words, then its quotes."""
    card = divergence_card(divergence, told.dossier)
    sides = [block.text for block in card.blocks if isinstance(block, Heading)]
    quotes = (
        (Paragraph(words), *told.quotes(side.statements[:_PER_SIDE]))
        for words, side in zip(sides, divergence.sides, strict=True)
    )
    kind = (block for block in card.blocks if isinstance(block, Paragraph))
    return (Heading(card.title), *kind, *(block for part in quotes for block in part))


def _account(account: Account, told: Told) -> tuple[Block, ...]:
    """Return one party's account in quotes: how it calls the talks, then the rest, then what it says of others."""
    name = told.dossier.party_name(account.actor)
    ranked = (*account.assessments, *(one for one in account.positions if one not in account.assessments))
    said = [one for position in ranked[:_MOST] for one in (position.lead, *position.dissent[:1])]
    rest = (f"{cell(one.actor, one.topic, told.dossier)}: {stance(one)} [{one.lead.id}]" for one in ranked[_MOST:])
    blocks: list[Block] = [Heading(f"{name} says"), *told.quotes(said)] if said else []
    blocks += [Bullets(tuple(rest))] if len(ranked) > _MOST else []
    if account.claims:
        blocks += [Heading(f"What {name} says about others, not their positions"), *told.quotes(account.claims)]
    return tuple(blocks)


COMMAND = Command(
    name="accounts",
    summary="how each party describes the same round of talks, side by side",
    answer=answer,
    parameters=(Parameter(name="round", kind=Kind.ROUND, summary="a round of talks; the latest where left out"),),
    fillers=frozenset({"of"}),
)
