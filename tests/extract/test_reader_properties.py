"""Whatever the text, reading it raises nothing, tells only what stands there, and tells it again the same."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from fakes.freedonia import reader
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.extract.reader import MOST_PARSED
from bot.model import Document, Reading, Span

pytestmark = pytest.mark.no_cover

WORDS = (
    *("Freedonia", "Sylvania", "Fredville", "US", "us", "Rufus", "Firefly", "Trentino", "truce", "ceasefire", "talks"),
    *("sanctions", "guarantees", "constructive", "said", "wants", "rejected", "not", "if", "unless", "must", "never"),
    *(
        "first",
        "then",
        "he",
        "they",
        "its",
        "both",
        "sides",
        "Monday",
        "yesterday",
        "the",
        "a",
        "of",
        "for",
        "by",
        "to",
    ),
    *("Фридония", "перемирие", "Файрфлай"),
)
MARKS = tuple("“”\"'’«»,.?!;:—()[]…\n")
ODD = (
    *("\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "\u0301", "\ud800", "\udfff", "\x00", "\x85", "\u2028"),
    *("🕊️", "ſ", "İ", "שלום", "سلام", "休战", "ﬁ", "\t", "\u00a0"),
)
NOW = datetime(2025, 12, 22, 12, tzinfo=UTC)
PUBLISHED = [None, NOW, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)]

sentences = st.lists(st.sampled_from([*WORDS * 3, *MARKS * 2, *ODD]), max_size=120).map(" ".join)
glued = st.lists(st.sampled_from([*WORDS, *MARKS, *ODD, " ", " "]), max_size=200).map("".join)
anything = st.text(st.characters(), max_size=400)
nested = st.tuples(st.integers(0, 60), st.sampled_from(["“", '"', "«", "‘", "("]), sentences).map(
    lambda made: made[1] * made[0] + made[2] + "”" * made[0]
)
texts = st.one_of(sentences, glued, anything, nested)


def spans(reading: Reading) -> Iterator[Span]:
    for mention in reading.mentions:
        yield mention.span
    for attribution in reading.attributions:
        yield from attribution.content
        yield from (span for span in (attribution.source, attribution.cue) if span is not None)
    for statement in reading.statements:
        yield from (*statement.evidence, *statement.triggers, *statement.quotes)


def assert_sound(document: Document, reading: Reading) -> None:
    assert reading.doc == document.id
    for span in spans(reading):
        assert span == document.slice(span.field, span.start, span.end)
        assert span.start < span.end
    ids = [statement.id for statement in reading.statements]
    assert len(ids) == len(set(ids))
    for statement in reading.statements:
        assert statement.evidence
        assert statement.actor in reader().dossier.party_by_id
        assert statement.stance in reader().dossier.stances(statement.topic)
        assert 0 < statement.confidence <= 1


@settings(max_examples=150, deadline=None)
@given(texts, st.one_of(st.just(""), sentences), st.sampled_from(PUBLISHED))
def test_any_text_is_read_soundly_and_twice_the_same(text: str, title: str, published: datetime | None) -> None:
    document = Document(id="d", title=title, text=text, published=published)
    reading = reader().read(document)
    assert_sound(document, reading)
    assert reader().read(document) == reading


@settings(max_examples=20, deadline=None)
@given(st.lists(sentences, min_size=20, max_size=40).map("\n".join))
def test_longer_texts_are_read_soundly(text: str) -> None:
    document = Document(id="d", title="", text=text, published=NOW)
    assert_sound(document, reader().read(document))


@settings(max_examples=30, deadline=None)
@given(st.data(), st.sampled_from(ODD))
def test_an_odd_character_anywhere_changes_no_offset(data: st.DataObject, odd: str) -> None:
    text = "“We want a truce with Sylvania,” Rufus Firefly said on Monday, as the Freedonian side rejected sanctions."
    place = data.draw(st.integers(0, len(text)))
    document = Document(id="d", title="", text=text[:place] + odd + text[place:], published=NOW)
    assert_sound(document, reader().read(document))


@settings(max_examples=4, deadline=None)
@given(texts.filter(bool), st.sampled_from(["", " ", "\n", ". "]), st.sampled_from([60_000, 200_000]))
def test_a_text_of_200_kilobytes_is_read_soundly(unit: str, glue: str, size: int) -> None:
    text = ((unit + glue) * (size // len(unit + glue) + 1))[:size]
    document = Document(id="d", title="", text=text, published=NOW)
    assert_sound(document, reader().read(document))


HOSTILE = [
    "“" * 10 + "truce",
    '"Freedonia',
    "truce ",
    "Freedonia rejects a truce ",
    "Freedonia said that Sylvania said that ",
    "(((a. ",
    "A. B. C. ",
    "Freedonia wants a truce, “and he said,” ",
    "The talks were constructive and Freedonia ",
    "Freedonia wants a truce.\n",
    "Rufus Firefly said he wants a truce. ",
    "\u200b\u202e",
    "a" * 50,
    "Mr. X said, “No.” ",
    "first truce then guarantees ",
    "Freedonia and ",
    "...",
    "\n",
    "' '",
    "Monday May 3 2025 ",
]


def taken(text: str) -> float:
    document = Document(id="d", title="", text=text, published=NOW)
    started = time.process_time()
    reader().read(document)
    return time.process_time() - started


@pytest.mark.alone
@pytest.mark.parametrize("pattern", HOSTILE)
def test_time_grows_about_linearly_with_the_length(pattern: str) -> None:
    taken("Freedonia wants a truce.")  # the pipeline is loaded
    size = 4_000
    short, long = pattern * (size // len(pattern) + 1), pattern * (8 * size // len(pattern) + 1)
    assert taken(long) < 8 * 3 * taken(short) + 0.5


@pytest.mark.alone
@pytest.mark.parametrize(
    "pattern",
    ["“", "\u200b\u202e", "休战", "Rufus Firefly ", "' a '", "Freedonia and Sylvania want a truce and "],
)
def test_time_is_linear_up_to_200_kilobytes(pattern: str) -> None:
    taken("Freedonia wants a truce.")  # the pipeline is loaded
    short, long = (pattern * (size // len(pattern)) for size in (25_000, 200_000))
    assert taken(long) < 8 * 2 * taken(short) + 0.5


def test_no_more_than_so_many_sentences_of_a_text_are_parsed() -> None:
    text = "\n".join(f"Freedonia wants a truce {number}." for number in range(MOST_PARSED + 20))
    document = Document(id="d", title="", text=text, published=NOW)
    (statement,) = reader().read(document).statements
    assert len(statement.evidence) == MOST_PARSED
