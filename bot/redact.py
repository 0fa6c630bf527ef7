"""Secrets taken out of text: what enters is anything that may be logged or shown, what leaves holds no secret.

Two nets: every secret that the environment gave, in each form in which it may be written down, and everything that
looks like one, whoever it belongs to. All patterns take time that grows with the length of the text alone.
"""

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus, urlsplit

MASK = "•••"
SHORTEST = 5
"""Secrets shorter than that are not searched for: they would be found in ordinary words, and guessed anyway."""

_NAMED = r"token|secret|password|passwd|authorization|api_?key|cookie|ticket|signature"
_IS = r"[\"']?\s{0,3}[:=]>?\s{0,3}"
_LOOKS = (
    # https://docs.slack.dev/authentication/tokens
    (r"\b(?:xox[a-z]|xapp|xoxe\.xox[a-z])-[\w.-]{6,}", MASK),
    # https://discord.com/developers/docs/reference#authentication: three parts, the first an id in Base64
    (r"(?<![\w.-])[A-Za-z0-9_-]{17,36}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{25,100}(?![\w-])", MASK),
    (r"\b(Bot|Bearer|Basic|Token)\s+[\w.~+/=-]{16,}", rf"\1 {MASK}"),
    (rf"(?i)((?:{_NAMED}){_IS}(?:b?[\"'])?(?:(?:bot|bearer|basic|v0=)\s?)?)[^\s\"',;&}}\])<>]{{5,}}", rf"\1{MASK}"),
    # whoever knows the address of a webhook or of an interaction may write there
    (r"(?i)(//hooks\.slack(?:-gov)?\.com/)[\w./-]+", rf"\1{MASK}"),
    (r"(?i)(/webhooks/\d{1,25}/)[\w-]+", rf"\1{MASK}"),
    (r"(?i)(/interactions/\d{1,25}/)[\w-]+", rf"\1{MASK}"),
    # the password of an address
    (r"(://[^\s/:@\"']{0,200}:)[^\s/@\"']{1,200}(?=@)", rf"\1{MASK}"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(pattern), put) for pattern, put in _LOOKS)


class Redactor:
    """Takes secrets out of texts; `secrets` are those that are known."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if len(secret) >= SHORTEST for form in _forms(secret)}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._known = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if forms else None

    def __call__(self, text: str) -> str:
        """Return the text with a mask in place of every secret; the same for one without any."""
        if self._known is not None:
            text = self._known.sub(MASK, text)
        for pattern, put in _PATTERNS:
            text = pattern.sub(put, text)
        return text


def _forms(secret: str) -> Iterator[str]:
    """Yield the ways in which a secret may be written down: as it is, in JSON, in a `repr`, in an address."""
    yield secret
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    yield repr(secret)[1:-1]
    yield repr(secret.encode("utf-8", "surrogatepass"))[2:-1]
    yield quote(secret, safe="", errors="surrogatepass")
    yield quote(secret, errors="surrogatepass")
    yield quote_plus(secret, errors="surrogatepass")


def password_of(url: str) -> str:
    """Return the password in an address, "" where there is none."""
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""
