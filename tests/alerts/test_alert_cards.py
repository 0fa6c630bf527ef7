"""Cards lose nothing of a statement: sentence, speaker, outlet, chain, day, link, id, and how it counts."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from fakes.wires import DAY, DOSSIER, NOON, item, narrated, say
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.cards import (
    SUMMARY_ONLY,
    headline,
    named_on,
    position_line,
    quoted_on,
    shift_card,
    source_line,
    statement_card,
)
from bot.alerts.differing import divergence_card
from bot.alerts.quoting import CUT, Told, best_evidence, best_quote, cut, mention, quote, quotes
from bot.alerts.wording import NO_OUTLET, count, day, listing, origin
from bot.dossier import Dossier
from bot.model import (
    Bullets,
    Divergence,
    DivergenceKind,
    Figure,
    Heading,
    Paragraph,
    Position,
    Quote,
    Rank,
    Shift,
    ShiftKind,
    ShiftStatus,
    Side,
    Span,
    Stance,
    Statement,
    Voice,
    fingerprint,
)

SAID = say("a", "Discussions are being held constructively", chain=("TASS",))
CEASEFIRE = narrated(
    "b", "Russia wants peace first.", stance=Stance.CONDITIONAL, condition="first peace", outlet="", url=""
)
ORBAN = say(
    "c", sentence="Orban said Russia wants a ceasefire.", topic="ceasefire", stance=Stance.SUPPORT, voice=Voice.OTHER,
    party="hungary", person="orban", speaker="Viktor Orban",
)  # fmt: skip
PESKOV = say(
    "d", "no breakthrough", stance=Stance.GUARDED, person="peskov", speaker="Peskov", said_on=date(2025, 12, 22)
)


def test_a_quote_carries_everything_that_defends_it() -> None:
    assert quote(SAID, DOSSIER) == Quote(
        text="He said: “Discussions are being held constructively”", speaker="Kirill Dmitriev, presidential envoy",
        outlet="CGTN", said_on="20 Dec 2025", url="https://news.test/a", id=SAID.id,
        label="Russia · Talks progress: positive", chain=("TASS",), note="",
    )  # fmt: skip


def test_an_article_that_speaks_for_itself_says_so() -> None:
    shown = quote(CEASEFIRE, DOSSIER)
    assert (shown.speaker, shown.outlet, shown.url) == ("the article", NO_OUTLET, "")
    assert shown.label == "Russia · Ceasefire: conditional (first peace)"
    assert shown.note == "as the article states it"


@pytest.mark.parametrize(
    ("changes", "claimant", "note"),
    [
        ({}, "Hungary", ""),
        ({"party": None, "person": None, "speaker": "Jane Doe"}, "Jane Doe", "speaks for no party"),
        ({"party": None, "person": None, "speaker": None}, "others", "what others say"),
        ({"old": True, "party": "us"}, "United States", "an old remark"),
    ],
)
def test_what_others_say_is_marked(changes: dict[str, object], claimant: str, note: str) -> None:
    shown = quote(replace(ORBAN, **changes), DOSSIER)  # type: ignore[arg-type]
    assert shown.label == f"Russia · Ceasefire: support, according to {claimant}"
    assert shown.note == note


def test_what_is_told_of_a_party_is_not_said_to_be_according_to_itself() -> None:
    shown = quote(replace(ORBAN, party=ORBAN.actor, person=None, speaker="Russia"), DOSSIER)
    assert shown.label == "Russia · Ceasefire: support, not in its own words"


def test_a_role_that_is_in_the_name_is_not_said_again() -> None:
    pope = {"id": "leo", "name": "Pope Leo XIV", "speaks_for": "us", "role": "Pope", "rank": "principal"}
    said = say("a", "Peace", actor="us", party="us", person="leo", speaker="Leo")
    parts = {name: getattr(DOSSIER, name) for name in Dossier.model_fields}
    assert quote(said, Dossier.model_validate(parts | {"people": [pope]})).speaker == "Pope Leo XIV"


def test_a_role_is_shown_only_for_the_days_it_was_held() -> None:
    rubio = say("a", "We will see", actor="us", party="us", person="rubio", speaker="Rubio", rank=Rank.MINISTER)
    assert quote(rubio, DOSSIER).speaker == "Marco Rubio, Secretary of State"
    assert quote(replace(rubio, said_on=date(2024, 1, 1)), DOSSIER).speaker == "Marco Rubio"
    assert quote(replace(rubio, person=None, speaker="US officials"), DOSSIER).speaker == "US officials"


def test_the_sentence_with_the_speakers_words_is_shown_and_the_others_are_counted() -> None:
    first, second = Span("text", 0, 5, "Intro"), Span("text", 10, 30, "He said: “Go on now”")
    said = replace(SAID, evidence=(first, second), quotes=(Span("text", 20, 29, "Go on now"),))
    assert best_evidence(said) == second
    assert quote(said, DOSSIER, note="new").note == f"new; 1 more sentence: /why {said.id}"
    assert best_evidence(replace(said, quotes=(), triggers=(Span("text", 0, 3, "Int"),))) == first


def test_a_statement_without_evidence_is_still_shown_with_its_source() -> None:
    bare = replace(SAID, evidence=())
    assert (quote(bare, DOSSIER).text, quote(bare, DOSSIER).outlet) == ("", "CGTN")


@given(st.text(max_size=200), st.integers(8, 120))
def test_a_cut_text_is_a_beginning_and_bears_the_mark(text: str, limit: int) -> None:
    shown = cut(text, limit)
    if len(text) <= limit:
        assert shown == text
    else:
        assert shown.endswith(CUT)
        assert len(shown) <= limit
        assert text.startswith(shown.removesuffix(CUT))


@given(st.lists(st.sampled_from([SAID, CEASEFIRE, ORBAN, PESKOV]), max_size=8, unique=True), st.integers(0, 5))
def test_every_statement_is_on_the_card_by_its_id(statements: list[Statement], most: int) -> None:
    card = statement_card(item("x"), statements, DOSSIER, most=most, rest=[narrated("z", "More of it.")])
    written = repr(card)
    assert all(s.id in written for s in statements)
    assert sum(isinstance(b, Quote) for b in card.blocks) <= 2 * most


def test_one_sentence_that_says_several_things_is_quoted_once() -> None:
    second = replace(SAID, id="two", topic="ceasefire", stance=Stance.SUPPORT)
    third = replace(SAID, id="three", topic="ceasefire", stance=Stance.SUPPORT, actor="us")
    [shown] = quotes([SAID, second, third], DOSSIER)
    assert isinstance(shown, Quote)
    assert shown.label == (
        "Russia · Talks progress: positive; Ceasefire: support [two]; United States · Ceasefire: support [three]"
    )


@pytest.mark.parametrize(
    ("notes", "note"),
    [
        ({}, ""),
        ({SAID.id: "new", "two": "new"}, "new"),
        ({SAID.id: "new", "two": "as before"}, "Talks progress: new; Ceasefire: as before"),
        ({"two": "as before"}, "Ceasefire: as before"),
    ],
)
def test_a_shared_quote_says_which_note_belongs_to_what(notes: dict[str, str], note: str) -> None:
    second = replace(SAID, id="two", topic="ceasefire", stance=Stance.SUPPORT)
    [shown] = quotes([SAID, second], DOSSIER, notes=notes)
    assert isinstance(shown, Quote)
    assert shown.note == note


def test_what_does_not_fit_is_listed_with_its_id() -> None:
    [_, rest] = quotes([SAID, PESKOV], DOSSIER, most=1, notes={PESKOV.id: "mixed"})
    line = f"Russia · Talks progress: guarded · Dmitry Peskov · CGTN · 22 Dec 2025 · mixed · [{PESKOV.id}]"
    assert rest == Bullets((line,))
    assert mention(PESKOV, DOSSIER, note="mixed") == line


def test_a_statement_card_tells_source_news_others_and_the_rest_apart() -> None:
    card = statement_card(item("x", title="Envoy content"), [SAID, ORBAN], DOSSIER, rest=[PESKOV], prefix="No change: ")
    assert card.title == "No change: Russia: talks progress positive"
    headings = [b.text for b in card.blocks if isinstance(b, Heading)]
    assert headings == ["What others say", "Also in this report"]
    assert card.blocks[0] == Paragraph("“Envoy content” · CGTN · 20 Dec 2025")
    assert card.url == "https://news.test/x"


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"title": "Envoy content"}, "“Envoy content” · CGTN · 20 Dec 2025"),
        ({"title": "Envoy content", "outlet": ""}, "“Envoy content” · outlet unknown · 20 Dec 2025"),
        ({"title": "T", "published": None}, "“T” · CGTN · publication time unknown"),
        ({"title": "T", "full": False}, f"“T” · CGTN · 20 Dec 2025 · {SUMMARY_ONLY}"),
    ],
)
def test_the_source_line_names_what_is_unknown(changes: dict[str, Any], line: str) -> None:
    assert source_line(replace(item("x"), **changes)) == line


def test_the_headline_says_who_stands_where_and_counts_what_it_does_not_name() -> None:
    us = replace(SAID, id="us", actor="us", topic="ceasefire", stance=Stance.OPPOSE)
    told = [SAID, replace(SAID, id="again"), PESKOV, us, CEASEFIRE]
    assert headline(told, DOSSIER) == (
        "Russia: talks progress positive / guarded, ceasefire conditional; United States: ceasefire opposed"
    )
    assert headline(told, DOSSIER, longest=50) == "Russia: talks progress positive / guarded; 2 more"
    assert headline(told, DOSSIER, longest=1) == "Russia: talks progress positive / guarded; 2 more"
    assert headline([SAID, ORBAN], DOSSIER) == "Russia: talks progress positive"
    assert headline([ORBAN], DOSSIER) == "Russia: ceasefire supported (others say)"
    assert headline([], DOSSIER) == ""


def test_a_note_that_all_have_is_told_once() -> None:
    card = statement_card(item("x"), [SAID, CEASEFIRE], DOSSIER, notes={SAID.id: "new", CEASEFIRE.id: "new"})
    assert card.blocks[0] == Paragraph("“Report x” · CGTN · 20 Dec 2025 · each new")
    assert [b.note for b in card.blocks if isinstance(b, Quote)] == ["", "as the article states it"]


def test_a_sentence_is_quoted_once_in_a_card_and_named_afterwards() -> None:
    claim = replace(SAID, id="claim", actor="us", voice=Voice.OTHER, party="russia")
    card = statement_card(item("x"), [SAID, claim], DOSSIER)
    assert [b.id for b in card.blocks if isinstance(b, Quote)] == [SAID.id]
    line = (
        "United States · Talks progress: positive, according to Russia · Kirill Dmitriev · CGTN, quoting TASS · "
        "quoted above · [claim]"
    )
    assert card.blocks[-1] == Bullets((line,))


def test_lines_of_a_report_say_its_outlet_and_day_only_where_theirs_are_others() -> None:
    card = statement_card(
        item("x"), [SAID], DOSSIER, rest=[PESKOV, replace(PESKOV, id="day", said_on=date(2025, 12, 20))]
    )
    assert card.blocks[-1] == Bullets(
        (
            f"Russia · Talks progress: guarded · Dmitry Peskov · 22 Dec 2025 · [{PESKOV.id}]",
            "Russia · Talks progress: guarded · Dmitry Peskov · [day]",
        )
    )


def test_who_speaks_for_a_party_comes_before_who_speaks_for_none_and_those_are_counted() -> None:
    def claim(key: str, party: str | None) -> Statement:
        evidence = (replace(ORBAN.evidence[0], text=f"{key} says so."),)
        return replace(ORBAN, id=key, party=party, speaker=key, person=None, evidence=evidence)

    claims = [claim("analyst", None), claim("expert", None), claim("pundit", None), claim("hungary", "hungary")]
    card = statement_card(item("x"), claims, DOSSIER)
    assert [b.id for b in card.blocks if isinstance(b, Quote)] == ["hungary", "analyst", "expert"]
    assert card.blocks[-1] == Bullets(("1 claim of people who speak for no party: [pundit]",))
    own = [replace(SAID, id=f"own{n}", evidence=(Span("text", n, n + 9, f"We say {n}."),)) for n in range(6)]
    crowded = statement_card(item("x"), [*own, *claims], DOSSIER)
    assert [b.id for b in crowded.blocks if isinstance(b, Quote)][6:] == ["hungary"], "a phone shows no more at once"


def test_what_is_told_is_told_once() -> None:
    told = Told(DOSSIER)
    assert [b.id for b in told.quotes([SAID, SAID, PESKOV], most=1) if isinstance(b, Quote)] == [SAID.id]
    assert told.missing([SAID, PESKOV, ORBAN]) == (ORBAN,)
    assert told.quotes([SAID], again=False) == ()
    [named] = told.quotes([SAID])
    assert isinstance(named, Bullets)
    [quoted] = told.quotes([PESKOV], again=False, labels={PESKOV.id: "Now"})
    assert isinstance(quoted, Quote), "what was only named is quoted where its sentence is wanted"
    assert quoted.label == "Now"


def test_the_best_quote_is_in_the_speakers_own_words() -> None:
    reported = replace(PESKOV, id="reported", quotes=())
    assert best_quote([CEASEFIRE, reported, PESKOV, SAID]) is PESKOV
    assert best_quote([CEASEFIRE, reported]) is reported
    assert best_quote([CEASEFIRE, replace(CEASEFIRE, id="later")]) is CEASEFIRE


def shift(**changes: object) -> Shift:
    before = narrated("a", "Russia rejects a ceasefire.", stance=Stance.OPPOSE)
    base = Shift(
        id="s", actor="russia", topic="ceasefire", before=Stance.OPPOSE, after=Stance.CONDITIONAL,
        kind=ShiftKind.OPENED, status=ShiftStatus.SIGNALLED, signalled_at=NOON, before_statement=before,
        statements=(replace(CEASEFIRE, origin="unknown:b"),),
    )  # fmt: skip
    return replace(base, **changes)  # type: ignore[arg-type]


def test_a_shift_card_has_both_quotes_and_says_how_well_it_is_established() -> None:
    card = shift_card(shift(), DOSSIER)
    assert card.title == "Russia: ceasefire oppose → conditional (signalled shift)"
    assert card.blocks[0] == Paragraph(
        "Opened. Signalled on 20 Dec 2025, not yet confirmed by a second origin (1 origin: outlet unknown)."
    )
    assert [(b.label, b.text) for b in card.blocks if isinstance(b, Quote)] == [
        ("Before: oppose", "Russia rejects a ceasefire."),
        ("Now: conditional (first peace)", "Russia wants peace first."),
    ]


def test_a_confirmed_shift_names_its_origins() -> None:
    two = (
        replace(CEASEFIRE, origin="tass"),
        replace(CEASEFIRE, id="x", origin="izvestia"),
        replace(CEASEFIRE, origin="wire"),
    )
    card = shift_card(shift(status=ShiftStatus.CONFIRMED, statements=two, confirmed_at=NOON), DOSSIER)
    assert card.blocks[0] == Paragraph("Opened. Confirmed on 20 Dec 2025 (3 origins: TASS, Izvestia and Wire).")
    later = shift(status=ShiftStatus.CONFIRMED, statements=two, confirmed_at=NOON + timedelta(days=2))
    assert shift_card(later, DOSSIER).blocks[0] == Paragraph(
        "Opened. Signalled on 20 Dec 2025, confirmed on 22 Dec 2025 (3 origins: TASS, Izvestia and Wire)."
    )


@pytest.mark.parametrize(
    ("key", "printed", "name"),
    [
        ("sylvanian-times", ("The Courier", "The Sylvanian Times"), "The Sylvanian Times"),
        ("sylvanian-times", (), "Sylvanian Times"),
        ("bbc-news", ("The Courier",), "BBC News"),
        ("tass", (), "TASS"),
        ("unknown:d1", ("The Courier",), "outlet unknown"),
    ],
)
def test_an_origin_that_the_dossier_does_not_know_is_named_as_it_is_printed(
    key: str, printed: tuple[str, ...], name: str
) -> None:
    assert origin(key, DOSSIER, printed) == name


def test_a_withdrawn_shift_quotes_what_withdrew_it() -> None:
    denial = narrated("n", "Russia denied that it had accepted anything.", stance=Stance.OPPOSE)
    card = shift_card(shift(status=ShiftStatus.WITHDRAWN, withdrawn_by=denial), DOSSIER)
    assert card.title.endswith("(withdrawn shift)")
    assert [b.label for b in card.blocks if isinstance(b, Quote)][-1] == "Withdrawn by: oppose"
    assert "Withdrawn by" not in repr(shift_card(shift(status=ShiftStatus.WITHDRAWN), DOSSIER).blocks)


def divergence(kind: DivergenceKind, *sides: Side, topic: str = "talks-progress", talks: str = "miami") -> Divergence:
    return Divergence(id="d", round=talks, topic=topic, kind=kind, sides=sides)


US = say("e", "productive", actor="us", party="us", person=None, speaker="A US envoy")


ASSESSED = (Side(actor="us", stance=Stance.POSITIVE, statements=(US,)),
            Side(actor="russia", stance=Stance.GUARDED, statements=(PESKOV,)))  # fmt: skip


def test_a_divergence_card_sets_the_accounts_side_by_side() -> None:
    card = divergence_card(divergence(DivergenceKind.ASSESSMENT, *ASSESSED), DOSSIER)
    assert card.title == "Talks progress: United States positive, Russia guarded (Miami, December)"
    assert [(b.id, b.label) for b in card.blocks if isinstance(b, Quote)] == [
        (US.id, "United States: positive"), (PESKOV.id, "Russia: guarded"),
    ]  # fmt: skip
    assert card.blocks[0] == Paragraph("They assess the same talks differently.")


def test_a_side_that_another_card_quotes_is_told_in_a_line() -> None:
    card = divergence_card(divergence(DivergenceKind.ASSESSMENT, *ASSESSED), DOSSIER, quoted=[PESKOV.id])
    assert card.blocks == (
        Paragraph("They assess the same talks differently. Quoted in the report before this."),
        card.blocks[1],
        Bullets((f"Russia: guarded · Dmitry Peskov · CGTN · 22 Dec 2025 · [{PESKOV.id}]",)),
    )
    assert quoted_on(card) == {US.id}
    assert named_on(card) == {US.id, PESKOV.id}


def test_an_update_says_which_side_is_new() -> None:
    card = divergence_card(divergence(DivergenceKind.ASSESSMENT, *ASSESSED), DOSSIER, before=[PESKOV.id])
    assert card.blocks[0] == Paragraph("They assess the same talks differently. New: United States positive.")
    assert [b.id for b in card.blocks if isinstance(b, Quote)] == [US.id]


def test_who_else_gives_an_account_is_named_beside_its_best_quote() -> None:
    others = tuple(narrated(f"n{at}", "Russia saw no progress.", outlet=f"Outlet {at}") for at in range(4))
    sides = (ASSESSED[0], Side(actor="russia", stance=Stance.GUARDED, statements=(*others, PESKOV)))
    card = divergence_card(divergence(DivergenceKind.ASSESSMENT, *sides), DOSSIER)
    shown = card.blocks[-1]
    assert isinstance(shown, Quote)
    assert (shown.id, shown.note) == (
        PESKOV.id,
        f"also the article, Outlet 0 [{others[0].id}], the article, Outlet 1 [{others[1].id}] and 2 more",
    )
    assert {others[0].id, others[1].id} <= named_on(card)


def test_one_sentence_that_shows_both_sides_is_quoted_once() -> None:
    sides = (
        ASSESSED[0],
        Side(actor="russia", stance=Stance.OPPOSE, statements=(replace(US, id="ru", actor="russia"),)),
    )
    card = divergence_card(divergence(DivergenceKind.STANCE, *sides), DOSSIER)
    assert card.title == "Talks progress: United States positive, Russia opposes (Miami, December)"
    assert card.blocks[0] == Paragraph("They take opposite positions.")
    assert card.blocks[-1] == Bullets(
        ("Russia: oppose · A US envoy · CGTN · 20 Dec 2025 · quoted above · [ru]",)
    )  # fmt: skip


def test_officials_of_one_party_who_differ_are_mixed_signals() -> None:
    sides = (Side(actor="russia", stance=Stance.POSITIVE, statements=(SAID,)),
             Side(actor="russia", stance=Stance.GUARDED, statements=(PESKOV,)))  # fmt: skip
    card = divergence_card(divergence(DivergenceKind.ASSESSMENT, *sides, talks=""), DOSSIER)
    assert card.title == "Russia, mixed signals: talks progress positive / guarded"


def figure(text: str, number: str, *, actor: str = "", changed: bool = False) -> Figure:
    sentence = f"They speak of {text}{' now' if changed else ''}."
    return Figure(
        id=fingerprint(text, actor, sentence), doc="d", topic="talks-progress", number=number, unit="point",
        actor=actor, at=Span("text", 14, 14 + len(text), text), said_on=DAY,
        evidence=Span("text", 0, len(sentence), sentence), rule="a number before it", changed=changed, outlet="ANI",
    )  # fmt: skip


def test_sides_of_a_divergence_are_told_by_number_or_condition() -> None:
    counted = (figure("20-point", "20"), figure("20 points", "20", changed=True))
    sides = (Side(actor="us", stance=None, statements=(), figures=(figure("28 points", "28", actor="us"),)),
             Side(actor="", stance=None, statements=(), figures=counted),
             Side(actor="russia", stance=Stance.CONDITIONAL, statements=(CEASEFIRE,)))  # fmt: skip
    card = divergence_card(divergence(DivergenceKind.QUANTITY, *sides), DOSSIER)
    assert card.title == (
        "Talks progress: United States 28 points, Articles 20 points, Russia conditional (Miami, December)"
    )
    assert card.blocks[0] == Paragraph("Different numbers are given. The number is said to have changed to 20 points.")
    assert [(b.label, b.text) for b in card.blocks if isinstance(b, Quote)] == [
        ("United States: 28 points", "They speak of 28 points."),
        ("Articles: 20 points", "They speak of 20 points now."),
        ("Russia: conditional (first peace)", "Russia wants peace first."),
    ]


POSITION = Position(
    actor="russia", topic="talks-progress", stance=Stance.POSITIVE, since=DAY, last_said=DAY + timedelta(days=1),
    statements=(SAID, replace(SAID, id="x", outlet="ANI")), mixed=True, dissent=(PESKOV,), characterisations=(ORBAN,),
)  # fmt: skip


def test_a_position_is_told_in_one_line() -> None:
    assert position_line(POSITION, DOSSIER) == (
        "Russia · Talks progress: positive, mixed signals · since 20 Dec 2025 · last Kirill Dmitriev, 21 Dec 2025 · "
        "2 statements, 2 outlets and 1 origin"
    )


def test_words_for_counts_days_and_lists() -> None:
    assert (count(1, "origin"), count(0, "origin"), count(3, "outlet")) == ("1 origin", "0 origins", "3 outlets")
    assert (day(date(2025, 1, 5)), day(None)) == ("5 Jan 2025", "")
    assert (listing([]), listing(["a"]), listing(["a", "b"]), listing("abc")) == ("", "a", "a and b", "a, b and c")
