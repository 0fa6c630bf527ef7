"""Who is meant by a pronoun, a short name or an owner that the article named before; bodies of the speaker's own."""

import pytest
from fakes.freedonia import stances, told

from bot.model import Stance

SUPPORT, OPPOSE, CONDITIONAL = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a pronoun, where the sentence before names no topic
        ("Firefly spoke in a stadium of his forces. He ruled out any truce.", OPPOSE),
        ("Freedonia never recognised the court. On Friday it rejected the truce.", OPPOSE),
        ("Freedonia welcomed the plan. Oskar Meyer was sceptical. He rejected the truce.", None),
        ("Freedonia is old. Oskar Meyer, of the Freedonia Institute, was glum. He rejected the truce.", None),
        ("In Zenda, Rufus Firefly, the president, opened a fair. He said there would be no truce.", OPPOSE),
        ("Firefly met many. The Sylvanians, he said, are late. He said there would be no truce.", OPPOSE),
        ("Firefly spoke for long. All Western truces, he added, must be rejected.", OPPOSE),
        ("Firefly is tired. The Freedonians agreed. He rejected the truce.", None),
        # who speaks beside what is told
        ("Freedonia weighed in, with a foreign ministry spokesperson saying that it rejected the truce.", OPPOSE),
        ("Talks were hosted by Freedonia, with the tired guests saying that they rejected the truce.", None),
        # a verb of saying that is joined to another
        ("Firefly called the text weak and, in a long speech, added that there would be no truce.", OPPOSE),
        ("Freedonia's position is that there will be no truce.", OPPOSE),
        ("An analyst's position is that there will be no truce in Freedonia.", None),
        # "it" in the words of somebody beside whose party nobody is named
        (
            "Freedonia's deputy mines minister, Otto Stein, said Fredville was glad. It rejected a truce, he said.",
            OPPOSE,
        ),
        ("Chicolini said that Sylvania was glad. It rejected a truce, he said.", None),
        # a view told within somebody's words
        ("Chicolini said the government's position was that there would be no truce.", OPPOSE),
        # a role alone, which one man nearby has
        ("President Rufus Firefly opened a fair. The president said there would be no truce.", OPPOSE),
        ("President Rufus Firefly met President Oskar Meyer. The president said there would be no truce.", None),
        ("President Rufus Firefly opened a fair. A president said there would be no truce.", None),
        # a paper, and who goes on with it
        ("Freedonia said in a statement that it was glad. The statement said a truce was out of the question.", OPPOSE),
        ("Freedonia condemned the raid, in which it said a truce was out of the question.", OPPOSE),
        ("A statement was read. The statement said a truce was out of the question.", None),
        # the last word of a body's name
        ("The Freedonian Foreign Ministry was busy. It rained. The ministry rejected the truce.", OPPOSE),
        ("The Freedonian Foreign Ministry was busy. “We reject the truce,” the ministry said.", OPPOSE),
        ("The Freedonian Foreign Ministry was busy. “We reject the truce,” the ministry of bread said.", None),
        ("The Freedonian Foreign Ministry met the ministry of bread. “We reject the truce,” the ministry said.", None),
        # an office of whoever was just named
        ("Freedonia rejected the truce, its foreign minister told reporters.", OPPOSE),
        ("Freedonia is large. “We reject the truce,” its foreign minister said.", OPPOSE),
        ("Freedonia and Sylvania are large. “We reject the truce,” its foreign minister said.", None),
        # bodies that nobody is said to own
        ("Freedonia has clinched a truce, the presidential office said.", SUPPORT),
        ("Freedonia has clinched a truce, the health ministry said.", None),
        # a source that only goes on about a name
        (
            "For its part Freedonia, whose fighters overran Old Esteros in May, reiterated its readiness for a truce.",
            SUPPORT,
        ),
        # bodies of the speaker's own party
        ("Chicolini told reporters the government would not accept the truce.", OPPOSE),
        ("Chicolini said that troops would keep fighting.", OPPOSE),
        ("Chicolini said Sylvania was weak and the government would not accept the truce.", None),
    ],
)
def test_who_is_meant_is_looked_for_before(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected


def test_the_report_of_a_news_agency_that_the_dossier_does_not_know_leaves_the_voice_as_it_is() -> None:
    agency = "Freedonia has decided to extend the truce, the official Frenia news agency reported."
    analyst = "Freedonia has decided to extend the truce, an analyst at the agency reported."
    assert (stances(agency), told(agency)) == ({"freedonia": SUPPORT}, {})
    assert (stances(analyst), told(analyst)) == ({}, {"freedonia": SUPPORT})
