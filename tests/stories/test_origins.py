"""An utterance has one origin, however many outlets carry it and in whatever order they arrive."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fakes.wires import DAY, DOSSIER, NOON, narrated, say
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import Span, Stance, Statement
from bot.stories.origin import first_outlets, merge_origins, renewed_origins

TOLD = "Discussions are being held constructively"
RETOLD = "Discussions are being conducted constructively"


def later(hours: float, **changes: Any) -> dict[str, Any]:
    return {"published": NOON + timedelta(hours=hours)} | changes


def renewed(new: Sequence[Statement], known: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return what has another origin once the new statements have taken the place of their documents' former ones."""
    docs = {s.doc for s in new}
    gone, rest = [s for s in known if s.doc in docs], [s for s in known if s.doc not in docs]
    bare = [replace(s, origin="") for s in new]
    return renewed_origins(bare, gone, rest, first_outlets([*new, *rest]), DOSSIER)


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
    [new] = renewed([say("b", RETOLD, outlet="", **later(5))], known)
    assert new.origin == "tass"


def test_an_agency_that_a_later_copy_names_revises_the_earlier_ones() -> None:
    known = merge_origins([say("a", RETOLD, outlet=""), say("c", "Something else entirely was on the table")], DOSSIER)
    new = [say("b", TOLD, chain=("TASS",), **later(5))]
    assert [(s.doc, s.origin) for s in renewed(new, known)] == [("b", "tass"), ("a", "tass")]


def test_a_document_read_anew_is_weighed_once() -> None:
    known = merge_origins([say("a", TOLD, chain=("TASS",)), say("b", RETOLD, outlet="ANI", **later(1))], DOSSIER)
    found = renewed([say("a", TOLD, chain=(), outlet="CGTN")], known)
    assert [(s.doc, s.origin) for s in found] == [("a", "cgtn"), ("b", "cgtn")]


REMARKS = [
    TOLD,
    RETOLD,
    f"{RETOLD}. They began earlier and will continue today, and will also continue tomorrow",
    "They started and continue today and will also continue tomorrow",
    "We shall see each other again next week in another place",
]


@st.composite
def remarks(draw: st.DrawFn) -> Statement:
    """Return what one of two people said, or nobody, in a report of some story within some weeks."""
    doc = draw(st.integers(0, 99))
    said = draw(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 9, 20]))
    changes = {
        "outlet": draw(st.sampled_from(["", "ANI", "CGTN", "Al Jazeera"])),
        "chain": draw(st.sampled_from([(), (), (), ("TASS",), ("Izvestia",)])),
        "said_on": DAY + timedelta(days=said),
        "story": draw(st.sampled_from([f"{doc}", f"{doc}", "s", "t"])),
    } | later(24 * said + draw(st.integers(0, 60)))
    if draw(st.integers(0, 3)):
        who = draw(st.sampled_from(["dmitriev", "peskov"]))
        return say(f"{doc}", draw(st.sampled_from(REMARKS)), person=who, **changes)
    return narrated(f"{doc}", draw(st.sampled_from(REMARKS)), **changes)


POOLS = st.lists(remarks(), max_size=14, unique_by=lambda s: s.doc)


@pytest.mark.no_cover
@settings(max_examples=300)
@given(POOLS, st.randoms(use_true_random=False), st.integers(1, 3))
def test_one_by_one_in_any_order_ends_where_all_at_once_does(pool: list[Statement], chance: Random, step: int) -> None:
    known: dict[str, Statement] = {}
    order = chance.sample(pool, len(pool))
    for start in range(0, len(order), step):
        new = order[start : start + step]
        rest = list(known.values())
        before, after = first_outlets(rest), first_outlets([*rest, *new])
        moved = [s for s in rest if before.get(s.story) != after.get(s.story)]
        bare = [replace(s, origin="") for s in new]
        stay = [s for s in rest if s not in moved]
        known |= {s.id: s for s in renewed_origins([*bare, *moved], (), stay, after, DOSSIER)}
    expected = {s.id: s.origin for s in merge_origins(pool, DOSSIER)}
    assert {key: s.origin for key, s in known.items()} == expected


@pytest.mark.no_cover
@settings(max_examples=200)
@given(POOLS, st.data())
def test_what_is_read_anew_leaves_the_origins_that_it_would_have_left_at_first(
    pool: list[Statement], data: st.DataObject
) -> None:
    known = merge_origins(pool, DOSSIER)
    before = {s.id: s.origin for s in known}
    again = data.draw(remarks())
    rest = [s for s in known if s.doc != again.doc]
    changed = [replace(again, origin="")] + [
        s for s in rest if first_outlets(known).get(s.story) != first_outlets([*rest, again]).get(s.story)
    ]
    found = renewed_origins(
        changed, [s for s in known if s.doc == again.doc], [s for s in rest if s not in changed],
        first_outlets([*rest, again]), DOSSIER,
    )  # fmt: skip
    ids = {s.id for s in (*rest, again)}
    now = {key: origin for key, origin in before.items() if key in ids} | {s.id: s.origin for s in found}
    assert now == {s.id: s.origin for s in merge_origins([*rest, again], DOSSIER)}


def test_a_phrase_that_is_repeated_for_weeks_has_an_origin_of_its_days() -> None:
    said = [
        say(f"{n:02}", TOLD, outlet=f"Paper {n}", said_on=DAY + timedelta(days=n), **later(24 * n)) for n in range(9)
    ]
    found = origins(*said)
    assert found[:4] == ["paper-0"] * 4
    assert found[-1] == "paper-5"


@pytest.mark.no_cover
@given(POOLS, st.data())
def test_a_syndicated_copy_adds_no_origin(pool: list[Statement], data: st.DataObject) -> None:
    if pool:
        copied = data.draw(st.sampled_from(pool))
        copy = replace(copied, id="copy", doc="copy", outlet="Mirror", chain=(), published=NOON + timedelta(days=99))
        assert set(origins(*pool, copy)) - {"mirror"} <= set(origins(*pool))
