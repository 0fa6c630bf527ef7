"""Differing accounts of the latest rounds of talks: who says what in one line each, and the sentences that show it."""

from collections.abc import Iterable
from datetime import date

from bot.alerts.differing import divergence_title, side_quotes
from bot.alerts.quoting import Told, best_quote
from bot.model import Block, Bullets, Divergence, DivergenceKind, Position
from digest.facts import Facts

MOST_LINES = 4
"""Differences that the bottom line names; the others are named here."""
_KINDS = {
    DivergenceKind.ASSESSMENT: "Assessments differ",
    DivergenceKind.STANCE: "Opposite positions",
    DivergenceKind.ORDER: "Differ on what must come first",
    DivergenceKind.CONDITION: "Differ on the conditions",
    DivergenceKind.QUANTITY: "Numbers differ",
}


def account_line(divergence: Divergence, facts: Facts) -> str:
    """Return in one line who differs on what, each stance with its evidence.

    A side may be what one official says while the party stands elsewhere, or went there since: the line says that too.
    """
    line = f"{_KINDS[divergence.kind]}: {divergence_title(divergence, facts.dossier, with_ids=True)}"
    if divergence.kind is DivergenceKind.QUANTITY:
        return "; ".join((line, *_came_to(divergence)))
    taken = {(side.actor, side.stance) for side in divergence.sides}
    said = {side.actor: max(one.said_on for one in side.statements) for side in divergence.sides if side.statements}
    held = [one for one in facts.after if one.topic == divergence.topic and one.actor in said]
    moved = [_elsewhere(one, said[one.actor], facts) for one in held if (one.actor, one.stance) not in taken]
    return "; ".join((line, *moved))


def _came_to(divergence: Divergence) -> Iterable[str]:
    """Yield each number that the thing is said to have come to, so that a change does not read as a dispute."""
    changed = [one for side in divergence.sides for one in side.figures if one.changed]
    for words, key in {one.words: one.id for one in reversed(changed)}.items():
        yield f"said to have changed to {words} [{key}]"


def _elsewhere(held: Position, said_on: date, facts: Facts) -> str:
    """Return where a party stands that is a side of something else."""
    how = "since then" if held.since > said_on else "as a whole"
    return f"{how} {facts.dossier.party_name(held.actor)} {held.stance} [{held.lead.id}]"


def accounts(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the sentence of each side that is not quoted yet, under the differences that the bottom line left out."""
    rest = facts.divergences[MOST_LINES:]
    if rest:
        yield Bullets(tuple(account_line(one, facts) for one in rest))
    numbers = [one for one in facts.divergences if one.kind is DivergenceKind.QUANTITY]
    sides = (side for one in facts.divergences if one not in numbers for side in one.sides)
    yield from told.quotes((best_quote(side.statements) for side in sides), again=False)
    for one in numbers:
        yield from side_quotes(one, told, whose=True)
