"""The model of the section `wordings` of a language file, and what a wording is once it belongs to a topic."""

from dataclasses import dataclass
from functools import cached_property

from pydantic import Field

from bot.dossier import Term
from bot.extract.lexicon import Section

SLOT = "…"
SIDE = "SIDE"
SIDES = "SIDES"
SENSES = (("terms", 1, True), ("supports", 1, False), ("opposes", -1, False))


class WordingExample(Section):
    """A phrase as a dossier may have it, and a sentence in which another wording of it stands."""

    phrase: str
    text: str


class WordingGroup(Section):
    """Wordings of one matter, in the lists in which a dossier would have them; `…` are the same words in all.

    A phrase of a dossier calls for the others where it is one of `calls`; without these, one of the terms. A group
    whose wordings have no `…` is a subject: it is for the one topic that has most of its calls, in which `…` are any
    words.

    `SIDE` in a wording is a name of one of the sides of the conflict, where another is named nearby; `SIDES` in
    `near` are all their names and what the sides are called together ("both countries").
    """

    terms: tuple[Term, ...] = ()
    supports: tuple[Term, ...] = ()
    opposes: tuple[Term, ...] = ()
    calls: tuple[str, ...] = ()
    examples: tuple[WordingExample, ...] = Field(min_length=1)

    @cached_property
    def is_subject(self) -> bool:
        """Return whether none of the wordings has a slot."""
        return not any(SLOT in term.text for key, _, _ in SENSES for term in getattr(self, key))


class WordingLexicon(Section):
    """How else a matter is called."""

    groups: tuple[WordingGroup, ...] = ()
    alike: tuple[tuple[str, ...], ...] = Field((), description="words that stand for each other within phrases")
    sides: tuple[str, ...] = Field((), description="what the sides of a conflict are called together: both countries")


@dataclass(frozen=True, slots=True)
class Wording:
    """A term of a topic with its sense (see `TopicHit`); `by` is the dossier's phrase that it says otherwise."""

    topic: str
    term: Term
    sign: int
    plain: bool
    by: str = ""

    @property
    def place(self) -> str:
        """Return the list of the topic in which the term stands, or would."""
        return next(key for key, sign, plain in SENSES if (sign, plain) == (self.sign, self.plain))

    @property
    def is_guarded(self) -> bool:
        """Return whether the term counts only where something else is told."""
        return bool(self.term.near or self.term.unless or self.term.context)
