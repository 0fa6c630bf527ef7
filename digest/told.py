"""What a digest has quoted so far: each statement is quoted once, and named by its id afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bot.alerts.cards import mention, quote
from bot.dossier import Dossier
from bot.model import Block, Bullets, Statement


@dataclass(slots=True)
class Told:
    """Gathers the evidence of a digest while its sections are written, from top to bottom."""

    dossier: Dossier
    _ids: set[str] = field(default_factory=set)

    def quote(self, statement: Statement, *, note: str = "") -> Block:
        """Return the statement as a quote, or in one line where it is quoted above."""
        if statement.id in self._ids:
            note = "; ".join(filter(None, (note, "quoted above")))
            return Bullets((mention(statement, self.dossier, note=note),))
        self._ids.add(statement.id)
        return quote(statement, self.dossier, note=note)

    def quotes(self, statements: Iterable[Statement]) -> tuple[Block, ...]:
        """Return several statements, each as a quote or a line."""
        return tuple(self.quote(one) for one in statements)

    def missing(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """Return those that were not quoted yet, each once, in the order given."""
        return tuple({one.id: one for one in statements if one.id not in self._ids}.values())
