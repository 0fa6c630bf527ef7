"""`/quotes ACTOR [TOPIC]`: the newest sentences of a party or person, verbatim."""

from bot.alerts.quoting import Told
from bot.alerts.wording import count, day, party
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import Actor
from bot.commands.tell import about_others, actor_of, newest, paragraphs, searched, topic_of, who
from bot.dossier import Topic
from bot.model import Block, Card, Statement

_MOST = 12
_LISTED = 60
"""Statements that are shown, the first of them quoted and the others named in a line each."""


def answer(request: Request, desk: Desk) -> Card:
    """Return what the party (or the person alone, where one is named) was quoted or reported as saying."""
    actor, topic = actor_of(request, desk), topic_of(request, desk)
    number, said = _said(actor, topic, desk)
    subject = actor.person.name if actor.person else actor.party.name if actor.party else ""
    on = f" on {topic.name}" if topic else ""
    by = party(actor.party.id, desk.dossier) if actor.party and actor.person is None else subject
    told = Told(desk.dossier)
    if said:
        first = f"{count(number, 'statement')}, newest first; last said {day(said[0].said_on)}."
        blocks: tuple[Block, ...] = (
            *paragraphs(who(actor, desk), first),
            *told.quotes(said, most=_MOST),
            *paragraphs(_more(number - len(said))),
        )
    else:
        blocks = paragraphs(who(actor, desk), f"No statement by {by}{on} is known yet. {searched(desk.cells())}.")
    if actor.party and actor.person is None:
        of_others = desk.said_of_others(actor.party.id, topic=topic.id if topic else None, most=_LISTED)
        blocks += about_others(actor.party, desk, of_others, told)
    return Card(title=f"{subject}: quotes{on}", blocks=blocks, kind="answer")


def _said(actor: Actor, topic: Topic | None, desk: Desk) -> tuple[int, list[Statement]]:
    """Return how many statements there are of whom was asked for, and the newest of them."""
    about = topic.id if topic else None
    if actor.person is not None:
        number, said = desk.by_person(actor.person.id, topic=about, most=_LISTED)
        return number, newest(said)[:_LISTED]
    if actor.party is None:
        return 0, []
    cells = desk.cells(actor=actor.party.id, topic=about)
    said = desk.newest_of([(one.actor, one.topic) for one in cells], most=_LISTED)
    return sum(one.number - one.claims for one in cells), newest(said)[:_LISTED]


def _more(number: int) -> str:
    return f"{count(number, 'more statement')}; name a topic, or look for words with /search." if number > 0 else ""


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
