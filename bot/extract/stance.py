"""Who takes which stance on a topic in one parsed sentence: from the topic's words up the tree to a cue and its holder.

The reader climbs from the words that name the topic towards the root. Cues on the way (want, reject, readiness,
unacceptable) turn the stance, negations turn them, the topmost cue with a subject tells whose stance it is. What
stands in a hypothetical clause, in a time adjunct or under somebody's guess gives nothing, or only a guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.extract.stance_lexicon import Cue, CuePos, Effect, StanceLexicon
from bot.model import Commitment, Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
DOWN = frozenset({"dobj", "obj", "attr", "oprd", "acomp", "xcomp", "ccomp", "dative", "prep", "pobj", "pcomp", "amod",
                  "compound", "nmod", "appos", "acl", "npadvmod", "nummod", "conj", "relcl", "poss", "agent", "advcl",
                  "prt", "dep", "ROOT", "nsubj", "nsubjpass", "csubj", "csubjpass", "parataxis"})  # fmt: skip
NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
VERBS = frozenset({"VERB", "AUX"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One stance found: its holders' head tokens (none: the speaker, where `impersonal`), and why."""

    holders: tuple["Token", ...]
    stance: Stance
    topic: "Token"
    triggers: tuple["Token", ...]
    rules: tuple[str, ...]
    impersonal: bool = False
    demanded: bool = False
    guess: bool = False
    voice: Voice = Voice.NARRATED
    commitment: Commitment = Commitment.STATED
    condition: tuple["Token", "Token"] | None = None
    implements: bool = False


@dataclass(slots=True)
class _Climb:
    """What was met on the way up."""

    topic: "Token"
    sign: int
    open: bool = False
    hold: bool = False
    guess: bool = False
    demanded: bool = False
    impersonal: bool = False
    intends: bool = False
    implements: bool = False
    voice: Voice = Voice.NARRATED
    cues: list["Token"] = field(default_factory=list)
    rules: list[str] = field(default_factory=list)
    holders: tuple["Token", ...] = ()
    condition: tuple["Token", "Token"] | None = None
    top: "Token | None" = None
    dead: bool = False

    def stop(self, why: str) -> None:
        self.dead = True
        self.rules.append(f"abstained: {why}")


