"""What the parser sees of a sentence: headlines in a form that a small pipeline can read, denials without their end."""

import re
from collections.abc import Sequence

from bot.extract.actors import LONGEST_NAME, Named
from bot.extract.language import Language
from bot.extract.lexicon import enumerate_forms
from bot.extract.parts import Part
from bot.extract.segment import Sentence
from bot.extract.stance import StanceReader
from bot.extract.stance_lexicon import CuePos
from bot.extract.syntax import Prepared, decapitalise
from bot.extract.titles import label_end

STOPS = (".", "!", "?", ":", ";", "…")
CLOSING = " \n\"”’')]"
_WORD = re.compile(r"\s+([^\W\d_]+)\b(?![’'])")
# fewer words are not told by their capitals for a headline
_SHORTEST = 4
_CAPITALS = 0.6
# characters of a headline, or of the line below it
_LONGEST_LINE = 160


class Preparer:
    """Prepares sentences for the parser, by the cues of a language."""

    def __init__(self, language: Language, stances: StanceReader) -> None:
        self._stances = stances
        self._stand_in = language.pronouns.stand_in
        self._labels = language.attribution.headlines.labels
        self._stand_in_for_many = language.pronouns.stand_in_for_many
        groups = [g.words for g in language.stance.cues if g.pos is CuePos.VERB]
        bases = {w.split()[0] for words in (*groups, *(g.words for g in language.stance.phrasal)) for w in words}
        irregular = language.attribution.irregular
        forms = [(kind, form) for base in bases for kind, form in enumerate_forms(base, irregular.get(base))]
        self._acts = {form for kind, form in forms if kind == 1}
        self._joint_acts = {form for kind, form in forms if kind == 0}
        joiners = "|".join(map(re.escape, language.actors.joiners))
        self._and = re.compile(rf"\s*(?:,|\b(?:{joiners})\b)\s*")

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
        start, end = self._content(part, sentence)
        headline = part.field == "title" or _is_cut(text, sentence)
        names = self._acting(part, start, end, text) if headline else []
        place = (names[0].start, names[-1].end) if names else None
        return Prepared(text, start, end, place, self._stand_in_of(names))

    def _stand_in_of(self, names: Sequence[Named]) -> str:
        return self._stand_in if len({one.name.party for one in names}) == 1 else self._stand_in_for_many

    def _content(self, part: Part, sentence: Sentence) -> tuple[int, int]:
        """Return what is said without a title's label, and without a source that only a mark shows: "X: truce near"."""
        one = part.marked.get(sentence.start)
        if one is not None and one.content[0].start < sentence.end:
            return one.content[0].start, min(one.content[0].end, sentence.end)
        label = label_end(part.text, part.named, self._labels) if part.field == "title" else 0
        return max(sentence.start, label), sentence.end

    def _acting(self, part: Part, start: int, end: int, text: str) -> list[Named]:
        """Return the names with which a headline begins, if a verb of stance comes next: "X weighs truce".

        Those that a comma or "and" joins act together: "X, Y accept truce".
        """
        found: list[Named] = []
        for named in part.named_in(start, end):
            between = text[found[-1].end if found else start : named.start]
            if found and self._and.fullmatch(between):
                found.append(named)
            elif not between.strip(" ,"):
                found = [*found[:-1], named]
            else:
                break
        following = _WORD.match(text, found[-1].end) if found else None
        acts = self._joint_acts if len(found) > 1 else self._acts
        return found if following and following[1] in acts else []


def _is_cut(text: str, sentence: Sentence) -> bool:
    """Return whether a short sentence ends without a stop, as headlines and the lines below them do."""
    return sentence.end - sentence.start <= _LONGEST_LINE and not text[sentence.start : sentence.end].rstrip(
        CLOSING
    ).endswith(STOPS)
