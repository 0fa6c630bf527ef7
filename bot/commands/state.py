"""`/state [AS_OF]`: the state of play, where every party stands on every topic, in a line each."""

from bot.alerts.wording import day, held, name, outlet
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.tell import as_of_words, desk_of, paragraphs, searched
from bot.model import Block, Card, Heading, Position, Table


def answer(request: Request, desk: Desk) -> Card:
    """Return the positions by topic, topics and parties in the dossier's order."""
    desk = desk_of(request, desk)
    found = desk.standings()
    blocks: list[Block] = []
    for topic in desk.dossier.topics:
        rows = table(tuple(one for one in found if one.topic == topic.id), desk)
        blocks += [Heading(topic.name), rows] if rows.rows else []
    if not blocks:
        blocks += paragraphs(f"No position is known yet. {searched(desk.cells())}.")
    return Card(
        title=f"{desk.dossier.title}: state of play{as_of_words(request, desk)}", blocks=tuple(blocks), kind="answer",
        footer="/positions PARTY or /topic TOPIC quotes what shows it, /why ID explains a line." if found else "",
    )  # fmt: skip


def table(positions: tuple[Position, ...], desk: Desk) -> Table:
    """Return the positions on one topic in a table, parties in the dossier's order."""
    order = [one.id for one in desk.dossier.parties]
    ranked = sorted((one for one in positions if one.actor in order), key=lambda one: order.index(one.actor))
    rows = tuple(
        (
            desk.dossier.party_name(one.actor),
            f"{held(one)}{', mixed signals' if one.mixed else ''}",
            day(one.since),
            f"{name(one.lead, desk.dossier)}, {outlet(one.lead.outlet)} [{one.lead.id}]",
        )
        for one in ranked
    )
    return Table(("Party", "Stance", "Since", "Evidence"), rows)


COMMAND = Command(
    name="state",
    summary="where every party stands on every topic, in a line each",
    answer=answer,
    parameters=(Parameter(name="as_of", kind=Kind.DATE, summary="as it was known at the end of that day"),),
)
