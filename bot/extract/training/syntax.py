"""Syntax as a help in training: the tagger learns to guess tags, relations and heads, and so what a clause is."""

import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import spacy
from spacy.tokens import Doc

from bot.extract.spelling import Ints
from bot.extract.tokens import Tokens

FARTHEST_HEAD = 10
_DOUBLE_MARKS = re.compile(r"''|``")


def parse(texts: Sequence[tuple[str, Tokens]], pipeline: str) -> Iterator[Ints]:
    """Yield for each tokenized text (tokens x 3): tag, relation and head index, by the spaCy pipeline's parser."""
    nlp = spacy.load(pipeline, disable=["ner", "lemmatizer"])
    tags = {label: number for number, label in enumerate(nlp.pipe_labels["tagger"])}
    relations = {label: number for number, label in enumerate(nlp.pipe_labels["parser"])}
    for doc in nlp.pipe(_docs(nlp.vocab, texts), batch_size=16):
        rows = [(tags.get(t.tag_, -1), relations.get(t.dep_, -1), t.head.i) for t in doc]
        yield np.array(rows, dtype=np.int32).reshape(-1, 3)


def _docs(vocab: spacy.vocab.Vocab, texts: Iterable[tuple[str, Tokens]]) -> Iterator[Doc]:
    for text, tokens in texts:
        words = ['"' if _DOUBLE_MARKS.fullmatch(word) else word for word in tokens.words]
        spaces = [end < len(text) and text[end].isspace() for end in tokens.ends]
        doc = Doc(vocab, words=words, spaces=spaces)
        for index in range(1, len(tokens)):
            if "\n" in text[tokens.ends[index - 1] : tokens.starts[index]]:
                doc[index].is_sent_start = True
        yield doc
