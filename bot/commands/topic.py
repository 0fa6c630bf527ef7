"""`/topic TOPIC [AS_OF]`: where every party stands on one topic."""

from bot.alerts.quoting import MOST_QUOTES, Told
from bot.alerts.wording import capital, count, held, listing, party, stance
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import resolve_topic
from bot.commands.state import table
from bot.commands.tell import as_of_words, desk_of, newest, paragraphs, searched
from bot.model import Block, Card, Heading, Position

_PER_PARTY = 2


def answer(request: Request, desk: Desk) -> Card:
    """Return the parties' positions on the topic, in the dossier's order, and what others say of them."""
    desk = desk_of(request, desk)
    topic = resolve_topic(request.get("topic") or "", desk.dossier)
    found = {one.actor: one for one in desk.standings(topic=topic.id)}
    ranked = [found[one.id] for one in desk.dossier.parties if one.id in found]
    silent = [party(one.id, desk.dossier) for one in desk.dossier.parties if one.id not in found]
    if ranked:
        rows: tuple[Block, ...] = (table(tuple(ranked), desk),)
    else:
        rows = paragraphs(f"No party's position is known yet. {searched(desk.cells())}.")
    told = Told(desk.dossier)
    quoted = tuple(block for one in ranked for block in _quotes(one, told))
    cells = desk.cells(topic=topic.id)
    others = newest(one for cell in cells for one in cell.others)[: 2 * MOST_QUOTES]
    more = sum(cell.claims for cell in cells) - len(others)
    claims = told.quotes(others, most=MOST_QUOTES)
    return Card(
        title=f"{topic.name}: where the parties stand{as_of_words(request, desk)}",
        blocks=(
            *paragraphs(topic.proposition),
            *rows,
            *quoted,
            *((Heading("What others say — nobody's position"), *claims) if claims else ()),
            *paragraphs(f"{count(more, 'more statement')} like these, by party under /positions." if more else ""),
            *paragraphs(f"No position known of {listing(silent)}." if ranked and silent else ""),
        ),
        kind="answer",
    )


def _quotes(position: Position, told: Told) -> tuple[Block, ...]:
    """Return a party's part: its stance, the quotes that show it, and apart those of its officials who differ."""
    differs = "mixed signals" if position.mixed else "said within the same days"
    labels = {one.id: f"{capital(stance(one))}: {differs}" for one in position.dissent}
    labels |= {one.id: "" for one in position.statements}
    where = f"{held(position)}{', mixed signals' if position.mixed else ''}"
    return (
        Heading(f"{told.dossier.party_name(position.actor)}: {where}"),
        *told.quotes(position.statements, labels=labels, most=_PER_PARTY),
        *told.quotes(position.dissent, labels=labels, most=_PER_PARTY),
    )


COMMAND = Command(
    name="topic",
    summary="where every party stands on one topic",
    answer=answer,
    parameters=(
        Parameter(name="topic", kind=Kind.TOPIC, summary="a topic of the dossier", required=True),
        Parameter(name="as_of", kind=Kind.DATE, summary="as it was known at the end of that day"),
    ),
)
