"""What is no news: statements go in; those that nobody made are left out, old and unsure ones are marked as such.

An article that is made up states nothing, one that comments nothing for sure. What is said of the words, outside of
them, may say that they were never uttered ("was misquoted as saying", "should say", "imagine …") or long ago ("once
said", "at the time", "a clip from May 2024"), as may the sentences around them ("the remarks have resurfaced").
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlsplit

from bot.extract.alternatives import any_of
from bot.extract.nearby import Nearby
from bot.extract.stance_lexicon import DoubtLexicon, Genre
from bot.model import Document, Rank, Span, Statement, Voice, statement_id

UNSURE = 0.4
"""The confidence of what a comment says; below the least with which a shift begins."""
MONTHS_OLD = 2
AROUND = 200
"""Characters before and behind a sentence in which it may be said that old words are told again."""
BLANK = "¤"

_Told = Mapping[str, Nearby[Span]]  # by the field they stand in

_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")


class Kind(StrEnum):
    """What kind of article it is."""

    NEWS = "news"
    COMMENT = "comment"
    INVENTED = "invented"


class Doubts:
    """Knows by a language's words what is no news."""

    def __init__(self, lexicon: DoubtLexicon, months: Sequence[str]) -> None:
        self._genres = [(Kind.INVENTED, lexicon.invented), (Kind.COMMENT, lexicon.comment)]
        say, months_ = _any(lexicon.saying), _any(months)
        supposed = rf"{_any(lexicon.supposed)}\s+(?:\w+\s+)?{say}\b(?!\s+{_any(lexicon.answers)}\b)"
        between = rf"(?:(?!{_any(lexicon.joining)}\b)[\w’']+\s+){{0,5}}?"
        disowned = rf"{_any(lexicon.disowning)}\s+{between}{say}\b"
        self._unsaid = _pattern(rf"\b(?:{_any(lexicon.misquoted)}\s+{say}\b|{disowned}|{supposed})")
        outsider = rf"(?!{_any(lexicon.joining)}\b)[^,]*\b{_any(lexicon.outsiders)}\b[^,]*?"
        self._outsider = _pattern(rf",\s+(?P<who>{outsider})\s+{_any(lexicon.telling)}\b")
        self._month = re.compile(
            rf"\b[Ii]n\s+(?:(?:early|mid|late)[ -])?(?P<month>{_any(map(str.capitalize, months))})\b(?!\s+\d)"
        )
        self._ahead = _pattern(rf"\b{_any(lexicon.ahead)}\b[^,;:{BLANK}]*$")
        self._imagined = _pattern(rf"^\W*{_any(lexicon.imagined)}\b")
        self._recalled = _pattern(rf"\b{_any(lexicon.recalled)}\b")
        self._resurfaced = _pattern(rf"\b{_any(lexicon.resurfaced)}\b")
        records = _any((*lexicon.records, *(f"{one}s" for one in lexicon.records)))
        when = rf"(?:(?P<month>{months_})\s+)?(?P<year>(?:19|20)\d\d)"
        self._dated = _pattern(rf"\b(?:in|from|of|since|during|dated)\s+(?:{months_}\s+\d+,?\s+)?{when}\b")
        self._record = _pattern(rf"\b{when}\s+(?:\w+\s+)?{records}\b")
        told = rf"(?:the|his|her|their|this|that|these|those)\s+{records}"
        uttered = rf"(?:{told}\s+(?:\w+\s+){{0,2}}{_any(lexicon.dating)}|{_any(lexicon.dating)}\s+{told})"
        self._dating = _pattern(rf"\b{uttered}\b(?P<when>(?:[\s,]+\w+){{1,6}})")
        self._months = {name: number for number, name in enumerate(months, start=1)}

    def kind(self, document: Document) -> Kind:
        """Return what kind of article it is, by its headline's label, its address and its outlet."""
        return next((kind for kind, genre in self._genres if _is_of(document, genre)), Kind.NEWS)

    def sifted(
        self, statements: Iterable[Statement], document: Document, contents: Iterable[Span]
    ) -> tuple[Statement, ...]:
        """Return the statements that somebody made; `contents` is what is given as said in the document."""
        given = tuple(statements)
        kind = self.kind(document) if given else Kind.NEWS
        if kind is Kind.INVENTED:
            return ()
        said = _by_field(contents)
        found = (self._sifted(one, document, said) for one in given)
        kept = (one for one in found if one is not None)
        if kind is Kind.COMMENT:
            return tuple(replace(one, confidence=min(one.confidence, UNSURE)) for one in kept)
        return tuple(kept)

    def _sifted(self, one: Statement, document: Document, contents: _Told) -> Statement | None:
        """Return the statement without what nobody said, and old where all of it is; None where nothing is left."""
        uttered = [span for span in one.evidence if not self._is_unsaid(span.text)]
        triggers = _by_field(one.triggers)
        stating = [span for span in uttered if _is_stated(span, triggers)]
        if not stating:
            return None
        kept = one if len(uttered) == len(one.evidence) else _with_evidence(one, uttered)
        if kept.voice is Voice.NARRATED:
            return self._as_told(kept)
        if kept.old or document.published is None:
            return kept
        days = [self._long_ago(span, document, contents, document.published.date()) for span in stating]
        past = [day for day in days if day is not None]
        return replace(kept, old=True, said_on=min(*past, kept.said_on)) if len(past) == len(days) else kept

    def _as_told(self, one: Statement) -> Statement:
        """Return what an article seems to state, as somebody else's words where its sentences end by saying so."""
        triggers = _by_field(one.triggers)
        stating = [span for span in one.evidence if _is_stated(span, triggers)]
        tellers = [self._outsider.search(span.text, _stated(span, triggers)) for span in stating]
        if not all(tellers) or tellers[0] is None:
            return one
        speaker = tellers[0]["who"].strip()
        key = statement_id(one.doc, one.actor, speaker, one.topic, one.stance, Voice.OTHER)
        return replace(one, id=key, voice=Voice.OTHER, speaker=speaker, person=None, party=None, rank=Rank.BODY)

    def _is_unsaid(self, sentence: str) -> bool:
        """Return whether the sentence says that its words were never uttered; what is in quotation marks does not."""
        frame = _QUOTED.sub(BLANK, sentence)
        return self._unsaid.search(frame) is not None or self._imagined.search(frame) is not None

    def _long_ago(self, sentence: Span, document: Document, contents: _Told, published: date) -> date | None:
        """Return the day by which it was said, where that is told to be long ago; of publication for unknown."""
        frame = _frame(sentence, contents)
        named = self._dated.search(frame) or self._record.search(frame) or self._dated_next(sentence, document)
        if named is not None:
            month = self._months.get((named["month"] or "").casefold(), 12)
            year = int(named["year"])
            if (published.year - year) * 12 + published.month - month > MONTHS_OLD and year > 1:
                return date(year, month, 1)
        alone = next((m for m in self._month.finditer(frame) if not self._ahead.search(frame, 0, m.start())), None)
        number = self._months[alone["month"].casefold()] if alone else published.month
        if (published.month - number) % 12 > 1:
            return date(published.year - (number > published.month), number, 1)
        around = _around(sentence, document)
        return published if self._recalled.search(frame) or self._resurfaced.search(around) else None

    def _dated_next(self, sentence: Span, document: Document) -> re.Match[str] | None:
        """Return the date that the next sentences of the paragraph give the words: "he made the promise in 2023"."""
        behind = _around(sentence, document, before=0)[len(sentence.text) :]
        dating = self._dating.search(behind)
        return self._dated.search(dating["when"]) or self._record.search(dating["when"]) if dating else None


