"""Whose stance a claim is: from a holder's head token and its surroundings to a party of the dossier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.actors import LONGEST_NAME, Named, Speaker, within
from bot.extract.linking import Linker
from bot.extract.nouns import ASIDE, Holder, Nouns, as_list, speakers_as_holders
from bot.extract.referents import Referents
from bot.extract.sayings import Saying
from bot.extract.syntax import Parsed
from bot.model import QuoteKind, Rank, Span

if TYPE_CHECKING:
    from spacy.tokens import Token


# so many characters before "it" nobody else may be named, if it is the speaker's party
_STRAY = frozenset({"advmod", "npadvmod", "dep", "nmod"})
"""How a name is parsed that stands as the true subject before what describes it."""
_NEARBY = 300
_DESCRIBING = frozenset({"amod", "compound", "nummod"})


@dataclass(frozen=True, slots=True)
class Pronouns:
    """The words of a language that stand for somebody named elsewhere.

    `man` are those of the third for a man, `thing` those that no person is called, `own_side` nouns for the
    speaker's party ("his country"), `own_heads` who leads it ("the president"), `own_bodies` who acts for it ("the
    government"), `both` phrases for two parties, `many` those of the third for several.
    """

    first: frozenset[str]
    third: frozenset[str]
    man: frozenset[str]
    thing: frozenset[str]
    own_side: frozenset[str]
    own_heads: frozenset[str]
    own_bodies: frozenset[str]
    both: frozenset[str]
    many: frozenset[str] = frozenset()


class HolderFinder:
    """Resolves tokens of one document's sentences to parties."""

    def __init__(
        self,
        text: str,
        linker: Linker,
        referents: Referents,
        pronouns: Pronouns,
        day: date,
        sources: Sequence[tuple[Span, Speaker]] = (),
        meant: Callable[[int, int], Sequence[Speaker]] | None = None,
    ) -> None:
        """`meant` tells whom a noun or pronoun points back to: "the bloc", "the two countries", "they"."""
        self.nouns = Nouns(text, linker, day, pronouns.thing, sources)
        self._text = text
        self._referents = referents
        self._meant = meant
        self._gazetteer = linker.gazetteer
        self._pronouns = pronouns

    def resolve(
        self, token: "Token", parsed: Parsed, named: Sequence[Named], *, saying: Saying | None, last: Holder | None
    ) -> list[Holder]:
        """Return the parties behind the token: a pronoun, a name, a role, an owner ("X's envoys"), "both sides"."""
        everywhere, named = named, within(named, parsed.start - LONGEST_NAME, parsed.end)
        described = _described(token)
        token = token if described is None or not self.nouns.of_name(described, parsed, named) else described
        word = "" if _is_acronym(token) or (parsed.renamed and token.i == 0) else token.lower_
        if word in self._pronouns.own_side:
            owners = [
                t
                for t in token.children
                if t.dep_ == "poss" and t.lower_ in self._pronouns.first | self._pronouns.third
            ]
            if owners:
                return self.resolve(owners[0], parsed, named, saying=saying, last=last)
        if self._is_both(token):
            return self._both(token, parsed, named, saying) or self.nouns.of_source(token, parsed)
        if word in self._pronouns.first:
            return speaking(saying)
        if word in self._pronouns.third:
            found = self._of_pronoun(parsed, token, named, saying, last)
            own = not found and saying is not None and word in self._pronouns.thing
            return self._own_thing(token, parsed, everywhere, saying) if own and saying is not None else found
        if self._is_own_head(token, parsed, named, saying) or self._is_own_body(token, parsed, named, saying):
            return speaking(saying)
        joined = self.nouns.together(token, parsed, named) if parsed.renamed and token.i == 0 else []
        joined = joined or self.nouns.several(token, parsed)
        found = joined or as_list(self.nouns.of_name(token, parsed, named)) or self.nouns.of_source(token, parsed)
        return found or (self._pointed_back(token, parsed) if saying is None else [])

    def _pointed_back(self, token: "Token", parsed: Parsed) -> list[Holder]:
        """Return whom the article means by a noun alone: "the bloc", "the two countries", "leaders"."""
        named = token.i > 0 and not token.text.islower()
        goes_on = any(t.i > token.i and t.dep_ not in ASIDE | {"punct"} for t in token.children)
        if token.pos_ not in grammar.NOUNS or named or goes_on:
            return []
        return self._meant_by(token.left_edge, token, parsed)

    def _meant_by(self, first: "Token", last: "Token", parsed: Parsed) -> list[Holder]:
        return speakers_as_holders(self._meant(*parsed.span(first, last))) if self._meant is not None else []

    def _is_own_head(self, token: "Token", parsed: Parsed, named: Sequence[Named], saying: Saying | None) -> bool:
        """Return whether "the president" is the speaker's: a spokesman says it, and names nobody of another party."""
        bare = token.lower_ in self._pronouns.own_heads and [t.lower_ for t in token.children] == ["the"]
        if not bare or saying is None or saying.speaker.rank in {Rank.PRINCIPAL, Rank.BODY}:
            return False
        start, end = parsed.span(token, token)
        here = [
            n for n in named if parsed.start <= n.start < parsed.end and n.name.person and saying.covers(n.start, n.end)
        ]
        return saying.covers(start, end) and all(n.name.party == saying.speaker.party for n in here)

    def _is_own_body(self, token: "Token", parsed: Parsed, named: Sequence[Named], saying: Saying | None) -> bool:
        """Return whether "the government" is the speaker's: nobody of another party is named before in what is said."""
        if token.lower_ not in self._pronouns.own_bodies or saying is None or saying.speaker.also:
            return False
        described = [t.text for t in token.lefts if t.dep_ in _DESCRIBING]
        if any(t.lower_ not in {"the", "its"} and t.dep_ not in _DESCRIBING for t in token.lefts):
            return False
        fits = self._referents.fits(token.lower_, saying.speaker.party)
        if not fits or not self._referents.may_describe(token.lower_, described):
            return False
        start, end = parsed.span(token, token)
        before = [n for n in named if parsed.start <= n.start < start and saying.covers(n.start, n.end)]
        return saying.covers(start, end) and all(n.name.party == saying.speaker.party for n in before)

    def is_first(self, token: "Token") -> bool:
        """Return whether the word stands for who speaks: we."""
        return token.lower_ in self._pronouns.first and not _is_acronym(token)

    def is_own_body(self, token: "Token") -> bool:
        """Return whether the word names who acts for the speaker's party: the government."""
        return token.lower_ in self._pronouns.own_bodies

    def is_person(self, token: "Token") -> bool:
        """Return whether the word is a pronoun for others: they, he, but not it."""
        return token.lower_ in self._pronouns.third - self._pronouns.thing

    def _is_both(self, token: "Token") -> bool:
        lefts = [t.lower_ for t in token.children if t.i < token.i and t.dep_ in {"det", "nummod", "amod", "predet"}]
        return token.lower_ in self._pronouns.both or " ".join([*lefts[-1:], token.lower_]) in self._pronouns.both

    def _both(self, token: "Token", parsed: Parsed, named: Sequence[Named], saying: Saying | None) -> list[Holder]:
        """Return the dossier's two sides, where the sentence names both, else two that it joins before.

        One of the sides that speaks means itself.
        """
        sides = self._gazetteer.dossier.sides
        speakers = speaking(saying) if saying is not None else []
        if any(speaker.party in sides for speaker in speakers):
            return speakers
        here = {n.name.party for n in named if parsed.start <= n.start < parsed.end}
        if not set(sides) <= here:
            return self._joined(token, parsed, named)
        return [Holder(side, None, self._gazetteer.dossier.party_name(side)) for side in sides]

    def _joined(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> list[Holder]:
        """Return the two parties that "and" joins before the token, where nobody else is named there."""
        before = [n for n in named if parsed.start <= n.start < parsed.span(token, token)[0] and n.name.party]
        if len(before) != 2 or before[0].name.party == before[1].name.party:
            return []
        first, second = (parsed.tokens_within(n.start, n.end) for n in before)
        joined = any(other in one.conjuncts for one in first for other in second)
        return [holder for n in before if joined and (holder := self.nouns.holder(n)) is not None]

    def _of_pronoun(
        self, parsed: Parsed, token: "Token", named: Sequence[Named], saying: Saying | None, last: Holder | None
    ) -> list[Holder]:
        if saying is None:
            if any((one := grammar.blamed(verb)) is not None and one.i < token.i for verb in token.ancestors):
                return []  # "X accused Y of stalling because he": it is X who says so of Y
            if (
                last is not None
                and last.person is None
                and last.rank is Rank.BODY
                and token.lower_ in self._pronouns.man
            ):
                last = None  # "he" is no party
            above = self._subject_above(token, parsed, named)
            several = [] if above or token.pos_ != "PRON" else self._meant_by(token, token, parsed)
            return several if len(several) > 1 else above or as_list(last) or several
        if token.lower_ in self._pronouns.thing and saying.speaker.person is not None:
            return self._subject_above(token, parsed, named)
        start, end = parsed.span(token, token)
        quoted = saying.attribution.kind is not QuoteKind.INDIRECT and saying.covers(start, end)
        if quoted and saying.attribution.kind is QuoteKind.DIRECT:
            return []
        above = self._subject_above(token, parsed, named) if token.lower_ in self._pronouns.man else []
        another = any(one.party != saying.speaker.party for one in above)
        return [] if another else speaking(saying)  # "X said that Y stalls because he": he may be Y

    def _own_thing(self, token: "Token", parsed: Parsed, named: Sequence[Named], saying: Saying) -> list[Holder]:
        """Return the speaker's party for "it" behind nobody else: "Zenda is open. It would also share it, X said"."""
        place = parsed.span(token, token)[0]
        start = max(self._text.rfind("\n", 0, place) + 1, place - _NEARBY)
        parties = {n.name.party for n in within(named, start, place) if n.name.party is not None}
        mine = saying.speaker.party
        quoted = saying.attribution.kind is not QuoteKind.INDIRECT and saying.covers(place, place + 1)
        if quoted or saying.speaker.also or parties != {mine} or mine is None:
            return []
        return [Holder(mine, None, self._gazetteer.dossier.party_name(mine))]

    def _subject_above(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> list[Holder]:
        """Return the named subject of a clause that governs the pronoun: "X announced his readiness".

        "They" are all whom the subject joins: "X and Y signed a text in which they commit to it".
        """
        for verb in token.ancestors:
            for subject in grammar.subjects(verb):
                stood_in = bool(parsed.renamed) and subject.i == 0
                if subject.i >= token.i or (subject.lower_ in self._pronouns.third and not stood_in):
                    continue
                found = self.nouns.together(subject, parsed, named) if stood_in else []
                joined = grammar.with_conjuncts([subject]) if token.lower_ in self._pronouns.many else (subject,)
                found = found or [h for t in joined for h in self.nouns.of_noun(t, parsed, named)]
                if found:
                    return list({one.party: one for one in found}.values())
        return []


def _is_acronym(token: "Token") -> bool:
    """Return whether the word is a name in capitals, though it is spelled like a pronoun: US."""
    return len(token) > 1 and bool(token.is_upper) and token.pos_ == "PROPN"


def speaking(saying: Saying | None) -> list[Holder]:
    """Return the parties whose words these are: one, several who speak together, or none."""
    return speakers_as_holders(saying.speaker.together if saying is not None else ())


def _described(noun: "Token") -> "Token | None":
    """Return the name that a noun only describes, where the parser takes the noun for the subject: "X, the leader,"."""
    first = noun.left_edge
    name = noun.doc[first.i - 2] if first.i > 1 and noun.doc[first.i - 1].text == "," else None
    if name is None or noun.pos_ != "NOUN" or first.dep_ != "det" or name.head.i != noun.head.i:
        return None
    return name if name.text[:1].isupper() and name.dep_ in _STRAY else None
