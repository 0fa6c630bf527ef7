"""Whom a body without a name points back to: "the group", "the bloc", "both countries", "the three powers", "it".

Only who fits is meant: a group has no capital, a country has one; and only where nobody else named nearby fits, too.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property

from bot.dossier import Dossier
from bot.extract.actors import Named, NameKind, Speaker
from bot.extract.linking import Linker
from bot.extract.parts import Part
from bot.extract.phrases import Word, words
from bot.extract.sentences import Sentence
from bot.extract.stance_lexicon import PronounLexicon
from bot.model import Span

# so many sentences before its own a body points back, and those who act together
REACH = 2
FARTHEST = 3
# so many before its own leaders point back to the bloc that is theirs
FAR = 15
_LONGEST = 5
# so many words may stand before the pronoun with which a sentence goes on: "On Friday it also"
_OPENING = 3


class Referents:
    """Resolves bodies that are named by a noun or pronoun alone, by the words of a language."""

    def __init__(self, linker: Linker, lexicon: PronounLexicon) -> None:
        self._linker = linker
        dossier: Dossier = linker.gazetteer.dossier
        self._capitals = {party.id for party in dossier.parties if party.metonyms}
        self._demonyms = {party.id for party in dossier.parties if party.adjectives}
        self._unions = {p.id for p in dossier.parties if {w.key for w in words(p.name)} & set(lexicon.blocs)}
        self._groups, self._states = set(lexicon.groups), set(lexicon.states)
        self._of_states, self._apart = set(lexicon.states) | set(lexicon.state_bodies), set(lexicon.apart)
        self._blocs, self._members = set(lexicon.blocs), set(lexicon.members)
        self._numbers, self._pointers = lexicon.numbers, set(lexicon.pointers)
        self._people = set(lexicon.people)
        self._it, self._they = lexicon.thing[0], lexicon.many

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern of a body that a noun alone names, as group `body`."""
        bodies = self._groups | self._states | self._blocs
        pointers, nouns = ("|".join(map(re.escape, sorted(w))) for w in (self._pointers, bodies))
        return re.compile(rf"\b(?P<body>(?:{pointers})\s(?:{nouns}))\b", re.IGNORECASE)

    def meant(self, source: Span, part: Part, day: date) -> tuple[Speaker, ...]:
        """Return who is meant by the source of something said, one for each party; none where that is not sure."""
        here = words(source.text)
        if not here or len(here) > _LONGEST:
            return ()
        if len(here) == 1 and here[0].key in self._people - {self._they}:
            found: Sequence[Named] = self._of_body(here[0], source.start, part)
        elif len(here) == 1 and here[0].key not in self._numbers:
            found = self._by_pronoun(here[0], source.start, part)
        elif here[-1].key in self._members | set(self._numbers):
            found = self._several(here, source.start, part)
        else:
            found = self._single(here, source.start, part) if here[0].key in self._pointers else ()
        people = {w.key for w in here} & self._people
        speakers = [self._speaker(one, day, person=bool(people)) for one in found]
        return tuple({one.party: one for one in speakers}.values())

    def _speaker(self, named: Named, day: date, *, person: bool) -> Speaker:
        """Return who speaks: the person where people are meant, else the party alone."""
        speaker = self._linker.speaker(named.text, None, day)
        party = speaker.party if speaker.person is not None else named.name.party
        if person or party is None:
            return speaker
        return Speaker(self._linker.gazetteer.dossier.party_name(party), party)

    def fits(self, noun: str, party: str | None) -> bool:
        """Return whether a party may be called so: "the group" has no capital, "the country" has one."""
        capital = party in self._capitals
        if noun in self._blocs:
            return party in self._unions or party not in self._demonyms
        return not ((noun in self._groups and capital) or (noun in self._of_states and not capital))

    def may_describe(self, noun: str, described: Sequence[str]) -> bool:
        """Return whether a noun for the speaker's own party may have these words before it: "the 27-nation bloc"."""
        body = noun in self._groups | self._states | self._blocs
        return not described or (body and all(w.islower() and w not in self._apart for w in described))

    def _single(self, here: Sequence[Word], place: int, part: Part) -> Sequence[Named]:
        """Take "the group", "the Gulf state": the only fitting party in the nearest sentence that names one."""
        noun = here[-1].key
        if (
            noun not in self._groups | self._states | self._blocs
            or any(w.key in self._apart for w in here)
            or part.named_in(place, place + here[-1].end)
        ):
            return ()
        for sentence in self._before(part, place, FARTHEST if noun in self._blocs else REACH):
            named = _parties(part, sentence.start, min(sentence.end, place))
            if sentence.end <= place and self._begins_with_stranger(part, sentence):
                return ()
            fitting = [n for n in named if self.fits(noun, n.name.party)]
            if fitting:
                return fitting[:1] if len({n.name.party for n in fitting}) == 1 else ()
        return ()

    def _several(self, here: Sequence[Word], place: int, part: Part) -> Sequence[Named]:
        """Take "both countries", "the three powers": so many as the nearest sentence joins that names so many."""
        number = next((self._numbers[w.key] for w in here if w.key in self._numbers), 0)
        for sentence in self._before(part, place, FARTHEST) if number else ():
            named = _parties(part, sentence.start, min(sentence.end, place))
            if len({n.name.party for n in named}) >= number:
                return self._joined(named, part, number)
        return ()

    def _joined(self, named: Sequence[Named], part: Part, number: int) -> Sequence[Named]:
        """Return so many names that a list joins, where the sentence joins no more."""
        i = 0
        while i < len(named):
            run = self._run(named[i:], part)
            if len({n.name.party for n in run}) == number:
                return [n for n in run if n.name.kind is not NameKind.ADJECTIVE]
            i += max(1, len(run))
        return ()

    def _run(self, named: Sequence[Named], part: Part) -> Sequence[Named]:
        """Return the most names, from the first on, that a list joins; none where it is alone."""
        for end in range(len(named), 1, -1):
            stretch = part.text[named[0].start : named[end - 1].end]
            if len(self._linker.joined(stretch)) == end:
                return named[:end]
        return ()

    def _by_pronoun(self, word: Word, place: int, part: Part) -> Sequence[Named]:
        """Take "It said" behind a sentence that begins with a body, "They said" behind one that begins with several."""
        if word.key not in {self._it, self._they}:
            return ()
        for sentence in list(self._before(part, place, FARTHEST))[1:]:
            opening = [w for w in part.words_in(sentence.start, sentence.end)[:_OPENING] if w.key == word.key]
            named = _parties(part, sentence.start, sentence.end)
            if opening and not [n for n in named if n.start < opening[0].start]:
                continue  # "It said … It also said": who is meant was named before
            if word.key == self._they:
                return self._run(named, part) if named and self._leads(named[0], part, sentence) else ()
            return [n for n in named[:1] if n.name.person is None and self._leads(n, part, sentence)]
        return ()

    def _of_body(self, noun: Word, place: int, part: Part) -> Sequence[Named]:
        """Take "Leaders also agreed": those of the bloc whose leaders, and no others, the article told of before."""
        found: list[Named] = []
        for sentence in self._before(part, place, FAR):
            for word in part.words_in(sentence.start, min(sentence.end, place)):
                if word.key != noun.key or word.raw[0].isupper():
                    continue
                near = part.named_in(sentence.start, word.start)[-1:]
                owners = [
                    n for n in near if n.end in {word.start - 1, word.end} and n.name.kind is not NameKind.ADJECTIVE
                ]
                beside = part.named_in(sentence.start, word.start)[-2:-1]
                if not owners or (beside and self._linker.joined(part.text[beside[0].start : word.end])):
                    return ()
                found += owners
        return found[:1] if len({n.name.party for n in found}) == 1 else ()

    def _leads(self, named: Named, part: Part, sentence: Sentence) -> bool:
        """Return whether a sentence begins with the name, titles and "but" aside, and something is told of it."""
        opening = part.words_in(sentence.start, named.start)
        behind = part.text[named.end : named.end + 2]
        return self._linker.opens(opening) and named.name.kind is not NameKind.ADJECTIVE and behind[:1] in {" ", ","}

    def _begins_with_stranger(self, part: Part, sentence: Sentence) -> bool:
        """Return whether a sentence begins with a name of two words that is nobody's of the dossier."""
        first = part.words_in(sentence.start, sentence.end)[:2]
        capital = len(first) > 1 and all(w.raw[0].isupper() for w in first) and not self._linker.opens(first[:1])
        return capital and not part.named_in(sentence.start, first[-1].end)

    def _before(self, part: Part, place: int, most: int) -> Iterator[Sentence]:
        """Yield the sentence of a place and so many before it, the nearest first."""
        yield from reversed(part.sentences_before(place, most + 1))


def _parties(part: Part, start: int, end: int) -> list[Named]:
    return [n for n in part.named_in(start, end) if n.name.party is not None]
