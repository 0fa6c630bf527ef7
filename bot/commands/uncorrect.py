"""`/uncorrect ID`: a moderator undoes a correction; it stays on record."""

from bot.commands.amending import editor_of
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.marked import about, changes, key_of
from bot.commands.resolve import UnknownNameError
from bot.corrections import Correction
from bot.errors import InputError
from bot.model import Card, Paragraph


def answer(request: Request, desk: Desk) -> Card:
    """Undo the correction of that id, or the latest one of the statement of that id, and return what it was."""
    editor = editor_of(desk)
    found = _find(key_of(request.get("id") or ""), editor.tenant, desk)
    undone = found.undone(by=editor.by, at=desk.now)
    editor.keep(undone)
    return Card(
        title=f"Undone: correction {found.id} of [{found.statement}]",
        blocks=(changes(undone, desk), Paragraph(f"{about(undone)} It no longer counts, and stays on record.")),
        kind="answer",
    )


def _find(key: str, tenant: str, desk: Desk) -> Correction:
    """Return the correction that is meant, the latest one of the tenant's own; raises InputError."""
    known = desk.archive.corrections()
    active = [one for one in known if one.active and key in {one.id, one.statement}]
    own = [one for one in active if one.tenant == tenant]
    if own:
        return own[-1]
    if active:
        raise InputError(f"{active[-1].id} holds for everybody; only who runs the program can undo it")
    if any(key in {one.id, one.statement} for one in known):
        raise UnknownNameError(f"{key!r} is undone already")
    standing = ", ".join(f"{one.id} (of [{one.statement}])" for one in known if one.active and one.tenant == tenant)
    raise UnknownNameError(
        f"no correction has the id {key[:40]!r}; {f'there are {standing}' if standing else 'nothing was corrected yet'}"
    )


COMMAND = Command(
    name="uncorrect",
    summary="undo a correction (moderators)",
    answer=answer,
    parameters=(
        Parameter(name="id", kind=Kind.TEXT, summary="the id of the correction or its statement", required=True),
    ),
    writes=True,
)
