"""Whom a noun of a sentence names: a party, who speaks for it, an owner ("X's envoys"), several together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.actors import Named, NameKind, Speaker
from bot.extract.linking import Linker
from bot.extract.nearby import Nearby
from bot.extract.offices import is_compounded
from bot.extract.phrases import fold, words
from bot.extract.syntax import Parsed
from bot.model import Rank, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

ASIDE = frozenset({"relcl", "acl", "appos"})
"""What hangs on a noun and is no part of whom it names."""
_HELD = frozenset({NameKind.OFFICE, NameKind.ROLE, NameKind.BODY})


@dataclass(frozen=True, slots=True)
class Holder:
    """A party found behind a holder's words."""

    party: str
    person: str | None = None
    name: str = ""
    rank: Rank = Rank.BODY


class Nouns:
    """Resolves nouns of one document's sentences to parties."""

    def __init__(
        self, text: str, linker: Linker, day: date, things: frozenset[str], sources: Sequence[tuple[Span, Speaker]]
    ) -> None:
        """`things` are the pronouns for a body, `sources` those of attributions with whom they speak for."""
        lexicon = linker.gazetteer.lexicon
        self._text, self._linker, self._day = text, linker, day
        self._gazetteer = linker.gazetteer
        self._sources = Nearby((span.start, span.end, (span, speaker)) for span, speaker in sources)
        self._bodies = {fold(body.split()[-1]) for body in lexicon.bodies}
        self._papers = {fold(paper) for paper in lexicon.papers}
        self._offices = {fold(o.split()[-1]) for offices in lexicon.offices.values() for o in offices}
        self._disqualifiers = {fold(w) for w in lexicon.disqualifiers}
        self._things = things

    def of_name(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> Holder | None:
        """Return the party that a noun names by itself or by what describes it."""
        start, end = parsed.span(token, token)
        covering = [n for n in named if n.start <= start and end <= n.end]
        if covering:
            found = covering[-1]
            if found.name.kind is NameKind.ADJECTIVE and token.pos_ not in {"ADJ", "PROPN"}:
                return None
            if found.name.kind in _HELD and any(fold(t.text) in self._disqualifiers for t in token.lefts):
                return None  # "a former Freedonian minister"
            return self.holder(found)
        return self._of_modifier(token, parsed, named)

    def _of_modifier(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> Holder | None:
        """Take "X's envoys", "the delegation of X", "Freedonian Foreign Minister Firefly"."""
        for named_so in (t for t in token.children if t.dep_ == "appos" and t.pos_ == "PROPN"):
            found = self.of_name(named_so, parsed, named)
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
            return self.holder(offices[-1])
        if fold(token.text) in self._bodies and near:
            return self.holder(near[-1])
        if fold(token.text) in self._bodies:
            after = [n for n in named if end <= n.start and n.end <= parsed.span(right, right)[1]]
            return self.holder(after[0]) if after and after[0].start - end <= 8 else None
        return self._of_paper(token, parsed, named) if fold(token.text) in self._papers else None

    def _of_paper(self, paper: "Token", parsed: Parsed, named: Sequence[Named]) -> Holder | None:
        """Take "X's draft", "the X proposal", "a statement by X", "a memorandum that X handed over"."""
        writers = grammar.owners(paper)
        writers += [t for clause in paper.children if clause.dep_ == "relcl" for t in grammar.subjects(clause)]
        about = {n.start for n in named if n.name.kind is NameKind.PARTY}  # "the Freedonia plan" is not Freedonia's
        named_so = [t for t in writers if t.dep_ != "compound" or parsed.span(t, t)[0] not in about]
        found = (self.of_name(t, parsed, named) for t in named_so if t.i != paper.i and not _is_relative(t))
        return next((holder for holder in found if holder is not None), None)

    def holder(self, named: Named) -> Holder | None:
        """Return the party that a name stands or speaks for, with the person where it is one."""
        name = named.name
        person = self._gazetteer.person_of(named, self._day)
        if person is not None:
            party = person.speaks_for if person.valid_on(self._day) else None
            return Holder(party, person.id, person.name, person.rank) if party else None
        return Holder(name.party, None, named.text, name.rank) if name.party else None

    def several(self, token: "Token", parsed: Parsed) -> list[Holder]:
        """Return the parties of "X and Y leaders", "the foreign ministers of X, Y and Z"."""
        if token.tag_ != "NNS":
            return self._writers(token, parsed) if fold(token.text) in self._papers else []
        aside = {t.i for clause in token.subtree if clause.dep_ in ASIDE and clause != token for t in clause.subtree}
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

    def together(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> list[Holder]:
        """Return the parties in whose place the parser saw a pronoun: one, or several that act together."""
        start, end = parsed.span(token, token)
        found = [self.holder(n) for n in named if start <= n.start and n.end <= end]
        return list({one.party: one for one in found if one is not None}.values())

    def of_source(self, token: "Token", parsed: Parsed) -> list[Holder]:
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

    def of_noun(self, token: "Token", parsed: Parsed, named: Sequence[Named]) -> list[Holder]:
        """Return the party that a noun names, or those that an attribution found behind it and others."""
        return as_list(self.of_name(token, parsed, named)) or self.of_source(token, parsed)

    def is_source_in(self, start: int, end: int) -> bool:
        """Return whether an attribution has its source in a stretch of the text, and that speaks for a party."""
        near = self._sources.near(start, end)
        return any(start <= span.start < end and speaker.party is not None for span, speaker in near)

    def is_its_office(self, noun: "Token") -> bool:
        """Return whether the noun is an office or body of whoever is meant: its minister, the foreign ministry."""
        word, opening = fold(noun.text), noun.left_edge
        if opening.head.i == noun.i and opening.dep_ == "poss" and opening.lower_ in self._things:
            return word in self._offices | self._bodies
        phrase = " ".join(t.lower_ for t in noun.doc[opening.i + 1 : noun.i + 1])
        return opening.lower_ == "the" and noun.right_edge.i == noun.i and phrase in self._gazetteer.lexicon.domestic


def speakers_as_holders(speakers: Sequence[Speaker]) -> list[Holder]:
    """Return the parties that speakers speak for."""
    return [Holder(s.party, s.person, s.name, s.rank) for s in speakers if s.party is not None]


def as_list(holder: Holder | None) -> list[Holder]:
    """Return the holder as a list, none where it is none."""
    return [] if holder is None else [holder]


def _is_relative(token: "Token") -> bool:
    """Return whether the word only stands for what its clause is about: that, which."""
    return token.tag_ in {"WDT", "WP"}


def _spans(token: "Token", parsed: Parsed, span: Span) -> bool:
    """Return whether the phrase of a noun is the whole of a stretch of the text."""
    start, end = parsed.span(token.left_edge, token.right_edge)
    return start <= span.start and span.end <= end + 1
