"""`/correct ID field=value … reason:WHY`: a moderator sets right what was read; "not a statement" strikes it out.

The id may be that of a number too, of which other fields can be set right.
"""

from collections.abc import Iterable, Mapping

from bot.alerts.cards import position_line
from bot.alerts.wording import cell
from bot.commands.amending import Wish, editor_of, made, speaker_fields, wish_of
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.correct_number import number_set_right
from bot.commands.desk import Desk
from bot.commands.marked import marked, marked_number, shown
from bot.commands.resolve import nearest, resolve_actor, resolve_topic
from bot.errors import InputError
from bot.model import Bullets, Card, Stance, Statement, Voice

_FIELDS = ("actor", "speaker", "topic", "stance", "voice")


def answer(request: Request, desk: Desk) -> Card:
    """Keep the correction and return what changed by it: fields, and where the party stands now."""
    key = request.get("id") or ""
    if number := marked_number(key, desk):
        return number_set_right(number, request, desk)
    statement = marked(key, desk)
    wish = wish_of(request, _FIELDS)
    stood = _standing(_bearing(statement, desk), desk)
    blocks = made(statement, _after(wish, statement, desk), wish.reason, editor_of(desk), desk)
    effect = Bullets(_effect(stood, _standing(_bearing(statement, desk), desk)))
    return Card(
        title=f"Corrected: [{statement.id}] {cell(statement.actor, statement.topic, desk.dossier)}",
        blocks=(*blocks[:-1], effect, blocks[-1]),
        kind="answer",
    )


def _standing(cells: Iterable[tuple[str, str]], desk: Desk) -> tuple[str, ...]:
    """Return a line for each party and topic: where it stands."""
    lines = []
    for actor, topic in cells:
        found = desk.positions(actor=actor, topic=topic)
        lines.append(position_line(found[0], desk.dossier) if found else f"{cell(actor, topic, desk.dossier)}: unknown")
    return tuple(lines)


def _bearing(statement: Statement, desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return the parties and topics that it was about, as given, and is about now."""
    now = [one for one in desk.like(statement.id) if one.id == statement.id]
    return tuple(dict.fromkeys((one.actor, one.topic) for one in (statement, *now)))


def _effect(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
    if before == after:
        return ("No position changes by it.",)
    return (*(f"Before: {line}" for line in before), *(f"Now: {line}" for line in after))


def _after(wish: Wish, statement: Statement, desk: Desk) -> Mapping[str, str | None] | None:
    """Return what should be there instead, None for no statement at all; raises InputError."""
    if wish.strikes:
        return None
    after: dict[str, str | None] = {}
    for name, value in wish.parts:
        after |= _field(name, value, statement, desk)
    _check_scale(after, statement, desk)
    return after


def _field(name: str, value: str, statement: Statement, desk: Desk) -> Mapping[str, str | None]:
    match name:
        case "stance":
            return {"stance": _one_of(value, [str(one) for one in Stance], "stance")}
        case "voice":
            return {"voice": _one_of(value, [str(one) for one in Voice], "voice")}
        case "topic":
            return {"topic": resolve_topic(value, desk.dossier).id}
        case "actor" | "party":
            party = resolve_actor(value, desk.dossier, today=statement.said_on).party
            if party is None:
                raise InputError(f"{shown(value)} speaks for no party; name a party")
            return {"actor": party.id}
        case "speaker":
            return speaker_fields(value, statement.said_on, desk)
        case _:
            raise InputError(f"{name[:40]!r} cannot be set right; these can: {', '.join(_FIELDS)}")


def _one_of(value: str, known: list[str], what: str) -> str:
    if value.casefold() in known:
        return value.casefold()
    close = nearest(value, [(one, one) for one in known], limit=1)
    hint = f"nearest: {close[0]}; " if close else ""
    raise InputError(f"no {what} is called {shown(value)}; {hint}there are {', '.join(known)}")


def _check_scale(after: Mapping[str, str | None], statement: Statement, desk: Desk) -> None:
    """Raise InputError where the stance is none that one can take on the topic."""
    topic, stance = after.get("topic") or statement.topic, after.get("stance") or statement.stance
    if topic in desk.dossier.topic_by_id and stance not in desk.dossier.stances(topic):
        known = ", ".join(desk.dossier.stances(topic))
        raise InputError(f"{desk.dossier.topic_name(topic)} has no stance {stance}; add stance= one of {known}")


COMMAND = Command(
    name="correct",
    summary="set right what was read: speaker, actor, topic, stance, voice, or 'not a statement' (moderators)",
    answer=answer,
    parameters=(
        Parameter(name="id", kind=Kind.TEXT, summary="the id in brackets behind a quote", required=True),
        Parameter(name="changes", kind=Kind.TEXT, summary="field=value, or 'not a statement'", required=True),
        Parameter(name="reason", kind=Kind.TEXT, summary="why it was wrong, for the record", required=True),
    ),
    writes=True,
    rest="reason",
)
