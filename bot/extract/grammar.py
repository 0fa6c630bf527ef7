"""Small questions to a dependency parse (ClearNLP labels, as spaCy's English pipelines give them)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

SUBJECTS = frozenset({"nsubj", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubjpass", "csubjpass"})
RELATIVE_TAGS = frozenset({"WDT", "WP", "WP$"})
NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
VERBS = frozenset({"VERB", "AUX"})
FINITE = frozenset({"VBD", "VBN", "VBZ", "VBP"})


def is_root(token: "Token") -> bool:
    """Return whether nothing governs the token."""
    return bool(token.head.i == token.i)


def subjects(verb: "Token") -> list["Token"]:
    """Return the verb's active subjects, "there" aside; "who" and "which" stand for what their clause hangs on."""
    places = (verb, *(t for t in verb.children if t.dep_ in {"aux", "auxpass"}))
    found = [t for place in places for t in place.children if t.dep_ in SUBJECTS]
    named = [t for t in found if t.tag_ not in RELATIVE_TAGS and t.tag_ != "EX"]
    if not named and verb.dep_ == "relcl" and has_relative_subject(verb):
        return [verb.head]
    return named or _bare_subjects(verb)


def _bare_subjects(verb: "Token") -> list["Token"]:
    """Return the subject that the parser calls none: "X to impose a tax" in headlines, "X, envoy of Y, called".

    In "X says that Y is wrong, urges a truce" the last verb is the subject's of the first.
    """
    if is_root(verb) and is_infinitive(verb):
        return [t for t in verb.children if t.i < verb.i and t.dep_ in {"dep", "npadvmod"} and t.pos_ in NOUNS]
    first = _went_before(verb)
    if first is not None:
        return subjects(first)
    name = verb.doc[verb.i - 1] if verb.i else verb
    if name.pos_ == "PROPN" and name.head.i == verb.i and name.dep_ in {"amod", "compound"} and verb.tag_ in FINITE:
        return [name]  # "Fredville backs a truce", whose name small pipelines take for an attribute of the verb
    noun = verb.head
    if verb.dep_ != "acl" or verb.tag_ not in FINITE or not is_root(noun) or agents(verb):
        return []
    return [noun] if any(t.dep_ == "appos" and t.i < verb.i for t in noun.children) else []


def _went_before(verb: "Token") -> "Token | None":
    """Return the verb that a comma joins a verb in the present without a subject to, whichever governs the other."""
    if verb.tag_ != "VBZ" or not verb.i or verb.doc[verb.i - 1].text != ",":
        return None
    joined = verb.dep_ in {"ccomp", "parataxis", "dep"} and verb.head.pos_ in VERBS and verb.head.i < verb.i
    told = [t for t in verb.children if t.dep_ == "ccomp" and t.i < verb.i and t.tag_ == "VBZ"]
    return verb.head if joined else next(iter(told), None)


def passive_subjects(verb: "Token") -> list["Token"]:
    """Return what a passive is about."""
    return [t for t in verb.children if t.dep_ in PASSIVE_SUBJECTS]


def has_relative_subject(verb: "Token") -> bool:
    """Return whether "which" or "that" is the subject of a relative clause."""
    return any(t.tag_ in RELATIVE_TAGS and t.dep_ in SUBJECTS | PASSIVE_SUBJECTS for t in verb.children)


def agents(verb: "Token") -> list["Token"]:
    """Return who does what a passive or participle says: "rejected by X"."""
    return [g for t in verb.children if t.dep_ == "agent" for g in t.children if g.dep_ == "pobj"]


def auxiliaries(verb: "Token") -> set[str]:
    """Return the lemmas of the verb's auxiliaries, or of those of the verb that it is joined to without a subject."""
    found = {t.lemma_.lower() for t in verb.children if t.dep_ in {"aux", "auxpass"}}
    joined = verb.dep_ == "conj" and verb.tag_ == "VB" and verb.head.pos_ in VERBS
    if found or not joined or any(t.dep_ in SUBJECTS for t in verb.children):
        return found
    return auxiliaries(verb.head)


