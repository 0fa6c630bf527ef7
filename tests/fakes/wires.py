"""A small dossier with agencies, and short ways to write statements and items about it, for tests."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.dossier import Dossier
from bot.model import Item, Rank, Span, Stance, Statement, Voice, statement_id

DAY = date(2025, 12, 20)
NOON = datetime(2025, 12, 20, 12, tzinfo=UTC)


def _feed(key: str, name: str, *aliases: str) -> dict[str, Any]:
    return {"id": key, "name": name, "aliases": aliases, "url": f"https://{key}.test/rss", "country": "XX",
            "kind": "agency", "state_owned": False}  # fmt: skip


def _person(key: str, name: str, party: str | None, role: str, rank: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "name": name, "speaks_for": party, "role": role, "rank": rank} | more


DOSSIER = Dossier.model_validate(
    {
        "id": "talks",
        "title": "The talks",
        "about": "Talks on ending a war.",
        "parties": [
            {"id": "russia", "name": "Russia", "adjectives": ["Russian"], "institutions": ["Kremlin"]},
            {"id": "ukraine", "name": "Ukraine"},
            {"id": "us", "name": "United States", "names": ["US"], "institutions": ["State Department"]},
            {"id": "hungary", "name": "Hungary"},
        ],
        "people": [
            _person("dmitriev", "Kirill Dmitriev", "russia", "presidential envoy", "envoy"),
            _person("peskov", "Dmitry Peskov", "russia", "Kremlin spokesman", "spokesperson", aliases=["Peskov"]),
            _person("putin", "Vladimir Putin", "russia", "president", "principal", since="2012-05-07"),
            _person("rubio", "Marco Rubio", "us", "Secretary of State", "minister", since="2025-01-21"),
            _person("orban", "Viktor Orban", "hungary", "prime minister", "principal"),
            _person("elder", "Ivan Petrov", "russia", "envoy", "envoy"),
            _person("younger", "Oleg Petrov", "russia", "envoy", "envoy"),
        ],
        "topics": [
            {"id": "ceasefire", "name": "Ceasefire", "proposition": "There is a ceasefire now."},
            {"id": "territory", "name": "Territory", "proposition": "Territory is given up."},
            {"id": "talks-progress", "name": "Talks progress", "kind": "assessment", "proposition": "How talks go."},
        ],
        "feeds": [
            _feed("tass", "TASS", "TASS news agency", "ТАСС"),
            _feed("al-jazeera", "Al Jazeera", "Al Jazeera English"),
            _feed("cgtn", "CGTN"),
            _feed("ani", "ANI"),
        ],
        "outlets": [{"id": "izvestia", "name": "Izvestia", "kind": "paper"}],
        "rounds": [
            {"id": "miami", "name": "Miami, December", "place": "Miami", "first": "2025-12-19", "last": "2025-12-21",
             "parties": ["us", "russia"]},
        ],
    }
)  # fmt: skip


def say(doc: str, *quotes: str, **changes: Any) -> Statement:
    """Return what Dmitriev says in an article of CGTN, positive on the talks, with the quotes in one sentence."""
    sentence = changes.pop("sentence", "") or "He said: " + " and ".join(f"“{q}”" for q in quotes)
    spans = [Span("text", start := sentence.index(q), start + len(q), q) for q in quotes]
    base = Statement(
        id="", doc=doc, actor="russia", topic="talks-progress", stance=Stance.POSITIVE, voice=Voice.OWN,
        evidence=(Span("text", 0, len(sentence), sentence),), quotes=tuple(spans), said_on=DAY, rank=Rank.ENVOY,
        speaker="Kirill Dmitriev", person="dmitriev", party="russia", outlet="CGTN", origin="cgtn", story=doc,
        published=NOON, url=f"https://news.test/{doc}", title=f"Report {doc}",
    )  # fmt: skip
    made = replace(base, **changes)
    return replace(made, id=statement_id(made.doc, made.actor, made.speaker, made.topic, made.stance, made.voice))


def narrated(doc: str, sentence: str, **changes: Any) -> Statement:
    """Return what an article states by itself, by default that Russia is for a ceasefire."""
    about = {"topic": "ceasefire", "stance": Stance.SUPPORT, "voice": Voice.NARRATED}
    return say(doc, sentence=sentence, **(about | {"speaker": None, "person": None, "rank": Rank.BODY} | changes))


def item(key: str, text: str = "", title: str = "", *, hours: float = 0, **changes: Any) -> Item:
    """Return an item of CGTN, read whole, published so many hours after noon."""
    base = Item(id=key, feed="cgtn", url=f"https://news.test/{key}", title=title or f"Report {key}", text=text,
                outlet="CGTN", published=NOON + timedelta(hours=hours), full=True)  # fmt: skip
    return replace(base, **changes)
