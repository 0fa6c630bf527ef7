"""`/correct` and `/uncorrect`: moderators set right what was read; positions, shifts and answers follow."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fakes.scripted_reader import DOSSIER, ScriptedReader, says

from bot.app import MEMORY, opened
from bot.chat.console import render_text
from bot.commands.asker import operator
from bot.commands.desk import Desk, Memory, Moderator, Stored
from bot.commands.registry import parse, respond
from bot.dossier import Dossier
from bot.model import Document, Stance
from bot.pipeline import process_item
from bot.replay import in_order
from bot.settings import Settings
from bot.store import items
from bot.store import shifts as shift_rows
from bot.store.database import Store

MONDAY = datetime(2025, 12, 22, 10, tzinfo=UTC)
NOW = MONDAY + timedelta(days=30)
RULES = Settings().positions
TALKS = Dossier.model_validate(
    DOSSIER.model_dump() | {"people": [
        {"id": "zoe", "name": "Zoe Zeal", "speaks_for": "north", "role": "president", "rank": "principal"},
        {"id": "stray", "name": "Stan Stray", "role": "analyst"},
    ]}
)  # fmt: skip
LINES = (
    (0, says("north", "support", "ceasefire", "Ann", "We want the guns to fall silent at once.")),
    (9, says("north", "oppose", "ceasefire", "Ann", "There will be no pause of any kind now.")),
    (9, says("south", "positive", "progress", "Cid", "We have come a long way this week.")),
)
DOCUMENTS = [
    Document(id=f"a{n}", title="", text=text, source="Wire", published=MONDAY + timedelta(days=days))
    for n, (days, text) in enumerate(LINES)
]


def read(store: Store, *documents: Document) -> None:
    """Take the documents through the pipeline."""
    for item in in_order(documents):
        with store.write() as conn:
            process_item(conn, item, reader=ScriptedReader(), dossier=TALKS, settings=Settings(), now=NOW)


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a store in which the documents were read."""
    with opened(MEMORY) as kept:
        read(kept, *DOCUMENTS)
        yield kept


@pytest.fixture
def desk(store: Store) -> Desk:
    """Return the desk of a moderator called Mo."""
    mo = Moderator(store=store, dossier=TALKS, rules=RULES, by="Mo")
    return Desk(dossier=TALKS, now=NOW, archive=Stored(store, "d"), rules=RULES, asker=operator("Mo"), editor=mo)


def ask(question: str, desk: Desk) -> str:
    """Return the answer as text."""
    return render_text(respond(question, desk))


def id_of(doc: str, desk: Desk) -> str:
    """Return the id of the document's statement, as it was read."""
    (one,) = desk.archive.as_read(doc)
    return one.id


def kept_shifts(store: Store) -> list[tuple[str, str]]:
    """Return the shifts that are kept."""
    with store.read() as conn:
        return [(str(one.before), str(one.after)) for one in shift_rows.shifts(conn, "d")]


def test_a_stance_set_right_changes_position_and_shift_and_comes_back(store: Store, desk: Desk) -> None:
    key = id_of("a1", desk)
    assert kept_shifts(store) == [("support", "oppose")]
    told = ask(f"/correct {key} stance=support reason: he said so of the other truce", desk)
    assert "Now: North · Ceasefire: support" in told
    assert "he said so of the other truce, set right by Mo" in told
    assert kept_shifts(store) == []
    assert {one.stance for one in desk.positions(actor="north")} == {Stance.SUPPORT}
    (correction,) = desk.archive.corrections()
    why = ask(f"/why {key}", desk)
    assert "Set right by people" in why
    assert f"Correction {correction.id} by Mo, 21 Jan 2026: he said so of the other truce." in why
    undone = ask(f"/uncorrect {correction.id}", desk)
    assert "Undone" in undone
    assert "As read" in undone
    assert "As corrected" in undone
    assert kept_shifts(store) == [("support", "oppose")]
    assert "Undone by Mo, 21 Jan 2026." in ask(f"/why {key}", desk)


def test_a_correction_outlives_a_new_reading_of_an_edited_article(store: Store, desk: Desk) -> None:
    ask(f"/correct {id_of('a1', desk)} stance=support reason:misread", desk)
    edited = replace(DOCUMENTS[1], text=DOCUMENTS[1].text + "\nAn added line.")
    with store.write() as conn:
        items.save_items(conn, "d", in_order([edited]))
    read(store, edited)
    assert kept_shifts(store) == []
    again = replace(DOCUMENTS[1], text=DOCUMENTS[1].text.replace("oppose", "noncommittal"))
    with store.write() as conn:
        items.save_items(conn, "d", in_order([again]))
    read(store, again)
    (raw,) = desk.archive.as_read("a1")
    assert raw.stance is Stance.NONCOMMITTAL
    assert kept_shifts(store) == []


def test_what_is_no_statement_counts_for_nothing_and_can_still_be_asked_for(desk: Desk) -> None:
    key = id_of("a0", desk)
    assert "not a statement" in ask(f'/correct [{key}] "not a statement" reason:a caption', desk)
    assert key not in {one.id for one in desk.statements()}
    assert "counts for nothing" in ask(f"/why {key}", desk)
    assert f"of [{key}]" in ask("/uncorrect 0000", desk)
    ask(f"/uncorrect {key}", desk)
    assert key in {one.id for one in desk.statements()}
    assert "undone already" in ask(f"/uncorrect {key}", desk)


def test_topic_and_party_set_right_move_the_statement(desk: Desk) -> None:
    key = id_of("a1", desk)
    told = ask(f"/correct {key[:6]} topic=Territory actor=south reason:about land", desk)
    assert "Before: North · Ceasefire: oppose" in told
    assert "South · Territory: unknown" not in told.split("Now:", 1)[1]
    assert [one.id for one in desk.statements(actor="south", topic="territory")] == [key]
    assert {one.stance for one in desk.positions(actor="north", topic="ceasefire")} == {Stance.SUPPORT}


@pytest.mark.parametrize(
    ("speaker", "shown", "person", "party", "rank"),
    [
        ("Zoe Zeal", "Zoe Zeal", "zoe", "north", "principal"),
        ("zeal", "Zoe Zeal", "zoe", "north", "principal"),
        ("Stan Stray", "Stan Stray", "stray", None, "official"),
        ("south", "South", None, "south", "body"),
        ("Ed Nobody of Elsewhere", "Ed Nobody of Elsewhere", None, None, "body"),
        ("nobody", None, None, None, "body"),
    ],
)
def test_a_speaker_set_right_brings_party_and_rank(
    speaker: str, shown: str | None, person: str | None, party: str | None, rank: str, desk: Desk
) -> None:
    key = id_of("a1", desk)
    assert "Corrected" in ask(f'/correct {key} speaker="{speaker}" voice=narrated reason:another', desk)
    (one,) = (one for one in desk.statements() if one.id == key)
    assert (one.speaker, one.person, one.party, one.rank, one.voice) == (shown, person, party, rank, "narrated")


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("/correct {key} stance=support", "needs reason"),
        ("/correct {key} stance=support reason:  ", "needs reason"),
        ("/correct {key} stance=support reason:" + "x" * 301, "at most 300"),
        ("/correct {key} stance=suport reason:x", "nearest: support"),
        ("/correct {key} stance=zzzz reason:x", "there are support"),
        ("/correct {key} voice=shout reason:x", "No voice is called 'shout'"),
        ("/correct {key} topic=zzzz reason:x", "no topic is called"),
        ("/correct {key} topic=progress reason:x", "has no stance oppose"),
        ("/correct {key} actor=Stray reason:x", "speaks for no party"),
        ("/correct {key} colour=red reason:x", "cannot be set right"),
        ("/correct {key} oppose reason:x", "field=value"),
        ("/correct {key} stance=oppose reason:x", "is so already"),
        ("/correct ffffffff stance=oppose reason:x", "no statement or number has the id"),
        ("/correct {key} stance=\x00\u202e reason:x", "no stance is called"),
        ("/uncorrect ffffffff", "nothing was corrected yet"),
    ],
)
def test_what_cannot_be_set_right_is_told_in_a_sentence(question: str, sentence: str, desk: Desk) -> None:
    told = ask(question.format(key=id_of("a1", desk)), desk)
    assert told.startswith("Not answered")
    assert sentence.casefold() in told.casefold()
    assert list(desk.archive.corrections()) == []


@pytest.mark.parametrize("question", ["/correct abcd1234 stance=oppose reason:x", "/uncorrect abcd1234"])
def test_only_moderators_write(question: str, desk: Desk) -> None:
    assert "for moderators" in ask(question, replace(desk, asker=replace(desk.asker, manages=False)))


def test_ids_that_begin_alike_are_told(desk: Desk) -> None:
    one = desk.statements()[0]
    twins = tuple(replace(one, id=key) for key in ("abcd1111", "abcd2222"))
    alike = replace(desk, archive=Memory(twins))
    assert "begins several ids: abcd1111, abcd2222" in ask("/correct abcd stance=oppose reason:x", alike)


def test_the_reason_is_all_that_follows_its_name() -> None:
    found = parse('/correct abcd stance=oppose reason: it was "her: words" = his')
    assert found.options == {"reason": 'it was "her: words" = his'}
    assert found.words == ("abcd", "stance=oppose")
