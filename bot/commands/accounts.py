"""`/accounts [ROUND]`: how each party describes the same round of talks, side by side, and where that does not fit."""

from bot.alerts.cards import divergence_card, quote
from bot.alerts.wording import cell, day, listing, stance
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import resolve_round
from bot.commands.tell import paragraphs, searched
from bot.dossier import Round
from bot.model import Block, Card, Divergence, Heading, Paragraph, Position, Table
from bot.positions.rounds import Account

_MOST = 4


def answer(request: Request, desk: Desk) -> Card:
    """Return the parties' accounts of the round, the latest one where none is named."""
    talks = resolve_round(request.get("round"), desk.dossier, today=desk.today)
    found = desk.accounts(talks)
    blocks: list[Block] = [Paragraph(_about(talks, desk))]
    if any(one.positions for one in found):
        blocks.append(_table(found, desk))
    else:
        blocks += paragraphs(f"No party has described it yet. {searched(desk.statements())}.")
    for divergence in desk.divergences(talks):
        blocks += divergence_blocks(divergence, desk)
    for account in found:
        blocks += _account(account, desk)
    return Card(title=f"Accounts of {talks.name}", blocks=tuple(blocks), kind="answer")


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


def divergence_blocks(divergence: Divergence, desk: Desk) -> tuple[Block, ...]:
    """Return a divergence under one heading, its sides' quotes following each other."""
    card = divergence_card(divergence, desk.dossier)
    return (Heading(card.title), *(block for block in card.blocks if not isinstance(block, Heading)))


def _account(account: Account, desk: Desk) -> tuple[Block, ...]:
    """Return one party's account in quotes: how it calls the talks, then the rest, then what it says of others."""
    ranked = (*account.assessments, *(one for one in account.positions if one not in account.assessments))
    blocks: list[Block] = []
    if ranked:
        blocks.append(Heading(f"{desk.dossier.party_name(account.actor)} says"))
        for one in ranked[:_MOST]:
            blocks += [quote(said, desk.dossier) for said in (one.lead, *one.dissent[:1])]
        rest = [f"{cell(one.actor, one.topic, desk.dossier)}: {stance(one)} [{one.lead.id}]" for one in ranked[_MOST:]]
        blocks += paragraphs(f"Also: {'; '.join(rest)}." if rest else "")
    if account.claims:
        blocks.append(Heading(f"What {desk.dossier.party_name(account.actor)} says about others, not their positions"))
        blocks += [quote(one, desk.dossier) for one in account.claims[:_MOST]]
    return tuple(blocks)


COMMAND = Command(
    name="accounts",
    summary="how each party describes the same round of talks, side by side",
    answer=answer,
    parameters=(Parameter(name="round", kind=Kind.ROUND, summary="a round of talks; the latest where left out"),),
    fillers=frozenset({"of"}),
)
