"""`/accounts [ROUND]`: how each party describes the same round of talks, side by side, and where that does not fit."""

from datetime import date

from bot.alerts.differing import difference, divergence_title, side_quotes
from bot.alerts.quoting import Told
from bot.alerts.wording import cell, day, held, listing, party, stance
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import resolve_round
from bot.commands.tell import paragraphs, searched
from bot.dossier import Round
from bot.model import Block, Card, Divergence, Heading, Paragraph, Position, Table
from bot.positions.rounds import Account

_MOST = 4
_MOST_ROUNDS = 5
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
        blocks += paragraphs(f"No party has described it yet. {searched(desk.cells())}.")
    for divergence in desk.divergences(talks, claims=True):
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
    """Return which other rounds had begun, which can be asked for."""
    begun = (one for one in desk.dossier.rounds if one.id != talks.id and one.first <= desk.today)
    others = sorted(begun, key=_when, reverse=True)
    more = f" and {len(others) - _MOST_ROUNDS} earlier" if len(others) > _MOST_ROUNDS else ""
    named = ", ".join(f"{one.name} ({one.id})" for one in others[:_MOST_ROUNDS])
    return f"Other rounds: {named}{more}." if others else ""


def _about(talks: Round, desk: Desk) -> str:
    days = day(talks.first) if talks.first == talks.last else f"{day(talks.first)} to {day(talks.last)}"
    parties = listing(party(key, desk.dossier) for key in talks.parties)
    note = f" {talks.note}" if talks.note else ""
    return f"{talks.place}, {days}; between {parties}.{note}"


def _table(found: tuple[Account, ...], desk: Desk) -> Table:
    """Return a row for each party that speaks or is spoken of; what it says of others is a column of its own."""
    rows = tuple(
        (
            desk.dossier.party_name(one.actor),
            ", ".join(_assessment(p) for p in one.assessments) or _silence(one),
            _topics(one.agreed, desk),
            "; ".join(f"{desk.dossier.topic_name(p.topic)}: {held(p)} [{p.lead.id}]" for p in one.open),
            _topics(one.refused, desk),
            "; ".join(f"{cell(s.actor, s.topic, desk.dossier)}: {stance(s)} [{s.id}]" for s in one.claims),
        )
        for one in found
    )
    columns = ("Party", "Calls the talks", "Accepts", "Leaves open or sets conditions", "Rejects")
    return Table((*columns, "Says of others"), rows)


def _silence(account: Account) -> str:
    return "no assessment" if account.positions or account.claims else "nothing itself"


def _topics(positions: tuple[Position, ...], desk: Desk) -> str:
    return "; ".join(f"{desk.dossier.topic_name(one.topic)} [{one.lead.id}]" for one in positions)


def _assessment(position: Position) -> str:
    return f"{position.stance}{', mixed signals' if position.mixed else ''} [{position.lead.id}]"


def _divergence(divergence: Divergence, told: Told) -> tuple[Block, ...]:
    """Return a divergence under one heading: in what they differ, then each side's best quote."""
    return (
        Heading(divergence_title(divergence, told.dossier)),
        Paragraph(" ".join(filter(None, (difference(divergence), _claimed(divergence, told))))),
        *side_quotes(divergence, told),
    )


def _claimed(divergence: Divergence, told: Told) -> str:
    """Return of which parties only others speak in it."""
    spoken = (side for side in divergence.sides if not side.figures)
    silent = [side.actor for side in spoken if not any(one.counts for one in side.statements)]
    if not silent:
        return ""
    return f"What is told of {listing(party(one, told.dossier) for one in dict.fromkeys(silent))} is others' claim."


def _account(account: Account, told: Told) -> tuple[Block, ...]:
    """Return what else a party says of the round, each sentence once, then what it says of others."""
    who = party(account.actor, told.dossier)
    ranked = (*account.assessments, *(one for one in account.positions if one not in account.assessments))
    more = " else" if any(told.has(one.lead) for one in ranked) else ""
    said = told.quotes((one.lead for one in ranked), most=_MOST, again=False)
    claims = told.quotes(account.claims)
    return (
        *((Heading(f"What{more} {who} says"), *said) if said else ()),
        *((Heading(f"What {who} says about others — not their positions"), *claims) if claims else ()),
    )


COMMAND = Command(
    name="accounts",
    summary="how each party describes the same round of talks, side by side",
    answer=answer,
    parameters=(Parameter(name="round", kind=Kind.ROUND, summary="a round of talks; the latest where left out"),),
    fillers=frozenset({"of"}),
)
