"""A text as tokens: parallel lists of offsets and words, in one linear pass; nothing is lost but white space."""

import re
from bisect import bisect_left
from dataclasses import dataclass

_TOKEN = re.compile(
    r"[^\W\d_](?:[^\W_]+(?:-[^\W_]+)*|\.(?:[^\W\d_]\.)+|(?:-[^\W_]+)*)"  # most words, and U.S., a.m.
    r"|['’](?:s|S|re|ve|ll|d|m|t)(?![^\W_])"  # the tails of don't and Moscow's
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W_]+(?:-[^\W_]+)*"
    r"|\.{2,}|-{2,}"
    r"|''|``"  # double quotation marks as some agencies type them
    r"|\S"
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a text: `text[starts[i]:ends[i]] == words[i]`."""

    starts: list[int]
    ends: list[int]
    words: list[str]

    def __len__(self) -> int:
        return len(self.words)

    def first_from(self, offset: int) -> int:
        """Return the index of the first token that starts at or after `offset`."""
        return bisect_left(self.starts, offset)


def tokenize(text: str, start: int = 0, end: int | None = None) -> Tokens:
    """Return the tokens of `text[start:end]`, offsets into `text`."""
    found = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
    return Tokens(list(map(re.Match.start, found)), list(map(re.Match.end, found)), [one[0] for one in found])
