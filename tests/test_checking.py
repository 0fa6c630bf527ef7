"""Broken configuration files: each mistake with its line, key and remedy, all of them at once, never a traceback."""

import os
import textwrap
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.checking import check_config, check_dossier, dossier_names, load_dossier
from bot.errors import ConfigError
from bot.yamlfile import DEEPEST, LARGEST, Problem

CONFIG = Path(__file__).parents[1] / "config"

GOOD = """\
id: hills
title: Hill talks
about: Talks between two hills.
parties:
  - id: north
    name: North Hill
    adjectives: [Northern]
  - id: south
    name: South Hill
people:
  - id: ann
    name: Ann Peak
    aliases: [A. Peak]
    speaks_for: north
    role: President of North Hill
    roles: [northern president]
    rank: principal
    since: 2024-05-01
    earlier:
      - {role: Minister of North Hill, rank: minister, since: 2020-01-01, until: 2024-04-30}
topics:
  - id: ceasefire
    name: Ceasefire
    proposition: There should be a ceasefire.
    aliases: [truce]
    terms:
      - ceasefire*
      - {text: quiet, near: [gun*]}
feeds:
  - {id: wire, name: The Wire, url: "https://wire.test/rss", country: GB, kind: agency, state_owned: false}
outlets:
  - {id: post, name: The Post, kind: paper}
rounds:
  - {id: one, name: First round, place: Valley, first: 2025-12-04, last: 2025-12-06, parties: [north, south]}
"""


@dataclass(frozen=True)
class Broken:
    """One change to the good dossier, and what must be said of it."""

    name: str
    old: str
    new: str
    line: int
    key: str
    message: str
    remedy: str


