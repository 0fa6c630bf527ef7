"""How well what was read agrees with what was marked by hand: labels and statements in, figures out.

Triples are (actor, topic, stance), pairs (actor, topic); both are sets per document, over the voices that count
towards a party's position. Figures add up over documents (micro); the interval of F1 is the percentile bootstrap over
documents (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13), drawn with a fixed seed.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.model import Statement, Voice

ROUNDS = 2000
"""Bootstrap samples; the interval leaves out a fortieth of them at either end."""

Triple = tuple[str, str, str]
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A statement as it is compared: whose stance on what, in which voice, at which (field, start, end)."""

    actor: str
    topic: str
    stance: str
    voice: Voice
    places: tuple[Place, ...] = ()

    @property
    def triple(self) -> Triple:
        """Return actor, topic and stance."""
        return self.actor, self.topic, self.stance


@dataclass(frozen=True, slots=True)
class Marked:
    """A document with the labels it was given by hand and those that were read."""

    doc: str
    gold: tuple[Label, ...]
    found: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were found rightly (`tp`), found wrongly (`fp`) and missed (`fn`)."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.tp / ((self.tp + self.fp) or 1)

    @property
    def recall(self) -> float:
        """Return the share of what is there that was found."""
        return self.tp / ((self.tp + self.fn) or 1)

    @property
    def f1(self) -> float:
        """Return the harmonic mean of the two."""
        return 2 * self.tp / ((2 * self.tp + self.fp + self.fn) or 1)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over all documents, with the 95 % interval of their F1."""

    counts: Counts
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `value` is None of none."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """Return the share."""
        return self.right / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """All figures of one comparison; tables are sorted by their key.

    `stance_all` and `stance_any`: pairs in both whose stances are the same, or share one. `voice`: triples read that
    the gold has in any voice, and has in this one. `evidence`: true triples whose evidence meets the marked sentences.
    `other_reported`: triples that only others say of a party, read as the party's own (lower is better).
    """

    documents: int
    triples: Figures
    pairs: Figures
    stance_all: Share
    stance_any: Share
    voice: Share
    evidence: Share
    other_reported: Share
    topics: tuple[tuple[str, Counts], ...]
    actors: tuple[tuple[str, Counts], ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A triple that only one of gold and reading has, with where it stands there."""

    doc: str
    triple: Triple
    missed: bool
    places: tuple[Place, ...]


def label_of(statement: Statement) -> Label:
    """Return a statement that was read as it is compared."""
    places = tuple((span.field, span.start, span.end) for span in statement.evidence)
    return Label(
        actor=statement.actor, topic=statement.topic, stance=statement.stance, voice=statement.voice, places=places
    )


def score(items: Sequence[Marked]) -> Scores:
    """Return all figures of the comparison."""
    judged = [(_judged(one.gold), _judged(one.found)) for one in items]
    return Scores(
        documents=len(items),
        triples=figures([_counts(set(gold), set(found)) for gold, found in judged]),
        pairs=figures([_counts(_pairs(gold), _pairs(found)) for gold, found in judged]),
        stance_all=_share(same == "all" for gold, found in judged for same in _stances(gold, found)),
        stance_any=_share(same != "none" for gold, found in judged for same in _stances(gold, found)),
        voice=_share(right for one in items for right in _voices(one)),
        evidence=_share(_touch(gold[t], found[t]) for gold, found in judged for t in set(gold) & set(found)),
        other_reported=_share(t in found for one in items for t, found in _of_others(one)),
        topics=_table(judged, lambda triple: triple[1]),
        actors=_table(judged, lambda triple: triple[0]),
    )


def differences(items: Iterable[Marked]) -> tuple[Difference, ...]:
    """Return every triple that was missed or wrongly read, by document, then by where it stands."""
    result: list[Difference] = []
    for one in items:
        gold, found = _judged(one.gold), _judged(one.found)
        apart = [Difference(one.doc, t, True, tuple(gold[t])) for t in set(gold) - set(found)]
        apart += [Difference(one.doc, t, False, tuple(found[t])) for t in set(found) - set(gold)]
        result += sorted(apart, key=lambda d: (_first(d.places), d.missed, d.triple))
    return tuple(result)


