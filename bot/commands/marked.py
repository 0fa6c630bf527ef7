"""What answers say of corrections: which statement is meant, what was set right in it, by whom and why."""

from collections.abc import Sequence
from typing import TypeVar

from bot.alerts.wording import day
from bot.commands.desk import Desk
from bot.commands.resolve import UnknownNameError
from bot.corrections import FIELDS, NUMBER_FIELDS, Correction
from bot.escape import one_line
from bot.model import Block, Figure, Heading, Paragraph, Statement, Table

SHORTEST = 4
_LONGEST = 40
_Read = TypeVar("_Read", Statement, Figure)
_NAMES = {"actor": "party", "party": "speaks for"}


def key_of(text: str) -> str:
    """Return the id that was typed, without its brackets."""
    return one_line(text).strip("[] ").casefold()


def shown(text: str) -> str:
    """Return what was typed, in quotation marks, on one line and not too long."""
    line = one_line(text)
    return repr(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")


def marked(text: str, desk: Desk) -> Statement:
    """Return the statement whose id is, or alone begins with, what was typed; one that was struck out as it was read.

    Raises UnknownNameError.
    """
    key = key_of(text)
    found = _like(key, [*(desk.like(key) if key else ()), *struck_out(desk)])
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownNameError(f"{key_of(text)!r} begins several ids: {', '.join(one.id for one in found)}")
    where = "ids stand in brackets behind each quote, as in [a1b2c3d4]"
    raise UnknownNameError(f"no statement or number has the id {shown(key_of(text))}; {where}")


def marked_number(text: str, desk: Desk) -> Figure | None:
    """Return the number whose id is, or alone begins with, what was typed; one that was struck out as it was read."""
    found = _like(key := key_of(text), [*(desk.figures_like(key) if key else ()), *struck_numbers(desk)])
    return found[0] if len(found) == 1 else None


def _like(key: str, known: Sequence[_Read]) -> list[_Read]:
    exact = [one for one in known if one.id == key]
    return exact or [one for one in known if len(key) >= SHORTEST and one.id.startswith(key)]


def struck_out(desk: Desk) -> list[Statement]:
    """Return the statements, as they were read, that moderators hold to be none."""
    wanted = _struck(desk)
    docs = dict.fromkeys(wanted.values())
    return [one for doc in docs for one in desk.archive.as_read(doc) if one.id in wanted]


def struck_numbers(desk: Desk) -> list[Figure]:
    """Return the numbers, as they were read, that moderators hold to be none."""
    wanted = _struck(desk, numbers=True)
    docs = dict.fromkeys(wanted.values())
    return [one for doc in docs for one in desk.archive.figures_as_read(doc) if one.id in wanted]


def _struck(desk: Desk, *, numbers: bool = False) -> dict[str, str]:
    """Return the ids of what was struck out, each with its document."""
    active = (one for one in desk.archive.corrections() if one.active and one.after is None)
    return {one.statement: one.doc for one in active if one.of_number is numbers}


def changes(correction: Correction, desk: Desk) -> Table:
    """Return a table of what was set right; of one that is undone it does not say that it is so now."""
    columns = ("What", "Was", "Is") if correction.active else ("What", "As read", "As corrected")
    if correction.after is None:
        what = "number" if correction.of_number else "statement"
        return Table(columns, ((what, _cell(correction, desk), f"not a {what}"),))
    order = NUMBER_FIELDS if correction.of_number else FIELDS
    rows = tuple(
        (_NAMES.get(name, name), correction.before.get(name) or "none", value or "none")
        for name, value in sorted(correction.after.items(), key=lambda pair: order.index(pair[0]))
    )
    return Table(columns, rows)


def _cell(correction: Correction, desk: Desk) -> str:
    before = correction.before
    topic = desk.dossier.topic_name(before.get("topic") or "")
    if correction.of_number:
        return f"{topic}: {before.get('number')} {before.get('unit')}"
    return f"{desk.dossier.party_name(before.get('actor') or '')} · {topic}: {before.get('stance')}"


def about(correction: Correction) -> str:
    """Return who set it right, when and why, and who undid it."""
    words = f"Correction {correction.id} by {correction.by}, {day(correction.at.date())}: {correction.reason}."
    if correction.undone_at is not None:
        words += f" Undone by {correction.undone_by}, {day(correction.undone_at.date())}."
    return words


def on_record(statement: str, desk: Desk) -> tuple[Block, ...]:
    """Return all corrections of a statement or number, undone ones too; nothing where there are none."""
    found = [one for one in desk.archive.corrections() if one.statement == statement]
    parts = [block for one in found for block in (changes(one, desk), Paragraph(about(one)))]
    return (Heading("Set right by people"), *parts) if parts else ()
