"""Train the tagger: `python -m bot.extract.training CORPUS.jsonl.gz --out config/language/en.attribution.npz`."""

import argparse
import sys
from pathlib import Path

import numpy as np

from bot.extract.language import load_language
from bot.extract.training.adam import Adam
from bot.extract.training.examples import Example, read_examples
from bot.extract.training.network import Noise, Parameters, fresh, gradients
from bot.settings import ReadingRules

WIDTH, HIDDEN = 48, 32
RATE, WARM_UP = 2e-3, 300
NOISE = Noise(values=0.1, words=0.1)
THRESHOLD = 0.3


def train(examples: list[Example], *, epochs: int, seed: int = 0) -> Parameters:
    """Return parameters fitted to the examples; the same examples, epochs and seed give the same parameters."""
    random = np.random.default_rng(seed)
    parameters = fresh(WIDTH, HIDDEN, random)
    parameters["cue_bias"][:] = -2
    adam = Adam(parameters)
    steps, done = epochs * len(examples), 0
    warm_up = min(WARM_UP, steps // 10 + 1)
    for epoch in range(epochs):
        loss = 0.0
        for index in random.permutation(len(examples)):
            done += 1
            found = gradients(parameters, examples[index], NOISE, random)
            rate = RATE * min(1.0, done / warm_up) * (1 - done / (steps + 1))
            adam.step(found, scale=1 / (30 + len(examples[index].targets)), rate=rate)
            loss += found.loss
        sys.stderr.write(f"epoch {epoch + 1} of {epochs}: loss {loss / len(examples):.2f}\n")
    return parameters


def save(parameters: Parameters, path: Path, *, threshold: float = THRESHOLD) -> None:
    """Write the parameters in half precision, without those of the side tasks."""
    kept = {name: value.astype(np.float16) for name, value in parameters.items() if not name.startswith("side_")}
    kept["threshold"] = np.array(threshold, dtype=np.float16)
    np.savez_compressed(path, **kept)  # type: ignore[arg-type]


def main() -> None:
    """Read the corpus, train, write the weights."""
    parser = argparse.ArgumentParser(prog="python -m bot.extract.training", description=__doc__)
    parser.add_argument("corpus", type=Path, help="gzipped JSON Lines: text, attributions (source, cue, content)")
    parser.add_argument("--language", type=Path, default=Path("config/language/en.yaml"))
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument(
        "--leave-out", type=int, default=0, metavar="N", help="leave out every N-th article, to test on"
    )
    args = parser.parse_args()
    language = load_language(args.language)
    examples = list(read_examples(args.corpus, language.segmentation, language.attribution, ReadingRules().pipeline))
    if args.leave_out:
        examples = [example for index, example in enumerate(examples) if index % args.leave_out]
    save(train(examples, epochs=args.epochs), args.out)


if __name__ == "__main__":
    main()
