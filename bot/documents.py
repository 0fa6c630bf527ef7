"""Documents in, readings out, as JSON Lines: one line of text becomes one `Document`, one `Reading` one line.

In: `{"id", "title", "text", "url", "source", "published"}`; only `id` and `text` are needed, other keys are ignored.
Out: the same for the same document, byte for byte.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.errors import InputError
from bot.feeds.dates import has_clock
from bot.model import Attribution, Document, Mention, Reading, Span, Statement

if TYPE_CHECKING:
    from bot.extract.reasons import Reason

LONGEST_LINE = 64 * 1024 * 1024
_TEXTS = ("title", "text", "url", "source")


def lines(source: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the number and bytes of every line that is not blank; never holds more than one line in memory.

    A line that is longer than `LONGEST_LINE` is yielded without its end, which makes it a wrong one.
    """
    number = 0
    while line := source.readline(LONGEST_LINE):
        number += 1
        whole = line
        while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            line = source.readline(LONGEST_LINE)
        if whole.strip():
            yield number, whole


def document(line: bytes, *, place: str) -> Document:
    """Return the document that a line holds; raises InputError, naming the `place`, for what is none."""
    data = json_object(line, place=place)
    values = {name: _text(data, name, place) for name in _TEXTS}
    published, is_date = moment(_text(data, "published", place), place=place)
    return Document(id=_id(data, place), published=published, published_is_date=is_date, **values)


def json_object(line: bytes, *, place: str, like: str = '{"id": "…", "text": "…"}') -> dict[str, Any]:
    """Return the JSON object that a line holds; raises InputError, naming the `place`, for what is none."""
    try:
        data = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise InputError(f"{place}: is not UTF-8 text (byte {error.start + 1}); save it as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: is not JSON ({_reason(error)}); write one object per line") from error
    if not isinstance(data, dict):
        raise InputError(f"{place}: is no JSON object; write {like}")
    return data


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, character {error.colno}"
    return "nested too deep" if isinstance(error, RecursionError) else str(error)


def _id(data: dict[str, Any], place: str) -> str:
    value = data.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value:
        raise InputError(f"{place}: has no id; give it a text that no other document has")
    return value


def _text(data: dict[str, Any], name: str, place: str) -> str:
    value = data.get(name)
    if value is None and name != "text":
        return ""
    if not isinstance(value, str):
        what = "is missing" if value is None else "is no text"
        raise InputError(f'{place}: "{name}" {what}; write it as "{name}": "…"')
    return value


def moment(text: str, *, place: str) -> tuple[datetime | None, bool]:
    """Return the time that an ISO 8601 or RFC 822 text means, and whether it is only a date; (None, False) for "".

    A time without an offset is taken as UTC.
    """
    text = text.strip()
    if not text:
        return None, False
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            aware = found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        return aware, not has_clock(text)
    raise InputError(f"{place}: {text[:40]!r} is no time; write it as 2025-12-31T23:59:00+00:00")


def reading_line(reading: Reading, reasons: "Sequence[Sequence[Reason]] | None" = None) -> bytes:
    """Return the reading as one line of JSON, with its line end; a lone surrogate is written as its escape.

    With `reasons`, those of each attribution, what decided its cue stands beside it.
    """
    data = reading_data(reading)
    for attribution, why in zip(data["attributions"], reasons or (), strict=False):
        attribution["reasons"] = [asdict(one) | {"weight": round(one.weight, 2)} for one in why]
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def reading_data(reading: Reading) -> dict[str, Any]:
    """Return the reading as JSON types: id, mentions, attributions and statements, each in text order."""
    return {
        "id": reading.doc,
        "mentions": [mention_data(one) for one in reading.mentions],
        "attributions": [attribution_data(one) for one in reading.attributions],
        "statements": [statement_data(one) for one in reading.statements],
    }


def mention_data(mention: Mention) -> dict[str, Any]:
    """Return the actor's id with where it is named."""
    return {"actor": mention.actor} | _written(mention.span)


def attribution_data(attribution: Attribution) -> dict[str, Any]:
    """Return who said what: spans, the speaker's name after co-reference, and whether the words are verbatim."""
    return {
        "source": _span(attribution.source),
        "resolved": attribution.resolved,
        "cue": _span(attribution.cue),
        "content": [_written(span) for span in attribution.content],
        "kind": attribution.kind,
        "chain": list(attribution.chain),
    }


def statement_data(statement: Statement) -> dict[str, Any]:
    """Return every detail of a statement as it stands in its document."""
    return {
        "id": statement.id,
        "actor": statement.actor,
        "speaker": statement.speaker,
        "person": statement.person,
        "party": statement.party,
        "topic": statement.topic,
        "stance": statement.stance,
        "voice": statement.voice,
        "evidence": [_written(span) for span in statement.evidence],
        "quotes": [_written(span) for span in statement.quotes],
        "triggers": [_written(span) for span in statement.triggers],
        "rules": list(statement.rules),
        "said_on": statement.said_on.isoformat(),
        "chain": list(statement.chain),
        "condition": statement.condition,
        "addressee": statement.addressee,
        "quantity": statement.quantity,
        "commitment": statement.commitment,
        "confidence": round(statement.confidence, 4),
    }


def _span(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else _written(span)


def _written(span: Span) -> dict[str, Any]:
    return {"field": span.field, "start": span.start, "end": span.end, "text": span.text}
