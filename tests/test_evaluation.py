"""Figures of agreement between marks and readings, on labels written by hand."""

from dataclasses import replace

import pytest
from fakes.values import make_statement
from hypothesis import given
from hypothesis import strategies as st

from bot.evaluation import Counts, Label, Marked, Share, differences, figures, label_of, score, scores_data
from bot.model import Span, Stance, Statement, Voice


def a_label(actor: str, topic: str, stance: str, voice: str = "own", *places: tuple[int, int]) -> Label:
    """Return a label with its places in the text."""
    return Label(
        actor=actor, topic=topic, stance=stance, voice=Voice(voice), places=tuple(("text", *place) for place in places)
    )


TRUCE = a_label("norland", "truce", "support", "own", (0, 10))
REFUSED = a_label("norland", "truce", "oppose", "own", (10, 20))
BORDER = a_label("sudland", "border", "oppose", "narrated", (20, 30))
OTHERS = a_label("sudland", "truce", "oppose", "other", (30, 40))


@pytest.mark.parametrize(
    ("gold", "found", "counts"),
    [
        ((), (), Counts(0, 0, 0)),
        ((TRUCE,), (TRUCE,), Counts(1, 0, 0)),
        ((TRUCE, BORDER), (TRUCE,), Counts(1, 0, 1)),
        ((TRUCE,), (REFUSED,), Counts(0, 1, 1)),
        ((TRUCE, TRUCE), (TRUCE, replace(TRUCE, voice=Voice.NARRATED)), Counts(1, 0, 0)),
        ((OTHERS,), (), Counts(0, 0, 0)),
        ((OTHERS,), (replace(OTHERS, voice=Voice.OWN),), Counts(0, 1, 0)),
        ((TRUCE,), (replace(TRUCE, voice=Voice.OTHER),), Counts(0, 0, 1)),
    ],
)
def test_triples_are_counted_once_per_document_and_only_in_the_voices_that_count(
    gold: tuple[Label, ...], found: tuple[Label, ...], counts: Counts
) -> None:
    assert score([Marked("1", gold, found)]).triples.counts == counts


def test_pairs_do_not_ask_for_the_stance() -> None:
    found = score([Marked("1", (TRUCE,), (REFUSED,)), Marked("2", (TRUCE, REFUSED), (TRUCE,))])
    assert found.pairs.counts == Counts(2, 0, 0)
    assert (found.stance_all, found.stance_any) == (Share(0, 2), Share(1, 2))


def test_voice_is_asked_of_triples_that_the_gold_has() -> None:
    gold = (TRUCE, OTHERS)
    found = (replace(TRUCE, voice=Voice.NARRATED), OTHERS, BORDER)
    assert score([Marked("1", gold, found)]).voice == Share(1, 2)


def test_what_only_others_say_must_not_be_read_as_the_partys_own() -> None:
    read = replace(OTHERS, voice=Voice.NARRATED)
    assert score([Marked("1", (OTHERS,), (read,))]).other_reported == Share(1, 1)
    assert score([Marked("1", (OTHERS,), (OTHERS,))]).other_reported == Share(0, 1)
    both = score([Marked("1", (OTHERS, replace(OTHERS, voice=Voice.OWN)), (read,))])
    assert both.other_reported == Share(0, 0)


@pytest.mark.parametrize(
    ("places", "meets"),
    [
        ((("text", 5, 15),), 1),
        ((("text", 10, 15),), 0),
        ((("title", 0, 10),), 0),
        ((("text", 90, 95), ("text", 0, 1)), 1),
    ],
)
def test_evidence_counts_where_it_meets_the_marked_sentences(
    places: tuple[tuple[str, int, int], ...], meets: int
) -> None:
    assert score([Marked("1", (TRUCE,), (replace(TRUCE, places=places),))]).evidence == Share(meets, 1)


def test_tables_are_sorted_and_add_up() -> None:
    found = score([Marked("1", (TRUCE, BORDER), (TRUCE,)), Marked("2", (TRUCE,), (BORDER,))])
    assert found.topics == (("border", Counts(0, 1, 1)), ("truce", Counts(1, 0, 1)))
    assert found.actors == (("norland", Counts(1, 0, 1)), ("sudland", Counts(0, 1, 1)))


def test_the_interval_holds_the_figure_and_is_the_same_each_time() -> None:
    counts = [Counts(3, 1, 0), Counts(0, 0, 4), Counts(2, 2, 2), Counts(5, 0, 0)]
    found = figures(counts)
    assert found.low < found.counts.f1 < found.high
    assert found == figures(counts)
    assert figures([Counts(1, 0, 0)] * 5).low == 1.0


def test_of_nothing_every_figure_is_there() -> None:
    found = score([])
    assert (found.documents, found.triples.counts.f1, found.stance_all.value) == (0, 0.0, None)
    assert scores_data(found)["voice"] == {"share": None, "right": 0, "of": 0}


def test_figures_as_json() -> None:
    data = scores_data(score([Marked("1", (TRUCE, BORDER), (TRUCE, REFUSED))]))
    assert data["triples"] == {
        "precision": 0.5,
        "recall": 0.5,
        "f1": 0.5,
        "tp": 1,
        "fp": 1,
        "fn": 1,
        "f1_95": [0.5, 0.5],
    }
    assert data["topics"]["border"]["fn"] == 1
    assert list(data["actors"]) == ["norland", "sudland"]


def test_differences_come_in_the_order_of_the_document() -> None:
    headline = replace(BORDER, places=(("title", 0, 5),))
    apart = differences([Marked("1", (TRUCE, BORDER), (REFUSED, BORDER)), Marked("2", (TRUCE, headline), ())])
    assert [(one.doc, one.triple, one.missed) for one in apart] == [
        ("1", TRUCE.triple, True),
        ("1", REFUSED.triple, False),
        ("2", headline.triple, True),
        ("2", TRUCE.triple, True),
    ]


def test_make_statement_becomes_a_label_with_the_places_of_its_evidence() -> None:
    statement: Statement = replace(make_statement(), stance=Stance.OPPOSE, evidence=(Span("text", 3, 6, "abc"),))
    found = label_of(statement)
    assert found.triple == (statement.actor, statement.topic, "oppose")
    assert found.places == (("text", 3, 6),)


LABELS = st.builds(
    a_label,
    st.sampled_from("ab"),
    st.sampled_from("xy"),
    st.sampled_from(["support", "oppose"]),
    st.sampled_from(list(Voice)),
)


@given(st.lists(st.tuples(st.lists(LABELS), st.lists(LABELS)), min_size=1, max_size=4))
def test_exchanging_gold_and_reading_exchanges_precision_and_recall(
    documents: list[tuple[list[Label], list[Label]]],
) -> None:
    one = score([Marked("1", tuple(gold), tuple(found)) for gold, found in documents])
    other = score([Marked("1", tuple(found), tuple(gold)) for gold, found in documents])
    assert one.triples.counts.precision == other.triples.counts.recall
    assert one.pairs.counts.f1 == other.pairs.counts.f1
    assert sum(counts.tp for _, counts in one.topics) == one.triples.counts.tp
