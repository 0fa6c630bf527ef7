"""Cards from an item's statements, from shifts and divergences: the neutral content of alerts, answers and digests.

A title says what matters first: who, on what, which stance. Evidence is quoted by `bot.alerts.quoting`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.alerts.quoting import MOST_QUOTES, Told
from bot.alerts.wording import (
    capital,
    cell,
    count,
    day,
    held,
    listing,
    meets,
    name,
    origin,
    outlet,
    stance,
    topic,
)
from bot.dossier import Dossier
from bot.model import (
    Block,
    Bullets,
    Card,
    Heading,
    Item,
    Paragraph,
    Position,
    Quote,
    Shift,
    ShiftStatus,
    Statement,
    independent,
)

QUOTES_OF_OTHERS = 3
QUOTES_ON_CARD = 7
"""Quotes on the card of a report, of which at least one is left to what others say: a phone shows no more at once."""
LONGEST_HEADLINE = 110
"""Characters of a headline after which it counts what it does not name."""
_ID = re.compile(r"\[([0-9a-f]+)\]")

_ADDED = {
    ShiftStatus.SIGNALLED: ", not yet confirmed by a second origin",
    ShiftStatus.WITHDRAWN: ": no longer supported by what was reported",
}


SUMMARY_ONLY = "read from the feed’s summary, since the article could not be had"


def source_line(item: Item) -> str:
    """Return where news stands: headline, outlet, day of publication, and whether only a summary was read."""
    published = day(item.published.date()) if item.published else "publication time unknown"
    summary = "" if item.full else SUMMARY_ONLY
    return " · ".join(filter(None, (f"“{item.title}”" if item.title else "", outlet(item.outlet), published, summary)))


def statement_card(
    item: Item,
    told: Sequence[Statement],
    dossier: Dossier,
    *,
    rest: Sequence[Statement] = (),
    notes: Mapping[str, str] | None = None,
    prefix: str = "",
    most: int = MOST_QUOTES,
) -> Card:
    """Return the card of an item: what it says that is told, most important first, and what else it has.

    `prefix` begins the title ("No change: "); `rest` are the item's other statements, told in a line each.
    """
    said = Told(dossier, known={outlet(item.outlet), day(item.published.date() if item.published else None)})
    own = [s for s in told if s.counts]
    others = [s for s in told if not s.counts]
    common = _common(own, notes or {})
    line = " · ".join(filter(None, (source_line(item), common and _together(own, common))))
    blocks: list[Block] = [Paragraph(line), *said.quotes(own, most=most, notes=None if common else notes)]
    if others:
        room = max(QUOTES_ON_CARD - _quoted(blocks), 1)
        blocks += [Heading("What others say"), *_claims(others, said, min(most, QUOTES_OF_OTHERS, room), notes)]
    if rest:
        blocks += [Heading("Also in this report"), Bullets(tuple(said.mention(s) for s in rest))]
    return Card(title=prefix + headline(told, dossier), blocks=tuple(blocks), url=item.url, kind="statement")


def _claims(others: Sequence[Statement], said: Told, most: int, notes: Mapping[str, str] | None) -> tuple[Block, ...]:
    """Return what others say of parties: those who speak for a party first, and of the rest no more than fits.

    What people say who speak for nobody, and is not quoted, is named in one line by the ids.
    """
    parties = [one for one in others if one.party]
    found = said.quotes(parties, most=most, notes=notes)
    room = most - _quoted(found)
    rest = [one for one in others if not one.party]
    quoted = said.quotes(rest[:room], notes=notes)
    left = [f"[{one.id}]" for one in rest[room:]]
    line = f"{count(len(left), 'claim')} of people who speak for no party: {' '.join(left)}"
    return merged((*found, *quoted, Bullets((line,)))) if left else merged((*found, *quoted))


def _quoted(blocks: Iterable[Block]) -> int:
    return sum(isinstance(block, Quote) for block in blocks)


def _common(statements: Sequence[Statement], notes: Mapping[str, str]) -> str:
    """Return the note that several statements have in common, "" where they differ."""
    found = {notes.get(s.id, "") for s in statements}
    return found.pop() if len(statements) > 1 and len(found) == 1 else ""


def _together(statements: Sequence[Statement], note: str) -> str:
    """Return the note of several statements: that it holds of each where they are on several topics."""
    return f"each {note}" if len({(s.actor, s.topic) for s in statements}) > 1 else note


def headline(statements: Sequence[Statement], dossier: Dossier, *, longest: int = LONGEST_HEADLINE) -> str:
    """Return who stands where on what, in the order given, and how many more: "Party: truce opposed; 2 more"."""
    own = [s for s in statements if s.counts]
    facts = _facts(own or statements)
    shown = 1
    while shown < len(facts) and len(_joined(list(facts.items())[: shown + 1], dossier)) <= longest:
        shown += 1
    more = len(facts) - shown
    title = _joined(list(facts.items())[:shown], dossier) + (f"; {more} more" if more > 0 else "")
    return title if own or not statements else f"{title} (others say)"


_Fact = tuple[tuple[str, str], list[str]]


def _facts(statements: Iterable[Statement]) -> dict[tuple[str, str], list[str]]:
    """Return by actor and topic what becomes of the topic."""
    facts: dict[tuple[str, str], list[str]] = {}
    for one in statements:
        words = facts.setdefault((one.actor, one.topic), [])
        words += [meets(one.stance)] if meets(one.stance) not in words else []
    return facts


def _joined(facts: Sequence[_Fact], dossier: Dossier) -> str:
    actors: dict[str, list[str]] = {}
    for (actor, of), words in facts:
        actors.setdefault(actor, []).append(f"{topic(of, dossier)} {' / '.join(words)}")
    return "; ".join(f"{dossier.party_name(actor)}: {', '.join(parts)}" for actor, parts in actors.items())


def shift_title(shift: Shift, dossier: Dossier) -> str:
    """Return who moved on what, from where to where: "Party: truce oppose → conditional (confirmed shift)"."""
    moved = f"{topic(shift.topic, dossier)} {shift.before} → {shift.after}"
    return f"{dossier.party_name(shift.actor)}: {moved} ({shift.status} shift)"


def shift_status(shift: Shift, dossier: Dossier) -> str:
    """Return of what kind the shift is, since when, and how well it is established."""
    printed = [name for s in shift.statements for name in (s.outlet, *s.chain)]
    origins = dict.fromkeys(origin(s.origin, dossier, printed) for s in shift.statements)
    known = "" if shift.status is ShiftStatus.WITHDRAWN else f" ({count(len(origins), 'origin')}: {listing(origins)})"
    return f"{shift.kind.capitalize()}. {capital(_since(shift))}{_ADDED.get(shift.status, '')}{known}."


def _since(shift: Shift) -> str:
    """Return on which days it came to stand as it does: "signalled on 2 May 2025, confirmed on 4 May 2025"."""
    days = {
        "signalled": day(shift.signalled_at.date()),
        "confirmed": day(shift.confirmed_at.date()) if shift.confirmed_at else "",
        "withdrawn": day(shift.withdrawn_at.date()) if shift.withdrawn_at else "",
    }
    if days["signalled"] == days["confirmed"]:
        del days["signalled"]
    return ", ".join(f"{what} on {when}" for what, when in days.items() if when)


def shift_quotes(shift: Shift, told: Told, *, whose: bool = False, most: int = MOST_QUOTES) -> tuple[Block, ...]:
    """Return what the shift rests on, labelled before and now (or signalled, if withdrawn), at most so many of either.

    `whose` names party and topic on every label.
    """
    start = f"{cell(shift.actor, shift.topic, told.dossier)}, " if whose else ""
    is_over = shift.status is ShiftStatus.WITHDRAWN
    withdrawn = (shift.withdrawn_by,) if shift.withdrawn_by and is_over else ()
    moved = ("signalled" if is_over else "now", shift.statements)
    parts = (("before", (shift.before_statement,)), moved, ("withdrawn by", withdrawn))
    labels = {s.id: capital(f"{start}{part}: {stance(s)}") for part, statements in parts for s in statements}
    return tuple(block for _, statements in parts for block in told.quotes(statements, labels=labels, most=most))


def shift_card(shift: Shift, dossier: Dossier, *, struck: bool = False) -> Card:
    """Return the card of a shift: before and now, each with its quotes, and how well it is established.

    Where it is `struck`, what withdrew it stands below what does not hold any more.
    """
    blocks = (Paragraph(shift_status(shift, dossier)), *shift_quotes(shift, Told(dossier)))
    title, url = shift_title(shift, dossier), shift.statements[0].url
    if not struck:
        return Card(title=title, blocks=blocks, url=url, kind="shift")
    said = replace(shift, withdrawn_by=None)
    return Card(
        title=title, blocks=shift_quotes(said, Told(dossier)), url=url, kind="shift", struck=True,
        stands=_withdrawal(shift, dossier),
    )  # fmt: skip


def _withdrawal(shift: Shift, dossier: Dossier) -> tuple[Block, ...]:
    """Return what withdrew a shift, with its quote where a statement did."""
    if shift.withdrawn_by is None:
        return (Paragraph("Withdrawn: what was reported does not support it any longer, as it reads now."),)
    found = shift.withdrawn_by
    labels = {found.id: capital(f"withdrawn by: {stance(found)}")}
    return (Paragraph("Withdrawn: it was taken back."), *Told(dossier).quotes((found,), labels=labels))


def merged(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks with lists that follow each other made one."""
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Bullets) and made and isinstance(made[-1], Bullets):
            made[-1] = Bullets((*made[-1].items, *block.items))
        else:
            made.append(block)
    return tuple(made)


def quoted_on(card: Card) -> frozenset[str]:
    """Return the ids of the statements whose sentences the card quotes."""
    shown = [block for block in (*card.blocks, *card.stands) if isinstance(block, Quote)]
    return frozenset(key for block in shown for key in (block.id, *_ID.findall(block.label)))


def named_on(card: Card) -> frozenset[str]:
    """Return the ids of all statements that the card quotes or names."""
    lines = [line for block in card.blocks if isinstance(block, Bullets) for line in block.items]
    lines += [block.note for block in card.blocks if isinstance(block, Quote)]
    return quoted_on(card) | {key for line in lines for key in _ID.findall(line)}


def position_line(position: Position, dossier: Dossier) -> str:
    """Return a position in one line: stance, how long held, who said it last and how well it is supported."""
    support = listing(
        (
            count(len(position.statements), "statement"),
            count(len(position.outlets), "outlet"),
            count(independent(position.origins), "origin"),
        )
    )
    mixed = ", mixed signals" if position.mixed else ""
    lead = position.lead
    return (
        f"{cell(position.actor, position.topic, dossier)}: {held(position)}{mixed} · since {day(position.since)} · "
        f"last {name(lead, dossier)}, {day(position.last_said)} · {support}"
    )
