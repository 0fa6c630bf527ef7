"""A text as tokens: parallel lists of offsets and words, in one linear pass; nothing is lost but white space."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate

_TOKEN = re.compile(
    r"([^\W\d_](?:[^\W_]+(?:-[^\W_]+)*|\.(?:[^\W\d_]\.)+|(?:-[^\W_]+)*)"  # most words, and U.S., a.m.
    r"|['’](?:s|S|re|ve|ll|d|m|t)(?![^\W_])"  # the tails of don't and Moscow's
    r"|\d+(?:[.,]\d+)*"
    r"|[^\W_]+(?:-[^\W_]+)*"
    r"|\.{2,}|-{2,}"
    r"|''|``"  # double quotation marks as some agencies type them
    r"|\S)"
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
    return Tokens(*pieces(_TOKEN, text[start:end], start))


def pieces(pattern: re.Pattern[str], text: str, start: int = 0) -> tuple[list[int], list[int], list[str]]:
    """Return where the matches of a pattern with one group, around all of it, begin and end, and what they are.

    The text begins at `start`. Quicker than `finditer`, which makes an object of each match.
    """
    parts = pattern.split(text)
    places = list(accumulate(map(len, parts), initial=start))
    return places[1:-1:2], places[2::2], parts[1::2]
