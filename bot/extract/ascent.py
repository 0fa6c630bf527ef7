"""The way up a parse from the words that name a topic: cues met, negations, holders, conditions; claims come out.

Cues on the way (want, reject, readiness, unacceptable) set the stance, negations turn it, the topmost cue with a
subject tells whose stance it is; a noun with an owner ("X's call for") is a stance of its own. What stands in a
hypothetical clause, in a time adjunct, or beyond a noun that does not carry the topic on, gives nothing; what stands
under a verb of opinion is only a guess.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.cues import Cues
from bot.extract.grammar import NOUNS, VERBS
from bot.extract.stance_lexicon import Cue, Effect
from bot.model import Commitment, Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

FINITE = frozenset({"VBD", "VBN", "VBZ", "VBP"})


@dataclass(frozen=True, slots=True)
class Claim:
    """One stance found: its holders' head tokens (none: the speaker, where `impersonal` or `demanded`), and why."""

    holders: tuple["Token", ...]
    stance: Stance
    triggers: tuple["Token", ...]
    rules: tuple[str, ...]
    impersonal: bool = False
    demanded: bool = False
    guess: bool = False
    voice: Voice = Voice.NARRATED
    commitment: Commitment = Commitment.STATED
    condition: tuple["Token", "Token"] | None = None
    lacking: bool = False
    recalled: bool = False
    implements: bool = False


