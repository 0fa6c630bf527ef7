"""Paragraphs, sentences and what is no text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract.language import load_language
from bot.extract.segment import ParagraphKind, segment
from bot.extract.sentences import LONGEST_SENTENCE

ROOT = Path(__file__).parents[2]
LEXICON = load_language(ROOT / "config/language/en.yaml").segmentation


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for paragraph in segment(text, LEXICON) for s in paragraph.sentences]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(p.kind.value, text[p.start : p.end]) for p in segment(text, LEXICON)]


@pytest.mark.parametrize(
    "parts",
    [
        ["The U.S. envoy left.", "He will be back."],
        ["He met Mr. Keller and Gen. A. B. Stone at 5 p.m. on Monday.", "They talked."],
        ["Talks ended in the U.S.", "The envoy left."],
        ["“We met. ", "We will meet again,” he said."],
        ["He called it “a start.”", "“It is not much,” she said."],
        ['"Discussions are held constructively," he said.', '"They go on."'],
        ["“Will they come?” he asked.", "Nobody knew!"],
        ["It costs 3.5 million.", "That is a lot ..."],
        ["No. 5 Downing Street was shut.", "He said no.", "She left."],
        ["The deal is off,” he said.", "Keller left."],
        ["Is it over?", "It is … perhaps.", "Yes."],
    ],
)
def test_sentences_end_where_a_reader_ends_them(parts: list[str]) -> None:
    assert sentences(" ".join(part.strip() for part in parts)) == [part.strip() for part in parts]


def test_sentences_run_together_in_extraction_are_parted() -> None:
    assert sentences("We know it too,” he said.Keller left the room.") == [
        "We know it too,” he said.",
        "Keller left the room.",
    ]


GROUPS = {
    "datelines": LEXICON.datelines,
    "first datelines": LEXICON.first_datelines,
    "bylines": LEXICON.bylines,
    "captions": LEXICON.captions,
    "related": LEXICON.related,
    "boilerplate": LEXICON.boilerplate,
    "asides": LEXICON.asides,
}


@pytest.mark.parametrize(
    ("group", "example"), [(name, example) for name, group in GROUPS.items() for example in group.examples]
)
def test_each_group_recognises_its_examples(group: str, example: str) -> None:
    assert GROUPS[group].recognise(example)


@pytest.mark.parametrize(
    "line",
    [
        "The president said on Monday that the talks will go on.",
        "Update on the talks was promised by the envoy, who said nothing more.",
        "By Friday the talks had ended without a deal.",
        "Share prices fell after the news.",
        "Related talks on prisoners went on in Geneva.",
        "Search teams found nothing, the minister said.",
        "WASHINGTON, with its allies, sent a note.",
    ],
)
def test_ordinary_sentences_are_text(line: str) -> None:
    assert kinds(line) == [("body", line)]


@pytest.mark.parametrize("place", ["ZENDA: ", "ZENDA -- ", "Zenda, Ruritania – ", "Zenda (Ruritania) (AFP) - "])
def test_a_place_before_the_first_sentence_is_no_part_of_it(place: str) -> None:
    assert [sentence for kind, sentence in kinds(f"{place}The envoy spoke.") if kind == "body"] == ["The envoy spoke."]
    assert kinds("Firefly: We will not yield.") == [("body", "Firefly: We will not yield.")]


def test_dateline_is_no_part_of_the_first_sentence() -> None:
    text = "Florida [US], December 21 : The envoy spoke. He left."
    assert kinds(text) == [("dateline", "Florida [US], December 21 :"), ("body", "The envoy spoke. He left.")]


def test_credit_makes_the_sentence_before_it_a_caption() -> None:
    text = "The talks went on. The envoy in Geneva, May 5. (credit: JANE SMITH/REUTERS) He was tired."
    assert [kind for kind, _ in kinds(text)] == ["body", "caption", "body"]


def test_shouted_link_within_running_text_is_set_apart() -> None:
    text = "The talks went on. CLICK HERE TO GET THE NEWS APP He was tired."
    assert [kind for kind, _ in kinds(text)] == ["body", "related", "body"]


def test_first_headline_is_text_and_its_repetitions_are_not() -> None:
    text = (
        "Envoys meet again in Geneva\n\nEnvoys meet again in Geneva\n\nThe envoys met.\n\nEnvoys meet again in Geneva"
    )
    assert [kind for kind, _ in kinds(text)] == ["headline", "related", "body", "related"]


def test_line_that_goes_on_in_lower_case_is_one_paragraph() -> None:
    text = "The envoys met. They will meet again in the old town hall of\nthe city.\nNobody knows when."
    assert [text[p.start : p.end] for p in segment(text, LEXICON)] == [text[:-19], "Nobody knows when."]
    assert {p.kind for p in segment(text, LEXICON)} == {ParagraphKind.BODY}


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").glob("*.txt")), ids=lambda p: p.stem[:3])
def test_seeds_keep_notices_out_of_the_text(path: Path) -> None:
    text = path.read_text("utf-8")
    read = " ".join(text[p.start : p.end] for p in segment(text, LEXICON) if p.is_text)
    for notice in ("Disclaimer", "Copyright", "RELATED", "Open in app", "Home >", "/VCG", "Updated", "December 21 :"):
        assert notice not in read


anything = st.text(
    alphabet=st.one_of(st.characters(), st.sampled_from("\n\"“”'‘’.!?«»\u200b\u200f\u2028 A")), max_size=300
)


@settings(max_examples=150, deadline=None)
@given(anything)
def test_every_character_but_space_is_in_one_sentence_and_order_holds(text: str) -> None:
    paragraphs = segment(text, LEXICON)
    held = "".join(text[s.start : s.end] for p in paragraphs for s in p.sentences)
    assert "".join(held.split()) == "".join(text.split())
    for p in paragraphs:
        assert p.sentences
        assert (p.start, p.end) == (p.sentences[0].start, p.sentences[-1].end)
    bounds = [place for p in paragraphs for s in p.sentences for place in (s.start, s.end)]
    assert bounds == sorted(bounds)


@pytest.mark.parametrize("word", ["talks ", "休战", "\u200b"])
def test_what_has_no_end_is_cut_and_nothing_of_it_is_lost(word: str) -> None:
    text = word * (3 * LONGEST_SENTENCE // len(word))
    cut = sentences(text)
    assert 3 <= len(cut) <= 6
    assert max(map(len, cut)) <= LONGEST_SENTENCE
    assert "".join(cut).replace(" ", "") == text.replace(" ", "")
    assert not any(part.endswith("talk") for part in cut)
