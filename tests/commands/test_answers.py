from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fakes.miami import (
    CEASEFIRE,
    DMITRIEV,
    DMITRIEV_AGAIN,
    DOSSIER,
    FESENKO,
    GUARANTEES,
    NOW,
    ORBAN,
    PESKOV,
    PUTIN,
    STATEMENTS,
    TERRITORY,
    ZELENSKYY,
    changed_dossier,
    say,
)

from bot.chat.console import render_text
from bot.commands.desk import Desk, Memory
from bot.commands.registry import respond
from bot.model import Card, Commitment, Heading, Quote, Stance, Statement, Table, Voice
from bot.store.feeds import FeedState

DESK = Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS))


def ask(text: str, desk: Desk = DESK) -> str:
    card = respond(text, desk)
    assert card.kind in {"answer", "digest"}, card
    return render_text(card)


def under(card: Card, heading: str) -> list[Quote]:
    """Return the quotes that stand under the first heading that begins so."""
    found, inside = [], False
    for block in card.blocks:
        if isinstance(block, Heading):
            inside = block.text.startswith(heading)
        elif inside and isinstance(block, Quote):
            found.append(block)
    return found


def ids(quotes: list[Quote]) -> list[str]:
    return [quote.id for quote in quotes]


def test_positions_show_mixed_signals_with_both_officials_beside_each_other() -> None:
    card = respond("/positions russia", DESK)
    quotes = under(card, "Progress of the talks: guarded, MIXED SIGNALS")
    assert ids(quotes) == [PESKOV.id, DMITRIEV.id]
    shown = render_text(card)
    assert (
        "Mixed signals within 3 days: Dmitry Peskov guarded on 22 Dec 2025 (Izvestia) and "
        "Kirill Dmitriev positive on 20 Dec 2025 (TASS)."
    ) in shown
    assert "  Positive: mixed signals\n" in shown


def test_a_further_report_of_one_remark_is_named_and_not_quoted() -> None:
    shown = ask("/positions russia")
    line = "Kirill Dmitriev · outlet unknown · 20 Dec 2025 · same day and origin · "
    assert f"• Russia · Progress of the talks: positive · {line}[{DMITRIEV_AGAIN.id}]" in shown
    assert DMITRIEV_AGAIN.evidence[0].text not in shown


def test_positions_show_speaker_sentence_outlet_chain_day_and_link() -> None:
    shown = ask("/positions russia progress")
    assert "    — Dmitry Peskov, Kremlin spokesman · CGTN, quoting Izvestia · said 22 Dec 2025 · [" in shown
    assert PESKOV.evidence[0].text in shown
    assert "https://news.example/000" in shown


def test_positions_set_apart_what_others_say() -> None:
    card = respond("/positions russia ceasefire", DESK)
    assert ids(under(card, "Ceasefire: conditional (first a peace agreement)")) == [CEASEFIRE.id]
    assert ids(under(card, "What others say about Russia — not its position")) == [FESENKO.id]
    assert "as the article states it" in render_text(card)


def test_a_claim_about_another_party_stands_under_the_claimants_name() -> None:
    hungary = respond("/positions hungary", DESK)
    assert ids(under(hungary, "What Hungary says about others")) == [ORBAN.id]
    us = respond("/positions washington", DESK)
    assert ids(under(us, "What others say about the United States — not its position")) == [ORBAN.id]
    assert (
        "No position of the United States is known yet. Searched 10 statements from 3 outlets and unknown ones"
        in render_text(us)
    )


def test_positions_as_of_a_day_know_nothing_later() -> None:
    shown = ask("/positions russia as_of:2025-12-21")
    assert "Russia: positions as of 21 Dec 2025" in shown
    assert "Progress of the talks: positive" in shown
    assert "Peskov" not in shown
    assert "Ceasefire" not in shown


def test_positions_by_a_persons_name_are_those_of_the_party() -> None:
    assert "Dmitry Peskov, Kremlin spokesman, speaks for Russia." in ask("/positions peskov")
    shown = ask("/positions fesenko")
    assert "speaks for no party of this dossier" in shown
    assert FESENKO.evidence[0].text in shown


def test_a_person_out_of_office_is_said_to_be() -> None:
    people = (
        DOSSIER.people[0].model_dump() | {"since": date(2000, 1, 1), "until": date(2001, 1, 1)},
        *DOSSIER.people[1:],
    )
    desk = Desk(dossier=changed_dossier(people=people), now=NOW, archive=Memory(STATEMENTS))
    assert (
        "Dmitry Peskov held no post on 30 Dec 2025 that speaks for Russia: "
        "Kremlin spokesman from 1 Jan 2000 until 1 Jan 2001."
    ) in ask("/quotes peskov", desk)


