"""Adam (Kingma and Ba 2015, arXiv:1412.6980); tables are updated only in the rows that an example uses."""

import numpy as np

from bot.extract.tagger import Floats
from bot.extract.training.network import Gradients, Parameters, Rows

_FIRST, _SECOND, _EPSILON = 0.9, 0.99, 1e-8
_LONGEST_STEP = 1.0


class Adam:
    """Running means of the gradients and of their squares."""

    def __init__(self, parameters: Parameters) -> None:
        self._parameters = parameters
        self._means = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._squares = {name: np.zeros_like(value) for name, value in parameters.items()}
        self._steps = 0

    def step(self, found: Gradients, *, scale: float, rate: float) -> None:
        """Move the parameters against the gradients, scaled and clipped to a norm of 1."""
        self._steps += 1
        norm = scale * float(np.sqrt(sum(float((g * g).sum()) for g in found.dense.values())))
        scale = scale * min(1.0, _LONGEST_STEP / norm) if norm else scale
        pace = rate * (1 - _SECOND**self._steps) ** 0.5 / (1 - _FIRST**self._steps)
        for name, gradient in found.dense.items():
            self._move(name, slice(None), gradient * np.float32(scale), pace)
        for name, (rows, gradient) in found.tables.items():
            self._move(name, rows, gradient * np.float32(scale), pace)

    def _move(self, name: str, where: slice | Rows, gradient: Floats, pace: float) -> None:
        means, squares, values = self._means[name], self._squares[name], self._parameters[name]
        means[where] = means[where] * _FIRST + (1 - _FIRST) * gradient
        squares[where] = squares[where] * _SECOND + (1 - _SECOND) * gradient * gradient
        values[where] -= (pace * means[where] / (np.sqrt(squares[where]) + _EPSILON)).astype(np.float32)
