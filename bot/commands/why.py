"""`/why ID`: how a line came about: sentence, rule, trigger words, chain, origin, and all it was weighed against."""

from collections.abc import Iterable

from bot.alerts.cards import position_line, shift_card
from bot.alerts.quoting import mention
from bot.alerts.wording import NO_LINK, day, origin, outlet, party, speaker, voice
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.marked import on_record, struck_numbers, struck_out
from bot.commands.resolve import UnknownNameError, names_actor, names_topic, resolve_actor, resolve_topic
from bot.commands.tell import set_aside
from bot.commands.why_number import number_card
from bot.errors import InputError
from bot.escape import one_line
from bot.model import Block, Bullets, Card, Heading, Paragraph, Position, Quote, Shift, Span, Statement, Table
from bot.positions.voices import origin_of

_SHORTEST = 4


def answer(request: Request, desk: Desk) -> Card:
    """Return how the statement (or shift) of that id came about, or what decides where a party stands on a topic."""
    given = one_line(request.get("id") or "").strip("[]").casefold()
    if (position := _cell(given, desk)) is not None:
        return statement_card(position.lead, desk)
    found = _find(given, desk)
    if isinstance(found, Statement):
        return statement_card(found, desk)
    shift = next((one for one in desk.shifts() if one.id == given), None)
    if shift is not None:
        return _shift(shift, desk)
    if figure := next((one for one in desk.figures_like(given) if one.id == given), None):
        return number_card(figure, desk)
    struck = [one for one in struck_out(desk) if one.id == given]
    if struck:
        return statement_card(struck[0], desk)
    if figure := next((one for one in struck_numbers(desk) if one.id == given), None):
        return number_card(figure, desk)
    raise found