def test_a_person_of_no_party_who_said_nothing_is_told_so() -> None:
    desk = Desk(dossier=DOSSIER, now=NOW, archive=Memory())
    assert "No article has been read yet that holds a statement." in ask("/positions fesenko", desk)


def test_old_positions_are_said_to_be_old() -> None:
    desk = Desk(dossier=DOSSIER, now=datetime(2026, 6, 1, tzinfo=UTC), archive=Memory(STATEMENTS))
    assert "Old: not repeated for 178 days, it may no longer hold." in ask("/positions russia territory", desk)
    assert "Old:" not in ask("/positions russia territory")
    assert ask("/positions russia", desk).count("Old:") == 1, "where all of it is old, that is said once"


def changed(count: int = 1) -> list[Statement]:
    days = [date(2025, 12, 10 + at) for at in range(count)]
    earlier = [
        say("000", "ukraine", "elections", Stance.OPPOSE, f"Ukraine rejected elections, {at}.", said=day,
            speaker="Volodymyr Zelenskyy", person="zelensky", published=datetime(2025, 12, day.day, 12, tzinfo=UTC))
        for at, day in enumerate(days)
    ]  # fmt: skip
    later = say("003", "ukraine", "elections", Stance.SUPPORT, "We will hold elections, Zelenskyy said.",
                said=date(2025, 12, 28), speaker="Volodymyr Zelenskyy", person="zelensky",
                quoted="We will hold elections", origin="Ukrinform")  # fmt: skip
    return [*earlier, later]


def test_superseded_statements_are_listed_as_earlier() -> None:
    desk = Desk(dossier=DOSSIER, now=NOW, archive=Memory(changed(5)))
    shown = ask("/positions ukraine", desk)
    assert "Elections: support" in shown
    assert shown.count("Earlier: Ukraine · Elections: oppose") == 3
    assert "2 more, all under /why" in shown


def test_what_was_said_since_and_decides_nothing_is_set_aside_and_not_called_earlier() -> None:
    told = say("004", "ukraine", "elections", Stance.OPPOSE, "Zelenskyy has opposed it.", said=date(2025, 12, 28),
               voice=Voice.NARRATED, speaker="Volodymyr Zelenskyy", person="zelensky",
               published=datetime(2025, 12, 28, tzinfo=UTC))  # fmt: skip
    shown = ask("/positions ukraine elections", Desk(dossier=DOSSIER, now=NOW, archive=Memory([*changed(), told])))
    assert "Set aside, not borne out by who spoke then: Ukraine · Elections: oppose" in shown
    assert shown.count("Earlier: ") == 1


def test_topic_sets_all_parties_side_by_side_and_names_the_silent() -> None:
    card = respond("/topic territory", DESK)
    table = next(block for block in card.blocks if isinstance(block, Table))
    assert [row[:2] for row in table.rows] == [("Russia", "support"), ("Ukraine", "oppose")]
    assert ids(under(card, "Russia: support")) == [PUTIN.id]
    assert ids(under(card, "Ukraine: oppose")) == [TERRITORY.id]
    assert "No position known of the United States, European Union, Hungary and Türkiye." in render_text(card)


def test_topic_without_positions_is_one_honest_line_and_what_others_say() -> None:
    shown = ask("/topic settlement")
    assert "No party's position is known yet. Searched 10 statements" in shown
    assert ORBAN.evidence[0].text in ask("/topic truce")


def test_compare_names_nearest_and_farthest_and_proves_both_sides() -> None:
    card = respond("/compare russia and ukraine", DESK)
    shown = render_text(card)
    assert "Nearest: Progress of the talks. Farthest: Territory." in shown
    assert ids(under(card, "Territory: opposed (1.00)")) == [PUTIN.id, TERRITORY.id]
    assert "Known only of Ukraine: security guarantees" in shown


def test_compare_without_common_topics_says_what_was_searched() -> None:
    shown = ask("/compare russia turkey")
    assert "Russia and Türkiye have no topic in common on which both positions are known." in shown
    assert "Searched 10 statements" in shown


def test_shifts_show_both_quotes_and_how_well_they_are_established() -> None:
    desk = Desk(dossier=DOSSIER, now=NOW, archive=Memory(changed()))
    card = respond("/shifts", desk)
    quotes = under(card, "Ukraine: elections oppose → support (confirmed shift)")
    assert [quote.text for quote in quotes] == [
        "Ukraine rejected elections, 0.",
        "We will hold elections, Zelenskyy said.",
    ]
    assert "No party's position has shifted since 30 Dec 2025." in ask("/shifts since today", desk)


