"""The words of the domain as frozen values; nothing here knows a clock, a database, a network or a chat.

Times are aware `datetime`s in UTC; `said_on` is a calendar `date`, since texts rarely say more. Ids are short
hashes of what a value says, so the same input always gives the same ids.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum


def fingerprint(*parts: object, length: int = 12) -> str:
    """Return a short, stable hex id of the parts (SHA-256 over their texts, separated by U+001F)."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:length]


class Stance(StrEnum):
    """What a party takes towards a proposition, or (the last three) how it assesses the talks."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    CONDITIONAL = "conditional"
    NONCOMMITTAL = "noncommittal"
    POSITIVE = "positive"
    GUARDED = "guarded"
    NEGATIVE = "negative"


class TopicKind(StrEnum):
    """A proposition one can be for or against, or an assessment with a scale of its own."""

    PROPOSITION = "proposition"
    ASSESSMENT = "assessment"


STANCES = {
    TopicKind.PROPOSITION: (Stance.SUPPORT, Stance.CONDITIONAL, Stance.NONCOMMITTAL, Stance.OPPOSE),
    TopicKind.ASSESSMENT: (Stance.POSITIVE, Stance.GUARDED, Stance.NEGATIVE),
}


class Voice(StrEnum):
    """Whose words show the stance: the party's, the article's own, or somebody else's about the party."""

    OWN = "own"
    NARRATED = "narrated"
    OTHER = "other"


class Commitment(StrEnum):
    """How firmly a stance is put; a change of it alone is never a reversal."""

    FIRM = "firm"
    STATED = "stated"
    HEDGED = "hedged"


class Rank(StrEnum):
    """How high a speaker stands in the party; `principal` is the head of state, government or organisation."""

    PRINCIPAL = "principal"
    MINISTER = "minister"
    ENVOY = "envoy"
    SPOKESPERSON = "spokesperson"
    OFFICIAL = "official"
    BODY = "body"

    @property
    def weight(self) -> int:
        """Return 6 for a principal down to 1 for an unnamed body of the party."""
        return len(Rank) - list(Rank).index(self)


class QuoteKind(StrEnum):
    """How an attribution reports: in quotation marks, in the reporter's words, or both."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


# Documents and what is read out of them


@dataclass(frozen=True, slots=True)
class Span:
    """A verbatim stretch of a document: `text == getattr(document, field)[start:end]`, always."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article as it is read: title and text exactly as given, offsets refer to them."""

    id: str
    title: str
    text: str
    url: str = ""
    source: str = ""
    published: datetime | None = None
    published_is_date: bool = False

    def slice(self, name: str, start: int, end: int) -> Span:
        """Return the span of field `name` ("title" or "text") from `start` to `end`."""
        whole = self.title if name == "title" else self.text
        return Span(name, start, end, whole[start:end])


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a document names an actor: `actor` is a party's or a person's id in the dossier."""

    actor: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who said what: source, cue and content spans; `resolved` is the speaker's name after co-reference."""

    content: tuple[Span, ...]
    kind: QuoteKind
    source: Span | None = None
    resolved: str | None = None
    cue: Span | None = None
    chain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A place in an article where a party takes a stance on a topic (the unit of the codebook).

    `speaker` is the name as a reader would know it ("Dmitry Peskov", "US officials"), `person` its id in the
    dossier where it has one, `party` the party that the speaker speaks for, if any (for voice `other` it differs
    from `actor`). `evidence` holds whole sentences, `quotes` the speaker's verbatim words within them, `triggers`
    the words that the rules fired on. `chain` names the outlets between speaker and article, nearest first.
    """

    id: str
    doc: str
    actor: str
    topic: str
    stance: Stance
    voice: Voice
    evidence: tuple[Span, ...]
    said_on: date
    speaker: str | None = None
    person: str | None = None
    party: str | None = None
    rank: Rank = Rank.BODY
    rules: tuple[str, ...] = ()
    triggers: tuple[Span, ...] = ()
    quotes: tuple[Span, ...] = ()
    chain: tuple[str, ...] = ()
    condition: str | None = None
    addressee: str | None = None
    quantity: str | None = None
    commitment: Commitment = Commitment.STATED
    confidence: float = 1.0
    old: bool = False
    implements: bool = False
    # where it was found; filled in by the pipeline
    outlet: str = ""
    title: str = ""
    url: str = ""
    published: datetime | None = None
    origin: str = ""
    story: str = ""

    @property
    def counts(self) -> bool:
        """Return whether it counts towards the party's position."""
        return self.voice is not Voice.OTHER

    @property
    def direct(self) -> bool:
        """Return whether the evidence holds the speaker's own words in quotation marks."""
        return bool(self.quotes)


