"""From findings to statements: what contradicts itself is left out, one record kept per unit of the codebook."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from bot.extract.nouns import Holder
from bot.extract.sayings import Saying
from bot.model import Commitment, Document, Rank, Span, Stance, Statement, Voice, statement_id

OLD = timedelta(days=14)
ORDER = "order: first the one, then the other"
Each = TypeVar("Each")
_CONTRARY = {Stance.SUPPORT: Stance.OPPOSE, Stance.OPPOSE: Stance.SUPPORT}
_CONFIDENCE = {Voice.OWN: 0.85, Voice.NARRATED: 0.75, Voice.OTHER: 0.6}


@dataclass(frozen=True, slots=True)
class Who:
    """Whose words a finding is in: speaker as shown, person, party spoken for and rank."""

    speaker: str | None
    person: str | None
    party: str | None
    rank: Rank


def who_says(voice: Voice, holder: Holder, saying: Saying | None) -> Who:
    """Return in whose words a finding of this voice is."""
    if voice is Voice.NARRATED:
        return Who(None, holder.person, holder.party, holder.rank)
    if saying is None:  # a report, or a guess of the article: nobody speaks for the party
        return Who(None, None, None, Rank.BODY)
    speaker = saying.speaker.of(holder.party)
    return Who(speaker.name or None, speaker.person, speaker.party, speaker.rank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The sentence a finding was made in: verbatim, with its quotes, its outlets and its day."""

    evidence: Span
    quotes: tuple[Span, ...]
    chain: tuple[str, ...]
    said_on: date
    dated: bool
    quantity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stance found in one sentence, before records are merged; `before` names the topic that the sentence means."""

    actor: str
    topic: str
    stance: Stance
    voice: Voice
    who: Who
    place: Place
    triggers: tuple[Span, ...]
    rules: tuple[str, ...]
    condition: str | None = None
    addressee: str | None = None
    commitment: Commitment = Commitment.STATED
    implements: bool = False
    before: Span | None = None
    reworded: bool = False


def reworded(one: Finding, words: str, phrase: str) -> Finding:
    """Return a finding on words that the dossier does not have, which say its phrase otherwise."""
    return replace(one, rules=(*one.rules, f"'{' '.join(words.split())}' says '{phrase}'"), reworded=True)


def without_conflicts(found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings of one sentence but for what it contradicts itself.

    A party shown both for and against a topic is left out; an order of topics says more than a cue over both; progress
    beside a long way to go is guarded.
    """
    ordered = {(f.actor, f.voice) for f in found if f.rules[0] == ORDER}
    found = [f for f in found if (f.actor, f.voice) not in ordered or f.rules[0] == ORDER]
    guarded = {(f.actor, f.topic) for f in found if f.stance is Stance.GUARDED}
    found = [f for f in found if f.stance is not Stance.POSITIVE or (f.actor, f.topic) not in guarded]
    stances: dict[tuple[str, str, Voice], set[Stance]] = {}
    for one in found:
        stances.setdefault((one.actor, one.topic, one.voice), set()).add(one.stance)
    for one in found:
        if not {Stance.SUPPORT, Stance.OPPOSE} <= stances[one.actor, one.topic, one.voice]:
            yield one


def merge(findings: Iterable[Finding], document: Document) -> tuple[Statement, ...]:
    """Return one statement per (actor, speaker, topic, stance, voice), with all its evidence, in text order.

    What a speaker supports in one sentence and makes conditional in another is conditional.
    """
    groups: dict[tuple[str, str, str, Stance, Voice], list[Finding]] = {}
    for one in _without_background(list(findings)):
        groups.setdefault((one.actor, one.who.speaker or "", one.topic, one.stance, one.voice), []).append(one)
    for actor, speaker, topic, stance, voice in list(groups):
        limited = (actor, speaker, topic, Stance.CONDITIONAL, voice)
        if stance is Stance.SUPPORT and limited in groups and speaker:
            groups[limited] += groups.pop((actor, speaker, topic, stance, voice))
    return tuple(_statement(group, document) for group in groups.values())


def _without_background(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings but for acts that the article recalls without a day: the party says the contrary in it."""
    said = {(one.actor, one.topic, one.stance) for one in findings if one.voice is Voice.OWN}
    for one in findings:
        recalled = one.implements and one.voice is Voice.NARRATED and not one.place.dated
        if not recalled or (one.actor, one.topic, _CONTRARY.get(one.stance, one.stance)) not in said:
            yield one


def with_sources(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return the statements; what a headline states, and the text has from another medium, is from there as well."""
    chains = {_cell(s): s.chain for s in reversed(statements) if s.chain and _in_text(s)}
    return tuple(
        one if one.chain or _in_text(one) or _cell(one) not in chains else replace(one, chain=chains[_cell(one)])
        for one in statements
    )


def _in_text(statement: Statement) -> bool:
    return any(span.field == "text" for span in statement.evidence)


def _cell(statement: Statement) -> tuple[str, str, Stance]:
    return statement.actor, statement.topic, statement.stance


def _statement(group: Sequence[Finding], document: Document) -> Statement:
    lead, who = group[0], group[0].who
    said_on = next((f.place for f in group if f.place.dated), lead.place).said_on
    published = document.published.date() if document.published else None
    quotes = _once(q for f in group for q in f.place.quotes)
    return Statement(
        id=statement_id(document.id, lead.actor, who.speaker, lead.topic, lead.stance, lead.voice),
        doc=document.id,
        actor=lead.actor,
        topic=lead.topic,
        stance=lead.stance,
        voice=lead.voice,
        evidence=_once(sorted(_evidence(group), key=lambda e: (e.field != "title", e.start))),
        said_on=said_on,
        speaker=who.speaker,
        person=who.person,
        party=who.party,
        rank=who.rank,
        rules=_once(r for f in group for r in f.rules),
        triggers=_once(t for f in group for t in f.triggers),
        quotes=quotes,
        chain=_once(c for f in group for c in f.place.chain),
        condition=next((f.condition for f in group if f.condition), None),
        addressee=next((f.addressee for f in group if f.addressee), None),
        quantity=next((f.place.quantity for f in group if f.place.quantity), None),
        commitment=lead.commitment,
        confidence=_confidence(group, quoted=bool(quotes)),
        old=published is not None and published - said_on > OLD,
        implements=any(f.implements for f in group),
        outlet=document.source,
        title=document.title,
        url=document.url,
        published=document.published,
    )


def _evidence(group: Sequence[Finding]) -> Iterator[Span]:
    for one in group:
        if one.before is not None:
            yield one.before
        yield one.place.evidence


def _confidence(group: Sequence[Finding], *, quoted: bool) -> float:
    unsure = all(one.reworded for one in group)
    return round(min(0.99, _CONFIDENCE[group[0].voice] + 0.05 * quoted + 0.02 * (len(group) - 1) - 0.05 * unsure), 2)


def _once(values: Iterable[Each]) -> tuple[Each, ...]:
    """Return the values without repetition, in order."""
    return tuple(dict.fromkeys(values))