BROKEN = [
    Broken("unknown key", "adjectives:", "adjektives:", 7, "parties[north].adjektives", "not known", "'adjectives'"),
    Broken("unknown key, nothing alike", "about:", "zzz: 1\nabout:", 3, "zzz", "not known", "use about, elsewhere"),
    Broken("missing key", "    name: North Hill\n", "", 5, "parties[north].name", "is missing", "add the key"),
    Broken("number for text", "title: Hill talks", "title: 2025", 2, "title", "2025 is no text", "put it in quotes"),
    Broken(
        "country that YAML reads as false", "country: GB", "country: NO", 30, "feeds[wire].country", "False", "quotes"
    ),
    Broken("text for a list", "[Northern]", "Northern", 7, "parties[north].adjectives", "is no list", "[a, b]"),
    Broken(
        "text for a mapping", "  - id: south\n    name: South Hill", "  - South", 8, "parties[2]", "no mapping", "keys"
    ),
    Broken("bad id", "id: hills", "id: The Hills", 1, "id", "'The Hills'", "lower-case letters, digits and hyphens"),
    Broken("no such rank", "rank: principal", "rank: principle", 17, "people[ann].rank", "choices", "'principal'"),
    Broken(
        "no such kind", "kind: agency", "kind: blog", 30, "feeds[wire].kind", "choices", "choose one of agency, paper"
    ),
    Broken("no date", "since: 2024-05-01", "since: 2024-13-01", 18, "people[ann].since", "no date", "2025-12-31"),
    Broken("no date, text", "since: 2024-05-01", "since: spring", 18, "people[ann].since", "no date", "2025-12-31"),
    Broken(
        "no web address", "https://wire.test/rss", "wire.test/rss", 30, "feeds[wire].url", "no web address", "https://"
    ),
    Broken("file address", "https://wire.test/rss", "file:///x", 30, "feeds[wire].url", "no web address", "https://"),
    Broken("empty term", "- ceasefire*", '- ""', 27, "topics[ceasefire].terms[1]", "is empty", "write a text"),
    Broken("gap at the edge", "- ceasefire*", '- "~ fire"', 27, "topics[ceasefire].terms[1]", "'~'", "both sides"),
    Broken("star alone", "- ceasefire*", '- "cease *"', 27, "topics[ceasefire].terms[1]", "no word", "at its end only"),
    Broken("star inside", "[gun*]", '["g*n"]', 28, "topics[ceasefire].terms[2].near[1]", "no word", "at its end only"),
    Broken(
        "term twice",
        "- ceasefire*",
        "- ceasefire*\n      - Ceasefire*",
        28,
        "topics[ceasefire].terms[2]",
        "twice",
        "one",
    ),
    Broken(
        "dangling party",
        "speaks_for: north",
        "speaks_for: nroth",
        14,
        "people[ann].speaks_for",
        "'nroth'",
        "north, south",
    ),
    Broken(
        "dangling in a round", "[north, south]", "[north, west]", 34, "rounds[one].parties[2]", "'west'", "north, south"
    ),
    Broken("dangling side", "people:", "sides: [north, nroth]\npeople:", 10, "sides[2]", "'nroth'", "north, south"),
    Broken("double id", "- id: south", "- id: north", 8, "parties[north].id", "given twice", "another id"),
    Broken("double outlet id", "{id: post,", "{id: wire,", 32, "outlets[wire].id", "already means", "one of the two"),
    Broken(
        "backwards round", "last: 2025-12-06", "last: 2025-12-01", 34, "rounds[one].last", "before 'first'", "exchange"
    ),
    Broken(
        "backwards post",
        "until: 2024-04-30",
        "until: 2019-04-30",
        20,
        "people[ann].earlier[1].until",
        "before",
        "exchange",
    ),
    Broken(
        "shared name", "[A. Peak]", "[south hill]", 13, "people[ann].aliases[1]", "already means", "another spelling"
    ),
    Broken(
        "key twice", "title: Hill talks", "title: Hill talks\ntitle: More", 3, "title", "first in line 2", "remove one"
    ),
    Broken("anchor", "[Northern]", "&n [Northern]", 7, "", "anchor or alias", "write the value out"),
    Broken("alias", "[Northern]", "*n", 7, "", "anchor or alias", "write the value out"),
    Broken("tag", "title: Hill talks", "title: !!python/name:os.system x", 2, "", "the tag", "remove the tag"),
    Broken("unbalanced bracket", "[Northern]", "[Northern", 8, "", "not YAML here", "correct indentation"),
    Broken("tab", "    name: North Hill", "\tname: North Hill", 6, "", "not YAML here", "correct indentation"),
    Broken("second document", "about:", "---\nabout:", 3, "", "second document", "one document"),
    Broken("control character", "Hill talks", "Hill \x07 talks", 2, "", "control character", "remove the character"),
    Broken("list as a key", "about:", "[a]: 1\nabout:", 3, "", "as a key", "use a word"),
    Broken("too deep", "[Northern]", "[" * 20 + "x" + "]" * 20, 7, "", f"more than {DEEPEST} deep", "flatter"),
    Broken("nothing in it", GOOD, "", 0, "about", "is missing", "add the key"),
    Broken("a list of things", GOOD, "- a\n- b\n", 1, "", "a list is no mapping", "keys with values"),
    Broken("too long", "Hill talks", "x" * 501, 2, "title", "longer than 500", "shorten"),
    Broken(
        "too seldom",
        "state_owned: false}",
        "state_owned: false, minutes: 0}",
        30,
        "feeds[wire].minutes",
        "too small",
        "1 or more",
    ),
    Broken(
        "too rare",
        "state_owned: false}",
        "state_owned: false, minutes: 9999}",
        30,
        "feeds[wire].minutes",
        "too large",
        "1440 or",
    ),
    Broken(
        "not a truth value",
        "state_owned: false",
        "state_owned: perhaps",
        30,
        "feeds[wire].state_owned",
        "neither",
        "true or",
    ),
    Broken(
        "not a number",
        "state_owned: false}",
        "state_owned: false, minutes: x}",
        30,
        "feeds[wire].minutes",
        "no number",
        "without",
    ),
    Broken(
        "language", "country: GB,", "country: GB, language: English,", 30, "feeds[wire].language", "must be", "ISO 639"
    ),
    Broken(
        "colour",
        "    name: South Hill",
        "    name: South Hill\n    color: red",
        10,
        "parties[south].color",
        "must be",
        "#1f77b4",
    ),
    Broken("no topics", "topics:", "topics: []\nothers:", 21, "topics", "is empty", "at least one entry"),
]


