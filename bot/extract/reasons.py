"""Why the tagger took a word for a cue: what it saw is left out piece by piece, and what the score falls by decided.

Leaving out is exact, the network being run again without the piece (occlusion: Zeiler and Fergus, 2014, section 3).
"""

from dataclasses import dataclass, replace

import numpy as np

from bot.extract.features import Grid
from bot.extract.tagger import DILATIONS, Floats, Weights, convolve, embed

REACH = sum(DILATIONS)
"""Tokens before and behind a word that its score depends on."""
FEATURES = {
    "the word": (0, 1),
    "its ending": (2,),
    "its spelling": (3,),
    "its list in the lexicon": (4,),
    "quotation marks around it": (5,),
    "its place in the sentence": (6,),
    "its place in the text": (7,),
}
"""What the tagger sees of a token, in plain words, by the columns of its features."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature of a token of the text; `weight` is by how much it raises the log-odds that the cue is one."""

    start: int
    end: int
    word: str
    feature: str
    weight: float


def reasons(view: Grid, cue: int, weights: Weights, *, most: int = 5) -> list[Reason]:
    """Return the features that speak most for the token `cue` being a cue, the heaviest first."""
    first, last = max(0, cue - 2 * REACH), min(len(view.tokens), cue + 2 * REACH + 1)
    rows, here = view.rows[first:last], cue - first
    seen = embed(rows, weights)
    whole = _log_odds(seen, here, weights)
    found: list[Reason] = []
    for token in range(max(0, here - REACH), min(len(rows), here + REACH + 1)):
        place = first + token
        blank = Reason(view.tokens.starts[place], view.tokens.ends[place], view.tokens.words[place], "", 0.0)
        for feature, columns in FEATURES.items():
            less = seen.copy()
            less[token] -= np.sum([weights[f"table{c}"][rows[token, c]] for c in columns], axis=0)
            found.append(replace(blank, feature=feature, weight=whole - _log_odds(less, here, weights)))
    return sorted((one for one in found if one.weight > 0), key=lambda one: -one.weight)[:most]


def _log_odds(seen: Floats, token: int, weights: Weights) -> float:
    hidden = convolve(seen.copy(), weights)[token]
    return float(hidden @ weights["cue"][:, 0] + weights["cue_bias"][0])
