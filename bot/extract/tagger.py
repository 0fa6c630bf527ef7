"""A small convolutional network that marks, in one pass over a text, words that report, and whose words they report.

Rows of features become vectors by table look-up; residual convolutions of growing reach give each token its context; a
score says whether a token is the head of a cue, and four pointers lead from each cue to the first and last token of
the content and of the source. Weights are an `.npz` file written by `bot.extract.training`; only numpy is needed.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import ConfigError
from bot.extract.features import SIZES, Grid
from bot.extract.spelling import Ints

Floats = NDArray[np.float32]
BEFORE, AFTER = 64, 96
DILATIONS = (1, 2, 4, 8)
POINTERS = ("content start", "content end", "source start", "source end")
# how a token lies to a cue: distance; sentences x paragraphs between; quotations between x state
RELATIONS = (29, 27, 32)
_APART = np.arange(-BEFORE, AFTER + 1, dtype=np.int32)
_LIMITS = np.array((1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97), dtype=np.int32)
DISTANCE = (np.sign(_APART) * np.searchsorted(_LIMITS, np.abs(_APART), side="right") + 14).astype(np.int32)
NEVER = np.float32(-1e9)


@dataclass(frozen=True)
class Weights:
    """The parameters by name; `table0`… for features, `conv0`…, `cue`, `point…`."""

    values: dict[str, Any]
    threshold: float

    def __getitem__(self, name: str) -> Floats:
        """Return one parameter."""
        value: Floats = self.values[name]
        return value

    @cached_property
    def distances(self) -> Floats:
        """Return what the first relation adds, for each place of the window."""
        apart: Floats = self["relation0"].take(DISTANCE, axis=0)
        return apart

    @cached_property
    def both(self) -> Floats:
        """Return what the second and third relation add, for each pair of them."""
        pairs: Floats = self["relation1"][:, None] + self["relation2"]
        return pairs.reshape(-1, pairs.shape[-1])


@lru_cache(maxsize=4)
def load_weights(path: Path) -> Weights:
    """Return the weights in `path`; raises ConfigError where it is no weights file of this version."""
    try:
        with np.load(path, allow_pickle=False) as archive:
            values = {name: archive[name].astype(np.float32) for name in archive.files}
        threshold = float(values.pop("threshold"))
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"{path}: holds no weights of the tagger; train them or remove `tagger`") from error
    return Weights(values, threshold)


def encode(rows: Ints, weights: Weights) -> Floats:
    """Return one vector per row of features, its neighbours taken into account."""
    return convolve(embed(rows, weights), weights)


def embed(rows: Ints, weights: Weights) -> Floats:
    """Return one vector per row of features, by itself: the sum of what its columns stand for."""
    hidden: Floats = weights["table0"].take(rows[:, 0], axis=0)
    for column in range(1, len(SIZES)):
        hidden += weights[f"table{column}"].take(rows[:, column], axis=0)
    return hidden


def convolve(hidden: Floats, weights: Weights) -> Floats:
    """Take the neighbours of each vector into account, in place, and return the vectors."""
    for layer, step in enumerate(DILATIONS):
        fresh = neighbours(hidden, step) @ weights[f"conv{layer}"]
        fresh += weights[f"bias{layer}"]
        hidden += np.maximum(fresh, 0, out=fresh)
    return hidden


def neighbours(hidden: Floats, step: int) -> Floats:
    """Return each vector between those `step` tokens before and after, zeros beyond the ends."""
    count, width = hidden.shape
    wide = np.empty((count, 3 * width), dtype=np.float32)
    wide[:step, :width] = 0
    wide[step:, :width] = hidden[:-step]
    wide[:, width : 2 * width] = hidden
    wide[: max(0, count - step), 2 * width :] = hidden[step:]
    wide[max(0, count - step) :, 2 * width :] = 0
    return wide


def cue_scores(hidden: Floats, weights: Weights) -> Floats:
    """Return for each token the probability that it is the head of a cue."""
    logits: Floats = hidden @ weights["cue"] + weights["cue_bias"]
    return (1 / (1 + np.exp(-np.clip(logits[:, 0], -30, 30)))).astype(np.float32)


def windows(count: int, cues: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Return (cues x window) token indices around each cue and which of them exist; the others are clipped."""
    places = cues[:, None] + _APART
    return np.clip(places, 0, count - 1), (places >= 0) & (places < count)


def relations(view: Grid, cues: Ints, places: Ints) -> tuple[Ints, Ints]:
    """Return (cues x window) rows of the second and third table of `RELATIONS`."""
    sentences = np.clip(view.sentence[places] - view.sentence[cues][:, None], -4, 4) + 4
    paragraphs = np.clip(view.paragraph[places] - view.paragraph[cues][:, None], -1, 1) + 1
    begun = np.maximum.accumulate(view.quote)[cues][:, None]
    quote = view.quote[places]
    between = np.where(quote < 0, 7, np.clip(quote - begun, -3, 3) + 3)
    return sentences * 3 + paragraphs, view.state[places] * 8 + between


def pointer_logits(hidden: Floats, view: Grid, cues: Ints, weights: Weights) -> tuple[Floats, Ints]:
    """Return (cues x window x 4) scores of the pointers, `NEVER` where no token is, and the (cues x window) tokens."""
    places, exist = windows(len(hidden), cues)
    mixed: Floats = (hidden @ weights["point_token"]).take(places, axis=0)
    mixed += (hidden[cues] @ weights["point_cue"])[:, None]
    mixed += weights.distances
    apart, quoted = relations(view, cues, places)
    mixed += weights.both.take(apart * RELATIONS[2] + quoted, axis=0)
    np.maximum(mixed, 0, out=mixed)
    logits: Floats = mixed @ weights["point_out"]
    logits[~exist] = NEVER
    return logits, places
