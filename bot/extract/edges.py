"""Which edges of a parse carry a stance on: each step from a word to what governs it."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.grammar import NOUNS, VERBS
from bot.extract.nounclauses import NounClauses
from bot.extract.predication import Predication
from bot.extract.stance_lexicon import Effect
from bot.extract.trail import Trail
from bot.extract.turning import Turning

if TYPE_CHECKING:
    from spacy.tokens import Token


class Edges:
    """Decides for one way up which steps it may take; `others` are the tokens that name other topics."""

    def __init__(self, trail: Trail, others: frozenset[int]) -> None:
        self._trail = trail
        self._cues = trail.cues
        self._others = others
        self._predication = Predication(trail)
        self._nouns = NounClauses(trail)
        self._turning = Turning(trail)

    def passes(self, below: "Token", node: "Token") -> bool:
        """Return whether the way from `below` to its head `node` carries the stance on."""
        dep = below.dep_
        if dep in grammar.SUBJECTS or dep in grammar.PASSIVE_SUBJECTS:
            return self._predication.as_subject(below, node)
        if dep == "prep":
            return self._preposition(below, node)
        if dep == "advcl":
            return self._beside_clause(below, node)
        if dep in {"poss", "agent", "npadvmod", "parataxis"} or self._leaves(below, node):
            self._trail.guess = self._trail.guess or grammar.is_clause_of_noun(below)
            return False
        if dep == "pcomp":
            return self._behind_preposition(below, node)
        return not (dep == "dobj" and _is_behind_comma(below, node)) and self._clause(below, node)

    def _beside_clause(self, below: "Token", node: "Token") -> bool:
        """Return whether a clause beside another passes the stance up; one of a noun ("calls to halt") does as such."""
        if node.pos_ == "NOUN" and grammar.is_infinitive(below):
            return self._nouns.passes(below, node)
        if self._nouns.sets_term(below, node) or self._cues.is_of_one(below):
            return True
        if self._is_aim(below, node):
            self._trail.holders = grammar.with_conjuncts(grammar.subjects(node))
            return False
        complement = self._is_called_for(below, node) or _is_behind_particle(below, node)
        return complement or (below.tag_ == "VBG" and self._beside(below, node))

    def _behind_preposition(self, below: "Token", preposition: "Token") -> bool:
        """Return whether a clause behind a preposition passes the stance up: "drawn on whether it would accept"."""
        asks = self._cues.is_hypothetical(below) or any(
            t.tag_ in {"WRB", "WP"} and t.i < below.i for t in below.children
        )
        if asks and self._cues.is_asked(below):
            return not self._cues.is_silent(preposition.head) or self._left_open(preposition.head)
        return not grammar.subjects(below)  # none further: "with X calling for a truce"

    def _clause(self, below: "Token", node: "Token") -> bool:
        """Return whether a clause, joined or dependent, passes the stance up."""
        dep = below.dep_
        if dep in {"relcl", "acl"} and (node.pos_ in NOUNS or self._cues.is_of_one(below)):
            return self._nouns.passes(below, node)
        if dep == "relcl":
            return self._nouns.relative(below, node)
        listed = below.pos_ in NOUNS and self._cues.cue(below) is not None and _is_only_listed(below, node)
        if dep == "conj":
            if listed or (below.i and below.doc[below.i - 1].lower_ == "than"):
                return False  # "leave rather than accept a truce"
            return below.pos_ not in VERBS or not grammar.subjects(below)
        return dep != "ccomp" or self._complement(below, node)

    def _complement(self, below: "Token", node: "Token") -> bool:
        """Return whether a clause that completes another passes the stance up."""
        if self._cues.is_silent(node) and self._cues.is_hypothetical(below):
            return self._left_open(node)
        if self._turning.refuses(below, node) or self._is_told_before(below, node):
            return False
        return self._cues.is_seen(below) or self._governed(below, node)

    def _is_told_before(self, below: "Token", node: "Token") -> bool:
        """Return whether a clause is complete before another: "X seeks a truce, a goal that Y opposes"."""
        finite = below.tag_ in {"VBZ", "VBP", "VBD"} or bool(grammar.auxiliaries(below))
        before = below.i < node.i and finite and bool(grammar.subjects(below))
        cue = self._cues.cue(node) if before and self._trail.pending else None
        return cue is not None and cue.effect is Effect.AGAINST and not self._cues.is_speech(node)

    def _left_open(self, verb: "Token") -> bool:
        """Take "X would not say whether it would accept": X leaves it open; the way ends there."""
        self._trail.open = True
        self._trail.triggers.append(verb)
        self._trail.rules.append(f"not {verb.lower_!r}")
        self._trail.holders = grammar.with_conjuncts(grammar.clause_subjects(verb))
        return False

    def _beside(self, below: "Token", node: "Token") -> bool:
        """Take "X met Y, demanding a truce": the participle's holder is the subject of the clause beside it."""
        if self._is_of_object(below, node):
            self._trail.holders = ()
            return True
        ahead = [t for t in below.children if t.i < below.i and t.dep_ in {"mark", "prep", "nsubj"}]
        plain = all(t.dep_ == "mark" and t.lower_ in self._cues.words.beside for t in ahead)
        if plain and not any(t.text == ":" for t in below.doc[below.i : node.i]):
            told = node.dep_ == "ccomp" and self._cues.is_speech(node.head)
            self._trail.guess = self._trail.guess or told
            holders = [node] if node.pos_ in NOUNS else grammar.clause_subjects(node)
            self._trail.holders = grammar.with_conjuncts(holders)
        return False

    def _is_of_object(self, below: "Token", node: "Token") -> bool:
        """Take "X opposed Y accepting a truce", whose participle the parser hangs on the verb: it is what Y does."""
        before = below.doc[below.i - 1] if below.i else below
        if before.dep_ in grammar.SUBJECTS and before.head.i == below.i and before.pos_ == "PROPN":
            cue, opening = self._cues.cue(node), below.doc[max(0, before.left_edge.i - 1)]
            return cue is not None and (opening.i == node.i or (opening.dep_ == "prt" and opening.head.i == node.i))
        return (
            before.dep_ == "dobj"
            and before.head.i == node.i
            and before.pos_ == "PROPN"
            and self._nouns.is_wanted(before)
        )

    def _is_aim(self, below: "Token", verb: "Token") -> bool:
        """Return whether a clause tells what somebody goes somewhere for: "X flew to Y to press for a truce"."""
        finite = verb.tag_ in grammar.FINITE or "be" in grammar.auxiliaries(verb)
        going = verb.pos_ == "VERB" and verb.lemma_.lower() in self._cues.words.going and finite
        going = going and not any(t.lower_ == "under" for t in verb.children)  # "came under pressure to"
        aims = grammar.is_infinitive(below) and not grammar.subjects(below) and below.i > verb.i
        told = verb.dep_ == "ccomp" and self._cues.is_speech(verb.head)
        return going and aims and not told and not grammar.passive_subjects(verb) and not self._cues.negated(verb)

    def _is_called_for(self, below: "Token", node: "Token") -> bool:
        """Take "X called for Y to end the war", whose clause the parser hangs on as if it told the purpose."""
        cue = self._cues.phrasal(node)
        marks = [t.lower_ for t in below.children if t.dep_ == "mark"]
        if cue is None or not marks or cue.word.split()[-1] not in marks:
            return False
        self._trail.holders = ()
        return True

    def _leaves(self, below: "Token", node: "Token") -> bool:
        """Return whether the way enters another topic, or leaves for when and where."""
        if below.dep_ == "dobj" and node.i in self._others and node.pos_ == "VERB":
            return True  # "offers to host talks"
        if below.dep_ in {"prep", "acl", "relcl", "advmod"} and node.i in self._others:
            return below.lemma_.lower() not in self._cues.words.lacking and not self._is_carried(below, node)
        return below.dep_ == "advmod" and below.lower_ in self._cues.words.adjuncts

    def _is_carried(self, below: "Token", noun: "Token") -> bool:
        """Return whether a noun that names another topic carries this one, too: "X's proposal for a truce"."""
        cue = self._cues.cue(noun) if noun.pos_ == "NOUN" else None
        if below.dep_ == "prep":
            return cue is not None and cue.effect is Effect.FOR and below.lower_ in {"for", "of"}
        return grammar.is_clause_of_noun(below) and noun.pos_ == "NOUN" and self._cues.carries(noun)

    def _preposition(self, below: "Token", node: "Token") -> bool:
        """Return whether a prepositional phrase belongs to what its head says, not to when or where it was."""
        turned = self._turning.at_preposition(below, node)
        return self._joins(below, node) if turned is None else turned

    def _joins(self, below: "Token", node: "Token") -> bool:
        """Return whether a preposition that turns nothing by itself joins what it governs to its head."""
        word = below.lower_
        clashing = word == "over" and node.pos_ in VERBS and self._cues.phrasal(node) is None  # "fell out over a truce"
        beside = self._is_done_beside(below, node)
        if beside or clashing:
            self._trail.holders = grammar.with_conjuncts(grammar.clause_subjects(node)) if beside else ()
        if beside or clashing or word in self._cues.words.adjuncts or self._follows_other(below, node):
            return False
        neutral = node.pos_ == "ADJ" and word in self._cues.words.placing and self._cues.cue(node) is None
        stops = word == "for" and node.pos_ in VERBS and node.lemma_.lower() in self._cues.words.ceasing
        if (
            self._is_unavoidable(node, word)
            or stops
            or neutral
            or self._aims(below, node)
            or (node.pos_ in NOUNS and not self._noun_takes(node, word))
        ):
            return False  # "stop the killing, for a truce", "neutral in talks", "demands on"
        there = word in self._cues.words.placing and not self._cues.takes(node, word)
        if there and node.pos_ in VERBS and self._happens_there(node):
            doing = any(t.dep_ == "pcomp" and t.tag_ == "VBG" for t in below.children)  # "joined X in urging"
            self._trail.holders = grammar.with_conjuncts(grammar.clause_subjects(node)) if doing else ()
            return False
        praised = self._cues.cue(node) is not None and _has_object(node)
        aside = {"against", *self._cues.words.about} if praised else {"against"}
        if word in aside and node.pos_ == "VERB" and self._cues.phrasal(node) is None:
            return False
        if word == "without" and (node.pos_ in VERBS or self._is_ruled_out(node)):
            return self._is_needed(below, node) if self._is_ruled_out(node) else self._turning.without(below, node)
        particle = self._cues.phrasal(node) is not None or self._cues.is_particle(node)
        if node.dep_ == "amod" and node.head.lower_ == "anything":  # "will not accept anything less than a truce"
            self._trail.turn(f"anything {node.lower_!r}")
        if word == "without" or (word == "against" and not particle):
            self._trail.turn(f"preposition {word!r}")
            self._trail.triggers.append(below)
        elif word == "for" and _is_for(node):
            self._trail.rules.append(f"preposition {word!r}")
            self._trail.triggers.append(below)
        return True

    def _is_done_beside(self, preposition: "Token", node: "Token") -> bool:
        """Return whether a phrase tells what the subject does as well: "X met Y after rejecting a truce"."""
        doing = any(t.dep_ == "pcomp" and t.tag_ == "VBG" for t in preposition.children)
        told = node.dep_ == "ccomp" and self._cues.is_speech(node.head)
        return doing and not told and node.pos_ in VERBS and preposition.lower_ in self._cues.words.beside

    def _is_unavoidable(self, noun: "Token", word: str) -> bool:
        """Take "there is no way around a truce"."""
        if f"{noun.lower_} {word}" not in self._cues.words.unavoidable or not self._cues.negated(noun):
            return False
        self._trail.triggers.append(noun)
        self._trail.rules.append(f"no {noun.lower_} {word} it")
        self._trail.demanded = True
        return True

    def _is_needed(self, without: "Token", node: "Token") -> bool:
        """Take "without a truce there can be no peace": what nothing will be without is demanded."""
        self._trail.triggers.append(without)
        self._trail.rules.append(f"nothing {without.lower_!r} it")
        self._trail.holders = grammar.with_conjuncts(t for t in grammar.subjects(node) if not self._cues.negated(t))
        self._trail.demanded = not self._trail.holders
        return False

    def _is_ruled_out(self, verb: "Token") -> bool:
        """Return whether a clause says that something will not be: "there can be no peace", "X will not sign"."""
        said = [t for t in verb.children if t.dep_ in {"attr", "dobj", "acomp", *grammar.SUBJECTS}]
        impossible = any(t.lemma_.lower() in self._cues.disapproving for t in said if t.dep_ == "acomp")
        denied = verb.pos_ in VERBS and (self._cues.negated(verb) or any(self._cues.negated(t) for t in said))
        above = next((t for t in verb.ancestors if t.pos_ in VERBS), None)
        unseen = above is not None and above.lemma_.lower() in self._cues.words.imagining and self._cues.negated(above)
        return impossible or denied or unseen

    def _happens_there(self, verb: "Token") -> bool:
        """Return whether a verb takes nothing more by "in" or "at": it has its object, or is only said there."""
        objects = [t for t in verb.children if t.dep_ == "dobj" and t.lemma_.lower() not in self._cues.words.carriers]
        objects += [t for t in verb.children if t.dep_ == "acomp" and self._cues.cue(t) is None]
        if objects or verb.lemma_.lower() in self._cues.words.airing:
            return True
        return self._cues.cue(verb) is not None and self._cues.phrasal(verb) is None and not self._cues.is_light(verb)

    def _aims(self, preposition: "Token", node: "Token") -> bool:
        """Take "X approves sanctions in a push for a truce": the push is that of the subject."""
        last = self._trail.triggers[-1] if self._trail.triggers else None
        if (
            preposition.lower_ != "in"
            or last is None
            or last.pos_ not in NOUNS
            or last.head.i != preposition.i
            or len(self._trail.triggers) == self._trail.told
        ):
            return False
        for verb in (node, *node.ancestors):
            subjects = grammar.subjects(verb) if verb.pos_ in VERBS else []
            if subjects:
                self._trail.holders = grammar.with_conjuncts(subjects)
                self._trail.close()
                break
        return True

    def _noun_takes(self, noun: "Token", preposition: str) -> bool:
        """Return whether a noun passes on what a preposition joins to it: "a call for", not "demands on"."""
        cue = self._cues.cue(noun)
        if self._cues.is_particle(noun):
            return True
        if preposition in self._cues.words.placing and noun.lemma_.lower() in self._cues.words.spaces:
            return False
        if cue is None:
            return noun.lemma_.lower() in self._cues.words.carriers and preposition in self._cues.words.carrying
        kept = noun.dep_ == "dobj" and noun.head.lemma_.lower() in self._cues.words.keeping
        if cue.effect is not Effect.FOR or preposition not in self._cues.words.about or kept:
            return True
        return preposition == "on" and noun.lemma_.lower() in self._cues.words.insisting

    def _follows_other(self, preposition: "Token", node: "Token") -> bool:
        """Return whether the phrase goes on with another topic: "a memorandum with X on the truce"."""
        if node.i in self._others and self._is_carried(preposition, node):
            return False
        for i in range(preposition.i - 1, max(-1, preposition.i - 5), -1):
            if i in self._others:
                return True
            if preposition.doc[i].pos_ in VERBS or preposition.doc[i].is_punct:
                return False
        return False

    def _governed(self, below: "Token", node: "Token") -> bool:
        """Return whether a clause hangs on a cue that takes clauses; under a verb of opinion it is a guess."""
        untrue = self._cues.is_called_untrue(below, node)
        if untrue or any(t.text == ";" for t in below.doc[below.i : node.i]):
            return self._trail.abstain() if untrue else False
        if node.pos_ not in VERBS and node.pos_ != "ADJ":
            self._trail.guess = self._trail.guess or self._cues.cue(node) is None
            return self._cues.cue(node) is not None
        markers = {t.lower_ for t in below.children if t.dep_ in {"mark", "advmod"}}
        if markers & self._cues.words.hypothetical:
            self._trail.open = self._trail.open or self._cues.cue(node) is not None
        if node.lemma_.lower() in self._cues.words.opinions:
            self._trail.guess = True
            self._trail.rules.append(f"guessed ({node.lower_!r})")
            return False
        cue = self._cues.cue(node)
        declined = cue is None and self._cues.is_declined(node)
        if declined or self._cues.listed(node) is not None:
            self._trail.holders = ()  # "X's demands include Y leaving", "X declined to say if Y would": X's, not Y's
            return True
        of_itself = bool(self._trail.holders) and all(t.pos_ == "PRON" for t in self._trail.holders)
        if cue is None and node.pos_ == "VERB" and not self._cues.is_speech(node) and not of_itself:
            self._trail.guess = True
            self._trail.rules.append(f"under {node.lower_!r}")
        if cue is not None and cue.effect is Effect.HOLD:
            return of_itself and bool(grammar.auxiliaries(below) & self._cues.words.to_come)
        return cue is not None and cue.clause