def figures(counts: Sequence[Counts], *, rounds: int = ROUNDS) -> Figures:
    """Return the sum of the documents' counts with the interval of its F1."""
    if not counts:
        return Figures(Counts(), 0.0, 0.0)
    draw = random.Random(0)  # noqa: S311 - a sample, not a secret
    drawn = sorted(_sum(draw.choices(counts, k=len(counts))).f1 for _ in range(rounds))
    return Figures(_sum(counts), drawn[rounds // 40], drawn[-rounds // 40 - 1])


def scores_data(scores: Scores) -> dict[str, Any]:
    """Return the figures as JSON types."""
    shares = ("stance_all", "stance_any", "voice", "evidence", "other_reported")
    return {
        "documents": scores.documents,
        "triples": _figures_data(scores.triples),
        "pairs": _figures_data(scores.pairs),
        **{name: _share_data(getattr(scores, name)) for name in shares},
        "topics": {key: _counts_data(counts) for key, counts in scores.topics},
        "actors": {key: _counts_data(counts) for key, counts in scores.actors},
    }


def _judged(labels: Iterable[Label]) -> dict[Triple, list[Place]]:
    """Return the triples whose voice counts, with all their places."""
    triples: defaultdict[Triple, list[Place]] = defaultdict(list)
    for one in labels:
        if one.voice is not Voice.OTHER:
            triples[one.triple].extend(one.places)
    return dict(triples)


def _counts(gold: set[Any], found: set[Any]) -> Counts:
    return Counts(len(gold & found), len(found - gold), len(gold - found))


def _pairs(triples: Iterable[Triple]) -> set[tuple[str, str]]:
    return {(actor, topic) for actor, topic, _ in triples}


def _stances(gold: Iterable[Triple], found: Iterable[Triple]) -> list[str]:
    """Return for each pair in both whether all, any or none of its stances are the same."""
    of_gold, of_found = _by_pair(gold), _by_pair(found)
    result = []
    for pair in of_gold.keys() & of_found.keys():
        one, other = of_gold[pair], of_found[pair]
        result.append("all" if one == other else "any" if one & other else "none")
    return result


def _by_pair(triples: Iterable[Triple]) -> dict[tuple[str, str], set[str]]:
    result: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for actor, topic, stance in triples:
        result[actor, topic].add(stance)
    return result


def _voices(one: Marked) -> list[bool]:
    """Return for each triple and voice read, where the gold knows the triple, whether it has it in that voice."""
    known, voiced = {x.triple for x in one.gold}, {(x.triple, x.voice) for x in one.gold}
    return [x in voiced for x in {(y.triple, y.voice) for y in one.found} if x[0] in known]


def _of_others(one: Marked) -> list[tuple[Triple, dict[Triple, list[Place]]]]:
    """Return the triples that the gold has in nobody's voice but others', each with what was read as counting."""
    gold, found = _judged(one.gold), _judged(one.found)
    return [(t, found) for t in {x.triple for x in one.gold if x.voice is Voice.OTHER} - set(gold)]


def _touch(some: Iterable[Place], others: Sequence[Place]) -> bool:
    return any(f == g and a < d and c < b for f, a, b in some for g, c, d in others)


def _table(
    judged: Iterable[tuple[Mapping[Triple, Any], Mapping[Triple, Any]]], key: Callable[[Triple], str]
) -> tuple[tuple[str, Counts], ...]:
    rows: defaultdict[str, list[Counts]] = defaultdict(list)
    for gold, found in judged:
        for value in {key(t) for t in (*gold, *found)}:
            rows[value].append(_counts({t for t in gold if key(t) == value}, {t for t in found if key(t) == value}))
    return tuple((value, _sum(counts)) for value, counts in sorted(rows.items()))


def _sum(counts: Iterable[Counts]) -> Counts:
    tp = fp = fn = 0
    for one in counts:
        tp, fp, fn = tp + one.tp, fp + one.fp, fn + one.fn
    return Counts(tp, fp, fn)


def _share(hits: Iterable[bool]) -> Share:
    listed = list(hits)
    return Share(sum(listed), len(listed))


def _first(places: Sequence[Place]) -> tuple[bool, int]:
    """Return what sorts places by where they begin, the title first."""
    return min(((field != "title", start) for field, start, _ in places), default=(True, 0))


def _counts_data(counts: Counts) -> dict[str, Any]:
    return {
        "precision": counts.precision, "recall": counts.recall, "f1": counts.f1,
        "tp": counts.tp, "fp": counts.fp, "fn": counts.fn,
    }  # fmt: skip


def _figures_data(found: Figures) -> dict[str, Any]:
    return _counts_data(found.counts) | {"f1_95": [found.low, found.high]}


def _share_data(share: Share) -> dict[str, Any]:
    return {"share": share.value, "right": share.right, "of": share.of}
