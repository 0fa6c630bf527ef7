"""Discord's limits as a server holds them: a body goes in, what is wrong with it comes out.

Characters are counted in both ways that Discord is seen to count, code points and UTF-16 code units: the longer counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

FILE_BYTES = 10 * 1024 * 1024


def length(text: str) -> int:
    """Return the longer of both counts."""
    return max(len(text), len(text.encode("utf-16-le", "surrogatepass")) // 2)


def flaws_of_message(body: Mapping[str, Any], files: Mapping[str, bytes] | None = None) -> list[str]:
    """Return what Discord would refuse of a message."""
    return list(_message(body, files or {}))


def _message(body: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    content = body.get("content") or ""
    embeds: Sequence[Mapping[str, Any]] = body.get("embeds") or []
    components = body.get("components") or []
    if not (content.strip() or embeds or files or components or body.get("flags") == 4):
        yield "50006 an empty message"
    yield from _within("content", content, 2_000)
    if len(embeds) > 10:
        yield f"{len(embeds)} embeds"
    if sum(map(size_of_embed, embeds)) > 6_000:
        yield f"{sum(map(size_of_embed, embeds))} characters over all embeds"
    urls = [one["url"] for one in embeds if "url" in one]
    if len(set(urls)) < len(urls):
        yield "embeds of one address collapse"
    for one in embeds:
        yield from _embed(one, files)
    yield from flaws_of_components(components)
    nonce = body.get("nonce")
    if nonce is not None and len(str(nonce)) > 25:
        yield f"a nonce of {len(str(nonce))} characters"
    yield from (f"{name}: {len(data)} bytes" for name, data in files.items() if len(data) > FILE_BYTES)
    if len(files) > 10:
        yield f"{len(files)} files"
    for one in body.get("attachments") or []:
        yield from _within("attachments.description", one.get("description") or "", 1_024)


def size_of_embed(embed: Mapping[str, Any]) -> int:
    """Return the characters of an embed that count towards the limit over all embeds of a message."""
    texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    texts += [(embed.get("author") or {}).get("name")]
    texts += [part for one in embed.get("fields") or [] for part in (one["name"], one["value"])]
    return sum(length((text or "").strip()) for text in texts)


def _embed(embed: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    yield from _within("title", embed.get("title") or "", 256)
    yield from _within("description", embed.get("description") or "", 4_096)
    yield from _within("footer", (embed.get("footer") or {}).get("text") or "", 2_048)
    yield from _within("author", (embed.get("author") or {}).get("name") or "", 256)
    fields = embed.get("fields") or []
    if len(fields) > 25:
        yield f"{len(fields)} fields"
    for one in fields:
        yield from _within("field.name", one["name"], 256, least=1)
        yield from _within("field.value", one["value"], 1_024, least=1)
    url = embed.get("url")
    if url is not None and not (url.startswith(("http://", "https://")) and len(url) <= 2_048):
        yield f"url {url[:60]!r}"
    picture = (embed.get("image") or {}).get("url") or ""
    if picture.startswith("attachment://") and picture.removeprefix("attachment://") not in files:
        yield f"{picture} is not attached"
    if not (embed.keys() & {"title", "description", "fields", "image", "author", "footer"}):
        yield "an empty embed"


def flaws_of_components(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield what is wrong with the rows of buttons and fields below a message or in a modal."""
    if len(rows) > 5:
        yield f"{len(rows)} rows"
    known: set[str] = set()
    for row in rows:
        inner = row.get("components") or ([row["component"]] if "component" in row else [])
        if not inner or len(inner) > 5:
            yield f"a row of {len(inner)}"
        for one in inner:
            yield from _component(one)
            if one.get("custom_id") in known:
                yield f"custom_id {one['custom_id']!r} twice"
            known.add(one.get("custom_id", ""))


def _component(one: Mapping[str, Any]) -> Iterator[str]:
    yield from _within("custom_id", one.get("custom_id") or "", 100, least=1)
    yield from _within("label", one.get("label") or "", 80)
    if len(one.get("options") or []) > 25:
        yield "more than 25 options"
    if one.get("type") == 2 and not (one.get("label") or one.get("emoji")):
        yield "a button without label"


def flaws_of_modal(data: Mapping[str, Any]) -> list[str]:
    """Return what Discord would refuse of a modal."""
    return [
        *_within("custom_id", data.get("custom_id") or "", 100, least=1),
        *_within("modal title", data.get("title") or "", 45, least=1),
        *flaws_of_components(data.get("components") or []),
    ]


def flaws_of_choices(choices: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what Discord would refuse of suggestions."""
    return [
        *([f"{len(choices)} choices"] if len(choices) > 25 else []),
        *(flaw for one in choices for flaw in _within("choice.name", one["name"], 100, least=1)),
        *(flaw for one in choices for flaw in _within("choice.value", str(one["value"]), 100)),
    ]


def _within(what: str, text: str, most: int, *, least: int = 0) -> Iterator[str]:
    if not least <= length(text) <= most:
        yield f"{what} has {length(text)} characters"
