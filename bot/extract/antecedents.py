"""Whom a pronoun means beside whom an attribution took it for: somebody of the dossier may have been named since."""

import re
from bisect import bisect_left

from bot.extract.actors import Named
from bot.extract.holders import Pronouns
from bot.extract.lexicon import AttributionLexicon
from bot.extract.parts import Part
from bot.extract.phrases import fold, words
from bot.extract.sentences import Sentence
from bot.model import Attribution, QuoteKind

# so many sentences before its own a pronoun points back
REACH = 3
# so many words may stand before the name with which a sentence begins: "But President X's reaction"
OPENING = 3


_QUOTED = re.compile(r"“[^“”]+”|\"[^\"]+\"|«[^«»]+»")


class Antecedents:
    """Looks for a man named after the one whom "he" was taken for."""

    def __init__(self, pronouns: Pronouns, lexicon: AttributionLexicon) -> None:
        self._pronouns = pronouns
        self._genders = lexicon.genders
        self._governors = lexicon.governors

    def other(self, attribution: Attribution, part: Part, person: str) -> str | None:
        """Return the name of the man who is meant in place of the person; the empty text where it may be either.

        None where the pronoun is taken rightly, or the source is none.
        """
        source = attribution.source
        if source is None or fold(source.text) not in self._pronouns.man:
            return None
        before = self._sentences(part, source.start)
        nearest = self._nearest(part, before, source.start)
        if nearest is None or nearest.name.person == person:
            return None
        home = next((s for s in before if s.start <= nearest.start < s.end), None)
        if home is None or source.start < home.end or self._is_of(part, home, nearest, person):
            return None
        opening = part.words_in(home.start, nearest.start)
        leads = len(opening) <= OPENING and not any(word.key in self._governors for word in opening)
        return nearest.text if leads else ""

    def _sentences(self, part: Part, place: int) -> list[Sentence]:
        """Return the sentence at the place and those before it that a pronoun may point back to."""
        sentences = [s for _, s in part.sentences()]
        here = bisect_left(sentences, place + 1, key=lambda s: s.start)
        return sentences[max(0, here - REACH) : here]

    def _nearest(self, part: Part, before: list[Sentence], place: int) -> Named | None:
        """Return the last man of the dossier whom the article names before the place, others' words aside."""
        start = before[0].start if before else place
        told = (a for a in part.attributions if a.kind is QuoteKind.INDIRECT)
        said = [(s.start, s.end) for a in told for s in a.content]
        said += [match.span() for match in _QUOTED.finditer(part.text, start, place)]
        named = [n for n in part.named_in(start, place) if n.name.person is not None and not self._is_woman(n)]
        return next((n for n in reversed(named) if not any(a <= n.start < b for a, b in said)), None)

    def _is_woman(self, named: Named) -> bool:
        return any(self._genders.get(word.key) == "she" for word in words(named.text))

    def _is_of(self, part: Part, sentence: Sentence, nearest: Named, person: str) -> bool:
        """Return whether the sentence is about the person all the same: it names him, or says "he", before another."""
        if any(n.name.person == person for n in part.named_in(sentence.start, nearest.start)):
            return True
        return any(word.key in self._pronouns.man for word in part.words_in(sentence.start, nearest.start))
