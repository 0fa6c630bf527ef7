"""Quotes from statements: the sentence as it stands in the article, with speaker, outlet, chain, day, link and id.

Nothing is paraphrased. What does not fit is marked as cut or named by its id, never dropped in silence; what is quoted
once in a message is named by its id afterwards.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from bot.alerts.wording import according_to, count, day, label, name, outlet, source, speaker, voice
from bot.dossier import Dossier
from bot.model import Block, Bullets, Figure, Quote, Span, Statement, Voice

LONGEST_QUOTE = 700
"""Characters of a sentence that are shown; a longer one ends in the cut mark."""
CUT = " […]"
MOST_QUOTES = 6
"""Quotes of one part of a card; further statements are listed with their ids."""


def cut(text: str, limit: int = LONGEST_QUOTE) -> str:
    """Return the text as it is, or its beginning up to a word's end and the cut mark, within `limit` characters."""
    if len(text) <= limit:
        return text
    room = max(limit - len(CUT), 1)
    head = text[:room]
    return (head[: head.rfind(" ")] if " " in head.strip() else head).rstrip() + CUT


def best_evidence(statement: Statement) -> Span | None:
    """Return the sentence to show: one with the condition, else with own words, else with most triggers, else first."""
    condition = statement.condition or ""

    def within(span: Span, parts: Iterable[Span]) -> int:
        return sum(p.field == span.field and span.start <= p.start and p.end <= span.end for p in parts)

    ranked = sorted(
        statement.evidence,
        key=lambda e: (
            not _states(e.text, condition),
            -min(1, within(e, statement.quotes)),
            -within(e, statement.triggers),
            e.field,
            e.start,
        ),
    )
    return ranked[0] if ranked else None


def _states(sentence: str, condition: str) -> bool:
    """Return whether the sentence holds the words of the condition, in one stretch but for its first word."""
    return bool(condition) and (condition in sentence or condition.partition(" ")[2] in sentence)


def best_quote(statements: Sequence[Statement]) -> Statement:
    """Return the statement that shows most: one in the party's own words, verbatim before reported; else the first."""
    return max(statements, key=lambda one: (one.voice is Voice.OWN, one.direct))


def quote(statement: Statement, dossier: Dossier, *, note: str = "", limit: int = LONGEST_QUOTE) -> Quote:
    """Return the statement's best sentence with its provenance; `note` adds to how it counts."""
    sentence = best_evidence(statement)
    rest = len(statement.evidence) - 1
    notes = (
        "" if statement.party and not statement.counts else voice(statement, dossier),
        "an old remark" if statement.old else "",
        note,
        f"{count(rest, 'more sentence')}: /why {statement.id}" if rest > 0 else "",
    )
    return Quote(
        text=cut(sentence.text, limit) if sentence else "",
        speaker=speaker(statement, dossier),
        outlet=outlet(statement.outlet),
        said_on=day(statement.said_on),
        url=statement.url,
        id=statement.id,
        label=label(statement, dossier),
        chain=statement.chain,
        note="; ".join(filter(None, notes)),
    )


def figure_quote(figure: Figure, dossier: Dossier, *, label: str = "", note: str = "") -> Quote:
    """Return the sentence that gives a quantity, with its provenance."""
    return Quote(
        text=cut(figure.evidence.text),
        speaker=speaker(figure, dossier),
        outlet=outlet(figure.outlet),
        said_on=day(figure.said_on),
        url=figure.url,
        id=figure.id,
        label=label or figure.words,
        chain=figure.chain,
        note=note,
    )


def mention(statement: Statement, dossier: Dossier, *, note: str = "", known: Set[str] = frozenset()) -> str:
    """Return the statement in one line, without its sentence: label, speaker, outlet, day and id.

    Outlet and day are left out where they are among what is `known`, since the report that it is of says them.
    """
    said = label(statement, dossier)
    who = name(statement, dossier)
    where = (one for one in (source(statement), day(statement.said_on)) if one not in known)
    parts = (said, "" if said.endswith(f", according to {who}") else who, *where, note)
    return f"{' · '.join(filter(None, parts))} · [{statement.id}]"


def quotes(
    statements: Sequence[Statement],
    dossier: Dossier,
    *,
    most: int = MOST_QUOTES,
    notes: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
    known: Set[str] = frozenset(),
) -> tuple[Block, ...]:
    """Return the first statements as quotes and the others as a list of mentions.

    `notes` and `labels` are by statement id; a sentence that shows several statements keeps the label that names them.
    `known` is as for `mention`.
    """
    notes = notes or {}
    together = _by_sentence(statements)
    shown = tuple(_shared_quote(group, dossier, notes, labels or {}) for group in together[:most])
    left = (s for group in together[most:] for s in group)
    rest = tuple(mention(s, dossier, note=notes.get(s.id, ""), known=known) for s in left)
    return (*shown, Bullets(rest)) if rest else shown


