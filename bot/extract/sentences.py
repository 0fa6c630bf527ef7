"""Where sentences end: a stretch of text in, offsets of its sentences out, in one linear pass."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.extract.lexicon import SegmentationLexicon

_STOP = re.compile(r"(?:[.!?]+|…|[。！？])[\"”’»)\]'›]*")
_BREAK = re.compile(r"[\s(\[“\"‘«—–/]")
_FIRST_WORD = re.compile(r"[\"“”«‘'(\[]*([^\W_]*)")
_GLUED = re.compile(r"[a-z]{2}[.!?][\"”’»]?[A-Z][a-z]")  # two sentences run together in extraction
_LONGEST_WORD = 30
LONGEST_SENTENCE = 4000
"""Characters after which a sentence is cut at a white space: no writer's, but a list or a page without stops."""


class Sentence(NamedTuple):
    """One sentence of a text, white space around it excluded."""

    start: int
    end: int


def split_sentences(text: str, start: int, end: int, lexicon: SegmentationLexicon) -> Iterator[Sentence]:
    """Yield the sentences of `text[start:end]`, in order; together they hold all but white space.

    None is longer than `LONGEST_SENTENCE`, so that what is looked for in one takes a bounded time.
    """
    begin = start
    for place in (*_ends(text, start, end, lexicon), end):
        for cut in _cuts(text, begin, place):
            yield from _trimmed(text, begin, cut)
            begin = cut


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where a sentence ends, and before that where it is cut for its length: behind a white space or anywhere."""
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        start = space + 1 if space >= 0 else start + LONGEST_SENTENCE
        yield start
    yield end


def _ends(text: str, start: int, end: int, lexicon: SegmentationLexicon) -> list[int]:
    """Return where sentences end: after stops that are none of an abbreviation, and around asides such as credits."""
    ends = [
        stop.end() for stop in _STOP.finditer(text, start, end) if stop.end() < end and _stops(text, stop, end, lexicon)
    ]
    asides = [place for aside in lexicon.asides.pattern.finditer(text, start, end) for place in aside.span()]
    return sorted({*ends, *asides}) if asides else ends


def _trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Sentence(start, end)


def _stops(text: str, stop: re.Match[str], end: int, lexicon: SegmentationLexicon) -> bool:
    if not text[stop.end()].isspace():
        return bool(_GLUED.match(text, max(0, stop.start() - 2), stop.end() + 2))
    follows = text[stop.end() : min(end, stop.end() + 60)].lstrip()
    if not follows:
        return True
    first = _FIRST_WORD.match(follows)
    word = first.group(1) if first else ""
    if word[:1].islower() or follows[0] in ",;:)]-–—":
        return False
    if stop.group() != ".":
        return True
    return not _abbreviates(text[max(0, stop.start() - _LONGEST_WORD) : stop.start()], word, lexicon)


def _abbreviates(before: str, after: str, lexicon: SegmentationLexicon) -> bool:
    """Tell whether the full stop between `before` and the word `after` belongs to an abbreviation."""
    strong, weak, openers = lexicon.endings
    word = _BREAK.split(before)[-1]
    if word.lower() in strong:
        return word.lower() != "no" or after[:1].isdigit()
    if word.lower() in weak:
        return after not in openers and after[:1] != ""
    return len(word) == 1 and word.isupper() and after not in openers