def test_changes_of_tone_are_shown_apart_from_shifts() -> None:
    later = say("003", "russia", "talks-progress", Stance.NEGATIVE, "The talks failed, Peskov said.",
                speaker="Dmitry Peskov", person="peskov", said=date(2025, 12, 28))  # fmt: skip
    desk = Desk(dossier=DOSSIER, now=NOW, archive=Memory((*STATEMENTS, later)))
    card = respond("/shifts", desk)
    shown = render_text(card)
    assert "No party's position has shifted." in shown
    assert ids(under(card, "Changes of tone, which are no shifts")) == [PESKOV.id, later.id]
    assert "Russia · Progress of the talks: guarded → negative, since 28 Dec 2025." in shown
    assert "Changes of tone" not in ask("/shifts 2025-12-29", desk)


def test_mixed_signals_are_no_change_of_tone() -> None:
    assert "Changes of tone" not in ask("/shifts")


def test_accounts_put_the_parties_of_a_round_side_by_side() -> None:
    card = respond("/accounts", DESK)
    shown = render_text(card)
    assert "Accounts of Miami, late December" in shown
    assert "Miami, 19 Dec 2025 to 21 Dec 2025; between the United States, Ukraine and Russia." in shown
    table = next(block for block in card.blocks if isinstance(block, Table))
    assert [row[:2] for row in table.rows] == [
        ("United States", "nothing itself"),
        ("Ukraine", f"positive [{ZELENSKYY.id}]"),
        ("Russia", f"guarded, mixed signals [{PESKOV.id}]"),
        ("Hungary", "no assessment"),
    ]
    assert f"[{ORBAN.id}]" in table.rows[-1][-1]
    assert "Progress of the talks: Ukraine positive, Russia positive / guarded (Miami, late December)" in shown
    assert ORBAN.id in ids(under(card, "What Hungary says about others"))


def test_accounts_of_a_round_nobody_described_say_what_was_searched() -> None:
    shown = ask("/accounts", Desk(dossier=DOSSIER, now=NOW, archive=Memory((GUARANTEES, CEASEFIRE))))
    assert "What Ukraine says" in shown
    shown = ask("/accounts miami-early", Desk(dossier=DOSSIER, now=NOW, archive=Memory((CEASEFIRE,))))
    assert "No party has described it yet. Searched 1 statement from 1 outlet, said on 29 Dec 2025." in shown


def test_quotes_of_a_party_are_its_own_and_of_a_person_all_of_them() -> None:
    card = respond("/quotes russia", DESK)
    first = next(block for block in card.blocks if isinstance(block, Quote))
    assert first.id == CEASEFIRE.id
    assert FESENKO.evidence[0].text not in render_text(card)
    assert ORBAN.evidence[0].text in ask("/quotes orban")
    assert ORBAN.evidence[0].text in ask("/quotes hungary ceasefire")
    assert "No statement by Türkiye on Ceasefire is known yet. Searched" in ask("/quotes turkey truce")


@pytest.mark.parametrize("question", ["/quotes turkey settlement", "/positions turkey settlement"])
def test_a_topic_that_nobody_spoke_of_does_not_hide_what_was_searched(question: str) -> None:
    desk = Desk(dossier=DOSSIER, now=NOW, archive=Memory((CEASEFIRE,)))
    assert "is known yet. Searched 1 statement from" in ask(question, desk)


def test_sources_tell_how_each_feed_fares() -> None:
    when = datetime(2025, 12, 30, 8, 0, tzinfo=UTC)
    state = FeedState(dossier="ukraine", feed="cgtn", url="https://feeds.example/cgtn.xml", last_status=503, failures=2,
                      last_checked=when, next_check=when, last_error="the server answered 503")  # fmt: skip
    shown = ask("/sources", Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS, (state,))))
    assert "2 feeds, 1 polled so far, 1 failing. Times are those of Europe/Kyiv." in shown
    assert "503 30 Dec 2025 10:00" in shown
    assert "the server answered 503" in shown
    assert "not polled yet" in shown
    assert "• TASS: 2 statements" in shown


