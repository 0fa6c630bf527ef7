"""When something was said: the day that a text names, relative to its publication."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from bot.extract.stance_lexicon import TimeLexicon

LONGEST_AGO = timedelta(days=300)
MONTHS_RECALLED = 2
_CLAUSE = 200


class Calendar:
    """Reads days out of text by the words of a language."""

    def __init__(self, lexicon: TimeLexicon) -> None:
        self._weekdays = {name: number for number, name in enumerate(lexicon.weekdays)}
        self._months = {name: number for number, name in enumerate(lexicon.months, start=1)}
        self._months |= {name[:3]: number for name, number in list(self._months.items()) if len(name) > 3}
        self._ago = lexicon.days_ago | lexicon.weeks_ago
        self._future = frozenset(lexicon.future)
        self._aside = re.compile(rf",\s+(?:{'|'.join(map(re.escape, lexicon.aside))})\s[^,;:.]*$", re.IGNORECASE)
        phrases = sorted(self._ago, key=lambda p: (-len(p), p))
        months = "|".join(sorted(self._months, key=lambda m: (-len(m), m)))
        long_ago = [phrase for phrase, days in lexicon.weeks_ago.items() if days > 31 * MONTHS_RECALLED]
        ago = rf"(?:{'|'.join(map(re.escape, long_ago)) or '(?!)'})\b"
        amount = rf"(?:(?:\d+|{'|'.join(map(re.escape, lexicon.amounts))})[\s-]+)*"
        self._long_ago = re.compile(rf"\W*{amount}{ago}", re.IGNORECASE)
        bygone = "|".join(map(re.escape, lexicon.bygone))
        dated = rf"in (?:(?P<month>{months})\.?,?(?: of)? )?(?P<year>(?:19|20)\d\d)\b"
        self._once = re.compile(rf"\b(?:{dated}|{ago}|during (?:\S+ ){{1,2}}(?:{bygone})\b)", re.IGNORECASE)
        self._recalled = re.compile(
            rf"\W*(?:back )?in (?=(?:{months}|(?:19|20)\d\d)\b)"
            rf"(?:(?P<month>{months})\.?,?(?: of)? ?)?(?P<year>(?:19|20)\d\d)?\b",
            re.IGNORECASE,
        )
        self._pattern = re.compile(
            rf"\b(?:(?P<ago>{'|'.join(map(re.escape, phrases))})|(?P<weekday>{'|'.join(self._weekdays)})"
            rf"|(?P<m1>{months})\.? (?P<d1>\d{{1,2}})\b(?:,? (?P<y1>\d{{4}}))?"
            rf"|(?P<d2>\d{{1,2}}) (?P<m2>{months})\b\.?(?: (?P<y2>\d{{4}}))?)\b",
            re.IGNORECASE,
        )

    def days(self, text: str, published: date, *, skip: Sequence[tuple[int, int]] = ()) -> Iterator[date]:
        """Yield the days named in the text that are not after publication; stretches in `skip` are passed over.

        So are clauses about a thing: "the talks, which began on Friday".
        """
        for match in self._pattern.finditer(text):
            if any(a <= match.start() < b for a, b in skip) or self._ahead(text, match.start()):
                continue
            if self._aside.search(text, max(0, match.start() - _CLAUSE), match.start()):
                continue
            day = self._day(match, published)
            if day is not None and day <= published and published - day <= LONGEST_AGO:
                yield day

    def is_date(self, word: str) -> bool:
        """Return whether the word, in lower case, names a day of the week or a month."""
        return word in self._weekdays or word in self._months

    def is_recalled(self, text: str, published: date) -> bool:
        """Return whether the text begins with a month or year long past ("In 2002, …", "In May 2022, …")."""
        match = self._recalled.match(text)
        return self._long_ago.match(text) is not None if match is None else self._is_past(match, published)

    def bygone(self, text: str, published: date) -> Iterator[tuple[int, int]]:
        """Yield where the text names a year or an age long past: "in 2014", "two years ago", "in his first term"."""
        for match in self._once.finditer(text):
            if match["year"] is None or self._is_past(match, published):
                yield match.span()

    def _is_past(self, match: re.Match[str], published: date) -> bool:
        """Return whether a month, a year or both are over by more than two months."""
        month = self._months.get((match["month"] or "").lower(), 12)
        year = int(match["year"]) if match["year"] else published.year - (month > published.month)
        return (published.year - year) * 12 + published.month - month > MONTHS_RECALLED

    def _ahead(self, text: str, at: int) -> bool:
        """Return whether the word before says that the day is still to come."""
        before = re.findall(r"\w+", text[max(0, at - 16) : at])
        return bool(before) and before[-1].lower() in self._future

    def _day(self, match: re.Match[str], published: date) -> date | None:
        if match["ago"]:
            return _before(published, self._ago.get(match["ago"].lower()))
        if match["weekday"]:
            number = self._weekdays.get(match["weekday"].lower())
            return None if number is None else _before(published, (published.weekday() - number) % 7)
        month = self._months.get((match["m1"] or match["m2"]).lower(), 0)
        day, year = int(match["d1"] or match["d2"]), match["y1"] or match["y2"]
        return _of_year(int(year) if year else None, month, day, published)


def _before(published: date, days: int | None) -> date | None:
    """Return the date so many days earlier, None before the first of the calendar or where the word is not known.

    Without regard to case a pattern finds letters, such as a long s, whose lower case is none of the word's.
    """
    try:
        return None if days is None else published - timedelta(days=days)
    except OverflowError:
        return None


def _of_year(year: int | None, month: int, day: int, published: date) -> date | None:
    """Return the date; without a year the latest one that is not after publication."""
    for candidate in (year,) if year else (published.year, published.year - 1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            return None
        if found <= published:
            return found
    return None