class StanceReader:
    """Reads claims about a topic out of a parse, by the cues of a language."""

    def __init__(self, lexicon: StanceLexicon) -> None:
        self._lexicon = lexicon
        self._light = frozenset(lexicon.light)
        self._necessity = frozenset(lexicon.necessity)
        self._undesirable = frozenset(lexicon.undesirable)
        self._obligation = frozenset(lexicon.obligation)
        self._open_modals = frozenset(lexicon.modal_open)
        self._negations = frozenset(lexicon.negations)
        self._hypothetical = frozenset(lexicon.hypothetical)
        self._adjuncts = frozenset(lexicon.adjuncts)
        self._opinions = frozenset(lexicon.opinions)
        self._acts = frozenset(lexicon.acts)
        self._firm = frozenset(lexicon.firm)
        self._hedged = frozenset(lexicon.hedged)
        self._past_gone = frozenset(lexicon.past_gone)
        self._conditions = tuple(tuple(phrase.split()) for phrase in lexicon.conditions)

    def claims(self, words: list["Token"], sign: int) -> Iterator[Claim]:
        """Yield the claims about the topic that the tokens name; `sign` is -1 where they name its contrary."""
        heads = [t for t in words if t.head not in words or t.head is t] or words[-1:]
        head = heads[0]
        covered = frozenset(t.i for t in words)
        for clause in self._relatives(head, covered):
            claim = self._finish(self._up_from_clause(head, clause, sign))
            if claim is not None:
                yield claim
        claim = self._finish(self._climb(head, sign, covered))
        if claim is not None:
            yield claim

    # From the topic's words to the root

    def _climb(self, head: "Token", sign: int, covered: frozenset[int]) -> _Climb:
        state = _Climb(head, sign)
        node, below = head, head
        if self._has_no(head) and head.pos_ in NOUNS:
            state.sign = -state.sign
            state.rules.append("negated noun")
        if head.pos_ in VERBS or head.dep_ == "ROOT":
            self._at(state, head, head, covered)
        while not state.dead and node.head is not node:
            below, node = node, node.head
            if node.i in covered:
                continue
            if below.dep_ not in DOWN or not self._edge(state, below, node):
                break
            self._at(state, node, below, covered)
        return state

    def _edge(self, state: _Climb, below: "Token", node: "Token") -> bool:
        """Return whether the way from `below` to its head `node` carries the stance on."""
        dep = below.dep_
        if dep == "prep":
            return self._preposition(state, below, node)
        if dep in {"poss", "agent"}:
            return False
        if dep == "advcl":
            return self._adverbial(state, below)
        if dep == "relcl":
            return bool(state.cues) and not state.holders
        if dep == "conj":
            return below.pos_ not in VERBS or not self._subjects(below)
        if dep == "ccomp" and state.holders and node.pos_ in VERBS:
            return self._governed(state, node)
        if dep in SUBJECTS:
            return self._as_subject(state, below, node)
        return True

    def _preposition(self, state: _Climb, below: "Token", node: "Token") -> bool:
        word = below.lower_
        if word in self._adjuncts:
            return False
        if word == "without" or (word == "against" and not self._phrasal(node, below)):
            state.sign = -state.sign
            state.rules.append(f"preposition {word!r}")
            state.cues.append(below)
        return True

    def _adverbial(self, state: _Climb, below: "Token") -> bool:
        markers = {t.lower_ for t in below.children if t.dep_ in {"mark", "advmod"}}
        if markers & (self._hypothetical | self._adjuncts):
            return False
        return bool(state.cues)

    def _governed(self, state: _Climb, node: "Token") -> bool:
        """Return whether a clause with a subject of its own hangs on a cue; a guess is marked."""
        if node.lemma_.lower() in self._opinions:
            state.guess = True
            state.rules.append(f"under {node.lemma_.lower()!r}")
            return False
        return self._cue(node, None) is not None

    def _as_subject(self, state: _Climb, below: "Token", node: "Token") -> bool:
        """Take "a truce is necessary", "a truce is unacceptable to X", "the goal is a truce"."""
        predicates = [t for t in node.children if t.dep_ in {"acomp", "attr", "oprd", "advmod", "prep"}]
        for predicate in predicates:
            word = predicate.lemma_.lower()
            if word in self._necessity or word in self._undesirable:
                sign = 1 if word in self._necessity else -1
                state.sign *= sign * (-1 if self._negated(node) else 1)
                state.cues.append(predicate)
                state.rules.append(f"{word!r} said of the topic")
                state.impersonal = True
                state.holders = self._to_whom(predicate)
                return False
        return False

    # At one word

    def _at(self, state: _Climb, node: "Token", below: "Token", covered: frozenset[int]) -> None:
        if node.pos_ in VERBS:
            self._at_verb(state, node, below)
        elif node.pos_ in NOUNS:
            self._at_noun(state, node)
        elif node.pos_ == "ADJ":
            self._at_adjective(state, node)

    def _at_verb(self, state: _Climb, verb: "Token", below: "Token") -> None:
        if below.dep_ == "conj" and below.pos_ in VERBS:
            self._take_subject(state, verb)
            return
        cue = self._cue(verb, below)
        auxiliaries = {t.lemma_.lower() for t in verb.children if t.dep_ in {"aux", "auxpass"}}
        negated = self._negated(verb)
        if self._past_gone & {t.lower_ for t in verb.children} or (
            verb.lemma_ == "use" and verb.tag_ == "VBD" and below.dep_ == "xcomp"
        ):
            state.stop("given up in the past")
            return
        if cue is not None:
            self._apply(state, cue, verb, negated=negated, auxiliaries=auxiliaries)
        elif negated:
            state.sign = -state.sign
            state.rules.append("negated")
        self._modality(state, verb, auxiliaries, cue)
        state.condition = state.condition or self._condition(verb, state.topic)
        self._take_subject(state, verb)

    def _modality(self, state: _Climb, verb: "Token", auxiliaries: set[str], cue: Cue | None) -> None:
        if auxiliaries & self._obligation:
            state.demanded = True
            state.cues.append(verb)
            state.rules.append("obligation")
        elif auxiliaries & self._open_modals and not state.cues[:-1]:
            if cue is not None and cue.effect is Effect.FOR:
                state.open = True
                state.rules.append("could, may, might")
        elif "will" in auxiliaries and cue is None and not state.cues:
            state.intends = True

    def _take_subject(self, state: _Climb, verb: "Token") -> None:
        passive = [t for t in verb.children if t.dep_ in PASSIVE_SUBJECTS]
        agents = [g for t in verb.children if t.dep_ == "agent" for g in t.children if g.dep_ == "pobj"]
        if passive:
            if agents and state.cues:
                state.holders = _with_conjuncts(agents)
            elif state.cues and state.topic not in list(_subtree(passive)):
                state.holders = ()
            state.top = verb
            return
        subjects = self._subjects(verb)
        if not subjects or state.topic in [d for s in subjects for d in _subtree([s])]:
            return
        noun_cue = self._cue(subjects[0], None) if subjects[0].pos_ in NOUNS else None
        if noun_cue is not None and (verb.lemma_.lower() in self._light):
            self._at_noun(state, subjects[0])
            return
        if state.cues or state.intends:
            state.holders = _with_conjuncts(subjects)
            state.top = verb

    def _at_noun(self, state: _Climb, noun: "Token") -> None:
        cue = self._cue(noun, None)
        if cue is None:
            if self._has_no(noun):
                state.sign = -state.sign
                state.rules.append("negated noun")
            return
        self._apply(state, cue, noun, negated=self._has_no(noun), auxiliaries=set())
        owners = self._owners(noun)
        if owners:
            state.holders = _with_conjuncts(owners)
            state.top = noun

    def _at_adjective(self, state: _Climb, adjective: "Token") -> None:
        word = adjective.lemma_.lower()
        cue = self._cue(adjective, None)
        if cue is not None:
            self._apply(state, cue, adjective, negated=self._negated(adjective), auxiliaries=set())
            if cue.word == "ready" or cue.effect is not Effect.OPEN:
                state.rules.append("readiness")
        elif word in self._necessity or word in self._undesirable:
            state.sign *= 1 if word in self._necessity else -1
            state.impersonal = True
            state.cues.append(adjective)
            state.rules.append(f"{word!r} said of the topic")

    def _apply(self, state: _Climb, cue: Cue, token: "Token", *, negated: bool, auxiliaries: set[str]) -> None:
        effect = cue.effect
        state.cues.append(token)
        state.voice = cue.voice
        state.implements = state.implements or (
            token.lemma_.lower() in self._acts and token.tag_ in {"VBD", "VBN", "VBZ", "VBP"}
        )
        if effect is Effect.OPEN:
            state.open = True
        elif effect is Effect.HOLD:
            state.hold = True
        elif effect is Effect.AGAINST:
            if negated:
                state.open = True
            else:
                state.sign = -state.sign
        elif negated:
            state.sign = -state.sign
        state.rules.append(f"{'not ' if negated else ''}{cue.word!r}: {effect}")

    # Clauses that hang on the topic: "a truce, which X rejected", "a truce proposed by X"

    def _relatives(self, head: "Token", covered: frozenset[int]) -> list["Token"]:
        return [t for t in head.children if t.dep_ in {"relcl", "acl"} and t.i not in covered and t.pos_ in VERBS]

    def _up_from_clause(self, head: "Token", verb: "Token", sign: int) -> _Climb:
        state = _Climb(head, sign)
        pronouns = {t.dep_ for t in verb.children if t.tag_ in {"WDT", "WP"}}
        if pronouns & SUBJECTS:
            state.stop("the topic is the subject")
            return state
        cue = self._cue(verb, None)
        if cue is None:
            state.stop("no cue in the clause")
            return state
        auxiliaries = {t.lemma_.lower() for t in verb.children if t.dep_ in {"aux", "auxpass"}}
        self._apply(state, cue, verb, negated=self._negated(verb), auxiliaries=auxiliaries)
        self._modality(state, verb, auxiliaries, cue)
        agents = [g for t in verb.children if t.dep_ == "agent" for g in t.children if g.dep_ == "pobj"]
        state.holders = _with_conjuncts(agents or self._subjects(verb))
        return state

    # Results

    def _finish(self, state: _Climb) -> Claim | None:
        if state.dead or not (state.cues or state.intends):
            return None
        demanded = state.demanded and not state.open
        if not state.holders and not (state.impersonal or demanded):
            return None
        stance = self._stance(state)
        tokens = state.cues or [state.topic]
        return Claim(
            holders=state.holders, stance=stance, topic=state.topic, triggers=tuple(tokens), rules=tuple(state.rules),
            impersonal=state.impersonal and not state.holders, demanded=demanded, guess=state.guess, voice=state.voice,
            commitment=self._commitment(state), condition=state.condition, implements=state.implements and state.sign != 0,
        )  # fmt: skip

    def _stance(self, state: _Climb) -> Stance:
        if state.hold or (state.condition is not None and not state.open):
            return Stance.CONDITIONAL
        if state.open:
            return Stance.NONCOMMITTAL
        return Stance.SUPPORT if state.sign > 0 else Stance.OPPOSE

    def _commitment(self, state: _Climb) -> Commitment:
        near = {t.lower_ for cue in state.cues for t in (cue, *cue.children)}
        if near & self._firm:
            return Commitment.FIRM
        return Commitment.HEDGED if near & self._hedged else Commitment.STATED

    # Words

    def _cue(self, token: "Token", below: "Token | None") -> Cue | None:
        phrasal = self._phrasal(token, below)
        if phrasal is not None:
            return phrasal
        word = token.lemma_.lower()
        if token.pos_ in VERBS:
            return self._lexicon.by_word.get((CuePos.VERB, word))
        if token.pos_ == "ADJ":
            return self._lexicon.by_word.get((CuePos.ADJECTIVE, word))
        if token.pos_ in {"NOUN", "PROPN"}:
            return self._lexicon.by_word.get((CuePos.NOUN, word))
        return None

    def _phrasal(self, token: "Token", below: "Token | None") -> Cue | None:
        if token.pos_ not in VERBS:
            return None
        for particles, cue in self._lexicon.by_phrase.get(token.lemma_.lower(), ()):
            following = [t.lower_ for t in token.doc[token.i + 1 : token.i + 5]]
            if all(p in following for p in particles):
                return cue
        return None

    def _subjects(self, verb: "Token") -> list["Token"]:
        return [t for t in verb.children if t.dep_ in {"nsubj", "csubj"} and t.tag_ not in {"WDT", "WP", "EX"}]

    def _owners(self, noun: "Token") -> list["Token"]:
        """Return who holds what a noun says: X's call, a call by X, the X call, the call of X."""
        owners = [t for t in noun.children if t.dep_ == "poss"]
        for prep in (t for t in noun.children if t.dep_ in {"prep", "agent"} and t.lower_ in {"by", "of", "from"}):
            owners += [t for t in prep.children if t.dep_ == "pobj" and t.ent_type_ != "DATE"]
        return owners or [t for t in noun.children if t.dep_ in {"amod", "compound", "nmod"} and t.text[:1].isupper()]

    def _negated(self, token: "Token") -> bool:
        return any(
            t.dep_ == "neg" or (t.dep_ in {"advmod", "preconj"} and t.lower_ in self._negations) for t in token.children
        ) or any(
            t.dep_ in SUBJECTS | PASSIVE_SUBJECTS and (t.lower_ in self._negations or self._has_no(t))
            for t in token.children
        )

    def _has_no(self, noun: "Token") -> bool:
        return any(
            t.lower_ in self._negations and t.dep_ in {"det", "neg", "advmod", "amod", "preconj"} for t in noun.children
        )

    def _to_whom(self, predicate: "Token") -> tuple["Token", ...]:
        preps = [t for t in predicate.children if t.dep_ == "prep" and t.lower_ in {"to", "for"}]
        return tuple(t for prep in preps for t in prep.children if t.dep_ == "pobj")

    def _condition(self, verb: "Token", topic: "Token") -> tuple["Token", "Token"] | None:
        """Return the first and last token of what the clause makes its condition, if anything."""
        for child in verb.children:
            if child.dep_ not in {"advcl", "prep", "advmod", "mark"}:
                continue
            subtree = sorted(child.subtree, key=lambda t: t.i)
            if topic in subtree or not subtree:
                continue
            lead = [t.lower_ for t in subtree[:4]]
            before = verb.doc[subtree[0].i - 1].lower_ if subtree[0].i else ""
            for phrase in self._conditions:
                if tuple(lead[: len(phrase)]) == phrase or tuple(([before, *lead])[: len(phrase)]) == phrase:
                    return subtree[0], subtree[-1]
        return None


def _subtree(tokens: list["Token"]) -> Iterator["Token"]:
    for token in tokens:
        yield from token.subtree


def _with_conjuncts(tokens: list["Token"]) -> tuple["Token", ...]:
    found = {t.i: t for token in tokens for t in (token, *token.conjuncts)}
    return tuple(found[i] for i in sorted(found))
