"""Cards of accounts that do not fit together: who says what of the same thing, each side with its best quote."""

from collections.abc import Collection, Iterable

from bot.alerts.cards import merged
from bot.alerts.quoting import Told, best_quote
from bot.alerts.wording import capital, day, listing, name, party, source, takes, topic
from bot.dossier import Dossier
from bot.model import Block, Bullets, Card, Divergence, DivergenceKind, Figure, Paragraph, Side, Statement

_ALSO = 2
ARTICLES = "Articles"
"""Who gives a number that is nobody's statement."""

_DIFFERENCE = {
    DivergenceKind.ASSESSMENT: "They assess the same talks differently.",
    DivergenceKind.STANCE: "They take opposite positions.",
    DivergenceKind.ORDER: "They differ on what must come first.",
    DivergenceKind.CONDITION: "They differ on the conditions.",
    DivergenceKind.QUANTITY: "Different numbers are given.",
}


def divergence_title(divergence: Divergence, dossier: Dossier, *, with_ids: bool = False) -> str:
    """Return who differs on what: "Truce: Party supports, Other opposes (Round)"; `with_ids` adds the evidence's."""
    talks = dossier.round_by_id.get(divergence.round)
    where = talks.name if talks else divergence.round
    accounts: dict[str, list[str]] = {}
    for side in divergence.sides:
        mark = f" [{_shown(side).id}]" if with_ids else ""
        accounts.setdefault(_holder(side, dossier), []).append(f"{_brief(side)}{mark}")
    told = [f"{who} {' / '.join(words)}" for who, words in accounts.items()]
    of = topic(divergence.topic, dossier)
    if len(told) > 1 or divergence.kind is DivergenceKind.QUANTITY:
        title = f"{capital(of)}: {', '.join(told)}"
    else:
        title = "".join(f"{who}, mixed signals: {of} {' / '.join(words)}" for who, words in accounts.items())
    return f"{title} ({where})" if where else title


def difference(divergence: Divergence) -> str:
    """Return in one sentence in what the accounts differ, in a second to which number a thing is said to have come."""
    figures = [one for side in divergence.sides for one in side.figures if one.changed]
    came = listing(dict.fromkeys(one.words for one in figures))
    return _DIFFERENCE[divergence.kind] + (f" The number is said to have changed to {came}." if came else "")


def divergence_card(
    divergence: Divergence,
    dossier: Dossier,
    *,
    quoted: Collection[str] = (),
    before: Collection[str] = (),
) -> Card:
    """Return the card of accounts that do not fit together: each side's best quote.

    A side is told in one line where one of its statements is on another card: `quoted` holds the ids on the report's
    other cards, `before` those on the cards that this one updates.
    """
    said = Told(dossier)
    words = [difference(divergence)]
    new = [side for side in divergence.sides if not _named(side, before)]
    if len(new) < len(divergence.sides):
        told = (f"{_holder(side, dossier, in_text=True)} {_brief(side)}" for side in new)
        words.append(f"New: {listing(told)}.")
    if any(_named(side, quoted) for side in new):
        words.append("Quoted in the report before this.")
    blocks = [_side(side, said, {*quoted, *before}) for side in divergence.sides]
    return Card(
        title=divergence_title(divergence, dossier),
        blocks=(Paragraph(" ".join(words)), *merged(blocks)),
        kind="divergence",
    )


def side_quotes(divergence: Divergence, told: Told, *, whose: bool = False) -> tuple[Block, ...]:
    """Return the best quote of each side, a number with who gives it, and, with `whose`, of what it is."""
    of = f"{told.dossier.topic_name(divergence.topic)} · " if whose else ""
    statements = [best_quote(side.statements) for side in divergence.sides if not side.figures]
    figures = [
        told.figure(_number(side), label=f"{of}{_side_words(side, told.dossier)}", note=_again(side, told))
        for side in divergence.sides
        if side.figures
    ]
    return (*told.quotes(statements), *merged(figures))


def ids_of(side: Side) -> frozenset[str]:
    """Return the ids of all that a side is told by."""
    return frozenset(one.id for one in side.figures or side.statements)


def _holder(side: Side, dossier: Dossier, *, in_text: bool = False) -> str:
    if not side.actor:
        return ARTICLES.casefold() if in_text else ARTICLES
    return party(side.actor, dossier) if in_text else dossier.party_name(side.actor)


def _shown(side: Side) -> Statement | Figure:
    return _number(side) if side.figures else best_quote(side.statements)


def _named(side: Side, ids: Collection[str]) -> Statement | Figure | None:
    return next((one for one in side.figures or side.statements if one.id in ids), None)


def _side(side: Side, said: Told, known: Collection[str]) -> Block:
    """Return the side's account: its quote with who else gives it, or one line where it is quoted elsewhere."""
    lead = _named(side, known) or _shown(side)
    words = _side_words(side, said.dossier)
    if isinstance(lead, Figure):
        return said.figure(lead, label=words, note=_again(side, said))
    if lead.id in known or said.has(lead):
        above = "quoted above" if said.has(lead) else ""
        parts = (words, name(lead, said.dossier), source(lead), day(lead.said_on), above)
        return Bullets((f"{' · '.join(filter(None, parts))} · [{lead.id}]",))
    shown = said.quotes([lead], labels={lead.id: words}, notes={lead.id: _also(side.statements, lead, said.dossier)})
    return shown[0]


def _number(side: Side) -> Figure:
    """Return the side's number as the sentence gives it that says how it came to it, else as it was given first."""
    return next((one for one in side.figures if one.changed), side.figures[0])


def _again(side: Side, told: Told) -> str:
    """Return who else gives the number."""
    return _also(side.figures, _number(side), told.dossier)


def _also(given: Iterable[Statement | Figure], lead: Statement | Figure, dossier: Dossier) -> str:
    """Return by whom else the account is given: "also Jane Doe, Courier [a1b2c3d4]"."""
    others = [f"{name(s, dossier)}, {source(s)} [{s.id}]" for s in given if s.id != lead.id]
    more = [f"{len(others) - _ALSO} more"] if len(others) > _ALSO else []
    return f"also {listing([*others[:_ALSO], *more])}" if others else ""


def _side_words(side: Side, dossier: Dossier) -> str:
    return f"{_holder(side, dossier)}: {_account(side)}"


def _account(side: Side) -> str:
    """Return in a few words what the side says: its number, else its stance with the condition."""
    if side.figures:
        return _number(side).words
    lead = side.statements[0]
    return f"{side.stance} ({lead.condition})" if lead.condition else str(side.stance)


def _brief(side: Side) -> str:
    if side.stance is None or side.figures:
        return _number(side).words
    return takes(side.stance)
