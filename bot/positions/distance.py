"""How far two parties are apart: their positions go in, a number from 0 (agreed) to 1 (opposed) comes out.

Each stance has a place k on the scale of its topic's kind, 0 at one end and 1 at the other (`PLACES`). After the
congruence and conflict of discourse network analysis (Leifeld, Gruber and Bossner, Discourse Network Analyzer Manual,
2018, sections 2.1 to 2.5; Leifeld, Discourse Network Analysis, in: The Oxford Handbook of Political Networks, 2017),
with ordinal agreement in place of yes or no, two parties a and b have on a topic t

    conflict(t) = |k(a, t) - k(b, t)|        congruence(t) = 1 - conflict(t)

and over the topics T on which both have a position, n(a) and n(b) being the numbers of topics on which each has one,

    distance = sum of conflict(t) over T / |T|
    subtract = (sum of congruence(t) over T - sum of conflict(t) over T) / ((n(a) + n(b)) / 2)

`subtract` is the manual's "subtract" network normalised by average activity: from -1 (opposed on all they speak of) to
1 (agreed on it); parties that share few topics stay near 0. Every topic counts once, however often it is spoken of,
so the loudest does not decide. Mixed signals are taken at the stance that leads; `unsure` says where.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.model import STANCES, Position, Stance, TopicKind

PLACES = {
    Stance.SUPPORT: 1.0, Stance.CONDITIONAL: 0.75, Stance.NONCOMMITTAL: 0.5, Stance.OPPOSE: 0.0,
    Stance.POSITIVE: 1.0, Stance.GUARDED: 0.5, Stance.NEGATIVE: 0.0,
}  # fmt: skip
"""Where a stance stands on its scale; leaving it open is the middle, a condition half way from there to support."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicDistance:
    """How far two parties are apart on one topic, and the positions that say so."""

    topic: str
    distance: float
    a: Position
    b: Position

    @property
    def unsure(self) -> bool:
        """Return whether one of the parties sends mixed signals on it."""
        return self.a.mixed or self.b.mixed


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far two parties are apart: over all (None where they share no topic) and per topic, nearest first."""

    a: str
    b: str
    overall: float | None
    subtract: float
    topics: tuple[TopicDistance, ...]
    only_a: tuple[str, ...] = ()
    only_b: tuple[str, ...] = ()

    @property
    def nearest(self) -> TopicDistance | None:
        """Return the topic on which they are nearest."""
        return self.topics[0] if self.topics else None

    @property
    def farthest(self) -> TopicDistance | None:
        """Return the topic on which they are farthest apart."""
        return self.topics[-1] if self.topics else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """How the distance on a topic (None: over all) moved between two moments; below zero they came nearer."""

    topic: str | None
    before: float
    after: float

    @property
    def change(self) -> float:
        """Return the change of the distance."""
        return self.after - self.before


def topic_distance(a: Position, b: Position) -> float | None:
    """Return how far two positions on one topic are apart, None where their scales differ."""
    same_scale = _scale(a.stance) is _scale(b.stance)
    return abs(PLACES[a.stance] - PLACES[b.stance]) if same_scale else None


def distance(a: str, b: str, positions: Iterable[Position]) -> Distance:
    """Return how far the parties `a` and `b` are apart by the positions given (of any parties, as of one moment)."""
    known = list(positions)
    of_a = {p.topic: p for p in known if p.actor == a}
    of_b = {p.topic: p for p in known if p.actor == b}
    topics = tuple(sorted(_shared(of_a, of_b), key=lambda t: (t.distance, t.topic)))
    conflict = sum(t.distance for t in topics)
    activity = (len(of_a) + len(of_b)) / 2
    return Distance(
        a=a, b=b, topics=topics,
        overall=conflict / len(topics) if topics else None,
        subtract=(len(topics) - 2 * conflict) / activity if activity else 0.0,
        only_a=tuple(sorted(of_a.keys() - of_b.keys())), only_b=tuple(sorted(of_b.keys() - of_a.keys())),
    )  # fmt: skip


def movements(before: Distance, after: Distance) -> tuple[Movement, ...]:
    """Return how the distance moved, over all first, then the topics that moved, farthest movement first.

    Only topics on which both parties had a position at both moments are compared, over all too.
    """
    then = {t.topic: t.distance for t in before.topics}
    now = {t.topic: t.distance for t in after.topics}
    shared = sorted(then.keys() & now.keys())
    if not shared:
        return ()
    overall = Movement(
        topic=None, before=sum(then[t] for t in shared) / len(shared), after=sum(now[t] for t in shared) / len(shared)
    )
    moved = [Movement(topic=t, before=then[t], after=now[t]) for t in shared if then[t] != now[t]]
    return (overall, *sorted(moved, key=lambda m: (-abs(m.change), m.topic or "")))


def _shared(of_a: dict[str, Position], of_b: dict[str, Position]) -> Iterable[TopicDistance]:
    for topic in of_a.keys() & of_b.keys():
        apart = topic_distance(of_a[topic], of_b[topic])
        if apart is not None:
            yield TopicDistance(topic=topic, distance=apart, a=of_a[topic], b=of_b[topic])


def _scale(stance: Stance) -> TopicKind:
    return next(kind for kind, stances in STANCES.items() if stance in stances)