def check(tmp_path: Path, text: str | bytes) -> list[Problem]:
    path = tmp_path / "hills.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return check_dossier(path)


def test_a_good_dossier_has_no_problem(tmp_path: Path) -> None:
    assert check(tmp_path, GOOD) == []


@pytest.mark.parametrize("case", BROKEN, ids=lambda case: case.name)
def test_each_mistake_is_told_with_line_key_and_remedy(case: Broken, tmp_path: Path) -> None:
    assert case.old in GOOD
    problems = check(tmp_path, GOOD.replace(case.old, case.new, 1))
    found = [(p.line, p.key, p.message, p.remedy) for p in problems]
    assert any(
        line == case.line and key == case.key and case.message in message and case.remedy in remedy
        for line, key, message, remedy in found
    ), found
    with pytest.raises(ConfigError) as caught:
        load_dossier(tmp_path / "hills.yaml", CONFIG)
    assert "\n" not in str(caught.value)
    assert "hills.yaml" in str(caught.value)


def test_all_mistakes_are_told_in_one_go(tmp_path: Path) -> None:
    text = (
        GOOD.replace("id: hills", "id: HILLS").replace("rank: principal", "rank: boss").replace("north, south", "x, y")
    )
    text = text.replace("- ceasefire*", "- '*'").replace("name: South Hill", "name: 5")
    assert [p.line for p in check(tmp_path, text)] == [1, 9, 17, 27, 34, 34]


@pytest.mark.parametrize(
    ("raw", "line", "message"),
    [
        (GOOD.encode().replace(b"North Hill", b"N\xf6rth Hill"), 6, "not UTF-8"),
        (GOOD.encode("utf-16"), 1, "not UTF-8"),
        (b"a: " + b"x" * LARGEST, 0, "larger than"),
        (b"\xef\xbb\xbf" + GOOD.encode(), None, ""),
    ],
)
def test_bytes_that_are_no_dossier(raw: bytes, line: int | None, message: str, tmp_path: Path) -> None:
    problems = check(tmp_path, raw)
    assert [p.line for p in problems] == ([] if line is None else [line])
    assert all(message in p.message for p in problems)


def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "hills.yaml").mkdir()
    [problem] = check_dossier(tmp_path / "hills.yaml")
    assert "is a folder" in str(problem)
    with pytest.raises(ConfigError, match="is a folder"):
        load_dossier(tmp_path / "hills.yaml", CONFIG)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_place_of_a_file_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "hills.yaml")
    [problem] = check_dossier(tmp_path / "hills.yaml")
    assert "is not there" in problem.message


def test_a_name_that_no_file_can_have_is_told() -> None:
    with pytest.raises(ConfigError, match="dossier"):
        load_dossier("x" * 5000, CONFIG)
    with pytest.raises(ConfigError, match="dossier"):
        load_dossier("a\x00b", CONFIG)


def test_deep_nesting_cannot_exhaust_the_stack(tmp_path: Path) -> None:
    for bomb in ("[" * 200_000, "- " * 200_000, "{a: " * 200_000, "a: &a [x]\nb: [*a, *a]\n"):
        assert len(check(tmp_path, bomb)) == 1


def test_an_unknown_dossier_gets_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="did you mean 'iran'"):
        load_dossier("irn", CONFIG)
    with pytest.raises(ConfigError, match="known are: none"):
        load_dossier("irn", tmp_path)


def test_names_of_dossiers_are_those_of_the_files() -> None:
    assert dossier_names(CONFIG) == ("gaza", "iran", "ukraine")


def test_roles_may_pass_from_one_person_to_the_next_but_not_be_shared(tmp_path: Path) -> None:
    heir = textwrap.indent(
        "- id: bob\n  name: Bob Vale\n  role: President\n  roles: [Northern president]\n  since: 2026-01-01\n", "  "
    )
    assert "another person" in check(tmp_path, GOOD.replace("topics:", heir + "topics:"))[0].message
    ended = GOOD.replace("since: 2024-05-01", "since: 2024-05-01\n    until: 2026-01-01")
    assert check(tmp_path, ended.replace("topics:", heir + "topics:")) == []


