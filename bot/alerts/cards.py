"""Cards from statements, positions, shifts and divergences: the neutral content that alerts, answers and digests show.

Nothing is paraphrased: a quote is the sentence as it stands in the article, with speaker, outlet, chain, day, link
and id. What does not fit is marked as cut, never dropped in silence.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.alerts.wording import cell, count, day, label, listing, name, origin, outlet, speaker, stance, voice
from bot.dossier import Dossier
from bot.model import (
    Block,
    Bullets,
    Card,
    Divergence,
    DivergenceKind,
    Heading,
    Item,
    Paragraph,
    Position,
    Quote,
    Shift,
    ShiftStatus,
    Side,
    Span,
    Statement,
    Voice,
)

LONGEST_QUOTE = 700
"""Characters of a sentence that are shown; a longer one ends in the cut mark."""
CUT = " […]"
MOST_QUOTES = 6
"""Quotes of one part of a card; further statements are listed with their ids."""
QUOTES_OF_A_SIDE = 2
QUOTES_OF_OTHERS = 3

_DIFFERENCE = {
    DivergenceKind.ASSESSMENT: "They assess the same talks differently.",
    DivergenceKind.STANCE: "They give accounts that cannot all be true.",
    DivergenceKind.ORDER: "They want things done in a different order.",
    DivergenceKind.QUANTITY: "They give different numbers.",
}
_STATUS = {
    ShiftStatus.SIGNALLED: "Signalled, not yet confirmed by a second origin",
    ShiftStatus.CONFIRMED: "Confirmed",
    ShiftStatus.WITHDRAWN: "Withdrawn: no longer supported by what was reported",
}


def cut(text: str, limit: int = LONGEST_QUOTE) -> str:
    """Return the text as it is, or its beginning up to a word's end and the cut mark, within `limit` characters."""
    if len(text) <= limit:
        return text
    room = max(limit - len(CUT), 1)
    head = text[:room]
    return (head[: head.rfind(" ")] if " " in head.strip() else head).rstrip() + CUT


def best_evidence(statement: Statement) -> Span | None:
    """Return the sentence to show: one with the speaker's own words, else with the most triggers, else the first."""

    def within(span: Span, parts: Iterable[Span]) -> int:
        return sum(p.field == span.field and span.start <= p.start and p.end <= span.end for p in parts)

    ranked = sorted(
        statement.evidence,
        key=lambda e: (-min(1, within(e, statement.quotes)), -within(e, statement.triggers), e.field, e.start),
    )
    return ranked[0] if ranked else None


def quote(statement: Statement, dossier: Dossier, *, note: str = "", limit: int = LONGEST_QUOTE) -> Quote:
    """Return the statement's best sentence with its provenance; `note` adds to how it counts."""
    sentence = best_evidence(statement)
    rest = len(statement.evidence) - 1
    notes = (
        voice(statement, dossier),
        "an old remark" if statement.old else "",
        note,
        f"{count(rest, 'more sentence')}: /why {statement.id}" if rest > 0 else "",
    )
    return Quote(
        text=cut(sentence.text, limit) if sentence else "",
        speaker=speaker(statement, dossier),
        outlet=outlet(statement.outlet),
        said_on=day(statement.said_on),
        url=statement.url,
        id=statement.id,
        label=label(statement, dossier),
        chain=statement.chain,
        note="; ".join(filter(None, notes)),
    )


def mention(statement: Statement, dossier: Dossier, *, note: str = "") -> str:
    """Return the statement in one line, without its sentence: label, speaker, outlet, day and id."""
    parts = (
        label(statement, dossier),
        name(statement, dossier),
        outlet(statement.outlet),
        day(statement.said_on),
        note,
    )
    return f"{' · '.join(filter(None, parts))} · [{statement.id}]"


def quotes(
    statements: Sequence[Statement],
    dossier: Dossier,
    *,
    most: int = MOST_QUOTES,
    notes: Mapping[str, str] | None = None,
) -> tuple[Block, ...]:
    """Return the first statements as quotes and the others as a list of mentions; `notes` are by statement id."""
    notes = notes or {}
    together = _by_sentence(statements)
    shown = tuple(_shared_quote(group, dossier, notes) for group in together[:most])
    rest = tuple(mention(s, dossier, note=notes.get(s.id, "")) for group in together[most:] for s in group)
    return (*shown, Bullets(rest)) if rest else shown


def _by_sentence(statements: Iterable[Statement]) -> list[list[Statement]]:
    """Return the statements in groups that one speaker makes with one sentence, in the order given."""
    groups: dict[object, list[Statement]] = {}
    for s in statements:
        sentence = best_evidence(s)
        place = (sentence.field, sentence.start, sentence.end) if sentence else (s.id,)
        groups.setdefault((s.doc, s.person or s.speaker, s.voice, *place), []).append(s)
    return list(groups.values())


def _shared_quote(group: Sequence[Statement], dossier: Dossier, notes: Mapping[str, str]) -> Quote:
    """Return the quote of the first statement, with what else its sentence says on the label, ids included."""
    first, *others = group
    shown = quote(first, dossier, note=_shared_note(group, dossier, notes))
    labels = [shown.label, *(f"{_short_label(s, first, dossier)} [{s.id}]" for s in others)]
    return replace(shown, label="; ".join(labels))


def _shared_note(group: Sequence[Statement], dossier: Dossier, notes: Mapping[str, str]) -> str:
    """Return the note that all share, else each with the topic that it is on."""
    found = [notes.get(s.id, "") for s in group]
    if len(set(found)) == 1:
        return found[0]
    return "; ".join(f"{dossier.topic_name(s.topic)}: {note}" for s, note in zip(group, found, strict=True) if note)


