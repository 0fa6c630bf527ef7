"""`/positions ACTOR [TOPIC] [AS_OF]`: where a party stands, topic by topic, in whose words and by whose report."""

from bot.alerts.cards import MOST_QUOTES, mention, quotes
from bot.alerts.wording import count, day, listing, name, stance
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.tell import (
    about_others,
    about_party,
    actor_of,
    as_of_words,
    desk_of,
    newest,
    origins,
    outlets,
    paragraphs,
    searched,
    topic_of,
    unlabelled,
    who,
)
from bot.dossier import Party, Topic
from bot.model import Block, Bullets, Card, Commitment, Heading, Paragraph, Position, Statement

_EARLIER = 3


def answer(request: Request, desk: Desk) -> Card:
    """Return where the actor stands; a person's name asks about the party the person speaks for."""
    desk = desk_of(request, desk)
    actor, topic = actor_of(request, desk), topic_of(request, desk)
    subject = actor.party.name if actor.party else actor.person.name if actor.person else ""
    title = f"{subject}: {f'position on {topic.name}' if topic else 'positions'}{as_of_words(request, desk)}"
    known = [one for one in desk.statements() if topic is None or one.topic == topic.id]
    if actor.party is None:
        said = [one for one in known if actor.person and one.person == actor.person.id]
        shown = (
            quotes(said, desk.dossier) if said else paragraphs(f"Nothing of theirs is known yet. {searched(known)}.")
        )
        return Card(title=title, blocks=(*paragraphs(who(actor, desk)), *shown), kind="answer")
    blocks = (
        *paragraphs(who(actor, desk)),
        *_positions(actor.party, topic, desk, known),
        *about_party(actor.party, desk, known),
        *about_others(actor.party, desk, known),
    )
    return Card(title=title, blocks=blocks, kind="answer")


def _positions(party: Party, topic: Topic | None, desk: Desk, known: list[Statement]) -> tuple[Block, ...]:
    found = desk.positions(actor=party.id, topic=topic.id if topic else None)
    if not found:
        on = f" on {topic.name}" if topic else ""
        return paragraphs(f"No position of {party.name}{on} is known yet. {searched(known)}.")
    order = [one.id for one in desk.dossier.topics]
    ranked = sorted(found, key=lambda one: (order.index(one.topic) if one.topic in order else len(order), one.topic))
    return (Paragraph(_overview(ranked)), *(block for one in ranked for block in position_blocks(one, desk)))


def _overview(found: list[Position]) -> str:
    said = [one for position in found for one in position.statements]
    mixed = sum(one.mixed for one in found)
    signals = f", {mixed} with mixed signals" if mixed else ""
    last = day(max(one.last_said for one in found))
    return f"{count(len(found), 'position')}{signals}, from {outlets(said)}; last heard {last}."


def position_blocks(position: Position, desk: Desk) -> tuple[Block, ...]:
    """Return one position: stance, since when, what it stands on, who differs, and every quote."""
    dossier = desk.dossier
    topic = dossier.topic_name(position.topic)
    notes = {one.id: "mixed signals" for one in position.dissent} if position.mixed else {}
    blocks: list[Block] = [
        Heading(f"{topic}: {stance(position)}{', MIXED SIGNALS' if position.mixed else ''}"),
        *paragraphs(_support(position, desk), _mixed(position, desk), _stale(position, desk)),
        *unlabelled(quotes(position.statements, dossier, most=MOST_QUOTES)),
        *quotes(position.dissent, dossier, most=MOST_QUOTES, notes=notes),
    ]
    if position.earlier:
        before = sorted(position.earlier, key=lambda one: (-one.said_on.toordinal(), one.id))
        lines = [f"Earlier: {mention(one, dossier)}" for one in before[:_EARLIER]]
        if len(before) > _EARLIER:
            lines.append(f"{len(before) - _EARLIER} more, all under /why {position.lead.id}")
        blocks.append(Bullets(tuple(lines)))
    return tuple(blocks)


def _support(position: Position, desk: Desk) -> str:
    firm = "" if position.commitment is Commitment.STATED else f", {position.commitment}"
    return (
        f"Since {day(position.since)}, last said {day(position.last_said)}{firm}; "
        f"{count(len(position.statements), 'statement')}, {outlets(position.statements)}, "
        f"{origins(position.statements, desk)}."
    )


def _mixed(position: Position, desk: Desk) -> str:
    """Return who differs: "Mixed signals within 3 days: A guarded on 22 Dec (1 origin: TASS) and B positive on …"."""
    if not position.mixed:
        return ""
    voices: dict[str, list[Statement]] = {}
    for one in newest((*position.statements, *position.dissent)):
        voices.setdefault(f"{name(one, desk.dossier)} {one.stance} on {day(one.said_on)}", []).append(one)
    told = listing(f"{who}, {origins(said, desk)}" for who, said in voices.items())
    return f"Mixed signals within {count(desk.rules.window_days, 'day')}: {told}."


def _stale(position: Position, desk: Desk) -> str:
    age = (desk.today - position.last_said).days
    return f"Old: not repeated for {count(age, 'day')}, it may no longer hold." if age > desk.rules.stale_days else ""


COMMAND = Command(
    name="positions",
    summary="where a party stands, topic by topic, with the quotes that show it",
    answer=answer,
    parameters=(
        Parameter(name="actor", kind=Kind.ACTOR, summary="a party, or a person who speaks for one", required=True),
        Parameter(name="topic", kind=Kind.TOPIC, summary="one topic only"),
        Parameter(name="as_of", kind=Kind.DATE, summary="as it was known at the end of that day"),
    ),
    fillers=frozenset({"on", "about"}),
)
