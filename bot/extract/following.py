"""Who goes on speaking behind what somebody was just heard to say: "It added", "he wrote", "the statement said"."""

import re
from collections.abc import Sequence

from bot.extract.actors import ActorLexicon, Speaker
from bot.extract.antecedents import Antecedents
from bot.extract.holders import Pronouns
from bot.extract.lexicon import AttributionLexicon
from bot.extract.parts import Part
from bot.extract.phrases import Word, fold, words
from bot.extract.sayings import Saying
from bot.model import Span

# so many sentences back who goes on was heard last, and a paper was issued
REACH = 1
PAPER_REACH = 3
_LONGEST = 4
# so many characters from a speaker or verb the paper may be named: "In a joint statement on Friday, X and Y said"
_BESIDE = 40
_OFFICE = re.compile(r"[’']s?\s[a-z]+$")


class Following:
    """Resolves sources that point back to who was heard before, by the words of a language."""

    def __init__(
        self, pronouns: Pronouns, lexicon: AttributionLexicon, actors: ActorLexicon, antecedents: Antecedents
    ) -> None:
        self._thing, self._man = pronouns.thing, pronouns.man
        self._woman = frozenset(lexicon.pronouns["she"])
        self._many = frozenset(lexicon.pronouns["they"])
        self._genders = lexicon.genders
        self._antecedents = antecedents
        self._papers = frozenset(fold(w) for w in actors.releases)
        self._pointing = frozenset(lexicon.determiners)

    def speaker(self, saying: Saying, before: Sequence[Saying], part: Part) -> Speaker | None:
        """Return who speaks, where a source that names nobody goes on after what was said before it."""
        source = saying.attribution.source
        here = words(source.text) if source is not None else []
        if source is None or not here or len(here) > _LONGEST:
            return None
        if here[-1].key in self._papers and here[0].key in self._pointing:
            return self._issuer(source, before, part)
        last = next((one for one in reversed(before) if not one.outlet), None)
        if last is None or not self._is_near(source, last, part):
            return None
        return self._again(here, saying, last) or (self._pronoun(here, saying, last, part) if len(here) == 1 else None)

    def _again(self, here: Sequence[Word], saying: Saying, last: Saying) -> Speaker | None:
        """Return who was heard last, where "she" or "the spokeswoman" was taken for the same: a body's spokeswoman."""
        same = last.attribution.resolved is not None and last.attribution.resolved == saying.attribution.resolved
        points = here[0].key in self._pointing | self._man | self._woman
        return last.speaker if same and points and last.speaker.party is not None else None

    def _pronoun(self, here: Sequence[Word], saying: Saying, last: Saying, part: Part) -> Speaker | None:
        """Return whom "it", "they", "he" or "she" means among who was heard last."""
        word, meant = here[0].key, last.speaker
        if word in self._man | self._woman:
            return self._man_or_woman(saying, last, part)
        of_body = word in self._thing and not meant.also and (meant.person is None or _is_office(last))
        of_several = word in self._many and bool(meant.also)
        return meant if meant.party is not None and (of_body or of_several) else None

    def _man_or_woman(self, saying: Saying, last: Saying, part: Part) -> Speaker | None:
        """Return the person who was heard last, where nobody else was named since, and "he" was taken for no name."""
        known, source = saying.speaker.name, saying.attribution.source
        if last.speaker.person is None or source is None or (known[:1].isupper() and fold(known) != fold(source.text)):
            return None
        told = [self._genders[word.key] for word in words(last.speaker.name) if word.key in self._genders]
        wanted = "he" if fold(source.text) in self._man else "she"
        if told and told[0] != wanted:
            return None
        other = self._antecedents.other(saying.attribution, part, last.speaker.person)
        return last.speaker if other is None else None

    def _issuer(self, source: Span, before: Sequence[Saying], part: Part) -> Speaker | None:
        """Return whose words a sentence shortly before gives as those of a paper: "X said in a statement"."""
        for sentence in reversed(part.sentences_before(source.start, PAPER_REACH + 1)):
            here = part.words_in(sentence.start, min(sentence.end, source.start))
            papers = [word for word in here if word.key in self._papers]
            told = [one for one in before if one.speaker.party is not None and any(_is_told_in(one, w) for w in papers)]
            parties = {tuple(s.party for s in one.speaker.together): one.speaker for one in told}
            if papers:
                return next(iter(parties.values())) if len(parties) == 1 else None
        return None

    def _is_near(self, source: Span, last: Saying, part: Part) -> bool:
        """Return whether the source stands in the sentence of what was said last or the next, and not within it."""
        near = part.sentences_before(source.start, REACH + 1)
        return bool(near) and last.end > near[0].start and not last.covers(source.start, source.end)


def _is_office(saying: Saying) -> bool:
    """Return whether somebody's words are told as those of an office: "X's office said"."""
    source = saying.attribution.source
    return source is not None and _OFFICE.search(source.text) is not None


def _is_told_in(saying: Saying, paper: Word) -> bool:
    """Return whether a paper is named right beside who says something, or the verb: "X said in a statement"."""
    told = saying.attribution
    beside = [span for span in (told.source, told.cue) if span is not None]
    near = any(span.start - _BESIDE <= paper.start <= span.end + _BESIDE for span in beside)
    return near and not saying.covers(paper.start, paper.end)
