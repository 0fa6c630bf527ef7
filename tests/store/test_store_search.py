"""Full-text search: the same answers on every store, whatever is typed, and in step with what is kept."""

from datetime import date, timedelta

import pytest
from fakes.values import NOON, make_statement
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.commands.desk import Memory, Stored
from bot.model import Span, Statement
from bot.store import schema
from bot.store.database import Store
from bot.store.sentences import matching, terms_of
from bot.store.statements import save_statements


def _said(key: str, words: str, *, day: int = 22, **more: object) -> Statement:
    evidence = (Span("text", 0, len(words), words),)
    return make_statement(key, evidence=evidence, said_on=date(2025, 12, day), **more)


KNOWN = (
    _said("d1", "The prisoner exchange will go on, he said.", day=20),
    _said("d2", "An exchange of prisoners is near.", day=21, title="Talks go on"),
    _said("d3", "Обмен пленными продолжится, заявил Песков.", day=22),
    _said("d4", 'Sanctions-relief: it\'s a "must" (100%).', day=19, speaker="José Müller"),
)


def _keep(store: Store) -> None:
    with store.write() as conn:
        for one in KNOWN:
            save_statements(conn, "d", one.doc, [one])
        save_statements(conn, "other", "d1", [KNOWN[0]])


def _search(store: Store, query: str) -> list[str]:
    archive = Stored(store, "d")
    return [one.doc for one in archive.search(terms_of(query), until=NOON, most=40)]


QUERIES = [
    ("exchange", ["d2", "d1"]),
    ("EXCHANGE prisoner", ["d2", "d1"]),
    ('"prisoner exchange"', ["d1"]),
    ("“prisoner exchange” said", ["d1"]),
    ("prison", ["d2", "d1"]),
    ("обмен", ["d3"]),
    ("Обмена", []),
    ("песков", ["d3"]),
    ("müller", ["d4"]),
    ("talks", ["d2"]),
    ("sanctions relief", ["d4"]),
    ("100", ["d4"]),
    ("he", ["d1"]),
    ("nothing", []),
    ("", []),
    ('"', []),
]


@pytest.mark.parametrize(("query", "docs"), QUERIES)
def test_words_are_found(query: str, docs: list[str], store: Store) -> None:
    _keep(store)
    assert _search(store, query) == docs


@pytest.mark.parametrize(("query", "docs"), QUERIES)
def test_values_in_memory_answer_alike(query: str, docs: list[str]) -> None:
    found = Memory(kept=KNOWN).search(terms_of(query), until=NOON, most=40)
    assert [one.doc for one in found] == docs


@pytest.mark.parametrize(
    "query",
    ["' OR 1=1 --", "words:exchange", "NEAR(a b)", "a AND OR NOT", "exchange*", "^exchange", "a & | ! b", "(((", "\0",
     "\\", "a:* b:A", "{x}", "-exchange", '""', "«»", "\ud800", "%_", "x" * 400],
)  # fmt: skip
def test_hostile_queries_are_only_words(query: str, store: Store) -> None:
    _keep(store)
    assert set(_search(store, query)) <= {"d1", "d2", "d3", "d4"}


def test_any_text_can_be_searched_for(store: Store) -> None:
    _keep(store)

    @given(st.text(max_size=40))
    @settings(max_examples=100, deadline=None)
    def search(query: str) -> None:
        with store.read() as conn:
            assert len(matching(conn, "d", terms_of(query), most=5)) <= 4

    search()


def test_what_is_read_anew_takes_the_place_of_what_was_found(store: Store) -> None:
    _keep(store)
    with store.write() as conn:
        save_statements(conn, "d", "d1", [_said("d1", "A border dispute.", day=20)])
        save_statements(conn, "d", "d2", [])
    assert _search(store, "exchange") == []
    assert _search(store, "dispute") == ["d1"]
    with store.read() as conn:
        assert len(conn.execute(select(schema.sentences)).all()) == 4


def test_a_rolled_back_change_leaves_the_search_as_it_was(store: Store) -> None:
    _keep(store)
    with pytest.raises(KeyError), store.write() as conn:  # noqa: PT012
        save_statements(conn, "d", "d1", [])
        raise KeyError
    assert _search(store, '"prisoner exchange"') == ["d1"]


def test_nothing_later_than_asked_for_is_found(store: Store) -> None:
    with store.write() as conn:
        late = _said("d9", "A late word.", published=NOON + timedelta(hours=1))
        save_statements(conn, "d", "d9", [late])
    assert _search(store, "late") == []