def _cell(given: str, desk: Desk) -> Position | None:
    """Return the position that is named by a party and a topic."""
    words = given.split()
    for parts in ((" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))):
        for actor, topic in (parts, parts[::-1]):
            if names_actor(actor, desk.dossier) and names_topic(topic, desk.dossier):
                who, what = resolve_actor(actor, desk.dossier).party, resolve_topic(topic, desk.dossier)
                return next(iter(desk.positions(actor=who.id, topic=what.id)), None) if who else None
    return None


def _find(given: str, desk: Desk) -> Statement | InputError:
    """Return the statement whose id is or alone begins with what was given, else the sentence that says why none."""
    found = [one for one in desk.like(given) if one.id == given or len(given) >= _SHORTEST]
    if len(found) == 1:
        return found[0]
    if found:
        return UnknownNameError(f"{given!r} begins several ids: {', '.join(one.id for one in found)}")
    where = "ids stand in brackets behind each quote, as in [a1b2c3d4]"
    return UnknownNameError(f"no statement or shift has the id {given[:40]!r}; {where}")


def statement_card(statement: Statement, desk: Desk) -> Card:
    """Return every detail of the statement and of the cell that it belongs to."""
    name = desk.dossier.party_name(statement.actor)
    title = f"Why: {name} · {desk.dossier.topic_name(statement.topic)}: {statement.stance} [{statement.id}]"
    return Card(
        title=title,
        blocks=(
            Paragraph(_counts(statement, desk)),
            *(_sentence(span, statement, desk) for span in statement.evidence),
            Heading("How it was read"),
            Table(("What", "Value"), tuple(_reading(statement, desk))),
            *on_record(statement.id, desk),
            *_weighed(statement, desk),
        ),
        url=statement.url,
        kind="answer",
    )


def _counts(statement: Statement, desk: Desk) -> str:
    name = party(statement.actor, desk.dossier)
    if any(one.id == statement.id for one in struck_out(desk)):
        return "Moderators hold it to be no statement: it counts for nothing."
    if not statement.counts:
        return f"Said about {name} by somebody else: it never decides the position of {name}."
    words = "as the article states it" if voice(statement, desk.dossier) else "in its own words"
    return f"It counts towards the position of {name}, {words}."


def _sentence(span: Span, statement: Statement, desk: Desk) -> Quote:
    return Quote(
        text=span.text,
        speaker=speaker(statement, desk.dossier),
        outlet=outlet(statement.outlet),
        said_on=day(statement.said_on),
        url=statement.url,
        id=statement.id,
        label=f"{span.field}, characters {span.start} to {span.end}",
        chain=statement.chain,
    )


def _reading(statement: Statement, desk: Desk) -> Iterable[tuple[str, str]]:
    dossier = desk.dossier
    spoken_for = party(statement.party, dossier) if statement.party else "no party of the dossier"
    who = f"{speaker(statement, dossier)}; {statement.rank}; speaks for {spoken_for}"
    published = f"{statement.published:%Y-%m-%d %H:%M} UTC" if statement.published else "unknown"
    chain = " ← ".join((outlet(statement.outlet), *statement.chain, speaker(statement, dossier)))
    rows = (
        ("Rule", ", ".join(statement.rules)),
        ("Trigger words", _spans(statement.triggers)),
        ("Verbatim words", _spans(statement.quotes)),
        ("Speaker in the text", statement.speaker or "none: the article itself"),
        ("Taken to be", who if statement.speaker else ""),
        ("Voice", f"{statement.voice}{_in_brackets(voice(statement, dossier))}"),
        ("Stance", str(statement.stance)),
        ("Condition", statement.condition or ""),
        ("Addressee", statement.addressee or ""),
        ("Quantity", statement.quantity or ""),
        ("Commitment", str(statement.commitment)),
        ("Confidence", f"{statement.confidence:.2f}"),
        ("Old remark", "yes" if statement.old else ""),
        ("Act that implements it", "yes" if statement.implements else ""),
        ("Chain, nearest first", chain),
        ("Origin", origin(origin_of(statement), dossier, (statement.outlet, *statement.chain))),
        ("Said on", day(statement.said_on)),
        ("Article", statement.title),
        ("Published", published),
        ("Link", statement.url or NO_LINK),
        ("Document", statement.doc),
    )
    return ((what, value) for what, value in rows if value)


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def _spans(spans: Iterable[Span]) -> str:
    return ", ".join(f"“{one.text}” ({one.field} {one.start} to {one.end})" for one in spans)


def _weighed(statement: Statement, desk: Desk) -> tuple[Block, ...]:
    """Return the cell's position and every statement in it, those that lost included."""
    cell = desk.statements(actor=statement.actor, topic=statement.topic)
    position = next(iter(desk.fold(cell)), None)
    if position is None:
        return (
            Heading("Weighed with it"),
            Paragraph("Only others speak of it: there is no position."),
            Bullets(tuple(mention(one, desk.dossier) for one in cell)),
        )
    lines = tuple(mention(one, desk.dossier, note=_part(one, position, desk)) for one in cell)
    return (Heading("Weighed with it"), Paragraph(f"{position_line(position, desk.dossier)}."), Bullets(lines))


def _part(statement: Statement, position: Position, desk: Desk) -> str:
    """Return what part a statement has in the position."""
    parts = (
        ("decides", [position.lead.id]),
        ("agrees", [one.id for one in position.statements]),
        ("differs: mixed signals" if position.mixed else "differs", [one.id for one in position.dissent]),
        (_why_not(statement, position, desk), [one.id for one in position.earlier]),
    )
    return next((what for what, ids in parts if statement.id in ids), "what others say: never decides")


def _why_not(statement: Statement, position: Position, desk: Desk) -> str:
    """Return why a statement of the party, or of an article about it, has no part in where it stands."""
    reason = set_aside(statement, position, desk.rules)
    return f"set aside: {reason}" if reason else f"superseded: said before {day(position.since)}"


def _shift(shift: Shift, desk: Desk) -> Card:
    card = shift_card(shift, desk.dossier)
    lines = tuple(mention(one, desk.dossier) for one in (shift.before_statement, *shift.statements))
    return Card(title=f"Why: {card.title}", blocks=(*card.blocks, Heading("Weighed"), Bullets(lines)), kind="answer")


COMMAND = Command(
    name="why",
    private=True,
    summary="how a quote or shift came about: rule, trigger words, chain, and what it was weighed against",
    answer=answer,
    parameters=(
        Parameter(
            name="id",
            kind=Kind.TEXT,
            summary="the id behind a quote, or a party and a topic",
            required=True,
        ),
    ),
)
