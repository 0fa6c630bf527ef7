"""The models of the sections `segmentation` and `attribution` of a language file: what is known, as data."""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.extract.spelling import Words


class Section(BaseModel):
    """Base of all sections: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression ({error})") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
Terms = tuple[str, ...]


class LinePatterns(Section):
    """Regular expressions that recognise one kind of line, and lines that they recognise.

    `patterns` are matched from the line's beginning, `ends` looked for in its last 100 characters. `opening` is one
    character with which all that they match begins: where they are looked for in a whole text, most of it is passed.
    """

    opening: Pattern = ""
    patterns: tuple[Pattern, ...]
    ends: tuple[Pattern, ...] = ()
    examples: tuple[str, ...] = Field(min_length=1)

    def recognise(self, line: str) -> bool:
        """Return whether the line is of this kind."""
        return bool(self.pattern.match(line) or (self.ends and self.end_pattern.search(line, max(0, len(line) - 100))))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Return one pattern that matches where any of `patterns` does."""
        found = "|".join(f"(?:{p})" for p in self.patterns)
        return re.compile(f"(?={self.opening})(?:{found})")

    @cached_property
    def end_pattern(self) -> re.Pattern[str]:
        """Return one pattern that matches where any of `ends` does."""
        return re.compile("|".join(f"(?:{p})" for p in self.ends))


