"""Phrases that keep company with a topic: sentences that name it against those that do not.

The measure is Dunning's log-likelihood ratio (Accurate Methods for the Statistics of Surprise and Coincidence,
Computational Linguistics 19(1), 1993).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log

from bot.extract.survey import Passage, Survey
from bot.gaps.values import Companion, Example, most_common

LONGEST_PHRASE = 3
SHORTEST_WORD = 3
SIGNIFICANT = 10.83
"""The ratio that chance exceeds once in a thousand times (chi-squared, one degree of freedom)."""
LEAST_SHARE = 0.2
"""The share of its sentences that name the topic, below which a phrase is too general."""

Phrase = tuple[str, ...]


class Company:
    """The phrases of sentences, counted with each topic and in all."""

    def __init__(self) -> None:
        self._sentences = 0
        self._of_topic: Counter[str] = Counter()
        self._all: Counter[Phrase] = Counter()
        self._with: defaultdict[str, Counter[Phrase]] = defaultdict(Counter)
        self._articles: defaultdict[tuple[str, Phrase], set[str]] = defaultdict(set)
        self._written: defaultdict[Phrase, Counter[str]] = defaultdict(Counter)
        self._examples: defaultdict[Phrase, dict[Phrase, Example]] = defaultdict(dict)
        self._read: set[str] = set()

    def note(self, survey: Survey, passage: Passage) -> None:
        """Count the phrases of a sentence, once however many articles have it."""
        if passage.span.text in self._read:
            return
        self._read.add(passage.span.text)
        self._sentences += 1
        self._of_topic.update(passage.topics)
        phrases = dict(_phrases(passage.runs))
        self._all.update(phrases.keys())
        for phrase, written in phrases.items():
            self._written[phrase][written] += 1
            for topic in passage.topics:
                self._with[topic][phrase] += 1
                self._articles[topic, phrase].add(survey.doc)
            self._examples[phrase].setdefault(passage.topics, Example(passage.span.text, survey.outlet))

    def of(self, topic: str, at_least: int) -> list[Companion]:
        """Return the phrases of the topic beyond chance, strongest and longest first, of those that overlap one.

        A phrase that never stands without the topic would find nothing new, and is left out.
        """
        found = [
            one
            for phrase, inside in self._with[topic].items()
            if at_least <= inside < self._all[phrase]
            and len(self._articles[topic, phrase]) > 1
            and (one := self._one(topic, phrase))
        ]
        kept: list[tuple[Phrase, Companion]] = []
        for phrase, companion in sorted(found, key=lambda pair: (-pair[1].likelihood, -len(pair[0]), pair[0])):
            if not any(_overlap(phrase, stronger) for stronger, _ in kept):
                kept.append((phrase, companion))
        return [one for _, one in kept]

    def _one(self, topic: str, phrase: Phrase) -> tuple[Phrase, Companion] | None:
        inside = self._with[topic][phrase]
        outside = self._all[phrase] - inside
        of_topic = self._of_topic[topic]
        strength = log_likelihood(inside, of_topic, outside, self._sentences - of_topic)
        if strength < SIGNIFICANT or inside < LEAST_SHARE * self._all[phrase]:
            return None
        missed = (self._examples[phrase][topics] for topics in sorted(self._examples[phrase]) if topic not in topics)
        return phrase, Companion(
            topic=topic, phrase=most_common(self._written[phrase])[0], inside=inside, outside=outside,
            articles=len(self._articles[topic, phrase]), likelihood=round(strength, 1),
            example=next(missed),
        )  # fmt: skip


def _phrases(runs: Iterable[Sequence[tuple[str, str, bool]]]) -> Iterator[tuple[Phrase, str]]:
    """Yield the phrases of up to three words that neither begin nor end with a function word or a number."""
    for run in runs:
        for begin in range(len(run)):
            for end in range(begin + 1, min(begin + LONGEST_PHRASE, len(run)) + 1):
                part = run[begin:end]
                if not (_empty(part[0]) or _empty(part[-1])):
                    yield tuple(stem for stem, _, _ in part), " ".join(written.lower() for _, written, _ in part)


def _empty(word: tuple[str, str, bool]) -> bool:
    stem, _, is_function_word = word
    return is_function_word or len(stem) < SHORTEST_WORD or not stem.isalpha()


def _overlap(one: Phrase, other: Phrase) -> bool:
    return bool(set(one) & set(other))


def log_likelihood(inside: int, of_inside: int, outside: int, of_outside: int) -> float:
    """Return Dunning's ratio for something more frequent `inside`; 0.0 where it is not more frequent there."""
    if not of_inside or not of_outside or inside * of_outside <= outside * of_inside:
        return 0.0
    total, seen = of_inside + of_outside, inside + outside
    cells = (
        (inside, of_inside * seen),
        (outside, of_outside * seen),
        (of_inside - inside, of_inside * (total - seen)),
        (of_outside - outside, of_outside * (total - seen)),
    )
    return 2 * sum(count * log(count * total / expected) for count, expected in cells if count)
