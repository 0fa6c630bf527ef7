"""Who says how the talks are going: assessments of one sentence become findings, by parse and speaker."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.assessment import Assessed, Assessor
from bot.extract.field import Field
from bot.extract.holders import speaking
from bot.extract.nouns import Holder
from bot.extract.sayings import Saying
from bot.extract.sentences import Sentence
from bot.extract.statements import Finding, who_says
from bot.extract.syntax import Parsed
from bot.model import Voice

if TYPE_CHECKING:
    from spacy.tokens import Token


class AssessmentReader:
    """Reads the assessments of one field of one document; `topics` are the dossier's topics of that kind."""

    def __init__(self, field: Field, assessor: Assessor, topics: Sequence[str]) -> None:
        self._text, self._named, self._stances = field.text, field.named, field.stances
        self._sayings, self._places, self._holders = field.sayings, field.places, field.holders
        self._assessor = assessor
        self._topics = topics

    def may_assess(self, sentence: Sentence) -> bool:
        """Return whether the sentence may say how the talks are going."""
        return bool(self._topics) and bool(self._assessor.find(self._text, sentence.start, sentence.end))

    def findings(
        self, sentence: Sentence, parsed: Parsed, *, last: Holder | None, named: frozenset[int]
    ) -> Iterator[Finding]:
        """Yield the assessments; `named` are the tokens that name propositions, of which none is told here."""
        for one in self._assessor.find(self._text, sentence.start, sentence.end) if self._topics else ():
            saying, outer = self._sayings.at(one.start, one.end)
            tokens = parsed.tokens_within(one.start, one.end)
            if outer is not None or self._is_unreal(tokens, one) or self._is_of_else(one, tokens, named):
                continue
            voice = Voice.NARRATED if saying is None else Voice.OWN
            for holder, topic in product(self._assessing(parsed, tokens, saying, last), self._topics):
                yield Finding(
                    actor=holder.party,
                    topic=topic,
                    stance=one.stance,
                    voice=voice,
                    who=who_says(voice, holder, saying),
                    place=self._places.place(sentence, saying),
                    triggers=(self._places.span(one.start, one.end),),
                    rules=(f"assessment {self._text[one.start : one.end]!r}",),
                )

    def _assessing(
        self, parsed: Parsed, tokens: Sequence["Token"], saying: Saying | None, last: Holder | None
    ) -> list[Holder]:
        """Return who assesses: the speaker, or the party that is the subject of the article's own clause."""
        if saying is not None:
            return [] if self._is_told_of(parsed, tokens, saying) else speaking(saying)
        node = tokens[0] if tokens else None
        if any(t.dep_ == "pobj" and t.head.lower_ == "without" for t in tokens):
            return []  # "X ended the talks without a breakthrough"
        if any(self._assessor.is_yielding(verb.lemma_.lower()) for verb in _doing(tokens)):
            return []
        while node is not None:
            for subject in (t for t in node.children if t.dep_ in grammar.SUBJECTS | grammar.PASSIVE_SUBJECTS):
                found = self._holders.resolve(subject, parsed, self._named, saying=None, last=last)
                if found:
                    return found[:1]
            node = None if grammar.is_root(node) or node.dep_ in {"advcl", "relcl", "pcomp"} else node.head
        return []

    def _is_told_of(self, parsed: Parsed, tokens: Sequence["Token"], saying: Saying) -> bool:
        """Return whether the verb of saying has the words for its object: "X revealed no breakthrough"."""
        cue = saying.attribution.cue
        return any(
            cue is not None
            and self._assessor.is_yielding(verb.lemma_.lower())
            and parsed.span(verb, verb)[0] == cue.start
            for verb in _doing(tokens)
        )

    def _is_unreal(self, tokens: Sequence["Token"], one: Assessed) -> bool:
        """Return whether the assessment is only hoped, feared, expected, doubted or conditional."""
        if self._assessor.stands_alone(self._text[one.start : one.end]):
            return any(t.dep_ == "mark" and self._assessor.is_unreal(t.lower_) for x in tokens for t in x.children)
        if any(self._stances.is_hearsay(token) for token in grammar.heads(tokens)[:1]):
            return True
        above = [t for token in grammar.heads(tokens)[:1] for t in self._stances.above(token)]
        around = [child for t in above for child in t.children if child.dep_ in {"aux", "mark", "advmod"}]
        return any(
            self._assessor.is_unreal(form, (c.lower_ for c in t.children))
            for t in (*above, *around)
            for form in (t.lemma_.lower(), t.lower_)
        )

    def _is_of_else(self, one: Assessed, tokens: Sequence["Token"], named: frozenset[int]) -> bool:
        """Return whether something else than talks is assessed: "positive changes", "praised Y", "too early for T"."""
        if one.plain and not self._is_said_of_talks(tokens):
            return True
        for head in grammar.heads(tokens)[:1]:
            if head.dep_ == "amod" and head.head.pos_ in grammar.NOUNS and head.head not in tokens:
                return not self._assessor.is_of_talks(head.head.lower_)
            if head.pos_ == "VERB" and head.tag_ != "VBN":
                objects = [t for t in head.children if t.dep_ == "dobj" and t not in tokens]
                return bool(objects) and not any(self._assessor.is_of_talks(t.lower_) for t in objects)
            below = {t.i for child in head.children if child.dep_ == "xcomp" for t in child.subtree}
            return not below.isdisjoint(named)
        return False

    def _is_said_of_talks(self, tokens: Sequence["Token"]) -> bool:
        """Return whether the words are an attribute or the predicate of talks: "a good call", "the call was good"."""
        first = next((grammar.first_joined(t) for t in grammar.heads(tokens)), None)
        if first is None or any(t.dep_ == "prep" and t.lower_ == "for" for t in first.children):
            return False  # "good for X" is no word on how the talks went
        if first.dep_ == "amod":
            return self._assessor.is_of_talks(first.head.lower_)
        subjects = [t for t in first.head.children if t.dep_ in grammar.SUBJECTS | {"dobj"}]
        return first.dep_ in {"acomp", "oprd"} and any(self._assessor.is_of_talks(t.lower_) for t in subjects)


def _doing(tokens: Sequence["Token"]) -> list["Token"]:
    """Return the verbs among the words, or of which they are the object."""
    return [t.head if t.dep_ == "dobj" else t for t in tokens if t.dep_ == "dobj" or t.pos_ in grammar.VERBS]
