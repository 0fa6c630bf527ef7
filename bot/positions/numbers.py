"""Numbers of one thing that differ: figures go in, sides with their numbers come out.

A plan of 28 points and one of 20, a truce of three days and one of thirty: which of them holds, or whether one came
after the other, is not for this to say; each stands with its sentence, the earliest given first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from bot.model import Figure, Side, Statement

_Key = tuple[str, str]
_Number = tuple[str, str]


def differing(figures: Iterable[Figure], statements: Mapping[str, Statement]) -> Iterator[tuple[str, list[Side]]]:
    """Yield each topic of which different numbers of one thing are given, with a side for each holder and number.

    `statements` are those known, by id, of which a side has those that its figures belong to.
    """
    named: defaultdict[_Key, defaultdict[_Number, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for one in figures:
        named[one.topic, one.unit][one.holder, one.number].append(one)
    for (topic, _), parts in sorted(named.items()):
        if len({number for _, number in parts}) > 1:
            yield topic, [_side(holder, theirs, statements) for (holder, _), theirs in sorted(parts.items())]


def _side(holder: str, figures: Iterable[Figure], statements: Mapping[str, Statement]) -> Side:
    ordered = sorted(figures, key=in_time)
    ids = dict.fromkeys(key for one in ordered for key in one.statements if key in statements)
    said = tuple(statements[key] for key in ids)
    return Side(actor=holder, stance=said[0].stance if said else None, statements=said, figures=tuple(ordered))


def in_time(figure: Figure) -> tuple[str, bool, str, str, int]:
    """Order figures by the day given, then as they became known, then as they stand in their article."""
    published = figure.published.isoformat() if figure.published else ""
    return (figure.said_on.isoformat(), figure.changed, published, figure.doc, figure.at.start)
