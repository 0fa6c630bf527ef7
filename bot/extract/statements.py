"""From claims to statements: the voice is decided, the evidence gathered, one record kept per codebook unit."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypeVar

from bot.extract import grammar
from bot.extract.actors import Named, Speaker
from bot.extract.assessment import Assessed, Assessor
from bot.extract.holders import Holder, HolderFinder, Saying
from bot.extract.segment import Sentence
from bot.extract.stance import OWNED, Claim, StanceReader
from bot.extract.syntax import Parsed
from bot.extract.topics import TopicHit
from bot.extract.when import Calendar
from bot.model import Attribution, Commitment, Document, QuoteKind, Rank, Span, Stance, Statement, Voice, statement_id

if TYPE_CHECKING:
    from spacy.tokens import Token

OLD = timedelta(days=14)
_QUOTED = re.compile(r"“[^“”]+”|\"[^\"]+\"|«[^«»]+»")
Each = TypeVar("Each")
_SIGNS = {Stance.SUPPORT: 1, Stance.OPPOSE: -1}
GOING_ON = frozenset(":;,—–")
_MARKS = frozenset('"“”„«» \n')
_CONFIDENCE = {Voice.OWN: 0.85, Voice.NARRATED: 0.75, Voice.OTHER: 0.6}


@dataclass(frozen=True, slots=True)
class Who:
    """Whose words a finding is in: speaker as shown, person, party spoken for and rank."""

    speaker: str | None
    person: str | None
    party: str | None
    rank: Rank


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
    """A stance found in one sentence, before records are merged."""

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


class SentenceReader:
    """Reads the parsed sentences of one field of one document."""

    def __init__(
        self, *, field: str, text: str, sentences: Sequence[Sentence], named: Sequence[Named],
        sayings: Sequence[Saying], holders: HolderFinder, stances: StanceReader, assessor: Assessor,
        calendar: Calendar, published: date | None, lead_day: date | None, assessments: Sequence[str],
        quantity: re.Pattern[str],
    ) -> None:  # fmt: skip
        self._field = field
        self._text = text
        self._sentences = sentences
        self._named = named
        self._sayings = sorted(sayings, key=lambda s: s.size)
        self._holders = holders
        self._stances = stances
        self._assessor = assessor
        self._calendar = calendar
        self._published = published
        self._lead_day = lead_day
        self._quantity = quantity
        self._assessments = assessments
        self._last: Holder | None = None
        self._before: list[Finding] = []

    def may_assess(self, sentence: Sentence) -> bool:
        """Return whether the sentence may say how the talks are going."""
        return bool(self._assessments) and bool(self._assessor.find(self._text, sentence.start, sentence.end))

    def has_holder(self, sentence: Sentence) -> bool:
        """Return whether a party is named in the sentence or it is somebody's words."""
        return any(sentence.start <= n.start < sentence.end for n in self._named) or any(
            s.start < sentence.end and sentence.start < s.end for say in self._sayings for s in say.attribution.content
        )

    def findings(self, sentence: Sentence, parsed: Parsed, hits: Sequence[TopicHit]) -> Iterator[Finding]:
        """Yield what the sentence shows, conflicting stances of one party on one topic left out."""
        self._sayings += self._unreported(parsed)
        self._sayings.sort(key=lambda s: s.size)
        named = {hit: parsed.tokens_within(hit.start, hit.end) for hit in hits}
        found = [f for hit in hits for f in self._on_topic(sentence, parsed, hit, named)]
        found += self._echoed(sentence, parsed, found)
        found = self._ordered(sentence, parsed, hits) + found
        found += self._assessed(sentence, parsed)
        self._last = self._subject(parsed) or self._last
        self._before = [f for f in found if f.stance in _SIGNS]
        found = self._as_told(sentence, found)
        yield from _without_conflicts(found)

    def _unreported(self, parsed: Parsed) -> list[Saying]:
        """Return what the parse shows as said and no attribution reports."""
        found = []
        for subject, clause in self._stances.sayings(parsed.doc):
            start, end = parsed.span(clause.left_edge, clause.right_edge)
            if any(s.covers(start, start + 1) or s.covers(end - 1, end) for s in self._sayings):
                continue
            first, last = parsed.span(subject.left_edge, subject.right_edge)
            if start <= first < end or any(
                s.start <= first < s.end for y in self._sayings for s in y.attribution.content
            ):
                continue
            said = Attribution(
                content=(self._span(start, end),), kind=QuoteKind.INDIRECT, source=self._span(first, last)
            )
            found.append(Saying(said, self._speaker_of(subject, parsed)))
        return found

    def _speaker_of(self, subject: "Token", parsed: Parsed) -> Speaker:
        holders = self._holders.resolve(subject, parsed, self._named, saying=None, last=self._last)
        if holders:
            return Speaker(holders[0].name, holders[0].party, holders[0].person, holders[0].rank)
        return Speaker(self._text[slice(*parsed.span(subject.left_edge, subject.right_edge))], None)

    # Propositions

    def _on_topic(
        self, sentence: Sentence, parsed: Parsed, hit: TopicHit, named: Mapping[TopicHit, list["Token"]]
    ) -> Iterator[Finding]:
        tokens = named[hit]
        if not tokens:
            return
        others = frozenset(t.i for other, found in named.items() if other.topic != hit.topic for t in found)
        saying, outer = self._sayings_at(hit.start, hit.end)
        claims = list(self._stances.claims(tokens, hit.sign, plain=hit.plain, others=others))
        if hit.owned and hit.plain and saying is None:
            claims += self._stances.owned(tokens, hit.sign, hit.owned)
        for claim in claims:
            for holder, voice in self._voices(claim, parsed, saying, outer):
                if claim.rules == OWNED and holder.party in hit.targets:
                    continue
                yield self._finding(sentence, parsed, hit.topic, claim, holder, voice, outer or saying)

    def _as_told(self, sentence: Sentence, found: list[Finding]) -> list[Finding]:
        """Return the findings, the article's own turned into those of an outsider who spoke right before.

        After "The analyst noted that …" the next sentence without a speaker still tells what the analyst thinks.
        """
        inside = [s for s in self._sayings if _touches(s, sentence)]
        if inside:
            return [self._gone_on(f, inside) for f in found]
        speaker = self._outsider_before(sentence)
        return found if speaker is None else [_told_by(f, speaker) for f in found]

    def _gone_on(self, one: Finding, inside: Sequence[Saying]) -> Finding:
        """Return the finding, an outsider's where the outsider's words go on behind a colon or the like."""
        for saying in inside:
            end = max(s.end for s in saying.attribution.content)
            behind = self._text[end - 1 : end + 2].strip()
            if end <= one.triggers[0].start and any(mark in GOING_ON for mark in behind) and _is_outsider(saying):
                return _told_by(one, saying.speaker)
        return one

    def _outsider_before(self, sentence: Sentence) -> Speaker | None:
        """Return who spoke for no party in the sentence right before, if it was somebody's words to its end."""
        for saying in self._sayings:
            end = max(s.end for s in saying.attribution.content)
            gap = self._text[end : sentence.start] if 0 <= sentence.start - end <= 3 else "\n\n"
            if "\n\n" not in gap and _is_outsider(saying):
                return saying.speaker
        return None

    def may_echo(self, sentence: Sentence) -> bool:
        """Return whether the sentence may answer what the one before put forward."""
        return self._stances.may_echo(self._text[sentence.start : sentence.end])

    def _echoed(self, sentence: Sentence, parsed: Parsed, here: Sequence[Finding]) -> list[Finding]:
        """Take "… but X spurned that offer": X's stance on what somebody else put forward just before."""
        echo = self._stances.echo(parsed.doc)
        before = [f for f in here if f.stance in _SIGNS] or self._before
        if not echo or not before:
            return []
        start, end = parsed.span(echo[0], echo[0])
        put = before[-1].who.speaker, before[-1].actor
        saying, outer = self._sayings_at(start, end)
        return [
            self._finding(sentence, parsed, one.topic, claim, holder, voice, outer or saying)
            for one in before
            if (one.who.speaker, one.actor) == put
            for claim in self._stances.claims(echo, _SIGNS[one.stance], plain=True)
            for holder, voice in self._voices(claim, parsed, saying, outer)
            if holder.party != one.actor
        ]

    def _ordered(self, sentence: Sentence, parsed: Parsed, hits: Sequence[TopicHit]) -> list[Finding]:
        """Take "first a peace agreement, then a ceasefire": the later topic is conditional on the earlier one."""
        pair = self._stances.order(self._text, sentence.start, sentence.end, [(h.start, h.end) for h in hits])
        if pair is None:
            return []
        earlier, later = (hits[i] for i in pair)
        saying, outer = self._sayings_at(later.start, later.end)
        holder = _speaking(saying) if saying is not None and saying.speaker.party else self._subject(parsed)
        if holder is None or earlier.topic == later.topic:
            return []
        voice = Voice.OTHER if outer else Voice.NARRATED if saying is None else Voice.OWN
        return [
            Finding(
                actor=holder.party,
                topic=later.topic,
                stance=Stance.CONDITIONAL,
                voice=voice,
                who=self._who(voice, holder, outer or saying),
                triggers=(self._span(earlier.start, earlier.end), self._span(later.start, later.end)),
                rules=("order: first the one, then the other",),
                condition=self._text[earlier.start : earlier.end] + " first",
                place=self._place(sentence, outer or saying),
            )
        ]

    def _voices(
        self, claim: Claim, parsed: Parsed, saying: Saying | None, outer: Saying | None
    ) -> Iterator[tuple[Holder, Voice]]:
        """Yield each holder of a claim with the voice in which the text shows its stance."""
        speaker = saying.speaker.party if saying is not None else None
        if claim.demanded or (claim.impersonal and not claim.holders):
            if saying is not None and speaker is not None and not claim.guess:
                yield _speaking(saying), Voice.OTHER if outer is not None else Voice.OWN
            return
        for token in claim.holders:
            for holder in self._holders.resolve(token, parsed, self._named, saying=saying, last=self._last):
                yield holder, _voice(claim, holder, saying, outer)

    def _sayings_at(self, start: int, end: int) -> tuple[Saying | None, Saying | None]:
        """Return the innermost attribution around the characters and the next outer one of another party."""
        around = [s for s in self._sayings if s.covers(start, end) and not s.outlet]
        if not around:
            return None, None
        inner = around[0]
        outer = next(
            (s for s in around[1:] if s.speaker.name != inner.speaker.name and s.speaker.party != inner.speaker.party),
            None,
        )
        return inner, outer

    def _finding(
        self,
        sentence: Sentence,
        parsed: Parsed,
        topic: str,
        claim: Claim,
        holder: Holder,
        voice: Voice,
        saying: Saying | None,
    ) -> Finding:
        condition = self._text[slice(*parsed.span(*claim.condition))] if claim.condition else None
        return Finding(
            actor=holder.party,
            topic=topic,
            stance=claim.stance,
            voice=voice,
            who=self._who(voice, holder, saying),
            triggers=tuple(self._span(*parsed.span(t, t)) for t in claim.triggers),
            rules=claim.rules,
            condition=f"none {condition}" if condition and claim.lacking else condition,
            addressee=self._addressee(claim, parsed, holder),
            commitment=claim.commitment,
            implements=claim.implements,
            place=self._place(sentence, saying),
        )

    def _addressee(self, claim: Claim, parsed: Parsed, holder: Holder) -> str | None:
        """Return the party that a demand is addressed to: "urged X to", "demanded that X"."""
        for token in grammar.addressed(claim.triggers):
            for found in self._holders.resolve(token, parsed, self._named, saying=None, last=None):
                if found.party != holder.party:
                    return found.party
        return None

    # Assessments

    def _assessed(self, sentence: Sentence, parsed: Parsed) -> Iterator[Finding]:
        for topic in self._assessments:
            found = self._assessor.find(self._text, sentence.start, sentence.end)
            for one in (a for a in found if not self._is_unreal(parsed, a)):
                yield from self._assessment(sentence, parsed, topic, one)

    def _assessment(self, sentence: Sentence, parsed: Parsed, topic: str, one: Assessed) -> Iterator[Finding]:
        saying, outer = self._sayings_at(one.start, one.end)
        if saying is not None:
            if saying.speaker.party is None or outer is not None:
                return
            holder, voice = _speaking(saying), Voice.OWN
        else:
            found = self._assessor_of(parsed, one)
            if found is None:
                return
            holder, voice = found, Voice.NARRATED
        yield Finding(
            actor=holder.party,
            topic=topic,
            stance=one.stance,
            voice=voice,
            who=self._who(voice, holder, saying),
            triggers=(self._span(one.start, one.end),),
            rules=(f"assessment {self._text[one.start : one.end]!r}",),
            place=self._place(sentence, saying),
        )

    def _is_unreal(self, parsed: Parsed, one: Assessed) -> bool:
        """Return whether the assessment is only hoped, feared, doubted or conditional."""
        tokens = parsed.tokens_within(one.start, one.end)
        if self._assessor.stands_alone(self._text[one.start : one.end]):
            return any(t.dep_ == "mark" and self._assessor.is_unreal(t.lower_) for x in tokens for t in x.children)
        above = [t for token in tokens[:1] for t in (token, *token.ancestors)]
        around = [child for t in above for child in t.children if child.dep_ in {"aux", "mark", "advmod"}]
        return any(self._assessor.is_unreal(t.lemma_.lower()) for t in (*above, *around))

    def _assessor_of(self, parsed: Parsed, one: Assessed) -> Holder | None:
        """Return the party that is the subject of the clause in which the article assesses."""
        tokens = parsed.tokens_within(one.start, one.end)
        if not tokens:
            return None
        node = tokens[0]
        while True:
            for child in node.children:
                if child.dep_ in {"nsubj", "nsubjpass"}:
                    found = self._holders.resolve(child, parsed, self._named, saying=None, last=None)
                    if found:
                        return found[0]
            if node.head.i == node.i:
                return None
            node = node.head

    # What both need

    def _place(self, sentence: Sentence, saying: Saying | None) -> Place:
        said_on, dated = self._day(sentence, saying)
        return Place(
            evidence=self._span(sentence.start, sentence.end),
            quotes=self._quotes(sentence, saying),
            chain=self._chain(sentence, saying),
            said_on=said_on,
            dated=dated,
            quantity=found[0] if (found := self._quantity.search(self._text, sentence.start, sentence.end)) else None,
        )

    def _who(self, voice: Voice, holder: Holder, saying: Saying | None) -> Who:
        """Return in whose words a finding of this voice is."""
        if voice is Voice.NARRATED:
            return Who(None, holder.person, holder.party, holder.rank)
        if saying is None:
            return Who(holder.name or None, holder.person, holder.party, holder.rank)
        speaker = saying.speaker
        return Who(speaker.name or None, speaker.person, speaker.party, speaker.rank)

    def _span(self, start: int, end: int) -> Span:
        return Span(self._field, start, end, self._text[start:end])

    def _quotes(self, sentence: Sentence, saying: Saying | None) -> tuple[Span, ...]:
        """Return the quoted stretches of the sentence that the speaker is given as saying."""
        if saying is None or saying.attribution.kind is QuoteKind.INDIRECT:
            return ()
        found = [
            self._span(m.start() + 1, m.end() - 1) for m in _QUOTED.finditer(self._text, sentence.start, sentence.end)
        ]
        if not found and saying.attribution.kind is QuoteKind.DIRECT:
            parts = ((max(s.start, sentence.start), min(s.end, sentence.end)) for s in saying.attribution.content)
            found = [self._span(*_bare(self._text, a, b)) for a, b in parts if a < b]
        return tuple(found)

    def _chain(self, sentence: Sentence, saying: Saying | None) -> tuple[str, ...]:
        if saying is not None and saying.attribution.chain:
            return saying.attribution.chain
        around = [s for s in self._sayings if s.outlet and s.covers(sentence.start, sentence.start + 1)]
        return tuple(s.speaker.name for s in around)

    def _day(self, sentence: Sentence, saying: Saying | None) -> tuple[date, bool]:
        """Return the day it was said, and whether the text gives it: in the sentence, or where the speaker is named."""
        published = self._published
        if published is None:
            return date.min, False
        for place in self._told_in(sentence, saying):
            contents = [
                (s.start - place.start, s.end - place.start)
                for one in self._sayings
                if not one.outlet
                for s in one.attribution.content
            ]
            text = self._text[place.start : place.end]
            for day in self._calendar.days(text, published, skip=contents):
                return day, True
        return self._lead_day or published, False

    def _told_in(self, sentence: Sentence, saying: Saying | None) -> Iterator[Sentence]:
        """Yield the sentence, then the one in which the attribution names who says it."""
        yield sentence
        cue = saying.attribution.cue if saying is not None else None
        if cue is not None and not sentence.start <= cue.start < sentence.end:
            yield from (s for s in self._sentences if s.start <= cue.start < s.end)

    def _subject(self, parsed: Parsed) -> Holder | None:
        """Return the party that is the subject of the sentence, for the pronouns of the next."""
        for token in parsed.doc:
            if token.dep_ == "nsubj" and token.head.dep_ == "ROOT":
                found = self._holders.resolve(token, parsed, self._named, saying=None, last=self._last)
                return found[0] if found else None
        return None


