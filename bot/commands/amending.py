"""What a moderator types to set something right: the text of a request goes in, fields, reason and blocks come out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.alerts.wording import capital
from bot.commands.command import Request
from bot.commands.desk import Desk, Editor
from bot.commands.marked import changes
from bot.commands.resolve import UnknownNameError, resolve_actor
from bot.corrections import correction_of
from bot.errors import InputError
from bot.model import Block, Figure, Paragraph, Rank, Statement

_PART = re.compile(r"(\w+)\s*=\s*(.*?)(?=[\s,;]+\w+\s*=|$)")
_NOT = frozenset(
    {"not a statement", "no statement", "statement=no", "not a number", "no number", "number=no", "none"}
)  # fmt: skip
_NOBODY = frozenset({"none", "nobody", "the article", "-"})
_LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Wish:
    """What should be other, as typed: each field with its value, none where it strikes out all, and why."""

    parts: tuple[tuple[str, str], ...]
    reason: str

    @property
    def strikes(self) -> bool:
        """Return whether it was no statement or number at all."""
        return not self.parts


def wish_of(request: Request, fields: Sequence[str], what: str = "statement") -> Wish:
    """Return what the request asks for; raises InputError where it names no fields or no reason."""
    reason = " ".join((request.get("reason") or "").split())
    if not reason or len(reason) > _LONGEST_REASON:
        raise InputError(f"say why in at most {_LONGEST_REASON} characters, as in reason:the speaker is another")
    words = " ".join((request.get("changes") or "").split())
    if words.casefold().strip("\"'“”.") in _NOT:
        return Wish((), reason)
    parts = _PART.findall(words)
    if not parts or "=" not in words.split()[0]:
        raise InputError(f"say what is right as field=value ({', '.join(fields)}), or 'not a {what}'")
    return Wish(tuple((name.casefold(), value.strip(" \"“”'")) for name, value in parts), reason)


def editor_of(desk: Desk) -> Editor:
    """Return who writes; raises InputError where nobody may."""
    if desk.editor is None:
        raise InputError("only moderators may set right what was read")
    return desk.editor


def made(
    read: Statement | Figure, after: Mapping[str, str | None] | None, reason: str, editor: Editor, desk: Desk
) -> tuple[Block, ...]:
    """Keep the correction, and return what it changes, why, and how to undo it; raises InputError for none."""
    correction = correction_of(read, after, by=editor.by, at=desk.now, reason=reason, tenant=editor.tenant)
    if correction.after == {}:
        raise InputError(f"[{read.id}] is so already; name what is wrong")
    editor.keep(correction)
    return (
        changes(correction, desk),
        Paragraph(f"Reason: {reason}, set right by {editor.by}. What was read is kept."),
        Paragraph(f"/uncorrect {correction.id} undoes it."),
    )


def speaker_fields(value: str, said_on: date, desk: Desk) -> Mapping[str, str | None]:
    """Return the speaker with all that follows from who it is, on the day of the words."""
    if value.casefold() in _NOBODY:
        return {"speaker": None, "person": None, "party": None, "rank": str(Rank.BODY)}
    try:
        found = resolve_actor(value, desk.dossier, today=said_on)
    except UnknownNameError:  # analysts and others whom the dossier does not list
        return {"speaker": value, "person": None, "party": None, "rank": str(Rank.BODY)}
    party = found.party.id if found.party else None
    if found.person is None:
        return {"speaker": capital(value), "person": None, "party": party, "rank": str(Rank.BODY)}
    post = found.person.post_on(said_on)
    return {
        "speaker": found.person.name, "person": found.person.id, "party": party,
        "rank": str(post.rank if post else found.person.rank),
    }  # fmt: skip
