"""The tagger's network with its gradients: forward as in `bot.extract.tagger`, backward by hand.

Losses are cross-entropies: of the cue, of four pointers over a window around each cue, and, for the sake of what they
teach the convolutions, of side tasks on syntax and on the content's tokens. Heads of side tasks are not kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.extract.features import SIZES
from bot.extract.tagger import (
    AFTER,
    BEFORE,
    DILATIONS,
    DISTANCE,
    NEVER,
    RELATIONS,
    Floats,
    Weights,
    neighbours,
    relations,
    windows,
)
from bot.extract.training.examples import Example
from bot.extract.training.syntax import FARTHEST_HEAD

SIDE_TASKS = (("tag", 64, 0.1), ("relation", 64, 0.1), ("head", 2 * FARTHEST_HEAD + 1, 0.1), ("inside", 3, 0.2))
_SPELLED = 2  # the first columns identify the word; they are left out at times, so that its shape must do
_TINY = 1e-7

Parameters = dict[str, Floats]
Rows = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Gradients:
    """The loss of one example, the gradient of each dense parameter, and of each table for the rows in use."""

    loss: float
    dense: Parameters
    tables: dict[str, tuple[Rows, Floats]]


@dataclass(frozen=True, slots=True)
class Noise:
    """What training leaves out at random: a share of the values and of the words."""

    values: float
    words: float


def fresh(width: int, hidden: int, random: np.random.Generator) -> Parameters:
    """Return parameters to start from."""
    shapes: dict[str, tuple[tuple[int, ...], float]] = {
        **{f"table{column}": ((size, width), 0.1) for column, size in enumerate(SIZES)},
        **{f"conv{layer}": ((3 * width, width), 0.7 * (2 / (3 * width)) ** 0.5) for layer in range(len(DILATIONS))},
        **{f"bias{layer}": ((width,), 0.0) for layer in range(len(DILATIONS))},
        "cue": ((width, 1), 0.1),
        "cue_bias": ((1,), 0.0),
        "point_token": ((width, hidden), width**-0.5),
        "point_cue": ((width, hidden), width**-0.5),
        **{f"relation{number}": ((size, hidden), 0.1) for number, size in enumerate(RELATIONS)},
        "point_out": ((hidden, 4), hidden**-0.5),
        **{f"side_{name}": ((width, size), 0.1) for name, size, _ in SIDE_TASKS},
        **{f"side_{name}_bias": ((size,), 0.0) for name, size, _ in SIDE_TASKS},
    }
    return {name: random.normal(0, scale, shape).astype(np.float32) for name, (shape, scale) in shapes.items()}


def gradients(parameters: Parameters, example: Example, noise: Noise, random: np.random.Generator) -> Gradients:
    """Return the loss of one example and its gradients."""
    encoder = _Encoder(parameters, example.view.rows, noise, random)
    dense: Parameters = {}
    back = np.zeros_like(encoder.hidden)
    loss = _cue_loss(parameters, example, encoder.hidden, dense, back)
    loss += _side_losses(parameters, example, encoder.hidden, dense, back)
    if len(example.targets):
        loss += _pointer_loss(parameters, example, encoder.hidden, dense, back)
    tables = encoder.backward(parameters, back, dense)
    return Gradients(loss, dense, tables)


class _Encoder:
    """The forward pass with what the backward pass needs."""

    def __init__(self, parameters: Parameters, rows: Rows, noise: Noise, random: np.random.Generator) -> None:
        count, width = len(rows), parameters["cue"].shape[0]
        self._rows = rows
        self._known = (random.random((count, 1)) >= noise.words).astype(np.float32)
        hidden = np.zeros((count, width), dtype=np.float32)
        for column in range(len(SIZES)):
            vectors = parameters[f"table{column}"][rows[:, column]]
            hidden += vectors * self._known if column < _SPELLED else vectors
        self._first = _kept((count, width), noise.values, random)
        hidden *= self._first
        self._layers: list[tuple[Floats, Floats]] = []
        for layer, step in enumerate(DILATIONS):
            wide = neighbours(hidden, step)
            raw = wide @ parameters[f"conv{layer}"] + parameters[f"bias{layer}"]
            mask = (raw > 0) * _kept((count, width), noise.values, random)
            self._layers.append((wide, mask))
            hidden = hidden + raw * mask
        self.hidden: Floats = hidden

    def backward(self, parameters: Parameters, back: Floats, dense: Parameters) -> dict[str, tuple[Rows, Floats]]:
        """Add the gradients of the convolutions to `dense`; return those of the tables."""
        width = back.shape[1]
        for layer in reversed(range(len(DILATIONS))):
            wide, mask = self._layers[layer]
            raw = back * mask
            dense[f"conv{layer}"], dense[f"bias{layer}"] = wide.T @ raw, raw.sum(0)
            spread = raw @ parameters[f"conv{layer}"].T
            back = (back + spread[:, width : 2 * width]).astype(np.float32)
            step = DILATIONS[layer]
            if len(back) > step:
                back[:-step] += spread[step:, :width]
                back[step:] += spread[:-step, 2 * width :]
        back = back * self._first
        return {
            f"table{column}": _by_row(self._rows[:, column], back * self._known if column < _SPELLED else back)
            for column in range(len(SIZES))
        }


def _kept(shape: tuple[int, int], share: float, random: np.random.Generator) -> Floats:
    return ((random.random(shape) >= share) / (1 - share)).astype(np.float32)


def _by_row(rows: Rows, values: Floats) -> tuple[Rows, Floats]:
    """Return the distinct rows, sorted, and the sum of the values of each."""
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    sums: Floats = np.add.reduceat(values[order], first, axis=0)
    return ordered[first], sums


def _summed(like: Floats, rows: Rows, values: Floats) -> Floats:
    gradient = np.zeros_like(like)
    distinct, sums = _by_row(rows.ravel(), values.reshape(-1, values.shape[-1]))
    gradient[distinct] = sums
    return gradient


def _cue_loss(parameters: Parameters, example: Example, hidden: Floats, dense: Parameters, back: Floats) -> float:
    logits = (hidden @ parameters["cue"] + parameters["cue_bias"])[:, 0]
    chance = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    goal = np.zeros(len(hidden), dtype=np.float32)
    goal[example.targets[:, 0]] = 1
    error = (chance - goal).astype(np.float32)[:, None]
    dense["cue"], dense["cue_bias"] = hidden.T @ error, error.sum(0)
    back += error @ parameters["cue"].T
    return float(-np.log(np.where(goal == 1, chance, 1 - chance) + _TINY).sum())


def _side_losses(parameters: Parameters, example: Example, hidden: Floats, dense: Parameters, back: Floats) -> float:
    loss = 0.0
    every = np.arange(len(hidden))
    for column, (name, _, weight) in enumerate(SIDE_TASKS):
        goal = example.labels[:, column]
        error = _softmax(hidden @ parameters[f"side_{name}"] + parameters[f"side_{name}_bias"])
        loss -= weight * float(np.log(error[every, np.maximum(goal, 0)] + _TINY)[goal >= 0].sum())
        error[every, np.maximum(goal, 0)] -= 1
        error *= np.where(goal >= 0, np.float32(weight), np.float32(0))[:, None]
        dense[f"side_{name}"], dense[f"side_{name}_bias"] = hidden.T @ error, error.sum(0)
        back += error @ parameters[f"side_{name}"].T
    return loss


def _softmax(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    result: Floats = raised / raised.sum(axis=1, keepdims=True)
    return result


def _pointer_loss(parameters: Parameters, example: Example, hidden: Floats, dense: Parameters, back: Floats) -> float:
    cues = example.targets[:, 0]
    places, exist = windows(len(hidden), cues)
    related = relations(example.view, cues, places)
    by_token = hidden @ parameters["point_token"]
    mixed = by_token[places] + (hidden[cues] @ parameters["point_cue"])[:, None] + parameters["relation0"][DISTANCE]
    for number, rows in enumerate(related, start=1):
        mixed += parameters[f"relation{number}"][rows]
    active = np.maximum(mixed, 0)
    logits = active @ parameters["point_out"]
    logits[~exist] = NEVER
    error = _softmax(logits)
    loss = _pointer_error(error, example)
    dense["point_out"] = np.tensordot(active, error, ([0, 1], [0, 1])).astype(np.float32)
    inner = (error @ parameters["point_out"].T) * (mixed > 0)
    dense["relation0"] = _summed(parameters["relation0"], DISTANCE, inner.sum(0))
    for number, rows in enumerate(related, start=1):
        dense[f"relation{number}"] = _summed(parameters[f"relation{number}"], rows, inner)
    token_error = _summed(by_token, places, inner)
    dense["point_token"] = hidden.T @ token_error
    back += token_error @ parameters["point_token"].T
    cue_error = inner.sum(1)
    dense["point_cue"] = hidden[cues].T @ cue_error
    np.add.at(back, cues, cue_error @ parameters["point_cue"].T)
    return loss


def _pointer_error(chances: Floats, example: Example) -> float:
    """Turn probabilities into errors, in place; pointers whose goal lies beyond the window have none."""
    loss = 0.0
    for pointer in range(4):
        goal = example.targets[:, 1 + pointer] - example.targets[:, 0]
        within = (goal >= -BEFORE) & (goal <= AFTER)
        which, place = np.flatnonzero(within), goal[within] + BEFORE
        loss -= float(np.log(chances[which, place, pointer] + _TINY).sum())
        chances[which, place, pointer] -= 1
        chances[~within, :, pointer] = 0
    return loss


def as_weights(parameters: Mapping[str, Floats], threshold: float) -> Weights:
    """Return the parameters as the tagger uses them, side tasks left out."""
    kept = {name: value for name, value in parameters.items() if not name.startswith("side_")}
    return Weights(kept, threshold)
