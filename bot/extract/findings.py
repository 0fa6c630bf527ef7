"""From parsed sentences to findings: whose a claim or an assessment is, in which voice, and what surrounds it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.actors import Speaker, within
from bot.extract.assessing import AssessmentReader
from bot.extract.claim import Claim
from bot.extract.field import Field
from bot.extract.holders import speaking
from bot.extract.nouns import Holder
from bot.extract.recall import Before, Recall, earlier_in
from bot.extract.sayings import Saying
from bot.extract.sentences import Sentence
from bot.extract.sifting import Sifter
from bot.extract.stance import OWNED
from bot.extract.statements import ORDER, Finding, Who, reworded, who_says, without_conflicts
from bot.extract.syntax import LONGEST, Parsed
from bot.extract.topics import TopicHit
from bot.model import Attribution, QuoteKind, Rank, Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

_HitTokens = Mapping[TopicHit, list["Token"]]


class SentenceReader:
    """Reads the parsed sentences of one field of one document, in order."""

    def __init__(self, field: Field, assessing: AssessmentReader, is_medium: Callable[[str], bool]) -> None:
        self._text, self._named, self._stances = field.text, field.named, field.stances
        self._sayings, self._places, self._holders = field.sayings, field.places, field.holders
        self._assessing, self._is_medium = assessing, is_medium
        self._sifter = Sifter(field)
        self._echoes, self._siding = field.echoes, field.siding
        self._recall = Recall(field.text, field.named, field.echoes, field.stances)
        self._last: Holder | None = None
        self._last_end = 0

    # Cheap looks before a parse

    def may_assess(self, sentence: Sentence) -> bool:
        """Return whether the sentence may say how the talks are going."""
        return self._assessing.may_assess(sentence)

    def may_point_back(self, sentence: Sentence) -> bool:
        """Return whether the sentence may take a stance on what was named before it."""
        text = self._text[sentence.start : sentence.end]
        return self._echoes.may_echo(text) or self._siding.may_side(text)

    def may_mean_deed(self, sentence: Sentence) -> bool:
        """Return whether the sentence may mean what somebody did in a sentence farther before: "the offer"."""
        return self._echoes.may_mean_deed(self._text[sentence.start : sentence.end])

    def has_holder(self, sentence: Sentence) -> bool:
        """Return whether a party is named in the sentence or it is somebody's words."""
        named = within(self._named, sentence.start, sentence.end) or self._sayings.touching(sentence)
        return bool(named) or self._holders.nouns.is_source_in(sentence.start, sentence.end)

    # The sentence

    def findings(
        self, sentence: Sentence, parsed: Parsed, hits: Sequence[TopicHit], before: Sequence[Before] = ()
    ) -> Iterator[Finding]:
        """Yield what the sentence shows, conflicting stances of one party on one topic left out.

        `before` are the sentences, the nearest first, in which topics may be named that it points back to.
        """
        self._forget_subject(sentence)
        self._sayings.add(self._unreported(parsed))
        hits = [hit for hit in hits if hit.start < sentence.start + LONGEST]  # what was parsed
        tokens = {hit: parsed.tokens_within(hit.start, hit.end) for hit in hits}
        found = [f for hit in hits for f in self._on_topic(sentence, parsed, hit, tokens)]
        self._recall.keep(sentence, parsed, found)
        found += self._echoed(sentence, parsed, tokens, before)
        found += self._sided(sentence, parsed, before)
        self._recall.keep(sentence, parsed, found)
        propositions = frozenset(t.i for named in tokens.values() for t in named)
        assessed = self._assessing.findings(sentence, parsed, last=self._last, named=propositions)
        found = self._ordered(sentence, parsed, hits) + found + list(assessed)
        self._last, self._last_end = self._meant_next(parsed), sentence.end
        if self._places.is_recalled(sentence):
            return
        told = [self._as_told(sentence, f) for f in found if not self._is_orphan(f)]
        yield from without_conflicts(told)

    def _forget_subject(self, sentence: Sentence) -> None:
        """Forget whom a pronoun could mean where others have been named since: "he" may be one of them."""
        since = within(self._named, self._last_end, sentence.start)
        if self._last is not None and any(n.name.party != self._last.party for n in since):
            self._last = None

    def _is_orphan(self, one: Finding) -> bool:
        """Return whether the article seems to state what is a quotation of nobody known."""
        first = one.triggers[0]
        return one.voice is not Voice.OTHER and self._sayings.is_orphan(first.start, first.end)

    def _as_told(self, sentence: Sentence, one: Finding) -> Finding:
        """Return the finding; what the article seems to state itself may be an outsider's words going on."""
        if one.voice is not Voice.NARRATED:
            return one
        outsider = self._sayings.outsider(sentence, one.triggers[0].start)
        if outsider is None:
            return one
        return replace(one, voice=Voice.OTHER, who=Who(outsider.name or None, None, None, Rank.BODY))

    def _unreported(self, parsed: Parsed) -> list[Saying]:
        """Return what the parse shows as said and no attribution reports, a report within a report among it."""
        found = []
        for subject, clause in self._stances.sayings(parsed.doc):
            start, end = parsed.span(clause.left_edge, clause.right_edge)
            first, last = parsed.span(subject.left_edge, subject.right_edge)
            part = self._sayings.partly(start, end, first)
            if start <= first < end or (part is None and self._sayings.reports(start, end, first)):
                continue
            content, source = self._places.span(start, end), self._places.span(first, last)
            said = Attribution(content=(content,), kind=QuoteKind.INDIRECT, source=source)
            speaker = part.speaker if part is not None else self._speaker_of(subject, clause, parsed, source.text)
            if speaker.party is None and not self._stances.tells(clause.head):
                continue  # "its position is that": whose is not known
            medium = speaker.party is None and self._is_medium(speaker.name)
            found.append(Saying(said, speaker, outlet=medium or (part is not None and part.outlet)))
        return found

    def _speaker_of(self, subject: "Token", clause: "Token", parsed: Parsed, source: str) -> Speaker:
        """Return who tells a clause; "its foreign minister" is of whom the clause is about."""
        found = self._holders.resolve(subject, parsed, self._named, saying=None, last=self._last)
        if not found and self._holders.nouns.is_its_office(subject):
            above = [
                h
                for t in grammar.subjects(clause)
                for h in self._holders.resolve(t, parsed, self._named, saying=None, last=None)
            ]
            return Speaker(source, above[0].party if above else None)
        outer, _ = self._sayings.at(*parsed.span(subject, subject))
        if not found and outer is not None and self._holders.is_own_body(subject):
            found = self._holders.resolve(subject, parsed, self._named, saying=outer, last=None)
        speakers = [Speaker(one.name, one.party, one.person, one.rank) for one in found]
        return replace(speakers[0], also=tuple(speakers[1:])) if speakers else Speaker(source, None)

    def _meant_next(self, parsed: Parsed) -> Holder | None:
        """Return whom a pronoun of the next sentence means: who is the subject of this one, but for strangers."""
        strange = any(t.pos_ == "PROPN" for t in _root_subjects(parsed))
        return self._subject(parsed) or (None if strange else self._last)

    def _subject(self, parsed: Parsed) -> Holder | None:
        """Return the party that is the subject of the sentence, for the pronouns of the next."""
        for token in _root_subjects(parsed)[:1]:
            found = self._holders.resolve(token, parsed, self._named, saying=None, last=self._last)
            return found[0] if found else None
        return None

    # Propositions

    def _on_topic(self, sentence: Sentence, parsed: Parsed, hit: TopicHit, tokens: _HitTokens) -> Iterator[Finding]:
        others = frozenset(t.i for other, found in tokens.items() if other.topic != hit.topic for t in found)
        saying, outer = self._sayings.at(hit.start, hit.end)
        for claim in self._sifter.claims(sentence, parsed, hit, tokens[hit], others=others, saying=saying):
            for holder, voice in self._voices(claim, parsed, saying, outer):
                if claim.rules != OWNED or holder.party not in hit.targets:
                    found = self._finding(sentence, parsed, hit.topic, claim, holder, voice, outer or saying)
                    yield reworded(found, self._text[hit.start : hit.end], hit.by) if hit.by else found

    def _echoed(
        self, sentence: Sentence, parsed: Parsed, tokens: _HitTokens, before: Sequence[Before]
    ) -> Iterator[Finding]:
        """Yield stances on topics that were named before: "X offered a truce. Y spurned that offer"."""
        taken = {t.i for found in tokens.values() for t in found}
        for echo in self._echoes.find(parsed.doc):
            if echo.token.i in taken:
                continue
            start, end = parsed.span(echo.token, echo.token)
            place = parsed.span(echo.token.left_edge, echo.token)[0]
            farther = before if not echo.apposed else ()
            for meant in self._recall.meant(echo, parsed, [*earlier_in(sentence, place, list(tokens)), *farther]):
                hit = TopicHit(meant.hit.topic, start, end, meant.sign, plain=True)
                where = self._places.span(meant.before.start, meant.before.end) if meant.before in before else None
                named = f"{self._text[meant.hit.start : meant.hit.end]!r} named before"
                for one in self._on_topic(sentence, parsed, hit, {**tokens, hit: [echo.token]}):
                    if one.actor != meant.by:
                        yield replace(one, rules=(*one.rules, named), before=where)

    def _sided(self, sentence: Sentence, parsed: Parsed, before: Sequence[Before]) -> Iterator[Finding]:
        """Yield the stances of those who side with who took one just before: "so does X", "X said the same"."""
        for side in self._siding.find(parsed.doc):
            start, end = parsed.span(side.trigger, side.trigger)
            here = Before(sentence.start, start, ())
            one = self._recall.last_said(here) or (
                self._recall.last_said(before[0]) if before and not before[0].deed else None
            )
            claim = side.claim(one.stance) if one is not None else None
            if one is None or claim is None:
                continue
            saying, outer = self._sayings.at(start, end)
            elsewhere = one.place.evidence.start != sentence.start
            for holder, voice in self._voices(claim, parsed, saying, outer):
                if holder.party != one.actor:
                    found = self._finding(sentence, parsed, one.topic, claim, holder, voice, outer or saying)
                    yield replace(found, before=one.place.evidence if elsewhere else None)

    def _ordered(self, sentence: Sentence, parsed: Parsed, hits: Sequence[TopicHit]) -> list[Finding]:
        """Take "first a peace agreement, then a ceasefire": the later topic is conditional on the earlier one."""
        pair = self._stances.order(self._text, sentence.start, sentence.end, [(h.start, h.end) for h in hits])
        if pair is None:
            return []
        earlier, later = (hits[i] for i in pair)
        saying, outer = self._sayings.at(later.start, later.end)
        holder = next(iter(speaking(saying)), None) or self._subject(parsed)
        if holder is None or earlier.topic == later.topic:
            return []
        voice = Voice.OTHER if outer else Voice.NARRATED if saying is None else Voice.OWN
        span = self._places.span
        return [
            Finding(
                actor=holder.party,
                topic=later.topic,
                stance=Stance.CONDITIONAL,
                voice=voice,
                who=who_says(voice, holder, outer or saying),
                place=self._places.place(sentence, outer or saying),
                triggers=(span(earlier.start, earlier.end), span(later.start, later.end)),
                rules=(ORDER,),
                condition=self._text[earlier.start : earlier.end] + " first",
            )
        ]

    def _voices(
        self, claim: Claim, parsed: Parsed, saying: Saying | None, outer: Saying | None
    ) -> Iterator[tuple[Holder, Voice]]:
        """Yield each holder of a claim with the voice in which the text shows its stance."""
        if claim.demanded or (claim.impersonal and not claim.holders):
            if not claim.guess:
                yield from ((holder, Voice.OTHER if outer is not None else Voice.OWN) for holder in speaking(saying))
            return
        answering = None
        if claim.answerer is not None:
            found = self._holders.resolve(claim.answerer, parsed, self._named, saying=None, last=self._last)
            answering = {holder.party for holder in found}
        for token in claim.holders:
            for holder in self._holders.resolve(token, parsed, self._named, saying=saying, last=self._last):
                if answering is None or holder.party in answering:
                    own = saying is not None and self._holders.is_first(token)  # "we refuse it, X claimed"
                    yield holder, _voice(replace(claim, guess=False) if own else claim, holder, saying, outer)

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
            who=who_says(voice, holder, saying),
            place=self._places.place(sentence, saying),
            triggers=tuple(self._places.span(*parsed.span(t, t)) for t in claim.triggers),
            rules=claim.rules,
            condition=f"none {condition}" if condition and claim.lacking else condition,
            addressee=self._addressee(claim, parsed, holder),
            commitment=claim.commitment,
            implements=claim.implements,
        )

    def _addressee(self, claim: Claim, parsed: Parsed, holder: Holder) -> str | None:
        """Return the party that a demand is addressed to: "urged X to", "demanded that X"."""
        for token in grammar.addressed(claim.triggers):
            for found in self._holders.resolve(token, parsed, self._named, saying=None, last=None):
                if found.party != holder.party:
                    return found.party
        return None


def _root_subjects(parsed: Parsed) -> list["Token"]:
    return [t for t in parsed.doc if t.dep_ in {"nsubj", "nsubjpass"} and t.head.dep_ == "ROOT"]


def _voice(claim: Claim, holder: Holder, saying: Saying | None, outer: Saying | None) -> Voice:
    """Return in which voice the text shows the holder's stance."""
    if claim.guess or outer is not None:
        return Voice.OTHER
    if saying is None:
        return claim.voice
    return Voice.OWN if holder.party == saying.speaker.of(holder.party).party else Voice.OTHER
