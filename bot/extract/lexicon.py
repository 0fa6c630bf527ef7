"""The models of the sections `segmentation` and `attribution` of a language file: what is known, as data."""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


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
Words = tuple[str, ...]


class LinePatterns(Section):
    """Regular expressions that recognise one kind of line, and lines that they recognise."""

    patterns: tuple[Pattern, ...]
    examples: tuple[str, ...] = Field(min_length=1)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return one pattern that matches where any of them does."""
        return re.compile("|".join(f"(?:{p})" for p in self.patterns))


class SegmentationLexicon(Section):
    """How paragraphs and sentences are told apart; patterns look at the first and last 300 characters of a line."""

    abbreviations: Words = Field(description="words, lower case and without the last dot, that do not end a sentence")
    weak_abbreviations: Words = Field((), description="as above, unless a capitalised function word follows")
    openers: Words = Field((), description="capitalised words that begin sentences, for after weak abbreviations")
    datelines: LinePatterns = Field(description="prefixes of a paragraph: place, day, agency")
    bylines: LinePatterns
    captions: LinePatterns
    related: LinePatterns
    boilerplate: LinePatterns

    @cached_property
    def endings(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Return the abbreviations, the weak ones and the openers as sets."""
        return frozenset(self.abbreviations), frozenset(self.weak_abbreviations), frozenset(self.openers)

    @cached_property
    def dateline(self) -> re.Pattern[str]:
        """Return the pattern of all datelines."""
        return self.datelines.pattern

    @cached_property
    def noise(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        """Return the kinds of paragraphs that are no text, each with its pattern, the surest first."""
        groups = {
            "boilerplate": self.boilerplate,
            "related": self.related,
            "caption": self.captions,
            "byline": self.bylines,
        }
        return tuple((kind, group.pattern) for kind, group in groups.items())


class CueGroup(Section):
    """Words that report in one way, with an example in which the words of `content` are attributed to `source`."""

    words: Words = Field(min_length=1)
    example: str
    source: str | None
    content: str


class AttributionLexicon(Section):
    """How a text shows who said what."""

    verbs: dict[str, CueGroup] = Field(description="base forms, by group")
    irregular: dict[str, Words] = Field({}, description="base form: its other forms, where spelling rules fail")
    nouns: CueGroup
    prepositions: CueGroup = Field(description="'according to' and its like, before the source")
    pronouns: dict[str, Words] = Field(description="third person pronouns, by agreement: he, she, they, it")
    first_names: dict[str, Words] = Field({}, description="given names that tell the agreement")
    titles: Words = Field(description="words that stand before a name or for a person")
    outlets: Words = Field((), description="endings and words that mark an outlet's name")
    source_tags: LinePatterns = Field(description="trailing or leading tags; group `outlet` is who reported it")
    tagger: str | None = Field(None, description="weights beside the language file; without them rules decide alone")
    folder: Path | None = Field(None, description="set on loading: where `tagger` lies")