def owners(noun: "Token") -> list["Token"]:
    """Return who holds what a noun says: X's call, a call by X, a call from X, the X call, the call of X."""
    found = [t for t in noun.children if t.dep_ == "poss"]
    if found:
        return found
    for prep in (t for t in noun.children if t.dep_ in {"prep", "agent"} and t.lower_ in {"by", "of", "from"}):
        found += [t for t in prep.children if t.dep_ == "pobj"]
    named = [t for t in found if t.pos_ == "PROPN"]
    before = [t for t in noun.children if t.dep_ in {"amod", "compound", "nmod"} and t.text[:1].isupper()]
    return named or before or found  # "the Freedonian offer of a truce" is not a truce's


def meant_by(noun: "Token") -> list["Token"]:
    """Return who is said to be what a noun says, or itself: "X is an opponent of", "X, an opponent of"."""
    if noun.dep_ == "attr":
        return subjects(noun.head)
    return [noun.head if noun.dep_ == "appos" else noun]


def blamed(verb: "Token") -> "Token | None":
    """Return of whom the verb says that they do a thing: "accused X of rejecting it", "thanked X for coming"."""
    doing = [t for t in verb.children if t.dep_ == "prep" and any(c.dep_ == "pcomp" for c in t.children)]
    objects = [t for t in verb.children if t.dep_ == "dobj"]
    return objects[0] if objects and any(t.lower_ in {"of", "for"} for t in doing) else None


def doers(noun: "Token") -> list["Token"]:
    """Return who does what a noun says, what it is done to aside: "X's removal", "the removal of Y by X"."""
    found = [t for t in noun.children if t.dep_ == "poss"]
    preps = [t for t in noun.children if t.dep_ in {"prep", "agent"} and t.lower_ == "by"]
    return found or [t for prep in preps for t in prep.children if t.dep_ == "pobj"]


def with_conjuncts(tokens: Iterable["Token"]) -> tuple["Token", ...]:
    """Return the tokens and what is joined to them by "and" or named among them ("including X and Y"), in order."""
    found = {t.i: t for token in tokens for t in (token, *_joined(token), *_named_among(token))}
    return tuple(found[i] for i in sorted(found))


def _joined(token: "Token") -> tuple["Token", ...]:
    """Return what "and" joins to the token; "all but X" leaves X out."""
    excepted = any(t.dep_ == "cc" and t.lower_ == "but" for t in token.children)
    return () if excepted else tuple(token.conjuncts)


def _named_among(several: "Token") -> list["Token"]:
    if several.tag_ != "NNS":
        return []
    preps = [t for t in several.children if t.dep_ == "prep" and t.lower_ in {"including", "as", "like"}]
    named = [t for prep in preps for t in prep.children if t.dep_ == "pobj" and t.pos_ == "PROPN"]
    return [t for one in named for t in (one, *one.conjuncts)]


def heads(tokens: Sequence["Token"]) -> list["Token"]:
    """Return the tokens that no other of them governs."""
    inside = {t.i for t in tokens}
    return [t for t in tokens if is_root(t) or t.head.i not in inside]


def first_joined(token: "Token") -> "Token":
    """Return the first of the words that a word is joined to by "and", or itself."""
    while token.dep_ == "conj" and not is_root(token):
        token = token.head
    return token


def is_infinitive(verb: "Token") -> bool:
    """Return whether "to" stands before the verb."""
    return any(t.dep_ == "aux" and t.tag_ == "TO" for t in verb.children)


def is_clause_of_noun(verb: "Token") -> bool:
    """Return whether "that" joins the verb's clause to a noun as what it says: "the demand that X go".

    Small pipelines take this "that" for an object of a verb that has another one, or can have none.
    """
    if verb.dep_ not in {"relcl", "acl"}:
        return False
    if any(t.dep_ == "mark" and t.tag_ == "IN" for t in verb.children):
        return True
    objects = [t for t in verb.children if t.dep_ == "dobj"]
    seen = any(t.i < verb.i and t.tag_ in {"IN", "WDT"} for t in objects)
    return seen and (any(t.i > verb.i for t in objects) or is_subjunctive(verb))


