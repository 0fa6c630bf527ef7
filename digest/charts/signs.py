"""What stands for a stance in every picture: a colour, a sign that needs none, and its name.

The colours are those of Okabe and Ito, Color Universal Design (2008), which people who see few colours can tell apart.
"""

from dataclasses import dataclass

from bot.model import Stance


@dataclass(frozen=True, slots=True)
class Sign:
    """The colour of a stance, the sign within it and the colour of that, and the word that explains both."""

    fill: str
    mark: str
    ink: str
    word: str


SIGNS: dict[Stance, Sign] = {
    Stance.SUPPORT: Sign("#0072b2", "✓", "#ffffff", "supports"),
    Stance.CONDITIONAL: Sign("#56b4e9", "if", "#10222e", "on conditions"),
    Stance.NONCOMMITTAL: Sign("#8f8f94", "…", "#ffffff", "leaves it open"),
    Stance.OPPOSE: Sign("#c44e00", "✗", "#ffffff", "opposes"),
    Stance.POSITIVE: Sign("#00795a", "+", "#ffffff", "talks go well"),
    Stance.GUARDED: Sign("#e9c716", "~", "#2b2500", "guarded"),
    Stance.NEGATIVE: Sign("#a3487a", "−", "#ffffff", "talks go badly"),
}
