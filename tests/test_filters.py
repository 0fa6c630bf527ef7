"""Filters are read, kept as text, and say which clause decided."""

import pytest
from fakes.values import make_alert, make_card
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InputError
from bot.filters import judge, parse, parsed
from bot.model import AlertKind, Rank, Subject

NAMES = {("actor", "moscow"): "russia", ("topic", "truce"): "ceasefire"}
SUBJECT = Subject(
    actor="russia", topic="ceasefire", rank=Rank.MINISTER, outlet="RT", origins=2, person="lavrov",
)  # fmt: skip
ALERT = make_alert(kind=AlertKind.SHIFT, card=make_card("A prisoner exchange (soon)"))


def names(field: str, value: str) -> str:
    """Return the id of a name; only ids and the names above are known."""
    if value == "nowhere":
        raise InputError(f"no {field} is called {value!r}; nearest: somewhere")
    return NAMES.get((field, value), value)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("actor:russia", "actor:russia"),
        ("actor:moscow AND topic:truce", "actor:russia and topic:ceasefire"),
        ("actor:moscow topic:truce", "actor:russia and topic:ceasefire"),
        ("kind:SHIFT or kind=divergence", "kind:shift or kind:divergence"),
        ("not (actor:us or actor:eu)", "not (actor:us or actor:eu)"),
        ("actor:us or actor:eu and rank>=minister", "actor:us or (actor:eu and rank>=minister)"),
        ("((actor:us))", "actor:us"),
        ('text:"prisoner exchange"', 'text:"prisoner exchange"'),
        ('text:"prisoner exchange', 'text:"prisoner exchange"'),
        ("actor:us,eu and origins >= 2", "actor:us,eu and origins>=2"),
        ("not not rank:envoy", "not not rank:envoy"),
        ("outlet:“Radio One”", 'outlet:"Radio One"'),
    ],
)
def test_a_filter_is_kept_in_one_spelling_that_means_the_same(text: str, kept: str) -> None:
    tree = parse(text, names)
    assert str(tree) == kept
    assert parsed(kept) == tree


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "ends where a clause is missing"),
        ("actor:us and", "ends where a clause is missing"),
        ("actor:us and and topic:x", "'and' (character 14) is no clause"),
        (
            "actor:us rnak>=minister",
            "'rnak>=minister' (character 10) begins with no field that is known; nearest: ra",
        ),
        ("rank>=ministr", "'rank>=ministr' (character 1) is not clear: no rank is called 'ministr'; nearest: minister"),
        ("(actor:us", "'(' (character 1) is not closed"),
        ("actor:us)", "')' (character 9) closes nothing"),
        ("origins>=many", "'many' is no number"),
        ("actor>=us", "compares what has no order; write actor:us"),
        ("actor:", "has no value"),
        ("actor:us, russia", "'russia' (character 11) is no clause"),
        ("topic:nowhere", "no topic is called 'nowhere'; nearest: somewhere"),
        ("peace", "'peace' (character 1) is no clause"),
        ("(" * 30 + "actor:us" + ")" * 30, "nested too deeply"),
        ("x" * 501, "501 characters"),
    ],
)
def test_what_is_no_filter_is_told_with_the_word(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, names)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "passes", "because"),
    [
        ("actor:russia", True, "actor:russia (it is russia and lavrov)"),
        ("actor:lavrov", True, "actor:lavrov (it is russia and lavrov)"),
        ("actor:us,eu", False, "actor:us,eu (it is russia and lavrov)"),
        ("actor:russia and topic:territory", False, "topic:territory (it is ceasefire)"),
        ("topic:territory or rank>=minister", True, "rank>=minister (it is minister)"),
        ("topic:x or rank>minister", False, "topic:x (it is ceasefire), rank>minister (it is minister)"),
        ("rank<=envoy", False, "rank<=envoy (it is minister)"),
        ("origins>=2", True, "origins>=2 (it has 2)"),
        ("origins<2", False, "origins<2 (it has 2)"),
        ("not outlet:rt", False, "not outlet:rt (it is RT)"),
        ("kind:shift", True, "kind:shift (it is shift)"),
        ('text:"PRISONER exchange"', True, 'text:"PRISONER exchange" (it says so)'),
        ("text:grain", False, "text:grain (it does not say so)"),
        ("actor:russia and not (topic:ceasefire and outlet:RT)", False,
         "not topic:ceasefire (it is ceasefire), outlet:RT (it is RT)"),
    ],
)  # fmt: skip
def test_a_filter_says_which_clause_decided(text: str, passes: bool, because: str) -> None:
    verdict = judge(parse(text, names), ALERT, SUBJECT)
    assert (verdict.passes, verdict.because) == (passes, because)


_clauses = st.sampled_from(["actor:russia", "actor:us", "rank>=envoy", "origins>=3", "not kind:shift", "text:soon"])
_filters = st.recursive(
    _clauses,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
        | st.builds("not ({})".format, inner)
    ),
    max_leaves=6,
)


@given(_filters)
def test_not_turns_every_verdict_and_the_kept_text_decides_alike(text: str) -> None:
    tree = parse(text, names)
    verdict = judge(tree, ALERT, SUBJECT)
    assert judge(parsed(str(tree)), ALERT, SUBJECT) == verdict
    assert judge(parse(f"not ({text})", names), ALERT, SUBJECT).passes is not verdict.passes


@given(st.text(max_size=80))
def test_any_text_is_a_filter_or_refused_in_a_sentence(text: str) -> None:
    try:
        tree = parse(text, names)
    except InputError:
        return
    assert parsed(str(tree)) == tree