class SegmentationLexicon(Section):
    """How paragraphs and sentences are told apart; patterns look at the first and last 300 characters of a line."""

    abbreviations: Terms = Field(description="words, lower case and without the last dot, that do not end a sentence")
    weak_abbreviations: Terms = Field((), description="as above, unless a capitalised function word follows")
    openers: Terms = Field((), description="capitalised words that begin sentences, for after weak abbreviations")
    asides: LinePatterns = Field(description="what interrupts running text and is a sentence of its own")
    datelines: LinePatterns = Field(description="prefixes of a paragraph: place, day, agency")
    first_datelines: LinePatterns = Field(description="the same, of the first paragraph alone")
    bylines: LinePatterns
    captions: LinePatterns
    related: LinePatterns
    boilerplate: LinePatterns

    @cached_property
    def endings(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Return the abbreviations, the weak ones and the openers as sets."""
        return frozenset(self.abbreviations), frozenset(self.weak_abbreviations), frozenset(self.openers)

    @cached_property
    def inner_opener(self) -> re.Pattern[str]:
        """Return the pattern of an opener that follows another word without a stop."""
        return re.compile(rf"(?<=[\w’']) +({'|'.join(map(re.escape, self.openers)) or '(?!)'})(?= \w)")

    @cached_property
    def dateline(self) -> re.Pattern[str]:
        """Return the pattern of all datelines."""
        return self.datelines.pattern

    @cached_property
    def first_dateline(self) -> re.Pattern[str]:
        """Return the pattern of those that only the first paragraph has."""
        return self.first_datelines.pattern

    @cached_property
    def noise(self) -> tuple[tuple[str, LinePatterns], ...]:
        """Return the kinds of paragraphs that are no text, each with its patterns, the surest first."""
        groups = {
            "boilerplate": self.boilerplate,
            "related": self.related,
            "caption": self.captions,
            "byline": self.bylines,
        }
        return tuple(groups.items())

    def noise_of(self, line: str) -> str | None:
        """Return the kind of a line that is no text; most lines are text, which a look for all kinds at once tells."""
        if self._any_noise.recognise(line):
            return next((kind for kind, lines in self.noise if lines.recognise(line)), None)
        return None

    @cached_property
    def _any_noise(self) -> LinePatterns:
        """Return what recognises every line that one of `noise` does."""
        lines = [one for _, one in self.noise]
        patterns = tuple(f"(?={one.opening})(?:{p})" for one in lines for p in one.patterns)
        return LinePatterns(patterns=patterns, ends=tuple(p for one in lines for p in one.ends), examples=("",))


class CueGroup(Section):
    """Words that report in one way, with an example in which the words of `content` are attributed to `source`."""

    words: Terms = Field(min_length=1)
    example: str
    source: str | None
    content: str


class TagPattern(Section):
    """How a source tag reads; sentences without any of the words that it `needs` are passed quickly."""

    needs: Terms = Field(min_length=1, description="one of them is in all that the pattern matches")
    pattern: str


class TagExample(Section):
    """A sentence and the outlets that its source tags name."""

    text: str
    outlets: Terms


class SourceTags(Section):
    """How a sentence names the outlet that reported it; `<outlet>` in a pattern stands for `outlet`.

    A pattern with an empty group `weak` counts only where the name has one of the words in `outlets`; an empty group
    `by` says that the outlet did what the pattern's verb says; a group `cited` holds whom the outlet cites.
    """

    outlet: Pattern
    patterns: tuple[TagPattern, ...]
    examples: tuple[TagExample, ...] = Field(min_length=1)


class HeadlineExample(Section):
    """A headline, its source and what is attributed to it."""

    text: str
    source: str
    content: str


class HeadlinePatterns(Section):
    """How headlines name a source; groups `content`, `source` and, where there is one, `cue`.

    What stands before a colon and holds one of the `labels` is no source: "War in Freedonia: …".
    """

    labels: frozenset[str]
    patterns: tuple[Pattern, ...]
    examples: tuple[HeadlineExample, ...] = Field(min_length=1)


class AttributionLexicon(Section):
    """How a text shows who said what."""

    verbs: dict[str, CueGroup] = Field(description="base forms, by group")
    irregular: dict[str, Terms] = Field({}, description="base form: its other forms, where spelling rules fail")
    nouns: CueGroup
    prepositions: CueGroup = Field(description="'according to' and its like, before the source")
    pronouns: dict[str, Terms] = Field(description="by agreement: he, she, they, i")
    agreement: dict[str, Terms] = Field({}, description="titles, roles and given names that tell he or she")
    relatives: Terms = Field((), description="words that stand for the name right before them: who")
    again: Terms = Field((), description="labels that stand for the previous speaker: Quote")
    titles: Terms = Field(description="words that stand before a name or for a person")
    loose_titles: Terms = Field((), description="those of them that can stand for whoever spoke last")
    particles: Terms = Field((), description="small words that go on with a name")
    governors: Terms = Field((), description="words after which a name is not the head of its phrase")
    followers: Terms = Field((), description="words that may follow a name that is the head of its phrase")
    determiners: Terms = Field((), description="words that make a role point back to somebody")
    outlets: Terms = Field((), description="words that mark an outlet's name")
    quoting: Terms = Field((), description="verbs of saying that say nothing but beside a quotation")
    told: Terms = Field((), description="verbs whose passive has who is told for its subject: X was warned that")
    connectives: Terms = Field((), description="words at which a content does not end")
    offices: Terms = Field((), description="last words of titles such as Secretary of State")
    affiliations: Terms = Field((), description="states and bodies that can stand right before a person's name")
    headlines: HeadlinePatterns
    source_tags: SourceTags
    tagger: str | None = Field(None, description="weights beside the language file; without them rules decide alone")
    folder: Path | None = Field(None, description="set on loading: where `tagger` lies")

    @cached_property
    def groups(self) -> dict[str, int]:
        """Return a number per word that says in which list it stands and, for verbs, in which form."""
        numbers: dict[str, int] = {}
        for order, name in enumerate(sorted(self.verbs)):
            for base in self.verbs[name].words:
                for form, word in enumerate_forms(base, self.irregular.get(base)):
                    numbers.setdefault(word, 1 + 5 * order + form)
        for number, words in enumerate((self.nouns.words, self.titles, self.outlets), start=40):
            for word in words:
                numbers.setdefault(word, number)
        for number, name in enumerate(sorted(self.pronouns), start=43):
            for word in self.pronouns[name]:
                numbers[word] = number
        return numbers

    @cached_property
    def verb_forms(self) -> frozenset[str]:
        """Return the forms of all verbs but -ing."""
        return frozenset(word for word, number in self.groups.items() if number < 40 and (number - 1) % 5 < 3)

    @cached_property
    def told_forms(self) -> frozenset[str]:
        """Return the forms of the verbs in `told`, their participles among them."""
        return frozenset(
            word for base in self.told for _, word in enumerate_forms(base, self.irregular.get(base)) if word != base
        )

    @cached_property
    def words(self) -> Words:
        """Return the spelling features under this lexicon, remembered between texts."""
        return Words(self.groups)

    @cached_property
    def source_prepositions(self) -> dict[str, list[tuple[str, ...]]]:
        """Return the prepositions before sources as words, by their first word."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for words in (tuple(phrase.split()) for phrase in self.prepositions.words):
            found.setdefault(words[0], []).append(words)
        return found

    @cached_property
    def source_openings(self) -> NDArray[np.bool_]:
        """Return what the first words of prepositions before sources hash to, as `Words.alike` tells it."""
        return self.words.alike(self.source_prepositions)

    @cached_property
    def title_words(self) -> frozenset[str]:
        """Return the titles as a set."""
        return frozenset(self.titles)

    @cached_property
    def pronoun_agreement(self) -> dict[str, str]:
        """Return the agreement of every pronoun."""
        return {word: name for name, words in self.pronouns.items() for word in words}

    @cached_property
    def genders(self) -> dict[str, str]:
        """Return the agreement that a title, role or given name tells."""
        return {word: name for name, words in self.agreement.items() for word in words}

    @cached_property
    def headline_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Return the patterns of headlines that name their source, the surest first."""
        return tuple(map(re.compile, self.headlines.patterns))

    @cached_property
    def affiliation_words(self) -> dict[str, list[tuple[str, ...]]]:
        """Return the affiliations as words by their first word, the longest first."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for words in sorted((tuple(name.split()) for name in self.affiliations), key=lambda w: (-len(w), w)):
            found.setdefault(words[0], []).append(words)
        return found

    @cached_property
    def tags(self) -> tuple[tuple[frozenset[str], re.Pattern[str]], ...]:
        """Return the patterns of source tags, each with the words of which one is in all that it matches."""
        outlet = f"(?P<outlet>{self.source_tags.outlet})"
        return tuple(
            (frozenset(one.needs), re.compile(one.pattern.replace("<outlet>", outlet)))
            for one in self.source_tags.patterns
        )

    @cached_property
    def tag_words(self) -> tuple[str, ...]:
        """Return the words of which one is in every source tag."""
        return tuple(sorted({word for needs, _ in self.tags for word in needs}))

    def is_outlet(self, name: str) -> bool:
        """Return whether a name has a word that marks outlets."""
        return not self._outlet_words.isdisjoint(name.lower().split())

    @cached_property
    def _outlet_words(self) -> frozenset[str]:
        return frozenset(self.outlets)


def enumerate_forms(base: str, irregular: Terms | None = None) -> list[tuple[int, str]]:
    """Return the forms of a verb: 0 the base, 1 with -s, 2 past or irregular, 3 with -ing."""
    if irregular is not None:
        return [(0, base), *((3 if w.endswith("ing") else 1 if w.endswith("s") else 2, w) for w in irregular)]
    stem = base[:-1] if base.endswith("e") else base
    if base.endswith("y") and base[-2] not in "aeiou":
        return [(0, base), (1, base[:-1] + "ies"), (2, base[:-1] + "ied"), (3, base + "ing")]
    hissing = base.endswith(("s", "sh", "ch", "x", "z"))
    return [(0, base), (1, base + ("es" if hissing else "s")), (2, stem + "ed"), (3, stem + "ing")]
