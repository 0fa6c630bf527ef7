"""What a speaker asserts with a topic: duties, conditions, announcements, aims; beside what only looks like it."""

import pytest
from fakes.freedonia import stances

from bot.model import Stance

SUPPORT, OPPOSE, CONDITIONAL, OPEN = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NONCOMMITTAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # what somebody makes a condition of is wanted
        ("Firefly said Sylvania would face an embargo unless it agreed to a truce.", SUPPORT),
        ("Freedonia threatened an embargo unless Sylvania accepted a truce.", SUPPORT),
        ("Firefly warned that there would be trouble if Sylvania did not agree to a truce.", SUPPORT),
        ("Firefly said Freedonia would close the port if Sylvania refused a truce.", SUPPORT),
        ("Firefly warned that Freedonia would respond if a truce was imposed.", OPPOSE),
        ("Firefly said the port would remain closed until Sylvania agreed to a truce.", SUPPORT),
        ("Freedonia will not open the port until there is a truce.", SUPPORT),
        ("Firefly said votes could be held only if there was a truce.", SUPPORT),
        ("Any talk of ports is impossible before Sylvania accepts a truce, Firefly said.", SUPPORT),
        # what is only expected, or another's condition
        ("Firefly said Freedonia would open the port if there was a truce.", None),
        ("Firefly said it could take months until a truce was agreed.", None),
        ("Even if there is no truce, Firefly said, Freedonia will open the port.", None),
        ("Firefly said Sylvania would not stop until it got a truce.", None),
        ("Firefly said he did not know if Sylvania would agree to a truce.", None),
        # what somebody should have
        ("Firefly said that Sylvania needs a truce.", SUPPORT),
        ("Firefly said that Sylvania does not need a truce.", OPPOSE),
        ("Firefly said Sylvania deserved to get a truce.", SUPPORT),
        ("Sylvania needs a truce, but bread is cheap.", None),
        ("Firefly said Sylvania had to accept the truce.", SUPPORT),
        ("Firefly said he had to move to the truce.", None),
        ("Firefly said Sylvania does not have to accept a truce.", None),
        # what is announced
        ("Firefly said there would be a truce.", SUPPORT),
        ("Firefly said the truce would be used to bring bread.", SUPPORT),
        ("Firefly said a truce would be carried out only if Sylvania left.", CONDITIONAL),
        ("Firefly said Sylvania's truce would be carried out.", None),
        ("Firefly said the truce would be carried out by Sylvania.", None),
        ("Firefly said the truce would perhaps be carried out.", None),
        ("The truce will be carried out.", None),
        # what somebody is out for
        ("Firefly said the aim was a truce.", SUPPORT),
        ("A truce, Firefly said, is our priority.", SUPPORT),
        ("Firefly said a truce was Sylvania's priority.", None),
        ("Firefly said a truce was not the priority.", None),
        # what it does, and what it is called
        ("Firefly said a truce would do serious damage to the peace.", OPPOSE),
        ("Firefly said a truce would not do damage to the peace.", None),
        ("Firefly said any truce would be considered a mistake.", OPPOSE),
        ("Firefly insisted that a truce remains the starting point.", SUPPORT),
        ("Firefly said a truce was one of the cornerstones of peace.", SUPPORT),
        ("Firefly said a truce would amount to a declaration of war.", OPPOSE),
        ("Firefly said a truce was an option.", OPEN),
        ("Firefly said a truce was not an option.", OPPOSE),
        ("Freedonia considers a truce a threat.", OPPOSE),
        ("Firefly said there was no way around a truce.", SUPPORT),
        ("Firefly said there was a way around a truce.", None),
        # what belongs to a noun before a place or a clause
        ("Firefly said Freedonia would not accept the presence in Sylvania of a truce.", OPPOSE),
        ("Firefly urged Sylvania to fulfil its promises on a truce.", SUPPORT),
        ("Firefly said Freedonia was determined to see the truce enforced.", SUPPORT),
        # what rests on it, who has a right to it, who makes it ready
        ("Firefly said peace depends on a truce.", SUPPORT),
        ("Firefly said peace does not depend on a truce.", None),
        ("Firefly said any peace must be accompanied by a truce.", SUPPORT),
        ("Firefly said Sylvania has the right to a truce.", SUPPORT),
        ("Firefly said Sylvania has no right to hold a truce.", OPPOSE),
        ("Firefly said they had drawn up a truce.", SUPPORT),
        ("Freedonia is preparing a truce.", SUPPORT),
        ("Freedonia may prepare a truce.", None),
        ("Firefly said he had begun arranging a truce.", SUPPORT),
        ("Firefly said the truce was fragile and must not be abandoned.", SUPPORT),
        ("Firefly said the truce was fragile and must be watched.", None),
        ("Firefly said Freedonia would have no part in a truce.", OPPOSE),
        ("Firefly said Freedonia would make sure that there is a truce.", SUPPORT),
        ("Firefly said he saw no obstacle to a truce.", SUPPORT),
        ("Firefly said nothing can justify a truce.", OPPOSE),
        ("Firefly said nobody could decide on a truce.", None),
        ("Firefly said the solution was a truce.", SUPPORT),
        ("Firefly said a truce was not the answer.", OPPOSE),
        # what can be on a condition, what will not be done or talked of, and what nobody plans
        ("Firefly said a truce could be signed provided that Sylvania left.", CONDITIONAL),
        ("Firefly said a truce could be signed.", None),
        ("Firefly said the truce would not be carried out.", OPPOSE),
        ("Firefly said Freedonia will not discuss any truce.", OPPOSE),
        ("Firefly said Freedonia will discuss a truce.", None),
        ("Firefly said there were no plans for a truce.", OPPOSE),
        ("Firefly said there were plans for a truce.", None),
        ("Firefly said peace would require a truce.", SUPPORT),
        ("Freedonia rejected a plan that would require a truce.", OPPOSE),
        ("Firefly said a prerequisite for peace was a truce.", SUPPORT),
        ("Firefly said no truce was on the schedule.", OPEN),
        ("Firefly said the border had to be governed by a truce.", SUPPORT),
    ],
)
def test_an_assertion_is_read(text: str, expected: Stance | None) -> None:
    assert stances(text).get("freedonia") is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Firefly said the embargo on Sylvania would not be eased.", SUPPORT),
        ("Firefly warned that Sylvania would face an embargo.", CONDITIONAL),
        ("Firefly said Sylvania faced an embargo.", None),
        ("Firefly said Sylvania would be hit by an embargo unless it left.", None),
        ("Firefly described the offer as sanctions relief for Sylvania.", OPPOSE),
    ],
)
def test_an_assertion_about_sanctions_is_read(text: str, expected: Stance | None) -> None:
    assert stances(text, topic="sanctions").get("freedonia") is expected