def statement_id(doc: str, actor: str, speaker: str | None, topic: str, stance: Stance, voice: Voice) -> str:
    """Return the id of the one record per (article, actor, speaker, topic, stance, voice)."""
    return fingerprint(doc, actor, speaker or "", topic, stance, voice, length=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A quantity that an article gives of a topic, whoever says it: "a 20-point plan", "the plan was cut to 20 points".

    `number` is a decimal, `unit` what is counted, in the singular. `at` is the quantity as it is written, `evidence`
    the sentence; `changed` is true where that says that the topic has come to this number. `speaker`, `person` and
    `party` are None where the article gives it by itself; `actor` is then the party whose statement the sentence is.
    `statements` are the ids of the statements on the topic in the same sentence, or by the same speaker. `called` is
    what the number is called where people have set it right.
    """

    id: str
    doc: str
    topic: str
    number: str
    unit: str
    at: Span
    evidence: Span
    said_on: date
    rule: str
    changed: bool = False
    actor: str = ""
    speaker: str | None = None
    person: str | None = None
    party: str | None = None
    chain: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    outlet: str = ""
    title: str = ""
    url: str = ""
    published: datetime | None = None
    called: str = ""

    @property
    def words(self) -> str:
        """Return the number as it is written, or as it was set right: "20-point"."""
        return self.called or self.at.text

    @property
    def holder(self) -> str:
        """Return the party that gives the number, or of whose statement it is a part; "" for the article itself."""
        return self.party or self.actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was read out of one document, in text order."""

    doc: str
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    statements: tuple[Statement, ...] = ()
    figures: tuple[Figure, ...] = ()


# Feeds and items


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a feed; `text` is the full article where `full` is true, else the feed's summary.

    `outlet` is who published it (the feed's name, or the entry's own `<source>`), "" where unknown. `dropped` is the
    fingerprint of a text that is not kept any longer, so that the same text is known when it is offered again.
    """

    id: str
    feed: str
    url: str
    title: str
    text: str
    outlet: str = ""
    published: datetime | None = None
    published_is_date: bool = False
    fetched: datetime | None = None
    full: bool = False
    story: str = ""
    dropped: str = ""

    def document(self) -> Document:
        """Return the item as the document that is read."""
        return Document(
            id=self.id, title=self.title, text=self.text, url=self.url, source=self.outlet,
            published=self.published, published_is_date=self.published_is_date,
        )  # fmt: skip


UNKNOWN = "unknown:"
"""What the origin of a statement begins with whose outlet nobody knows."""


def independent(origins: Iterable[str]) -> int:
    """Return how many of the origins are independent; unknown ones corroborate nobody and are one at most."""
    distinct = set(origins)
    known = sum(not origin.startswith(UNKNOWN) for origin in distinct)
    return known or min(len(distinct), 1)


# Derived: positions, shifts, divergences. They can be rebuilt from statements at any time.


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many statements the parts of a position have, and which outlets and origins carry the stance.

    `printed` has the names that are printed beside each origin.
    """

    statements: int
    dissent: int
    earlier: int
    outlets: tuple[str, ...]
    printed: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A party's current stance on a topic, as of a moment, with every statement that was weighed.

    `statements` carry the stance: first the one that decides, then the newest said first. `dissent` are the party's
    other statements within the window, `earlier` those superseded or set aside (old quotes, unsure readings),
    `characterisations` what others say of it (they never decide).
    `mixed` is true where officials of the party differ within the window; `stance` is then that of the weightiest.
    `tally` is None where every statement is there; else each part has the first ones only, and it says how many are.
    """

    actor: str
    topic: str
    stance: Stance
    since: date
    last_said: date
    statements: tuple[Statement, ...]
    condition: str | None = None
    commitment: Commitment = Commitment.STATED
    mixed: bool = False
    dissent: tuple[Statement, ...] = ()
    earlier: tuple[Statement, ...] = ()
    characterisations: tuple[Statement, ...] = ()
    tally: Tally | None = None

    @property
    def lead(self) -> Statement:
        """Return the statement that decides the position."""
        return self.statements[0]

    @property
    def outlets(self) -> tuple[str, ...]:
        """Return the outlets that carry the stance, sorted."""
        return self.tally.outlets if self.tally else tuple(sorted({s.outlet for s in self.statements}))

    @property
    def origins(self) -> tuple[str, ...]:
        """Return the independent origins of the stance, sorted."""
        return tuple(sorted(self.tally.printed)) if self.tally else tuple(sorted({s.origin for s in self.statements}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of one party on one topic, cut to what answers show of it.

    `position` has its first statements and a tally, and is None where only others speak of it; `others` are the newest
    of the `claims` statements in which they do. `number` counts all statements, in `outlets`, said in this period.
    """

    actor: str
    topic: str
    position: Position | None
    others: tuple[Statement, ...]
    claims: int
    number: int
    outlets: tuple[str, ...]
    first: date
    last: date


class ShiftKind(StrEnum):
    """What kind of change a shift is."""

    REVERSAL = "reversal"
    OPENED = "opened"
    HARDENED = "hardened"
    SOFTENED = "softened"
    HEDGED = "hedged"


class ShiftStatus(StrEnum):
    """How well a shift is established."""

    SIGNALLED = "signalled"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A position that changed; `before_statement` and `statements[0]` are its two quotes."""

    id: str
    actor: str
    topic: str
    before: Stance
    after: Stance
    kind: ShiftKind
    status: ShiftStatus
    signalled_at: datetime
    statements: tuple[Statement, ...]
    before_statement: Statement
    confirmed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: Statement | None = None


class DivergenceKind(StrEnum):
    """In what two accounts differ."""

    ASSESSMENT = "assessment"
    STANCE = "stance"
    ORDER = "order"
    CONDITION = "condition"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One party's account within a divergence.

    Of numbers, a side is told by `figures`; it has statements, and a stance, only where it takes one as well, and its
    `actor` is "" where articles give the number by themselves.
    """

    actor: str
    stance: Stance | None
    statements: tuple[Statement, ...]
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Divergence:
    """Accounts of the same thing that do not fit together, each side with its statements."""

    id: str
    round: str
    topic: str
    kind: DivergenceKind
    sides: tuple[Side, ...]


# What is told: alerts, cards, deliveries


class AlertKind(StrEnum):
    """Why something is worth telling."""

    SHIFT = "shift"
    DIVERGENCE = "divergence"
    STATEMENT = "statement"
    COVERAGE = "coverage"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class Heading:
    """A title within a card."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A verbatim sentence with its provenance, ready to be shown; `label` says what it proves.

    `note` says how it counts ("what others say", "as the article states it"), `said_on` is "" where unknown.
    """

    text: str
    speaker: str
    outlet: str
    said_on: str
    url: str
    id: str = ""
    label: str = ""
    chain: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as `columns`."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short lines."""

    items: tuple[str, ...]


Block = Heading | Paragraph | Quote | Table | Bullets


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something that a reader can do with a card, as a button: `name` says what ("evidence"), `value` to what."""

    name: str
    label: str
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture (PNG) with a file name, and the words that say the same."""

    name: str
    alt: str
    png: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Neutral content of a message; each chat renders it.

    What a `struck` card says does not hold any more: it is shown, struck through where a chat can do that; below it
    stands, as ever, what took it back. `dossier` is what its actions are about, "" for the one its channel follows.
    """

    title: str
    blocks: tuple[Block, ...] = ()
    url: str = ""
    footer: str = ""
    kind: str = ""
    actions: tuple[Action, ...] = ()
    image: Image | None = None
    struck: bool = False
    stands: tuple[Block, ...] = ()
    dossier: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One thing that an alert tells of, as routing needs it: whose position on what, by whose word and report."""

    actor: str
    topic: str
    rank: Rank = Rank.BODY
    outlet: str = ""
    origins: int = 1
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """Something worth telling, once: what, about whom, in which story, and the card that tells it.

    `actor` and `topic` are those of its most important subject; `updates` is the id of the alert it adds to.
    `beside` is a shorter card for channels that also get the alerts `quoted_in`, which quote what it leaves out.
    """

    id: str
    at: datetime
    kind: AlertKind
    card: Card
    actor: str = ""
    topic: str = ""
    story: str = ""
    updates: str | None = None
    dossier: str = ""
    subjects: tuple[Subject, ...] = ()
    beside: Card | None = None
    quoted_in: tuple[str, ...] = ()


class Manner(StrEnum):
    """How a delivery stands to the first message that the channel got on its subject; new where there is none.

    A reply to what is in another subject's thread itself stands in that thread too (`Delivery.under`).
    """

    NEW = "new"
    """A message of its own."""
    REPLY = "reply"
    """In the thread under it."""
    EDIT = "edit"
    """In its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One card to one channel: a row of the outbox; `key` is the idempotency key.

    `kind` is what is told ("shift", "digest"); `published` is when the newest article in it was published, from which
    its lag counts. `under` is the subject in whose thread it stands where that is not its own.
    """

    key: str
    channel: str
    card: Card
    created: datetime
    subject: str = ""
    kind: str = ""
    manner: Manner = Manner.NEW
    under: str = ""
    published: datetime | None = None
    attempts: int = 0
    sequence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A delivery as it is handed to a chat.

    `root` is what the platform calls the first message that the channel got on the subject, "" where there is none.
    `again` is true where the card may be in the channel already, since an earlier try ended without an answer.
    """

    delivery: Delivery
    root: str = ""
    again: bool = False


_NEVER = datetime.min.replace(tzinfo=UTC)
"""Stands before every time of publication."""


def in_order(statements: Iterable[Statement]) -> list[Statement]:
    """Return the statements by the day said, then publication, then id: one order for every consumer."""
    return sorted(statements, key=lambda s: (s.said_on, s.published or _NEVER, s.id))
