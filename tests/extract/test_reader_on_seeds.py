"""What the five shipped articles say, as far as anybody who reads them would agree: key facts only."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.checking import load_dossier
from bot.extract.reader import Reader
from bot.model import Document, Reading, Stance, Statement, Voice
from bot.seeds import load_seeds
from bot.settings import ReadingRules

ROOT = Path(__file__).parents[2]


@cache
def readings() -> dict[str, Reading]:
    reader = Reader(load_dossier("ukraine", ROOT / "config"), ReadingRules(), ROOT / "config")
    found = {}
    for entry in load_seeds(ROOT / "seeds"):
        day = entry.published
        at = day.astimezone(UTC) if isinstance(day, datetime) else datetime(day.year, day.month, day.day, tzinfo=UTC)
        document = Document(
            id=entry.id, title="", text=entry.text(), source=entry.outlet or "", published=at,
            published_is_date=not isinstance(day, datetime),
        )  # fmt: skip
        found[entry.id] = reader.read(document)
    return found


def said(seed: str, **where: Any) -> list[Statement]:
    return [s for s in readings()[seed].statements if all(getattr(s, name) == value for name, value in where.items())]


@pytest.mark.parametrize(
    ("seed", "actor", "topic", "stance", "where"),
    [
        ("seed-000", "russia", "talks-progress", "guarded", {"person": "peskov", "voice": Voice.OWN}),
        ("seed-000", "us", "talks-progress", "positive", {"person": "witkoff", "voice": Voice.OWN}),
        ("seed-001", "russia", "talks-progress", "positive", {"person": "dmitriev", "voice": Voice.OWN}),
        ("seed-001", "us", "talks-progress", "guarded", {"person": "rubio", "voice": Voice.OWN}),
        ("seed-001", "ukraine", "security-guarantees", "support", {}),
        ("seed-002", "russia", "talks-progress", "positive", {"person": "dmitriev", "voice": Voice.OWN}),
        ("seed-002", "us", "talks-progress", "guarded", {"person": "rubio"}),
        ("seed-003", "russia", "ceasefire", "conditional", {}),
        ("seed-004", "russia", "territory", "support", {"person": "putin"}),
        ("seed-004", "ukraine", "territory", "oppose", {}),
        ("seed-004", "ukraine", "talks-progress", "positive", {"person": "zelenskyy", "voice": Voice.OWN}),
    ],
)
def test_an_article_shows_what_its_readers_see(
    seed: str, actor: str, topic: str, stance: str, where: dict[str, Any]
) -> None:
    found = said(seed, actor=actor, topic=topic, stance=Stance(stance), **where)
    assert any(one.counts for one in found), [(s.actor, s.stance, s.voice) for s in said(seed, topic=topic)]


def test_who_reported_it_is_in_the_chain() -> None:
    (peskov,) = said("seed-000", person="peskov", stance=Stance.GUARDED)
    assert "Izvestia" in peskov.chain
    (dmitriev,) = said("seed-001", person="dmitriev", stance=Stance.POSITIVE)
    assert dmitriev.chain == ("TASS",)


def test_the_order_of_agreement_and_ceasefire_is_the_condition() -> None:
    (one,) = [s for s in said("seed-003", actor="russia", topic="ceasefire") if s.counts]
    assert one.stance is Stance.CONDITIONAL
    assert one.condition is not None
    assert "peace agreement" in one.condition


def test_direct_words_are_quoted() -> None:
    quotes = [q.text for s in said("seed-002", person="dmitriev") for q in s.quotes]
    assert any(quote.startswith("Discussions are being conducted constructively") for quote in quotes)


def test_what_orban_says_of_others_is_not_their_stance() -> None:
    telling = [s for s in readings()["seed-000"].statements if "Orban said" in s.evidence[0].text]
    assert [s for s in telling if s.actor in {"eu", "us", "nato"} and s.counts] == []


def test_what_experts_say_of_the_parties_is_not_their_stance() -> None:
    telling = [
        s
        for s in readings()["seed-003"].statements
        if "Fesenko noted" in s.evidence[0].text or "Experts" in s.evidence[0].text
    ]
    assert [s for s in telling if s.counts] == []


def test_no_stance_is_taken_by_a_mere_mention_or_an_agentless_passive() -> None:
    incorporated = [
        s for s in readings()["seed-000"].statements if any("90 percent" in e.text for e in s.evidence) and s.counts
    ]
    assert [s for s in incorporated if s.topic not in {"peace-plan", "talks-progress"}] == []


@pytest.mark.parametrize("seed", ["seed-000", "seed-001", "seed-002", "seed-003", "seed-004"])
def test_nobody_is_shown_for_and_against_one_thing_in_one_voice(seed: str) -> None:
    stances: dict[tuple[str, str, str | None], set[Stance]] = {}
    for one in readings()[seed].statements:
        if one.counts:
            stances.setdefault((one.actor, one.topic, one.speaker), set()).add(one.stance)
    assert not [key for key, found in stances.items() if {Stance.SUPPORT, Stance.OPPOSE} <= found]


def test_days_are_told_from_the_text() -> None:
    (dmitriev,) = said("seed-002", person="dmitriev", stance=Stance.POSITIVE)
    assert dmitriev.said_on == date(2025, 12, 20)
    (putin,) = said("seed-004", person="putin", topic="territory")
    assert putin.said_on <= date(2025, 12, 7)


def test_the_articles_tell_how_many_points_the_plan_has_and_that_it_was_cut() -> None:
    found = [
        (seed, one.number, one.unit, one.party, one.changed)
        for seed, reading in readings().items()
        for one in reading.figures
        if one.topic == "peace-plan"
    ]
    assert sorted(found, key=str) == [
        ("seed-000", "20", "point", "ukraine", False),
        ("seed-000", "90", "percent of demand", "ukraine", False),
        ("seed-001", "20", "point", None, False),
        ("seed-002", "20", "point", None, True),
        ("seed-002", "28", "point", None, False),
    ]
    for reading in readings().values():
        assert all(one.at.text in one.evidence.text for one in reading.figures)
