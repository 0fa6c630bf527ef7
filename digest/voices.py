"""Who spoke: per party the one quote that carries most."""

from collections.abc import Iterable

from bot.alerts.wording import count
from bot.model import Block, Paragraph, Statement, Voice
from digest.facts import Facts
from digest.told import Told


def voices(facts: Facts, told: Told) -> Iterable[Block]:
    """Write one quote per party that spoke, in the dossier's order, and how much else it said."""
    for party in facts.parties:
        said = [one for one in facts.fresh if (one.actor if one.counts else one.party) == party]
        best = max(said, key=lambda one: _weight(one, facts))
        rest = len(said) - 1
        more = f"; {count(rest, 'more statement')}: /quotes {party}" if rest else ""
        about = "" if best.counts else f", about {facts.dossier.party_name(best.actor)} (not its position)"
        yield Paragraph(f"{facts.dossier.party_name(party)}{about}{more}")
        yield from told.quotes((best,))


def _weight(statement: Statement, facts: Facts) -> tuple[bool, bool, bool, bool, bool, bool, int, float, str, str]:
    """Rank by: counts, own words, not old, bears on a change, decides, direct, speaker's rank, certainty, newness."""
    return (
        statement.counts,
        statement.voice is Voice.OWN,
        not statement.old,
        statement.id in facts.bearing,
        statement.id in facts.leading,
        statement.direct,
        statement.rank.weight,
        statement.confidence,
        statement.said_on.isoformat(),
        statement.id,
    )
