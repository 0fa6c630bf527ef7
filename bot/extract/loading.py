"""Loading the spaCy pipeline, the longest part of a start: without what reading does not need."""

import gc
import importlib.util
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType, ModuleType
from typing import TYPE_CHECKING, Any

from bot.errors import ConfigError

if TYPE_CHECKING:
    from spacy.language import Language as Pipeline

UNUSED = ("ner", "senter")
"""Parts of pipelines that find names and sentences, which are known before a sentence is parsed."""
_COMMANDS = "spacy.cli.info"
_TOKENIZER = "spacy.Tokenizer.v1"
YOUNG = 100_000
"""Objects made and kept after which garbage is looked for; an article makes thousands, and hardly a circle of them."""


def load(pipeline: str, lemmas: Mapping[str, str] = MappingProxyType({})) -> "Pipeline":
    """Return the installed pipeline of that name; raises ConfigError where there is none.

    `lemmas` are forms of verbs that it would take for those of another verb, each with the right one.
    """
    if importlib.util.find_spec(pipeline) is None:
        raise ConfigError(
            f"reading.pipeline: {pipeline!r} is not an installed spaCy pipeline; install it or name another"
        )
    with kept(), _without_commands():
        package = importlib.import_module(pipeline)
        with bare_tokenizer():
            loaded: Pipeline = package.load(exclude=UNUSED)
        _hasten(loaded)
        _teach(loaded, lemmas)
    return loaded


def _teach(loaded: "Pipeline", lemmas: Mapping[str, str]) -> None:
    """Tell the rules of lemmas what these forms of verbs are forms of, and that the other verb is no word.

    An exception of its own would not do: spaCy takes the first of all verbs that its rules make of a form.
    """
    for part in (each for _, each in loaded.pipeline):
        lookups = getattr(part, "lookups", None)
        if lookups is None or not lookups.has_table("lemma_exc"):
            continue
        rules, words = (lookups.get_table(name)["verb"] for name in ("lemma_rules", "lemma_index"))
        others = {form.removesuffix(old) + new for form in lemmas for old, new in rules if form.endswith(old)} - set(
            lemmas.values()
        )
        lookups.get_table("lemma_index")["verb"] = frozenset(words) - others
        lookups.get_table("lemma_exc")["verb"].update({form: [base] for form, base in lemmas.items()})


def _hasten(loaded: "Pipeline") -> None:
    """Let the pipeline do the same sooner: numpy multiply its matrices, and sets hold the words that it looks up.

    numpy's library is quicker than BLIS, which spaCy takes otherwise. The rules of lemmas go through a list of up to
    57,000 words for each word that is new to them, those for parts of speech are told in `bot.extract.ruling`.
    """
    from thinc.api import NumpyOps  # noqa: PLC0415 - comes with spaCy

    quicker = NumpyOps(use_blis=False)
    for part in (each for _, each in loaded.pipeline):
        model, lookups = getattr(part, "model", None), getattr(part, "lookups", None)
        for node in model.walk() if model is not None else ():
            node.ops = quicker if type(node.ops) is NumpyOps else node.ops
        if lookups is not None and lookups.has_table("lemma_index"):
            words = lookups.get_table("lemma_index")
            for kind in words:
                words[kind] = frozenset(words[kind])
        if hasattr(part, "match") and hasattr(part, "set_annotations"):
            from bot.extract.ruling import Ruling  # noqa: PLC0415 - so does what it imports

            ruler: Any = part
            ruler.match = Ruling(ruler).match


@contextmanager
def bare_tokenizer() -> Iterator[None]:
    """Let spaCy's tokenizer be made without the rules of its language, since those of the pipeline take their place."""
    from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]  # noqa: PLC0415 - comes with the pipeline
    from spacy.util import registry  # noqa: PLC0415 - so does this

    original = registry.get("tokenizers", _TOKENIZER)
    registry.tokenizers.register(_TOKENIZER, func=lambda: lambda made: Tokenizer(made.vocab))
    try:
        yield
    finally:
        registry.tokenizers.register(_TOKENIZER, func=original)


@contextmanager
def kept() -> Iterator[None]:
    """Look for no garbage in what is loaded, neither meanwhile nor later, since it stays; then look for it seldom."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
        if enabled:
            gc.enable()


@contextmanager
def _without_commands() -> Iterator[None]:
    """Keep spaCy from importing its command line, downloader and web client with it, for one function of its own.

    That is half of what it takes to import spaCy. The function is still there, and imports them when it is called.
    """
    if "spacy" in sys.modules or _COMMANDS in sys.modules:
        yield
        return
    stand_in = ModuleType(_COMMANDS)
    stand_in.__dict__["info"] = _info
    sys.modules[_COMMANDS] = stand_in
    try:
        yield
    finally:
        del sys.modules[_COMMANDS]


def _info(*given: Any, **named: Any) -> Any:
    """Do what spaCy's function `info` does."""
    from spacy.cli.info import info  # noqa: PLC0415 - see above

    return info(*given, **named)
