"""What the parser sees of a sentence: headlines in a form that a small pipeline can read, denials without their end."""

import re

from bot.extract.actors import LONGEST_NAME, Named
from bot.extract.language import Language
from bot.extract.lexicon import enumerate_forms
from bot.extract.parts import Part
from bot.extract.segment import Sentence
from bot.extract.stance import StanceReader
from bot.extract.stance_lexicon import CuePos
from bot.extract.syntax import Prepared, decapitalise

_JOINED = re.compile(r"[\s,]*")
_WORD = re.compile(r"\s+([^\W\d_]+)\b(?![’'])")
# fewer words are not told by their capitals for a headline
_SHORTEST = 4
_CAPITALS = 0.6


class Preparer:
    """Prepares sentences for the parser, by the cues of a language."""

    def __init__(self, language: Language, stances: StanceReader) -> None:
        self._stances = stances
        self._stand_in = language.pronouns.stand_in
        groups = [g.words for g in language.stance.cues if g.pos is CuePos.VERB]
        bases = {w.split()[0] for words in (*groups, *(g.words for g in language.stance.phrasal)) for w in words}
        irregular = language.attribution.irregular
        self._acts = {f for base in bases for kind, f in enumerate_forms(base, irregular.get(base)) if kind == 1}

    def prepare(self, part: Part, sentence: Sentence) -> Prepared:
        """Return the sentence without a headline's capitals, and its first name replaced before a verb of stance."""
        text = part.text
        inside = [w for w in part.words_in(sentence.start, sentence.end) if w.raw[0].isalpha()]
        capitals = sum(w.raw[0].isupper() for w in inside)
        if len(inside) >= _SHORTEST and capitals >= _CAPITALS * len(inside):
            named = [(n.start, n.end) for n in part.named_in(sentence.start - LONGEST_NAME, sentence.end)]
            text = decapitalise(text, sentence.start, sentence.end, named)
        denial = self._stances.denial(text, sentence.start, sentence.end)
        if denial is not None:
            text = text[: denial[1]] + " " * (denial[2] - denial[1]) + text[denial[2] :]
        name = self._acting(part, sentence, text) if part.field == "title" else None
        place = (name.start, name.end) if name else None
        return Prepared(text, sentence.start, sentence.end, place, self._stand_in)

    def _acting(self, part: Part, sentence: Sentence, text: str) -> Named | None:
        """Return the name with which a headline begins, if a verb of stance comes next: "X weighs truce"."""
        last: Named | None = None
        for named in part.named_in(sentence.start, sentence.end):
            if not _JOINED.fullmatch(text, last.end if last else sentence.start, named.start):
                break
            last = named
        following = _WORD.match(text, last.end) if last else None
        return last if following and following[1] in self._acts else None
