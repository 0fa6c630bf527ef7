"""Who spoke: per party the one quote that carries most."""

from collections.abc import Iterable, Sequence

from bot.alerts.quoting import Told
from bot.alerts.wording import count, name, topic
from bot.model import Block, Bullets, Statement, Voice
from digest.facts import Facts, speaking_in


def voices(facts: Facts, told: Told) -> Iterable[Block]:
    """Write one quote per party that spoke, in the dossier's order, and how much else it said."""
    for party in facts.parties:
        said = [one for one in facts.fresh if speaking_in(one) == party]
        best = max(said, key=lambda one: _weight(one, facts))
        if told.has(best):
            yield Bullets((_line(party, said, best, facts),))
        else:
            rest = len(said) - 1
            note = f"{count(rest, 'more statement')}: /quotes {party}" if rest else ""
            yield from told.quotes((best,), notes={best.id: note})


def _line(party: str, said: Sequence[Statement], best: Statement, facts: Facts) -> str:
    """Return a party's line where its foremost statement is quoted above: by whom, on what, and how much it said."""
    number = f"{count(len(said), 'statement')} (/quotes {party})" if len(said) > 1 else ""
    about = "" if best.counts else f" of {facts.dossier.party_in_text(best.actor)}"
    foremost = f"{name(best, facts.dossier)}{about} on {topic(best.topic, facts.dossier)}, quoted above [{best.id}]"
    return f"{facts.dossier.party_name(party)}: {'; '.join(filter(None, (foremost, number)))}"


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
