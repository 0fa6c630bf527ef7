"""Attributed articles as training examples: features of every token, and what the tagger should say about it.

The corpus is JSON Lines, gzipped: `text` and `attributions`, each with `source`, `cue` and `content` as lists of
[start, end] offsets into the text.
"""

import gzip
import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.extract.features import Grid, grid
from bot.extract.lexicon import AttributionLexicon, SegmentationLexicon
from bot.extract.quotes import pair_quotes
from bot.extract.segment import segment
from bot.extract.spelling import Ints
from bot.extract.training.syntax import FARTHEST_HEAD, parse

Offsets = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Example:
    """One article; a row of `targets` is (cue, content start, content end, source start, source end).

    `labels` has a column per side task: tag, relation, distance of the head, place in a content; -1 where unknown.
    """

    view: Grid
    targets: Ints
    labels: Ints


def read_examples(
    path: Path, segmentation: SegmentationLexicon, lexicon: AttributionLexicon, pipeline: str
) -> Iterator[Example]:
    """Yield the articles of the corpus in order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    views = []
    for row in rows:
        paragraphs = segment(row["text"], segmentation)
        views.append(grid(row["text"], paragraphs, pair_quotes(row["text"], paragraphs), lexicon.words))
    parsed = parse([(row["text"], view.tokens) for row, view in zip(rows, views, strict=True)], pipeline)
    for row, view, syntax in zip(rows, views, parsed, strict=True):
        yield _example(row["attributions"], view, syntax)


def _example(attributions: Sequence[dict[str, Any]], view: Grid, syntax: Ints) -> Example:
    targets = sorted(_targets(attributions, view, syntax))
    distance = np.clip(syntax[:, 2] - np.arange(len(syntax)), -FARTHEST_HEAD, FARTHEST_HEAD) + FARTHEST_HEAD
    labels = np.stack([syntax[:, 0], syntax[:, 1], distance, _inside(attributions, view)], axis=1)
    return Example(view, np.array(targets, dtype=np.int32).reshape(-1, 5), labels.astype(np.int32))


def _targets(
    attributions: Sequence[dict[str, Any]], view: Grid, syntax: Ints
) -> Iterator[tuple[int, int, int, int, int]]:
    for said in attributions:
        content, cue = _span(said["content"], view), _span(said["cue"][:1], view)
        if content and cue:
            head = _head(cue, view, syntax)
            source = _span(said["source"], view) or (head, head)
            yield head, *content, *source


def _span(parts: Offsets, view: Grid) -> tuple[int, int] | None:
    """Return the first and last token of the stretch that holds all parts."""
    if not parts:
        return None
    first = bisect_right(view.tokens.ends, min(part[0] for part in parts))
    last = bisect_left(view.tokens.starts, max(part[1] for part in parts)) - 1
    return (first, last) if first <= last else None


def _head(cue: tuple[int, int], view: Grid, syntax: Ints) -> int:
    """Return the first word of the cue whose syntactic head lies outside it."""
    for token in range(cue[0], cue[1] + 1):
        above = int(syntax[token, 2])
        if view.tokens.words[token][0].isalpha() and (above == token or not cue[0] <= above <= cue[1]):
            return token
    return cue[0]


def _inside(attributions: Sequence[dict[str, Any]], view: Grid) -> Ints:
    """Return per token 0 outside contents, 1 at the beginning of a part of one, 2 within."""
    inside = np.zeros(len(view.tokens), dtype=np.int32)
    for said in attributions:
        for part in said["content"]:
            span = _span([part], view)
            if span:
                inside[span[0] : span[1] + 1] = 2
                inside[span[0]] = 1
    return inside
