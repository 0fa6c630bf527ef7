"""Parses written by hand, so that rules over them are tested without a model."""

from collections.abc import Sequence

from spacy.lang.en import English
from spacy.tokens import Doc, Token

from bot.extract.syntax import Parsed

_POS = {
    "PROPN": ("NNP",),
    "NOUN": ("NN", "NNS"),
    "ADJ": ("JJ",),
    "ADV": ("RB", "RBR"),
    "ADP": ("IN", "RP"),
    "DET": ("DT",),
    "PRON": ("PRP", "PRP$", "WDT", "EX"),
    "AUX": ("MD",),
    "PART": ("TO", "POS"),
    "CCONJ": ("CC",),
    "NUM": ("CD",),
    "PUNCT": (".", ",", ":"),
}
_VOCAB = English().vocab
_BE = {"be", "is", "was", "are", "been"}


def parse(table: str) -> Doc:
    """Return the parse of tokens written as `word/TAG/dep>head` or `word=lemma/TAG/dep>head`; heads count from 1.

    A head of 0 is the root; the label of a token may have a colon in it, and the words are joined by spaces.
    """
    rows = [_row(entry) for entry in table.split()]
    return Doc(
        _VOCAB,
        words=[word for word, _, _, _, _ in rows],
        lemmas=[lemma for _, lemma, _, _, _ in rows],
        tags=[tag for _, _, tag, _, _ in rows],
        pos=[_pos(lemma, tag, dep) for _, lemma, tag, dep, _ in rows],
        deps=[dep for _, _, _, dep, _ in rows],
        heads=[i if head < 0 else head for i, (_, _, _, _, head) in enumerate(rows)],
    )


def parsed(table: str) -> Parsed:
    """Return the same as a sentence that fills its text."""
    doc = parse(table)
    return Parsed(doc, tuple(range(len(doc.text))), 0, len(doc.text))


def tokens(doc: Doc, *texts: str) -> list[Token]:
    """Return the first token of each text, in order."""
    return [next(t for t in doc if t.text == text) for text in texts]


def texts(found: Sequence[Token]) -> list[str]:
    """Return the tokens' texts."""
    return [t.text for t in found]


def _row(entry: str) -> tuple[str, str, str, str, int]:
    shown, tag, relation = entry.rsplit("/", 2)
    word, _, lemma = shown.partition("=")
    dep, head = relation.split(">")
    return word, lemma or word.lower(), tag, dep, int(head) - 1


def _pos(lemma: str, tag: str, dep: str) -> str:
    if tag.startswith("VB"):
        return "AUX" if lemma in _BE or dep in {"aux", "auxpass"} else "VERB"
    return next(pos for pos, tags in _POS.items() if tag in tags)
