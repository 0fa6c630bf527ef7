"""Statements made by hand: who said what on which day of March 2025, and which outlet told it when."""

from datetime import UTC, date, datetime, time, timedelta

from bot.model import Commitment, Rank, Span, Stance, Statement, Voice, fingerprint

FIRST = date(2025, 3, 1)

PEOPLE = {
    "president": ("Ivan Petrenko", Rank.PRINCIPAL),
    "minister": ("Olha Stefanenko", Rank.MINISTER),
    "envoy": ("Stepan Hnatov", Rank.ENVOY),
    "spokesman": ("Dmytro Peskenko", Rank.SPOKESPERSON),
    "official": ("Bohdan Melnyk", Rank.OFFICIAL),
}


def day(number: int) -> date:
    """Return the day of that number, 1 being the first of March 2025."""
    return FIRST + timedelta(days=number - 1)


def noon(number: int, hour: int = 12) -> datetime:
    """Return noon of the day of that number."""
    return datetime.combine(day(number), time(hour), UTC)


def said(
    on: int,
    who: str,
    stance: str,
    via: str = "reuters",
    *,
    quote: str = "",
    text: str = "",
    out: int | None = None,
    hour: int = 12,
    voice: Voice | None = None,
    actor: str = "alba",
    topic: str = "truce",
    doc: str = "",
    origin: str | None = None,
    condition: str | None = None,
    quantity: str | None = None,
    commitment: Commitment = Commitment.STATED,
    confidence: float = 1.0,
    old: bool = False,
    act: bool = False,
    undated: bool = False,
    person: str | None = "",
    speaker: str = "",
    party: str | None = None,
    title: str = "",
) -> Statement:
    """Return what `who` (a key of PEOPLE, "article" for the article's own words, else a name) said on day `on`.

    `via` is the outlet and, unless given, the origin; `out` the day it was published, the day said by default.
    """
    name, rank = PEOPLE.get(who, (None if who == "article" else who, Rank.BODY))
    known = who in PEOPLE
    published = noon(on if out is None else out, hour)
    words = quote or text
    doc = doc or fingerprint(on, who, stance, via, words, published, actor, topic)
    kind = voice or (Voice.NARRATED if who == "article" else Voice.OWN)
    evidence = (Span("text", 0, len(words), words),) if words else ()
    return Statement(
        id=fingerprint(doc, actor, name, topic, stance, kind, condition, quantity), doc=doc, actor=actor, topic=topic,
        stance=Stance(stance), voice=kind, evidence=evidence, said_on=day(on), speaker=speaker or name,
        person=(who if known else None) if person == "" else person, party=party, rank=rank,
        quotes=(Span("text", 0, len(quote), quote),) if quote else (), condition=condition, quantity=quantity,
        commitment=commitment, confidence=confidence, old=old, implements=act, outlet=via,
        origin=via if origin is None else origin, published=None if undated else published, title=title,
    )  # fmt: skip


def other(on: int, by: str, stance: str, **options: object) -> Statement:
    """Return what somebody else says of the party's stance."""
    return said(on, by, stance, voice=Voice.OTHER, **options)  # type: ignore[arg-type]
