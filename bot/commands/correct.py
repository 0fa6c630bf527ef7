"""`/correct ID field=value … reason:WHY`: a moderator sets right what was read; "not a statement" strikes it out."""

import re
from collections.abc import Iterable, Mapping

from bot.alerts.cards import position_line
from bot.alerts.wording import capital, cell
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk, Editor
from bot.commands.marked import changes, marked, shown
from bot.commands.resolve import UnknownNameError, nearest, resolve_actor, resolve_topic
from bot.corrections import correction_of
from bot.errors import InputError
from bot.model import Bullets, Card, Paragraph, Rank, Stance, Statement, Voice

_FIELDS = ("actor", "speaker", "topic", "stance", "voice")
_PART = re.compile(r"(\w+)\s*=\s*(.*?)(?=[\s,;]+\w+\s*=|$)")
_NOT = frozenset({"not a statement", "no statement", "statement=no", "none"})
_NOBODY = frozenset({"none", "nobody", "the article", "-"})
_LONGEST_REASON = 300


def answer(request: Request, desk: Desk) -> Card:
    """Keep the correction and return what changed by it: fields, and where the party stands now."""
    statement = marked(request.get("id") or "", desk)
    reason = " ".join((request.get("reason") or "").split())
    if not reason or len(reason) > _LONGEST_REASON:
        raise InputError(f"say why in at most {_LONGEST_REASON} characters, as in reason:the speaker is another")
    after = _after(request.get("changes") or "", statement, desk)
    editor = editor_of(desk)
    correction = correction_of(statement, after, by=editor.by, at=desk.now, reason=reason, tenant=editor.tenant)
    if correction.after == {}:
        raise InputError(f"[{statement.id}] is so already; name what is wrong")
    stood = _standing(_bearing(statement, desk), desk)
    editor.keep(correction)
    return Card(
        title=f"Corrected: [{statement.id}] {cell(statement.actor, statement.topic, desk.dossier)}",
        blocks=(
            changes(correction, desk),
            Paragraph(f"Reason: {reason}, set right by {editor.by}. What was read is kept."),
            Bullets(_effect(stood, _standing(_bearing(statement, desk), desk))),
            Paragraph(f"/uncorrect {correction.id} undoes it."),
        ),
        kind="answer",
    )


def editor_of(desk: Desk) -> Editor:
    """Return who writes; raises InputError where nobody may."""
    if desk.editor is None:
        raise InputError("only moderators may set right what was read")
    return desk.editor


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


def _after(text: str, statement: Statement, desk: Desk) -> Mapping[str, str | None] | None:
    """Return what should be there instead, None for no statement at all; raises InputError."""
    words = " ".join(text.split())
    if words.casefold().strip("\"'“”.") in _NOT:
        return None
    parts = _PART.findall(words)
    if not parts or "=" not in words.split()[0]:
        raise InputError(f"say what is right as field=value ({', '.join(_FIELDS)}), or 'not a statement'")
    after: dict[str, str | None] = {}
    for name, value in parts:
        after |= _field(name.casefold(), value.strip(" \"“”'"), statement, desk)
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
            return _speaker(value, statement, desk)
        case _:
            raise InputError(f"{name[:40]!r} cannot be set right; these can: {', '.join(_FIELDS)}")


def _one_of(value: str, known: list[str], what: str) -> str:
    if value.casefold() in known:
        return value.casefold()
    close = nearest(value, [(one, one) for one in known], limit=1)
    hint = f"nearest: {close[0]}; " if close else ""
    raise InputError(f"no {what} is called {shown(value)}; {hint}there are {', '.join(known)}")


def _speaker(value: str, statement: Statement, desk: Desk) -> Mapping[str, str | None]:
    """Return the speaker with all that follows from who it is, on the day of the statement."""
    if value.casefold() in _NOBODY:
        return {"speaker": None, "person": None, "party": None, "rank": str(Rank.BODY)}
    try:
        found = resolve_actor(value, desk.dossier, today=statement.said_on)
    except UnknownNameError:  # analysts and others whom the dossier does not list
        return {"speaker": value, "person": None, "party": None, "rank": str(Rank.BODY)}
    party = found.party.id if found.party else None
    if found.person is None:
        return {"speaker": capital(value), "person": None, "party": party, "rank": str(Rank.BODY)}
    post = found.person.post_on(statement.said_on)
    return {
        "speaker": found.person.name, "person": found.person.id, "party": party,
        "rank": str(post.rank if post else found.person.rank),
    }  # fmt: skip


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