def _by_sentence(statements: Iterable[Statement]) -> list[list[Statement]]:
    """Return the statements in groups that one speaker makes with one sentence, in the order given."""
    groups: dict[object, list[Statement]] = {}
    for s in statements:
        sentence = best_evidence(s)
        place = (sentence.field, sentence.start, sentence.end) if sentence else (s.id,)
        groups.setdefault((s.doc, s.person or s.speaker, s.voice, *place), []).append(s)
    return list(groups.values())


def _shared_quote(
    group: Sequence[Statement], dossier: Dossier, notes: Mapping[str, str], labels: Mapping[str, str]
) -> Quote:
    """Return the quote of the first statement, with what else its sentence says on the label, ids included."""
    first, *others = group
    shown = quote(first, dossier, note=_shared_note(group, dossier, notes))
    if not others:
        return replace(shown, label=labels.get(first.id, shown.label))
    suffix = according_to(first, dossier)
    parts = [shown.label.removesuffix(suffix), *(f"{_short_label(s, first, dossier)} [{s.id}]" for s in others)]
    return replace(shown, label="; ".join(parts) + suffix)


def _shared_note(group: Sequence[Statement], dossier: Dossier, notes: Mapping[str, str]) -> str:
    """Return the note that all share, else each with the topic that it is on."""
    found = [notes.get(s.id, "") for s in group]
    if len(set(found)) == 1:
        return found[0]
    return "; ".join(f"{dossier.topic_name(s.topic)}: {note}" for s, note in zip(group, found, strict=True) if note)


def _short_label(statement: Statement, first: Statement, dossier: Dossier) -> str:
    whole = label(statement, dossier).removesuffix(according_to(statement, dossier))
    return whole.removeprefix(f"{dossier.party_name(first.actor)} · ") if statement.actor == first.actor else whole


@dataclass(slots=True)
class Told:
    """What a message has quoted so far: each sentence is quoted once, and named by its statement's id afterwards.

    `known` is what the message says of all of it: an outlet, a day.
    """

    dossier: Dossier
    known: Set[str] = frozenset()
    _sentences: set[str] = field(default_factory=set)
    _ids: set[str] = field(default_factory=set)

    def quotes(
        self,
        statements: Iterable[Statement],
        *,
        notes: Mapping[str, str] | None = None,
        labels: Mapping[str, str] | None = None,
        most: int | None = None,
        again: bool = True,
    ) -> tuple[Block, ...]:
        """Return the statements as quotes, at most so many; the others, and those quoted above, in a line each.

        `notes` and `labels` (in place of the usual ones) are by statement id; without `again`, what is quoted
        already is left out.
        """
        notes = notes or {}
        given = {one.id: one for one in statements}.values()
        asked = [one for one in given if again or one.id not in self._ids or not self.has(one)]
        docs: dict[str, str] = {}
        new = [one for one in asked if not self.has(one) and docs.setdefault(_sentence(one), one.doc) == one.doc]
        room = len(new) if most is None else most
        shown = quotes(new, self.dossier, most=room, notes=notes, labels=labels, known=self.known)
        quoted = tuple(block for block in shown if isinstance(block, Quote))
        self._sentences |= {_sentence(one) for one in new if one.id in {block.id for block in quoted}}
        self._ids |= {one.id for one in asked}
        listed = [line for block in shown if isinstance(block, Bullets) for line in block.items]
        listed += [self.mention(one, note=notes.get(one.id, "")) for one in asked if one not in new]
        return (*quoted, Bullets(tuple(listed))) if listed else quoted

    def figure(self, figure: Figure, *, label: str = "", note: str = "") -> Block:
        """Return the sentence of a quantity as a quote, or one line where it was quoted already."""
        self._ids.add(figure.id)
        sentence = " ".join(figure.evidence.text.split())
        if sentence in self._sentences:
            words = (label or figure.words, name(figure, self.dossier), source(figure), day(figure.said_on))
            return Bullets((f"{' · '.join(words)} · quoted above · [{figure.id}]",))
        self._sentences.add(sentence)
        return figure_quote(figure, self.dossier, label=label, note=note)

    def has(self, statement: Statement) -> bool:
        """Return whether the sentence that shows the statement was quoted."""
        return _sentence(statement) in self._sentences

    def missing(self, statements: Iterable[Statement]) -> tuple[Statement, ...]:
        """Return those that were not told yet, each once, in the order given."""
        return tuple({one.id: one for one in statements if one.id not in self._ids}.values())

    def mention(self, statement: Statement, *, note: str = "") -> str:
        """Return the statement in one line; it says so where its sentence is quoted above."""
        self._ids.add(statement.id)
        above = "quoted above" if self.has(statement) else ""
        return mention(statement, self.dossier, note="; ".join(filter(None, (note, above))), known=self.known)


def _sentence(statement: Statement) -> str:
    shown = best_evidence(statement)
    return " ".join(shown.text.split()) if shown else statement.id