def _is_for(verb: "Token") -> bool:
    """Return whether the verb says of somebody named before it that he is for a thing, and no more."""
    said = any(t.dep_ in {"acomp", "attr"} for t in verb.children)
    return verb.lemma_ == "be" and not said and all(t.i < verb.i for t in grammar.subjects(verb))


def _is_behind_particle(below: "Token", node: "Token") -> bool:
    """Take "X ruled out recognising Y", whose gerund the parser hangs on as if it stood beside the verb."""
    before = below.doc[max(0, below.left_edge.i - 1)]
    return below.tag_ == "VBG" and before.dep_ == "prt" and before.head.i == node.i


def _is_only_listed(below: "Token", node: "Token") -> bool:
    """Return whether a comma, and no "and", joins two nouns: in a headline the second may be a verb."""
    return not any(t.dep_ == "cc" for t in (*node.children, *below.children)) and _is_behind_comma(below, node)


def _is_behind_comma(below: "Token", verb: "Token") -> bool:
    """Return whether one comma parts the object from its verb, as where a headline goes on with another verb."""
    first = below.left_edge
    between = [t.text for t in first.doc[verb.i : first.i]]
    return between[-1:] == [","] and between.count(",") == 1


def _has_object(verb: "Token") -> bool:
    """Return whether a verb praises or does a thing of its own: "hailed the meeting on a truce"."""
    return any(t.dep_ == "dobj" and t.pos_ == "NOUN" for t in verb.children)
