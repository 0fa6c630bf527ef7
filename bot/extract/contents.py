"""From token spans to what was said: whole quotations, interruptions cut out, continued quotations joined."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.extract.candidates import Candidate, quotes_in
from bot.extract.features import Grid
from bot.extract.quotes import Quoted

Part = tuple[int, int]
MARKS = frozenset('"“”„‟«»″〝〞')
_LONGEST_INTERRUPTION = 30
_SHORTEST_SPEECH = 4
_SCRAP = 3
"""So many words before the source are no clause: "… against the bill, its minister said on Monday"."""


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution by tokens, ends included: the parts of its content in order, its source and its cue."""

    parts: tuple[Part, ...]
    cue: Part | None
    source: Part | None
    score: float = 1.0

    @property
    def first(self) -> int:
        """Return its first token."""
        return min(span[0] for span in (*self.parts, self.cue, self.source) if span)

    @property
    def last(self) -> int:
        """Return its last token."""
        return max(span[1] for span in (*self.parts, self.cue, self.source) if span)


def assemble(
    candidates: Sequence[Candidate], view: Grid, quotes: Sequence[Quoted], connectives: Sequence[str]
) -> list[Said]:
    """Return the attributions in text order; one without cue and source continues the one before."""
    spans = [_token_span(view, quote) for quote in quotes]
    said = [_said(candidate, view, spans, connectives) for candidate in candidates]
    said.sort(key=lambda each: (each.first, each.parts))
    return _continued(said, view, quotes, spans)


def _token_span(view: Grid, quote: Quoted) -> Part:
    first = view.tokens.first_from(quote.start)
    return first, view.tokens.first_from(quote.end) - 1


def _said(candidate: Candidate, view: Grid, spans: Sequence[Part], connectives: Sequence[str]) -> Said:
    before = _put_before(candidate, view)
    candidate = replace(candidate, content=before) if before else candidate
    start, end = _whole_quotes(*_before_source(candidate), view, spans)
    gap = _interruption(candidate, start, end, view)
    parts = [(start, gap[0] - 1), (gap[1] + 1, end)] if gap else [(start, end)]
    if gap and _begins_anew(gap[1] + 1, start, gap[0], view):
        parts = parts[1:]
    trimmed = [part for part in (_trimmed(a, b, view, connectives) for a, b in parts) if part]
    return Said(tuple(trimmed) or ((start, end),), (candidate.cue, candidate.cue), candidate.source, candidate.score)


def _before_source(candidate: Candidate) -> Part:
    """Return the content, cut where it runs into the source that stands between it and the cue."""
    source, (start, end) = candidate.source, candidate.content
    if source is not None and start < source[0] <= end < candidate.cue:
        return start, source[0] - 1
    return start, end


def _put_before(candidate: Candidate, view: Grid) -> Part | None:
    """Return the clause before the source where the content seems to begin within that: "X will go, the envoy said"."""
    source, start = candidate.source, candidate.content[0]
    if source is None or not source[0] - _SCRAP <= start <= source[1] < candidate.cue:
        return None
    comma, first = source[0] - 1, _first_of_sentence(source[0], view)
    if start == first or comma - first < _SHORTEST_SPEECH or view.tokens.words[comma] != ",":
        return None
    return first, comma - 1


def _first_of_sentence(token: int, view: Grid) -> int:
    return int(view.sentence.searchsorted(view.sentence[token]))


def _begins_anew(resumed: int, start: int, gap: int, view: Grid) -> bool:
    """Tell whether a whole sentence is quoted after words outside quotation marks ("On Monday, X said, “We …”")."""
    opens = resumed + 1 < len(view.tokens) and view.states[resumed] == 2
    return bool(opens and view.tokens.words[resumed + 1][0].isupper() and not any(view.states[start:gap]))


