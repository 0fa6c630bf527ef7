"""The tagger learns what it is shown, its gradients are right, and the same examples give the same weights."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from bot.errors import ConfigError
from bot.extract.candidates import propose
from bot.extract.language import load_language
from bot.extract.tagger import load_weights
from bot.extract.training.__main__ import main, save, train
from bot.extract.training.examples import Example, read_examples
from bot.extract.training.network import Noise, as_weights, fresh, gradients
from bot.settings import ReadingRules

ROOT = Path(__file__).parents[2]
LANGUAGE = load_language(ROOT / "config/language/en.yaml")
SILENT = Noise(values=0, words=0)

SAID = (
    ("“We will come tomorrow,” Keller said.", "“We will come tomorrow,”", "Keller", "said"),
    ("The envoy said that nobody came.", "that nobody came", "The envoy", "said"),
    ("Berger told reporters it was late.", "it was late", "Berger", "told"),
    ("A note was found on Monday.", "", "", ""),
)


def article(*rows: tuple[str, str, str, str]) -> dict[str, object]:
    text, attributions = "", []
    for sentence, content, source, cue in rows:
        if content:
            places = [
                [text_at := len(text) + sentence.index(part), text_at + len(part)] for part in (content, source, cue)
            ]
            attributions.append({"content": places[:1], "source": places[1:2], "cue": places[2:]})
        text += sentence + "\n\n"
    return {"id": "a", "text": text, "attributions": attributions}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "said.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for rotation in range(3):
            lines.write(json.dumps(article(*SAID[rotation:], *SAID[:rotation])) + "\n")
    return path


@pytest.fixture(scope="module")
def examples(corpus: Path) -> list[Example]:
    pipeline = ReadingRules().pipeline
    return list(read_examples(corpus, LANGUAGE.segmentation, LANGUAGE.attribution, pipeline))


def test_targets_are_the_marked_tokens(examples: list[Example]) -> None:
    words = examples[0].view.tokens.words
    heads = [(words[cue], words[start], words[end], words[left]) for cue, start, end, left, _ in examples[0].targets]
    assert heads == [("said", "“", "”", "Keller"), ("said", "that", "came", "The"), ("told", "it", "late", "Berger")]


def test_gradients_agree_with_differences(examples: list[Example]) -> None:
    random = np.random.default_rng(1)
    parameters = {name: value.astype(np.float64) for name, value in fresh(6, 5, random).items()}
    found = gradients(parameters, examples[0], SILENT, random)  # type: ignore[arg-type]
    step = 1e-4
    for name, value in parameters.items():
        if name in found.tables:
            rows, sums = found.tables[name]
            place: tuple[int, ...] = (int(rows[0]), 0)
            analytic = float(sums[0, 0])
        else:
            flat = int(np.abs(found.dense[name]).argmax())
            place = tuple(map(int, np.unravel_index(flat, value.shape)))
            analytic = float(found.dense[name][place])
        kept = value[place]
        losses = []
        for moved in (kept + step, kept - step):
            value[place] = moved
            losses.append(gradients(parameters, examples[0], SILENT, random).loss)  # type: ignore[arg-type]
        value[place] = kept
        assert (losses[0] - losses[1]) / (2 * step) == pytest.approx(analytic, rel=0.05, abs=0.02), name


def test_what_is_shown_is_learned_and_the_same_each_time(examples: list[Example]) -> None:
    parameters, again = train(examples, epochs=60), train(examples, epochs=60)
    assert all((parameters[name] == again[name]).all() for name in parameters)
    found = propose(examples[0].view, as_weights(parameters, 0.5))
    assert [(c.cue, *c.content) for c in found] == [tuple(row[:3]) for row in examples[0].targets.tolist()]


def test_weights_are_written_and_read_again(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "tagger.npz"
    arguments = [str(corpus), "--language", str(ROOT / "config/language/en.yaml"), "--out", str(out), "--epochs", "1"]
    monkeypatch.setattr("sys.argv", ["training", *arguments, "--leave-out", "2"])
    main()
    assert load_weights(out).threshold == pytest.approx(0.3, abs=0.001)


def test_file_that_holds_no_weights_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tagger.npz"
    path.write_bytes(b"no archive")
    with pytest.raises(ConfigError, match=r"tagger\.npz: holds no weights"):
        load_weights(path)
    save({"cue": np.zeros((2, 1), dtype=np.float32)}, tmp_path / "other.npz")
    assert load_weights(tmp_path / "other.npz")["cue"].shape == (2, 1)
