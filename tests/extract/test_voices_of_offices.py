"""Whose voice an office without a known name is, and who only stands near a party; who speaks together."""

import pytest
from fakes.freedonia import DAY, dossier, language, stances, told

from bot.extract.actors import Gazetteer
from bot.extract.linking import Linker
from bot.model import Stance

SUPPORT, OPPOSE = Stance.SUPPORT, Stance.OPPOSE


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(Gazetteer(dossier(), language().actors))


@pytest.mark.parametrize(
    "source",
    [
        "An Utopian official",
        "a senior Utopian diplomat",
        "the Utopian States' new prime minister",
        "an Ivory House spokesperson",
        "a US Ivory House spokesperson",
        "Utopian chief cabinet secretary",
        "the US digital affairs minister",
        "an official at the Ivory House",
        "a member of the Utopian delegation",
        "a visibly tired Utopian envoy",
        "the US far-right finance minister",
        "a joint statement published by the Ivory House",
        "the US Ministry of Water and Power",
        "Utopian Information Minister Otto Stein",
        "a Utopian Human Rights Ministry official",
        "the Utopian head of state",
        "a spokesman for the Utopian diplomatic service",
    ],
)
def test_an_office_or_body_speaks_for_its_owner(linker: Linker, source: str) -> None:
    assert linker.speaker(source, None, DAY).party == "utopia"


@pytest.mark.parametrize(
    "source",
    [
        "a critic of the Ivory House",
        "a statement about the Ivory House",
        "an Ivory House critic",
        "a source close to the Ivory House",
        "an opponent of the Utopian government",
        "a protester outside the Ivory House",
        "a victim of the Utopian army",
        "people familiar with the Ivory House",
        "an Ivory House-backed official",
        "a pro-Utopian official",
        "a lawyer for the Ivory House",
        "an Ivory House correspondent",
        "the US far-right leader",
        "the US opposition leader",
        "the US shadow foreign minister",
        "the US football association president",
        "a US soldier",
        "the US deputy speaker",
        "the US Labour Party Secretary Otto Stein",
        "the US Zenda Chief Minister Otto Stein",
        "the US former Water Minister Otto Stein",
        "the US Department store",
    ],
)
def test_who_only_stands_near_a_party_speaks_for_nobody(linker: Linker, source: str) -> None:
    assert linker.speaker(source, None, DAY).party is None


@pytest.mark.parametrize(
    ("source", "parties"),
    [
        ("the leaders of Freedonia, Sylvania and Ruritania", ["freedonia", "sylvania", "ruritania"]),
        ("Mediators Ruritania and Sylvania", ["ruritania", "sylvania"]),
        ("Freedonian and Sylvanian officials", ["freedonia", "sylvania"]),
        ("Freedonia, Sylvania and Ruritania, known as the Three,", ["freedonia", "sylvania", "ruritania"]),
        ("President Rufus Firefly and the Ruritanian president", ["freedonia", "ruritania"]),
        ("Freedonia and analysts", []),
        ("the envoy of Freedonia for Sylvania and Ruritania", []),
        ("US allies Ruritania and Sylvania", []),
        ("Freedonian and Sylvanian volunteers", []),
    ],
)
def test_those_who_speak_together_are_all_heard(linker: Linker, source: str, parties: list[str]) -> None:
    assert [one.party for one in linker.together(source, DAY)] == parties


@pytest.mark.parametrize(
    ("text", "own", "others"),
    [
        # somebody unknown, whose office stands beside the name
        ("Otto Stein, Ruritania's envoy to the League, said Strelsau backed a truce.", SUPPORT, None),
        ("Ruritania's envoy to the League, Otto Stein, said Strelsau backed a truce.", SUPPORT, None),
        ("Otto Stein, an analyst at Ruritania's ministry, said Strelsau backed a truce.", None, SUPPORT),
        ("Otto Stein, who advises Ruritania's foreign minister, said Strelsau backed a truce.", None, SUPPORT),
        ("In the office of Ruritania's foreign minister, Otto Stein said Strelsau backed a truce.", None, SUPPORT),
        ("Ruritania's best singer, Otto Stein, said Strelsau backed a truce.", None, SUPPORT),
        # … or stood there when the name was told first
        ("Ruritanian Mines Minister Otto Stein is here. It rained. Stein said Strelsau backed a truce.", SUPPORT, None),
        ("Otto Stein, Ruritania's envoy to the League, is here. Stein said Strelsau backed a truce.", SUPPORT, None),
        ("Ruritanian ex-minister Otto Stein is here. It rained. Stein said Strelsau backed a truce.", None, SUPPORT),
        ("Ruritania's minister met Otto Stein. It rained. Stein said Strelsau backed a truce.", None, SUPPORT),
        ("Two Freedonian government sources said Ruritania rejected a truce.", None, OPPOSE),
        # many who act or speak together
        ("The presidents of Freedonia and Ruritania on Friday rejected a truce.", OPPOSE, None),
        ("Freedonia and the Ruritania movement have rejected a truce.", OPPOSE, None),
        ("Freedonia and Ruritania met. The two rejected a truce.", OPPOSE, None),
        ("A spokesman for Ruritania's navy thanked Firefly and rejected a truce.", OPPOSE, None),
        ("All leaders except Ruritania's president said they rejected a truce.", None, None),
        ("Firefly and leaders including Ruritania's Otto Stein said they rejected a truce.", OPPOSE, None),
        ("The statement by Freedonia and Ruritania rejects a truce.", OPPOSE, None),
        ("Freedonia and Ruritania signed a text in which they reject a truce.", OPPOSE, None),
        ("Freedonia and Ruritania met. The two delegations said they rejected a truce.", OPPOSE, None),
        ("Freedonian and Ruritanian leaders have rejected a truce.", OPPOSE, None),
        ("The foreign ministers of Freedonia, Sylvania and Ruritania called for a truce.", SUPPORT, None),
        ("Firefly, Meyer and Ruritania said they backed a truce with Freedonia.", SUPPORT, None),
        ("Freedonia, Zubrowka and Ruritania said they backed a truce.", SUPPORT, None),
        ("After Freedonia, Sylvania and Ruritania said they backed a truce.", SUPPORT, None),
        ("Ruritania-backed officials rejected a truce in Freedonia.", None, None),
    ],
)
def test_whose_voice_it_is(text: str, own: Stance | None, others: Stance | None) -> None:
    assert (stances(text).get("ruritania"), told(text).get("ruritania")) == (own, others)


def test_a_list_does_not_begin_with_who_is_only_compared() -> None:
    both = "Freedonia, Sylvania and Ruritania said they backed a truce."
    assert set(stances(f"Unlike {both}")) == {"sylvania", "ruritania"}
    assert set(stances(both)) == {"freedonia", "sylvania", "ruritania"}
