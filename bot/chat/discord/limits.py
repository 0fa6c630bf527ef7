"""What Discord takes, and how text is made to fit: raw text and room in, escaped text and the raw rest out.

Limits: https://docs.discord.com/developers/resources/message#embed-object-embed-limits and the pages on components,
channels and interactions. They do not say what a character is; UTF-16 code units are never fewer than code points, so
whatever Discord counts, text measured by `units` fits.
"""

import re
from bisect import bisect_right

from bot.escape import ZERO_WIDTH, discord, one_line

CONTENT = 2_000
TITLE = 256
DESCRIPTION = 4_096
FOOTER = 2_048
ALL_EMBEDS = 6_000
ALT = 1_024
LABEL = 80
BUTTONS_IN_ROW = 5
ROWS = 5
CUSTOM_ID = 100
NONCE = 25
CHOICES = 25
CHOICE = 100
MODAL_TITLE = 45
OPTION_SUMMARY = 100
THREAD_NAME = 100
LINK = 2_048
FILE_BYTES = 10 * 1024 * 1024

CUT = " […]"
_END_OF_WORD = re.compile(r"(?<=\S)(?=\s)")


def units(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


def bare(text: str, longest: int) -> str:
    """Return the text on one line for places without Markdown (footers, labels, names), cut with the mark."""
    line = re.sub(r"(?<=[@<])(?=[\w!&@#:/])", ZERO_WIDTH, one_line(text))
    while units(line) > longest:
        keep = max(longest - units(CUT) - sum(char > "\uffff" for char in line[:longest]), 0)
        line = line[:keep].rstrip() + CUT
    return line


def title(text: str, longest: int = TITLE) -> str:
    """Return the text escaped and within `longest` units, with the cut mark where it is longer."""
    line = one_line(text)
    shown, rest = split(line, longest)
    return split(line, longest - units(CUT))[0] + CUT if rest else shown


def split(line: str, room: int) -> tuple[str, str]:
    """Return the beginning of a cleaned line, escaped within `room` units, and what is left of the line.

    It ends at a word's end where there is one, else within the word; at least one character is taken.
    """
    if len(line) <= room and units(whole := discord(line)) <= room:
        return whole, ""
    ends = [found.start() for found in _END_OF_WORD.finditer(line, 0, room + 1)]
    place = _most(line, ends, room) or _most(line, range(1, min(len(line), room) + 1), room) or 1
    return discord(line[:place]), line[place:].lstrip()


def _most(line: str, ends: "list[int] | range", room: int) -> int:
    """Return the last of the places up to which the line fits when it is escaped, 0 for none."""
    fitting = bisect_right(ends, room, key=lambda end: units(discord(line[:end])))
    return ends[fitting - 1] if fitting else 0
