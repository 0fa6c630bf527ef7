"""The attribute ruler's rules, found by looking up what they look at: what is found is what spaCy finds."""

from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc

from bot.extract.ruling import Ruling

RULES: list[dict[str, Any]] = [
    {"patterns": [[{"TAG": "NN"}]], "attrs": {"POS": "NOUN"}},
    {"patterns": [[{"TAG": "MD", "LOWER": "wo"}], [{"LOWER": "ca"}]], "attrs": {"LEMMA": "will"}},
    {"patterns": [[{"LOWER": {"REGEX": "^n'?t$"}}]], "attrs": {"LEMMA": "not"}},
    {"patterns": [[{"DEP": {"NOT_IN": ["det", ""]}, "TAG": {"IN": ["DT", "WDT"]}}]], "attrs": {"POS": "PRON"}},
    {"patterns": [[{"LOWER": "let"}, {"LOWER": "'s"}]], "attrs": {"LEMMA": "us"}, "index": 1},
    {"patterns": [[{"LOWER": "let", "OP": "+"}, {"TAG": "NN"}]], "attrs": {"POS": "VERB"}},
    {"patterns": [[{"IS_SPACE": True}]], "attrs": {"TAG": "_SP"}},
    {"patterns": [[{"LENGTH": 3}]], "attrs": {"POS": "X"}},
]
NLP = spacy.blank("en")
RULER = AttributeRuler(NLP.vocab, validate=False)
RULER.add_patterns(RULES)
RULING = Ruling(RULER)

words = st.tuples(
    st.sampled_from(["Wo", "wo", "ca", "n't", "that", "let", "'s", "truce", " ", "\n"]),
    st.sampled_from(["NN", "MD", "DT", "RB"]),
    st.sampled_from(["det", "dobj", ""]),
)


@given(st.lists(words, max_size=8))
def test_every_rule_that_spacy_finds_is_found_in_its_order(sentence: list[tuple[str, str, str]]) -> None:
    texts, tags, deps = ([one[column] for one in sentence] for column in range(3))
    doc = Doc(NLP.vocab, words=texts, tags=tags, deps=deps, heads=[0] * len(texts))
    assert RULING.match(doc) == RULER.match(doc)


@pytest.mark.parametrize("tag", ["NN", "MD"])
def test_a_word_that_was_seen_with_another_tag_is_looked_at_again(tag: str) -> None:
    doc = Doc(NLP.vocab, words=["wo"], tags=[tag])
    assert [number for number, *_ in RULING.match(doc)] == {"NN": [0], "MD": [1]}[tag]
