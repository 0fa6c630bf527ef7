"""`/shifts [SINCE]`: positions that changed, both quotes beside each other; changes of tone apart."""

from collections.abc import Sequence
from datetime import date

from bot.alerts.cards import shift_quotes, shift_status, shift_title
from bot.alerts.quoting import Told
from bot.alerts.wording import cell, count, day
from bot.commands.command import Command, Kind, Parameter, Request
from bot.commands.desk import Desk
from bot.commands.resolve import resolve_day
from bot.commands.tell import paragraphs, searched
from bot.model import Block, Card, Heading, Paragraph, Position, Shift
from digest.tone import is_assessment, tone_changes


def answer(request: Request, desk: Desk) -> Card:
    """Return the shifts since the day (all of them where none is given), newest first, and the changes of tone."""
    text = request.get("since") or ""
    found = moved(text, desk)
    return card(found, desk, since=text, number=len(found))


def moved(text: str, desk: Desk) -> list[Shift]:
    """Return the shifts that moved since the day that the text means, or ever for "", the newest first."""
    since = _day(text, desk)
    return [one for one in reversed(desk.shifts()) if since is None or _moved_on(one) >= since]


def card(found: Sequence[Shift], desk: Desk, *, since: str, number: int, first: bool = True) -> Card:
    """Return the card of these shifts, which are some of so many; the `first` one tells changes of tone as well."""
    begin = _day(since, desk)
    period = f" since {day(begin)}" if begin else ""
    if found:
        lead = f"{count(number, 'shift')}{period}, newest first."
    else:
        lead = f"No party's position has shifted{period}. {searched(desk.cells())}."
    told = Told(desk.dossier)
    blocks = [block for one in found for block in _blocks(one, told)]
    return Card(
        title=f"{desk.dossier.title}: shifts{period}",
        blocks=(Paragraph(lead), *blocks, *(_tone(begin, desk, told) if first else ())),
        kind="answer",
    )


def _day(text: str, desk: Desk) -> date | None:
    return resolve_day(text, today=desk.today) if text else None


def _moved_on(shift: Shift) -> date:
    moments = (shift.signalled_at, shift.confirmed_at, shift.withdrawn_at)
    return max(moment.date() for moment in moments if moment is not None)


def _blocks(shift: Shift, told: Told) -> tuple[Block, ...]:
    """Return the shift under its own heading: how well it is established, and both quotes."""
    return (
        Heading(shift_title(shift, told.dossier)),
        Paragraph(shift_status(shift, told.dossier)),
        *shift_quotes(shift, told),
    )


def _tone(since: date | None, desk: Desk, told: Told) -> tuple[Block, ...]:
    assessed = (one for one in desk.dossier.topics if is_assessment(one.id, desk.dossier))
    known = [said for topic in assessed for said in desk.statements(topic=topic.id)]
    changed = tone_changes(known, desk.dossier, rules=desk.rules)
    wanted = [(old, new) for old, new in changed if since is None or new.since >= since]
    if not wanted:
        return ()
    quotes = (block for old, new in wanted for block in _change(old, new, told))
    return (Heading("Changes of tone, which are no shifts"), *quotes)


def _change(old: Position, new: Position, told: Told) -> tuple[Block, ...]:
    """Return a change of tone with the quote before and the quote now."""
    what = f"{cell(new.actor, new.topic, told.dossier)}: {old.stance} → {new.stance}, since {day(new.since)}."
    labels = {old.lead.id: f"Before: {old.stance}", new.lead.id: f"Now: {new.stance}"}
    return (*paragraphs(what), *told.quotes((old.lead, new.lead), labels=labels))


COMMAND = Command(
    name="shifts",
    summary="which positions changed, from what to what, and how well that is established",
    answer=answer,
    parameters=(Parameter(name="since", kind=Kind.DATE, summary="a day, or 7d for so many days ago"),),
    fillers=frozenset({"since", "from"}),
)
