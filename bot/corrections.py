"""What people set right in what was read: statements and corrections go in, statements as corrected come out.

Statements are facts about a reading and are kept as they were read; a correction is kept beside them, says who set what
right and why, and is applied whenever statements are looked at. It finds its statement by id, or, when a new reading
gave that another id, by document and evidence. Undoing it brings back what was read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.model import Rank, Span, Stance, Statement, Voice, fingerprint

FIELDS = ("actor", "speaker", "person", "party", "rank", "topic", "stance", "voice")
"""What can be set right; person, party and rank follow from the speaker."""

_DECODERS = {"rank": Rank, "stance": Stance, "voice": Voice}


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody set right in one statement; `after` is None where it is no statement at all.

    `before` holds all of `FIELDS` as they were, `after` those that are others now. `tenant` is for whom it holds, the
    guild or workspace of who made it; "" for everybody.
    """

    id: str
    statement: str
    doc: str
    evidence: tuple[Span, ...]
    by: str
    at: datetime
    reason: str
    before: Mapping[str, str | None] = field(default_factory=dict)
    after: Mapping[str, str | None] | None = None
    undone_at: datetime | None = None
    undone_by: str | None = None
    tenant: str = ""

    @property
    def active(self) -> bool:
        """Return whether nobody has undone it."""
        return self.undone_at is None

    def undone(self, *, by: str, at: datetime) -> "Correction":
        """Return the correction as undone."""
        return replace(self, undone_at=at, undone_by=by)


def correction_of(
    statement: Statement, after: Mapping[str, str | None] | None, *, by: str, at: datetime, reason: str,
    tenant: str = "",
) -> Correction:  # fmt: skip
    """Return the correction of a statement; fields that stay as they are are left out of it."""
    before = {name: _text(getattr(statement, name)) for name in FIELDS}
    changed = None if after is None else {name: value for name, value in after.items() if value != before[name]}
    what = sorted((name, str(value)) for name, value in (changed or {}).items())
    who = (tenant,) if tenant else ()
    return Correction(
        id=fingerprint("correction", *who, statement.id, by, at.isoformat(), reason, what, length=8),
        statement=statement.id, doc=statement.doc, evidence=statement.evidence, by=by, at=at, reason=reason,
        before=before, after=changed, tenant=tenant,
    )  # fmt: skip


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def corrected(statements: Sequence[Statement], corrections: Iterable[Correction]) -> list[Statement]:
    """Return the statements, in the order given, as the active corrections have them, the oldest correction first.

    Those that hold for everybody come before a tenant's own, which so have the last word. All statements of a
    corrected document must be among those given.
    """
    by_doc: defaultdict[str, list[Correction]] = defaultdict(list)
    for one in sorted(corrections, key=lambda c: (bool(c.tenant), c.at, c.id)):
        if one.active:
            by_doc[one.doc].append(one)
    if not by_doc:
        return list(statements)
    theirs: defaultdict[str, dict[str, Statement]] = defaultdict(dict)
    for statement in statements:
        if statement.doc in by_doc:
            theirs[statement.doc][statement.id] = statement
    for doc, found in theirs.items():
        for one in by_doc[doc]:
            _apply(one, found)
    return [
        theirs[s.doc][s.id] if s.doc in theirs else s
        for s in statements
        if s.doc not in theirs or s.id in theirs[s.doc]
    ]


def _apply(correction: Correction, found: dict[str, Statement]) -> None:
    """Change, or take away, what the correction means among the statements of its document."""
    for key in targets(correction, found.values()):
        if correction.after is None:
            del found[key]
        else:
            found[key] = set_right(found[key], correction.after)


def targets(correction: Correction, statements: Iterable[Statement]) -> list[str]:
    """Return the ids of the document's statements that the correction means."""
    known = list(statements)
    if any(one.id == correction.statement for one in known):
        return [correction.statement]
    return [one.id for one in known if _is_reread(one, correction)]


def _is_reread(statement: Statement, correction: Correction) -> bool:
    """Return whether the statement is the corrected one, read anew from the same sentences."""
    sentences = {span.text for span in correction.evidence}
    same = (statement.actor, statement.topic) == (correction.before["actor"], correction.before["topic"])
    return same and any(span.text in sentences for span in statement.evidence)


def set_right(statement: Statement, after: Mapping[str, str | None]) -> Statement:
    """Return the statement with the fields as they should be; its id stays, so that what names it still does."""
    values: dict[str, Any] = {
        name: _DECODERS[name](value) if name in _DECODERS and value is not None else value
        for name, value in after.items()
    }
    return replace(statement, **values)