class Ascent:
    """One way up from a topic; what was met so far."""

    def __init__(
        self,
        cues: Cues,
        topic: "Token",
        sign: int,
        *,
        plain: bool,
        covered: frozenset[int],
        others: frozenset[int],
    ) -> None:
        self._plain = plain
        self._cues = cues
        self._topic = topic
        self._covered = covered
        self._others = others - covered
        self._sign = sign
        self._open = self._hold = self._guess = self._demanded = self._impersonal = self._implements = self._pledged = (
            False
        )
        self._voice = Voice.NARRATED
        self._triggers: list[Token] = []
        self._rules: list[str] = []
        self._holders: tuple[Token, ...] = ()
        self._condition: tuple[Token, Token] | None = None
        self._lacking = self._recalled = False
        self._claims: list[Claim] = []
        self._told = 0

    # Ways

    def from_topic(self) -> list[Claim]:
        """Return the claims met from the topic's head to where the way ends."""
        node = self._topic
        if node.pos_ in NOUNS and self._cues.negated(node, besides=self._covered):
            self._turn("negated noun")
        lack = self._cues.lack(node)
        self._condition = self._cues.condition(node, node)
        if node.pos_ in VERBS:
            if not self._plain:
                self._triggers.append(node)
                self._rules.append("the words speak for themselves")
            self._at_verb(node, node)
        while not grammar.is_root(node):
            below, node = node, grammar.governor(node)
            if node.i in self._covered:
                continue
            if not self._passes(below, node) or not self._at(node, below):
                break
        if lack is not None and self._sign < 0:
            self._condition, self._lacking = lack, True
        self._close()
        return self._claims

    def from_clause(self, verb: "Token") -> list[Claim]:
        """Return the claim of a clause that hangs on the topic: "a truce that X rejected", "… proposed by X"."""
        cue = self._cues.cue(verb)
        if grammar.has_relative_subject(verb):
            return []
        if self._cues.given_up(verb) or (cue is None and verb.lemma_.lower() not in self._cues.judging):
            return []
        if not self._judges(verb) and cue is not None:
            self._apply(cue, verb)
        self._modality(verb, cue)
        self._condition = self._cues.condition(verb, self._topic)
        self._holders = grammar.with_conjuncts(grammar.agents(verb) or grammar.subjects(verb))
        self._close()
        return self._claims

    # Edges

    def _passes(self, below: "Token", node: "Token") -> bool:
        """Return whether the way from `below` to its head `node` carries the stance on."""
        dep = below.dep_
        if dep in grammar.SUBJECTS or dep in grammar.PASSIVE_SUBJECTS:
            return self._as_subject(below, node)
        if dep == "prep":
            return self._preposition(below, node)
        if dep == "advcl" and self._is_called_for(below, node):
            return True
        if dep in {"poss", "agent", "advcl", "npadvmod", "parataxis"} or self._leaves(below, node):
            return False
        return self._clause(below, node)

    def _clause(self, below: "Token", node: "Token") -> bool:
        """Return whether a clause, joined or dependent, passes the stance up."""
        dep = below.dep_
        if dep == "relcl":
            return self._relative(below, node)
        if dep == "acl" and below.tag_ == "VBG":
            return self._participle(node)
        if dep == "conj":
            return below.pos_ not in VERBS or not grammar.subjects(below)
        return dep != "ccomp" or self._governed(below, node)

    def _is_called_for(self, below: "Token", node: "Token") -> bool:
        """Take "X called for Y to end the war", whose clause the parser hangs on as if it told the purpose."""
        cue = self._cues.phrasal(node)
        marks = [t.lower_ for t in below.children if t.dep_ == "mark"]
        if cue is None or not marks or cue.word.split()[-1] not in marks:
            return False
        self._holders = ()
        return True

    def _leaves(self, below: "Token", node: "Token") -> bool:
        """Return whether the way enters another topic, or leaves for when and where."""
        if below.dep_ in {"prep", "acl", "relcl", "advmod"} and node.i in self._others:
            return below.lemma_.lower() not in self._cues.lacking
        return below.dep_ == "advmod" and below.lower_ in self._cues.adjuncts

    def _preposition(self, below: "Token", node: "Token") -> bool:
        """Return whether a prepositional phrase belongs to what its head says, not to when or where it was."""
        word = below.lower_
        if word in self._cues.adjuncts or self._follows_other(below):
            return False
        if node.pos_ in NOUNS and not self._noun_takes(node, word):
            return False
        if word == "in" and self._aims(below, node):
            return False
        if word in self._cues.placing and node.pos_ in VERBS and any(t.dep_ == "dobj" for t in node.children):
            return False
        if word == "without" or (word == "against" and self._cues.phrasal(node) is None):
            self._turn(f"preposition {word!r}")
            self._triggers.append(below)
        return True

    def _aims(self, preposition: "Token", node: "Token") -> bool:
        """Take "X approves sanctions in a push for a truce": the push is that of the subject."""
        last = self._triggers[-1] if self._triggers else None
        if last is None or last.pos_ not in NOUNS or last.head.i != preposition.i or len(self._triggers) == self._told:
            return False
        for verb in (node, *node.ancestors):
            subjects = grammar.subjects(verb) if verb.pos_ in VERBS else []
            if subjects:
                self._holders = grammar.with_conjuncts(subjects)
                self._close()
                break
        return True

    def _noun_takes(self, noun: "Token", preposition: str) -> bool:
        """Return whether a noun passes on what a preposition joins to it: "a call for", not "demands on"."""
        cue = self._cues.cue(noun)
        if cue is None:
            return noun.lemma_.lower() in self._cues.carriers
        return cue.effect is not Effect.FOR or preposition not in self._cues.about

    def _follows_other(self, preposition: "Token") -> bool:
        """Return whether the phrase goes on with another topic: "a memorandum with X on the truce"."""
        for i in range(preposition.i - 1, max(-1, preposition.i - 5), -1):
            if i in self._others:
                return True
            if preposition.doc[i].pos_ in VERBS or preposition.doc[i].is_punct:
                return False
        return False

    def _relative(self, below: "Token", node: "Token") -> bool:
        """Return whether a relative clause passes the topic up: "an agreement that lacks …", "X's plan that has …"."""
        if not grammar.has_relative_subject(below):
            return False
        if below.lemma_.lower() in self._cues.lacking:
            return True
        carried = self._cues.cue(node) is not None or node.lemma_.lower() in self._cues.carriers
        return carried and (bool(self._triggers) or below.lemma_.lower() in self._cues.light)

    def _participle(self, node: "Token") -> bool:
        """Take "X's stubbornness: rejecting a truce": the owner of the noun holds what the participle says."""
        if node.lemma_.lower() in self._cues.carriers:
            return True
        owners = grammar.owners(node)
        if owners:
            self._holders = grammar.with_conjuncts(owners)
        return False

    def _governed(self, below: "Token", node: "Token") -> bool:
        """Return whether a clause hangs on a cue that takes clauses; under a verb of opinion it is a guess."""
        if node.pos_ not in VERBS and node.pos_ != "ADJ":
            return self._cues.cue(node) is not None
        markers = {t.lower_ for t in below.children if t.dep_ in {"mark", "advmod"}}
        if markers & self._cues.hypothetical:
            self._open = self._open or self._cues.cue(node) is not None
        if node.lemma_.lower() in self._cues.opinions:
            self._guess = True
            self._rules.append(f"guessed ({node.lower_!r})")
            return False
        cue = self._cues.cue(node)
        listed = grammar.subjects(node) if node.lemma_.lower() in self._cues.listing else []
        if listed and self._cues.cue(listed[0]) is not None:  # "X's demands include Y leaving": X's, not Y's
            self._holders = ()
            return True
        of_itself = bool(self._holders) and all(t.pos_ == "PRON" for t in self._holders)
        if cue is None and node.pos_ == "VERB" and not self._cues.is_speech(node) and not of_itself:
            self._guess = True
            self._rules.append(f"under {node.lower_!r}")
        if cue is not None and cue.effect is Effect.HOLD:
            return of_itself and bool(grammar.auxiliaries(below) & self._cues.to_come)
        return cue is not None and cue.clause

    def _as_subject(self, below: "Token", node: "Token") -> bool:
        """Take "a truce is necessary", "a truce is unacceptable to X"; a passive goes on to its verb."""
        if self._claims and below.dep_ in grammar.SUBJECTS:
            return False
        if below.dep_ in grammar.PASSIVE_SUBJECTS:
            self._impersonal = self._impersonal or (
                node.lemma_.lower() in self._cues.necessity and self._predicate(node)
            )
            return True
        predicates = [node] if node.pos_ == "ADJ" else [t for t in node.children if t.dep_ in {"acomp", "attr", "oprd"}]
        for predicate in predicates:
            if self._predicate(predicate):
                if self._cues.negated(node):
                    self._turn("negated")
                self._impersonal = True
                preps = [t for t in predicate.children if t.dep_ == "prep" and t.lower_ in {"to", "for"}]
                to_whom = tuple(t for prep in preps for t in prep.children if t.dep_ == "pobj")
                self._holders = to_whom or self._judges_of(node)
                return False
        return self._weighed(node) or self._asserted(node)

    def _weighed(self, node: "Token") -> bool:
        """Take "X is considering whether a truce would help": X leaves it open; the way ends there all the same."""
        cue = self._cues.cue(node.head) if node.dep_ == "ccomp" and self._cues.is_hypothetical(node) else None
        if cue is not None and cue.effect is Effect.OPEN:
            self._apply(cue, node.head)
            self._holders = grammar.with_conjuncts(grammar.subjects(node.head))
            self._close()
        return False

    def _judges_of(self, clause: "Token") -> tuple["Token", ...]:
        """Return who judges by a clause: "X considers a truce (to be) essential"."""
        verb = clause.head
        if clause.dep_ not in {"ccomp", "xcomp"} or verb.lemma_.lower() not in self._cues.judging:
            return ()
        if self._cues.negated(verb):
            self._turn("negated")
        return grammar.with_conjuncts(grammar.subjects(verb))

    def _asserted(self, node: "Token") -> bool:
        """Take what somebody says of the topic as a subject: that it works, harms, will grow if, must come."""
        effect = self._cues.effect_of(node)
        if effect:
            return self._says_of_topic(node, effect)
        if node.lemma_.lower() in self._cues.grows and self._cues.condition(node, self._topic) is not None:
            self._hold = True
            return self._says_of_topic(node, 1)
        if self._cues.auxiliaries_oblige(node):
            self._demanded = True
            self._triggers.append(node)
            self._rules.append("obligation")
            self._condition = self._requirement(node)
        return False

    def _requirement(self, verb: "Token") -> tuple["Token", "Token"] | None:
        """Return what must be so of the topic: "a deal must include guarantees" makes the deal conditional."""
        objects = [t for t in verb.children if t.dep_ in {"dobj", "attr", "acomp"}]
        if verb.lemma_.lower() in self._cues.takes_place or not objects:
            return None
        return verb, objects[-1].right_edge

    def _says_of_topic(self, node: "Token", sign: int) -> bool:
        """Take "a truce will not work", said by somebody."""
        self._sign *= sign
        self._impersonal = True
        self._triggers.append(node)
        self._rules.append(f"{node.lower_!r} said of the topic")
        return False

    def _predicate(self, predicate: "Token") -> bool:
        word = predicate.lemma_.lower()
        if word not in self._cues.approving and word not in self._cues.disapproving:
            return False
        if word in self._cues.disapproving:
            self._sign = -self._sign
        self._triggers.append(predicate)
        self._rules.append(f"{word!r} said of the topic")
        return True

    # Words

    def _at(self, node: "Token", below: "Token") -> bool:
        """Take in one word on the way; return whether to go on."""
        if node.pos_ in VERBS:
            return self._at_verb(node, below)
        self._condition = self._condition or self._cues.condition(node, self._topic)
        if node.pos_ in NOUNS:
            self._at_noun(node)
        elif node.pos_ == "ADJ":
            self._at_adjective(node)
        return True

    def _at_verb(self, verb: "Token", below: "Token") -> bool:
        if below.i != verb.i and below.dep_ == "conj" and below.pos_ in VERBS and not _joins_complement(below, verb):
            self._take_subject(verb)
            return True
        if self._cues.is_hypothetical(verb) and not self._is_asked(verb):
            self._rules.append("abstained: hypothetical")
            return self._abstain()
        own = verb.i in self._covered
        cue = None if own else self._cues.cue(verb)
        if cue is not None and below.dep_ in {"ccomp"} and not cue.clause:
            cue = None
        if self._cues.given_up(verb) or (verb.lower_ == "used" and below.dep_ == "xcomp"):
            self._rules.append("abstained: given up in the past")
            return self._abstain()
        if not self._take_in(verb, cue):
            return False
        self._modality(verb, cue)
        self._recalled = any(t.dep_ == "aux" and t.lower_ in self._cues.recalling for t in verb.children)
        self._condition = self._condition or self._cues.condition(verb, self._topic)
        if self._condition is None and self._sign < 0:
            self._condition = self._cues.lack(verb)
            self._lacking = self._condition is not None
        self._take_subject(verb)
        return True

    def _take_in(self, verb: "Token", cue: Cue | None) -> bool:
        """Let a verb say what it says of what it governs; return whether to go on."""
        if verb.lemma_.lower() in self._cues.ascribing:
            return self._ascribed(verb)
        if self._judges(verb):
            self._rules.append(f"{verb.lower_!r}")
        elif cue is not None:
            if self._is_nobodys(verb):
                return self._abstain()
            self._apply(cue, verb)
        elif verb.lemma_.lower() in self._cues.necessity and grammar.passive_subjects(verb):
            self._impersonal = self._predicate(verb)
        else:
            if self._cues.negated(verb, besides=self._covered):
                self._turn("negated")
            if verb.i in self._covered or self._carries(verb) or self._goes_through():
                return True
            return bool(grammar.passive_subjects(verb)) and self._is_proposed(verb)
        return True

    def _is_proposed(self, verb: "Token") -> bool:
        """Return whether a clause is what somebody wants done: "X proposed that the truce be watched by Y"."""
        cue = self._cues.cue(verb.head) if verb.dep_ == "ccomp" else None
        return cue is not None and cue.effect is Effect.FOR and cue.clause

    def _ascribed(self, verb: "Token") -> bool:
        """Take "X accused Y of rejecting a truce": it is said of Y, by somebody else."""
        blamed = [t for t in verb.children if t.dep_ in {"dobj", *grammar.PASSIVE_SUBJECTS}]
        self._holders = grammar.with_conjuncts(blamed)
        self._guess = True
        self._rules.append(f"under {verb.lower_!r}")
        return False

    def _goes_through(self) -> bool:
        """Return whether what was met so far reaches the subject of the next verb, no cue itself.

        What a noun says is its owner's; a verb that is not light does not make its subject another holder of it.
        """
        return len(self._triggers) > self._told and self._triggers[-1].pos_ not in NOUNS

    def _is_nobodys(self, verb: "Token") -> bool:
        """Return whether a passive says something without saying who does it (codebook, rule 5)."""
        if not grammar.passive_subjects(verb) or grammar.agents(verb) or self._cues.is_adjective(verb):
            return False
        return not self._cues.auxiliaries_oblige(verb)

    def _is_asked(self, verb: "Token") -> bool:
        """Return whether the clause hangs on a cue that asks or doubts: "is considering whether to"."""
        return verb.dep_ in {"ccomp", "xcomp"} and self._cues.cue(verb.head) is not None

    def _carries(self, verb: "Token") -> bool:
        """Return whether the verb passes the topic on by itself: a light one, or one that somebody must do."""
        word = verb.lemma_.lower()
        if word in self._cues.light or word in self._cues.pledges:
            return True
        return self._cues.auxiliaries_oblige(verb) and word not in self._cues.fails

    def _judges(self, verb: "Token") -> bool:
        """Take "X considers T essential"."""
        if verb.lemma_.lower() not in self._cues.judging:
            return False
        found = [t for t in verb.subtree if t.dep_ in {"oprd", "acomp", "xcomp"} or t.head.lower_ == "as"]
        return any(self._predicate(t) for t in found if t.i not in self._covered)

    def _modality(self, verb: "Token", cue: Cue | None) -> None:
        auxiliaries = grammar.auxiliaries(verb)
        if auxiliaries & self._cues.obligation:
            self._demanded = True
            self._triggers.append(verb)
            self._rules.append("obligation")
        elif verb.lemma_.lower() in self._cues.wishes:
            return
        elif auxiliaries & self._cues.open_modals and (cue is not None or verb.i in self._triggered):
            self._open, self._hold = self._sign > 0, self._sign < 0
            self._rules.append("could, may, might")
        elif auxiliaries & self._cues.promising and not self._triggers and verb.lemma_.lower() in self._cues.pledges:
            self._triggers.append(verb)
            self._rules.append(f"will {verb.lemma_}")

    def _take_subject(self, verb: "Token") -> None:
        passive = grammar.passive_subjects(verb)
        if passive:
            moved = passive if any(t.dep_ == "xcomp" for t in verb.children) and self._cues.cue(verb) is None else ()
            self._holders = grammar.with_conjuncts(grammar.agents(verb) or moved)
            return
        subjects = grammar.subjects(verb)
        if not subjects or grammar.within(self._topic, subjects):
            return
        cue = self._cues.cue(subjects[0]) if subjects[0].pos_ in NOUNS else None
        if cue is not None and verb.lemma_.lower() in self._cues.listing:
            self._at_noun(subjects[0])
            return
        self._pledged = self._pledged or self._is_pledge(verb)
        if self._triggers or self._pledged:
            self._holders = grammar.with_conjuncts(subjects)

    def _is_pledge(self, verb: "Token") -> bool:
        return verb.i in self._covered and "will" in grammar.auxiliaries(verb)

    def _at_noun(self, noun: "Token") -> None:
        cue = self._cues.cue(noun)
        if cue is None or self._cues.given_up(noun):
            if self._cues.negated(noun):
                self._turn("negated noun")
            return
        self._apply(cue, noun)
        self._impersonal = self._impersonal or cue.negated
        owners = grammar.owners(noun)
        if owners:
            self._holders = grammar.with_conjuncts(owners)
            if owners[0].tag_ != "PRP$":
                self._close()

    def _at_adjective(self, adjective: "Token") -> None:
        cue = self._cues.cue(adjective)
        if cue is not None:
            self._apply(cue, adjective)
        elif adjective.lemma_.lower() in self._cues.necessity | self._cues.undesirable:
            self._impersonal = self._predicate(adjective)

    def _apply(self, cue: Cue, token: "Token") -> None:
        """Let a cue set, turn, open or hold the stance."""
        negated = self._cues.negated(token, besides=self._covered) and not cue.negated
        self._triggers.append(token)
        self._voice = cue.voice
        self._implements = self._implements or (token.lemma_.lower() in self._cues.acts and token.tag_ in FINITE)
        self._rules.append(f"{'not ' if negated else ''}{cue.word!r}: {cue.effect}")
        if cue.effect is Effect.OPEN:
            self._open, self._hold = not negated, False
        elif cue.effect in {Effect.HOLD, Effect.AMEND}:
            self._hold = not negated
        elif cue.effect is Effect.AGAINST and negated:
            self._open, self._hold = self._sign > 0, self._sign < 0
        elif self._drops(cue, token):
            self._open, self._hold = not negated, False
        elif negated and self._cues.not_yet(token):
            self._open = True
        elif (cue.effect is Effect.AGAINST) != negated:
            self._sign = -self._sign
        if cue.word in self._cues.ready and not negated and self._sign < 0:
            self._hold = True
            self._rules.append("readiness to go against it")

    def _abstain(self) -> bool:
        """Forget what was met: the text says that it was so once."""
        self._triggers.clear()
        self._holders = ()
        self._impersonal = self._demanded = False
        return False

    def _drops(self, cue: Cue, token: "Token") -> bool:
        """Return whether a demand or effort is dropped, which leaves the matter open: "abandoned his call for"."""
        noun = len(self._triggers) > 1 and self._triggers[-2].pos_ in NOUNS
        return noun and (cue.word in self._cues.dropping or token.lemma_.lower() in self._cues.dropping)

    def _turn(self, rule: str) -> None:
        self._sign = -self._sign
        self._rules.append(rule)

    @property
    def _triggered(self) -> set[int]:
        return {t.i for t in self._triggers}

    # Results

    def _close(self) -> None:
        """Keep what was met so far as a claim, if it has a holder."""
        demanded = self._demanded and not self._open
        held = self._holders or self._impersonal or demanded
        if not held or not (self._triggers or self._pledged):
            return
        self._claims.append(
            Claim(
                holders=self._holders,
                stance=self._stance(),
                triggers=tuple(self._triggers) or (self._topic,),
                rules=tuple(self._rules) or ("will",),
                impersonal=self._impersonal and not self._holders,
                demanded=demanded,
                guess=self._guess,
                voice=self._voice,
                recalled=self._recalled,
                commitment=self._commitment(),
                condition=self._condition,
                lacking=self._lacking,
                implements=self._implements,
            )
        )
        self._holders = ()
        self._told = len(self._triggers)

    def _stance(self) -> Stance:
        if self._hold or (self._condition is not None and not self._open):
            return Stance.CONDITIONAL
        if self._open:
            return Stance.NONCOMMITTAL
        return Stance.SUPPORT if self._sign > 0 else Stance.OPPOSE

    def _commitment(self) -> Commitment:
        near = {t.lower_ for trigger in self._triggers for t in (trigger, *trigger.children)}
        if near & self._cues.firm:
            return Commitment.FIRM
        return Commitment.HEDGED if near & self._cues.hedged else Commitment.STATED


def _joins_complement(below: "Token", verb: "Token") -> bool:
    """Return whether a bare infinitive, joined to a finite verb, goes on with that verb's complement.

    "They agreed to exchange prisoners and continue the talks": the parser joins the last to the first.
    """
    return bool(below.tag_ == "VB" and verb.tag_ in FINITE and any(t.dep_ == "xcomp" for t in verb.children))
