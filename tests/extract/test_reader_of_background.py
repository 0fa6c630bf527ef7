"""Acts that an article recalls, what lasts since long ago, and lines of a page that run on into its text."""

from fakes.freedonia import stances

from bot.model import Stance


def test_an_act_without_a_day_gives_way_to_what_the_party_says_to_the_contrary() -> None:
    background = "Freedonia imposed sanctions on Sylvania in response to the war."
    assert stances(background, topic="sanctions") == {"freedonia": Stance.SUPPORT}
    said = "“We reject sanctions on Sylvania,” Firefly said."
    assert stances(f"{said} {background}", topic="sanctions") == {"freedonia": Stance.OPPOSE}


def test_what_somebody_wants_since_a_year_long_ago_is_wanted_still() -> None:
    assert stances("Since the flood in 2012, Freedonia has wanted a truce.") == {"freedonia": Stance.SUPPORT}
    assert stances("In 2012, Freedonia wanted a truce.") == {}


def test_what_a_page_puts_before_an_article_is_no_part_of_its_first_sentence() -> None:
    page = "After the War Advertisement Supported by Freedonian ministers on Tuesday agreed to a truce."
    byline = "By Jane Smith Reporting from New Fredville Freedonian ministers agreed on Tuesday to a truce."
    assert stances(page) == stances(byline) == {"freedonia": Stance.SUPPORT}
