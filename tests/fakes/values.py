"""Short ways to write domain values in tests, and hypothesis strategies of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.model import (
    Alert,
    AlertKind,
    Bullets,
    Card,
    Commitment,
    Delivery,
    Heading,
    Item,
    Paragraph,
    Quote,
    Rank,
    Span,
    Stance,
    Statement,
    Table,
    Voice,
    statement_id,
)

NOON = datetime(2025, 12, 22, 12, tzinfo=UTC)


def at(hours: float) -> datetime:
    """Return noon of 22 December 2025 and so many hours more."""
    return NOON + timedelta(hours=hours)


def make_item(key: str = "i1", **changes: Any) -> Item:
    """Return an item of feed "wire", published and fetched at noon."""
    base = Item(id=key, feed="wire", url=f"https://wire.test/{key}", title=f"Title {key}", text=f"Text of {key}.",
                outlet="Wire", published=NOON, fetched=NOON)  # fmt: skip
    return replace(base, **changes)


def make_statement(doc: str = "i1", **changes: Any) -> Statement:
    """Return a statement of actor "north" for a ceasefire, with the id that belongs to it."""
    said = "We support a ceasefire."
    base = Statement(id="", doc=doc, actor="north", topic="ceasefire", stance=Stance.SUPPORT, voice=Voice.OWN,
                     evidence=(Span("text", 0, len(said), said),), said_on=date(2025, 12, 22), speaker="Ann North",
                     party="north", published=NOON, outlet="Wire", origin="wire", story=doc)  # fmt: skip
    made = replace(base, **changes)
    key = statement_id(made.doc, made.actor, made.speaker, made.topic, made.stance, made.voice)
    return made if made.id else replace(made, id=key)


def make_card(title: str = "A card") -> Card:
    """Return a card with one paragraph."""
    return Card(title=title, blocks=(Paragraph("It says so."),))


def make_delivery(key: str, channel: str = "console:main", **changes: Any) -> Delivery:
    """Return a delivery made at noon."""
    return replace(Delivery(key=key, channel=channel, card=make_card(key), created=NOON), **changes)


def make_alert(key: str = "a1", **changes: Any) -> Alert:
    """Return an alert of noon."""
    return replace(Alert(id=key, at=NOON, kind=AlertKind.STATEMENT, card=make_card(key), dossier="d"), **changes)


texts = st.text(max_size=30)  # any code point but surrogates
_moments = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
_spans = st.builds(Span, st.sampled_from(["title", "text"]), st.integers(0, 9999), st.integers(0, 9999), texts)
_several = st.lists(_spans, max_size=3).map(tuple)
_words = st.lists(texts, max_size=3).map(tuple)
_bound = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)

blocks = st.one_of(
    st.builds(Heading, texts),
    st.builds(Paragraph, texts),
    st.builds(Quote, text=texts, speaker=texts, outlet=texts, said_on=texts, url=texts, chain=_words, note=texts),
    st.builds(Table, _words, st.lists(_words, max_size=3).map(tuple)),
    st.builds(Bullets, _words),
)
cards = st.builds(
    Card, title=texts, blocks=st.lists(blocks, max_size=4).map(tuple), url=texts, footer=texts, kind=texts
)
statements = st.builds(
    Statement,
    id=st.uuids().map(lambda key: key.hex[:8]),
    doc=st.just("i1"),
    actor=st.sampled_from(["north", "south"]),
    topic=st.sampled_from(["ceasefire", "territory"]),
    stance=st.sampled_from(Stance),
    voice=st.sampled_from(Voice),
    evidence=_several,
    said_on=st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    speaker=st.none() | _bound,
    person=st.none() | st.just("ann"),
    party=st.none() | st.just("north"),
    rank=st.sampled_from(Rank),
    rules=_words,
    triggers=_several,
    quotes=_several,
    chain=_words,
    condition=st.none() | _bound,
    addressee=st.none() | _bound,
    quantity=st.none() | _bound,
    commitment=st.sampled_from(Commitment),
    confidence=st.floats(0, 1),
    old=st.booleans(),
    implements=st.booleans(),
    outlet=_bound,
    title=_bound,
    url=_bound,
    published=st.none() | _moments,
    origin=_bound,
    story=_bound,
)
