"""`/positions ACTOR [TOPIC] [AS_OF]`: where a party stands, topic by topic, in whose words and by whose report."""

from collections.abc import Sequence
from datetime import date

from bot.alerts.cards import merged
from bot.alerts.quoting import MOST_QUOTES, Told, best_quote
from bot.alerts.wording import capital, count, day, held, listing, name, outlets_named, party, stance
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import Actor
from bot.commands.tell import (
    about_others,
    about_party,
    actor_of,
    as_of_words,
    desk_of,
    from_whom,
    newest,
    origins,
    paragraphs,
    searched,
    set_aside,
    topic_of,
    who,
)
from bot.dossier import Party, Topic
from bot.model import Block, Bullets, Card, Commitment, Heading, Kept, Paragraph, Position, Statement, Voice

_PER_STANCE = 3
_OF_OTHERS = 2 * MOST_QUOTES
"""Statements by others about a party that are shown, the first half of them quoted."""


def answer(request: Request, desk: Desk) -> Card:
    """Return where the actor stands; a person's name asks about the party the person speaks for."""
    desk = desk_of(request, desk)
    actor, topic = actor_of(request, desk), topic_of(request, desk)
    subject = actor.party.name if actor.party else actor.person.name if actor.person else ""
    title = f"{subject}: {f'position on {topic.name}' if topic else 'positions'}{as_of_words(request, desk)}"
    told = Told(desk.dossier)
    if actor.party is None:
        return Card(
            title=title, blocks=(*paragraphs(who(actor, desk)), *_said(actor, topic, desk, told)), kind="answer"
        )
    theirs = desk.cells(actor=actor.party.id, topic=topic.id if topic else None)
    of_others = desk.said_of_others(actor.party.id, topic=topic.id if topic else None, most=_OF_OTHERS + 1)
    blocks = (
        *paragraphs(who(actor, desk)),
        *_positions(actor.party, topic, desk, theirs, told),
        *_about_party(actor.party, desk, theirs, told),
        *_about_others(actor.party, desk, of_others, told),
    )
    return Card(title=title, blocks=blocks, kind="answer")


def _said(actor: Actor, topic: Topic | None, desk: Desk, told: Told) -> tuple[Block, ...]:
    """Return what somebody says who speaks for no party."""
    known = desk.statements(topic=topic.id if topic else None)
    said = [one for one in known if actor.person and one.person == actor.person.id]
    if not said:
        return paragraphs(f"Nothing of theirs is known yet. {searched(desk.cells())}.")
    return told.quotes(said, most=MOST_QUOTES)


def _positions(asked: Party, topic: Topic | None, desk: Desk, theirs: Sequence[Kept], told: Told) -> tuple[Block, ...]:
    found = [one.position for one in theirs if one.position is not None]
    if not found:
        on = f" on {desk.dossier.topic_in_text(topic.id)}" if topic else ""
        return paragraphs(f"No position of {party(asked.id, desk.dossier)}{on} is known yet. {searched(desk.cells())}.")
    order = [one.id for one in desk.dossier.topics]
    ranked = sorted(found, key=lambda one: (order.index(one.topic) if one.topic in order else len(order), one.topic))
    last = max(one.last_said for one in found)
    all_old = _old(last, desk) if len(found) > 1 else ""
    overview = " ".join(filter(None, (_overview(ranked, last), all_old)))
    blocks = (block for one in ranked for block in position_blocks(one, desk, told, mark_old=not all_old))
    return (Paragraph(overview), *blocks)


def _overview(found: list[Position], last: date) -> str:
    said = {outlet for position in found for outlet in position.outlets}
    mixed = sum(one.mixed for one in found)
    signals = f", {mixed} with mixed signals" if mixed else ""
    return f"{count(len(found), 'position')}{signals}, from {outlets_named(said)}; last heard {day(last)}."


