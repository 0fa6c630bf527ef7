from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fakes.miami import CEASEFIRE, DOSSIER, ITEM, NOW, NUMBERS, PESKOV, PUTIN, STATEMENTS
from fakes.words import english

from bot.chat.console import render_text
from bot.commands.desk import Archive, Desk, Memory, Stored
from bot.commands.registry import respond
from bot.model import Statement, Voice, in_order
from bot.store.database import Store, open_store
from bot.store.feeds import FeedState, save_feed_state
from bot.store.figures import save_figures
from bot.store.items import save_items
from bot.store.statements import save_statements

STATE = FeedState(dossier="ukraine", feed="cgtn", url="https://feeds.example/cgtn.xml", last_status=200)


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite:///:memory:")
    with opened.write() as conn:
        for doc in sorted({one.doc for one in STATEMENTS}):
            save_statements(conn, "ukraine", doc, [one for one in STATEMENTS if one.doc == doc])
        save_figures(conn, "ukraine", "003", NUMBERS)
        save_items(conn, "ukraine", [ITEM])
        save_feed_state(conn, STATE)
    yield opened
    opened.close()


@pytest.fixture(params=["memory", "store"])
def archive(request: pytest.FixtureRequest, store: Store) -> Archive:
    return Memory(STATEMENTS, (STATE,), (ITEM,), NUMBERS) if request.param == "memory" else Stored(store, "ukraine")


def desk(archive: Archive, now: datetime = NOW) -> Desk:
    return Desk(dossier=DOSSIER, now=now, archive=archive)


def _told(one: Statement, first: date, last: date) -> bool:
    return one.published is not None and first <= one.published.date() <= last


def test_memory_and_store_read_alike(archive: Archive) -> None:
    assert [one.id for one in archive.statements()] == [one.id for one in in_order(STATEMENTS)]
    assert {one.id for one in archive.statements(actor="russia", topic="ceasefire", until=NOW)} >= {CEASEFIRE.id}
    claims = [one for one in in_order(STATEMENTS) if one.voice is Voice.OTHER and one.party and one.party != one.actor]
    assert {one.party for one in claims}
    for party in {one.party or "" for one in claims}:
        assert list(archive.said_of_others(party)) == [one for one in claims if one.party == party]
    assert PESKOV.id not in {one.id for one in archive.statements(until=datetime(2025, 12, 22, tzinfo=UTC))}
    assert [one.id for one in archive.like(PESKOV.id)] == [PESKOV.id]
    assert PESKOV.id in {one.id for one in archive.like(PESKOV.id[:2])}
    assert not archive.like("%")
    assert not archive.like(PESKOV.id, until=datetime(2025, 12, 22, tzinfo=UTC))
    days = (date(2025, 12, 22), date(2025, 12, 26))
    near = [one for one in in_order(STATEMENTS) if days[0] <= one.said_on <= days[1] or _told(one, *days)]
    assert 0 < len(near) < len(STATEMENTS)
    assert [one.id for one in archive.between(*days)] == [one.id for one in near]
    now: dict[str, Any] = {"until": NOW, "today": NOW.date(), "most": 99}
    by_him = [one.id for one in STATEMENTS if one.person == PESKOV.person]
    number, found = archive.by_person(PESKOV.person or "", **now)
    assert (number, {one.id for one in found}) == (len(by_him), {*by_him})
    assert archive.by_person("nobody", **now) == (0, [])
    own = {one.id for one in STATEMENTS if one.counts and (one.actor, one.topic) == ("russia", "ceasefire")}
    assert {one.id for one in archive.newest_of([("russia", "ceasefire")], **now)} == own != set()
    counted = archive.sources(until=NOW, today=NOW.date())
    assert dict(counted) == dict(Counter((one.outlet, one.origin, one.chain) for one in STATEMENTS))
    begin, end = datetime(2025, 12, 20, tzinfo=UTC), datetime(2025, 12, 26, 12, tzinfo=UTC)
    known = sorted(one.published for one in STATEMENTS if one.published)
    assert sorted(archive.published(begin, end, today=NOW.date())) == [at for at in known if begin <= at < end] != []
    assert archive.first_published() == known[0]
    many, few = NUMBERS
    wanted: tuple[dict[str, Any], ...] = (
        {},
        {"topic": many.topic},
        {"between": (many.said_on, many.said_on)},
        {"until": NOW},
    )
    for asked in wanted:
        assert {one.id for one in archive.figures(**asked)} == {many.id, few.id}, asked
    wanted = ({"topic": "ceasefire"}, {"between": (date(2020, 1, 1), date(2025, 1, 1))})
    for asked in wanted:
        assert not archive.figures(**asked), asked
    assert [one.id for one in archive.figures_like(many.id[:6])] == [many.id]
    assert not archive.figures_like("%")
    assert archive.figure_ids(until=NOW, today=NOW.date()) == {many.id, few.id}
    assert [one.last_status for one in archive.feeds()] == [200]
    assert [one.id for one in archive.items(since=datetime(2025, 12, 29, tzinfo=UTC), until=NOW)] == ["003"]
    assert list(archive.items(since=NOW, until=NOW)) == []


def test_memory_and_store_answer_alike(store: Store) -> None:
    for text in (
        "/positions russia",
        "/topic ceasefire",
        "/accounts",
        "/digest 2025-12-29",
        "/digest",
        f"/why {PUTIN.id}",
    ):
        assert respond(text, desk(Stored(store, "ukraine"))) == respond(
            text, desk(Memory(STATEMENTS, (), (ITEM,), NUMBERS))
        )


def test_a_desk_of_a_past_day_knows_nothing_later(archive: Archive) -> None:
    past = desk(archive).as_of(date(2025, 12, 21))
    assert past.today == date(2025, 12, 21)
    assert max(one.published for one in past.statements() if one.published) < datetime(2025, 12, 21, 22, tzinfo=UTC)
    assert desk(archive).as_of(None).now == NOW
    assert desk(archive).as_of(date(2030, 1, 1)).now == NOW


def test_what_is_said_to_be_said_later_than_today_is_not_told() -> None:
    odd = replace(PESKOV, said_on=date(2026, 3, 1))
    assert desk(Memory((odd,))).statements() == ()


def test_the_digest_of_a_day_watches_what_its_articles_announce() -> None:
    watched = replace(desk(Memory(STATEMENTS, (), (ITEM, replace(ITEM, id="elsewhere")))), words=english())
    shown = render_text(respond("/digest 2025-12-29", watched))
    assert "Ukraine talks: 29 Dec 2025" in shown
    assert shown.count("Talks will continue on January 5 in Geneva.") == 1
    assert "Talks will continue" not in render_text(
        respond("/digest 2025-12-29", desk(Memory(STATEMENTS, (), (ITEM,), NUMBERS)))
    )
