"""From whom the article has it: source tags peeled off a sentence, as names of outlets.

"TASS reported", "as quoted by Al Jazeera", "told NBC", "Quoted by Izvestia, …"; an outlet that cites somebody
("Reuters, citing a US official, reported") yields both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.extract.lexicon import AttributionLexicon

Place = tuple[int, int]
_LONGEST_SENTENCE = 1500
_EDGE = 3
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Tag:
    """A source tag at `start` to `end` of a text: the outlet's name and place, and the place of whom it cites.

    `edge` tells whether it stands at the beginning or end of its sentence, and so speaks of all of it; `by` whether its
    verb is the outlet's.
    """

    start: int
    end: int
    outlet: str
    place: Place
    cited: Place | None
    edge: bool
    by: bool


@dataclass(frozen=True, slots=True)
class Reported:
    """An attribution by offsets: source, cue, content, the speaker and who passed the words on."""

    source: Place | None
    cue: Place | None
    content: tuple[Place, ...]
    speaker: str | None
    chain: tuple[str, ...] = ()


def source_tags(text: str, start: int, end: int, lexicon: AttributionLexicon) -> Iterator[Tag]:
    """Yield the source tags in `text[start:end]`, a sentence."""
    stop = min(end, start + _LONGEST_SENTENCE)
    sentence = text[start:stop]
    told = [word for word in lexicon.tag_words if word in sentence]
    for pattern in (pattern for needs, pattern in lexicon.tags if not needs.isdisjoint(told)) if told else ():
        for match in pattern.finditer(text, start, stop):
            groups = match.groupdict()
            outlet = _bare(groups["outlet"])
            if groups.get("weak") is None or lexicon.is_outlet(outlet):
                cited = match.span("cited") if groups.get("cited") else None
                edge = match.start() - start <= _EDGE or end - match.end() <= _EDGE
                by = groups.get("by") is not None
                yield Tag(match.start(), match.end(), outlet, match.span("outlet"), cited, edge, by)


def _bare(outlet: str) -> str:
    return re.sub(r"^[Tt]he ", "", " ".join(outlet.split()))


def peel(reported: Reported, tags: Sequence[Tag], text: str) -> Reported | None:
    """Return the attribution with the tags that apply to it in its chain; None where it is but part of a tag."""
    for tag in tags:
        inside = reported.cue is not None and tag.start <= reported.cue[0] < tag.end
        if inside and reported.cue and tag.cited:
            if text[reported.cue[1] : tag.end].strip():
                return None
            reported = replace(reported, source=tag.cited, speaker=text[slice(*tag.cited)], chain=(tag.outlet,))
        elif inside and (tag.by or reported.source is None or _touch(reported.source, tag.place)):
            reported = replace(
                reported, source=tag.place, speaker=tag.outlet, content=_without(tag, reported.content, text)
            )
        elif (inside or tag.edge or _holds(reported, tag)) and tag.outlet not in (*reported.chain, reported.speaker):
            content = _without(tag, reported.content, text)
            reported = replace(reported, content=content, chain=(*reported.chain, tag.outlet))
    return reported if reported.content else None


def _touch(one: Place, other: Place) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _holds(reported: Reported, tag: Tag) -> bool:
    """Tell whether a tag stands between the parts of an attribution."""
    spans = [span for span in (*reported.content, reported.source, reported.cue) if span]
    return min(span[0] for span in spans) < tag.start and tag.end < max(span[1] for span in spans)


def _without(tag: Tag, content: Sequence[Place], text: str) -> tuple[Place, ...]:
    """Return the parts of a content without the tag at their beginning or end."""
    parts = []
    for start, end in content:
        if start < tag.start < end <= tag.end + _EDGE:
            parts.append((start, start + len(text[start : tag.start].rstrip(" ,;"))))
        elif tag.start <= start < tag.end < end:
            parts.append((end - len(text[tag.end : end].lstrip(" ,;")), end))
        elif start < tag.start or end > tag.end:
            parts.append((start, end))
    return tuple(part for part in parts if part[1] - part[0] >= _SHORTEST or len(content) > 1)
