"""From whom the article has it: source tags peeled off a sentence, as names of outlets.

"TASS reported", "as quoted by Al Jazeera", "told NBC", "Quoted by Izvestia, …"; an outlet that cites somebody
("Reuters, citing a US official, reported") yields both.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.extract.lexicon import AttributionLexicon

_LONGEST_SENTENCE = 1500


@dataclass(frozen=True, slots=True)
class Tag:
    """A source tag at `start` to `end` of the text: the outlet, and whom it cites, with their places."""

    start: int
    end: int
    outlet: str
    cited: tuple[int, int] | None


def source_tags(text: str, start: int, end: int, lexicon: AttributionLexicon) -> Iterator[Tag]:
    """Yield the source tags in `text[start:end]`, a sentence, in order."""
    if not lexicon.tag_screen.search(text, start, end):
        return
    for pattern in lexicon.tags:
        for match in pattern.finditer(text, start, min(end, start + _LONGEST_SENTENCE)):
            groups = match.groupdict()
            outlet = " ".join(groups["outlet"].split())
            if groups.get("weak") is None or lexicon.is_outlet(outlet):
                cited = match.span("cited") if groups.get("cited") else None
                yield Tag(match.start(), match.end(), _bare(outlet), cited)


def _bare(outlet: str) -> str:
    return re.sub(r"^[Tt]he ", "", outlet)