def _is_of(document: Document, genre: Genre) -> bool:
    labels = _any(genre.labels)
    labelled = re.search(rf"^\W*{labels}\s*[:|–—]|[|–—(:-]\s*{labels}\W*$", document.title, re.IGNORECASE)
    path = urlsplit(document.url).path.casefold().split("/") if document.url else []
    outlets = {name.casefold() for name in genre.outlets}
    return labelled is not None or not genre.paths.isdisjoint(path) or document.source.casefold() in outlets


def _by_field(spans: Iterable[Span]) -> _Told:
    """Return the spans of each field by their places, so that looking for some takes no longer in a longer text."""
    fields: dict[str, list[tuple[int, int, Span]]] = {}
    for span in spans:
        fields.setdefault(span.field, []).append((span.start, span.end, span))
    return {field: Nearby(placed) for field, placed in fields.items()}


def _near(told: _Told, span: Span) -> list[Span]:
    """Return those in the field of the span that may stand somewhere in it."""
    return told[span.field].near(span.start, span.end) if span.field in told else []


def _with_evidence(one: Statement, evidence: Sequence[Span]) -> Statement:
    """Return the statement with less evidence, and with those quotes and triggers that stand in it."""
    kept = _by_field(evidence)

    def within(spans: Iterable[Span]) -> Iterator[Span]:
        return (s for s in spans if any(e.start <= s.start and s.end <= e.end for e in _near(kept, s)))

    return replace(
        one, evidence=tuple(evidence), quotes=tuple(within(one.quotes)), triggers=tuple(within(one.triggers))
    )


def _is_stated(sentence: Span, triggers: _Told) -> bool:
    """Return whether something is stated in the sentence, which does more than name the topic of a later one."""
    return any(sentence.start <= one.start < sentence.end for one in _near(triggers, sentence))


def _stated(sentence: Span, triggers: _Told) -> int:
    """Return up to which character of the sentence something is stated in it."""
    ends = (one.end for one in _near(triggers, sentence) if sentence.start <= one.start < sentence.end)
    return max(ends, default=sentence.start) - sentence.start


def _frame(sentence: Span, contents: _Told) -> str:
    """Return the sentence with a mark in place of what is given as said in it."""
    text = sentence.text
    for span in _near(contents, sentence):
        if span.start < sentence.end and sentence.start < span.end:
            first, last = max(span.start - sentence.start, 0), min(span.end, sentence.end) - sentence.start
            text = text[:first] + BLANK * (last - first) + text[last:]
    return re.sub(f"{BLANK}+", BLANK, text)


def _around(sentence: Span, document: Document, *, before: int = AROUND) -> str:
    """Return the sentence with what stands beside it in its paragraph."""
    text = document.title if sentence.field == "title" else document.text
    first, last = max(0, sentence.start - before), min(len(text), sentence.end + AROUND)
    first = max(first, text.rfind("\n", first, sentence.start) + 1)
    stop = text.find("\n", sentence.end, last)
    return text[first : stop if stop >= 0 else last]


def _any(words: Iterable[str]) -> str:
    """Return an alternation of the words, the longest first."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return any_of(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)
