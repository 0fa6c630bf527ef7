"""The format of dossiers, and what the shipped ones hold."""

import json
from datetime import date, timedelta
from pathlib import Path

import jsonschema
import pytest
from pydantic import ValidationError

from bot.checking import load_dossier, schemas, write_schemas
from bot.dossier import Dossier, Party, Person, Post, Topic, dossier_path
from bot.model import Rank, Stance, TopicKind
from bot.yamlfile import read_yaml

CONFIG = Path(__file__).parents[1] / "config"
PARTIES = {
    *("russia", "ukraine", "us", "eu", "uk", "france", "germany", "hungary"),
    *("turkey", "vatican", "nato", "china", "italy", "poland", "slovakia"),
}
TOPICS = {
    "ceasefire": "There should be a ceasefire (truce) now, before or without a final settlement.",
    "settlement": "The war should end by a negotiated peace.",
    "territory": "Ukraine gives up territory, or Russia's hold on Ukrainian territory is recognised.",
    "security-guarantees": (
        "Ukraine gets security guarantees from its partners, European or other foreign forces included."
    ),
    "nato-membership": "Ukraine joins NATO.",
    "eu-membership": "Ukraine joins the European Union.",
    "armed-forces": "Ukraine's armed forces are capped or the country demilitarised.",
    "elections": "Ukraine holds elections or a referendum as part of the process.",
    "sanctions": "Russia is put, or kept, under (more) sanctions.",
    "frozen-assets": "Frozen Russian assets are used for Ukraine.",
    "military-aid": "Ukraine is given arms or military aid, without limits on their use.",
    "direct-talks": (
        "Russia and Ukraine (or their leaders, or Russia's and the US leaders) meet for talks, now or next."
    ),
    "mediation": "A third party (the Vatican, Turkey, the US, …) hosts or mediates the talks.",
    "peace-plan": "The peace plan, framework or memorandum on the table is a basis for agreement.",
    "prisoners": "Prisoners are exchanged, or the deported and the detained returned.",
    "talks-progress": "assessment: how the talks, or the latest contact, are going.",
}


@pytest.fixture(scope="module")
def ukraine() -> Dossier:
    return load_dossier("ukraine", CONFIG)


@pytest.fixture(scope="module", params=["iran", "ukraine"])
def shipped(request: pytest.FixtureRequest) -> Dossier:
    return load_dossier(str(request.param), CONFIG)


# the shipped dossiers


def test_ukraine_has_the_parties_and_topics_it_is_judged_by(ukraine: Dossier) -> None:
    assert set(ukraine.party_by_id) == PARTIES
    assert {topic.id: topic.proposition for topic in ukraine.topics} == TOPICS
    assert [t.id for t in ukraine.topics if t.kind is TopicKind.ASSESSMENT] == ["talks-progress"]


def test_ukraine_knows_enough_people_and_feeds(ukraine: Dossier) -> None:
    speakers = [person for person in ukraine.people if person.speaks_for]
    assert len(speakers) >= 60
    assert {person.speaks_for for person in speakers} == PARTIES
    assert len([person for person in ukraine.people if person.speaks_for is None]) >= 30
    assert len(ukraine.feeds) >= 25
    assert len({feed.country for feed in ukraine.feeds}) >= 12


@pytest.mark.parametrize("party", sorted(PARTIES - {"vatican", "eu", "nato"}))
@pytest.mark.parametrize("day", [date(2025, 5, 21), date(2025, 12, 22)])
def test_every_state_has_a_principal_at_its_head(ukraine: Dossier, party: str, day: date) -> None:
    posts = [p.post_on(day) for p in ukraine.people if p.speaks_for == party]
    assert any(post is not None and post.rank is Rank.PRINCIPAL for post in posts)


