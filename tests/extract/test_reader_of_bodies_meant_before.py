"""Whom "the group", "the bloc", "both countries", "it" and "they" point back to, and when that is not sure."""

import pytest
from fakes.freedonia import stances

from bot.model import Stance

ONE = {"freedonia": Stance.SUPPORT}
BOTH = {**ONE, "ruritania": Stance.SUPPORT}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Freedonia closed its border. The country said it wanted a truce.", ONE),
        ("Freedonia closed its border. The mountain republic demanded a truce.", ONE),
        ("Freedonia closed its border. It said it wanted a truce.", ONE),
        ("Freedonia closed its border. It said that it rained. It also said it wanted a truce.", ONE),
        ("Freedonia and Ruritania closed a border. They said they wanted a truce.", BOTH),
        ("Freedonia and Ruritania wrote to Sylvania. Both countries said they wanted a truce.", BOTH),
        ("Firefly and Ruritania's president met in Esteros. The two leaders called for a truce.", BOTH),
        # who is meant is not sure
        ("Freedonia wrote to Sylvania. The country said it wanted a truce.", {}),
        ("Freedonia closed its border. The neighbouring country said it wanted a truce.", {}),
        ("Freedonia closed its border. Zubrowka Minor followed. The country said it wanted a truce.", {}),
        ("Freedonia closed its border. The group said it wanted a truce.", {}),  # a country is no group
        ("A storm hit Freedonia. It said it wanted a truce.", {}),
        ("Freedonia, Sylvania and Ruritania met. Both countries said they wanted a truce.", {}),
        # bodies in somebody's words
        ("Firefly said the group would accept the truce.", {}),
        ("Firefly said the mountain republic would accept the truce.", ONE),
        ("Firefly said the neighbouring republic would accept the truce.", {}),
        ("Firefly said the Zubrowkan government would accept the truce.", {}),
    ],
)  # fmt: skip
def test_a_body_without_a_name_is_who_alone_fits(text: str, expected: dict[str, Stance]) -> None:
    assert stances(text) == expected
