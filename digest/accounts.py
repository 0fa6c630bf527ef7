"""Differing accounts of the latest rounds of talks: who says what in one line each, and the sentences that show it."""

from collections.abc import Iterable

from bot.alerts.differing import divergence_title, side_quotes
from bot.alerts.quoting import Told, best_quote
from bot.dossier import Dossier
from bot.model import Block, Bullets, Divergence, DivergenceKind
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


def account_line(divergence: Divergence, dossier: Dossier) -> str:
    """Return in one line who differs on what, each stance with the id of its evidence."""
    return f"{_KINDS[divergence.kind]}: {divergence_title(divergence, dossier, with_ids=True)}"


def accounts(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the sentence of each side that is not quoted yet, under the differences that the bottom line left out."""
    rest = facts.divergences[MOST_LINES:]
    if rest:
        yield Bullets(tuple(account_line(one, facts.dossier) for one in rest))
    numbers = [one for one in facts.divergences if one.kind is DivergenceKind.QUANTITY]
    sides = (side for one in facts.divergences if one not in numbers for side in one.sides)
    yield from told.quotes((best_quote(side.statements) for side in sides), again=False)
    for one in numbers:
        yield from side_quotes(one, told)
