"""The bottom line: what changed, how many parties spoke, and by how many outlets and origins that is known."""

from collections import Counter
from collections.abc import Iterable

from bot.alerts.cards import shift_title
from bot.alerts.quoting import Told, mention
from bot.alerts.wording import count, listing, meets, name, outlets_named, party, topic
from bot.dossier import Dossier
from bot.model import Block, Bullets, Paragraph, Position, Shift, Stance, Statement, Voice, independent
from bot.positions.voices import origin_of
from digest.accounts import MOST_LINES, account_line
from digest.facts import Facts
from digest.page import Section

_FIRSTS = 4


def bottom_line(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the lines a desk leads with; each names the statements it rests on."""
    del told
    lines = (
        *_shifts(facts),
        *_tone(facts),
        *_mixed(facts),
        *_differences(facts),
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
    if facts.newest is not None:
        line += f" The newest on record: {mention(facts.newest, facts.dossier)}."
    return Section(key="bottom-line", title="", blocks=(Paragraph(line),))


def _shifts(facts: Facts) -> Iterable[str]:
    """Write each shift with its evidence, and who of the party stands elsewhere since."""
    mixed = {(one.actor, one.topic): one for one in facts.mixed}
    for one in reversed(_standing(facts)):
        line = f"{shift_title(one, facts.dossier)} {_ids(one.before_statement, one.statements[0])}"
        position = mixed.get((one.actor, one.topic))
        told = {one.before_statement.id, *(said.id for said in one.statements)}
        voices = differing(position) if position else ()
        others = [said for said in voices if said.stance is not one.after and said.id not in told]
        yield f"{line}; but {_voices(others, facts)}" if others else line


def _standing(facts: Facts) -> tuple[Shift, ...]:
    """Return the shifts that the period made or took back, without those that came and went in it."""
    return tuple(one for one in facts.shifts if one not in facts.passing)


def _tone(facts: Facts) -> Iterable[str]:
    for old, new in facts.changed_tone:
        what = f"{topic(new.topic, facts.dossier)} {old.stance} → {new.stance}"
        yield f"{facts.dossier.party_name(new.actor)}: {what} (change of tone) {_ids(old.lead, new.lead)}"


def _mixed(facts: Facts) -> Iterable[str]:
    shifted = {(one.actor, one.topic) for one in _standing(facts)}
    for one in facts.mixed:
        if (one.actor, one.topic) not in shifted:
            start = f"{facts.dossier.party_name(one.actor)}, mixed signals on {topic(one.topic, facts.dossier)}"
            yield f"{start}: {_voices(differing(one), facts)}"


def _voices(statements: Iterable[Statement], facts: Facts) -> str:
    return ", ".join(f"{name(said, facts.dossier)} {said.stance} [{said.id}]" for said in statements)


def differing(position: Position) -> tuple[Statement, ...]:
    """Return the deciding statement, and for every stance that differs from it the one of whom weighs most."""
    sides: dict[Stance, list[Statement]] = {}
    for one in position.dissent:
        sides.setdefault(one.stance, []).append(one)
    return (position.lead, *(max(said, key=_weight) for said in sides.values()))


def _weight(one: Statement) -> tuple[bool, int, bool]:
    return (one.voice is Voice.OWN, one.rank.weight, one.direct)


def _differences(facts: Facts) -> Iterable[str]:
    yield from (account_line(one, facts) for one in facts.divergences[:MOST_LINES])
    more = len(facts.divergences) - MOST_LINES
    yield f"{count(more, 'more difference')} (under Differing accounts)" if more > 0 else ""


def _unchanged(facts: Facts) -> str:
    if _standing(facts):
        return ""
    over = count(len(facts.passing), "signalled shift")
    return "No party's position shifted" + (f"; {over} did not hold (under Shifts)" if facts.passing else "")


def _ids(*statements: Statement) -> str:
    return " ".join(f"[{one.id}]" for one in statements)


def _firsts(facts: Facts) -> str:
    """Return the weightiest positions on record for the first time that no line above tells, and how many more."""
    touched = {(one.actor, one.topic) for one in facts.fresh}
    cells = touched - facts.before
    first = [one for one in facts.after if (one.actor, one.topic) in cells and one.lead.id not in facts.bearing]
    named = [f"{_held(one, facts)} [{one.lead.id}]" for one in _foremost(first, facts.dossier)[:_FIRSTS]]
    more = [f"{len(first) - _FIRSTS} more under State of play"] if len(first) > _FIRSTS else []
    return f"On record for the first time: {'; '.join((*named, *more))}" if first else ""


def _foremost(positions: Iterable[Position], dossier: Dossier) -> list[Position]:
    """Return what the sides say, and what anybody has done, before what others say, in the dossier's order of topics.

    The second position of a party comes after the first one of every other.
    """
    topics = [one.id for one in dossier.topics]

    def weight(one: Position) -> tuple[bool, bool, int, int]:
        place = topics.index(one.topic) if one.topic in topics else len(topics)
        aside = one.actor not in dossier.sides and not one.lead.implements
        return (aside, one.lead.voice is not Voice.OWN, place, -one.lead.rank.weight)

    ranked = sorted(positions, key=weight)
    turns = Counter[str]()
    found = []
    for one in ranked:
        turns[one.actor] += 1
        found.append((turns[one.actor], one))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _held(position: Position, facts: Facts) -> str:
    held = f"{topic(position.topic, facts.dossier)} {meets(position.stance)}"
    return f"{facts.dossier.party_name(position.actor)}: {held}"


def _spoke(facts: Facts) -> str:
    outlets = outlets_named({one.outlet for one in facts.fresh})
    origins = independent(origin_of(one) for one in facts.fresh)
    parties = listing(party(key, facts.dossier) for key in facts.parties)
    number = len(facts.parties)
    spoke = (
        f"{number} {'party' if number == 1 else 'parties'} spoke ({parties})" if parties else "No party spoke itself"
    )
    return f"{spoke}: {count(len(facts.fresh), 'statement')} from {outlets}, {count(origins, 'independent origin')}"
