"""Seals in the store: what is kept and answered is what follows from all statements, whatever came when."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from random import Random

import pytest
from fakes.corrections import set_right, struck
from fakes.histories import LINES
from fakes.scripted_reader import DOSSIER, ScriptedReader, says
from fakes.talking import PEOPLE, day, noon, said
from fakes.values import make_item
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

from bot import resume
from bot.amend import amend
from bot.app import MEMORY, opened
from bot.derive import cells_known, courses_known, derive_cells, rebuild
from bot.model import Statement
from bot.pipeline import process_item
from bot.positions.brief import kept
from bot.positions.course import Course, courses
from bot.positions.seals import cuts
from bot.positions.shifts import shifts
from bot.settings import PositionRules, Settings
from bot.store import seals as seal_rows
from bot.store.database import Store
from bot.store.echoes import forget_hashes, heard_of, note_hashes
from bot.store.items import drop_texts, save_items
from bot.store.schema import metadata
from bot.store.shifts import shifts as shifts_kept
from bot.store.statements import save_statements, statements, statements_of

RULES = PositionRules()
STANCES = ["support", "oppose", "conditional", "noncommittal"]
LATER = noon(200)
chances = st.builds(Random, st.integers(0, 10**9))


@pytest.fixture(scope="module", name="memory")
def _memory() -> Iterator[Store]:
    with pytest.MonkeyPatch.context() as patch, opened(MEMORY) as store:
        patch.setattr(resume, "cuts", partial(cuts, every=2, lag=timedelta(days=4)))
        patch.setattr(seal_rows, "_PAGE", 3)
        yield store


def article(number: int, chance: Random) -> list[Statement]:
    """Return the statements of an article, which may be undated, late, or tell again what was said long before."""
    on, out = chance.randint(1, 60), chance.choice([0, 0, 0, 1, 20])
    undated = chance.random() < 0.1
    made = [
        said(
            max(1, on - chance.choice([0, 0, 0, 2])), chance.choice([*PEOPLE, "article", "Peskenko"]),
            STANCES[on // 20 % 4] if chance.random() < 0.7 else chance.choice(STANCES), f"outlet-{number % 4}",
            out=on + out, topic=chance.choice(["ceasefire", "ceasefire", "territory"]), actor="north",
            quote=chance.choice(["", *LINES]), doc=f"doc{number}", undated=undated,
        )
        for _ in range(chance.randint(1, 2))
    ]  # fmt: skip
    return list({one.id: one for one in made}.values())


def come(conn: Connection, doc: str, theirs: Sequence[Statement]) -> None:
    """Have an article come, or come in another edition; an undated one is known when it comes."""
    former = {(one.actor, one.topic) for one in statements_of(conn, "d", doc)}
    save_statements(conn, "d", doc, theirs, known_at=noon(70))
    derive_cells(conn, "d", resume.resumed(conn, "d", former, rules=RULES), [doc], rules=RULES)


def seals(conn: Connection) -> int:
    """Return how many seals there are."""
    return int(conn.execute(text("SELECT count(*) FROM seals")).scalar_one())


def derived(conn: Connection) -> list[list[tuple[object, ...]]]:
    """Return the rows of what is kept, whatever their order."""
    return [sorted(map(tuple, conn.execute(text(f"SELECT * FROM {name}"))), key=repr) for name in ("cells", "shifts")]  # noqa: S608


def seen(found: Sequence[Course], first: int) -> list[tuple[object, ...]]:
    """Return where each party stood on each day from the first on, and when it said something."""
    days = [day(number) for number in range(first, 100)]
    stands = [
        (one.actor, one.topic, on, *[(s.stance, s.mixed, s.since, s.lead.id) for s in one.stands if s.on <= on][-1:])
        for one in found
        for on in days
    ]
    return [*stands, *((one.actor, one.topic, on) for one in found for on in one.said if on >= days[0])]


def differences(conn: Connection) -> list[tuple[object, object]]:
    """Return what is kept and what follows from all statements where they differ: now, as of any day, by a rebuild."""
    known = statements(conn, "d")
    pairs: list[tuple[object, object]] = [
        (cells_known(conn, "d", rules=RULES, until=LATER, today=LATER.date()), kept(known, rules=RULES)),
        (tuple(sorted(shifts_kept(conn, "d"), key=repr)), tuple(sorted(shifts(known, rules=RULES), key=repr))),
    ]
    for number in range(2, 90, 11):
        then = [one for one in statements(conn, "d", until=noon(number, 23)) if one.said_on <= day(number)]
        found = cells_known(conn, "d", rules=RULES, until=noon(number, 23), today=day(number))
        pairs.append((found, kept(then, rules=RULES)))
    for number in (9, 40, 71):
        went = courses_known(conn, "d", day(number), rules=RULES, until=LATER, today=LATER.date())
        pairs.append((seen(went, number), seen(courses(known, rules=RULES), number)))
    before = derived(conn)
    rebuild(conn, DOSSIER, rules=RULES)
    return [(one, other) for one, other in (*pairs, (derived(conn), before)) if one != other]


@pytest.mark.no_cover
@settings(max_examples=8, deadline=None)
@given(chances)
def test_whatever_comes_when_it_ends_as_by_all_statements(memory: Store, chance: Random) -> None:
    articles = [article(number, chance) for number in range(chance.randint(1, 24))]
    if chance.random() < 0.6:
        articles.sort(key=lambda theirs: theirs[0].published or noon(1))
    with memory.write() as conn:
        for table in metadata.sorted_tables:
            conn.execute(table.delete())
        for theirs in articles:
            come(conn, theirs[0].doc, theirs)
            if chance.random() < 0.1:
                come(conn, theirs[0].doc, [])
        assert differences(conn) == []
        for one in chance.sample(known := statements(conn, "d"), min(2, len(known))):
            right = struck(one) if chance.random() < 0.3 else set_right(one, stance="oppose", topic="territory")
            amend(conn, right, DOSSIER, rules=RULES)
            if chance.random() < 0.5:
                amend(conn, right.undone(by="Jo", at=noon(80)), DOSSIER, rules=RULES)
        assert differences(conn) == []


def _record(conn: Connection, number: int) -> None:
    stance = STANCES[number // 9 % 4]
    line = says("north", stance, "ceasefire", f"Ann{number % 3}", f"We said it {number} times and {number} times more.")
    item = make_item(f"i{number}", text=line, published=noon(number), fetched=noon(number), full=True)
    save_items(conn, "d", [item])
    process_item(conn, item, reader=ScriptedReader(), dossier=DOSSIER, settings=Settings(), now=noon(number))


@pytest.fixture(name="often")
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resume, "cuts", partial(cuts, every=2, lag=timedelta(days=4)))
    monkeypatch.setattr(seal_rows, "_PAGE", 3)


@pytest.mark.usefixtures("often")
def test_an_article_is_recorded_from_the_last_seal_on_and_one_that_comes_late_from_an_earlier_one(store: Store) -> None:
    with store.write() as conn:
        for number in (*range(1, 30), *range(31, 50)):
            _record(conn, number)
        many = seals(conn)
        assert many > 15
        assert drop_texts(conn, before=noon(40), most=100) > 30
        cell = ("north", "ceasefire")
        now = resume.resumed(conn, "d", [cell], rules=RULES, before={cell: day(48)})[cell]
        assert now.on is not None
        assert now.on > day(40)
        _record(conn, 30)
        assert many / 2 < seals(conn)
        assert differences(conn) == []


def test_other_rules_take_no_seal_of_these(store: Store, often: None) -> None:
    with store.write() as conn:
        for number in range(1, 20):
            _record(conn, number)
        other = PositionRules(window_days=9)
        assert seals(conn) > 5
        assert all(one.on is None for one in resume.resumed(conn, "d", [("north", "ceasefire")], rules=other).values())
        for number in (6, 12):
            then = statements(conn, "d", until=noon(number))
            found = cells_known(conn, "d", rules=other, until=noon(number), today=day(number))
            assert found == kept(then, rules=other)


@settings(max_examples=20, deadline=None)
@given(chances)
def test_every_hash_that_was_heard_is_told_from_few_rows(memory: Store, chance: Random) -> None:
    heard: set[int] = set()
    with memory.write() as conn:
        note_hashes(conn, "d", ("north", "truce"), [1, 2], anew=True)  # void with the first seal made anew
        for number in range(40):
            some = [chance.randrange(1, 2**32) for _ in range(chance.randint(0, 30))]
            note_hashes(conn, "d", ("north", "truce"), some, anew=number == 0)
            heard.update(some)
        asked = frozenset([*heard, 0, 2**32 - 1, *(value + 1 for value in heard)])
        assert heard_of(conn, "d", {("north", "truce"): asked}) == {("north", "truce"): heard & asked}
        assert int(conn.execute(text("SELECT count(*) FROM echoes")).scalar_one()) < 5
        forget_hashes(conn, "d")
        assert heard_of(conn, "d", {("north", "truce"): asked}) == {("north", "truce"): set()}
