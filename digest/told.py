"""What a digest has quoted so far: each statement is quoted once, and named by its id afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.alerts.cards import mention, quotes
from bot.dossier import Dossier
from bot.model import Block, Bullets, Statement


@dataclass(slots=True)
class Told:
    """Gathers the evidence of a digest while its sections are written, from top to bottom."""

    dossier: Dossier
    _ids: set[str] = field(default_factory=set)

    def quotes(self, statements: Iterable[Statement], *, note: str = "") -> tuple[Block, ...]:
        """Return the statements as quotes, a sentence once; those that were quoted above follow in a line each."""
        asked = list({one.id: one for one in statements}.values())
        new = [one for one in asked if one.id not in self._ids]
        self._ids |= {one.id for one in new}
        above = "; ".join(filter(None, (note, "quoted above")))
        known = tuple(mention(one, self.dossier, note=above) for one in asked if one not in new)
        shown = quotes(new, self.dossier, most=len(new), notes={one.id: note for one in new})
        return (*shown, Bullets(known)) if known else shown

    def missing(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """Return those that were not quoted yet, each once, in the order given."""
        return tuple({one.id: one for one in statements if one.id not in self._ids}.values())