def position_blocks(position: Position, desk: Desk, told: Told, *, mark_old: bool = True) -> tuple[Block, ...]:
    """Return one position: stance, since when, what it stands on, who differs, each remark quoted once."""
    sentences = (
        _support(position, desk),
        _mixed(position, desk),
        _old(position.last_said, desk) if mark_old else "",
    )
    topic = desk.dossier.topic_name(position.topic)
    lead, copies = _remarks(position.statements)
    other, more = _remarks(sorted(position.dissent, key=lambda one: (one.voice is not Voice.OWN, not one.direct)))
    differs = "mixed signals" if position.mixed else "said within the same days"
    shown = told.quotes(lead, labels=dict.fromkeys((one.id for one in lead), ""), most=_PER_STANCE)
    labels = {one.id: f"{capital(stance(one))}: {differs}" for one in other}
    dissent = told.quotes(other, labels=labels, most=_PER_STANCE)
    lines = (
        *(told.mention(one, note="same day and origin") for one in (*copies, *more)),
        *_further(position),
        *_earlier(position, desk, told),
    )
    return (
        Heading(f"{topic}: {held(position)}{', MIXED SIGNALS' if position.mixed else ''}"),
        Paragraph(" ".join(filter(None, sentences))),
        *merged((*shown, *dissent, *((Bullets(lines),) if lines else ()))),
    )


def _remarks(statements: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """Return the remarks, and apart the further reports: of one speaker, day and known origin."""
    first: dict[object, Statement] = {}
    for one in statements:
        speaker = one.person or one.speaker
        first.setdefault((speaker, one.said_on, one.origin) if speaker and one.origin else one.id, one)
    kept = {one.id for one in first.values()}
    return list(first.values()), [one for one in statements if one.id not in kept]


def _earlier(position: Position, desk: Desk, told: Told) -> tuple[str, ...]:
    """Return what was said before, and what was said since and has no part in the position, with the reason."""
    reasons = [(one, set_aside(one, position, desk.rules)) for one in position.earlier]
    lines = tuple(f"{f'Set aside, {why}' if why else 'Earlier'}: {told.mention(one)}" for one, why in reasons)
    rest = (position.tally.earlier if position.tally else 0) - len(lines)
    return (*lines, f"{rest} more, all under /why {position.lead.id}") if rest > 0 else lines


def _further(position: Position) -> tuple[str, ...]:
    """Return how many statements of the stance, and against it, are not shown, and how to see them."""
    if position.tally is None:
        return ()
    more = position.tally.statements - len(position.statements)
    against = position.tally.dissent - len(position.dissent)
    what = ((more, "of this stance"), (against, "that differ"))
    return tuple(f"{number} more {which}, all under /why {position.lead.id}" for number, which in what if number > 0)


def _about_party(asked: Party, desk: Desk, theirs: Sequence[Kept], told: Told) -> tuple[Block, ...]:
    """Return the newest that others say of the party, and how many more there are."""
    said = newest(one for cell in theirs for one in cell.others)[:_OF_OTHERS]
    more = sum(cell.claims for cell in theirs) - len(said)
    return (*about_party(asked, desk, said, told), *paragraphs(_more(more) if said and more else ""))


def _about_others(asked: Party, desk: Desk, said: Sequence[Statement], told: Told) -> tuple[Block, ...]:
    """Return the newest that the party says of others, and how to see more."""
    more = f"There is more: /quotes {asked.id} has all of it." if len(said) > _OF_OTHERS else ""
    return (*about_others(asked, desk, newest(said)[:_OF_OTHERS], told), *paragraphs(more))


def _more(number: int) -> str:
    return f"{count(number, 'more statement')} like these; /topic TOPIC and /why ID show those on one topic."


def _support(position: Position, desk: Desk) -> str:
    firm = "" if position.commitment is Commitment.STATED else f", {position.commitment}"
    again = f", last said {day(position.last_said)}" if position.last_said != position.since else ""
    number = count(position.tally.statements if position.tally else len(position.statements), "statement")
    return f"Since {day(position.since)}{again}{firm}; {number}, {origins(position, desk)}."


def _mixed(position: Position, desk: Desk) -> str:
    """Return who differs: "Mixed signals within 3 days: A guarded on 22 Dec 2025 (TASS) and B positive on …"."""
    if not position.mixed:
        return ""
    voices: dict[str, list[Statement]] = {}
    for one in (position.lead, *newest((*position.statements[1:], *position.dissent))):
        voices.setdefault(f"{name(one, desk.dossier)} {one.stance}", []).append(one)
    told = listing(
        f"{who} on {day(best_quote(said).said_on)} ({from_whom(said, desk)})" for who, said in voices.items()
    )
    return f"Mixed signals within {count(desk.rules.window_days, 'day')}: {told}."


def _old(last: date, desk: Desk) -> str:
    age = (desk.today - last).days
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
