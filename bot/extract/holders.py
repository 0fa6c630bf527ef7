"""Whose stance a claim is: from a holder's head token and its surroundings to a party of the dossier."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.actors import LONGEST_NAME, Named, NameKind, Speaker, within
from bot.extract.linking import Linker
from bot.extract.nearby import Nearby
from bot.extract.offices import is_compounded
from bot.extract.phrases import fold, words
from bot.extract.referents import Referents
from bot.extract.sayings import Saying
from bot.extract.syntax import Parsed
from bot.model import QuoteKind, Rank, Span

if TYPE_CHECKING:
    from spacy.tokens import Token


_ASIDE = frozenset({"relcl", "acl", "appos"})
"""What hangs on a noun and is no part of whom it names."""
# so many characters before "it" nobody else may be named, if it is the speaker's party
_NEARBY = 300
_DESCRIBING = frozenset({"amod", "compound", "nummod"})
_HELD = frozenset({NameKind.OFFICE, NameKind.ROLE, NameKind.BODY})


@dataclass(frozen=True, slots=True)
class Holder:
    """A party found behind a holder's words."""

    party: str
    person: str | None = None
    name: str = ""
    rank: Rank = Rank.BODY


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
        self._text = text
        gazetteer = linker.gazetteer
        self._linker = linker
        self._referents = referents
        self._meant = meant
        self._sources = Nearby((span.start, span.end, (span, speaker)) for span, speaker in sources)
        self._gazetteer = gazetteer
        self._pronouns = pronouns
        self._day = day
        self._bodies = {fold(body.split()[-1]) for body in gazetteer.lexicon.bodies}
        self._papers = {fold(paper) for paper in gazetteer.lexicon.papers}
        self._offices = {fold(o.split()[-1]) for offices in gazetteer.lexicon.offices.values() for o in offices}
        self._disqualifiers = {fold(w) for w in gazetteer.lexicon.disqualifiers}

    def resolve(
        self, token: "Token", parsed: Parsed, named: Sequence[Named], *, saying: Saying | None, last: Holder | None
    ) -> list[Holder]:
        """Return the parties behind the token: a pronoun, a name, a role, an owner ("X's envoys"), "both sides"."""
        everywhere, named = named, within(named, parsed.start - LONGEST_NAME, parsed.end)
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
            return self._both(token, parsed, named, saying) or self._of_source(token, parsed)
        if word in self._pronouns.first:
            return speaking(saying)
        if word in self._pronouns.third:
            found = self._of_pronoun(parsed, token, named, saying, last)
            own = not found and saying is not None and word in self._pronouns.thing
            return self._own_thing(token, parsed, everywhere, saying) if own and saying is not None else found
        if self._is_own_head(token, parsed, named, saying) or self._is_own_body(token, parsed, named, saying):
            return speaking(saying)
        joined = self._together(token, parsed, named) if parsed.renamed and token.i == 0 else []
        joined = joined or self._several(token, parsed)
        found = joined or _as_list(self._of_name(token, parsed, named)) or self._of_source(token, parsed)
        return found or (self._pointed_back(token, parsed) if saying is None else [])

    def _pointed_back(self, token: "Token", parsed: Parsed) -> list[Holder]:
        """Return whom the article means by a noun alone: "the bloc", "the two countries", "leaders"."""
        named = token.i > 0 and not token.text.islower()
        goes_on = any(t.i > token.i and t.dep_ not in _ASIDE | {"punct"} for t in token.children)
        if token.pos_ not in grammar.NOUNS or named or goes_on:
            return []
        return self._meant_by(token.left_edge, token, parsed)

    def _meant_by(self, first: "Token", last: "Token", parsed: Parsed) -> list[Holder]:
        return speakers_as_holders(self._meant(*parsed.span(first, last))) if self._meant is not None else []

    def _several(self, token: "Token", parsed: Parsed) -> list[Holder]:
        """Return the parties of "X and Y leaders", "the foreign ministers of X, Y and Z"."""
        if token.tag_ != "NNS":
            return self._writers(token, parsed) if fold(token.text) in self._papers else []
        aside = {t.i for clause in token.subtree if clause.dep_ in _ASIDE and clause != token for t in clause.subtree}
        told = [t for t in token.subtree if t.i not in aside]
        start, end = told[0].idx, told[-1].idx + len(told[-1])
        return speakers_as_holders(self._linker.together(parsed.doc.text[start:end], self._day))

    def _writers(self, paper: "Token", parsed: Parsed) -> list[Holder]:
        """Return the parties that have written something together: "the statement from X, Y and Z"."""
        written = [t for t in grammar.owners(paper) if t.dep_ in {"pobj", "poss"} and t.conjuncts]
        if not written:
            return []
        start, end = written[0].left_edge.idx, written[0].right_edge.idx + len(written[0].right_edge)
        return speakers_as_holders(self._linker.together(parsed.doc.text[start:end], self._day))

    def _together(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> list[Holder]:
        """Return the parties in whose place the parser saw a pronoun: one, or several that act together."""
        start, end = parsed.span(token, token)
        found = [self._as_holder(n) for n in named if start <= n.start and n.end <= end]
        return list({one.party: one for one in found if one is not None}.values())

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

    def is_its_office(self, noun: "Token") -> bool:
        """Return whether the noun is an office or body of whoever is meant: its minister, the foreign ministry."""
        word, opening = fold(noun.text), noun.left_edge
        if opening.head.i == noun.i and opening.dep_ == "poss" and opening.lower_ in self._pronouns.thing:
            return word in self._offices | self._bodies
        phrase = " ".join(t.lower_ for t in noun.doc[opening.i + 1 : noun.i + 1])
        return opening.lower_ == "the" and noun.right_edge.i == noun.i and phrase in self._gazetteer.lexicon.domestic

    def is_source_in(self, start: int, end: int) -> bool:
        """Return whether an attribution has its source in a stretch of the text, and that speaks for a party."""
        near = self._sources.near(start, end)
        return any(start <= span.start < end and speaker.party is not None for span, speaker in near)

    def is_first(self, token: "Token") -> bool:
        """Return whether the word stands for who speaks: we."""
        return token.lower_ in self._pronouns.first and not _is_acronym(token)

    def is_own_body(self, token: "Token") -> bool:
        """Return whether the word names who acts for the speaker's party: the government."""
        return token.lower_ in self._pronouns.own_bodies

    def is_person(self, token: "Token") -> bool:
        """Return whether the word is a pronoun for others: they, he, but not it."""
        return token.lower_ in self._pronouns.third - self._pronouns.thing

    def _of_source(self, token: "Token", parsed: Parsed) -> list[Holder]:
        """Return who an attribution found behind a role, or a name that the dossier does not know: "The chancellor"."""
        if token.pos_ not in {"NOUN", "PROPN", "NUM"}:
            return []
        start, end = parsed.span(token, token)
        found = [
            speaker
            for span, speaker in self._sources.near(start, end)
            if span.start <= start and end <= span.end and speaker.party is not None
            if (token.pos_ == "PROPN" and token.text in speaker.name.split())
            or (bool(speaker.also) and token.pos_ != "PROPN")
            or (token.pos_ == "NOUN" and _spans(token, parsed, span))
            or (end == span.end and (token.pos_ == "NOUN" or speaker.person is None))
            or (speaker.person is not None and token.pos_ == "NOUN")
        ]
        return speakers_as_holders(found[0].together) if found else []

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
        return [holder for n in before if joined and (holder := self._as_holder(n)) is not None]

    def _of_pronoun(
        self, parsed: Parsed, token: "Token", named: Sequence[Named], saying: Saying | None, last: Holder | None
    ) -> list[Holder]:
        if saying is None:
            if any((one := grammar.blamed(verb)) is not None and one.i < token.i for verb in token.ancestors):
                return []  # "X accused Y of stalling because he": it is X who says so of Y
            above = self._subject_above(token, parsed, named)
            several = [] if above or token.pos_ != "PRON" else self._meant_by(token, token, parsed)
            return several if len(several) > 1 else above or _as_list(last) or several
        if token.lower_ in self._pronouns.thing and saying.speaker.person is not None:
            return self._subject_above(token, parsed, named)
        start, end = parsed.span(token, token)
        quoted = saying.attribution.kind is not QuoteKind.INDIRECT and saying.covers(start, end)
        return [] if quoted and saying.attribution.kind is QuoteKind.DIRECT else speaking(saying)

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
                found = self._together(subject, parsed, named) if stood_in else []
                joined = grammar.with_conjuncts([subject]) if token.lower_ in self._pronouns.many else (subject,)
                found = found or [h for t in joined for h in self._of_noun(t, parsed, named)]
                if found:
                    return list({one.party: one for one in found}.values())
        return []

    def _of_noun(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> list[Holder]:
        """Return the party that a noun names, or those that an attribution found behind it and others."""
        return _as_list(self._of_name(token, parsed, named)) or self._of_source(token, parsed)

    def _of_name(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> Holder | None:
        start, end = parsed.span(token, token)
        covering = [n for n in named if n.start <= start and end <= n.end]
        if covering:
            found = covering[-1]
            if found.name.kind is NameKind.ADJECTIVE and token.pos_ not in {"ADJ", "PROPN"}:
                return None
            if found.name.kind in _HELD and any(fold(t.text) in self._disqualifiers for t in token.lefts):
                return None  # "a former Freedonian minister"
            return self._as_holder(found)
        return self._of_modifier(token, parsed, named)

    def _of_modifier(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> Holder | None:
        """Take "X's envoys", "the delegation of X", "Freedonian Foreign Minister Firefly"."""
        for named_so in (t for t in token.children if t.dep_ == "appos" and t.pos_ == "PROPN"):
            found = self._of_name(named_so, parsed, named)
            if found is not None:
                return found
        left, right = token.left_edge, token.right_edge
        start = parsed.span(left, left)[0]
        here, end = parsed.span(token, token)
        keys = {w.key for w in words(parsed.doc.text[left.idx : token.idx + len(token)])}
        if keys & self._disqualifiers:
            return None
        near = [n for n in named if n.start >= start and n.end <= here and not is_compounded(n, self._text)]
        offices = [n for n in near if n.name.kind in {NameKind.OFFICE, NameKind.ROLE} and here - n.end <= 30]
        if offices and token.pos_ == "PROPN":
            return self._as_holder(offices[-1])
        if fold(token.text) in self._bodies and near:
            return self._as_holder(near[-1])
        if fold(token.text) in self._bodies:
            after = [n for n in named if end <= n.start and n.end <= parsed.span(right, right)[1]]
            return self._as_holder(after[0]) if after and after[0].start - end <= 8 else None
        return self._of_paper(token, parsed, named) if fold(token.text) in self._papers else None

    def _of_paper(self, paper: "Token", parsed: Parsed, named: Sequence[Named]) -> Holder | None:
        """Take "X's draft", "the X proposal", "a statement by X", "a memorandum that X handed over"."""
        writers = grammar.owners(paper)
        writers += [t for clause in paper.children if clause.dep_ == "relcl" for t in grammar.subjects(clause)]
        about = {n.start for n in named if n.name.kind is NameKind.PARTY}  # "the Freedonia plan" is not Freedonia's
        named_so = [t for t in writers if t.dep_ != "compound" or parsed.span(t, t)[0] not in about]
        found = (self._of_name(t, parsed, named) for t in named_so if t.i != paper.i and not _is_relative(t))
        return next((holder for holder in found if holder is not None), None)

    def _as_holder(self, named: Named) -> Holder | None:
        name = named.name
        person = self._gazetteer.person_of(named, self._day)
        if person is not None:
            party = person.speaks_for if person.valid_on(self._day) else None
            return Holder(party, person.id, person.name, person.rank) if party else None
        return Holder(name.party, None, named.text, name.rank) if name.party else None


def _is_relative(token: "Token") -> bool:
    """Return whether the word only stands for what its clause is about: that, which."""
    return token.tag_ in {"WDT", "WP"}


def _is_acronym(token: "Token") -> bool:
    """Return whether the word is a name in capitals, though it is spelled like a pronoun: US."""
    return len(token) > 1 and bool(token.is_upper) and token.pos_ == "PROPN"


def speaking(saying: Saying | None) -> list[Holder]:
    """Return the parties whose words these are: one, several who speak together, or none."""
    return speakers_as_holders(saying.speaker.together if saying is not None else ())


def speakers_as_holders(speakers: Sequence[Speaker]) -> list[Holder]:
    """Return the parties that speakers speak for."""
    return [Holder(s.party, s.person, s.name, s.rank) for s in speakers if s.party is not None]


def _as_list(holder: Holder | None) -> list[Holder]:
    return [] if holder is None else [holder]


def _spans(token: "Token", parsed: Parsed, span: Span) -> bool:
    """Return whether the phrase of a noun is the whole of a stretch of the text."""
    start, end = parsed.span(token.left_edge, token.right_edge)
    return start <= span.start and span.end <= end + 1
