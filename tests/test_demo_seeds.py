"""The demo: the seed articles all the way, from RSS on loopback to alerts, digest and answers."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from fakes.command_line import ROOT, CommandLine, Done

from bot.app import Setup, desk, opened
from bot.checking import load_dossier
from bot.commands.command import Request
from bot.commands.desk import Desk
from bot.commands.registry import answer
from bot.demo import HOST, appears, feed, page
from bot.model import Paragraph, Position, Quote, Stance, Statement, Table, Voice
from bot.seeds import load_seeds, load_tour
from bot.settings import Environment, load_settings
from bot.store.database import Store
from bot.store.items import items
from bot.store.statements import statements

SEEDS = ROOT / "seeds"
DEMO = "ukraine"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty folder to run the demo in."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def shown(home: Path) -> Done:
    """Return what the demo shows; it keeps what it read in kept.db."""
    return CommandLine(home)("demo", "--keep", "kept.db")


@pytest.fixture(scope="module")
def store(shown: Done, home: Path) -> Iterator[Store]:
    """Return the store that the demo kept."""
    assert shown.status == 0, shown.err
    with opened(f"sqlite:///{home / 'kept.db'}") as kept:
        yield kept


@pytest.fixture(scope="module")
def known(store: Store) -> list[Statement]:
    """Return every statement that was read."""
    with store.read() as conn:
        return statements(conn, DEMO)


@pytest.fixture(scope="module")
def at(store: Store) -> Desk:
    """Return the desk at the end of the demo."""
    root = ROOT / "config"
    setup = Setup(root=root, settings=load_settings(root), environment=Environment())
    return desk(setup, load_dossier(DEMO, root), store, now=datetime(2025, 12, 30, 12, tzinfo=UTC))


def position(at: Desk, actor: str, topic: str) -> Position:
    """Return the position of the actor on the topic."""
    (found,) = at.positions(actor=actor, topic=topic)
    return found


def test_demo_ends_well_and_says_nothing_of_errors(shown: Done) -> None:
    assert shown.status == 0, shown.err
    assert shown.err.splitlines() == ['To ask more: DATABASE_URL=sqlite:///kept.db parley ask "/help"']


def test_twice_in_a_row_gives_the_same_bytes(shown: Done, home: Path) -> None:
    again = CommandLine(home).anew("demo")
    assert again.out == shown.out
    assert again.err == ""


def test_every_article_arrives_in_order_and_is_told(shown: Done) -> None:
    arrivals = re.findall(r"(?m)^>>> (\d+) Dec 2025.*: \d+ statements?, (\d+) alerts?$", shown.out)
    assert [day for day, _ in arrivals] == ["7", "21", "21", "23", "29"]
    assert all(int(alerts) > 0 for _, alerts in arrivals)


def test_digest_and_all_answers_follow(shown: Done) -> None:
    for question in load_tour(SEEDS).questions:
        assert f"\n>>> {question}\n" in shown.out
    assert "Not answered" not in shown.out
    assert "\nState of play\n" in shown.out


def test_links_lead_to_files_of_seeds_and_nothing_is_invented(shown: Done) -> None:
    links = set(re.findall(rf"http://{HOST}/([^\s]+)", shown.out))
    assert links == {entry.file for entry in load_seeds(SEEDS)}
    assert "outlet unknown" in shown.out
    assert "The articles of seeds" not in shown.out
    assert re.search(r":\d{4,5}/", shown.out) is None, "the port is not shown, since it is another every time"


def test_evidence_is_an_exact_part_of_its_article(known: list[Statement]) -> None:
    texts = {f"http://{HOST}/{entry.file}": entry for entry in load_seeds(SEEDS)}
    assert known
    for one in known:
        entry = texts[one.url]
        for span in (*one.evidence, *one.quotes, *one.triggers):
            assert span.text in (entry.text() if span.field == "text" else entry.headline or ""), (one.id, span)


def test_items_state_what_their_article_states(store: Store) -> None:
    with store.read() as conn:
        kept = {one.url.rpartition("/")[2]: one for one in items(conn, DEMO)}
    for entry in load_seeds(SEEDS):
        one = kept[entry.file]
        assert (one.title, one.outlet, one.full) == (entry.headline or "", entry.outlet or "", True)
        assert one.published_is_date is not isinstance(entry.published, datetime)
        assert one.published is not None
        assert one.published.date() == appears(entry).date()


def test_feed_is_rss_that_invents_nothing() -> None:
    entries = load_seeds(SEEDS)
    channel = Xml.fromstring(feed(entries)).find("channel")  # noqa: S314
    assert channel is not None
    found = channel.findall("item")
    assert len(found) == len(entries)
    for item, entry in zip(found, reversed(entries), strict=True):
        assert (item.findtext("title") or None) == entry.headline
        assert item.findtext("source") == entry.outlet
        assert (item.find("pubDate") is not None) is isinstance(entry.published, datetime)
    assert b"<title>" not in page(next(entry for entry in entries if entry.headline is None))


def test_readme_shows_what_the_demo_prints(shown: Done) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    found = re.search(r"(?s)part of its output:\n\n```text\n(.*?)```", readme)
    assert found is not None
    lines = set(shown.out.splitlines())
    assert [line for line in found[1].splitlines() if line not in lines and line != "[…]"] == []


def test_file_that_is_there_is_not_overwritten(home: Path, shown: Done) -> None:
    assert shown.status == 0
    assert "kept.db: is there already" in CommandLine(home)("demo", "--keep", "kept.db").refused()


# what a reader of the seeds must find


def test_officials_of_one_party_who_differ_are_mixed_signals(at: Desk) -> None:
    talks = position(at, "russia", "talks-progress")
    assert talks.mixed
    assert (talks.lead.person, talks.stance) == ("peskov", Stance.GUARDED)
    (other,) = {(one.person, one.stance) for one in talks.dissent if one.person}
    assert other == ("dmitriev", Stance.POSITIVE)


def test_condition_and_demand_of_one_party(at: Desk) -> None:
    ceasefire = position(at, "russia", "ceasefire")
    assert (ceasefire.stance, ceasefire.lead.voice) == (Stance.CONDITIONAL, Voice.NARRATED)
    assert "peace agreement" in (ceasefire.condition or "")
    territory = position(at, "russia", "territory")
    assert territory.stance is Stance.SUPPORT
    assert "putin" in {one.person for one in territory.statements}


def test_positions_of_the_other_party(at: Desk) -> None:
    assert position(at, "ukraine", "territory").stance is Stance.OPPOSE
    assert position(at, "ukraine", "security-guarantees").stance is Stance.SUPPORT


def test_words_about_another_capital_are_a_claim_and_no_position(at: Desk, known: list[Statement]) -> None:
    claims = [one for one in known if one.person == "orban"]
    assert {one.actor for one in claims} >= {"us"}
    assert {one.voice for one in claims if one.actor != "hungary"} == {Voice.OTHER}
    assert not [p for p in at.positions(actor="us") for s in p.statements if s.person == "orban"]


def test_one_remark_in_two_articles_is_one_origin(known: list[Statement]) -> None:
    said = [one for one in known if (one.person, one.topic, one.voice) == ("dmitriev", "talks-progress", Voice.OWN)]
    assert len({one.doc for one in said}) == 2
    assert {one.origin for one in said} == {"tass"}


def test_the_plan_is_told_to_have_been_cut_with_each_number_quoted_and_explained(at: Desk) -> None:
    accounts = answer(Request(command="accounts"), at)
    told = next(one for one in accounts.blocks if isinstance(one, Paragraph) and "numbers" in one.text)
    assert told.text == "Different numbers are given. The number is said to have changed to 20 points."
    numbers = {one.id: one for one in at.figures() if (one.topic, one.unit) == ("peace-plan", "point")}
    quoted = [one for one in accounts.blocks if isinstance(one, Quote) and one.id in numbers]
    assert [one.label for one in quoted] == ["United States: 28-point", "Articles: 20 points", "Ukraine: 20-point"]
    assert all(one.text == numbers[one.id].evidence.text for one in quoted)
    why = answer(Request(command="why", options={"id": quoted[1].id}), at)
    assert why.title == f"Why: Peace plan: 20 points [{quoted[1].id}]"
    assert any(isinstance(one, Table) and ("Number", "20, to which it is said to have come") in one.rows
               for one in why.blocks)  # fmt: skip
