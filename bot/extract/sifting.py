"""Which claims about a topic count: not those of long ago, of an agenda, of another's words, of single persons."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.actors import LONGEST_NAME, within
from bot.extract.claim import Claim
from bot.extract.field import Field
from bot.extract.holders import speaking
from bot.extract.sayings import Saying
from bot.extract.sentences import Sentence
from bot.extract.syntax import Parsed
from bot.extract.topics import TopicHit
from bot.model import Stance

if TYPE_CHECKING:
    from spacy.tokens import Token

DENIED = "reports that are called untrue"
ANOTHERS = "told by another"
_YEAR = re.compile(r"(?:19|20)\d\d")
RESERVE_WITHIN = 80
"""Characters behind a topic within which "but only if" takes a stance on it back by half."""
_NESTED = re.compile(r"(?<![\w’'])[‘'](?=\w)[^‘“”\"]+?[’'](?!\w)")
_CONTRARY = {Stance.SUPPORT: Stance.OPPOSE, Stance.OPPOSE: Stance.NONCOMMITTAL}


class Sifter:
    """Reads the claims about the topics of one field of a document and leaves out what is no stance held now."""

    def __init__(self, field: Field) -> None:
        self._text, self._named, self._stances = field.text, field.named, field.stances
        self._sayings, self._places, self._holders = field.sayings, field.places, field.holders

    def claims(
        self,
        sentence: Sentence,
        parsed: Parsed,
        hit: TopicHit,
        topic: list["Token"],
        *,
        others: frozenset[int],
        saying: Saying | None,
    ) -> Iterator[Claim]:
        """Yield the claims about a topic that the tokens `topic` name; `others` name other topics."""
        if not topic or self._is_quoted_within(hit, sentence):
            return
        if self._stances.is_agenda(self._text, sentence.start, hit.start):
            return
        if hit.persons_aside and self._is_done_to_person(topic, parsed):
            return
        for claim in self._found(sentence, hit, topic, others, saying):
            if saying is None and (claim.recalled or _was_done(claim, topic)):
                continue
            if self._is_bygone(sentence, parsed, claim):
                continue
            claim = self._reserved(sentence, parsed, hit, claim)  # noqa: PLW2901 - what it is with its reservation
            anothers = saying is not None and self._is_anothers(claim, parsed, saying)
            yield replace(claim, guess=True, rules=(*claim.rules, ANOTHERS)) if anothers else claim

    def _found(
        self, sentence: Sentence, hit: TopicHit, topic: list["Token"], others: frozenset[int], saying: Saying | None
    ) -> Iterator[Claim]:
        denial = self._stances.denial(self._text, sentence.start, sentence.end)
        denied = denial is not None and denial[0] <= hit.start < denial[1]
        for claim in self._stances.claims(topic, hit.sign, plain=hit.plain, others=others):
            contrary = _CONTRARY.get(claim.stance, claim.stance)
            yield replace(claim, stance=contrary, guess=False, rules=(*claim.rules, DENIED)) if denied else claim
        if hit.owned and hit.plain and saying is None:
            yield from self._stances.owned(topic, hit.sign, hit.owned)

    def _reserved(self, sentence: Sentence, parsed: Parsed, hit: TopicHit, claim: Claim) -> Claim:
        """Return the claim; support that is taken back by half right behind the topic is conditional."""
        if claim.stance is not Stance.SUPPORT or claim.condition is not None:
            return claim
        place = self._stances.reserve(self._text, hit.end, min(sentence.end, hit.end + RESERVE_WITHIN))
        tokens = parsed.tokens_within(place[0], sentence.end) if place is not None else []
        words = [t for t in tokens if not t.is_punct]
        return replace(claim, stance=Stance.CONDITIONAL, condition=(words[0], words[-1])) if words else claim

    def _is_anothers(self, claim: Claim, parsed: Parsed, saying: Saying) -> bool:
        """Return whether the speaker tells before a colon that these are another's words: "They shout: X must go"."""
        teller = self._stances.teller(claim)
        if teller is None:
            return False
        told = self._holders.resolve(teller, parsed, self._named, saying=saying, last=None)
        own = {holder.party for holder in speaking(saying)}
        return any(holder.party not in own for holder in told) or (not told and self._holders.is_person(teller))

    def _is_bygone(self, sentence: Sentence, parsed: Parsed, claim: Claim) -> bool:
        """Return whether the claim is told of a time long ago: "X rejected it in 2014" (codebook, decision 23)."""
        for start, end in self._places.bygone(sentence):
            named = parsed.tokens_within(start, end)
            lasting = bool(named) and self._stances.lasts(named[-1])
            verb = next(grammar.verbs_over(named[-1]), None) if named and not lasting else None
            if verb is not None and any(verb.i == over.i for t in claim.triggers for over in grammar.verbs_over(t)):
                return True
        return False

    def _is_done_to_person(self, topic: Sequence["Token"], parsed: Parsed) -> bool:
        """Return whether the topic is done to one person ("sanctions on him"), by pronoun or unknown proper name."""
        for token in self._stances.undergoing(topic):
            start, end = parsed.span(token, token)
            near = within(self._named, start - LONGEST_NAME, end)
            known = any(n.start <= start and end <= n.end and n.name.person is None for n in near)
            proper = token.pos_ == "PROPN" and token.tag_ != "NNPS" and token.text[:1].isupper()
            if not known and not self._places.is_date(token.lower_) and (proper or token.pos_ == "PRON"):
                return True
        return False

    def _is_quoted_within(self, hit: TopicHit, sentence: Sentence) -> bool:
        """Return whether the words stand in a quotation within somebody's quotation: they are a third one's."""
        inner = _NESTED.finditer(self._text, sentence.start, sentence.end)
        within = any(m.start() < hit.start and hit.end <= m.end() and " " in m[0] for m in inner)
        return within and self._sayings.quotes(hit.start, hit.end)


def _was_done(claim: Claim, topic: Sequence["Token"]) -> bool:
    """Return whether the claim tells what was done about a thing of a year: "X reached the 2015 accord"."""
    dated = any(_YEAR.fullmatch(t.text) for token in topic for t in (token, *token.lefts))
    return dated and any(t.tag_ in {"VBD", "VBN"} for t in claim.triggers)
