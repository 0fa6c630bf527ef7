"""Set right what was read: a correction, or its undoing, goes in; what follows from the statements is derived anew."""

from bot.corrections import Correction
from bot.derive import derive_cells, derive_divergences
from bot.dossier import Dossier
from bot.resume import resumed
from bot.settings import PositionRules
from bot.store.corrections import save_correction
from bot.store.database import Connection
from bot.store.figures import figures_of
from bot.store.locks import recording
from bot.store.statements import statements_of


def amend(conn: Connection, correction: Correction, dossier: Dossier, *, rules: PositionRules) -> None:
    """Keep a correction, or its new state, and derive anew the cells and rounds that its document bears on.

    What is derived for everybody does not change by a tenant's correction, which holds for its own answers only.
    """
    if correction.tenant:
        save_correction(conn, dossier.id, correction)
        return
    recording(conn, dossier.id)
    touched, figures = statements_of(conn, dossier.id, correction.doc), figures_of(conn, dossier.id, correction.doc)
    save_correction(conn, dossier.id, correction)
    touched += statements_of(conn, dossier.id, correction.doc)
    figures += figures_of(conn, dossier.id, correction.doc)
    cells = {(one.actor, one.topic) for one in touched}
    known = resumed(conn, dossier.id, cells, rules=rules)
    derive_cells(conn, dossier.id, known, [correction.doc], rules=rules)
    derive_divergences(conn, touched, dossier, rules=rules, figures=figures)
