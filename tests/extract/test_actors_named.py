"""Names in a text become the parties and persons of a dossier, and sources those who may speak for a party."""

from datetime import date
from typing import Any

import pytest
from fakes.freedonia import DAY, dossier, language

from bot.dossier import Dossier
from bot.extract.actors import Gazetteer, Named, NameKind, Speaker
from bot.extract.linking import Linker
from bot.model import Rank


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(dossier(), language().actors)


def names(gazetteer: Gazetteer, text: str) -> list[tuple[str, str]]:
    found = gazetteer.find(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    return [(one.text, one.actor) for one in found]


def test_persons_parties_and_bodies_are_found_in_order(gazetteer: Gazetteer) -> None:
    text = "Sylvanian officials met Rufus Firefly in Ruritania; the Winter Palace was silent."
    assert names(gazetteer, text) == [
        ("Sylvanian officials", "sylvania"),
        ("Rufus Firefly", "firefly"),
        ("Ruritania", "ruritania"),
        ("Winter Palace", "sylvania"),
    ]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Rufus T. Firefly spoke.", "firefly"),
        ("Roufus Fyrefly spoke.", "firefly"),
        ("FIREFLY SPOKE", "firefly"),
        ("Leonard Ciccolini spoke.", "chicolini"),
        ("Ciccolini spoke.", "chicolini"),
        ("Vera Marcal spoke.", "marcal"),
        ("Vera Marçal spoke.", "marcal"),
        ("Vera Marc\u0327al spoke.", "marcal"),
        ("MARÇAL SPOKE", "marcal"),
        ("Руфус Файрфлай сказал", "firefly"),
        ("Файрфлай сказал", "firefly"),
        ("Амброз Трентино сказал", "trentino"),
        ("Фридония против", "freedonia"),
        ("von Tarlenheim spoke.", "tarlenheim"),
        ("The Freedonian leader spoke.", "firefly"),
        ("the Freedonians left", "freedonia"),
        ("Republic of Freedonia", "freedonia"),
    ],
)
def test_an_actor_is_known_by_every_spelling(gazetteer: Gazetteer, text: str, actor: str) -> None:
    assert [found for _, found in names(gazetteer, text)] == [actor]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Firefly spoke.", ["firefly"]),
        ("But Firefly spoke.", ["firefly"]),
        ("President Firefly spoke.", ["firefly"]),
        ("Mr Firefly spoke.", ["firefly"]),
        ("Rufus T. Firefly spoke.", ["firefly"]),
        ("Joan Firefly spoke.", []),
        ("They left. Firefly spoke.", ["firefly"]),
        ("Joan, Firefly spoke.", ["firefly"]),
        ("the firefly glows", []),
        ("Freedonian Firefly spoke.", ["freedonia", "firefly"]),
    ],
)
def test_a_surname_counts_unless_a_strangers_first_name_stands_before_it(
    gazetteer: Gazetteer, text: str, actors: list[str]
) -> None:
    assert [actor for _, actor in names(gazetteer, text)] == actors


def people(*entries: dict[str, Any]) -> Gazetteer:
    """Return the names of two parties and these persons."""
    base = {"role": "somebody"}
    made = Dossier.model_validate(
        {
            "id": "d", "title": "D", "about": "d",
            "parties": [{"id": "north", "name": "North", "adjectives": ["Northern"]}, {"id": "south", "name": "South"}],
            "topics": [{"id": "t", "name": "T", "proposition": "p", "terms": ["truce"]}],
            "people": [base | entry for entry in entries],
        }
    )  # fmt: skip
    return Gazetteer(made, language().actors)


def test_a_shared_surname_is_the_higher_ones() -> None:
    gazetteer = people(
        {"id": "ann", "name": "Ann Day", "speaks_for": "north", "rank": "principal"},
        {"id": "bob", "name": "Bob Day", "speaks_for": "south", "rank": "official"},
    )
    assert names(gazetteer, "Day spoke, and Bob Day, and Ann Day.") == [
        ("Day", "ann"),
        ("Bob Day", "bob"),
        ("Ann Day", "ann"),
    ]