def _short_label(statement: Statement, first: Statement, dossier: Dossier) -> str:
    whole = label(statement, dossier)
    return whole.removeprefix(f"{dossier.party_name(first.actor)} · ") if statement.actor == first.actor else whole


def source_line(item: Item) -> str:
    """Return where an alert's news stands: headline, outlet and day of publication."""
    published = day(item.published.date()) if item.published else "publication time unknown"
    return " · ".join(filter(None, (f"“{item.title}”" if item.title else "", outlet(item.outlet), published)))


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
    own = [s for s in told if s.counts]
    others = [s for s in told if not s.counts]
    blocks: list[Block] = [Paragraph(source_line(item)), *quotes(own, dossier, most=most, notes=notes)]
    if others:
        blocks += [Heading("What others say"), *quotes(others, dossier, most=min(most, QUOTES_OF_OTHERS), notes=notes)]
    if rest:
        blocks += [Heading("Also in this report"), Bullets(tuple(mention(s, dossier) for s in rest))]
    return Card(title=prefix + headline(told, dossier), blocks=tuple(blocks), url=item.url, kind="statement")


def headline(statements: Sequence[Statement], dossier: Dossier, *, most: int = 2) -> str:
    """Return the first labels in one line and how many more there are."""
    labels = dict.fromkeys(f"{cell(s.actor, s.topic, dossier)}: {s.stance}{_of_others(s)}" for s in statements)
    shown, more = list(labels)[:most], len(labels) - most
    return "; ".join([*shown, f"{more} more"] if more > 0 else shown)


def _of_others(statement: Statement) -> str:
    return " (others say)" if statement.voice is Voice.OTHER else ""


def shift_card(shift: Shift, dossier: Dossier) -> Card:
    """Return the card of a shift: before and now, each with its quotes, and how well it is established."""
    origins = dict.fromkeys(origin(s.origin, dossier) for s in shift.statements)
    status = _STATUS[shift.status]
    if shift.status is not ShiftStatus.WITHDRAWN:
        status += f" ({count(len(origins), 'origin')}: {listing(origins)})"
    return Card(
        title=f"{shift.status.capitalize()} shift: {cell(shift.actor, shift.topic, dossier)}: "
        f"{shift.before} → {shift.after}",
        blocks=(
            Paragraph(f"{shift.kind.capitalize()}: was {shift.before}, now {shift.after}. {status}."),
            Heading("Before"),
            quote(shift.before_statement, dossier),
            Heading("Now"),
            *quotes(shift.statements, dossier),
            *_withdrawal(shift, dossier),
        ),
        url=shift.statements[0].url,
        kind="shift",
    )


def _withdrawal(shift: Shift, dossier: Dossier) -> tuple[Block, ...]:
    """Return what the shift was withdrawn by, where a statement did it."""
    if shift.withdrawn_by is None or shift.status is not ShiftStatus.WITHDRAWN:
        return ()
    return (Heading("Withdrawn by"), quote(shift.withdrawn_by, dossier))


def divergence_card(divergence: Divergence, dossier: Dossier) -> Card:
    """Return the card of accounts that do not fit together, each side quoted."""
    talks = dossier.round_by_id.get(divergence.round)
    parties = tuple(dict.fromkeys(dossier.party_name(side.actor) for side in divergence.sides))
    start = "Accounts differ" if len(parties) > 1 else "Mixed signals"
    where = talks.name if talks else divergence.round
    blocks: list[Block] = [Paragraph(_DIFFERENCE[divergence.kind])]
    for side in divergence.sides:
        blocks.append(Heading(f"{dossier.party_name(side.actor)}: {_account(side, divergence.kind)}"))
        blocks += quotes(side.statements, dossier, most=QUOTES_OF_A_SIDE)
    title = f"{start}: {dossier.topic_name(divergence.topic)}, {listing(parties)}"
    return Card(title=f"{title} ({where})" if where else title, blocks=tuple(blocks), kind="divergence")


def _account(side: Side, kind: DivergenceKind) -> str:
    """Return in a few words what the side says: its number, else its stance with the condition."""
    lead = side.statements[0]
    if kind is DivergenceKind.QUANTITY and lead.quantity:
        return lead.quantity
    return f"{side.stance} ({lead.condition})" if lead.condition else str(side.stance)


def position_line(position: Position, dossier: Dossier) -> str:
    """Return a position in one line: stance, how long held, who said it last and how well it is supported."""
    support = listing(
        (
            count(len(position.statements), "statement"),
            count(len(position.outlets), "outlet"),
            count(len(position.origins), "origin"),
        )
    )
    mixed = ", mixed signals" if position.mixed else ""
    lead = position.lead
    return (
        f"{cell(position.actor, position.topic, dossier)}: {stance(position)}{mixed} · since {day(position.since)} · "
        f"last {name(lead, dossier)}, {day(position.last_said)} · {support}"
    )


def position_quotes(position: Position, dossier: Dossier, *, most: int = 1) -> tuple[Block, ...]:
    """Return the quotes that a position stands on: its own, those that differ from it, and what others say of it."""
    differs = "mixed signals" if position.mixed else "said within the same days"
    return (
        *quotes(position.statements[: most or None], dossier, most=most),
        *quotes(position.dissent[:most], dossier, notes={s.id: differs for s in position.dissent}),
        *quotes(position.characterisations[:most], dossier),
    )
