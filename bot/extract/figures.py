"""Quantities that a text gives of a topic: sentences and the topics they name go in, numbers with units come out.

A number belongs to a topic where it stands right before it ("a 28-point plan", "20 points of the plan"), right behind
it with a word that links them ("the plan has been cut to 20 points"), or is the share of something in a sentence that
names the topic ("90 percent of the demands are in the draft document"). No parse is needed, and nobody need be named.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.extract.alternatives import any_of
from bot.extract.sayings import Saying
from bot.extract.sentences import Sentence
from bot.extract.stance_lexicon import QuantityLexicon
from bot.extract.statements import Place
from bot.extract.topics import TopicHit
from bot.model import Document, Figure, Statement, fingerprint

BETWEEN = 3
"""Most words between a number and its topic, or between a topic and the word that links it with its number."""
SHARE = "percent"
_NO_GAP = re.compile(r"[,;:.!?()\"“”]|\s[–—-]\s")
_WORDS = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of something: where it stands, how many and of what, in the unit in which it is compared."""

    start: int
    end: int
    number: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Named:
    """A quantity of a topic; `changed` where the text says that it has come to it, `rule` how it is known."""

    topic: str
    quantity: Quantity
    rule: str
    changed: bool = False


class FigureFinder:
    """Finds quantities, and the topics that they are of."""

    def __init__(self, lexicon: QuantityLexicon) -> None:
        self._lexicon = lexicon
        self._pattern = _pattern(lexicon)
        self._before = re.compile(rf"\s*{_joined(lexicon.of)}\s+(?:{_joined(lexicon.determiners)}\s+)?", re.I)
        about = rf"(?:\s+{_joined(lexicon.about)})?(?:\s+{_joined(lexicon.determiners)})?\s*$"
        self._changed = re.compile(r"\b" + _joined(lexicon.changes) + about, re.I)
        self._linked = re.compile(r"\b" + _joined((*lexicon.links, *lexicon.begins)) + about, re.I)
        self._begins = re.compile(rf"\b{_joined(lexicon.begins)}\s+$", re.I)
        self._ends = re.compile(rf"\s*{_joined(lexicon.ends)}\s*", re.I)
        self._done = re.compile(r"\s*" + _joined(lexicon.done) + r"\b", re.I)
        self._share = re.compile(r"\s+of\s+(?P<what>(?:[^\W\d_][\w'’-]*\s*){1,5})", re.I)
        self._over = re.compile(r"\b" + _joined(lexicon.over) + r"\b", re.I)

    def quantities(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Quantity]:
        """Yield the quantities in a stretch of the text, in order."""
        for found in self._pattern.finditer(text, start, len(text) if end is None else end):
            quantity = self._quantity(found)
            if quantity is not None:
                yield quantity

    def find(self, text: str, sentence: Sentence, hits: Sequence[TopicHit]) -> Iterator[Named]:
        """Yield the quantities of the sentence that belong to topics which it names, each once."""
        if not hits or self._over.search(text, sentence.start, sentence.end):
            return
        last: Named | None = None
        for quantity in self.quantities(text, sentence.start, sentence.end):
            risen = last is not None and self._goes_on(text, sentence, last.quantity, quantity)
            found = self._share_of(text, sentence, quantity, hits) if quantity.unit == SHARE else None
            found = found or self._joined_to(text, quantity, hits)
            if found is None and last is not None and risen:
                found = replace(last, quantity=quantity)
            if found is not None:
                has_come = risen or self._changed.search(text[sentence.start : quantity.start]) is not None
                last = replace(found, changed=has_come)
                yield last

    def _goes_on(self, text: str, sentence: Sentence, first: Quantity, second: Quantity) -> bool:
        """Return whether the text goes from the one to the other: "from 28 points to 20"."""
        begins = self._begins.search(text[sentence.start : first.start])
        return first.unit == second.unit and bool(begins and self._ends.fullmatch(text, first.end, second.start))

    def _quantity(self, found: re.Match[str]) -> Quantity | None:
        lexicon, parts = self._lexicon, found.groupdict()
        words = (parts["number"] or "").casefold()
        number = Decimal(lexicon.numbers[words]) if words in lexicon.numbers else _decimal(words)
        if number is None:
            return None
        number *= lexicon.scales.get((parts["scale"] or "").casefold(), 1)
        money = lexicon.currencies.get((parts["sign"] or "") or _singular(parts["coin"] or ""))
        if money:
            return Quantity(*found.span(), number, money)
        unit, many = lexicon.units.get(_singular(parts["unit"] or ""), ("", 1))
        return Quantity(*found.span(), number * many, unit) if unit else None

    def _joined_to(self, text: str, quantity: Quantity, hits: Iterable[TopicHit]) -> Named | None:
        """Return the topic that stands right behind the number, or right before it with a link between them."""
        for hit in hits:
            if hit.start < quantity.end and quantity.start < hit.end:
                return Named(hit.topic, quantity, "a number in its name")
            if self._stands_before(text, quantity, hit):
                return Named(hit.topic, quantity, "a number before it")
        for hit in hits:
            between = text[hit.end : quantity.start]
            if hit.end > quantity.start or _NO_GAP.search(between):
                continue
            link = self._changed.search(between) or self._linked.search(between)
            if link is not None and len(_WORDS.findall(between[: link.start()])) <= BETWEEN:
                return Named(hit.topic, quantity, f"{link[0].strip()!r} before a number")
        return None

    def _stands_before(self, text: str, quantity: Quantity, hit: TopicHit) -> bool:
        """Return whether the number is an attribute of the topic ("30-day") or counts parts of it ("20 points of")."""
        between = text[quantity.end : hit.start]
        if quantity.end > hit.start or _NO_GAP.search(between):
            return False
        written = text[quantity.start : quantity.end]
        counts = None if quantity.unit in self._lexicon.durations else self._before.match(between)
        rest = between[counts.end() :] if counts else between
        attribute = "-" in written or not written.endswith("s")
        return len(_WORDS.findall(rest)) <= BETWEEN and (counts is not None or attribute)

    def _share_of(self, text: str, sentence: Sentence, quantity: Quantity, hits: Iterable[TopicHit]) -> Named | None:
        """Return the share: of what it is counts as part of its unit, since shares of other things do not compare."""
        topic = next((hit.topic for hit in hits), None)
        if topic is None:
            return None
        if self._done.match(text, quantity.end, sentence.end):
            return Named(topic, quantity, "how much of it")
        share = self._share.match(text, quantity.end, sentence.end)
        if share and any(hit.start < share.end("what") and share.start("what") <= hit.start for hit in hits):
            return Named(topic, quantity, "how much of it")
        what = self._head(share["what"]) if share else ""
        if not what:
            return None
        unit = f"{SHARE} of {what}"
        return Named(topic, Quantity(quantity.start, quantity.end, quantity.number, unit), "a share of something")

    def _head(self, words: str) -> str:
        """Return the noun of "the country's demands have been": the word behind a possessive, else the first one."""
        found = [word for word in _WORDS.findall(words.casefold()) if word not in self._lexicon.determiners]
        owned = [i for i, word in enumerate(found) if _POSSESSIVE.search(word)]
        place = owned[-1] + 1 if owned else 0
        return _singular(found[place]) if place < len(found) else ""


