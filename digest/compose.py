"""Composition: facts in, a digest out; every section is one function, in the order of `page.TITLES`.

A section without anything to tell is left out; a period without anything new is one honest line.
"""

from collections.abc import Callable, Iterable, Sequence

from bot.alerts.cards import merged, shift_quotes, shift_status
from bot.alerts.quoting import Told
from bot.alerts.wording import cell, count, day, held, name, outlet
from bot.dossier import Dossier
from bot.model import Block, Bullets, Figure, Item, Paragraph, Position, Stance, Statement, Table
from bot.settings import DigestRules, PositionRules
from digest.accounts import accounts
from digest.ahead import Announcement
from digest.bottom_line import bottom_line, differing, nothing_new
from digest.claims import claims
from digest.facts import Facts, Standings, gather
from digest.page import TITLES, Digest, Section
from digest.silence import silent
from digest.voices import voices
from digest.watch import watch
from digest.window import Window

_USUAL = DigestRules()


def compose(
    *,
    dossier: Dossier,
    statements: Iterable[Statement],
    window: Window,
    rules: PositionRules,
    items: Iterable[Item] = (),
    ahead: Sequence[Announcement] = (),
    figures: Iterable[Figure] = (),
    standings: Standings | None = None,
    silence: DigestRules = _USUAL,
) -> Digest:
    """Return the digest of a period; `ahead` is what the items of the period announce (`digest.ahead`).

    `silence` says when somebody has gone silent. Where the `standings` at its end are given, the statements of the
    period and of the week before it are enough.
    """
    facts = gather(
        dossier=dossier, statements=statements, window=window, rules=rules, items=items, ahead=ahead, figures=figures,
        standings=standings, digest=silence,
    )  # fmt: skip
    told = Told(dossier)
    sections = tuple(_sections(facts, told)) if facts.fresh else (nothing_new(facts),)
    return Digest(dossier=dossier.id, title=dossier.title, window=window, sections=sections, footer=_footer(facts))


def _sections(facts: Facts, told: Told) -> Iterable[Section]:
    for key, title in TITLES.items():
        blocks = tuple(one for one in merged(WRITERS[key](facts, told)) if one != Bullets(()))
        if blocks:
            yield Section(key=key, title=title, blocks=blocks)


def _footer(facts: Facts) -> str:
    return f"Every id in brackets leads to its evidence: /why ID. {count(facts.known, 'statement')} on record."


def shifts(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the positions that moved: before and now, each quoted, and how well that is established."""
    for shift in reversed(facts.shifts):
        whose = cell(shift.actor, shift.topic, facts.dossier)
        yield Paragraph(f"{whose}: {shift_status(shift, facts.dossier)}")
        yield from shift_quotes(shift, told, most=1)


def tone(facts: Facts, told: Told) -> Iterable[Block]:
    """Write how assessments changed; such a change is never a shift."""
    for old, new in facts.changed_tone:
        whose = cell(new.actor, new.topic, facts.dossier)
        labels = {old.lead.id: f"{whose}, before: {old.stance}", new.lead.id: f"{whose}, now: {new.stance}"}
        yield from told.quotes((old.lead, new.lead), labels=labels)


def mixed(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the sentences in which officials of one party differ."""
    for position in facts.mixed:
        yield from told.quotes(differing(position), again=False)


def conditions(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the conditions and sequences on the table that the period added to."""
    new = {one.id for one in facts.fresh}
    for position in facts.after:
        if position.stance is Stance.CONDITIONAL and position.condition:
            said = [one for one in position.statements if one.id in new]
            yield from told.quotes(sorted(said, key=lambda one: not one.condition)[:1])


def state_of_play(facts: Facts, told: Told) -> Iterable[Block]:
    """Write where every party stands, topic by topic; the evidence follows in the last section."""
    del told
    if facts.after:
        rows = tuple(_row(one, facts) for one in _by_topic(facts))
        yield Table(("Topic", "Party", "Stance", "Since", "Evidence"), rows)


def _by_topic(facts: Facts) -> list[Position]:
    topics = [one.id for one in facts.dossier.topics]
    parties = [one.id for one in facts.dossier.parties]

    def place(key: str, keys: list[str]) -> tuple[int, str]:
        return (keys.index(key) if key in keys else len(keys), key)

    return sorted(facts.after, key=lambda one: (place(one.topic, topics), place(one.actor, parties)))


def _row(position: Position, facts: Facts) -> tuple[str, ...]:
    lead = position.lead
    again = f", last said {day(position.last_said)}" if position.last_said != position.since else ""
    return (
        facts.dossier.topic_name(position.topic),
        facts.dossier.party_name(position.actor),
        f"{held(position)}{', mixed signals' if position.mixed else ''}{', old' if facts.is_old(position) else ''}",
        f"{day(position.since)}{again}",
        f"{name(lead, facts.dossier)}, {outlet(lead.outlet)} [{lead.id}]",
    )


def evidence(facts: Facts, told: Told) -> Iterable[Block]:
    """Write the sentences behind the state of play that are not quoted above."""
    yield from told.quotes((one.lead for one in _by_topic(facts)), again=False)


Writer = Callable[[Facts, Told], Iterable[Block]]
WRITERS: dict[str, Writer] = {
    "bottom-line": bottom_line, "shifts": shifts, "tone": tone, "mixed": mixed, "accounts": accounts, "voices": voices,
    "conditions": conditions, "claims": claims, "silent": silent, "state": state_of_play, "watch": watch,
    "evidence": evidence,
}  # fmt: skip
