"""Statements and positions as rows: values by the name of their column, None where there is none."""

from collections.abc import Iterable, Iterator, Mapping

from bot.dossier import Dossier
from bot.model import Position, Span, Stance, Statement, independent

Value = str | int | float | bool | None
Row = Mapping[str, Value]

_SIGNS = {Stance.SUPPORT: 1, Stance.POSITIVE: 1, Stance.OPPOSE: -1, Stance.NEGATIVE: -1}
_BETWEEN = " […] "
_LIST = "; "


def statement_rows(statements: Iterable[Statement], dossier: Dossier) -> Iterator[Row]:
    """Yield the statements as rows, in the order given."""
    for one in statements:
        yield {
            "id": one.id, "date": one.said_on.isoformat(), **_cell(one, dossier), "voice": str(one.voice),
            "counts": one.counts, "speaker": one.speaker, "person": one.person, "party": one.party,
            "rank": str(one.rank), "commitment": str(one.commitment), "condition": one.condition,
            "addressee": one.addressee, "quantity": one.quantity, "confidence": round(one.confidence, 4),
            "old": one.old, "implements": one.implements, "evidence": _texts(one.evidence),
            "quotes": _texts(one.quotes), "rules": _LIST.join(one.rules), "document": one.doc, "title": one.title,
            "url": one.url, "outlet": one.outlet, "chain": _LIST.join(one.chain), "origin": one.origin,
            "story": one.story, "published": one.published.isoformat() if one.published else None,
        }  # fmt: skip


def position_rows(positions: Iterable[Position], dossier: Dossier) -> Iterator[Row]:
    """Yield the positions as rows, by the dossier's order of actors and topics."""
    actors = [one.id for one in dossier.parties]
    topics = [one.id for one in dossier.topics]
    for one in sorted(positions, key=lambda p: (_place(p.actor, actors), p.actor, _place(p.topic, topics), p.topic)):
        yield {
            **_cell(one, dossier), "condition": one.condition, "commitment": str(one.commitment), "mixed": one.mixed,
            "since": one.since.isoformat(), "last_said": one.last_said.isoformat(),
            "statements": len(one.statements), "outlets": len(one.outlets), "origins": independent(one.origins),
            "lead": one.lead.id, "speaker": one.lead.speaker, "evidence": _texts(one.lead.evidence),
            "url": one.lead.url,
        }  # fmt: skip


def _place(key: str, order: list[str]) -> int:
    return order.index(key) if key in order else len(order)


def _cell(one: Statement | Position, dossier: Dossier) -> dict[str, Value]:
    kinds = {topic.id: str(topic.kind) for topic in dossier.topics}
    sign = _SIGNS.get(one.stance, 0)
    return {
        "actor": one.actor, "actor_name": dossier.party_name(one.actor), "topic": one.topic,
        "topic_name": dossier.topic_name(one.topic), "topic_kind": kinds.get(one.topic), "stance": str(one.stance),
        "sign": sign, "agreement": None if sign == 0 else int(sign > 0),
    }  # fmt: skip


def _texts(spans: Iterable[Span]) -> str:
    return _BETWEEN.join(span.text for span in spans)