def test_sources_tell_what_may_have_been_missed() -> None:
    when = datetime(2025, 12, 30, 8, 0, tzinfo=UTC)
    well = FeedState(dossier="ukraine", feed="cgtn", url="https://feeds.example/c.xml", last_status=200, last_gap=when)
    assert "missed" not in ask("/sources", Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS, (well,))))
    for changes, words in (
        ({"gap": True}, "items may have been missed before 30 Dec 2025 10:00"),
        ({"retired": when}, "gone for good (410) since 30 Dec 2025 10:00"),
        ({"silent_since": when}, "silent since 30 Dec 2025 10:00"),
        ({"address": "https://new.example/"}, "moved for good to https://new.example/"),
    ):
        state = replace(well, **changes)
        assert words in ask("/sources", Desk(dossier=DOSSIER, now=NOW, archive=Memory(STATEMENTS, (state,))))


def test_sources_before_anything_was_read() -> None:
    bare = changed_dossier(feeds=())
    shown = ask("/sources", Desk(dossier=bare, now=NOW, archive=Memory()))
    assert "lists no feed" in shown
    assert "No article has been read yet" in shown
    off = changed_dossier(feeds=tuple(one.model_copy(update={"enabled": False}) for one in DOSSIER.feeds))
    assert "switched off" in ask("/sources", Desk(dossier=off, now=NOW, archive=Memory()))


def test_why_shows_rule_triggers_chain_and_all_that_was_weighed() -> None:
    shown = ask(f"/why {PESKOV.id}")
    for words in (
        *(span.text for span in PESKOV.evidence),
        "cue:said",
        "“Kremlin” (text 0 to 7)",
        "CGTN ← Izvestia ← Dmitry Peskov, Kremlin spokesman",
        "2025-12-23 03:13 UTC",
        f"decides · [{PESKOV.id}]",
        f"differs: mixed signals · [{DMITRIEV.id}]",
    ):
        assert words in shown
    assert f"what others say: never decides · [{FESENKO.id}]" in ask(f"/why [{CEASEFIRE.id}]")


def test_why_takes_the_beginning_of_an_id_and_explains_claims_of_others() -> None:
    shown = ask(f"/why {ORBAN.id[:6]}")
    assert "Said about the United States by somebody else: it never decides the position of the United States." in shown
    assert "Only others speak of it: there is no position." in shown


@pytest.mark.parametrize(
    "cell", ["russia progress of the talks", "Moscow talks-progress", "progress of the talks russia"]
)
def test_why_of_a_party_and_a_topic_explains_what_decides(cell: str) -> None:
    assert ask(f"/why {cell}") == ask(f"/why {PESKOV.id}")


def test_why_says_why_a_statement_lost() -> None:
    before = say("003", "russia", "territory", Stance.OPPOSE, "Russia gives nothing up, Peskov said.",
                 speaker="Dmitry Peskov", person="peskov", said=date(2025, 12, 1))  # fmt: skip
    after = replace(before, id="after", doc="004", stance=Stance.SUPPORT, said_on=date(2025, 12, 20))
    old, unsure = (
        replace(before, id=key, doc=key, said_on=date(2025, 12, 21), old=key == "aged", confidence=confidence)
        for key, confidence in (("aged", 1.0), ("vague", 0.1))
    )
    shown = ask("/why after", Desk(dossier=DOSSIER, now=NOW, archive=Memory((before, after, old, unsure))))
    for key, part in (
        (before.id, "superseded: said before 20 Dec 2025"), ("after", "decides"),
        ("aged", "set aside: an old remark"), ("vague", "set aside: an unsure reading"),
    ):  # fmt: skip
        assert f"{part} · [{key}]" in shown


def test_why_explains_shifts() -> None:
    desk = Desk(dossier=DOSSIER, now=NOW, archive=Memory(changed()))
    (shift,) = desk.shifts()
    assert "Why: Ukraine: elections oppose → support (confirmed shift)" in ask(f"/why {shift.id}", desk)


@pytest.mark.parametrize(
    "text", ["/positions russia", "/topic ceasefire", "/compare russia ukraine", "/accounts", "/sources"]
)
def test_the_order_in_which_statements_come_changes_nothing(text: str) -> None:
    turned = Desk(dossier=DOSSIER, now=NOW, archive=Memory(tuple(reversed(STATEMENTS))))
    assert respond(text, turned) == respond(text, DESK)


@pytest.mark.parametrize(
    "text", ["/positions russia", "/topic ceasefire", "/quotes russia", "/accounts", "/compare us eu", "/digest week"]
)
def test_evidence_is_shown_verbatim_and_once(text: str) -> None:
    sentences = {span.text for one in STATEMENTS for span in one.evidence}
    quotes = [block for block in respond(text, DESK).blocks if isinstance(block, Quote)]
    assert all(quote.text in sentences for quote in quotes)
    assert len({quote.text for quote in quotes}) == len(quotes)


