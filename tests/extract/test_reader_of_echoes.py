"""Topics named before and meant now: "the proposal", "such a step"; where it may be another one, nothing is read."""

import pytest
from fakes.freedonia import language, stances, statements

from bot.extract.echoes import Deed, EchoFinder, EchoGroup
from bot.model import Stance

SUPPORT, OPPOSE = Stance.SUPPORT, Stance.OPPOSE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what was put forward
        ("Sylvania proposed a truce. Freedonia rejected the plan.", OPPOSE),
        ("Sylvania proposed a truce, an offer that Freedonia spurned.", OPPOSE),
        ("Sylvania opened the harbour, an offer that Freedonia spurned.", None),
        ("Sylvania proposed a truce. The Sylvanian idea is nonsense, Firefly said.", OPPOSE),
        ("Sylvania proposed a truce.\n\nThe rain went on.\n\nFreedonia rejected the plan.", None),
        ("Sylvania proposed a truce. The rain went on. Freedonia rejected the plan.", OPPOSE),
        ("Sylvania rejected a truce. Freedonia backs the idea.", SUPPORT),
        ("A plan for a truce was shown. Freedonia rejected the proposal.", OPPOSE),
        # what was done
        ("Sylvania rejected a truce. Freedonia condemned the decision.", SUPPORT),
        ("Sylvania signed a truce. “We welcome this step,” Firefly said.", SUPPORT),
        ("A truce was under way. Freedonia condemned the decision.", None),
        # by whom
        ("Sylvania proposed a truce. Freedonia rejected the Ruritanian plan.", None),
        ("Sylvania proposed a truce. Freedonia rejected the harbour plan.", None),
        ("Sylvania wants a truce, and Freedonia rejects the Ruritanian plan.", None),
        ("Freedonia proposed a truce. Firefly called the idea unacceptable.", SUPPORT),
        # a thing of the kind
        ("Sylvania proposed a truce. Freedonia condemned the measures.", None),
        # another one
        ("Sylvania proposed a truce. Ruritania showed a plan to dig a canal. Freedonia rejected the idea.", None),
        ("Sylvania proposed a truce and a plan to dig a canal. Freedonia rejected the plan.", None),
        ("Sylvania proposed a truce. Freedonia rejected the plan to dig a canal.", None),
        ("Sylvania proposed a truce. Freedonia rejected the plan, which asks for a canal.", None),
        ("Sylvania proposed a truce. Freedonia rejected a plan.", None),
        ("The truce, the embargo and the river border are old. Freedonia rejected the plan.", None),
        ("Sylvania wants a truce. Ruritania held up the harbour.\n\nFreedonia backs bread. It opposes the move.", None),
    ],
)
def test_a_noun_that_points_back_means_the_topic_put_forward_before(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected


def test_the_only_topic_of_an_article_is_meant_from_farther_away() -> None:
    text = "Sylvania accepted a truce.\n\nIt rained.\n\nThe rain went on.\n\nFreedonia condemned the decision."
    assert stances(text, title="Sylvania accepts truce").get("freedonia") is OPPOSE
    assert stances(text, title="Rain in Sylvania").get("freedonia") is None
    assert stances(text.replace("It rained", "There is an embargo"), title="Sylvania accepts truce").keys() == {
        "sylvania"
    }


def test_all_that_must_be_done_is_meant_by_demands() -> None:
    text = (
        "This means that Freedonia must renounce the truce and accept the river border. Firefly rejected these demands."
    )
    assert stances(text) == {"freedonia": SUPPORT}
    assert stances(text, topic="border") == {"freedonia": OPPOSE}
    assert stances(text.replace("these demands", "this demand")) == {}


def test_both_topics_put_forward_together_are_meant() -> None:
    text = "Trentino demanded a truce and the river border. Freedonia supported the initiative."
    assert stances(text).get("freedonia") is stances(text, topic="border").get("freedonia") is SUPPORT


def test_the_evidence_holds_the_sentence_that_names_the_topic() -> None:
    found = statements("Sylvania proposed a truce. Freedonia rejected the plan.")
    (one,) = (s for s in found if s.actor == "freedonia")
    assert [span.text for span in one.evidence] == ["Sylvania proposed a truce.", "Freedonia rejected the plan."]
    assert one.rules[-1] == "'truce' named before"


@pytest.mark.parametrize("group", language().echo.groups, ids=lambda group: f"{group.kind}-{group.words[0]}")
def test_each_group_of_nouns_has_an_example(group: EchoGroup) -> None:
    assert any("freedonia" in stances(group.example, topic=topic) for topic in ("truce", "sanctions"))


@pytest.mark.parametrize("deed", language().echo.deeds, ids=lambda deed: deed.nouns[0])
def test_each_noun_of_a_deed_means_what_was_done_by_its_verb(deed: Deed) -> None:
    assert stances(deed.example).get("freedonia") is OPPOSE


@pytest.mark.parametrize(
    "text",
    [
        "Sylvania offered a truce.\n\nRuritania made an offer of bread.\n\nFreedonia rejected the offer.",
        "Sylvania rejected a truce.\n\nThe embargo goes on.\n\nFreedonia spurned the offer.",
        "Sylvania offered a truce.\n\nThe embargo goes on.\n\nFreedonia rejected the Ruritanian offer.",
        "Sylvania offered a truce.\n\nThe embargo goes on.\n\nFreedonia rejected an offer.",
    ],
)
def test_another_deed_is_not_meant(text: str) -> None:
    assert "freedonia" not in stances(text)


def test_an_echo_points_back() -> None:
    echoes = EchoFinder(language().echo, language().stem)
    assert echoes.may_echo("but South spurned that generous offer")
    assert echoes.may_echo("but South spurned North's offer")
    assert not echoes.may_echo("but South spurned an offer")


@pytest.mark.parametrize("example", language().echo.siding.examples)
def test_each_way_to_side_with_somebody_has_an_example(example: str) -> None:
    found = stances(example)
    assert found["freedonia"] is found["sylvania"]


@pytest.mark.parametrize(
    "text",
    [
        "Sylvania wants a truce. Freedonia is also against.",
        "Sylvania rejects a truce. Freedonia is also against smuggling.",
        "Sylvania wants a truce. Freedonia does not share this view.",
        "Sylvania wants a truce. Freedonia could do the same.",
        "Sylvania wants a truce. So Freedonia sent bread.",
        "Sylvania wants a truce. At the same time Freedonia sold bread.",
        "Sylvania wants a truce and rejects the embargo. Freedonia does the same.",
        "Sylvania wants a truce. Firefly agreed to open the harbour.",
        "Sylvania rejects a truce. Firefly disagreed.",
        "Sylvania accepted a truce and asked Firefly to do the same.",
        "Sylvania wants a truce. It rained. So it did in Freedonia.",
    ],
)
def test_nobody_sides_with_whom_the_words_do_not_fit(text: str) -> None:
    assert "freedonia" not in stances(text)


@pytest.mark.parametrize(
    ("stance", "example"), [(s, text) for s, texts in language().echo.answers.examples.items() for text in texts]
)
def test_each_answer_has_an_example(stance: Stance, example: str) -> None:
    assert stances(example) == {"freedonia": stance}


@pytest.mark.parametrize(
    "text",
    [
        "Asked whether Sylvania would accept a truce, Firefly said no.",
        "Asked whether he would reject bread before a truce, Firefly laughed.",
        "Asked about a truce, Firefly spoke of bread.",
        "Asked about a truce, Firefly said: “No bread was sold.”",
        "Firefly was asked about a truce.",
    ],
)
def test_a_question_is_no_stance(text: str) -> None:
    assert stances(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sylvania called for a truce. Freedonia rejected that.", OPPOSE),
        ("Sylvania called for a truce. “We are ready for it,” Firefly said.", SUPPORT),
        ("Sylvania wants a truce, but Freedonia is against it.", OPPOSE),
        ("Sylvania wants a truce and an embargo. Freedonia rejected that.", None),
        ("Sylvania wants a truce. Ruritania is rich. Freedonia rejected that.", None),
        ("A truce was on the table. Freedonia rejected it.", None),
        ("Sylvania wants truces. Freedonia rejected it.", None),
        ("Sylvania wants a truce. “It is unacceptable to shoot children,” Firefly said.", None),
        ("Sylvania wants a truce and offered a deal on bread. Freedonia rejected it.", None),
    ],
)
def test_a_pronoun_means_what_somebody_else_just_took_a_stance_on(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected
