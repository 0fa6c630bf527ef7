"""What is denied: negations of every kind, and what is so no more or not yet."""

from typing import TYPE_CHECKING

from bot.extract.grammar import PASSIVE_SUBJECTS, SUBJECTS, VERBS
from bot.extract.stance_lexicon import StanceLexicon

if TYPE_CHECKING:
    from spacy.tokens import Token


class Denials:
    """Asks tokens whether what they say is denied, by the words of a language."""

    def __init__(self, lexicon: StanceLexicon) -> None:
        self.words = lexicon

    def negated(self, token: "Token", *, besides: frozenset[int] = frozenset()) -> bool:
        """Return whether a verb, adjective or noun is negated, by a word outside `besides`."""
        for t in token.children:
            if t.i in besides or self._adds(t):
                continue
            if t.dep_ == "neg" or (t.dep_ in {"advmod", "preconj", "det", "amod"} and t.lower_ in self.words.negations):
                return True
            if t.dep_ in SUBJECTS | PASSIVE_SUBJECTS and self._is_nobody(t):
                return True
            if self._in_no_way(t) or (t.dep_ == "advmod" and any(u.dep_ == "neg" for u in t.children)):  # no longer
                return True
        return self._yet_to(token) or self._is_nor(token, besides) or self._is_asked_back(token)

    def _is_asked_back(self, word: "Token") -> bool:
        """Return whether a question denies it: "why should we accept it?", "what is the point of it?"."""
        asking = [t for t in word.children if t.lower_ in self.words.asking_back]
        if word.pos_ == "NOUN":
            above = word.head if word.dep_ in SUBJECTS and word.head.lemma_ == "be" else None
            asking += (
                [t for t in above.children if t.dep_ == "attr" and t.lower_ in self.words.asking_back]
                if above is not None
                else []
            )
            return word.doc[-1].text == "?" and any(t.tag_ in {"WP", "WDT"} for t in asking)
        should = any(t.dep_ == "aux" and t.lower_ in {"should", "would"} for t in word.children)
        return should and any(t.tag_ == "WRB" for t in asking)

    def _is_nor(self, joined: "Token", besides: frozenset[int]) -> bool:
        """Return whether "neither" before what a thing is joined to denies it as well: "neither X nor Y"."""
        first = next(iter(joined.conjuncts), joined)
        return joined.dep_ == "conj" and any(
            t.dep_ == "preconj" and t.lower_ in self.words.negations and t.i not in besides for t in first.children
        )

    def _in_no_way(self, preposition: "Token") -> bool:
        """Return whether a phrase denies a verb as "not" does: "under no circumstances"."""
        nouns = [t for t in preposition.children if t.dep_ == "pobj" and preposition.dep_ == "prep"]
        nouns = [t for t in nouns if {t.lemma_.lower(), t.lower_} & self.words.no_way]
        return any(t.dep_ == "det" and t.lower_ == "no" for noun in nouns for t in noun.children)

    def _yet_to(self, verb: "Token") -> bool:
        """Return whether what the verb says is still to come: "has yet to decide"."""
        return verb.dep_ == "xcomp" and any(t.lower_ in self.words.yet for t in verb.head.children if t.i < verb.i)

    def _adds(self, negation: "Token") -> bool:
        """Return whether the negation adds to what is said ("not only") or is an answer ("no to")."""
        after = negation.i + 1
        following = negation.doc[after].lower_ if after < len(negation.doc) else ""
        return following in self.words.focus or f"{negation.lower_} {following}" in self.words.answers

    def _is_nobody(self, subject: "Token") -> bool:
        return subject.lower_ in self.words.negations or any(
            t.lower_ in self.words.negations and t.dep_ in {"det", "neg", "preconj"} for t in subject.children
        )

    def not_yet(self, token: "Token") -> bool:
        """Return whether what is denied is only not so yet."""
        return self._yet_to(token) or any(t.lower_ in self.words.yet for t in token.children)

    def is_recalled(self, verb: "Token") -> bool:
        """Return whether the article tells what was before: "had rejected", "since X left"."""
        aux = any(t.dep_ == "aux" and t.lower_ in self.words.recalling for t in verb.children)
        return aux or any(t.dep_ == "mark" and t.lower_ in self.words.since for t in verb.children)

    def given_up(self, token: "Token") -> bool:
        """Return whether the text says that this was so once ("previously promised", "earlier promise").

        "Earlier, X announced" only says when.
        """
        dep = "amod" if token.pos_ not in VERBS else "advmod"
        return any(t.lower_ in self.words.past_gone and t.dep_ == dep and t.tag_ != "RBR" for t in token.children)
