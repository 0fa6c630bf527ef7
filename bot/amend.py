"""Set right what was read, or undo that: a correction goes in; what follows from the statements is derived anew."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.corrections import Correction
from bot.derive import derive_divergences, derive_shifts
from bot.dossier import Dossier
from bot.model import Statement
from bot.settings import PositionRules
from bot.store.corrections import save_correction
from bot.store.database import Connection
from bot.store.statements import statements, statements_of


def correct(conn: Connection, correction: Correction, dossier: Dossier, *, rules: PositionRules) -> None:
    """Keep a correction and derive anew what rests on its document."""
    _rederive(conn, correction.doc, dossier, rules, lambda: save_correction(conn, dossier.id, correction))


def undo(
    conn: Connection, correction: Correction, dossier: Dossier, *, by: str, at: datetime, rules: PositionRules
) -> None:
    """Undo a correction, which stays on record, and derive anew what rests on its document."""
    correct(conn, correction.undone(by=by, at=at), dossier, rules=rules)


def _rederive(conn: Connection, doc: str, dossier: Dossier, rules: PositionRules, change: Callable[[], None]) -> None:
    """Make the change and derive anew the cells and rounds that the document's statements belong to before or after."""
    touched = statements_of(conn, dossier.id, doc)
    change()
    touched += statements_of(conn, dossier.id, doc)
    for actor, topic in _cells(touched):
        known = statements(conn, dossier.id, actor=actor, topic=topic)
        derive_shifts(conn, dossier.id, actor, topic, known, rules=rules)
    derive_divergences(conn, touched, dossier, rules=rules)


def _cells(touched: Iterable[Statement]) -> list[tuple[str, str]]:
    return sorted({(one.actor, one.topic) for one in touched})
