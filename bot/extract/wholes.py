"""The whole phrase of a source whose attribution names only a part of it: "X, Y and Z", "X's envoy, Jane Doe"."""

import re
from collections.abc import Iterator, Sequence

from bot.extract.actors import LONGEST_NAME, ActorLexicon
from bot.extract.parts import Part
from bot.extract.phrases import Word, fold
from bot.model import Span

_NAME = r"[^\W\d_][\w’'.-]*(?:\s[^\W\d_][\w’'.-]*){0,2}"
_BEFORE = re.compile(r"(?:^|[,;:—–]\s)(?P<role>[^,;:—–]{3,100}),\s*$")
_BEHIND = re.compile(r",?\s*(?P<role>(?:[^,;:—–.]|(?<=[A-Z])\.){3,100}?)(?:,|[.\s”\"]*$)")
_LONGEST_ROLE = 110


class Wholes:
    """Completes the sources of attributions, by the words of a language."""

    def __init__(self, lexicon: ActorLexicon) -> None:
        self._joiners = frozenset(map(fold, lexicon.joiners))
        joiner = "|".join(map(re.escape, lexicon.joiners))
        self._listed = re.compile(rf",\s+(?:{_NAME},\s+){{0,3}}(?:{_NAME}\s+)?(?:(?:{joiner})\s+)?(?:the\s+)?")
        others = "|".join(map(re.escape, lexicon.naming))
        self._among = re.compile(rf"[’']s?\s|,?\s(?:(?:{joiner})\s)?(?:[^\W\d]\w+\s){{0,2}}(?:{others})\s(?:the\s)?")
        self._links, self._several = (frozenset(map(fold, ws)) for ws in (lexicon.links, lexicon.several))
        self._papers = frozenset(map(fold, lexicon.releases))
        self._opening = {fold(w) for w in (*lexicon.articles, *lexicon.titles, *lexicon.opening)}

    def source(self, source: Span, part: Part) -> str:
        """Return the source with the names that a list or "and" joins to it, and the whole of a name that it cuts."""
        end = next((n.end for n in part.named_in(source.start, source.end) if n.end > source.end), source.end)
        sentence = part.sentence_at(source.start)
        first = sentence.start if sentence is not None else source.start
        start = listed = self._described(source, part)
        if start < source.start:
            end = next(n.end for n in part.named_in(start, source.start))
        for one in reversed(part.named_in(first, start)):
            between = part.text[one.end : listed]
            if start == listed and self._is_and(between):
                start = listed = one.start
            elif between == " " or self._is_and(between) or self._goes_on(between):
                listed = one.start
            else:
                break
        several = any(fold(word.raw) in self._joiners for word in part.words_in(listed, end))
        return part.text[listed if several and self._begins(part.words_in(first, listed)) else start : end]

    def roles(self, source: Span, part: Part) -> Iterator[str]:
        """Yield what stands beside a name between commas: "X's envoy, Jane Doe, said", "Jane Doe, X's envoy, said"."""
        sentence = part.sentence_at(source.start)
        if sentence is None:
            return
        before = _BEFORE.search(part.text, max(sentence.start, source.start - _LONGEST_ROLE), source.start)
        end = source.start + len(source.text.partition(",")[0].rstrip())
        behind = _BEHIND.match(part.text, end, min(sentence.end, end + _LONGEST_ROLE))
        yield from (found["role"].strip() for found in (before, behind) if found is not None)

    def _begins(self, before: Sequence[Word]) -> bool:
        """Return whether a list may begin behind the words: nothing but titles, or last "the leaders of"."""
        if before and any(w.key in self._papers for w in before) and before[0].key in self._links:
            return True  # "In a joint statement, X, Y and Z"
        of_many = len(before) > 1 and before[-1].key in self._links and before[-2].key in self._several
        return of_many or all(word.key in self._opening for word in before)

    def _described(self, source: Span, part: Part) -> int:
        """Return where the source begins; where it only describes the name before it, where that does."""
        if not source.text.endswith(",") or not source.text[0].islower():
            return source.start
        near = part.named_in(source.start - LONGEST_NAME, source.start)
        return next((n.start for n in near if part.text[n.end : source.start] == ", "), source.start)

    def _goes_on(self, between: str) -> bool:
        """Return whether a list may go on so: with a comma, or "including X's"."""
        return self._listed.fullmatch(between) is not None or self._among.fullmatch(between) is not None

    def _is_and(self, between: str) -> bool:
        return len(between) < 8 and fold(between.strip()) in self._joiners
