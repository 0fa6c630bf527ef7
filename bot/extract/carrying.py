"""Which verbs a topic reaches by plain steps of a parse, and whether what they say of it is for or against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.cues import Cues
from bot.extract.governors import governor
from bot.extract.grammar import NOUNS, VERBS
from bot.extract.stance_lexicon import Effect

if TYPE_CHECKING:
    from spacy.tokens import Token

_AS_SUBJECT = grammar.SUBJECTS | grammar.PASSIVE_SUBJECTS
_OBJECTS = frozenset({"dobj", "pobj", "attr", "prep", "xcomp", "pcomp", "acl", *_AS_SUBJECT})


@dataclass(frozen=True, slots=True)
class Reached:
    """A verb that a topic reaches: 1 where it speaks for the topic, -1 against it, and by which edge it came."""

    verb: "Token"
    sign: int
    edge: str

    @property
    def as_subject(self) -> bool:
        """Return whether the verb says it of the topic itself: "a truce would follow"."""
        return self.edge in _AS_SUBJECT


def reached(head: "Token", sign: int, cues: Cues, covered: frozenset[int]) -> Iterator[Reached]:
    """Yield the verbs above the word that names a topic, as far as what is said of them is said of it.

    `covered` are the words that name the topic; `sign` is -1 where they name its contrary.
    """
    node, edge = head, ""
    if head.pos_ in VERBS:
        sign = -sign if cues.negated(head, besides=covered) else sign
        yield Reached(head, sign, edge)
    elif head.pos_ in NOUNS and cues.negated(head, besides=covered):
        sign = -sign
    while not grammar.is_root(node) and node.dep_ in _OBJECTS:
        edge, node = node.dep_, governor(cues, node)
        if node.i in covered and node.pos_ not in VERBS:
            continue
        turned = _turned(node, edge, cues, covered)
        if turned is None:
            return
        sign *= turned
        if node.pos_ in VERBS:
            yield Reached(node, sign, edge)


def _turned(node: "Token", edge: str, cues: Cues, covered: frozenset[int]) -> int | None:
    """Return 1 where the word passes on what is said, -1 where it turns it, None where it does neither."""
    if node.pos_ == "ADP":
        return 1 if node.lower_ in cues.words.carrying or cues.phrasal(node.head) is not None else None
    cue = cues.cue(node) if node.i not in covered else None
    effect = cue.effect if cue is not None else Effect.FOR
    if effect not in {Effect.FOR, Effect.AGAINST}:
        return None
    known = cue is not None or node.i in covered
    if node.pos_ in VERBS:
        failing = node.lemma_.lower() in cues.words.failing
        words = cues.words.takes_place | cues.words.enacting | cues.words.preparing
        comes = edge in _AS_SUBJECT and node.lemma_.lower() in words
        made = edge == "dobj" and node.lemma_.lower() in cues.words.preparing | cues.words.getting
        if not (known or failing or comes or made or cues.is_light(node)):
            return None
        denied = cues.negated(node, besides=covered)
        return -1 if (effect is Effect.AGAINST) ^ failing ^ denied else 1
    if node.pos_ not in NOUNS or not (known or node.lemma_.lower() in cues.words.carriers | cues.words.rights):
        return None
    return -1 if (effect is Effect.AGAINST) ^ cues.negated(node) else 1
