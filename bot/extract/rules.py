"""Attribution by rules alone: cue words of the lexicon, quotation marks and punctuation decide.

It stands in where no weights are configured, and is what the tagger is measured against.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.extract.candidates import Candidate, apart
from bot.extract.features import Grid
from bot.extract.lexicon import AttributionLexicon

_LONGEST_SOURCE = 14
_BREAKS = frozenset([",", ";", ":", "—", "–", "(", ")"])
_PLAIN_SOURCE = 4
_THAT = frozenset(["that", ":", ","])
_BEING = frozenset(["be", "been", "being", "is", "are", "was", "were", "’s", "'s"])
_BESIDE_BEING = 3
"""Words before a participle among which a form of "be" makes it a passive: "has been once more warned"."""


def propose_by_rule(view: Grid, lexicon: AttributionLexicon) -> list[Candidate]:
    """Return the attributions that cue words show."""
    return apart(list(_proposed(view, lexicon)), view)


def according(view: Grid, settled: Sequence[Candidate], lexicon: AttributionLexicon) -> list[Candidate]:
    """Return the candidates, with plain uses of "according to" and its like that none of them has for a cue."""
    cues = {candidate.cue for candidate in settled}
    plain = []
    words = view.tokens.words
    for cue in view.places(lexicon.source_openings):
        length = 0 if cue in cues or view.states[cue] else _preposition(view, cue, words[cue], lexicon)
        found = _according(view, cue, length) if length else None
        if found and found.source and found.source[1] - found.source[0] < _PLAIN_SOURCE:
            plain.append(found)
    named = {token for c in plain if c.source for token in range(c.source[0], c.source[1] + 1)}
    kept = [c for c in settled if not (c.source and named.intersection(range(c.source[0], c.source[1] + 1)))]
    return apart(kept + plain, view) if plain else list(settled)


def unaddressed(view: Grid, found: Sequence[Candidate], lexicon: AttributionLexicon) -> list[Candidate]:
    """Return the candidates, those who are told something no longer for its source: "X was warned that it must"."""
    return [replace(one, source=None) if _is_told(view, one, lexicon) else one for one in found]


def _is_told(view: Grid, one: Candidate, lexicon: AttributionLexicon) -> bool:
    words = view.tokens.words
    if one.source is None or one.source[1] >= one.cue or words[one.cue].lower() not in lexicon.told_forms:
        return False
    first = max(one.source[1] + 1, one.cue - _BESIDE_BEING)
    return not _BEING.isdisjoint(word.lower() for word in words[first : one.cue])


def _preposition(view: Grid, cue: int, word: str, lexicon: AttributionLexicon) -> int:
    """Return how many words from `cue` on are a preposition before sources; 0 if none."""
    for phrase in lexicon.source_prepositions.get(word.lower(), ()):
        if [w.lower() for w in view.tokens.words[cue : cue + len(phrase)]] == list(phrase):
            return len(phrase)
    return 0


def _proposed(view: Grid, lexicon: AttributionLexicon) -> Iterator[Candidate]:
    words = view.tokens.words
    for cue, word in enumerate(words):
        low = word.lower()
        if view.states[cue] in {1, 2, 3}:
            continue
        first, last = _sentence(view, cue)
        if low in lexicon.verb_forms:
            found = _around_verb(view, cue, first, last)
        elif length := _preposition(view, cue, word, lexicon):
            found = _according(view, cue, length)
        else:
            continue
        if found:
            yield found


def _sentence(view: Grid, token: int) -> tuple[int, int]:
    number = view.sentences[token]
    return bisect_left(view.sentences, number), bisect_right(view.sentences, number) - 1


def _around_verb(view: Grid, cue: int, first: int, last: int) -> Candidate | None:
    words = view.tokens.words
    quote = _quote_before(view, cue, first)
    if quote:
        start, end = quote
        between = (end + 1, cue - 1) if cue - end > 1 else (cue + 1, _until_break(view, cue + 1, last))
        return Candidate(cue, (start, end), between if between[0] <= between[1] else None, 0.9)
    if cue >= last or cue == first:
        return None
    start = cue + 1
    while start < last and words[start].lower() in _THAT:
        start += 1
    source = _back_to_break(view, cue - 1, first)
    end = last - (words[last] in ".!?")
    if source is None or start > end:
        return None
    sure = 0.8 if words[start - 1].lower() in _THAT or view.states[start] == 2 else 0.6
    return Candidate(cue, (start, end), source, sure)


def _according(view: Grid, cue: int, length: int) -> Candidate | None:
    first, last = _sentence(view, cue)
    source = (cue + length, _until_break(view, cue + length, last))
    if source[0] > source[1]:
        return None
    if cue > first:
        return Candidate(cue, (first, cue - 1), source, 0.8)
    rest = source[1] + 2
    end = last - (view.tokens.words[last] in ".!?")
    return Candidate(cue, (rest, end), source, 0.8) if rest <= end else None


def _quote_before(view: Grid, cue: int, first: int) -> tuple[int, int] | None:
    """Return the quotation that ends within a few words before the cue."""
    for token in range(cue - 1, max(first, cue - _LONGEST_SOURCE) - 1, -1):
        if view.states[token] == 3:
            return _opening(view, token), token
        if view.tokens.words[token] in ";.":
            return None
    return None


def _opening(view: Grid, token: int) -> int:
    number = view.quotes[token]
    while token > 0 and view.quotes[token - 1] == number:
        token -= 1
    return token


def _until_break(view: Grid, start: int, last: int) -> int:
    end = start
    while (
        end <= min(last, start + _LONGEST_SOURCE)
        and view.tokens.words[end] not in _BREAKS
        and view.tokens.words[end] != "."
    ):
        end += 1
    return end - 1


def _back_to_break(view: Grid, end: int, first: int) -> tuple[int, int] | None:
    start = end
    while start >= max(first, end - _LONGEST_SOURCE) and view.tokens.words[start] not in _BREAKS:
        start -= 1
    return (start + 1, end) if start < end else None