def test_people_with_one_surname_need_a_surname_of_their_own(tmp_path: Path) -> None:
    twin = "  - {id: bea, name: Bea Peak, role: Poet}\n"
    assert "'Peak' already means" in check(tmp_path, GOOD.replace("topics:", twin + "topics:"))[0].message
    named = twin.replace("role:", "surname: Bea Peak, role:")
    assert check(tmp_path, GOOD.replace("topics:", named + "topics:")) == []


def test_two_feeds_at_one_address_are_told(tmp_path: Path) -> None:
    second = '  - {id: wyre, name: Wyre, url: "https://wire.test/rss/", country: GB, kind: agency, state_owned: true}\n'
    assert "already means" in check(tmp_path, GOOD.replace("outlets:", second + "outlets:"))[0].message


# the whole folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "config"
    (root / "dossiers").mkdir(parents=True)
    (root / "language").mkdir()
    (root / "parley.yaml").write_text("dossiers: [hills]\n")
    (root / "dossiers" / "hills.yaml").write_text(GOOD)
    (root / "language" / "en.yaml").write_text("cues: []\n")
    return root


def test_a_good_folder_has_no_problem(folder: Path) -> None:
    assert check_config(folder) == []
    assert load_dossier("hills", folder).id == "hills"


def test_every_file_of_the_folder_is_checked_at_once(folder: Path) -> None:
    (folder / "parley.yaml").write_text(
        "dossiers: [hils]\ndigest:\n  time: 12:30\nreading: {language: xx}\npoling: {}\n"
    )
    (folder / "dossiers" / "hills.yaml").write_text(GOOD.replace("id: south", "id: South"))
    (folder / "dossiers" / "vales.yml").write_text("id: [")
    (folder / "language" / "en.yaml").write_text("a: 1\na: 2\n")
    told = [(Path(p.file).name, p.line, p.key) for p in check_config(folder)]
    assert told == [
        ("hills.yaml", 8, "parties[South].id"),
        ("hills.yaml", 34, "rounds[one].parties[2]"),
        ("vales.yml", 1, ""),
        ("en.yaml", 2, "a"),
        ("parley.yaml", 1, "dossiers[1]"),
        ("parley.yaml", 3, "digest.time"),
        ("parley.yaml", 4, "reading.language"),
        ("parley.yaml", 5, "poling"),
    ]


def test_two_dossiers_with_one_id_are_told(folder: Path) -> None:
    (folder / "dossiers" / "vales.yaml").write_text(GOOD)
    [problem] = check_config(folder)
    assert "that of hills.yaml too" in problem.message


def test_settings_that_are_no_mapping_or_not_there_are_told(folder: Path) -> None:
    (folder / "parley.yaml").write_text("- a\n")
    assert ["no mapping" in p.message for p in check_config(folder)] == [True]
    (folder / "parley.yaml").unlink()
    assert ["is not there" in p.message for p in check_config(folder)] == [True]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "is not a folder" in check_config(tmp_path / "nowhere")[0].message


def test_shipped_configuration_is_valid(tmp_path: Path) -> None:
    copytree(CONFIG, tmp_path / "config")
    assert check_config(tmp_path / "config") == []


# anything at all

TRICKY = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(
        st.sampled_from([*GOOD.splitlines(keepends=True), "- ", "? ", ": ", "&a ", "*a ", "<<: ", "{", "]", "|\n"]),
        max_size=40,
    )
    .map("".join)
    .map(str.encode),
    st.tuples(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.text(max_size=8)).map(
        lambda cut: (GOOD[: cut[0]] + cut[2] + GOOD[cut[1] :]).encode("utf-8", "surrogatepass")
    ),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=TRICKY)
def test_nothing_ends_in_a_traceback(raw: bytes, tmp_path: Path) -> None:
    problems = check(tmp_path, raw)
    assert all(p.message and p.remedy and "\n" not in str(p.line) for p in problems)
    if not problems:
        assert load_dossier(tmp_path / "hills.yaml", CONFIG)
