"""Quantities that texts give of topics: which number, of what, whose, and whether it has come to it."""

import pytest
from fakes.command_line import ROOT

from bot.extract.figures import FigureFinder
from bot.extract.language import load_language
from bot.extract.sentences import Sentence
from bot.extract.topics import TopicHit

FINDER = FigureFinder(load_language(ROOT / "config" / "language" / "en.yaml").quantity)
TOPICS = {"truce": "truce", "plan": "plan", "aid": "aid", "army": "army", "assets": "assets", "draft": "plan"}


def hits(text: str) -> list[TopicHit]:
    found = ((text.find(word), word, topic) for word, topic in TOPICS.items())
    return sorted((TopicHit(t, at, at + len(w), 1, plain=True) for at, w, t in found if at >= 0), key=lambda h: h.start)


def figures(text: str) -> list[str]:
    found = FINDER.find(text, Sentence(0, len(text)), hits(text))
    return [
        f"{one.topic} {one.quantity.number.normalize():f} {one.quantity.unit}{' now' if one.changed else ''}"
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("They accept a 28-point plan.", ["plan 28 point"]),
        ("The six-point peace plan is dead.", ["plan 6 point"]),
        ("All 20 points of the plan are agreed.", ["plan 20 point"]),
        ("The plan has now been reduced to 20 points.", ["plan 20 point now"]),
        ("The plan was cut from 28 points to 20 points.", ["plan 28 point", "plan 20 point now"]),
        ("The plan consists of about 20 points.", ["plan 20 point"]),
        ("A two-month truce is offered.", ["truce 60 day"]),
        ("A truce lasting 60 days is offered.", ["truce 60 day"]),
        ("A truce of eight weeks is offered.", ["truce 56 day"]),
        ("They would cap the army at 600,000 troops.", ["army 600000 troop"]),
        ("They ask for 600 trucks of aid.", ["aid 600 truck"]),
        ("They want €140bn in frozen assets.", ["assets 140000000000 euro"]),
        ("They put the assets at 185.5 billion euros.", ["assets 185500000000 euro"]),
        ("Nearly 90 percent of the country's demands are in the draft.", ["plan 90 percent of demand"]),
        ("The sides agree on 95% of the plan.", ["plan 95 percent"]),
        ("The plan is 90 per cent ready.", ["plan 90 percent"]),
    ],
)
def test_numbers_belong_to_the_topic_beside_them(text: str, found: list[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The two-month truce collapsed in March.",
        "After three days of truce talks they went home.",
        "They met 20 days before the truce.",
        "They spoke of the truce on 12 December, and 28 points were scored.",
        "Of the plan, 20 points are unknown to us.",
        "The plan has 20 readers.",
        "It rained for 30 days.",
        "There are 5 ways of reading the plan.",
    ],
)
def test_numbers_of_something_else_and_of_what_is_over_are_none(text: str) -> None:
    assert figures(text) == []