def _whole_quotes(start: int, end: int, view: Grid, spans: Sequence[Part]) -> Part:
    """Return the span, widened to the marks of a quotation that it holds only the beginning or the end of."""
    last = view.quotes[end]
    if last >= 0 and start <= spans[last][0]:
        end = max(end, spans[last][1])
    first = view.quotes[start]
    if first >= 0 and end >= spans[first][1]:
        start = min(start, spans[first][0])
    return start, end


def _interruption(candidate: Candidate, start: int, end: int, view: Grid) -> Part | None:
    """Return the tokens between two parts of the content: source, cue and what belongs to them."""
    low = high = candidate.cue
    if candidate.source:
        low, high = min(low, candidate.source[0]), max(high, candidate.source[1])
    if not start < candidate.cue < end or high >= end:
        return None if not start < candidate.cue < end or low <= start else (low, end)
    low = max(low, start + 1)
    return low, _resumes(high, start, end, view) - 1


def _resumes(high: int, start: int, end: int, view: Grid) -> int:
    """Return the token with which the content goes on after an interruption that reaches to `high`."""
    window = range(high + 1, min(end, high + _LONGEST_INTERRUPTION) + 1)
    if max(view.quotes[start : high + 1]) >= 0:
        opening = next((token for token in window if view.states[token] == 2), None)
        if opening is not None:
            return opening
    comma = next((token for token in window if view.tokens.words[token] == ","), None)
    return comma + 1 if comma is not None and comma < end else high + 1


def _trimmed(start: int, end: int, view: Grid, connectives: Sequence[str]) -> Part | None:
    words = view.tokens.words
    while start <= end and words[start] in ",;:.–—" and view.states[start] == 0:
        start += 1
    while start <= end and view.states[end] == 0 and (words[end] in ",;:–—" or words[end] in connectives):
        end -= 1
    return (start, end) if start <= end else None


def _continued(said: list[Said], view: Grid, quotes: Sequence[Quoted], spans: Sequence[Part]) -> list[Said]:
    """Join the quotations that no cue reports to the speech before them, or let them follow it."""
    covered = {q for each in said for part in each.parts for q in quotes_in(view, part)}
    waiting = [(quotes[k - 1].carried if k else False, spans[k]) for k in range(len(quotes)) if k not in covered]
    result: list[_Speech] = []
    queue = iter(said)
    upcoming = next(queue, None)
    for carried, span in waiting:
        while upcoming and upcoming.first < span[0]:
            result.append(_Speech(upcoming))
            upcoming = next(queue, None)
        if not result or not _is_speech(span, view) or not result[-1].is_near(span, view):
            continue
        previous = result[-1]
        if carried or view.paragraphs[previous.last] == view.paragraphs[span[0]]:
            previous.join(span)
        else:
            result.append(_Speech(Said((span,), None, None, previous.said.score)))
    return [speech.whole() for speech in result] + [each for each in (upcoming, *queue) if each]


class _Speech:
    """An attribution that may go on: what is joined to it, and its last token."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self.last = said.last
        self._joined: list[Part] = []

    def join(self, span: Part) -> None:
        """Let it go on with a quotation."""
        self._joined.append(span)
        self.last = max(self.last, span[1])

    def is_near(self, span: Part, view: Grid) -> bool:
        """Tell whether a quotation comes right after it, if it is quoted speech, no other sentence between."""
        quoted = bool(self._joined) or any(quotes_in(view, part) for part in self.said.parts)
        return quoted and view.sentences[span[0]] - view.sentences[self.last] <= 1

    def whole(self) -> Said:
        """Return it with all that was joined to it."""
        return replace(self.said, parts=(*self.said.parts, *self._joined)) if self._joined else self.said


def _is_speech(span: Part, view: Grid) -> bool:
    """Tell whether a quotation begins with a sentence and is long enough to be more than a phrase."""
    begins = span[0] == 0 or view.sentences[span[0]] != view.sentences[span[0] - 1]
    return begins and span[1] - span[0] > _SHORTEST_SPEECH
