"""Who a source is: its name where it has one, else the person that a pronoun or role points back to.

A small state machine goes through the attributions in text order and remembers the previous speaker and the last
subject of a sentence. A pronoun means the more recent of the two that agrees with it; a role ("the minister") the last
speaker introduced with that word; a surname its fullest form in the text. What nothing resolves stands for itself.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.extract.contents import Part, Said
from bot.extract.features import Grid
from bot.extract.lexicon import AttributionLexicon
from bot.extract.names import Name, Names

_NEARBY = 3
_RELATED = 12


@dataclass(slots=True)
class _State:
    """The previous speaker, where that was said, and which roles each speaker was introduced with."""

    speaker: str | None = None
    person: bool = False
    sentence: int = -100
    roles: dict[str, str] = field(default_factory=dict)
    gender: dict[str, str] = field(default_factory=dict)


def resolve(text: str, said: Sequence[Said], view: Grid, names: Names, lexicon: AttributionLexicon) -> list[str | None]:
    """Return the speaker of each attribution, given in text order."""
    state = _State()
    result: list[str | None] = []
    outer: Said | None = None
    for each in said:
        speaker, person = _speaker(text, each, view, names, lexicon, state)
        result.append(speaker)
        if outer and each.cue and any(a <= each.cue[0] <= b for a, b in outer.parts):
            continue  # a report within another's words leaves the speaker as it was
        outer = each
        if speaker:
            state.speaker, state.person = speaker, person
            state.sentence = view.sentences[each.last]
    return result


def _speaker(
    text: str, said: Said, view: Grid, names: Names, lexicon: AttributionLexicon, state: _State
) -> tuple[str | None, bool]:
    if said.source is None:
        return (state.speaker, state.person) if _goes_on(said, view, state) else (None, False)
    first, last = said.source
    words = [word.lower() for word in view.tokens.words[first : last + 1]]
    acronym = view.tokens.words[first].isupper() and len(words[0]) > 1
    if len(words) == 1 and words[0] in lexicon.again:
        return state.speaker, state.person
    agreement = None if acronym or len(words) > 2 else lexicon.pronoun_agreement.get(words[0])
    if agreement:
        return _antecedent(first, agreement, view, names, lexicon, state)
    if words[0] in lexicon.relatives and len(words) == 1:
        return _related(first, view, names, lexicon)
    name = _named(said.source, view, names, lexicon)
    if name:
        full = names.fullest(name.text, name.first)
        _introduce(full, words, state, lexicon)
        return full, True
    return _by_role(text, said.source, words, view, state, lexicon)


def _goes_on(said: Said, view: Grid, state: _State) -> bool:
    """Tell whether words without a source are the previous speaker's: a continued speech, or "…, noting that"."""
    if said.cue is None:
        return True
    return view.tokens.words[said.cue[0]].endswith("ing") and view.sentences[said.cue[0]] == state.sentence


def _named(source: Part, view: Grid, names: Names, lexicon: AttributionLexicon) -> Name | None:
    """Return the name that is the head of the source, not one that only describes it, nor one of several."""
    words = view.tokens.words
    heads = []
    for name in names.between(*source):
        after = words[name.last + 1].lower() if name.last < source[1] else ","
        owner = name.possessive and name.last + 1 < source[1]
        if owner or _governed(name, source[0], view, lexicon):
            continue
        if after in lexicon.followers or after in lexicon.connectives or not after[0].isalpha():
            heads.append((name, after))
    if not heads or heads[0][1] in lexicon.connectives:
        return None
    return heads[0][0]


def _governed(name: Name, first: int, view: Grid, lexicon: AttributionLexicon) -> bool:
    """Tell whether a name stands after a preposition or in quotation marks and so belongs to something else."""
    before = [word.lower() for word in view.tokens.words[max(first, name.first - 3) : name.first]]
    office = bool(before) and before[-1] in lexicon.offices
    while before and (before[-1] in lexicon.determiners or before[-1] in lexicon.title_words):
        before.pop()
    quoted = view.states[name.first] and not view.states[first]
    return bool(quoted) or bool(before and not office and before[-1] in lexicon.governors)