@pytest.mark.parametrize(
    ("spelling", "person"),
    [
        ("Zelenskyy", "zelenskyy"), ("Zelensky", "zelenskyy"), ("Zelenskiy", "zelenskyy"), ("Zelenskyj", "zelenskyy"),
        ("Vladimir Zelensky", "zelenskyy"), ("Зеленський", "zelenskyy"), ("Hnatov", "hnatov"), ("Khnatov", "hnatov"),
        ("Andriy Natov", "hnatov"), ("Natov", "hnatov"), ("Olga Stefanishina", "stefanishyna"),
        ("Stefanisina", "stefanishyna"), ("Witkov", "witkoff"), ("Dmitriyev", "dmitriev"), ("Sibiga", "sybiha"),
        ("Valerii Zaluzhnyi", "zaluzhnyi"), ("Volodymyr Fesenko", "fesenko"), ("Viktor Orbán", "orban"),
    ],
)  # fmt: skip
def test_spellings_of_real_texts_are_known(ukraine: Dossier, spelling: str, person: str) -> None:
    one = ukraine.person_by_id[person]
    assert spelling in (one.name, one.known_as, *one.aliases)


@pytest.mark.parametrize(
    ("person", "party"), [("zaluzhnyi", "ukraine"), ("medvedev", "russia"), ("fesenko", None), ("volodin", None)]
)
def test_who_speaks_for_a_party_and_who_does_not(ukraine: Dossier, person: str, party: str | None) -> None:
    assert ukraine.person_by_id[person].speaks_for == party


def test_the_rounds_of_miami_have_dates_and_place(ukraine: Dossier) -> None:
    early, late = ukraine.round_by_id["miami-2025-12-04"], ukraine.round_by_id["miami-2025-12-19"]
    assert (early.first, early.last) == (date(2025, 12, 4), date(2025, 12, 6))
    assert (late.first, late.last) == (date(2025, 12, 19), date(2025, 12, 21))
    assert "Miami" in early.place
    assert "Miami" in late.place
    assert "russia" not in early.parties


def test_every_proposition_has_terms_and_words_for_chat(shipped: Dossier) -> None:
    for topic in shipped.topics:
        assert topic.aliases, topic.id
        assert len(topic.terms) >= 5, topic.id


def test_the_second_dossier_shares_no_topic_file_or_frame(ukraine: Dossier) -> None:
    iran = load_dossier(CONFIG / "dossiers" / "iran.yaml", CONFIG)
    assert iran.id == "iran"
    assert len([p for p in iran.people if p.speaks_for]) >= 20
    assert len(iran.feeds) >= 8
    assert not {t.text for t in iran.frame} & {t.text for t in ukraine.frame} - {"ядерн*"}


# the format


def test_posts_follow_each_other() -> None:
    person = Person(
        id="ann", name="Ann Peak", speaks_for="north", role="Envoy", rank=Rank.ENVOY, since=date(2025, 7, 18),
        earlier=(Post(role="Minister", rank=Rank.MINISTER, since=date(2023, 9, 6), until=date(2025, 7, 17)),),
    )  # fmt: skip
    assert [post.role for post in person.posts] == ["Envoy", "Minister"]
    held = {day: person.post_on(day) for day in (date(2025, 7, 18), date(2025, 7, 17), date(2023, 9, 5))}
    assert [post and post.role for post in held.values()] == ["Envoy", "Minister", None]
    assert [person.valid_on(day) for day in held] == [True, True, False]
    assert person.known_as == "Peak"


@pytest.mark.parametrize(
    ("since", "until", "days", "expected"),
    [
        (None, None, (0, 500), [True, True]),
        (0, None, (-1, 0), [False, True]),
        (None, 0, (0, 1), [True, False]),
        (0, 0, (-1, 0, 1), [False, True, False]),
    ],
)
def test_validity_includes_both_ends(
    since: int | None, until: int | None, days: tuple[int, ...], expected: list[bool]
) -> None:
    start = date(2025, 1, 1)
    ends = [None if days is None else start + timedelta(days) for days in (since, until)]
    person = Person(id="x", name="X", role="R", since=ends[0], until=ends[1])
    assert [person.valid_on(start + timedelta(days)) for days in days] == expected


