"""Who is left out of those who speak: "all leaders except X", "everyone but X"."""

import re
from collections.abc import Sequence


class Excepting:
    """Finds, by the words of a language, where a phrase leaves somebody out."""

    def __init__(self, exceptions: Sequence[str], all_of: Sequence[str]) -> None:
        """`exceptions` leave out who is named behind them; "but" does so behind a word of `all_of` only."""
        words, wholes = (_either(one) for one in (exceptions, all_of))
        self._kept = re.compile(rf"(?:{wholes})\b.*?(?=\W+but\b)|.*?\w(?=\W+(?:{words})\b)", re.IGNORECASE | re.DOTALL)
        owner = r"(?:\s+[\w.-]+['’]s?)?"
        self._before = re.compile(rf"\b(?:(?:{wholes})\b[^.;:]*\bbut|{words}){owner}\s*$", re.IGNORECASE)

    def kept(self, phrase: str) -> str:
        """Return the phrase up to where it leaves somebody out."""
        found = self._kept.match(phrase)
        return found[0] if found else phrase

    def leaves_out(self, before: str) -> bool:
        """Return whether who is named behind these words is left out."""
        return self._before.search(before) is not None


def _either(phrases: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))
