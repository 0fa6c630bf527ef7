"""`/quotes ACTOR [TOPIC]`: the newest sentences of a party or person, verbatim."""

from bot.alerts.quoting import Told
from bot.alerts.wording import count, day, party
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import Actor
from bot.commands.tell import about_others, actor_of, newest, paragraphs, searched, topic_of, who
from bot.model import Block, Card, Statement

_MOST = 12


def answer(request: Request, desk: Desk) -> Card:
    """Return what the party (or the person alone, where one is named) was quoted or reported as saying."""
    actor, topic = actor_of(request, desk), topic_of(request, desk)
    known = [one for one in desk.statements() if topic is None or one.topic == topic.id]
    said = newest(one for one in known if _speaks(one, actor))
    subject = actor.person.name if actor.person else actor.party.name if actor.party else ""
    on = f" on {topic.name}" if topic else ""
    by = party(actor.party.id, desk.dossier) if actor.party and actor.person is None else subject
    told = Told(desk.dossier)
    if said:
        blocks: tuple[Block, ...] = (
            *paragraphs(
                who(actor, desk), f"{count(len(said), 'statement')}, newest first; last said {day(said[0].said_on)}."
            ),
            *told.quotes(said, most=_MOST),
        )
    else:
        blocks = paragraphs(who(actor, desk), f"No statement by {by}{on} is known yet. {searched(desk.cells())}.")
    if actor.party and actor.person is None:
        blocks += about_others(actor.party, desk, known, told)
    return Card(title=f"{subject}: quotes{on}", blocks=blocks, kind="answer")


def _speaks(statement: Statement, actor: Actor) -> bool:
    if actor.person is not None:
        return statement.person == actor.person.id
    return actor.party is not None and statement.counts and statement.actor == actor.party.id


COMMAND = Command(
    name="quotes",
    summary="the newest sentences of a party or a person, verbatim",
    answer=answer,
    parameters=(
        Parameter(name="actor", kind=Kind.ACTOR, summary="a party or a person", required=True),
        Parameter(name="topic", kind=Kind.TOPIC, summary="one topic only"),
    ),
    fillers=frozenset({"on", "about"}),
)