def small(**changes: object) -> dict[str, object]:
    topic = Topic(id="t", name="T", proposition="P.", kind=TopicKind.ASSESSMENT)
    return {"id": "d", "title": "D", "about": "A", "parties": (Party(id="a", name="A"),), "topics": (topic,)} | changes


def test_names_within_a_sentence_have_their_article_and_topics_a_short_name(ukraine: Dossier) -> None:
    parties = [ukraine.party_in_text(key) for key in ("us", "eu", "vatican", "nato", "france", "gone")]
    assert parties == ["the United States", "the European Union", "the Vatican", "NATO", "France", "gone"]
    topics = [ukraine.topic_in_text(key) for key in ("talks-progress", "territory", "nato-membership", "gone")]
    assert topics == ["talks", "territory", "NATO membership", "gone"]


def test_a_topic_that_begins_with_a_part_of_a_name_keeps_its_capital() -> None:
    topics = (
        Topic(id="state", name="Northern state", proposition="P."),
        Topic(id="aid", name="Notable aid", proposition="P."),
    )
    parties = (Party(id="a", name="Northern Authority"),)
    dossier = Dossier.model_validate(small(parties=parties, topics=topics))
    assert [dossier.topic_in_text(key) for key in ("state", "aid")] == ["Northern state", "notable aid"]


def test_names_and_scales_are_given_for_known_and_unknown_keys() -> None:
    dossier = Dossier.model_validate(small())
    assert (dossier.party_name("a"), dossier.party_name("b")) == ("A", "b")
    assert (dossier.topic_name("t"), dossier.topic_name("u")) == ("T", "u")
    assert dossier.stances("t") == (Stance.POSITIVE, Stance.GUARDED, Stance.NEGATIVE)


@pytest.mark.parametrize(
    "changes",
    [
        {"people": (Person(id="x", name="X", role="R", speaks_for="b"),)},
        {"people": (Person(id="x", name="X", role="R"), Person(id="x", name="Y", role="R"))},
        {"parties": ()},
        {"more": 1},
    ],
)
def test_a_dossier_made_in_code_is_held_to_the_same_rules(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Dossier.model_validate(small(**changes))


def test_a_dossier_is_named_by_file_or_by_path(tmp_path: Path) -> None:
    there = tmp_path / "mine"
    there.write_text("")
    assert dossier_path("ukraine", CONFIG) == CONFIG / "dossiers" / "ukraine.yaml"
    assert dossier_path("x/y.yml", CONFIG) == Path("x/y.yml")
    assert dossier_path(str(there), CONFIG) == there


# the schemas for editors


@pytest.mark.parametrize("name", ["dossier.json", "settings.json"])
def test_the_exported_schema_is_up_to_date(name: str, tmp_path: Path) -> None:
    write_schemas(tmp_path / "schema")
    assert (tmp_path / "schema" / name).read_text("utf-8") == schemas()[name]
    assert (CONFIG / "schema" / name).read_text("utf-8") == schemas()[name], "run bot.checking.write_schemas"


@pytest.mark.parametrize(
    ("file", "schema"),
    [("parley.yaml", "settings"), ("dossiers/ukraine.yaml", "dossier"), ("dossiers/iran.yaml", "dossier")],
)
def test_the_files_fit_the_schema_that_their_first_line_names(file: str, schema: str) -> None:
    first = (CONFIG / file).read_text("utf-8").splitlines()[0]
    _, _, link = first.partition("$schema=")
    assert (CONFIG / file).parent.joinpath(link).resolve() == (CONFIG / "schema" / f"{schema}.json").resolve()
    plain = json.loads(json.dumps(read_yaml(CONFIG / file).data, default=str))
    validator = jsonschema.Draft202012Validator(json.loads(schemas()[f"{schema}.json"]))
    assert [error.message for error in validator.iter_errors(plain)] == []
    assert list(validator.iter_errors(plain | {"unknown": 1}))
