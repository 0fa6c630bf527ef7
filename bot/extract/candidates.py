"""From the tagger's scores to candidates: for each cue the content and the source that fit it best."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bot.extract.features import Grid
from bot.extract.spelling import Ints
from bot.extract.tagger import NEVER, Floats, Weights, cue_scores, encode, pointer_logits

_AT_ONCE = 64
_SURELY_APART = 0.2
_BUCKET = 64
_EXPLICIT = 0.8
_FAINT = 0.06
_SHORTEST_SPEECH = 4
_NO_QUOTE = frozenset([-1])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible attribution by token indices, ends included; `score` is a probability."""

    cue: int
    content: tuple[int, int]
    source: tuple[int, int] | None
    score: float


def propose(view: Grid, weights: Weights) -> list[Candidate]:
    """Return the attributions of a text by their cues; faint cues count for quotations that no other reports."""
    if not len(view.tokens):
        return []
    hidden = encode(view.rows, weights)
    scores = cue_scores(hidden, weights)
    sure = apart(_sharing(_pointed(hidden, view, _places(scores >= weights.threshold), scores, weights)), view)
    untold = _untold(sure, view)
    if not untold:
        return sure
    faint = _around(untold, view) & (scores >= _FAINT) & (scores < weights.threshold) & (view.state == 0)
    found = _pointed(hidden, view, _places(faint), scores, weights)
    rescued = [c for c in found if not untold.isdisjoint(quotes_in(view, c.content)) and _not_after(c, view)]
    return apart(sure + rescued, view)


def _around(quotes: set[int], view: Grid) -> NDArray[np.bool_]:
    """Return which tokens stand in the sentences of the quotations or in those beside them."""
    meant = np.zeros(max(quotes) + 2, dtype=np.bool_)  # one more than quotations, for tokens that stand in none
    meant[list(quotes)] = True
    held = view.sentence[meant[np.minimum(view.quote, len(meant) - 1)]]
    near = np.zeros(view.sentences[-1] + 3, dtype=np.bool_)
    for beside in range(3):
        near[held + beside] = True
    found: NDArray[np.bool_] = near[view.sentence + 1]
    return found


def _not_after(candidate: Candidate, view: Grid) -> bool:
    """Tell whether the cue stands in no later paragraph than what it reports."""
    return view.paragraphs[candidate.cue] <= view.paragraphs[candidate.content[1]]


def _places(which: NDArray[np.bool_]) -> Ints:
    return np.flatnonzero(which).astype(np.int32)


def _untold(sure: list[Candidate], view: Grid) -> set[int]:
    """Return the quotations of some length that no sure candidate reports."""
    told = {quote for c in sure for quote in quotes_in(view, c.content)}
    lengths = np.bincount(view.quote[view.quote >= 0])
    return set(np.flatnonzero(lengths > _SHORTEST_SPEECH).tolist()) - told


def _sharing(found: list[Candidate]) -> list[Candidate]:
    """Return the candidates, each content cut where the next cue of the same source begins ("said …, adding …")."""
    result: list[Candidate] = []
    for one, other in zip(found, [*found[1:], None], strict=False):
        start, end = one.content
        if other and one.source and one.source == other.source and start < other.cue <= end and one.cue < other.cue:
            result.append(replace(one, content=(start, other.cue - 1)))
        else:
            result.append(one)
    return result


def quotes_in(view: Grid, content: tuple[int, int]) -> set[int]:
    """Return the quotations that the tokens of a content lie in."""
    return set(view.quotes[content[0] : content[1] + 1]) - _NO_QUOTE


def _pointed(hidden: Floats, view: Grid, cues: Ints, scores: Floats, weights: Weights) -> list[Candidate]:
    """Return the best content and source of each cue, some cues at a time to bound memory."""
    found: list[Candidate] = []
    for begin in range(0, len(cues), _AT_ONCE):
        found += _pointed_at_once(hidden, view, cues[begin : begin + _AT_ONCE], scores, weights)
    return found


def _pointed_at_once(hidden: Floats, view: Grid, cues: Ints, scores: Floats, weights: Weights) -> Iterator[Candidate]:
    logits, places = pointer_logits(hidden, view, cues, weights)
    starts, ends = _best_span(logits[:, :, 0], logits[:, :, 1])
    first, last = _best_span(logits[:, :, 2], logits[:, :, 3])
    order = np.arange(len(cues))
    columns = (cues, scores[cues], *(places[order, column] for column in (starts, ends, first, last)))
    for cue, score, start, end, left, right in zip(*(column.tolist() for column in columns), strict=True):
        yield Candidate(cue, (start, end), None if left <= cue <= right else (left, right), score)


def _best_span(starts: Floats, ends: Floats) -> tuple[Ints, Ints]:
    """Return the pair start <= end with the highest sum, per row."""
    reached = np.maximum.accumulate(starts, axis=1)
    end = (reached + ends).argmax(axis=1)
    masked = np.where(np.arange(starts.shape[1]) <= end[:, None], starts, NEVER)
    return masked.argmax(axis=1).astype(np.int32), end.astype(np.int32)


def apart(found: list[Candidate], view: Grid) -> list[Candidate]:
    """Return the surest of those whose contents overlap, in text order; one that runs into the next speech is cut."""
    kept: list[Candidate] = []
    taken: dict[int, list[Candidate]] = {}
    for candidate in sorted(found, key=lambda c: (-c.score, c.cue)):
        settled = _beside(candidate, _rivals(candidate, taken), view)
        if settled is None:
            continue
        kept.append(settled)
        for bucket in _buckets(settled):
            taken.setdefault(bucket, []).append(settled)
    return sorted(kept, key=lambda c: (c.cue, c.content))


def _buckets(candidate: Candidate) -> range:
    return range(candidate.content[0] // _BUCKET, candidate.content[1] // _BUCKET + 1)


def _rivals(candidate: Candidate, taken: dict[int, list[Candidate]]) -> list[Candidate]:
    near = [other for bucket in _buckets(candidate) for other in taken.get(bucket, ())]
    return [other for other in near if _overlap(candidate.content, other.content) > _SURELY_APART]


def _beside(candidate: Candidate, rivals: list[Candidate], view: Grid) -> Candidate | None:
    """Return the candidate without what surer ones report in later sentences; None where nothing is left.

    An explicit report within another's words ("X said that Y had told Z …") stays as it is.
    """
    start, end = candidate.content
    if candidate.score >= _EXPLICIT and any(_within(candidate, rival, view) for rival in rivals):
        return candidate
    for rival in rivals:
        first = min(rival.cue, rival.content[0], rival.source[0] if rival.source else rival.cue)
        if first <= max(start, candidate.cue) or view.sentences[first] == view.sentences[start]:
            return None
        end = min(end, first - 1)
    return candidate if end == candidate.content[1] else replace(candidate, content=(start, end))


def _within(inner: Candidate, outer: Candidate, view: Grid) -> bool:
    """Tell whether source, cue and content of one are told, outside quotation marks, in the content of the other."""
    start, end = outer.content
    spans = [inner.content, (inner.cue, inner.cue)] + ([inner.source] if inner.source else [])
    return inner.source is not None and not view.states[inner.cue] and all(start <= a and b <= end for a, b in spans)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Return the share of the smaller that lies in both."""
    both = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return max(0, both) / min(one[1] - one[0] + 1, other[1] - other[0] + 1)
