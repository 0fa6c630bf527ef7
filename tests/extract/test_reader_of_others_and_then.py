"""What was once, what others say, and who "he" is: ways in which a stance seems to be there and is not."""

import pytest
from fakes.freedonia import stances, statements

from bot.model import Stance

SUPPORT, OPPOSE, CONDITIONAL = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # times long past, and times that belong to something else
        ("A year ago, Firefly told a rally: “We reject a truce.”", None),
        ("More than two decades ago Freedonia rejected a truce.", None),
        ("Freedonia rejected a truce in 2019.", None),
        ("Firefly, who pulled out of a truce during his first term, warned the harbour.", None),
        ("Robert Roland said that in 2014 Freedonia accepted the truce.", None),
        ("Freedonia rejects a truce drawn up in 2014.", OPPOSE),
        ("Firefly, who took office in 2020, rejects a truce.", OPPOSE),
        ("Freedonia wants to sign a truce in 2026.", SUPPORT),
        ("The envoy spoke of Freedonia's abandoned efforts to win a truce.", None),
        # clauses of what may come, or is asked
        ("Ruritania will keep the embargo until Freedonia agrees to a truce.", None),
        ("Fighting went on until Freedonia accepted a truce on Monday.", SUPPORT),
        ("Asked whether Chicolini could assure deputies that Freedonia would reject the truce, he laughed.", None),
        ("There is no guarantee that Freedonia will accept the truce.", None),
        ("Freedonia gave its guarantee that it will accept the truce.", SUPPORT),
        # what somebody else is to refrain from
        ("Freedonia demanded that Sylvania not veto the truce.", SUPPORT),
        ("Freedonia freed sailors convicted of violating the truce.", None),
        # conditions by their name
        ("Freedonia repeated its conditions for a truce.", CONDITIONAL),
        ("Freedonia put no conditions on a truce.", None),
        ("“I am prepared for a truce according to clear conditions: bread and salt,” Firefly said.", CONDITIONAL),
        ("“I am prepared for a truce without conditions,” Firefly said.", SUPPORT),
        # where something is said is not what is said
        ("Freedonia insisted in truce talks that bread was dear.", None),
        ("Freedonia wants to take part in a truce.", SUPPORT),
        # before a colon
        ("“Let me be plain: we are in favour of a truce,” Firefly told the nation.", SUPPORT),
        ("“It is simple: we want a truce,” Chicolini said.", SUPPORT),
        ("“They are screaming: Sylvania must accept a truce,” Chicolini said.", None),
        ("“Sylvania keeps repeating one thing: Freedonia must accept a truce,” Chicolini said.", None),
        ("Chicolini said that Sylvania's leaders keep shouting that a truce should come at once.", None),
        (
            "No matter how loud Sylvania's men scream that Ruritania should accept a truce, we wait, Chicolini said.",
            None,
        ),
        # whose president
        ("“The president backs a truce,” Marble Palace spokesman Robert Roland said.", SUPPORT),
        ("“The president of Sylvania wants a truce,” Marble Palace spokesman Robert Roland said.", None),
        ("“The president wants a truce, as Trentino knows,” Marble Palace spokesman Robert Roland said.", None),
    ],
)
def test_a_stance_is_read_only_where_it_is_held_now_by_who_speaks(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected


HE = "He said that he was prepared for a truce."


@pytest.mark.parametrize(
    ("before", "party"),
    [
        ("Trentino's reaction was sober.", "sylvania"),
        ("The dinner with Trentino went on.", None),
        ("He dined with Trentino.", "freedonia"),
        ("The dinner went on.", "freedonia"),
        ("“Trentino is a clown.”", "freedonia"),
    ],
)
def test_he_is_who_was_named_last_or_nobody_where_it_may_be_either(before: str, party: str | None) -> None:
    text = f"Rufus Firefly spoke for two hours. “It went well,” Firefly said. {before} {HE}"
    assert stances(text) == ({party: SUPPORT} if party else {})


def test_a_pronoun_of_the_article_means_nobody_named_before_another() -> None:
    assert stances("Firefly rejected a truce. He has refused the truce since.") == {"freedonia": OPPOSE}
    assert stances("Firefly rejected a duel on Monday. Trentino wept at home. He has refused the truce since.") == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Freedonia and the US remain committed to the truce, the two allies said in a joint statement.",
            {"freedonia": SUPPORT, "utopia": SUPPORT},
        ),
        (
            "Ruritania and the US are friends, and the two allies called for a truce.",
            {"ruritania": SUPPORT, "utopia": SUPPORT},
        ),
    ],
)
def test_two_allies_are_the_two_that_were_named(text: str, expected: dict[str, Stance]) -> None:
    assert stances(text) == expected


@pytest.mark.parametrize(
    "before",
    ["Ruritania and the US saw Sylvania", "Sylvania wept for Ruritania and the US", "Ruritania spoke of the US"],
)
def test_two_allies_are_nobody_where_more_are_named_or_they_are_not_joined(before: str) -> None:
    said = statements(f"{before}, and the two allies called for a truce.")
    assert not [one for one in said if one.counts]
