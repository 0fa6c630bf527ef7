"""How names are compared: what people type in, keys under which different spellings of one name are equal out.

`plain` evens out case, marks and punctuation; `loose` also evens out how one name is written in Latin letters
(BGN/PCGN, ISO 9, press usage and national systems differ in the letters evened out here).
"""

import re
import unicodedata
from functools import lru_cache

from bot.escape import one_line

# Cyrillic to Latin, near the passport systems (ICAO 9303, KMU 55); `loose` evens out what they differ in.
_LETTERS = str.maketrans(
    dict(zip("абвгґдезийклмнопрстуфыэіў", "abvggdeziiklmnoprstufieiu", strict=True))
    | {"ё": "e", "є": "ie", "ж": "zh", "ї": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "iu"}
    | {"я": "ia", "ъ": "", "ь": "", "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "’": "'", "ʼ": "'"}
)
_EVEN = (
    (re.compile(r"kh|g"), "h"),
    (re.compile(r"[yji]+"), "i"),
    (re.compile(r"w"), "v"),
    (re.compile(r"of+\b"), "ov"),
    (re.compile(r"(\w)\1+"), r"\1"),
)


@lru_cache(maxsize=16384)
def plain(name: str) -> str:
    """Return the name in lower-case Latin letters without marks, punctuation, article or possessive s."""
    text = unicodedata.normalize("NFC", one_line(name)).casefold().translate(_LETTERS)
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    text = re.sub(r"'s\b|s'(?!\w)|(?<=\w)\.(?=\w)|'", lambda found: "s" if found[0] == "s'" else "", text)
    words = re.sub(r"[^\w]+|_", " ", text).split()
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


@lru_cache(maxsize=16384)
def loose(name: str) -> str:
    """Return the key that transliterations of one name share: Aleksandr, Aleksandr' and Александр have one."""
    text = plain(name)
    for pattern, letters in _EVEN:
        text = pattern.sub(letters, text)
    return text
