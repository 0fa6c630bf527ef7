"""Whom a pronoun means beside whom an attribution took it for: somebody of the dossier may have been named since."""

import re
from collections.abc import Sequence

from bot.extract.actors import Named
from bot.extract.holders import Pronouns
from bot.extract.lexicon import AttributionLexicon
from bot.extract.parts import Part
from bot.extract.phrases import fold, words
from bot.extract.sentences import Sentence
from bot.model import Attribution

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
        before = part.sentences_before(source.start, REACH)
        nearest = self._nearest(part, before, source.start)
        if nearest is None or nearest.name.person == person:
            return None
        home = next((s for s in before if s.start <= nearest.start < s.end), None)
        if home is None or source.start < home.end or self._is_of(part, home, nearest, person):
            return None
        people = [n for n in part.named_in(home.start, nearest.end) if n.name.person is not None]
        first = people[0] if people and people[0].name.person == nearest.name.person else nearest
        if first is people[0] and part.text[first.start - 2 : first.start] == ", ":  # "In the capital, X met"
            return first.text
        opening = part.words_in(home.start, first.start)
        leads = len(opening) <= OPENING and not any(word.key in self._governors for word in opening)
        return nearest.text if leads else ""

    def _nearest(self, part: Part, before: Sequence[Sentence], place: int) -> Named | None:
        """Return the last man of the dossier whom the article names before the place, others' words aside."""
        start = before[0].start if before else place
        quoted = [match.span() for match in _QUOTED.finditer(part.text, start, place)]
        named = [n for n in part.named_in(start, place) if n.name.person is not None and not self._is_woman(n)]
        return next((n for n in reversed(named) if not self._is_said(n.start, part, quoted)), None)

    def _is_said(self, place: int, part: Part, quoted: Sequence[tuple[int, int]]) -> bool:
        return part.is_told(place) or any(start <= place < end for start, end in quoted)

    def _is_woman(self, named: Named) -> bool:
        return any(self._genders.get(word.key) == "she" for word in words(named.text))

    def _is_of(self, part: Part, sentence: Sentence, nearest: Named, person: str) -> bool:
        """Return whether the sentence is about the person all the same: it names him, or says "he", before another."""
        if any(n.name.person == person for n in part.named_in(sentence.start, nearest.start)):
            return True
        return any(word.key in self._pronouns.man for word in part.words_in(sentence.start, nearest.start))
