"""Text from outside made safe to show: what enters is any string, what leaves shows the same words and does nothing.

`clean` comes first everywhere: no control character, terminal sequence, bidirectional mark or lone surrogate passes.
The functions named after a target then take the meaning from its markup. Words stay; only invisible marks go.
"""

import re
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, urlsplit

ZERO_WIDTH = "\u200b"
_TERMINAL = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[@-Z\\-~])")
_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = frozenset("\u115f\u1160\u3164\uffa0")
_JOINERS = "\u200c\u200d"
_SCHEME = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*):(?=//)")
_WWW = re.compile(r"(?i)\bwww\.")
_URL_SAFE = "/:?#@!$&'*+,;=%~-._"


def clean(text: str) -> str:
    """Return the text without what a reader cannot see but a terminal or chat obeys; line ends become newlines.

    A control character that is no white space is shown as its picture (U+2400 and on), so that nothing is hidden.
    """
    text = _BREAKS.sub("\n", _TERMINAL.sub("", text)).replace("\t", " ")
    if text.replace("\n", "").isprintable() and _INVISIBLE.isdisjoint(text):  # nearly every text
        return text
    return "".join(_shown(text, at) for at in range(len(text)))


def _shown(text: str, at: int) -> str:
    char = text[at]
    category = unicodedata.category(char)
    if char == "\n" or category not in {"Cc", "Cf", "Cs"}:
        return "" if char in _INVISIBLE else char
    if category == "Cs":
        return "\ufffd"
    if category == "Cc":
        return chr(0x2400 + ord(char)) if char < " " else "\u2421" if char == "\x7f" else "\ufffd"
    return char if char in _JOINERS and _joins(text, at) else ""


def _joins(text: str, at: int) -> bool:
    """Tell whether a zero-width (non-)joiner stands where scripts and emoji need one."""
    around = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
    return len(around) == 2 and all(char > "\u02ff" and unicodedata.category(char) != "Cf" for char in around)


def one_line(text: str) -> str:
    """Return the cleaned text on one line, runs of white space as one space."""
    return " ".join(clean(text).split())


def markdown(text: str) -> str:
    """Escape for CommonMark with GitHub's extensions (spec 0.31, backslash escapes)."""
    text = re.sub(r"([\\`*_\[\]<>&|~])", r"\\\1", clean(text))
    text = _WWW.sub(lambda found: found[0][:-1] + "\\.", _SCHEME.sub(r"\1\\:", text))
    return _line_starts(text)


def discord(text: str) -> str:
    """Escape for Discord's Markdown and its mentions, which a backslash alone does not stop."""
    text = re.sub(r"([\\`*_\[\]<>|~])", r"\\\1", clean(text))
    text = re.sub(r"<(?=[@#:/at!])", f"<{ZERO_WIDTH}", text)
    text = re.sub(r"@(?=\w|[!&])", f"@{ZERO_WIDTH}", text)
    text = re.sub(r":(?=[\w+~-]+:)", r"\\:", text)
    return _line_starts(_SCHEME.sub(rf"\1:{ZERO_WIDTH}", text))


def slack(text: str) -> str:
    """Escape for Slack's mrkdwn: its three entities, and a zero-width space where there is no escape.

    Source: https://docs.slack.dev/messaging/formatting-message-text
    """
    text = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([*_~`])", rf"{ZERO_WIDTH}\1{ZERO_WIDTH}", text)
    text = re.sub(r"(?m)^(\s*)(?=&gt;)", rf"\1{ZERO_WIDTH}", text)
    text = re.sub(r":(?=[\w+'-]+:)", f":{ZERO_WIDTH}", text)
    text = re.sub(r"@(?=\w)", f"@{ZERO_WIDTH}", text)
    return _SCHEME.sub(rf"\1:{ZERO_WIDTH}", text)


def _line_starts(text: str) -> str:
    """Escape what makes a heading, a list, a rule or a quote at the beginning of a line."""
    text = re.sub(r"(?m)^(\s*)([#+=-])", r"\1\\\2", text)
    return re.sub(r"(?m)^(\s*\d+)([.)])", r"\1\\\2", text)


def link(url: str) -> str:
    """Return the address if it is a web address, every unusual character percent-encoded; else ""."""
    url = clean(url).strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not parts.hostname or "\\" in url:
        return ""
    return quote(url, safe=_URL_SAFE)


ESCAPES: dict[str, Callable[[str], str]] = {
    "text": clean, "markdown": markdown, "discord": discord, "slack": slack, "html": clean, "email": clean,
}  # fmt: skip
