"""Who said what: cue before, inside and after; speakers, continued speeches, source tags."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract.attribution import attribute
from bot.extract.chain import source_tags
from bot.extract.language import load_language
from bot.extract.lexicon import CueGroup, HeadlineExample, TagExample
from bot.extract.segment import segment
from bot.model import Attribution, QuoteKind

ROOT = Path(__file__).parents[2]
LANGUAGE = load_language(ROOT / "config/language/en.yaml")
LEXICON = LANGUAGE.attribution
RULES = LEXICON.model_copy(update={"tagger": None})


def read(text: str, *, by_rule: bool = False) -> tuple[Attribution, ...]:
    return attribute(text, segment(text, LANGUAGE.segmentation), RULES if by_rule else LEXICON)


def told(text: str, *, by_rule: bool = False) -> list[tuple[str | None, str]]:
    """Return (source, content) of every attribution."""
    found = read(text, by_rule=by_rule)
    return [(a.source.text if a.source else None, " … ".join(c.text for c in a.content)) for a in found]


def speakers(text: str) -> list[str | None]:
    return [a.resolved for a in read(text)]


EXAMPLES = [*LEXICON.verbs.items(), ("nouns", LEXICON.nouns), ("prepositions", LEXICON.prepositions)]


@pytest.mark.parametrize(("name", "group"), EXAMPLES, ids=[name for name, _ in EXAMPLES])
def test_example_of_each_cue_group_is_attributed(name: str, group: CueGroup) -> None:
    del name
    found = told(group.example)
    assert any(source == group.source and group.content in content for source, content in found)


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("“We will come,” Keller said.", "Keller", "“We will come,”"),
        ("“We will come,” said the Swiss envoy.", "the Swiss envoy", "“We will come,”"),
        ('Keller said, "We will come tomorrow."', "Keller", '"We will come tomorrow."'),
        ("''We will come,'' Keller said.", "Keller", "''We will come,''"),
        ("According to the ministry, nobody will come.", "the ministry", "nobody will come"),
        ("Nobody will come, according to the ministry.", "the ministry", "Nobody will come"),
        ("Keller told reporters that nobody would come.", "Keller", "that nobody would come"),
        (
            "“We tried,” Keller said on Monday, “but they refused to talk.”",
            "Keller",
            "“We tried,” … “but they refused to talk.”",
        ),
    ],
)
def test_cue_may_stand_before_inside_and_after(text: str, source: str, content: str) -> None:
    assert (source, content) in told(text)


@pytest.mark.parametrize(
    "text",
    ["“We will come,” Keller said.", 'The envoy said that "nobody" will come.', "According to Keller, it is late."],
)
def test_rules_alone_find_plain_cases(text: str) -> None:
    assert told(text, by_rule=True)


def test_rules_find_sources_on_either_side() -> None:
    assert told("Nobody came, according to the ministry.", by_rule=True)[0][0] == "the ministry"
    assert told("“We will come,” said the envoy.", by_rule=True) == [("the envoy", "“We will come,”")]
    assert told("Said nobody. According to.", by_rule=True) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We will come,” Keller said.", QuoteKind.DIRECT),
        ("Keller said that nobody would come.", QuoteKind.INDIRECT),
        ("Keller said that the talks were “a start” for everybody.", QuoteKind.MIXED),
    ],
)
def test_kind_follows_the_quotation_marks(text: str, kind: QuoteKind) -> None:
    assert [a.kind for a in read(text)] == [kind]


@pytest.mark.parametrize(
    ("told_what", "saying"),
    [
        ("The Swiss envoy has been warned that nobody will come.", "The Swiss envoy has warned that nobody will come."),
        ("Keller has already been warned it must end.", "Keller has already warned it must end."),
    ],
)
def test_who_is_told_does_not_speak(told_what: str, saying: str) -> None:
    assert [source for source, _ in told(told_what)] == [None]
    assert [source for source, _ in told(saying)] != [None]


def test_speech_without_cue_belongs_to_the_speaker_before() -> None:
    text = "“We will come tomorrow,” said Anna Keller. “We need a result this time.”"
    text += "\n\n“The others must move first, as we agreed in May.”\n\nShe left."
    found = read(text)
    assert {a.resolved for a in found} == {"Anna Keller"}
    assert [a.cue is None for a in found] == [False, True]
    assert [c.text for c in found[-1].content] == ["“The others must move first, as we agreed in May.”"]


def test_speech_goes_on_after_the_cue() -> None:
    text = "“We will come tomorrow,” Keller said. “And we will stay for as long as it takes.”"
    assert told(text) == [("Keller", "“We will come tomorrow,” … “And we will stay for as long as it takes.”")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Swiss Foreign Minister Anna Keller said it was late. Keller said it was over.", ["Anna Keller"] * 2),
        ("Anna Keller said it was late. She said that nobody came.", ["Anna Keller"] * 2),
        ("Swiss envoy Anna Keller said it was late. The envoy said that nobody came.", ["Anna Keller"] * 2),
        ("Anna Keller, a senior envoy, said that it was late.", ["Anna Keller"]),
        ("Secretary of State Marco Stone said that it was late.", ["Marco Stone"]),
        ("US officials said that it was late.", ["US officials"]),
        ("Keller's spokesman said that it was late.", ["Keller's spokesman"]),
        ("The head of the Swiss Investment Fund, Paul Berger, said that it was late.", ["Paul Berger"]),
        ("Ambassador to the United States Olga Berger said that it was late.", ["Olga Berger"]),
        ("Ludwig van der Berg said it was late. Van der Berg said that nobody came.", None),
    ],
)
def test_speaker_is_named_in_full(text: str, names: list[str] | None) -> None:
    found = speakers(text)
    assert found == names if names else found[0] == "Ludwig van der Berg"


def test_pronoun_means_the_last_subject_rather_than_the_nearest_name() -> None:
    text = "Paul Berger said it was late. Anna Keller met the envoys of Peter Stone. “It is over,” she said."
    assert speakers(text)[-1] == "Anna Keller"


def test_collective_speaker_is_meant_by_they() -> None:
    text = "Swiss officials said it was late. They said that nobody came. “We know it,” they added."
    assert speakers(text) == ["Swiss officials"] * 3


def test_pronoun_without_anybody_before_stays_open() -> None:
    assert speakers("He said that it was late.") == [None]


def test_surname_keeps_to_its_bearer_and_a_role_to_who_was_introduced_with_it() -> None:
    text = "Minister Anna Keller said it was late. Envoy Paul Berger said it was early. The minister said nobody came."
    assert speakers(text) == ["Anna Keller", "Paul Berger", "Anna Keller"]


def test_speech_carried_over_a_paragraph_stays_one_speech() -> None:
    text = "“We will come tomorrow and talk,” Keller said. “We will stay.\n\n“And we will not leave before it is done.”"
    assert [a.resolved for a in read(text)] == ["Keller"]
    assert "before it is done" in read(text)[0].content[-1].text


def test_pronoun_agrees_with_what_is_known_of_the_speaker() -> None:
    text = "Spokeswoman Maria Stone said it was late. “It is over,” he said."
    assert speakers(text)[-1] != "Maria Stone"


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Keller said that the talks are over, TASS reported.", ("TASS",)),
        ("Keller said that the talks are over, as reported by Al Jazeera.", ("Al Jazeera",)),
        ("Quoted by Izvestia, Keller described the talks as a waste of time.", ("Izvestia",)),
        ("Keller told NBC News that the talks are over.", ("NBC News",)),
        ("Keller said that the talks are over in an interview with CNN.", ("CNN",)),
        ("Keller told Congress that the talks are over.", ()),
        ("Keller told reporters that the talks are over.", ()),
    ],
)
def test_source_tags_become_the_chain(text: str, chain: tuple[str, ...]) -> None:
    found = [a for a in read(text) if a.resolved == "Keller"]
    assert [a.chain for a in found] == [chain]
    assert not any(outlet in c.text for a in found for c in a.content for outlet in chain if "reported" in text)


def test_report_within_anothers_words_is_told_too_and_leaves_the_speaker() -> None:
    text = "Keller said that a Swiss envoy had told reporters in Bern that nobody came. He added that he was tired."
    assert speakers(text)[0] == speakers(text)[-1] == "Keller"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Paul Berger spoke. According to him, the talks were useful.", "him"),
        ("In the view of the ministry, the talks were useful.", "the ministry"),
    ],
)
def test_plain_prepositions_name_the_source(text: str, source: str) -> None:
    assert (source, "the talks were useful") in told(text)


def test_several_names_stand_for_themselves() -> None:
    text = "Swiss Foreign Minister Anna Keller and her colleague Paul Berger said that they agree."
    assert speakers(text) == ["Swiss Foreign Minister Anna Keller and her colleague Paul Berger"]


def test_outlet_that_cites_somebody_passes_the_words_on() -> None:
    found = read("Reuters, citing an unidentified US official, reported that the talks had ended for the day.")
    assert [(a.resolved, a.chain) for a in found] == [("an unidentified US official", ("Reuters",))]


@pytest.mark.parametrize("example", LEXICON.source_tags.examples, ids=lambda e: e.text[:20])
def test_examples_of_source_tags_name_their_outlets(example: TagExample) -> None:
    found = source_tags(example.text, 0, len(example.text), LEXICON)
    assert tuple(tag.outlet for tag in found) == example.outlets


@pytest.mark.parametrize("example", LEXICON.headlines.examples, ids=lambda e: e.source)
def test_examples_of_headlines_are_attributed(example: HeadlineExample) -> None:
    assert told(example.text) == [(example.source, example.content)]


def test_title_spans_are_of_the_title() -> None:
    title = "Peace talks constructive, says Swiss envoy Keller"
    found = attribute(title, segment(title, LANGUAGE.segmentation), LEXICON, field="title")
    assert {span.field for a in found for span in (*a.content, a.source) if span} == {"title"}


def test_noise_holds_no_attribution() -> None:
    assert read("Photo: “We will come,” Keller said.") == ()
    assert read("") == ()


anything = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("\n\"“”'‘’.,!«» saidHe\u200b\u200f\u202e")), max_size=400
)
WORDS = """“ ” " '' said Keller he , . ! that according to the envoy told TASS reported “We ’s adding Mr. ( ) citing"""
wordy = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=120).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(st.one_of(anything, wordy))
def test_spans_are_slices_whatever_the_text(text: str) -> None:
    for lexicon in (LEXICON, RULES):
        for a in attribute(text, segment(text, LANGUAGE.segmentation), lexicon):
            assert a.content
            for span in (*a.content, *(s for s in (a.source, a.cue) if s)):
                assert 0 <= span.start < span.end <= len(text)
                assert span.text == text[span.start : span.end]


HOSTILE = {
    "opening marks": "“" * 50_000,
    "straight marks": '" ' * 50_000,
    "single marks": "'a " * 30_000,
    "stops": "." * 100_000,
    "capitals": "A" * 100_000,
    "names": "Anna Keller " * 8_000,
    "says": "he said " * 12_000,
    "quotes": "“a b c d e f,” he said. " * 4_000,
    "shouted": "ABCD EFGH, " * 9_000,
    "lines": "Short headline\n" * 7_000,
    "according": "According to him, it is. " * 4_000,
    "according only": "according to him " * 6_000,
    "brackets": "(" * 100_000,
    "tags": "as reported by A, told B, citing " * 3_000,
    "zero width": "\u200b\u202e\u0301" * 30_000,
    "hyphens": "a-" * 50_000,
    "spaces": " " * 100_000 + "a",
}


@pytest.mark.alone
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_is_linear_in_the_text(text: str) -> None:
    def seconds(part: str) -> float:
        begin = time.process_time()
        read(part)
        return time.process_time() - begin

    seconds(text[: len(text) // 4])
    quarter, whole = seconds(text[: len(text) // 4]), seconds(text)
    assert whole < 8 * quarter + 0.3