def test_a_surname_that_two_of_one_rank_share_is_nobodys() -> None:
    gazetteer = people(
        {"id": "ann", "name": "Ann Day", "speaks_for": "north", "rank": "envoy"},
        {"id": "bob", "name": "Bob Day", "speaks_for": "south", "rank": "envoy"},
    )
    assert names(gazetteer, "Day spoke, and Bob Day.") == [("Bob Day", "bob")]


def test_a_surname_of_ones_own_keeps_the_last_word_free() -> None:
    gazetteer = people({"id": "ann", "name": "Ann Day", "surname": "Ann Day", "speaks_for": "north"})
    assert names(gazetteer, "Day spoke, and Ann Day.") == [("Ann Day", "ann")]


def test_a_given_surname_is_known_alone() -> None:
    gazetteer = people({"id": "ann", "name": "Ann van der Day", "surname": "van der Day", "speaks_for": "north"})
    assert names(gazetteer, "Then van der Day spoke.")[-1][1] == "ann"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The US wants it.", ["US"]),
        ("The U.S. wants it.", ["U.S."]),
        ("the U.S.-led talks", ["U.S."]),
        ("Give us peace.", []),
        ("Us and them.", []),
        ("Let us talk, US officials said.", ["US officials"]),
    ],
)
def test_a_short_name_counts_only_in_capitals(gazetteer: Gazetteer, text: str, found: list[str]) -> None:
    assert [shown for shown, _ in names(gazetteer, text)] == found


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("Fredville rejected it.", True),
        ("Talks in Fredville went on.", False),
        ("He flew to Fredville.", False),
        ("They left from Fredville.", False),
        ("Talks with Fredville went on.", True),
        ("Talks in Freedonia went on.", True),
        ("Freedonian apples are red.", False),
        ("Freedonian officials spoke.", True),
    ],
)
def test_a_capital_as_a_place_and_a_bare_adjective_mention_nobody(
    gazetteer: Gazetteer, text: str, mentioned: bool
) -> None:
    found = list(gazetteer.mentions(gazetteer.find(text), text, "text"))
    assert [one.actor for one in found] == ["freedonia"] * mentioned
    assert all(text[one.span.start : one.span.end] == one.span.text for one in found)


def test_a_name_is_asked_for_its_place_by_what_stands_right_before(gazetteer: Gazetteer) -> None:
    text = "Fredville, in short, is far from Strelsau."
    first, second = gazetteer.find(text)
    assert (first.name.kind, gazetteer.is_place(first, text)) == (NameKind.METONYM, False)
    assert gazetteer.is_place(second, text)
    assert not gazetteer.is_place(Named(0, 9, "Freedonia", gazetteer.find("Freedonia")[0].name), text)


@pytest.mark.parametrize(
    ("day", "person"), [(date(2019, 5, 1), "ann"), (date(2021, 5, 1), "bob"), (date(2023, 5, 1), None)]
)
def test_a_role_is_whoever_had_it_on_the_day_and_else_the_partys(day: date, person: str | None) -> None:
    gazetteer = people(
        {"id": "bob", "name": "Bob Hill", "speaks_for": "north", "rank": "minister", "since": "2023-01-01",
         "earlier": [{"role": "envoy", "roles": ["Northern envoy"], "since": "2020-01-01", "until": "2022-12-31"}]},
        {"id": "ann", "name": "Ann Day", "speaks_for": "north", "roles": ["Northern envoy"], "until": "2019-12-31"},
    )  # fmt: skip
    speaker = Linker(gazetteer).speaker("the Northern envoy", None, day)
    assert (speaker.party, speaker.person) == ("north", person)


def speaking(gazetteer: Gazetteer, source: str, resolved: str | None = None, day: date = DAY) -> Speaker:
    return Linker(gazetteer).speaker(source, resolved, day)