def _pattern(lexicon: QuantityLexicon) -> re.Pattern[str]:
    signs = [sign for sign in lexicon.currencies if not sign.isalpha()]
    coins = [f"{coin}s" for coin in lexicon.currencies if coin.isalpha()] + [
        c for c in lexicon.currencies if c.isalpha()
    ]
    units = sorted({form for unit in lexicon.units for form in (f"{unit}s", unit)}, key=len, reverse=True)
    number = rf"\d[\d,]*(?:\.\d+)?|{_joined(lexicon.numbers)}"
    scale = rf"(?:[ -]?(?P<scale>{_joined(lexicon.scales)}))?"
    named = any_of(map(re.escape, units))
    return re.compile(
        rf"(?<![\w.,$€£-])(?:(?P<sign>{_joined(signs)})\s?)?(?P<number>{number}){scale}"
        rf"(?:[ -]?(?P<coin>{_joined(coins)})\b|[ -]?(?:[a-z]+\s)?(?P<unit>{named})(?!\w))?",
        re.IGNORECASE,
    )


def _joined(words: Iterable[str]) -> str:
    """Return an alternation of the words, the longest first."""
    return any_of(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _decimal(text: str) -> Decimal | None:
    digits = text.replace(",", "").rstrip(".")
    return Decimal(digits) if digits.replace(".", "", 1).isdigit() else None


def _singular(word: str) -> str:
    word = " ".join(word.casefold().split())
    return word[:-1] if word.endswith("s") and len(word) > 2 else word


def figure(named: Named, place: Place, saying: Saying | None, document: Document) -> Figure:
    """Return the quantity as a figure: in whose words it stands, when they were said and where."""
    speaker, quantity = saying.speaker if saying else None, named.quantity
    evidence = place.evidence
    return Figure(
        id=fingerprint("figure", document.id, evidence.field, str(quantity.start), named.topic, length=8),
        doc=document.id, topic=named.topic, number=f"{quantity.number.normalize():f}", unit=quantity.unit,
        at=document.slice(evidence.field, quantity.start, quantity.end), evidence=evidence, said_on=place.said_on,
        rule=named.rule, changed=named.changed, speaker=speaker.name or None if speaker else None,
        person=speaker.person if speaker else None, party=speaker.party if speaker else None, chain=place.chain,
        outlet=document.source, title=document.title, url=document.url, published=document.published,
    )  # fmt: skip


def with_statements(figures: Iterable[Figure], statements: Sequence[Statement]) -> tuple[Figure, ...]:
    """Return the figures with the statements on their topics that they belong to.

    Those are what their speaker says of it, else what the article states of a party in the same sentence.
    """
    return tuple(_with_statements(one, statements) for one in figures)


def _with_statements(one: Figure, statements: Iterable[Statement]) -> Figure:
    on_topic = [s for s in statements if s.topic == one.topic and s.counts]
    if one.speaker is not None:
        theirs = [s for s in on_topic if one.party is not None and (s.person, s.speaker) == (one.person, one.speaker)]
        return replace(one, statements=tuple(s.id for s in theirs))
    shown = [s for s in on_topic if one.evidence in s.evidence]
    actors = {s.actor for s in shown}
    return replace(one, statements=tuple(s.id for s in shown), actor=actors.pop() if len(actors) == 1 else "")
