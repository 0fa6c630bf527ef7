"""Which topic a word that points back means: the one named in the sentences before, where only one can be meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extract.actors import LONGEST_NAME, Named, within
from bot.extract.echoes import Echo, EchoFinder
from bot.extract.grammar import NOUNS
from bot.extract.phrases import Word, fold, words
from bot.extract.sentences import Sentence
from bot.extract.stance import StanceReader
from bot.extract.stance_lexicon import Effect
from bot.extract.statements import Finding
from bot.extract.syntax import Parsed
from bot.extract.topics import TopicHit
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

REACH = 3
"""So many sentences back a topic may have been named that is meant."""
FAR = 10
"""So many where the article has only one topic."""
_NEAR = 4  # words between a noun and the topic that it carries
_SIGNS = {Stance.SUPPORT: 1, Stance.OPPOSE: -1}


@dataclass(frozen=True, slots=True)
class Before:
    """A sentence before, or as much of one as stands before a word, with the topics named there.

    Where it is `aside`, other sentences of the paragraph stand between: what was put forward may be of theirs. One that
    is `far` counts only as far as it is about what the headline names, where nothing nearer is meant; one that is a
    `deed` counts only for a noun of what somebody did there: "offered a truce" for "the offer".
    """

    start: int
    end: int
    hits: tuple[TopicHit, ...]
    aside: bool = False
    far: bool = False
    deed: bool = False


@dataclass(frozen=True, slots=True)
class Meant:
    """A topic meant, with the sign it has where it was named, where that was, and who put it forward."""

    hit: TopicHit
    sign: int
    before: Before
    by: str | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    parsed: Parsed
    findings: tuple[Finding, ...]


class Recall:
    """Remembers what the sentences of one field say, while they are read in order."""

    def __init__(self, text: str, named: Sequence[Named], echoes: EchoFinder, stances: StanceReader) -> None:
        self._text, self._named, self._echoes, self._stances = text, named, echoes, stances
        self._read: dict[int, _Read] = {}

    def keep(self, sentence: Sentence, parsed: Parsed, findings: Sequence[Finding]) -> None:
        """Remember what was found in a sentence; of those long before nothing is kept."""
        self._read[sentence.start] = _Read(parsed, tuple(findings))
        if len(self._read) > 2 * REACH:
            self._read.pop(next(iter(self._read)))

    def meant(self, echo: Echo, parsed: Parsed, before: Sequence[Before]) -> list[Meant]:
        """Return the topics that the noun stands for, by the stretches before it, the nearest first.

        There are several only where one party put them forward together; none where it may be one or the other.
        """
        parties = self._parties(echo.token, parsed)
        if parties is None:
            return []
        near = [one for one in before if not one.deed]
        if echo.pronoun:
            return self._as_said(echo, near)
        found = self._as_deed(echo, before) or self._as_thing(echo, near)
        if not found and (echo.content or echo.act):
            found = self._as_put(echo, near)
        return [one for one in found if all(self._names(one.before, party) for party in parties)]

    def _parties(self, noun: "Token", parsed: Parsed) -> list[str] | None:
        """Return the parties named before the noun ("the Freedonian offer"); None where other words tell which one."""
        found: list[str] = []
        for token in self._echoes.modifiers(noun):
            start, end = parsed.span(token, token)
            near = within(self._named, start - LONGEST_NAME, end)
            names = [n.name.party for n in near if n.start <= start and end <= n.end and n.name.party is not None]
            if not names:
                return None
            found += names
        return found

    def _names(self, before: Before, party: str) -> bool:
        return any(n.name.party == party for n in within(self._named, before.start, before.end))

    def _as_deed(self, echo: Echo, before: Sequence[Before]) -> list[Meant]:
        """Return what somebody did last by the verb of the noun: "offered a truce" for "the offer"."""
        for one in before if echo.verbs else ():
            found = sorted((f for f in self._findings(one) if f.stance in _SIGNS), key=lambda f: f.triggers[-1].start)
            deeds = {f.topic for f in found if self._is_deed(echo, f)}
            if deeds and deeds == {found[-1].topic}:
                return [meant for meant in self._put_forward(echo, one) if {meant.hit.topic} == deeds]
            if deeds or self._is_rivalled(echo, one):
                return []
        return []

    def _is_deed(self, echo: Echo, finding: Finding) -> bool:
        """Return whether a verb that took the stance is that of the noun."""
        return any(self._echoes.stem(fold(self._text[t.start : t.end])) in echo.verbs for t in finding.triggers)

    def _as_thing(self, echo: Echo, before: Sequence[Before]) -> list[Meant]:
        """Return the topic that was named by a word of the same kind; none where two were."""
        for one in before if echo.things else ():
            if one.far:
                return []
            fitting = [h for h in one.hits if h.plain and self._is_of_kind(echo, h, one)]
            if self._is_rivalled(echo, one) or len({h.topic for h in fitting}) > 1:
                return []
            if fitting:
                return [Meant(fitting[-1], fitting[-1].sign, one)]
        return []

    def _as_put(self, echo: Echo, before: Sequence[Before]) -> list[Meant]:
        """Return what was put forward or done in the nearest sentence with a topic; none where it may be another."""
        topics: set[str] = set()
        far = [one for one in before if one.far]
        for one in (one for one in before if not one.far):
            if one.aside or self._is_rivalled(echo, one):
                return []
            topics |= {h.topic for h in one.hits}
            found = self._put_forward(echo, one) if one.hits else []
            if found or (one.hits and not echo.act) or len(topics) > 1:
                return found
        return self._as_led(echo, far)

    def _as_said(self, echo: Echo, before: Sequence[Before]) -> list[Meant]:
        """Return the only topic of the sentence, or the one before, where somebody took a stance on it."""
        one = next(iter(before), None)
        if one is None or one.far or len({h.topic for h in one.hits}) != 1 or self._is_rivalled(echo, one):
            return []
        found = [meant for meant in self._put_forward(echo, one) if meant.by is not None]
        return [meant for meant in found if self._agrees(echo.token, meant)]

    def _agrees(self, pronoun: "Token", meant: Meant) -> bool:
        """Return whether a personal pronoun has the number of the words that name the topic: "it" is no guarantees."""
        read = self._in(meant.before)
        if pronoun.tag_ != "PRP" or read is None:
            return True
        nouns = [t for t in read.parsed.tokens_within(meant.hit.start, meant.hit.end) if t.pos_ in NOUNS]
        heads = [t for t in nouns if t.head not in nouns]
        return all((t.tag_ in {"NNS", "NNPS"}) is ("Plur" in pronoun.morph.get("Number", [])) for t in heads[:1])

    def _as_led(self, echo: Echo, far: Sequence[Before]) -> list[Meant]:
        """Return what the article leads with: the first that was put forward or done of its only topic."""
        if any(self._is_rivalled(echo, one) for one in far):
            return []
        return next((found for one in reversed(far) if one.hits and (found := self._put_forward(echo, one))), [])

    def _put_forward(self, echo: Echo, before: Before) -> list[Meant]:
        """Return the topics of who put something forward last; where nobody is told to, what is said must be done."""
        found = [f for f in self._findings(before) if f.stance in _SIGNS]
        last = max(found, key=lambda f: f.triggers[-1].start, default=None)
        if last is None:
            return self._demanded(echo, before) if echo.content else []
        together = [f for f in found if (f.actor, f.who.speaker) == (last.actor, last.who.speaker)]
        signs = {f.topic: self._put(f, before) if echo.content else _SIGNS[f.stance] for f in together}
        hits = {h.topic: h for h in before.hits if h.topic in signs}
        return [Meant(hit, signs[topic], before, last.actor) for topic, hit in hits.items()]

    def _demanded(self, echo: Echo, before: Before) -> list[Meant]:
        """Return the only topic named, or all of which it is said what is to become of them: "these demands"."""
        hits = {h.topic: h for h in before.hits}
        signs = {topic: self._demand(hit, before) for topic, hit in hits.items()}
        if len(hits) == 1:
            return [Meant(hit, signs[topic] or hit.sign, before) for topic, hit in hits.items()]
        plural = echo.token.tag_ == "NNS"
        return [Meant(hit, sign, before) for topic, hit in hits.items() if plural and (sign := signs[topic])]

    def _demand(self, hit: TopicHit, before: Before) -> int:
        """Return 1 where something is to be done for the topic, -1 where against it; 0 where that is not said."""
        read = self._in(before)
        tokens = read.parsed.tokens_within(hit.start, hit.end) if read is not None else []
        claims = self._stances.claims(tokens, hit.sign, plain=hit.plain) if tokens else ()
        signs = {_SIGNS.get(claim.stance, 0) for claim in claims}
        return signs.pop() if len(signs) == 1 else 0

    def _put(self, finding: Finding, before: Before) -> int:
        """Return for what a proposal is that somebody makes, or that somebody is against."""
        sign, last = _SIGNS[finding.stance], finding.triggers[-1]
        read = self._in(before)
        tokens = read.parsed.tokens_within(last.start, last.end) if read is not None else []
        against = bool(tokens) and self._stances.effect(tokens[0]) is Effect.AGAINST
        return -sign if against else sign

    def last_said(self, before: Before) -> Finding | None:
        """Return the stance that was taken last in the stretch; None where there is none, or more than one."""
        found = [f for f in self._findings(before) if f.voice is not Voice.OTHER]
        last = max(found, key=lambda f: f.triggers[-1].start, default=None)
        same = {(f.topic, f.stance) for f in found if last is not None and f.actor == last.actor}
        return last if len(same) == 1 else None

    def _in(self, before: Before) -> _Read | None:
        return next((r for start, r in self._read.items() if start <= before.start < r.parsed.end), None)

    def _findings(self, before: Before) -> list[Finding]:
        read = self._in(before)
        return [f for f in read.findings if f.triggers[-1].start < before.end] if read is not None else []

    def _is_rivalled(self, echo: Echo, before: Before) -> bool:
        """Return whether the stretch has put forward what is none of the topics: "a plan to dig a canal"."""
        here = words(self._text[before.start : before.end])
        keys = tuple(word.key for word in here)
        for at, word in enumerate(here):
            start = before.start + word.start
            if any(h.start <= start < h.end for h in before.hits) or not self._echoes.puts(echo, keys, at):
                continue
            if self._echoes.introduces(keys, at) and not any(self._carries(h, word, before) for h in before.hits):
                return True
        return False

    def _carries(self, hit: TopicHit, word: Word, before: Before) -> bool:
        """Return whether a word of the stretch carries the topic: "a plan for a truce", "a truce plan"."""
        start, end = before.start + word.start, before.start + word.end
        if hit.end <= start:
            return not self._text[hit.end : start].strip(" -")
        between = tuple(one.key for one in words(self._text[end : hit.start]))
        return start < hit.start and len(between) <= _NEAR and self._echoes.links(between)

    def _is_of_kind(self, echo: Echo, hit: TopicHit, before: Before) -> bool:
        """Return whether a topic is named by a word of the kind, or such a word carries it: "a truce agreement"."""
        if any(self._echoes.of_kind(echo, word.key) for word in words(self._text[hit.start : hit.end])):
            return True
        here = words(self._text[before.start : before.end])
        return any(self._carries(hit, word, before) for word in here if self._echoes.of_kind(echo, word.key))


def earlier_in(sentence: Sentence, place: int, hits: Sequence[TopicHit]) -> Iterator[Before]:
    """Yield what stands in the sentence before a place, if a topic is named there."""
    named = tuple(hit for hit in hits if hit.end <= place)
    if named:
        yield Before(sentence.start, place, named)
