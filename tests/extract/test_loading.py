"""Loading the pipeline: without what reading does not need, which is there for others all the same."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy

from bot.errors import ConfigError
from bot.extract.loading import bare_tokenizer, load

FILES = {
    "spacy/__init__.py": "from .cli.info import info",
    "spacy/cli/__init__.py": "print('commands')",
    "spacy/tokenizer.py": "Tokenizer = None",
    "spacy/util.py": "import catalogue\nclass registry:\n    tokenizers = catalogue.create('tokenizers')\n"
    "    get = lambda *told: print",
    "spacy/cli/info.py": "def info(*, silent): return f'info {silent}'",
    "thinc/__init__.py": "",
    "thinc/api.py": "class NumpyOps:\n    def __init__(self, use_blis): pass",
    "some_pipeline.py": "import spacy\ndef load(exclude):\n    spacy.pipeline = []\n    return spacy",
}
"""A library that imports its commands for one function, as spaCy does, and a pipeline made with it."""
LOADED = """
from bot.extract.loading import load
spacy = load("some_pipeline")
print("loaded")
print(spacy.info(silent=True))
"""


def test_the_librarys_commands_are_loaded_only_with_the_first_call_of_their_function(tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    found = {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", LOADED], env=os.environ | found, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines() == ["loaded", "commands", "info True"]


def test_only_the_tokenizer_of_a_pipeline_that_is_loaded_is_made_without_rules() -> None:
    with bare_tokenizer():
        bare: Any = spacy.blank("en").tokenizer
    later: Any = spacy.blank("en").tokenizer
    assert (len(bare.rules), len(later.rules) > 1000) == (0, True)


def test_a_pipeline_that_is_not_installed_is_told() -> None:
    with pytest.raises(ConfigError, match="'no_such' is not an installed spaCy pipeline"):
        load("no_such")
