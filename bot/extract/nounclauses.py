"""Which clauses that hang on a noun carry a stance on to it: "calls to halt", "the demand that X go"."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.grammar import VERBS
from bot.extract.trail import Trail

if TYPE_CHECKING:
    from spacy.tokens import Token

_TIMES = frozenset({"dobj", "npadvmod", "prep"})


class NounClauses:
    """Decides for one way up about the steps from a clause to the noun that it hangs on."""

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self._cues = trail.cues

    def passes(self, below: "Token", node: "Token") -> bool:
        """Return whether a clause that hangs on a noun passes the stance up to it."""
        if self.sets_term(below, node):
            self._trail.holders = ()
            return True
        if grammar.is_infinitive(below):
            owners = () if self._cues.carries(node) else grammar.with_conjuncts(grammar.owners(node))
            self._trail.holders = owners or self._trail.holders
            return not owners
        if self._cues.is_hearsay(node):
            return self._hearsay(node)
        if grammar.is_clause_of_noun(below) or self._is_laid_down(below):
            return self._says_noun(node)
        if below.dep_ == "acl" and below.tag_ == "VBG":
            return self._participle(below, node)
        return below.dep_ != "relcl" or self.relative(below, node)

    def _hearsay(self, noun: "Token") -> bool:
        """Take "reports that X agreed": a guess, or where X itself denies it, the contrary."""
        deniers = self._cues.deniers(noun)
        pronouns = all(t.pos_ == "PRON" for t in self._trail.holders)
        if deniers is None or (deniers and not pronouns):
            self._trail.guess = True
            self._trail.rules.append(f"hearsay ({noun.lower_!r})")
        elif self._trail.triggers:
            self._trail.turn("denied")
        return False

    def _says_noun(self, noun: "Token") -> bool:
        """Take "X's demand that Y stop": what the clause says is X's, if the noun is a cue, not Y's."""
        if not self._cues.carries(noun):
            told = any(self._cues.is_speech(t) for t in noun.ancestors)
            self._trail.guess = self._trail.guess or not told
            return False
        self._trail.others = self._trail.of_others()
        self._trail.holders = ()
        return True

    def _is_laid_down(self, clause: "Token") -> bool:
        """Return whether a clause tells what a paper lays down: "a plan under which X would cede Y"."""
        under = [t for t in clause.children if t.dep_ == "prep" and t.i < clause.i and t.lower_ == "under"]
        laid = any(t.tag_ in grammar.RELATIVE_TAGS for prep in under for t in prep.children)
        of_itself = any(t.pos_ == "PRON" for t in self._trail.holders)
        return laid and not of_itself and bool(grammar.auxiliaries(clause) & self._cues.words.to_come)

    def sets_term(self, below: "Token", node: "Token") -> bool:
        """Take "X gave Y ten days to accept a truce": who sets somebody a time for a thing demands it."""
        verb = node if node.pos_ in VERBS else node.head
        terms = [t for t in verb.children if t.dep_ in _TIMES and t.lemma_.lower() in self._cues.words.deadlines]
        given = verb.pos_ == "VERB" and verb.lemma_.lower() in self._cues.words.granting and bool(terms)
        if not given or not grammar.is_infinitive(below) or below.left_edge.i < terms[0].i:
            return False
        if grammar.passive_subjects(verb) or any(self._cues.negated(t) for t in (verb, terms[0])):
            return False
        self._trail.triggers.append(verb)
        self._trail.rules.append(f"{terms[0].lower_!r} for it")
        return True

    def relative(self, below: "Token", node: "Token") -> bool:
        """Return whether a relative clause passes the topic up: "an agreement that lacks …", "X's plan that has …"."""
        if not grammar.has_relative_subject(below):
            return False
        if below.lemma_.lower() in self._cues.words.lacking:
            return True
        carried = self._cues.cue(node) is not None or node.lemma_.lower() in self._cues.words.carriers
        return carried and (bool(self._trail.triggers) or self._cues.is_light(below))

    def _participle(self, below: "Token", node: "Token") -> bool:
        """Take "X's stubbornness: rejecting a truce": the owner of the noun holds what the participle says."""
        contained = self._cues.is_light(below) and node.dep_ in {"dobj", "pobj"}  # "any scenario involving"
        if contained or node.lemma_.lower() in self._cues.words.carriers:
            return True
        if self.is_wanted(node):  # "ruled out X joining Y": what X does is ruled out
            self._trail.holders = ()
            return True
        self._trail.holders = grammar.with_conjuncts(grammar.owners(node) or [node])
        return False

    def is_wanted(self, noun: "Token") -> bool:
        """Return whether a name is the object of a cue, which so is about what its participle tells."""
        above = noun.head.head if noun.dep_ == "pobj" else noun.head
        return noun.pos_ == "PROPN" and noun.dep_ in {"dobj", "pobj"} and self._cues.cue(above) is not None