def test_accounts_name_no_round_that_had_not_begun() -> None:
    shown = ask("/accounts", Desk(dossier=DOSSIER, now=datetime(2025, 12, 10, tzinfo=UTC), archive=Memory(())))
    later = [one.id for one in DOSSIER.rounds if one.first > date(2025, 12, 10)]
    assert later
    assert not [one for one in later if f"({one})" in shown]


def test_accounts_are_of_the_latest_round_that_several_parties_described() -> None:
    later = DOSSIER.rounds[1].model_copy(
        update={"id": "geneva", "name": "Geneva", "first": date(2025, 12, 27), "last": date(2025, 12, 28)}
    )
    desk = Desk(dossier=changed_dossier(rounds=(*DOSSIER.rounds, later)), now=NOW, archive=Memory(STATEMENTS))
    shown = ask("/accounts", desk)
    assert "Accounts of Miami, late December" in shown
    assert "Other rounds: Geneva (geneva), Miami, early December (miami-early)." in shown
    assert "Accounts of Geneva" in ask("/accounts geneva", desk)


def test_accounts_name_the_rest_of_a_party_that_said_much() -> None:
    topics = [topic.id for topic in DOSSIER.topics if topic.id != "talks-progress"]
    said = [
        say("000", "russia", topic, Stance.SUPPORT, f"Peskov {'again and ' * at}again backed {topic}.", person="peskov",
            speaker="Dmitry Peskov", said=date(2025, 12, 22)) for at, topic in enumerate(topics)
    ]  # fmt: skip
    shown = ask("/accounts", Desk(dossier=DOSSIER, now=NOW, archive=Memory((PESKOV, *said))))
    assert shown.count("• Russia · ") == 3


def test_the_week_can_be_asked_for() -> None:
    assert "Ukraine talks: 24 Dec 2025 to 30 Dec 2025" in ask("/digest week")
    assert "Nothing new" in ask("/digest 2025-11-01")


def test_origins_and_outlets_are_counted_with_what_is_unknown_about_them() -> None:
    known = say("000", "turkey", "ceasefire", Stance.SUPPORT, "Erdogan called for a truce.",
                speaker="Recep Tayyip Erdoğan", person="erdogan", said=date(2025, 12, 22))  # fmt: skip
    unknown = say("004", "turkey", "ceasefire", Stance.SUPPORT, "A truce is needed, Fidan said in Ankara that week.",
                  speaker="Hakan Fidan", said=date(2025, 12, 21))  # fmt: skip
    shown = ask("/positions turkey", Desk(dossier=DOSSIER, now=NOW, archive=Memory((known, unknown))))
    assert "2 statements, 1 origin (CGTN; 1 more unknown)." in shown
    shown = ask("/positions turkey", Desk(dossier=DOSSIER, now=NOW, archive=Memory((unknown,))))
    assert "Since 8 Dec 2025; 1 statement, origin unknown." in shown


def test_why_asks_back_where_a_beginning_is_that_of_several_ids() -> None:
    two = tuple(replace(PESKOV, id=f"abcdef{at}0", doc=f"x{at}") for at in range(2))
    card = respond("/why abcdef", Desk(dossier=DOSSIER, now=NOW, archive=Memory(two)))
    assert "'abcdef' begins several ids: abcdef00, abcdef10" in render_text(card)


def test_a_hedged_position_is_said_to_be() -> None:
    hedged = replace(PUTIN, commitment=Commitment.HEDGED)
    assert "Since 5 Dec 2025, hedged;" in ask(
        "/positions russia", Desk(dossier=DOSSIER, now=NOW, archive=Memory((hedged,)))
    )


def test_parties_that_agree_on_all_have_no_farthest_topic() -> None:
    same = replace(PUTIN, id="00000001", actor="turkey")
    shown = ask("/compare russia turkey", Desk(dossier=DOSSIER, now=NOW, archive=Memory((PUTIN, same))))
    assert "0.00 apart on average" in shown
    assert "Farthest" not in shown


def test_why_takes_the_article_itself_for_nobody() -> None:
    stated = replace(CEASEFIRE, speaker=None)
    shown = ask(f"/why {stated.id}", Desk(dossier=DOSSIER, now=NOW, archive=Memory((stated,))))
    assert "none: the article itself" in shown
    assert "Taken to be" not in shown
