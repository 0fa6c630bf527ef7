"""An utterance has one origin, however many outlets carry it and in whatever order they arrive."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from fakes.wires import DAY, DOSSIER, NOON, narrated, say
from hypothesis import given
from hypothesis import strategies as st

from bot.model import Span, Stance, Statement
from bot.stories.origin import assign_origins, merge_origins, revised_origins

TOLD = "Discussions are being held constructively"
RETOLD = "Discussions are being conducted constructively"


def later(hours: float, **changes: Any) -> dict[str, Any]:
    return {"published": NOON + timedelta(hours=hours)} | changes


def origins(*statements: Statement) -> list[str]:
    return [s.origin for s in merge_origins(statements, DOSSIER)]


@pytest.mark.parametrize(
    ("outlet", "chain", "origin"),
    [
        ("CGTN", ("TASS",), "tass"),
        ("CGTN", ("the TASS news agency",), "tass"),
        ("CGTN", ("ТАСС",), "tass"),
        ("CGTN", ("ANI", "TASS"), "tass"),
        ("CGTN", ("TASS", "an unidentified US official"), "tass"),
        ("CGTN", ("US officials",), "cgtn"),
        ("CGTN", ("Kremlin",), "cgtn"),
        ("CGTN", ("Dmitry Peskov",), "cgtn"),
        ("CGTN", ("Izvestia",), "izvestia"),
        ("CGTN", ("The Daily Planet",), "daily-planet"),
        ("CGTN", ("",), "cgtn"),
        ("The CGTN", (), "cgtn"),
        ("Daily Planet", (), "daily-planet"),
        ("", (), "unknown:a"),
        ("", ("TASS",), "tass"),
    ],
)
def test_origin_is_the_last_outlet_of_the_chain_else_the_publisher(
    outlet: str, chain: tuple[str, ...], origin: str
) -> None:
    assert origins(say("a", TOLD, outlet=outlet, chain=chain)) == [origin]


def test_one_remark_with_and_without_its_agency_has_one_origin() -> None:
    named = say(
        "a", TOLD, "They started and continue today and will also continue tomorrow", chain=("TASS",), outlet=""
    )
    bare = say(
        "b",
        f"{RETOLD}. They began earlier and will continue today, and will also continue tomorrow",
        outlet="",
        **later(-9),
    )
    assert origins(named, bare) == ["tass", "tass"]
    assert origins(bare) == ["unknown:b"]


SEEDS = Path(__file__).parents[2] / "seeds"


def from_seed(number: str, sentences: list[str], quotes: list[str], **changes: Any) -> Statement:
    """Return a statement whose spans are found in the article."""
    text = next(SEEDS.glob(f"{number}_*.txt")).read_text("utf-8")
    evidence, quoted = (
        tuple(Span("text", i := text.index(p), i + len(p), p) for p in ps) for ps in (sentences, quotes)
    )
    return replace(say(number, "x", outlet="", **changes), evidence=evidence, quotes=quoted)


WITH_AGENCY = {
    "quoted": ["Discussions are being held constructively,", "They started and continue today and will also continue"],
    "half quoted": ["Discussions are being held constructively,"],
    "reported": [],
}
WITHOUT_AGENCY = {
    "quoted": [
        "Discussions are being conducted constructively. They began earlier and will continue today, and will also"
    ],
    "half quoted": ["Discussions are being conducted constructively."],
    "fragment": ["in a constructive manner", "Discussions are being conducted constructively."],
}


@pytest.mark.parametrize("one", WITH_AGENCY.values(), ids=WITH_AGENCY)
@pytest.mark.parametrize("other", WITHOUT_AGENCY.values(), ids=WITHOUT_AGENCY)
def test_the_one_remark_in_two_seeds_has_one_origin(one: list[str], other: list[str]) -> None:
    lead = (
        "discussions on a settlement for a peace deal in Ukraine currently underway in Miami are being held construct"
    )
    named = from_seed("001", [lead], one, chain=("TASS",), **later(9))
    bare = from_seed("002", ["“Discussions are being conducted constructively."], other)
    assert origins(named, bare) == ["tass", "tass"]


def test_the_first_publisher_is_the_origin_where_no_agency_is_named() -> None:
    assert origins(say("a", TOLD, outlet="CGTN", **later(2)), say("b", RETOLD, outlet="ANI", **later(1))) == ["ani"] * 2


def test_a_known_outlet_goes_before_an_unknown_one_that_published_earlier() -> None:
    assert origins(say("a", TOLD, outlet=""), say("b", RETOLD, outlet="ANI", **later(1))) == ["ani"] * 2


def test_of_two_agencies_that_are_named_the_one_named_first_is_the_origin() -> None:
    one, other = say("a", TOLD, chain=("Izvestia",), **later(3)), say("b", RETOLD, chain=("TASS",), **later(1))
    assert origins(one, other) == ["tass", "tass"]


@pytest.mark.parametrize(
    "changes",
    [
        {"said_on": DAY + timedelta(days=2)},
        {"person": "peskov", "speaker": "Dmitry Peskov"},
        {"stance": Stance.NEGATIVE},
        {"actor": "us", "party": "us", "person": None, "speaker": "A US envoy"},
    ],
)
def test_other_days_speakers_stances_and_parties_are_other_utterances(changes: dict[str, Any]) -> None:
    assert origins(say("a", TOLD, outlet="ANI"), say("b", TOLD, outlet="CGTN", **changes)) == ["ani", "cgtn"]


def test_two_remarks_of_one_speaker_on_one_day_stay_apart() -> None:
    one = say("a", "The talks were productive and we thank our hosts", outlet="ANI")
    other = say("b", "We made headway on two of the open questions this morning", outlet="CGTN")
    assert origins(one, other) == ["ani", "cgtn"]


@pytest.mark.parametrize("said", [DAY - timedelta(days=1), DAY + timedelta(days=1)])
def test_reports_may_date_a_remark_a_day_apart(said: Any) -> None:
    assert origins(say("a", TOLD, outlet="ANI"), say("b", TOLD, outlet="CGTN", said_on=said, **later(1))) == ["ani"] * 2


@pytest.mark.parametrize("name", ["Kirill Dmitriev", "kirill DMITRIEV", "Dmitriev"])
def test_spellings_of_a_speaker_are_one_speaker(name: str) -> None:
    assert origins(say("a", TOLD, outlet="ANI"), say("b", TOLD, person=None, speaker=name, **later(1))) == ["ani"] * 2


def test_a_surname_that_two_persons_bear_names_neither() -> None:
    one = say("a", TOLD, outlet="ANI", person="elder", speaker="Ivan Petrov")
    assert origins(one, say("b", TOLD, person=None, speaker="Petrov", **later(1))) == ["ani", "cgtn"]


def test_copies_of_one_story_have_the_origin_of_its_first_outlet() -> None:
    first = narrated("a", "Russia called on its neighbours to lay down their arms at once.", outlet="ANI", story="s")
    copy = narrated("b", "Moscow wants the guns to fall silent.", outlet="CGTN", story="s", **later(4))
    assert origins(copy, first) == ["ani", "ani"]


def test_a_statement_that_only_a_copy_has_still_comes_from_the_first_outlet_of_the_story() -> None:
    first = narrated("a", "Russia called on its neighbours to lay down their arms.", outlet="ANI", story="s")
    added = say("b", TOLD, outlet="CGTN", story="s", **later(4))
    assert origins(first, added) == ["ani", "ani"]


def test_independent_reports_keep_their_origins() -> None:
    one = narrated("a", "Russia on Monday offered a truce over the holidays.", outlet="ANI")
    other = narrated(
        "b", "A truce over the holidays was offered by Russia on Monday, officials confirmed.", outlet="CGTN"
    )
    assert origins(one, other) == ["ani", "cgtn"]


def test_new_statements_get_the_origin_of_what_is_known() -> None:
    known = merge_origins([say("a", TOLD, chain=("TASS",))], DOSSIER)
    [new] = assign_origins([say("b", RETOLD, outlet="", **later(5))], known, DOSSIER)
    assert new.origin == "tass"


def test_an_agency_that_a_later_copy_names_revises_the_earlier_ones() -> None:
    known = merge_origins([say("a", RETOLD, outlet=""), say("c", "Something else entirely was on the table")], DOSSIER)
    new = [say("b", TOLD, chain=("TASS",), **later(5))]
    [revised] = revised_origins(new, known, DOSSIER)
    assert (revised.doc, revised.origin) == ("a", "tass")


def test_a_document_read_anew_is_weighed_once() -> None:
    known = merge_origins([say("a", TOLD, chain=("TASS",)), say("b", RETOLD, outlet="ANI", **later(1))], DOSSIER)
    new = assign_origins([say("a", TOLD, chain=(), outlet="CGTN")], known, DOSSIER)
    assert [s.origin for s in new] == ["cgtn"]
    assert [s.origin for s in revised_origins(new, known, DOSSIER)] == ["cgtn"]


POOL = (
    say("a", TOLD, "They started and continue today and will also continue tomorrow", outlet=""),
    say("b", RETOLD, chain=("TASS",), **later(1)),
    say("c", RETOLD, outlet="ANI", said_on=DAY + timedelta(days=1), **later(2)),
    say("d", "We shall see each other again next week in another place", outlet="ANI", **later(3)),
    narrated("e", "Russia wants a ceasefire before anything else is discussed.", story="s", **later(4)),
    narrated("f", "Russia wants a ceasefire before anything else is discussed.", outlet="ANI", story="s", **later(5)),
)


def test_arrival_order_does_not_matter() -> None:
    expected = {s.id: s.origin for s in merge_origins(POOL, DOSSIER)}
    for order in permutations(POOL):
        assert {s.id: s.origin for s in merge_origins(order, DOSSIER)} == expected


@given(st.permutations(POOL), st.integers(1, len(POOL)))
def test_one_by_one_with_revisions_ends_where_all_at_once_does(order: list[Statement], step: int) -> None:
    known: dict[str, Statement] = {}
    for start in range(0, len(order), step):
        new = order[start : start + step]
        assigned = assign_origins(new, list(known.values()), DOSSIER)
        known |= {s.id: s for s in revised_origins(assigned, list(known.values()), DOSSIER)}
        known |= {s.id: s for s in assigned}
    assert {s.id: s.origin for s in known.values()} == {s.id: s.origin for s in merge_origins(POOL, DOSSIER)}


@given(st.sets(st.sampled_from(POOL)), st.sampled_from(POOL))
def test_a_syndicated_copy_adds_no_origin(some: set[Statement], copied: Statement) -> None:
    pool = sorted({*some, copied}, key=lambda s: s.id)
    copy = replace(copied, id="copy", doc="copy", outlet="CGTN", chain=(), published=NOON + timedelta(days=1))
    assert set(origins(*pool, copy)) - {"cgtn"} <= set(origins(*pool))
