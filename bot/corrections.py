"""What people set right in what was read: statements, or numbers, and corrections go in; they come out as corrected.

Both are facts about a reading and are kept as they were read; a correction is kept beside them, says who set what right
and why, and is applied whenever they are looked at. It finds what it corrects by id, or, when a new reading gave that
another id, by document and evidence. Undoing it brings back what was read.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from bot.model import Figure, Rank, Span, Stance, Statement, Voice, fingerprint

FIELDS = ("actor", "speaker", "person", "party", "rank", "topic", "stance", "voice")
"""What can be set right in a statement; person, party and rank follow from the speaker."""
NUMBER_FIELDS = ("number", "unit", "topic", "speaker", "person", "party")
"""What can be set right in a number; person and party follow from the speaker."""

_DECODERS = {"rank": Rank, "stance": Stance, "voice": Voice}
_Read = TypeVar("_Read", Statement, Figure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody set right in one statement, or number; `after` is None where it is none at all.

    `statement` is the id of either. `before` holds all of `FIELDS`, or `NUMBER_FIELDS`, as they were, `after` those
    that are others now. `tenant` is for whom it holds, the guild or workspace of who made it; "" for everybody.
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
    def of_number(self) -> bool:
        """Return whether it is a number that it corrects."""
        return "number" in self.before

    @property
    def active(self) -> bool:
        """Return whether nobody has undone it."""
        return self.undone_at is None

    def undone(self, *, by: str, at: datetime) -> "Correction":
        """Return the correction as undone."""
        return replace(self, undone_at=at, undone_by=by)


def correction_of(
    read: Statement | Figure, after: Mapping[str, str | None] | None, *, by: str, at: datetime, reason: str,
    tenant: str = "",
) -> Correction:  # fmt: skip
    """Return the correction of a statement or number; fields that stay as they are are left out of it."""
    names = NUMBER_FIELDS if isinstance(read, Figure) else FIELDS
    before = {name: _text(getattr(read, name)) for name in names}
    changed = None if after is None else {name: value for name, value in after.items() if value != before[name]}
    what = sorted((name, str(value)) for name, value in (changed or {}).items())
    who = (tenant,) if tenant else ()
    return Correction(
        id=fingerprint("correction", *who, read.id, by, at.isoformat(), reason, what, length=8),
        statement=read.id, doc=read.doc, evidence=_evidence(read), by=by, at=at, reason=reason,
        before=before, after=changed, tenant=tenant,
    )  # fmt: skip


def _evidence(read: Statement | Figure) -> tuple[Span, ...]:
    return (read.evidence,) if isinstance(read, Figure) else read.evidence


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def corrected(statements: Sequence[Statement], corrections: Iterable[Correction]) -> list[Statement]:
    """Return the statements, in the order given, as the active corrections have them, the oldest correction first.

    Those that hold for everybody come before a tenant's own, which so have the last word. All statements of a
    corrected document must be among those given.
    """
    return _corrected(statements, (one for one in corrections if not one.of_number))


def corrected_figures(figures: Sequence[Figure], corrections: Iterable[Correction]) -> list[Figure]:
    """Return the numbers in the same way; all those of a corrected document must be among them."""
    return _corrected(figures, (one for one in corrections if one.of_number))


def _corrected(read: Sequence[_Read], corrections: Iterable[Correction]) -> list[_Read]:
    by_doc: defaultdict[str, list[Correction]] = defaultdict(list)
    for one in sorted(corrections, key=lambda c: (bool(c.tenant), c.at, c.id)):
        if one.active:
            by_doc[one.doc].append(one)
    if not by_doc:
        return list(read)
    theirs: defaultdict[str, dict[str, _Read]] = defaultdict(dict)
    for given in read:
        if given.doc in by_doc:
            theirs[given.doc][given.id] = given
    for doc, found in theirs.items():
        for one in by_doc[doc]:
            _apply(one, found)
    return [theirs[s.doc][s.id] if s.doc in theirs else s for s in read if s.doc not in theirs or s.id in theirs[s.doc]]


def _apply(correction: Correction, found: dict[str, _Read]) -> None:
    """Change, or take away, what the correction means among what was read out of its document."""
    for key in _targets(correction, found.values()):
        if correction.after is None:
            del found[key]
        else:
            found[key] = set_right(found[key], correction.after)


def _targets(correction: Correction, read: Iterable[Statement | Figure]) -> list[str]:
    """Return the ids of what the correction means."""
    known = list(read)
    if any(one.id == correction.statement for one in known):
        return [correction.statement]
    return [one.id for one in known if _is_reread(one, correction)]


def _is_reread(read: Statement | Figure, correction: Correction) -> bool:
    """Return whether it is what was corrected, read anew from the same sentences."""
    sentences = {span.text for span in correction.evidence}
    names = ("topic", "number", "unit") if correction.of_number else ("actor", "topic")
    same = all(getattr(read, name) == correction.before[name] for name in names)
    return same and any(span.text in sentences for span in _evidence(read))


def set_right(read: _Read, after: Mapping[str, str | None]) -> _Read:
    """Return it with the fields as they should be; its id stays, so that what names it still does."""
    values: dict[str, Any] = {
        name: _DECODERS[name](value) if name in _DECODERS and value is not None else value
        for name, value in after.items()
    }
    right = replace(read, **values)
    if isinstance(right, Figure) and {"number", "unit"} & after.keys():
        return replace(right, called=f"{right.number}{' ' if ' ' in right.unit else '-'}{right.unit}")
    return right
