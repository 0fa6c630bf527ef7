"""What governs a word where a small parser hangs it wrong: what follows a noun of stance is that noun's."""

from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.cues import Cues
from bot.extract.grammar import VERBS
from bot.extract.stance_lexicon import Effect

if TYPE_CHECKING:
    from spacy.tokens import Token


def governor(cues: "Cues", token: "Token") -> "Token":
    """Return what governs the token; a noun of stance has what follows it, though the parser hang that on the verb.

    "X voiced its objections to a truce", "X turned down calls to halt the fighting".
    """
    head = grammar.governor(token)
    noun = _noun_before_place(cues, token, head) or _noun_before_clause(cues, token, head)
    sure = token.dep_ == "ccomp" and head.pos_ == "ADJ" and cues.phrasal(head.head)
    if sure and head.lower_ in sure.word.split():
        return head.head  # "will make sure that X accepts"
    return noun or _adjective_before(cues, token, head) or _right_before(cues, token, head)


def _adjective_before(cues: "Cues", clause: "Token", verb: "Token") -> "Token | None":
    """Return the adjective of "X is adamant that a truce must hold", whose clause the parser hangs on the verb."""
    if clause.dep_ != "ccomp" or verb.lemma_.lower() not in cues.words.being:
        return None
    said = (t for t in verb.children if t.dep_ == "acomp" and t.i < clause.left_edge.i and grammar.subjects(verb))
    cue = next(((cue, t) for t in said if (cue := cues.cue(t)) is not None), None)
    return cue[1] if cue is not None and cue[0].effect is Effect.FOR else None


def _right_before(cues: "Cues", token: "Token", head: "Token") -> "Token":
    """Return the noun right before the token, if that rather than its head has it."""
    first = token.left_edge.i
    noun = token.doc[first - 1] if first else token
    if grammar.is_clause_of_noun(token) and noun.pos_ == "NOUN" and cues.cue(noun) is not None:
        return noun  # "they fell out over X's demand that Y cede Z"
    if head.pos_ not in VERBS:
        asked = _asked_for(cues, token) if token.dep_ == "prep" and head.pos_ == "PROPN" else None
        return asked or head
    return _object_before(cues, token, head, noun) or head


def _object_before(cues: "Cues", token: "Token", head: "Token", noun: "Token") -> "Token | None":
    """Return the noun of stance right before the token that the verb governs, too, if what follows is its."""
    if noun.dep_ == "pobj" and noun.head.lower_ == "for" and token.dep_ == "advcl":
        noun = noun.head.head  # "rejected X's demands for Y to cede Z"
    of_verb = noun.head.head if noun.dep_ == "pobj" and noun.head.dep_ == "prep" else noun.head
    if noun.pos_ != "NOUN" or noun.dep_ not in {"dobj", "pobj"} or of_verb.i != head.i:
        return None
    cue, phrase = cues.cue(noun), cues.phrasal(head)
    if cue is None or cue.effect is Effect.HOLD or (phrase is not None and token.lower_ in phrase.word.split()):
        return None
    takes = token.dep_ == "prep" and token.lower_ in cues.words.carrying - cues.words.placing
    return noun if takes or (token.dep_ == "advcl" and grammar.is_infinitive(token)) else None


def _noun_before_place(cues: "Cues", preposition: "Token", place: "Token") -> "Token | None":
    """Return the noun of "the presence in X of troops", "no room in X for them", hung on the name of the place."""
    where = place.head
    if preposition.dep_ != "prep" or place.dep_ != "pobj" or place.pos_ != "PROPN":
        return None
    noun, before = where.head, preposition.nbor(-1) if preposition.i else place
    near = where.lower_ in cues.words.placing and before.i == place.i and noun.pos_ == "NOUN"
    return noun if near and preposition.lower_ in {"of", "for"} and cues.carries(noun) else None


def _noun_before_clause(cues: "Cues", clause: "Token", verb: "Token") -> "Token | None":
    """Return the noun of "a promise it made that Y would join", whose clause the parser hangs on the verb."""
    told = clause.dep_ == "ccomp" and verb.dep_ == "relcl" and verb.head.pos_ == "NOUN"
    marked = any(t.dep_ == "mark" for t in clause.children)
    return verb.head if told and marked and cues.is_light(verb) and cues.cue(verb.head) is not None else None


def _asked_for(cues: "Cues", preposition: "Token") -> "Token | None":
    """Return the verb of "pleaded with X for a truce", whose "for" the parser hangs on the name before it."""
    name = preposition.head
    verb = name.head.head if name.dep_ == "pobj" else name.head
    phrase = cues.phrasal(verb) if name.dep_ in {"pobj", "dobj"} and name.i < preposition.i else None
    return verb if phrase is not None and preposition.lower_ == phrase.word.split()[-1] else None
