from datetime import date

import pytest
from fakes.miami import DOSSIER, changed_dossier

from bot.commands.resolve import UnknownNameError, nearest, resolve_actor, resolve_day, resolve_round, resolve_topic
from bot.commands.spelling import loose, plain
from bot.dossier import Dossier

TODAY = date(2025, 12, 30)


@pytest.mark.parametrize(
    ("text", "party", "person"),
    [
        ("russia", "russia", None),
        ("Россия", "russia", None),
        ("the Russian Federation", "russia", None),
        ("Russians", "russia", None),
        ("RUSSIA'S", "russia", None),
        ("Kremlin", "russia", None),
        ("the White House", "us", None),
        ("U.S.", "us", None),
        ("european leaders", "eu", None),
        ("turkiye", "turkey", None),
        ("Peskov", "russia", "peskov"),
        ("Песков", "russia", "peskov"),
        ("Zelenskyy", "ukraine", "zelensky"),
        ("Zelenskij", "ukraine", "zelensky"),
        ("zelenskiy", "ukraine", "zelensky"),
        ("Зеленський", "ukraine", "zelensky"),
        ("Зеленский", "ukraine", "zelensky"),
        ("Orban", "hungary", "orban"),
        ("erdogan", "turkey", "erdogan"),
        ("Fesenko", None, "fesenko"),
    ],
)
def test_actors_are_known_by_every_name_and_spelling(text: str, party: str | None, person: str | None) -> None:
    actor = resolve_actor(text, DOSSIER)
    assert (actor.party.id if actor.party else None, actor.person.id if actor.person else None) == (party, person)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ceasefire", "ceasefire"),
        ("Ceasefire", "ceasefire"),
        ("truce", "ceasefire"),
        ("перемирие", "ceasefire"),
        ("cessation of hostilities", "ceasefire"),
        ("security guarantees", "security-guarantees"),
        ("security-guarantees", "security-guarantees"),
        ("progress", "talks-progress"),
    ],
)
def test_topics_are_known_by_id_name_alias_and_term(text: str, topic: str) -> None:
    assert resolve_topic(text, DOSSIER).id == topic


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("ruzzia", "Russia"), ("Zelenksy", "Volodymyr Zelenskyy (Ukraine)"), ("Pesckov", "Dmitry Peskov (Russia)")],
)
def test_unknown_actors_get_the_nearest_names(text: str, nearest: str) -> None:
    with pytest.raises(UnknownNameError) as raised:
        resolve_actor(text, DOSSIER)
    assert raised.value.nearest[0] == nearest


@pytest.mark.parametrize(
    ("typed", "first", "never"),
    [
        ("ushak", "Yuri Ushakov", "US"), ("norwey", "Norway", "US"), ("atlantis", "", "IT"),
        ("ceasefyre queen", "", "EU"), ("kellog", "Keith Kellogg", "ek"), ("", "", "US"),
    ],
)  # fmt: skip
def test_a_short_name_is_not_near_to_a_long_word(typed: str, first: str, never: str) -> None:
    names = ("Yuri Ushakov", "US", "EU", "IT", "ek", "Keith Kellogg", "Norway")
    found = nearest(typed, [(one, one) for one in names])
    assert (found[0] if found else "") == first
    assert never not in found


def test_what_is_near_nothing_gets_all_names() -> None:
    with pytest.raises(UnknownNameError, match="the topics are Ceasefire, Settlement"):
        resolve_topic("qxqxqx", DOSSIER)
    with pytest.raises(UnknownNameError, match="name a party or person; the parties are Russia"):
        resolve_actor(" ?! ", DOSSIER)


def test_a_name_that_two_bear_is_asked_back() -> None:
    data = DOSSIER.model_dump(mode="json")
    data["people"].append(data["people"][0] | {"id": "other", "name": "Ivan Peskov", "aliases": [], "role": "judge"})
    with pytest.raises(
        UnknownNameError, match=r"can mean Dmitry Peskov .Russia. or Ivan Peskov .Russia.; write the whole name"
    ):
        resolve_actor("peskov", Dossier.model_validate(data))


def test_of_two_who_bear_a_name_the_one_in_office_is_meant() -> None:
    data = DOSSIER.model_dump(mode="json")
    data["people"].append(
        data["people"][0] | {"id": "old", "name": "Ivan Peskov", "aliases": [], "until": "2000-01-01"}
    )
    dossier = Dossier.model_validate(data)
    found = resolve_actor("peskov", dossier, today=TODAY)
    assert found.person is not None
    assert found.person.id == "peskov"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-12-21", date(2025, 12, 21)),
        ("21 Dec 2025", date(2025, 12, 21)),
        ("December 21, 2025", date(2025, 12, 21)),
        ("21.12.2025", date(2025, 12, 21)),
        ("2025-12-21T10:00:00Z", date(2025, 12, 21)),
        ("today", TODAY),
        ("Yesterday", date(2025, 12, 29)),
        ("7d", date(2025, 12, 23)),
        ("2 weeks", date(2025, 12, 16)),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date) -> None:
    assert resolve_day(text, today=TODAY) == day


@pytest.mark.parametrize("text", ["", "soon", "2025-13-01", "0000-00-00", "x" * 400])
def test_what_is_no_day_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(UnknownNameError, match="is no day; write it as 2025-12-21") as raised:
        resolve_day(text, today=TODAY)
    assert len(str(raised.value)) < 200


def test_rounds_are_known_by_id_place_or_being_the_latest() -> None:
    assert resolve_round(None, DOSSIER, today=TODAY).id == "miami-december"
    assert resolve_round(None, DOSSIER, today=date(2025, 12, 7)).id == "miami-early"
    assert resolve_round("miami-early", DOSSIER, today=TODAY).id == "miami-early"
    assert resolve_round("miami", DOSSIER, today=TODAY).id == "miami-december"
    assert resolve_round("florida", DOSSIER, today=TODAY).id == "miami-december"
    with pytest.raises(UnknownNameError, match="no round of talks is called 'geneva'"):
        resolve_round("geneva", DOSSIER, today=TODAY)
    with pytest.raises(UnknownNameError, match="no round of talks is listed"):
        resolve_round(None, changed_dossier(rounds=()), today=TODAY)


@pytest.mark.parametrize("name", ["Zelenskyy", "Zelensky", "Zelenskiy", "Zelenskyj", "Зеленський", "Зеленский"])
def test_transliterations_of_one_name_share_a_key(name: str) -> None:
    assert loose(name) == loose("Zelensky")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hnatov", "Khnatov"),
        ("Witkoff", "Witkov"),
        ("Sybiha", "Сибіга"),
        ("Łukasz", "lukasz"),
        ("Stefanishyna", "Stefanishina"),
    ],
)
def test_spellings_that_differ_by_system_share_a_key(one: str, other: str) -> None:
    assert loose(one) == loose(other)


def test_plain_keeps_different_names_apart() -> None:
    assert plain("The Hague") == "hague"
    assert plain("Russia’s") == plain("russia")
    assert plain("Budapest") != plain("Bucharest")
