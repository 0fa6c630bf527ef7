"""The bottom line: what changed, how many parties spoke, and by how many outlets and origins that is known."""

from collections.abc import Iterable

from bot.alerts.cards import mention
from bot.alerts.wording import cell, count, listing
from bot.model import Block, Bullets, Paragraph, Statement
from bot.positions.voices import independent, origin_of
from digest.facts import Facts
from digest.page import Section
from digest.told import Told


def bottom_line(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the lines a desk leads with; each names the statements it rests on."""
    del told
    lines = (
        *_shifts(facts),
        *_tone(facts),
        *_differences(facts),
        *_mixed(facts),
        _unchanged(facts),
        _firsts(facts),
        _spoke(facts),
    )
    yield Bullets(tuple(line for line in lines if line))


def nothing_new(facts: Facts) -> Section:
    """Return the one honest line for a period in which nobody said anything."""
    line = "Nothing new: no statement of any party was published in this period."
    if facts.items:
        line = f"Nothing new: {count(len(facts.items), 'article')} of this period hold no statement of any party."
    if facts.known:
        newest = max(facts.known, key=lambda one: (str(one.published or one.said_on), one.id))
        line += f" The newest on record: {mention(newest, facts.dossier)}."
    return Section(key="bottom-line", title="", blocks=(Paragraph(line),))


def _shifts(facts: Facts) -> Iterable[str]:
    for one in reversed(facts.shifts):
        what = f"{cell(one.actor, one.topic, facts.dossier)}: {one.before} → {one.after}"
        yield f"{one.status.capitalize()} shift: {what} {_ids(one.before_statement, one.statements[0])}"


def _tone(facts: Facts) -> Iterable[str]:
    for old, new in facts.changed_tone:
        what = f"{cell(new.actor, new.topic, facts.dossier)}: {old.stance} → {new.stance}"
        yield f"Change of tone: {what} {_ids(old.lead, new.lead)}"


def _mixed(facts: Facts) -> Iterable[str]:
    for one in facts.mixed:
        yield f"Mixed signals: {cell(one.actor, one.topic, facts.dossier)} {_ids(one.lead, *one.dissent[:1])}"


def _unchanged(facts: Facts) -> str:
    return "" if facts.shifts else "No party's position shifted"


def _ids(*statements: Statement) -> str:
    return " ".join(f"[{one.id}]" for one in statements)


def _firsts(facts: Facts) -> str:
    """Return how many positions are on record for the first time."""
    was = {(one.actor, one.topic) for one in facts.before}
    touched = {(one.actor, one.topic) for one in facts.fresh}
    first = [one for one in facts.after if (one.actor, one.topic) in touched - was]
    return f"{count(len(first), 'position')} on record for the first time (under State of play)" if first else ""


def _differences(facts: Facts) -> Iterable[str]:
    rounds = dict.fromkeys(one.round for one in facts.divergences)
    for key in rounds:
        found = [one for one in facts.divergences if one.round == key]
        topics = listing(dict.fromkeys(facts.dossier.topic_name(one.topic) for one in found))
        sides = {side.statements[0].id: side.statements[0] for one in found for side in one.sides}
        yield f"Accounts of {facts.dossier.round_by_id[key].name} differ on {topics} {_ids(*sides.values())}"


def _spoke(facts: Facts) -> str:
    outlets = len({one.outlet for one in facts.fresh} - {""})
    unknown = " and unknown ones" if any(not one.outlet for one in facts.fresh) else ""
    origins = independent(origin_of(one) for one in facts.fresh)
    parties = listing(facts.dossier.party_name(key) for key in facts.parties)
    number = len(facts.parties)
    spoke = (
        f"{number} {'party' if number == 1 else 'parties'} spoke ({parties})" if parties else "No party spoke itself"
    )
    return (
        f"{spoke}: "
        f"{count(len(facts.fresh), 'statement')} from {count(outlets, 'outlet')}{unknown}, "
        f"{count(origins, 'independent origin')}"
    )
