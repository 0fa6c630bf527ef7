"""What spaCy's attribute ruler finds, sooner: nearly all of its rules look at one word, and a text repeats its words.

For each word of a sentence the ruler tries some 180 rules. Those for a single word are tried once for all words that
are alike in what the rules look at, and most words are no word that a rule names; only the others are looked for in
every sentence.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from spacy.matcher import Matcher

if TYPE_CHECKING:
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc

LOOKED_AT = ("LOWER", "TAG", "DEP", "IS_SPACE")
UNNAMED = 0
"""What stands for all words that no rule for a single word names."""
_MOST_REMEMBERED = 200_000

Match = tuple[int, int, int, int]
"""The number of a rule, its id, and the tokens from which and before which it matches."""


class Ruling:
    """Finds what the `match` of a ruler finds, in the same order."""

    def __init__(self, ruler: "AttributeRuler") -> None:
        self._strings = ruler.vocab.strings
        self._single, self._others = Matcher(ruler.vocab), Matcher(ruler.vocab)
        self._named: set[int] = set()
        for number, rule in enumerate(ruler.patterns):
            patterns: Any = rule["patterns"]
            single = _of_one_word(patterns)
            (self._single if single else self._others).add(str(number), patterns)
            self._named |= {self._strings[word] for word in _words_in(patterns)} if single else set()
        self._known: dict[tuple[int, ...], list[tuple[int, int]]] = {}

    def match(self, doc: "Doc") -> list[Match]:
        """Return the rules that match in the sentence, by their numbers."""
        found = self._found(self._others, doc)
        for place, (word, *looks) in enumerate(doc.to_array(list(LOOKED_AT)).tolist()):
            alike = (word if word in self._named else UNNAMED, *looks)
            found += [(number, key, place, place + 1) for number, key in self._rules(alike, doc, place)]
        return sorted(found)

    def _rules(self, looks: tuple[int, ...], doc: "Doc", place: int) -> list[tuple[int, int]]:
        """Return the rules for a single word that match the one at the place, by what they look at of it."""
        rules = self._known.get(looks)
        if rules is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            rules = [(number, key) for number, key, _, _ in self._found(self._single, doc[place : place + 1])]
            self._known[looks] = rules
        return rules

    def _found(self, matcher: Matcher, tokens: Any) -> list[Match]:
        matches = matcher(tokens, allow_missing=True, as_spans=False)
        return [(int(self._strings[key]), key, start, end) for key, start, end in matches]


def _of_one_word(patterns: Iterable[Sequence[Mapping[str, object]]]) -> bool:
    """Return whether all patterns are for a single word, look at nothing else of it, and name it if they do."""
    return all(
        len(pattern) == 1 and set(pattern[0]) <= set(LOOKED_AT) and _names(pattern[0].get("LOWER", ""))
        for pattern in patterns
    )


def _names(word: object) -> bool:
    return isinstance(word, str) or (isinstance(word, Mapping) and set(word) == {"IN"})


def _words_in(patterns: Iterable[Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    """Yield the words that patterns for a single word name."""
    for (look,) in patterns:
        word = look.get("LOWER")
        if word is not None:
            yield from (word,) if isinstance(word, str) else word["IN"]
