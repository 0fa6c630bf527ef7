"""What short wires tell: who is given behind the words, what a party has done, and terms in other words."""

import pytest
from fakes.freedonia import stances, statements

from bot.model import Stance, Statement

SUPPORT, OPPOSE, CONDITIONAL, OPEN = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NONCOMMITTAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a verb takes the particle that is nearest
        ("Freedonia voted for the truce against the wish of Sylvania.", SUPPORT),
        ("Freedonia voted against the truce.", OPPOSE),
        ("Freedonia accepts bread but not a truce.", OPPOSE),
        ("Under one scenario Freedonia would accept a truce and recognised it.", None),
        # terms
        ("Firefly said Freedonia will accept a truce as soon as Sylvania leaves.", CONDITIONAL),
        ("Firefly said Freedonia would stop shooting if Sylvania leaves.", CONDITIONAL),
        ("Firefly said Freedonia would enter a truce only if Sylvania leaves.", CONDITIONAL),
        ("Firefly said Freedonia would accept a truce only in exchange for bread.", CONDITIONAL),
        ("Firefly said Freedonia would accept only a truce.", SUPPORT),
        # what is done, and what sides only meet for
        ("Freedonia recognised the truce on Monday.", SUPPORT),
        ("Freedonia has halted the fighting.", SUPPORT),
        ("Freedonia never recognised the truce.", None),
        ("Freedonia began the truce on Monday.", None),
        ("Firefly said Freedonia would stop shooting.", SUPPORT),
        ("If Sylvania leaves, Freedonia will vote and stop shooting, Firefly said.", CONDITIONAL),
        ("Firefly said Freedonia would accept a truce for as long as Sylvania did.", CONDITIONAL),
        # who is left out of those who speak
        ("All members except Freedonia said they want a truce.", None),
        ("All leaders but Rufus Firefly called for a truce.", None),
        ("Every member apart from Freedonia's Rufus Firefly said they want a truce.", None),
        ("Freedonia, with the exception of Sylvania the last to do so, wants a truce.", SUPPORT),
        # who else "he" may be, who is asked to think of it, who is nobody's voice
        ("Firefly said that Trentino was stalling because he did not want a truce.", None),
        ("Firefly said that he did not want a truce.", OPPOSE),
        ("Rufus Firefly asked Ambrose Trentino to consider a truce.", SUPPORT),
        ("Freedonia is considering a truce.", OPEN),
        ("A source in the Freedonian foreign ministry said that Freedonia wanted a truce.", None),
        # what a speaker's party is called
        ("Chicolini said that the republic would stop shooting.", SUPPORT),
        ("Chicolini said that Sylvania wants bread and the republic would stop shooting.", None),
        ("Chicolini declined to say whether Freedonia would stop shooting.", OPEN),
    ],
)
def test_reading(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected


def only(text: str, *, title: str = "") -> list[Statement]:
    """Return the statements of the text on a truce."""
    return [one for one in statements(text, title=title) if one.topic == "truce"]


def test_who_speaks_behind_the_words_says_all_that_is_before() -> None:
    text = "Freedonia will continue to allow a truce, Foreign Minister Leonard Chicolini said on Tuesday. It rained."
    (one,) = only(text)
    assert (one.person, one.stance) == ("chicolini", SUPPORT)


def test_a_medium_behind_the_words_of_somebody_is_where_they_come_from() -> None:
    text = "Freedonia wants a truce, Chicolini said on Tuesday, citing a lack of bread, the Esteros Telegraph reported."
    (one,) = only(text)
    assert (one.person, one.chain) == ("chicolini", ("Esteros Telegraph",))


def test_a_headline_comes_from_where_its_article_does() -> None:
    text = "Freedonia wants a truce, Chicolini said on Tuesday, citing a lack of bread, the Esteros Telegraph reported."
    assert {one.chain for one in only(text, title="Freedonia wants truce")} == {("Esteros Telegraph",)}


def test_what_will_be_in_a_month_to_come_is_not_of_last_year() -> None:
    (one,) = only(
        "Freedonia will accept a truce in May unless Sylvania leaves, Firefly has said after a walk on Tuesday."
    )
    assert not one.old


def test_a_quotation_ends_where_its_speaker_is_described() -> None:
    text = "“We will fight on and want no truce,” Rufus Firefly, the leader of Freedonia, said on Sunday in a speech."
    assert all(one.direct for one in only(text))
    assert {one.stance for one in only(text)} == {OPPOSE}
