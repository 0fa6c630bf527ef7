"""The stance words of a language, asked token by token."""

from typing import TYPE_CHECKING

from bot.extract.grammar import PASSIVE_SUBJECTS, SUBJECTS, VERBS, auxiliaries
from bot.extract.stance_lexicon import Cue, CuePos, StanceLexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

_POS = {"VERB": CuePos.VERB, "AUX": CuePos.VERB, "ADJ": CuePos.ADJECTIVE, "NOUN": CuePos.NOUN, "PROPN": CuePos.NOUN}
_REACH = 4


class Cues:
    """A stance lexicon as sets, with the questions that the reader asks of tokens."""

    def __init__(self, lexicon: StanceLexicon, speech: frozenset[str]) -> None:
        self._lexicon = lexicon
        self._speech = speech
        self.light = frozenset(lexicon.light)
        self.pledges = frozenset(lexicon.pledges)
        self.judging = frozenset(lexicon.judging)
        self.carriers = frozenset(lexicon.carriers)
        self.necessity = frozenset(lexicon.necessity)
        self.undesirable = frozenset(lexicon.undesirable)
        self.approving = self.necessity | frozenset(lexicon.approving)
        self.disapproving = self.undesirable | frozenset(lexicon.disapproving)
        self.wishes = frozenset(lexicon.wishes)
        self.about = frozenset(lexicon.about)
        self.placing = frozenset(lexicon.placing)
        self.yet = frozenset(lexicon.yet)
        self.ascribing = frozenset(lexicon.ascribing)
        self.to_come = frozenset(lexicon.to_come)
        self.takes_place = frozenset(lexicon.takes_place)
        self.promising = frozenset(lexicon.promising)
        self.only_denied = frozenset(lexicon.only_denied)
        self.recalling = frozenset(lexicon.recalling)
        self.listing = frozenset(lexicon.listing)
        self.dropping = frozenset(lexicon.dropping)
        self.ready = frozenset(lexicon.ready)
        self.obligation = frozenset(lexicon.obligation)
        self.open_modals = frozenset(lexicon.modal_open)
        self.hypothetical = frozenset(lexicon.hypothetical)
        self.adjuncts = frozenset(lexicon.adjuncts)
        self.opinions = frozenset(lexicon.opinions)
        self.acts = frozenset(lexicon.acts)
        self.firm = frozenset(lexicon.firm)
        self.hedged = frozenset(lexicon.hedged)
        self.unreal = frozenset(lexicon.unreal)
        self.grows = frozenset(lexicon.grows)
        self.lacking = frozenset(lexicon.lacking)
        self.serves = frozenset(lexicon.serves)
        self.fails = frozenset(lexicon.fails)
        self.past_gone = frozenset(lexicon.past_gone)
        self._negations = frozenset(lexicon.negations)
        self._focus = frozenset(lexicon.focus)
        self._conditions = tuple(tuple(phrase.split()) for phrase in lexicon.conditions)

    def cue(self, token: "Token") -> Cue | None:
        """Return the cue that the token is, its particles looked at first."""
        found = self.phrasal(token) or self._plain(token)
        return None if found is not None and found.negated and not self.negated(token) else found

    def phrasal(self, token: "Token") -> Cue | None:
        """Return the cue that the verb is together with the words right after it ("rule out")."""
        if token.pos_ not in VERBS:
            return None
        for particles, cue in self._lexicon.by_phrase.get(token.lemma_.lower(), ()):
            following = [t.lower_ for t in token.doc[token.i + 1 : token.i + 1 + _REACH]]
            if _in_order(particles, following):
                return cue
        return None

    def _plain(self, token: "Token") -> Cue | None:
        pos = _POS.get(token.pos_)
        if pos is CuePos.VERB and token.tag_ == "VBN" and self.is_adjective(token):
            return self._lexicon.by_word[CuePos.ADJECTIVE, token.lower_]
        return self._lexicon.by_word.get((pos, token.lemma_.lower())) if pos is not None else None

    def negated(self, token: "Token", *, besides: frozenset[int] = frozenset()) -> bool:
        """Return whether a verb, adjective or noun is negated, by a word outside `besides`."""
        for t in token.children:
            if t.i in besides or self._adds(t):
                continue
            if t.dep_ == "neg" or (t.dep_ in {"advmod", "preconj", "det", "amod"} and t.lower_ in self._negations):
                return True
            if t.dep_ in SUBJECTS | PASSIVE_SUBJECTS and self._is_nobody(t):
                return True
            if t.dep_ == "advmod" and any(u.dep_ == "neg" for u in t.children):  # no longer
                return True
        return False

    def _adds(self, negation: "Token") -> bool:
        """Return whether the negation adds to what is said: not only."""
        after = negation.i + 1
        return after < len(negation.doc) and negation.doc[after].lower_ in self._focus

    def _is_nobody(self, subject: "Token") -> bool:
        return subject.lower_ in self._negations or any(
            t.lower_ in self._negations and t.dep_ in {"det", "neg", "preconj"} for t in subject.children
        )

    def given_up(self, token: "Token") -> bool:
        """Return whether the text says that this was so once ("previously promised", "earlier promise").

        "Earlier, X announced" only says when.
        """
        dep = "amod" if token.pos_ not in VERBS else "advmod"
        return any(t.lower_ in self.past_gone and t.dep_ == dep and t.tag_ != "RBR" for t in token.children)

    def is_speech(self, verb: "Token") -> bool:
        """Return whether the verb reports what somebody said."""
        return verb.lower_ in self._speech or verb.lemma_.lower() in self._speech

    def is_hypothetical(self, verb: "Token") -> bool:
        """Return whether the verb's clause begins with if, whether or the like."""
        return any(t.dep_ == "mark" and t.lower_ in self.hypothetical for t in verb.children)

    def is_adjective(self, participle: "Token") -> bool:
        """Return whether the participle is used as an adjective of stance ("is prepared", "is committed")."""
        passive = any(t.dep_ == "auxpass" for t in participle.children)
        return passive and (CuePos.ADJECTIVE, participle.lower_) in self._lexicon.by_word

    def not_yet(self, token: "Token") -> bool:
        """Return whether what is denied is only not so yet."""
        return any(t.lower_ in self.yet for t in token.children)

    def effect_of(self, verb: "Token") -> int:
        """Return 1 where the verb says that its subject does good, -1 where it does harm, 0 where neither."""
        word = verb.lemma_.lower()
        if verb.tag_ in {"VBD", "VBN"} or auxiliaries(verb) & (self.open_modals | self.obligation):
            return 0
        if word in self.serves:
            return -1 if self.negated(verb) else 1
        return -1 if word in self.fails and not self.negated(verb) else 0

    def auxiliaries_oblige(self, verb: "Token") -> bool:
        """Return whether must, should or the like stands with the verb."""
        return bool(auxiliaries(verb) & self.obligation)

    def condition(self, verb: "Token", topic: "Token") -> tuple["Token", "Token"] | None:
        """Return the first and last token of what the clause makes its condition, the topic not in it."""
        for child in verb.children:
            if child.dep_ not in {"advcl", "prep", "advmod", "mark"}:
                continue
            subtree = sorted(child.subtree, key=lambda t: t.i)
            if len(subtree) < 2 or topic in subtree or not self._opens_condition(subtree):
                continue
            if subtree[0].lower_ not in self.only_denied or self.negated(verb):
                return subtree[0], subtree[-1]
        return None

    def lack(self, noun: "Token") -> tuple["Token", "Token"] | None:
        """Return the first and last token of what the noun is said to lack: "a deal that lacks", "without"."""
        for child in noun.children:
            if child.dep_ in {"relcl", "acl", "prep"} and child.lemma_.lower() in self.lacking:
                subtree = sorted(child.subtree, key=lambda t: t.i)
                return subtree[0], subtree[-1]
        return None

    def _opens_condition(self, subtree: list["Token"]) -> bool:
        lead = tuple(t.lower_ for t in subtree[:4])
        first = subtree[0]
        before = (first.doc[first.i - 1].lower_, *lead) if first.i else lead
        return any(lead[: len(c)] == c or (len(c) > 1 and before[: len(c)] == c) for c in self._conditions)


def _in_order(particles: tuple[str, ...], following: list[str]) -> bool:
    at = -1
    for particle in particles:
        if particle not in following[at + 1 :]:
            return False
        at = following.index(particle, at + 1)
    return True
