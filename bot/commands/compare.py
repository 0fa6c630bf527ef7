"""`/compare A B [SINCE]`: two parties topic by topic, where they are nearest and farthest apart, and how that moved."""

from bot.alerts.quoting import Told
from bot.alerts.wording import capital, count, day, held, listing, party
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import resolve_day
from bot.commands.tell import actor_of, as_of_words, desk_of, paragraphs, searched
from bot.dossier import Party
from bot.errors import InputError
from bot.model import Block, Bullets, Card, Heading, Paragraph, Position, Table
from bot.positions.distance import Distance, Movement, TopicDistance, distance, movements

_APART = ((0.0, "the same"), (0.3, "near"), (0.6, "apart"), (1.0, "opposed"))


def answer(request: Request, desk: Desk) -> Card:
    """Return the parties' positions side by side, with the quote each stands on."""
    desk = desk_of(request, desk)
    a, b = _party("a", request, desk), _party("b", request, desk)
    if a.id == b.id:
        raise InputError(f"both are {a.name}; name two different parties")
    apart = _distance(a, b, desk)
    blocks: tuple[Block, ...]
    if apart.topics:
        moved = _moved(request, apart, a, b, desk)
        blocks = (Paragraph(_overview(apart, desk)), _table(apart, a, b, desk), *moved, *_evidence(apart, desk))
    else:
        blocks = paragraphs(f"{_both(a, b, desk)} have no topic in common on which both positions are known.")
        blocks += paragraphs(f"{searched(desk.cells())}.")
    blocks += paragraphs(_only(a, apart.only_a, desk), _only(b, apart.only_b, desk))
    return Card(title=f"{a.name} and {b.name} compared{as_of_words(request, desk)}", blocks=blocks, kind="answer")


def _distance(a: Party, b: Party, desk: Desk) -> Distance:
    return distance(a.id, b.id, (*desk.standings(actor=a.id), *desk.standings(actor=b.id)))


def _moved(request: Request, now: Distance, a: Party, b: Party, desk: Desk) -> tuple[Block, ...]:
    """Return how the distance moved since the day that the request names, on topics known then and now."""
    text = request.get("since")
    if text is None:
        return ()
    since = resolve_day(text, today=desk.today)
    found = movements(_distance(a, b, desk.as_of(since)), now)
    if not found:
        return paragraphs(
            f"At the end of {day(since)} no topic was known on which both had a position: nothing to compare."
        )
    overall, *topics = found
    lines = tuple(f"{desk.dossier.topic_name(one.topic or '')}: {_movement(one)}" for one in topics)
    return (
        Heading(f"Moved since {day(since)}"),
        Paragraph(f"On what both spoke of then and now: {_movement(overall)}."),
        *((Bullets(lines),) if lines else ()),
    )


def _movement(one: Movement) -> str:
    how = "nearer" if one.change < 0 else "farther apart" if one.change > 0 else "no nearer, no farther"
    return f"{how} (from {one.before:.2f} to {one.after:.2f})"


def _party(name: str, request: Request, desk: Desk) -> Party:
    actor = actor_of(request, desk, name)
    if actor.party is None:
        raise InputError(f"{actor.person.name if actor.person else 'nobody'} speaks for no party; name a party")
    return actor.party


def _both(a: Party, b: Party, desk: Desk) -> str:
    return capital(listing(party(one.id, desk.dossier) for one in (a, b)))


def _overview(apart: Distance, desk: Desk) -> str:
    words = [f"{count(len(apart.topics), 'topic')} on which both positions are known, {apart.overall:.2f} apart"]
    words[0] += " on average (0 agreed, 1 opposed)."
    if apart.nearest and apart.farthest and apart.nearest.distance < apart.farthest.distance:
        words.append(f"Nearest: {desk.dossier.topic_name(apart.nearest.topic)}.")
        words.append(f"Farthest: {desk.dossier.topic_name(apart.farthest.topic)}.")
    return " ".join(words)


def _table(apart: Distance, a: Party, b: Party, desk: Desk) -> Table:
    rows = tuple(
        (desk.dossier.topic_name(one.topic), _shown(one.a), _shown(one.b), _words(one)) for one in apart.topics
    )
    return Table(("Topic", a.name, b.name, "Distance"), rows)


def _shown(position: Position) -> str:
    mixed = ", mixed signals" if position.mixed else ""
    return f"{held(position)}{mixed}, since {day(position.since)} [{position.lead.id}]"


def _words(one: TopicDistance) -> str:
    words = next(words for limit, words in _APART if one.distance <= limit)
    return f"{words} ({one.distance:.2f}{', unsure' if one.unsure else ''})"


def _evidence(apart: Distance, desk: Desk) -> tuple[Block, ...]:
    """Return the quotes that the two positions of each topic stand on, farthest apart first."""
    blocks: list[Block] = []
    told = Told(desk.dossier)
    for one in reversed(apart.topics):
        sides = (one.a, one.b)
        labels = {side.lead.id: f"{desk.dossier.party_name(side.actor)}: {held(side)}" for side in sides}
        blocks.append(Heading(f"{desk.dossier.topic_name(one.topic)}: {_words(one)}"))
        blocks += told.quotes((side.lead for side in sides), labels=labels)
    return tuple(blocks)


def _only(one: Party, topics: tuple[str, ...], desk: Desk) -> str:
    if not topics:
        return ""
    named = listing(desk.dossier.topic_in_text(topic) for topic in topics)
    return f"Known only of {party(one.id, desk.dossier)}: {named}."


COMMAND = Command(
    name="compare",
    summary="two parties topic by topic: where they are near and where apart",
    answer=answer,
    parameters=(
        Parameter(name="a", kind=Kind.ACTOR, summary="a party", required=True),
        Parameter(name="b", kind=Kind.ACTOR, summary="another party", required=True),
        Parameter(name="since", kind=Kind.DATE, summary="a day, or 7d for so many days ago"),
        Parameter(name="as_of", kind=Kind.DATE, summary="as it was known at the end of that day"),
    ),
    fillers=frozenset({"since", "and", "with", "vs", "vs.", "versus", "to", "&"}),
)