def _introduce(full: str, words: Sequence[str], state: _State, lexicon: AttributionLexicon) -> None:
    for word in words:
        if word in lexicon.title_words:
            state.roles[word] = full
    told = [lexicon.genders[word] for word in (*words, *full.lower().split()) if word in lexicon.genders]
    if told:
        state.gender[full] = told[0]


def _by_role(
    text: str, source: Part, words: Sequence[str], view: Grid, state: _State, lexicon: AttributionLexicon
) -> tuple[str | None, bool]:
    phrase = re.sub(r"['’]s?$", "", " ".join(text[view.tokens.starts[source[0]] : view.tokens.ends[source[1]]].split()))
    roles = [word for word in words if word in lexicon.title_words]
    if words[0] in lexicon.determiners and roles and len(words) <= 5:
        known = state.roles.get(roles[-1])
        if known:
            return known, True
        if state.person and state.speaker and words[0] == "the" and roles[-1] in lexicon.loose_titles:
            return state.speaker, True
    return phrase, words[-1] in lexicon.title_words


def _antecedent(
    place: int, agreement: str, view: Grid, names: Names, lexicon: AttributionLexicon, state: _State
) -> tuple[str | None, bool]:
    """Return whom a pronoun means: the last subject or the previous speaker, whichever is nearer and agrees."""
    if agreement in {"he", "she"}:
        subject = _last_subject(place, agreement, view, names, lexicon, state)
        if subject:
            return subject, True
        if state.speaker and state.person and _agrees(state.speaker, agreement, lexicon, state):
            return state.speaker, True
        return None, False
    if agreement == "they" and state.speaker and not state.person:
        return state.speaker, False
    if agreement == "i" and state.speaker and view.states[place]:
        return state.speaker, state.person
    return None, False


def _related(place: int, view: Grid, names: Names, lexicon: AttributionLexicon) -> tuple[str | None, bool]:
    """Return whom "who" or "which" means: the name before it in the sentence that depends on nothing."""
    start = bisect_left(view.sentences, view.sentences[place])
    for name in reversed(names.between(max(start, place - _RELATED), place - 1)):
        if not name.possessive and not _governed(name, start, view, lexicon):
            return names.fullest(name.text, name.first), True
    return None, False


def _last_subject(
    place: int, agreement: str, view: Grid, names: Names, lexicon: AttributionLexicon, state: _State
) -> str | None:
    """Return the name that is the subject of this sentence or of one since the previous speech."""
    here = view.sentences[place]
    oldest = max(here - _NEARBY, state.sentence + 1 if state.sentence < here else here)
    for name in reversed(names.between(bisect_left(view.sentences, oldest), place - 1)):
        if _is_subject(name, view, lexicon):
            full = names.fullest(name.text, name.first)
            if _agrees(full, agreement, lexicon, state) and (" " in full or full == state.speaker):
                return full
    return None


def _is_subject(name: Name, view: Grid, lexicon: AttributionLexicon) -> bool:
    """Tell whether a name outside quotations stands before a verb and depends on nothing."""
    words = view.tokens.words
    if view.states[name.first] or name.last + 1 >= len(words):
        return False
    if name.possessive:  # "Mr X's reaction was muted. He said …"
        return name.first == 0 or view.sentences[name.first - 1] != view.sentences[name.first]
    if _governed(name, max(0, name.first - 3), view, lexicon):
        return False
    after = words[name.last + 1]
    return after == "," or (after.islower() and after not in lexicon.governors and after not in {"and", "or"})


def _agrees(name: str, agreement: str, lexicon: AttributionLexicon, state: _State) -> bool:
    known = state.gender.get(name) or next(
        (lexicon.genders[word] for word in name.lower().split()[:1] if word in lexicon.genders), None
    )
    return known is None or known == agreement
