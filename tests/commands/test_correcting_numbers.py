"""`/correct` of a number: what articles were read to count is set right, and the accounts of the talks follow."""

from collections.abc import Iterator

import pytest
from fakes.miami import DOSSIER, EVERYTHING, NOW, NUMBERS

from bot.app import MEMORY, opened
from bot.chat.console import render_text
from bot.commands.asker import operator
from bot.commands.desk import Desk, Moderator, Stored
from bot.commands.registry import respond
from bot.derive import derive_divergences, rebuild
from bot.model import DivergenceKind, Figure
from bot.settings import Settings
from bot.store.database import Store
from bot.store.divergences import divergences
from bot.store.figures import save_figures
from bot.store.statements import save_statements

RULES = Settings().positions
MANY, FEW = NUMBERS


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a store in which two articles count the points of the plan differently."""
    with opened(MEMORY) as kept:
        with kept.write() as conn:
            for doc in {one.doc for one in EVERYTHING}:
                save_statements(conn, DOSSIER.id, doc, [one for one in EVERYTHING if one.doc == doc])
            save_figures(conn, DOSSIER.id, "001", NUMBERS)
            rebuild(conn, DOSSIER, rules=RULES)
        yield kept


@pytest.fixture
def desk(store: Store) -> Desk:
    return desk_of(store)


@pytest.fixture(scope="module")
def plain() -> Iterator[Desk]:
    """Return the desk before a store that holds nothing but the numbers."""
    with opened(MEMORY) as kept:
        with kept.write() as conn:
            save_figures(conn, DOSSIER.id, "001", NUMBERS)
        yield desk_of(kept)


def desk_of(store: Store, tenant: str = "") -> Desk:
    mo = Moderator(store=store, dossier=DOSSIER, rules=RULES, by="Mo", tenant=tenant)
    archive = Stored(store, DOSSIER.id, tenant)
    return Desk(dossier=DOSSIER, now=NOW, archive=archive, rules=RULES, asker=operator("Mo"), editor=mo)


def ask(question: str, desk: Desk) -> str:
    return render_text(respond(question, desk))


def counts(store: Store) -> list[str]:
    """Return the numbers that differ, as they are kept."""
    with store.read() as conn:
        found = [one for one in divergences(conn, DOSSIER.id) if one.kind is DivergenceKind.QUANTITY]
    return [figure.words for one in found for side in one.sides for figure in side.figures]


def test_a_number_that_is_none_is_told_no_longer_and_comes_back(store: Store, desk: Desk) -> None:
    before = counts(store)
    assert before == ["28-point", "20 points"]
    told = ask(f'/correct {MANY.id} "not a number" reason:the other plan', desk)
    assert "not a number" in told
    assert counts(store) == []
    assert MANY.words not in ask("/accounts round:miami-december", desk)
    why = ask(f"/why {MANY.id}", desk)
    assert "Set right by people" in why
    assert "by Mo, 30 Dec 2025: the other plan." in why
    ask(f"/uncorrect {MANY.id}", desk)
    assert counts(store) == before
    assert "Undone by Mo" in ask(f"/why {MANY.id}", desk)


def test_a_correction_of_a_number_outlives_a_new_reading_and_a_rebuild(store: Store, desk: Desk) -> None:
    ask(f"/correct {MANY.id} number=20 reason:misread", desk)
    assert counts(store) == []
    with store.write() as conn:
        save_figures(conn, DOSSIER.id, "001", NUMBERS)
        derive_divergences(conn, (), DOSSIER, rules=RULES, figures=NUMBERS)
    assert counts(store) == []
    with store.write() as conn:
        rebuild(conn, DOSSIER, rules=RULES)
    assert counts(store) == []
    assert {one.words for one in desk.figures()} == {"20-point", "20 points"}
    assert [one.words for one in desk.archive.figures_as_read("001")] == [one.words for one in sorted_by_id()]


def sorted_by_id() -> list[Figure]:
    return sorted(NUMBERS, key=lambda one: one.id)


def test_what_a_tenant_sets_right_holds_for_its_own_answers(store: Store, desk: Desk) -> None:
    theirs = desk_of(store, "t")
    ask(f"/correct {MANY.id} number=19.5 reason:misread", theirs)
    assert "19.5-point" in ask("/accounts round:miami-december", theirs)
    assert "19.5" not in ask("/accounts round:miami-december", desk)
    assert counts(store) == ["28-point", "20 points"]


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ("number=1,200", "number", "1200"),
        ("unit=Article", "unit", "article"),
        ("topic=territory", "topic", "territory"),
        ("speaker=Putin", "person", "putin"),
        ("speaker=Putin", "holder", "russia"),
        ("speaker=Ann Other", "speaker", "Ann Other"),
    ],
)
def test_every_field_of_a_number_can_be_set_right(change: str, field: str, value: str, plain: Desk) -> None:
    assert ask(f"/correct {MANY.id[:6]} {change} reason:misread", plain).startswith("Corrected: ")
    assert getattr(next(one for one in plain.figures() if one.id == MANY.id), field) == value
    ask(f"/uncorrect {MANY.id}", plain)
    assert MANY in plain.figures()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("number=many", "is no number; write it in digits"),
        ("stance=support", "of a number cannot be set right; these can: number, unit, topic, speaker"),
        ("number=28", "is so already"),
        ("twenty", "or 'not a number'"),
    ],
)
def test_what_is_no_correction_of_a_number_is_told(change: str, said: str, plain: Desk) -> None:
    assert said in ask(f"/correct {MANY.id} {change} reason:misread", plain)