def is_subjunctive(verb: "Token") -> bool:
    """Return whether the verb stands in its bare form beside a subject in the singular: "that X go"."""
    if verb.tag_ not in {"VB", "VBP"} or auxiliaries(verb):
        return False
    return any(t.tag_ in {"NN", "NNP"} or "Number=Sing" in str(t.morph) for t in subjects(verb))


def clause_subjects(verb: "Token") -> list["Token"]:
    """Return the subjects, active or passive, of the verb or of what it is joined to by "and"."""
    found = subjects(verb) or passive_subjects(verb)
    return found or (clause_subjects(verb.head) if verb.dep_ == "conj" and verb.head.pos_ in VERBS else [])


def within(token: "Token", heads: Iterable["Token"]) -> bool:
    """Return whether the token is one of the heads or hangs below one."""
    return any(head.i == token.i or head.is_ancestor(token) for head in heads)


def clauses_on(noun: "Token") -> list["Token"]:
    """Return the verbs of the clauses that say something of the noun: "a truce that X rejected".

    Of nouns joined by "and" the clause belongs to the last before it, wherever the parser hangs it.
    """
    first = noun.head if noun.dep_ == "conj" else noun
    joined = [first, *first.conjuncts]
    found = [t for t in first.children if t.dep_ in {"relcl", "acl"} and t.pos_ in VERBS]
    if noun.i != first.i:
        found += [t for t in noun.children if t.dep_ in {"relcl", "acl"} and t.pos_ in VERBS]
    return [t for t in found if max((j.i for j in joined if j.i < t.i), default=-1) == noun.i]


def addressed(verbs: Iterable["Token"]) -> list["Token"]:
    """Return whom verbs are addressed to: their objects and the subjects of clauses that they govern."""
    found: list[Token] = []
    for verb in (v for v in verbs if v.pos_ in VERBS):
        found += [t for t in verb.children if t.dep_ in {"dobj", "dative"} and t.pos_ in NOUNS]
        found += [s for t in verb.children if t.dep_ == "ccomp" for s in subjects(t)]
        found += [t for p in verb.children if p.dep_ == "prep" and p.lower_ == "on" for t in p.children]
    return found


def undergoing(nouns: Iterable["Token"]) -> list["Token"]:
    """Return to whom something is done: "sanctions on X", "impose sanctions against X", "target X with sanctions"."""
    named = list(nouns)
    verbs = [n.head for n in named if n.dep_ == "dobj" and n.head.pos_ in VERBS]
    preps = [t for n in (*named, *verbs) for t in n.children if t.dep_ == "prep" and t.lower_ in {"on", "against"}]
    struck = [n.head.head for n in named if n.dep_ == "pobj" and n.head.lower_ == "with" and n.head.head.pos_ in VERBS]
    objects = [t for verb in struck for t in verb.children if t.dep_ in {"dobj", *PASSIVE_SUBJECTS}]
    return [t for prep in preps for t in prep.children if t.dep_ == "pobj"] + objects


def verbs_over(token: "Token") -> Iterator["Token"]:
    """Yield the verbs that tell what the word is a part of, the nearest first; of verbs joined none tells the other."""
    joined = False
    for one in (token, *token.ancestors):
        if one.pos_ in VERBS and not joined:
            yield one
        joined = one.dep_ == "conj" and (one.pos_ in VERBS or joined)


def governor(token: "Token") -> "Token":
    """Return what governs the token; a past tense joined to a clause in the present is joined to who tells both.

    "X said that talks go on and expressed hope": the parser joins "expressed" to "go". A finite verb is joined to no
    gerund: "X accuses Y of sheltering Z and wants".
    """
    head = token.head
    if token.dep_ == "conj" and token.tag_ == "VBD" and head.tag_ in {"VBZ", "VBP"} and head.dep_ == "ccomp":
        return head.head if head.head.tag_ == "VBD" else head
    if token.dep_ == "conj" and token.tag_ in {"VBD", "VBZ"} and head.tag_ == "VBG" and head.dep_ == "pcomp":
        return next((t for t in head.ancestors if t.tag_ == token.tag_), head)
    return head
