"""What Slack refuses of a message, a modal or App Home, and what it shows of what it takes.

`refusal` gives Slack's own error name; `shown` reads blocks as a client draws them: entities as their characters,
links as their words, so that a test sees what a reader sees.
"""

import html
import re
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

TOGETHER = 13_000
_CONTROL = re.compile(r"<([^<>]*)>")
_ROOMS = {"section": 3_000, "header": 150, "context": 3_000}


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def refusal(blocks: Any, *, most: int = 50, together: int = TOGETHER) -> str:
    """Return the error with which Slack refuses the blocks, "" for none."""
    if not isinstance(blocks, list) or any(not isinstance(one, dict) for one in blocks):
        return "invalid_blocks_format"
    if len(blocks) > most or not all(map(_is_valid, blocks)) or not _ids_differ(blocks):
        return "invalid_blocks"
    return "msg_blocks_too_long" if sum(units(text) for one in blocks for text in texts(one)) > together else ""


def texts(part: Any) -> Iterator[str]:
    """Yield every text that the part holds, of any kind."""
    if isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str):
                yield from [value] if name in {"text", "value", "alt_text", "url"} else []
            else:
                yield from texts(value)
    if isinstance(part, list):
        for value in part:
            yield from texts(value)


def _is_valid(block: dict[str, Any]) -> bool:
    try:
        parsed = Block.parse(dict(block))
        if parsed is None:
            return False
        parsed.to_dict()
    except (SlackObjectFormationError, TypeError):
        return False
    room = _ROOMS.get(block["type"], 3_000)
    return all(0 < units(one["text"]) <= _room(one, room) for one in _objects(block)) and _elements_fit(block)


def _room(text: dict[str, Any], room: int) -> int:
    return int(text.get("room", room))


def _objects(part: Any, room: int | None = None) -> Iterator[dict[str, Any]]:
    """Yield the text objects of a part, those of buttons and options with their own room."""
    if isinstance(part, list):
        for one in part:
            yield from _objects(one, room)
    if not isinstance(part, dict):
        return
    if part.get("type") in {"plain_text", "mrkdwn"}:
        yield part | ({} if room is None else {"room": room})
        return
    inner = 75 if part.get("type") == "button" else 150 if {"text", "value"} == set(part) else room
    for value in part.values():
        yield from _objects(value, inner)


def _elements_fit(block: dict[str, Any]) -> bool:
    elements = block.get("elements", [])
    values = [units(str(one.get("value", ""))) for one in elements]
    options = [option for one in elements for option in one.get("options", [])]
    return (
        len(elements) <= {"context": 10, "actions": 25}.get(block["type"], 50)
        and all(size <= 2_000 for size in values)
        and len(options) <= 100 * max(len(elements), 1)
        and all(units(option["value"]) <= 150 for option in options)
    )


def _ids_differ(blocks: list[dict[str, Any]]) -> bool:
    ids = [one["action_id"] for block in blocks for one in block.get("elements", []) if "action_id" in one]
    named = [block["block_id"] for block in blocks if block.get("block_id")]
    return (
        len(ids) == len(set(ids)) and len(named) == len(set(named)) and all(len(one) <= 255 for one in (*ids, *named))
    )


def controls(text: str) -> list[str]:
    """Return what stands between angle brackets in mrkdwn: links and mentions, the only things that are live in it."""
    return _CONTROL.findall(text)


def mentions(text: str) -> list[str]:
    """Return what would notify somebody or become a date, a channel or a group."""
    return [one for one in controls(text) if one[:1] in {"@", "!", "#"}]


def links(text: str) -> list[str]:
    """Return the addresses that can be clicked on."""
    return [html.unescape(one.partition("|")[0]) for one in controls(text) if one[:1] not in {"@", "!", "#"}]


def shown(blocks: list[dict[str, Any]]) -> str:
    """Return the blocks as a reader sees them, one line per block at least; buttons in square brackets."""
    return "\n".join(_drawn(block) for block in blocks)


def _drawn(block: dict[str, Any]) -> str:
    match block["type"]:
        case "header" | "section":
            return _words(block["text"])
        case "context":
            return " ".join(_words(one) for one in block["elements"])
        case "actions":
            return " ".join(f"[{_words(one['text'])}]" for one in block["elements"] if "text" in one)
        case other:
            return f"({other})"


def _words(text: dict[str, Any]) -> str:
    words = text["text"]
    if text["type"] == "mrkdwn":
        words = _CONTROL.sub(lambda found: found[1].rpartition("|")[2], words).replace("\u200b", "")
    return html.unescape(words)
