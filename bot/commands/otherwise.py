"""`/otherwise text:WORDS`: who says otherwise than a text does, which quotes a statement by its id or names a topic."""

import re

from bot.alerts.quoting import Told, mention
from bot.alerts.wording import held, party
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import names_topic, resolve_actor, resolve_topic
from bot.commands.tell import paragraphs
from bot.commands.wording import understand
from bot.dossier import Topic
from bot.errors import InputError
from bot.escape import one_line
from bot.model import Block, Bullets, Card, Heading, Paragraph, Position, Statement, in_order

_ID = re.compile(r"\[([0-9a-f]{8})\]")
_LONGEST = 400
_PER_PARTY = 2
_EARLIER = 5


def answer(request: Request, desk: Desk) -> Card:
    """Return the parties that take another stance on what the text is about, and what its own party said otherwise."""
    text = one_line(request.get("text") or "")
    quoted = _quoted(text, desk)
    if quoted is not None:
        return _card(resolve_topic(quoted.topic, desk.dossier), quoted.actor, quoted, desk)
    asked = understand(text[:_LONGEST], desk).request
    named = asked.get("topic")
    if named is None or not names_topic(named, desk.dossier):
        raise InputError("the text names no topic of the dossier and no statement by its id; ask /topic TOPIC")
    actor = asked.get("actor")
    whose = resolve_actor(actor, desk.dossier, today=desk.today).party if actor else None
    return _card(resolve_topic(named, desk.dossier), whose.id if whose else "", None, desk)


def _quoted(text: str, desk: Desk) -> Statement | None:
    """Return the first statement that the text quotes by its id."""
    return next((one for key in _ID.findall(text) for one in desk.like(key) if one.id == key), None)


def _card(topic: Topic, actor: str, quoted: Statement | None, desk: Desk) -> Card:
    positions = desk.standings(topic=topic.id)
    own = next((one for one in positions if one.actor == actor), None)
    than = quoted.stance if quoted else own.stance if own else None
    others = [one for one in positions if one.actor != actor and one.stance != than]
    told = Told(desk.dossier)
    return Card(
        title=f"{topic.name}: who says otherwise",
        blocks=(
            *_than(actor, quoted, own, desk),
            *(block for one in others for block in _other(one, told)),
            *paragraphs("" if others else f"No other party takes another stance on {topic.name}."),
            *_differently(actor, topic, quoted, desk),
        ),
        kind="answer",
    )


def _than(actor: str, quoted: Statement | None, own: Position | None, desk: Desk) -> tuple[Block, ...]:
    if quoted is not None:
        return (Paragraph(f"Otherwise than {mention(quoted, desk.dossier)}."),)
    if own is not None:
        return (Paragraph(f"Otherwise than {party(actor, desk.dossier)}: {held(own)} [{own.lead.id}]."),)
    return paragraphs(
        "Where every party stands:" if not actor else f"No position of {party(actor, desk.dossier)} is known."
    )


def _other(position: Position, told: Told) -> tuple[Block, ...]:
    heading = Heading(f"{told.dossier.party_name(position.actor)}: {held(position)}")
    return (heading, *told.quotes(position.statements, most=_PER_PARTY))


def _differently(actor: str, topic: Topic, quoted: Statement | None, desk: Desk) -> tuple[Block, ...]:
    """Return what the party itself said otherwise on the topic, the newest first."""
    if quoted is None:
        return ()
    said = [one for one in desk.statements(actor=actor, topic=topic.id) if one.counts and one.stance != quoted.stance]
    if not said:
        return ()
    lines = [mention(one, desk.dossier) for one in reversed(in_order(said))][:_EARLIER]
    left = len(said) - len(lines)
    more = (f"and {left} more: /quotes {actor} {topic.id}",) if left else ()
    return (Heading(f"What {party(actor, desk.dossier)} itself said otherwise"), Bullets((*lines, *more)))


COMMAND = Command(
    name="otherwise",
    summary="who says otherwise than a message or an article does",
    answer=answer,
    parameters=(
        Parameter(name="text", kind=Kind.TEXT, summary="words that quote an id or name a topic", required=True),
    ),
    rest="text",
)