def _voice(claim: Claim, holder: Holder, saying: Saying | None, outer: Saying | None) -> Voice:
    """Return in which voice the text shows the holder's stance."""
    if claim.guess or outer is not None:
        return Voice.OTHER
    if saying is None:
        return claim.voice
    return Voice.OWN if holder.party == saying.speaker.party else Voice.OTHER


def _is_outsider(saying: Saying) -> bool:
    """Return whether the reporter tells the words of somebody who speaks for no party and is no medium."""
    return saying.speaker.party is None and not saying.outlet and saying.attribution.kind is QuoteKind.INDIRECT


def _touches(saying: Saying, sentence: Sentence) -> bool:
    return any(s.start < sentence.end and sentence.start < s.end for s in saying.attribution.content)


def _told_by(one: Finding, speaker: Speaker) -> Finding:
    """Return what the article seemed to state itself as the outsider's characterisation."""
    if one.voice is not Voice.NARRATED:
        return one
    return replace(one, voice=Voice.OTHER, who=Who(speaker.name or None, None, None, Rank.BODY))


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without quotation marks and white space at its ends."""
    while start < end - 1 and text[start] in _MARKS:
        start += 1
    while end - 1 > start and text[end - 1] in _MARKS:
        end -= 1
    return start, end


def _same_side(one: Saying, other: Saying) -> bool:
    return one.speaker.name == other.speaker.name or one.speaker.party == other.speaker.party


def _speaking(saying: Saying) -> Holder:
    speaker = saying.speaker
    return Holder(speaker.party or "", speaker.person, speaker.name, speaker.rank, first_person=True)


def _without_conflicts(found: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings of one sentence but for what it contradicts itself.

    A party shown both for and against a topic is left out; an order of topics says more than a cue over both; progress
    beside a long way to go is guarded.
    """
    ordered = {(f.actor, f.voice) for f in found if f.rules[0].startswith("order")}
    found = [f for f in found if (f.actor, f.voice) not in ordered or f.rules[0].startswith("order")]
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
    for one in findings:
        groups.setdefault((one.actor, one.who.speaker or "", one.topic, one.stance, one.voice), []).append(one)
    for actor, speaker, topic, stance, voice in list(groups):
        limited = (actor, speaker, topic, Stance.CONDITIONAL, voice)
        if stance is Stance.SUPPORT and limited in groups and speaker:
            groups[limited] += groups.pop((actor, speaker, topic, stance, voice))
    return tuple(_statement(group, document) for group in groups.values())


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
        evidence=_once(f.place.evidence for f in group),
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
        confidence=_confidence(lead.voice, quoted=bool(quotes), times=len(group)),
        old=published is not None and published - said_on > OLD,
        implements=any(f.implements for f in group),
        outlet=document.source,
        title=document.title,
        url=document.url,
        published=document.published,
    )


def _confidence(voice: Voice, *, quoted: bool, times: int) -> float:
    return round(min(0.99, _CONFIDENCE[voice] + 0.05 * quoted + 0.02 * (times - 1)), 2)


def _once(values: Iterable[Each]) -> tuple[Each, ...]:
    """Return the values without repetition, in order."""
    return tuple(dict.fromkeys(values))