@pytest.mark.parametrize(
    ("source", "party", "rank"),
    [
        ("Freedonia", "freedonia", Rank.BODY),
        ("Freedonia's", "freedonia", Rank.BODY),
        ("Fredville", "freedonia", Rank.BODY),
        ("the Marble Palace", "freedonia", Rank.BODY),
        ("Freedonian officials", "freedonia", Rank.BODY),
        ("Freedonia's foreign ministry", "freedonia", Rank.BODY),
        ("a senior Freedonian official", "freedonia", Rank.OFFICIAL),
        ("the Freedonian side", "freedonia", Rank.BODY),
        ("the US envoy", "utopia", Rank.ENVOY),
        ("Sylvanian Prime Minister Otto Nobody", "sylvania", Rank.PRINCIPAL),
        ("Sylvania's foreign minister", "sylvania", Rank.MINISTER),
        ("a Ruritanian spokesman", "ruritania", Rank.SPOKESPERSON),
    ],
)
def test_offices_and_bodies_speak_for_their_party(gazetteer: Gazetteer, source: str, party: str, rank: Rank) -> None:
    speaker = speaking(gazetteer, source)
    assert (speaker.party, speaker.person, speaker.rank) == (party, None, rank)


@pytest.mark.parametrize(
    "source",
    [
        "a Freedonian analyst",
        "Freedonian lawmaker Otto Nobody",
        "former Freedonian foreign minister Otto Nobody",
        "Freedonian opposition leader Otto Nobody",
        "a retired Sylvanian general",
        "Otto Nobody",
        "Otto Nobody, an expert on Freedonia",
        "Freedonia's neighbours",
        "a Freedonian farmer",
        "Freedonian newspapers",
        "the people",
        "",
    ],
)
def test_nobody_else_speaks_for_a_party(gazetteer: Gazetteer, source: str) -> None:
    assert speaking(gazetteer, source).party is None


@pytest.mark.parametrize(
    ("source", "resolved", "person", "party"),
    [
        ("Roland", "Robert Roland", "roland", "freedonia"),
        ("he", "Rufus Firefly", "firefly", "freedonia"),
        ("Rufus Firefly, who was late,", None, "firefly", "freedonia"),
        ("the Marble Palace spokesman", None, "roland", "freedonia"),
        ("Sylvanian Trade Minister Carla Roland", "Carla Roland", "carla-roland", "sylvania"),
        ("Gloria Teasdale", "Gloria Teasdale", "teasdale", None),
        ("Bert Kalman", None, "kalman", None),
    ],
)
def test_a_person_of_the_dossier_speaks_for_whom_the_dossier_says(
    gazetteer: Gazetteer, source: str, resolved: str | None, person: str, party: str | None
) -> None:
    speaker = speaking(gazetteer, source, resolved)
    assert (speaker.person, speaker.party) == (person, party)
    assert speaker.name == dossier().person_by_id[person].name


@pytest.mark.parametrize(
    ("day", "party"),
    [
        (date(2021, 12, 31), None),
        (date(2022, 1, 1), "freedonia"),
        (date(2025, 6, 30), "freedonia"),
        (date(2025, 7, 1), None),
    ],
)
def test_a_person_speaks_for_a_party_while_in_office(gazetteer: Gazetteer, day: date, party: str | None) -> None:
    assert speaking(gazetteer, "Oskar Zander", "Oskar Zander", day).party == party


def test_a_source_without_its_person_is_shown_as_it_is_resolved(gazetteer: Gazetteer) -> None:
    assert speaking(gazetteer, "the envoy", "US envoy").name == "US envoy"
    assert speaking(gazetteer, " Otto Nobody ").name == "Otto Nobody"


@pytest.mark.parametrize(
    ("source", "person"),
    [
        ("Freedonian Foreign Minister Leonard Chicollini", "chicolini"),  # a spelling nobody listed, the country agrees
        ("Freedonian envoy Firefley", "firefly"),
        ("Sylvanian Foreign Minister Leonard Chicollini", None),  # another country's
        ("Leonard Chicollini", None),  # neither office nor country
        ("Freedonian Foreign Minister Leonard Chandler", None),  # another name
        ("Freedonian envoy Bird", None),
    ],
)
def test_a_new_spelling_is_taken_only_where_office_and_country_agree(
    gazetteer: Gazetteer, source: str, person: str | None
) -> None:
    assert Linker(gazetteer).speaker(source, None, DAY).person == person
