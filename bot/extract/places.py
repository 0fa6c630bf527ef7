"""What surrounds a finding: its sentence verbatim, the quoted words, the outlets between, the day it was said."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date

from bot.extract.nearby import Nearby
from bot.extract.sayings import Saying, Sayings
from bot.extract.sentences import Sentence
from bot.extract.statements import Place
from bot.extract.when import Calendar
from bot.model import QuoteKind, Span

_QUOTED = re.compile(r"“[^“”]+”|\"[^\"]+\"|«[^«»]+»")
_MARKS = frozenset('"“”„«» \n')


class Places:
    """Describes the places of one field of a document."""

    def __init__(
        self,
        *,
        field: str,
        text: str,
        sentences: Sequence[Sentence],
        sayings: Sayings,
        calendar: Calendar,
        tags: Sequence[tuple[int, tuple[str, ...]]],
        quantity: re.Pattern[str],
        published: date | None,
        lead_day: date | None,
    ) -> None:
        self._field = field
        self._text = text
        self._sentences = sentences
        self._sayings = sayings
        self._calendar = calendar
        self._tags = Nearby((place, place, (place, chain)) for place, chain in tags)
        self._quantity = quantity
        self._published = published
        self._lead_day = lead_day

    def span(self, start: int, end: int) -> Span:
        """Return the verbatim stretch."""
        return Span(self._field, start, end, self._text[start:end])

    def is_recalled(self, sentence: Sentence) -> bool:
        """Return whether the sentence begins with a time long ago: background (codebook, decision 23)."""
        text = self._text[sentence.start : sentence.end]
        return self._published is not None and self._calendar.is_recalled(text, self._published)

    def bygone(self, sentence: Sentence) -> list[tuple[int, int]]:
        """Return the characters in which the sentence names a time long ago, anywhere in it."""
        text = self._text[sentence.start : sentence.end]
        found = self._calendar.bygone(text, self._published) if self._published is not None else ()
        return [(sentence.start + a, sentence.start + b) for a, b in found]

    def is_date(self, word: str) -> bool:
        """Return whether the word, in lower case, names a day or month."""
        return self._calendar.is_date(word)

    def place(self, sentence: Sentence, saying: Saying | None) -> Place:
        """Return what surrounds something that the sentence shows, in the words of `saying` if of anybody."""
        said_on, dated = self._day(sentence, saying)
        quantity = self._quantity.search(self._text, sentence.start, sentence.end)
        return Place(
            evidence=self.span(sentence.start, sentence.end),
            quotes=self._quotes(sentence, saying),
            chain=self._chain(sentence, saying),
            said_on=said_on,
            dated=dated,
            quantity=quantity[0] if quantity else None,
        )

    def _quotes(self, sentence: Sentence, saying: Saying | None) -> tuple[Span, ...]:
        """Return the quoted stretches of the sentence that the speaker is given as saying."""
        if saying is None or saying.attribution.kind is QuoteKind.INDIRECT:
            return ()
        matches = list(_QUOTED.finditer(self._text, sentence.start, sentence.end))
        if matches or saying.attribution.kind is not QuoteKind.DIRECT:
            return tuple(self.span(m.start() + 1, m.end() - 1) for m in matches)
        parts = ((max(s.start, sentence.start), min(s.end, sentence.end)) for s in saying.attribution.content)
        return tuple(self.span(*_bare(self._text, a, b)) for a, b in parts if a < b)

    def _chain(self, sentence: Sentence, saying: Saying | None) -> tuple[str, ...]:
        if saying is not None and saying.attribution.chain:
            return saying.attribution.chain
        return self._sayings.outlets_at(sentence.start) or self._tags_in(sentence)

    def _tags_in(self, sentence: Sentence) -> tuple[str, ...]:
        """Return the media that the sentence says it is from ("…, as reported by X")."""
        near = self._tags.near(sentence.start, sentence.end)
        inside = (tag for place, tag in near if sentence.start <= place < sentence.end)
        return tuple(dict.fromkeys(name for tag in inside for name in tag))

    def _day(self, sentence: Sentence, saying: Saying | None) -> tuple[date, bool]:
        """Return the day it was said, and whether the text gives it: in the sentence, or where the speaker is named."""
        published = self._published
        if published is None:
            return date.min, False
        for place in self._told_in(sentence, saying):
            contents = [(a - place.start, b - place.start) for a, b in self._sayings.contents(place)]
            for day in self._calendar.days(self._text[place.start : place.end], published, skip=contents):
                return day, True
        return self._lead_day or published, False

    def _told_in(self, sentence: Sentence, saying: Saying | None) -> Iterator[Sentence]:
        """Yield the sentence, then the one in which the attribution names who says it."""
        yield sentence
        cue = saying.attribution.cue if saying is not None else None
        if cue is not None and not sentence.start <= cue.start < sentence.end:
            before = bisect_right(self._sentences, cue.start, key=lambda one: one.start)
            yield from (one for one in self._sentences[max(0, before - 1) : before] if cue.start < one.end)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without quotation marks and white space at its ends."""
    while start < end - 1 and text[start] in _MARKS:
        start += 1
    while end - 1 > start and text[end - 1] in _MARKS:
        end -= 1
    return start, end
