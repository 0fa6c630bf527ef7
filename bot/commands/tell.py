"""What several commands say in the same words: whom was asked about, what was searched, what others say."""

from collections.abc import Iterable, Mapping, Sequence

from bot.alerts.quoting import MOST_QUOTES, Told
from bot.alerts.wording import count, day, listing, origin, outlets_named, party
from bot.commands.command import Request
from bot.commands.desk import Desk
from bot.commands.resolve import Actor, resolve_actor, resolve_day, resolve_topic
from bot.dossier import Party, Person, Topic
from bot.model import UNKNOWN, Block, Heading, Kept, Paragraph, Position, Statement
from bot.positions.voices import credible, day_of, origin_of
from bot.settings import PositionRules

_MOST_ORIGINS = 8
"""Origins that are named; of more it is said how many there are."""


def actor_of(request: Request, desk: Desk, name: str = "actor") -> Actor:
    """Return whom the request asks about; raises UnknownNameError with the nearest names."""
    return resolve_actor(request.get(name) or "", desk.dossier, today=desk.today)


def topic_of(request: Request, desk: Desk) -> Topic | None:
    """Return the topic that the request names, None where it names none."""
    text = request.get("topic")
    return None if text is None else resolve_topic(text, desk.dossier)


def desk_of(request: Request, desk: Desk) -> Desk:
    """Return the desk as of the day that the request names."""
    text = request.get("as_of")
    return desk if text is None else desk.as_of(resolve_day(text, today=desk.today))


def as_of_words(request: Request, desk: Desk) -> str:
    """Return " as of 21 Dec 2025" where the request names a day."""
    return "" if request.get("as_of") is None else f" as of {day(desk.today)}"


def searched(cells: Sequence[Kept]) -> str:
    """Return what was searched, for answers that found nothing: how many statements, outlets and which days."""
    if not cells:
        return "No article has been read yet that holds a statement"
    first, last = min(one.first for one in cells), max(one.last for one in cells)
    period = f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"
    named = outlets_named({outlet for one in cells for outlet in one.outlets})
    return f"Searched {count(sum(one.number for one in cells), 'statement')} from {named}, said {period}"


def who(actor: Actor, desk: Desk) -> str:
    """Return one sentence on a person that was asked for, as of the desk's day, "" for a party."""
    person = actor.person
    if person is None:
        return ""
    if actor.party is None:
        return f"{person.name}, {person.role}, speaks for no party of this dossier."
    post = person.post_on(desk.today)
    whom = party(actor.party.id, desk.dossier)
    if post is None:
        return f"{person.name} held no post on {day(desk.today)} that speaks for {whom}: {_last(person)}."
    return f"{person.name}, {post.role}, speaks for {whom}."


def _last(person: Person) -> str:
    period = (f"from {day(person.since)}" if person.since else "", f"until {day(person.until)}" if person.until else "")
    return " ".join(filter(None, (person.role, *period)))


def paragraphs(*sentences: str) -> tuple[Block, ...]:
    """Return the sentences that are not empty, a paragraph each."""
    return tuple(Paragraph(sentence) for sentence in sentences if sentence)


def about_others(who: Party, desk: Desk, statements: Iterable[Statement], told: Told) -> tuple[Block, ...]:
    """Return what a party's officials say of other parties: evidence about those, never a position of theirs."""
    said = newest(one for one in statements if not one.counts and one.party == who.id and one.actor != who.id)
    if not said:
        return ()
    heading = f"What {party(who.id, desk.dossier)} says about others"
    return (Heading(heading), *told.quotes(said, most=MOST_QUOTES))


def about_party(who: Party, desk: Desk, statements: Iterable[Statement], told: Told) -> tuple[Block, ...]:
    """Return what others say of a party: shown apart, since it is not the party's position."""
    said = newest(one for one in statements if not one.counts and one.actor == who.id)
    if not said:
        return ()
    heading = f"What others say about {party(who.id, desk.dossier)} — not its position"
    return (Heading(heading), *told.quotes(said, most=MOST_QUOTES))


def newest(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements, newest said first."""
    return sorted(statements, key=lambda one: (-one.said_on.toordinal(), one.topic, one.actor, one.id))


def origins(position: Position, desk: Desk) -> str:
    """Return how many independent origins carry the stance, and which: "2 origins (Interfax and TASS)"."""
    printed = position.tally.printed if position.tally else _printed(position.statements)
    named, unknown = _named(printed, desk)
    if not named:
        return "origin unknown"
    more = len(named) - _MOST_ORIGINS
    shown = listing([*named[:_MOST_ORIGINS], f"{more} more"] if more > 0 else named)
    return f"{count(len(named), 'origin')} ({shown}{f'; {unknown} more unknown' if unknown else ''})"


def from_whom(statements: Iterable[Statement], desk: Desk) -> str:
    """Return the origins' names in a word each: "Interfax and TASS", "origin unknown"."""
    named, _ = _named(_printed(statements), desk)
    return listing(named) if named else "origin unknown"


def _printed(statements: Iterable[Statement]) -> dict[str, tuple[str, ...]]:
    """Return the origins, and the names that are printed beside them."""
    return {origin_of(one): (one.outlet, *one.chain) for one in statements}


def _named(printed: Mapping[str, tuple[str, ...]], desk: Desk) -> tuple[list[str], int]:
    """Return the names of the origins, and how many more are unknown."""
    named = [origin(one, desk.dossier, printed[one]) for one in sorted(printed) if not one.startswith(UNKNOWN)]
    return named, len(printed) - len(named)


def outlets(statements: Iterable[Statement]) -> str:
    """Return in how many outlets the statements stand: "3 outlets", "1 outlet and unknown ones", "unknown outlets"."""
    return outlets_named({one.outlet for one in statements})


def set_aside(statement: Statement, position: Position, rules: PositionRules) -> str:
    """Return why a statement has no part in the party's position; "" where it is but earlier than that."""
    if statement.old:
        return "an old remark"
    if not credible(statement, rules):
        return "an unsure reading"
    return "" if day_of(statement) < position.since else "not borne out by who spoke then"
