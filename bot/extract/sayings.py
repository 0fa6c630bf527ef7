"""Who says what in one field of a document: attributions with their speakers linked, asked by place."""

from bisect import insort
from collections.abc import Iterable
from dataclasses import dataclass

from bot.extract.actors import Speaker
from bot.extract.nearby import Nearby, pieces
from bot.extract.sentences import Sentence
from bot.model import Attribution, QuoteKind

# what may stand between an outsider's words and their going on
GOING_ON = frozenset(":;,—–")
# fewer words in quotation marks are a term, not speech
SPEECH_WORDS = 5


@dataclass(frozen=True, slots=True)
class Saying:
    """An attribution with its speaker linked; `outlet` where it is a medium or nobody in particular."""

    attribution: Attribution
    speaker: Speaker
    outlet: bool = False

    def covers(self, start: int, end: int) -> bool:
        """Return whether the characters lie in the content."""
        return any(s.start <= start and end <= s.end for s in self.attribution.content)

    def touches(self, sentence: Sentence) -> bool:
        """Return whether some of the content stands in the sentence."""
        return any(s.start < sentence.end and sentence.start < s.end for s in self.attribution.content)

    @property
    def end(self) -> int:
        """Return where the content ends."""
        return max(s.end for s in self.attribution.content)

    @property
    def size(self) -> int:
        """Return the number of characters of the content."""
        return sum(s.end - s.start for s in self.attribution.content)

    @property
    def by_outsider(self) -> bool:
        """Return whether a reporter tells the words of somebody who speaks for no party and is no medium."""
        return self.speaker.party is None and not self.outlet and self.attribution.kind is QuoteKind.INDIRECT


_Ordered = tuple[int, int, Saying]


class Sayings:
    """The sayings of one field, the innermost first; `quoted` is what stands in quotation marks."""

    def __init__(self, text: str, quoted: Iterable[tuple[int, int]], sayings: Iterable[Saying]) -> None:
        self._text = text
        self._quoted = Nearby((a, b, (a, b)) for a, b in quoted if text.count(" ", a, b) >= SPEECH_WORDS)
        self._count = 0
        self._by_piece: dict[int, list[_Ordered]] = {}
        self.add(sayings)

    def add(self, more: Iterable[Saying]) -> None:
        """Take in further sayings."""
        for saying in more:
            self._count += 1
            entry = (saying.size, self._count, saying)
            for piece in sorted({i for s in saying.attribution.content for i in pieces(s.start, s.end)}):
                insort(self._by_piece.setdefault(piece, []), entry)

    def _near(self, start: int, end: int) -> list[Saying]:
        """Return the sayings that may stand somewhere in the characters, the innermost first."""
        found = {entry[1]: entry for i in pieces(start, end) for entry in self._by_piece.get(i, ())}
        return [saying for _, _, saying in sorted(found.values())]

    def at(self, start: int, end: int) -> tuple[Saying | None, Saying | None]:
        """Return the innermost saying around the characters, and the next outer one of another side."""
        around = [s for s in self._near(start, start + 1) if s.covers(start, end) and not s.outlet]
        if not around:
            return None, None
        return around[0], next((s for s in around[1:] if not _same_side(s, around[0])), None)

    def touching(self, sentence: Sentence) -> list[Saying]:
        """Return the sayings that stand in the sentence, at least in part."""
        return [s for s in self._near(sentence.start, sentence.end) if s.touches(sentence)]

    def outlets_at(self, start: int) -> tuple[str, ...]:
        """Return the media that report what begins there."""
        return tuple(s.speaker.name for s in self._near(start, start + 1) if s.outlet and s.covers(start, start + 1))

    def contents(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Return the characters that somebody says in the sentence or around it, media aside."""
        saying = (one for one in self.touching(sentence) if not one.outlet)
        return [(s.start, s.end) for one in saying for s in one.attribution.content]

    def quotes(self, start: int, end: int) -> bool:
        """Return whether the characters are a part of somebody's direct words."""
        return any(s.covers(start, end) and s.attribution.kind is QuoteKind.DIRECT for s in self._near(start, end))

    def reports(self, start: int, end: int, source: int) -> bool:
        """Return whether the stretch is reported already; a saying around both source and stretch is another one."""
        around = [s for s in self._near(start, end) if s.covers(start, start + 1) or s.covers(end - 1, end)]
        return any(not s.covers(source, source + 1) for s in around)

    def partly(self, start: int, end: int, source: int) -> Saying | None:
        """Return the saying of the same source that reports the end of the stretch and not its beginning."""
        for saying in self._near(start, end):
            told = saying.attribution.source
            same = told is not None and told.start <= source < told.end
            if same and saying.covers(end - 1, end) and not saying.covers(start, start + 1):
                return saying
        return None

    def is_orphan(self, start: int, end: int) -> bool:
        """Return whether the characters are quoted speech that is nobody's: neither the article's own words."""
        quoted = any(a <= start and end <= b for a, b in self._quoted.near(start, end))
        return quoted and not any(s.covers(start, end) for s in self._near(start, end))

    def outsider(self, sentence: Sentence, place: int) -> Speaker | None:
        """Return the outsider whose words go on at a place of the sentence that nobody is given as saying.

        "The analyst noted: …, and X wants …"; after "The analyst noted that …" the next sentence, too, still tells
        what the analyst thinks.
        """
        inside = self.touching(sentence)
        for saying in inside:
            behind = self._text[saying.end - 1 : saying.end + 2].strip()
            if saying.by_outsider and saying.end <= place and any(mark in GOING_ON for mark in behind):
                return saying.speaker
        return None if inside else self._outsider_before(sentence)

    def _outsider_before(self, sentence: Sentence) -> Speaker | None:
        for saying in self._near(sentence.start - 4, sentence.start):
            gap = self._text[saying.end : sentence.start] if 0 <= sentence.start - saying.end <= 3 else None
            if gap is not None and "\n\n" not in gap and saying.by_outsider:
                return saying.speaker
        return None


def _same_side(one: Saying, other: Saying) -> bool:
    return one.speaker.name == other.speaker.name or one.speaker.party == other.speaker.party
