import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from fakes.miami import (
    CEASEFIRE,
    DMITRIEV,
    DOSSIER,
    ELECTIONS_AFTER,
    ELECTIONS_BEFORE,
    ERDOGAN,
    EVERYTHING,
    FESENKO,
    GUARANTEES,
    ITEM,
    NUMBERS,
    ORBAN,
    PESKOV,
    PUTIN,
    STATEMENTS,
    TERRITORY,
    ZELENSKYY,
    ZELENSKYY_LATER,
    changed_dossier,
)
from fakes.words import FakeWords, english

from bot.dossier import Dossier
from bot.model import Bullets, Item, Paragraph, Quote, Rank, Span, Stance, Statement, Table
from bot.settings import DigestRules, PositionRules
from digest.ahead import announced
from digest.compose import compose
from digest.page import Digest, Section, card_of_digest
from digest.render import render
from digest.window import Window, day, days, week

ZONE = "Europe/Kyiv"
WEEK = days(date(2025, 12, 23), date(2025, 12, 29), ZONE)


@pytest.fixture(scope="module")
def words() -> FakeWords:
    return english()


def written(
    window: Window = WEEK, statements: tuple[Statement, ...] = EVERYTHING, dossier: Dossier = DOSSIER, **more: object
) -> Digest:
    return compose(dossier=dossier, statements=statements, window=window, rules=PositionRules(), **more)  # type: ignore[arg-type]


def section(digest: Digest, key: str) -> Section:
    found = digest.section(key)
    assert found is not None, [one.key for one in digest.sections]
    return found


def lines(one: Section) -> list[str]:
    return [item for block in one.blocks if isinstance(block, Bullets) for item in block.items]


def quoted(one: Section) -> list[str]:
    return [block.id for block in one.blocks if isinstance(block, Quote)]


def test_the_bottom_line_leads_with_what_changed_and_counts_who_spoke() -> None:
    told = lines(section(written(), "bottom-line"))
    assert told[0] == (
        f"Ukraine: elections oppose → support (confirmed shift) [{ELECTIONS_BEFORE.id}] [{ELECTIONS_AFTER.id}]"
    )
    assert told[1].startswith("Ukraine: progress of the talks positive → guarded (change of tone)")
    assert told[-1] == (
        "3 parties spoke (Russia, Ukraine and Hungary): 7 statements from 2 outlets, 3 independent origins"
    )
    assert "No party's position shifted" not in told


def test_positions_on_record_for_the_first_time_are_named_by_weight() -> None:
    told = lines(section(written(week(date(2025, 12, 24), ZONE)), "bottom-line"))
    (first,) = (one for one in told if one.startswith("On record for the first time: "))
    assert f"Ukraine: security guarantees supported [{GUARANTEES.id}]" in first
    many = [
        replace(GUARANTEES, id=topic.id, topic=topic.id, evidence=(Span("text", 0, 9, f"Yes to {topic.id}."),))
        for topic in DOSSIER.topics[:-1]
    ]
    told = lines(section(written(week(date(2025, 12, 24), ZONE), tuple(many)), "bottom-line"))
    assert told[1].endswith("; 2 more under State of play")
    assert told[1].count(" supported [") == 4


def test_a_shift_is_told_with_both_quotes() -> None:
    assert quoted(section(written(), "shifts")) == [ELECTIONS_BEFORE.id, ELECTIONS_AFTER.id]


def test_a_shift_of_another_period_is_not_told_again() -> None:
    assert written(day(date(2025, 12, 23), ZONE)).section("shifts") is None


def test_a_change_of_tone_is_told_apart_with_both_quotes() -> None:
    assert quoted(section(written(), "tone")) == [ZELENSKYY.id, ZELENSKYY_LATER.id]


def test_mixed_signals_name_who_differs() -> None:
    digest = written(week(date(2025, 12, 24), ZONE))
    assert quoted(section(digest, "mixed")) == [PESKOV.id, DMITRIEV.id]
    assert lines(section(digest, "bottom-line"))[0] == (
        f"Russia, mixed signals on progress of the talks: Dmitry Peskov guarded [{PESKOV.id}], "
        f"Kirill Dmitriev positive [{DMITRIEV.id}]"
    )
    assert digest.section("tone") is None


def test_differing_accounts_name_every_side_and_quote_each_sentence_once() -> None:
    digest = written(week(date(2025, 12, 24), ZONE))
    assert (
        f"Assessments differ: Progress of the talks: Ukraine positive [{ZELENSKYY.id}], "
        f"Russia positive [{DMITRIEV.id}] / guarded [{PESKOV.id}] (Miami, late December)"
    ) in lines(section(digest, "bottom-line"))
    assert quoted(section(digest, "accounts")) == [ZELENSKYY.id], "the others are quoted under mixed signals"


def said(party: str, stance: Stance, at: int, person: str | None = None, rank: Rank = Rank.MINISTER) -> Statement:
    """Return what a party says of the first topic on a day of December, in an article of its own."""
    return replace(
        ZELENSKYY, id=f"{party}{at}", doc=f"{party}{at}", actor=party, party=party, topic=DOSSIER.topics[0].id,
        stance=stance, person=person, speaker=person or party, rank=rank, said_on=date(2025, 12, at),
        published=datetime(2025, 12, at, 12, tzinfo=UTC), origin=f"{party}{at}", story=f"{party}{at}",
        evidence=(Span("text", 0, 9, f"{party} says {stance} on day {at}."),),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("spokesman", "president", "told"),
    [
        (20, 21, "Russia opposes [russia20]; since then Russia conditional [russia21]"),
        (21, 20, "Russia opposes [russia21]; as a whole Russia conditional [russia20]"),
    ],
)
def test_a_side_that_is_not_where_its_party_stands_says_where(spokesman: int, president: int, told: str) -> None:
    statements = (
        said("russia", Stance.OPPOSE, spokesman, "peskov", Rank.SPOKESPERSON),
        said("russia", Stance.CONDITIONAL, president, "putin", Rank.PRINCIPAL), said("ukraine", Stance.SUPPORT, 22),
    )  # fmt: skip
    found = lines(section(written(week(date(2025, 12, 24), ZONE), statements), "bottom-line"))
    (line,) = [one for one in found if one.startswith("Opposite positions")]
    assert line.replace(" (Miami, late December)", "").endswith(told)


def test_a_shift_that_came_and_went_in_the_period_is_not_what_the_digest_leads_with() -> None:
    statements = (
        said("russia", Stance.OPPOSE, 10), said("russia", Stance.CONDITIONAL, 27, "peskov", Rank.SPOKESPERSON),
        said("russia", Stance.OPPOSE, 28, "putin", Rank.PRINCIPAL),
    )  # fmt: skip
    digest = written(statements=statements)
    told = lines(section(digest, "bottom-line"))
    assert told[0].startswith("Russia, mixed signals on ceasefire: Vladimir Putin oppose [russia28]")
    assert "No party's position shifted; 1 signalled shift did not hold (under Shifts)" in told
    labels = [block.label for block in section(digest, "shifts").blocks if isinstance(block, Quote)]
    assert labels == ["Before: oppose", "Signalled: conditional", "Withdrawn by: oppose"]


def test_a_condition_that_another_names_than_who_decides_has_its_own_evidence() -> None:
    statements = (
        replace(said("russia", Stance.CONDITIONAL, 27, "peskov", Rank.SPOKESPERSON), condition="if asked"),
        said("russia", Stance.CONDITIONAL, 28, "putin", Rank.PRINCIPAL),
    )  # fmt: skip
    digest = written(statements=statements)
    (table,) = [block for block in section(digest, "state").blocks if isinstance(block, Table)]
    assert (table.rows[0][2], table.rows[0][4]) == (
        "conditional (if asked [russia27])",
        "Vladimir Putin, CGTN [russia28]",
    )
    assert quoted(section(digest, "conditions")) == ["russia27"]


def test_numbers_that_differ_say_to_which_the_thing_is_said_to_have_come() -> None:
    many, few = NUMBERS
    digest = written(week(date(2025, 12, 24), ZONE), figures=(many, replace(few, changed=True)))
    (line,) = [one for one in lines(section(digest, "bottom-line")) if one.startswith("Numbers differ")]
    assert line == (
        f"Numbers differ: Peace plan: Articles 28-point [{many.id}] / 20 points [{few.id}] (Miami, late December); "
        f"said to have changed to 20 points [{few.id}]"
    )
    labels = [one.label for one in section(digest, "accounts").blocks if isinstance(one, Quote)]
    assert labels[-2:] == ["Peace plan · Articles: 28-point", "Peace plan · Articles: 20 points"]


def test_differences_that_the_bottom_line_leaves_out_are_named_with_the_accounts() -> None:
    said = [
        replace(ZELENSKYY, id=f"{at}{party}", actor=party, party=party, topic=topic.id, stance=stance, person=None,
                speaker=f"{party} {at}", evidence=(Span("text", 0, 9, f"{party} says {stance} of {topic.id}."),))
        for at, topic in enumerate(DOSSIER.topics[:-1])
        for party, stance in (("ukraine", Stance.SUPPORT), ("russia", Stance.OPPOSE))
    ]  # fmt: skip
    digest = written(week(date(2025, 12, 24), ZONE), tuple(said))
    told = lines(section(digest, "bottom-line"))
    assert sum(one.startswith("Opposite positions: ") for one in told) == 4
    assert "2 more differences (under Differing accounts)" in told
    accounts = section(digest, "accounts")
    assert len(lines(accounts)) == 2
    assert len(quoted(accounts)) == 12


def test_who_spoke_has_one_line_or_quote_per_party() -> None:
    voices = section(written(), "voices")
    assert [re.split(":", line)[0] for line in lines(voices)] == ["Russia", "Ukraine"]
    assert f"Russia: Dmitry Peskov on progress of the talks, quoted above [{PESKOV.id}]" in lines(voices)[0]
    assert lines(voices)[0].endswith(" statements (/quotes russia)")
    assert quoted(voices) == [ORBAN.id]


def test_conditions_on_the_table_are_quoted() -> None:
    everywhere = " ".join([*quoted(section(written(), "conditions")), *lines(section(written(), "conditions"))])
    assert CEASEFIRE.id in everywhere


def test_what_others_say_is_told_as_nobodys_position() -> None:
    digest = written()
    assert quoted(section(digest, "claims")) == [FESENKO.id]
    table = next(block for block in section(digest, "state").blocks if isinstance(block, Table))
    assert ORBAN.id not in str(table.rows)


def test_many_claims_are_quoted_first_and_then_named() -> None:
    many = tuple(
        replace(
            FESENKO, id=f"000000{at:02}", doc=f"x{at}", evidence=(Span("text", 0, 8, f"Claim {at}."),),
            speaker=f"Analyst {at}", person=None,
        )
        for at in range(13)
    )  # fmt: skip
    claims = section(written(statements=(*STATEMENTS[:-4], *many)), "claims")
    assert len(quoted(claims)) == 3
    assert len(lines(claims)) == 8 + 1
    assert lines(claims)[-1] == "2 more claims: /topic shows them, topic by topic"


def test_a_claim_that_many_outlets_carry_is_told_once() -> None:
    many = tuple(
        replace(FESENKO, id=f"000000{at:02}", doc=f"x{at}", outlet=f"Outlet {at}") for at in range(5)
    )  # fmt: skip
    claims = section(written(statements=(*STATEMENTS[:-4], *many)), "claims")
    assert len(quoted(claims)) == 1
    assert lines(claims) == []
    assert "also in 4 other outlets" in str(claims.blocks)


def heard_on(*days_heard: int) -> tuple[Statement, ...]:
    """Return the same statement, published on each of these days of December."""
    return tuple(
        replace(
            ERDOGAN, id=f"00000{at}0", doc=f"x{at}", said_on=date(2025, 12, at),
            published=datetime(2025, 12, at, 9, tzinfo=UTC),
        )
        for at in days_heard
    )  # fmt: skip


def test_a_party_that_usually_speaks_and_has_not_for_two_days_has_gone_silent() -> None:
    told = lines(section(written(statements=(*EVERYTHING, *heard_on(17, 18, 19, 21, 22))), "silent"))
    (line,) = [one for one in told if "Türkiye" in one.partition(":")[0]]
    assert "heard of on 6 of the 7 days before, last" in line or "heard of on 5 of the 7 days before, last" in line
    assert not any(one.startswith(("Russia", "Ukraine")) for one in told), "they spoke in the period"


def test_an_outlet_that_usually_has_something_has_gone_silent() -> None:
    told = lines(section(written(statements=(*EVERYTHING, *heard_on(17, 18, 19, 21, 22))), "silent"))
    assert any("Anadolu" in one.partition(":")[0] for one in told)


def test_who_is_only_spoken_of_has_not_spoken() -> None:
    told = replace(ORBAN, id="00000999", actor="turkey", party="turkey", person=None, speaker="Ankara")
    shown = render(written(statements=(ZELENSKYY_LATER, told)), "text")
    assert "1 party spoke (Ukraine)" in shown


@pytest.mark.parametrize("days_heard", [(), (22,), (18, 20, 22)])
def test_who_seldom_speaks_has_not_gone_silent(days_heard: tuple[int, ...]) -> None:
    digest = written(statements=(*EVERYTHING, *heard_on(*days_heard)))
    assert "Türkiye: heard" not in render(digest, "text")


def test_a_day_without_a_word_is_no_silence_yet() -> None:
    usual = heard_on(15, 16, 17, 18, 19, 20, 21)
    for last, silent in ((22, False), (23, True)):
        found = written(window=day(date(2025, 12, last), ZONE), statements=(*STATEMENTS, *usual)).section("silent")
        told = lines(found) if found else []
        assert any("Türkiye" in one.partition(":")[0] for one in told) is silent, last


def test_what_silence_is_can_be_set() -> None:
    digest = written(statements=(*EVERYTHING, *heard_on(22)), silence=DigestRules(usual_days=1))
    assert any("Türkiye" in one.partition(":")[0] for one in lines(section(digest, "silent")))


def test_every_position_on_record_is_in_the_state_of_play_with_its_evidence() -> None:
    digest = written()
    table = next(block for block in section(digest, "state").blocks if isinstance(block, Table))
    assert {PUTIN.id, TERRITORY.id} <= {row[-1][-9:-1] for row in table.rows}
    shown = {block.id for one in digest.sections for block in one.blocks if isinstance(block, Quote)}
    assert {row[-1][-9:-1] for row in table.rows} <= shown


def test_every_id_that_is_named_is_on_record() -> None:
    known = {one.id for one in EVERYTHING}
    shown = render(written(), "text")
    assert set(re.findall(r"\[([0-9a-f]{8})\]", shown)) <= known


def test_no_statement_is_quoted_twice() -> None:
    digest = written()
    every = [block.id for one in digest.sections for block in one.blocks if isinstance(block, Quote)]
    assert len(every) == len(set(every))
    sentences = [block.text for one in digest.sections for block in one.blocks if isinstance(block, Quote)]
    assert len(sentences) == len(set(sentences))


def test_old_positions_are_marked() -> None:
    late = replace(ORBAN, published=datetime(2026, 6, 1, tzinfo=UTC))
    digest = written(day(date(2026, 6, 1), ZONE), (*STATEMENTS[:-1], late, PUTIN))
    table = next(block for block in section(digest, "state").blocks if isinstance(block, Table))
    assert any("support, old" in row for row in table.rows)


def test_a_period_without_statements_is_one_honest_line() -> None:
    digest = written(day(date(2026, 1, 5), ZONE))
    (only,) = digest.sections
    (block,) = only.blocks
    assert isinstance(block, Paragraph)
    assert block.text.startswith("Nothing new: no statement of any party was published in this period. The newest")
    empty = render(written(day(date(2026, 1, 5), ZONE), ()), "text")
    assert "Nothing new" in empty
    assert "0 statements on record" in empty
    quiet = replace(ITEM, published=datetime(2026, 1, 5, 12, tzinfo=UTC))
    assert "1 article of this period hold" in render(written(day(date(2026, 1, 5), ZONE), (), items=(quiet,)), "text")


def test_later_statements_are_not_known_yet() -> None:
    digest = written(day(date(2025, 12, 21), ZONE))
    assert ELECTIONS_AFTER.id not in render(digest, "json")
    assert PESKOV.id not in render(digest, "json")


def test_statements_without_time_of_publication_count_by_the_day_said() -> None:
    undated = tuple(replace(one, published=None) for one in EVERYTHING)
    digest = written(day(date(2025, 12, 28), ZONE), undated)
    assert ELECTIONS_AFTER.id in render(digest, "json")
    assert CEASEFIRE.id not in render(digest, "json")


def test_the_order_of_statements_changes_nothing() -> None:
    assert render(written(statements=tuple(reversed(EVERYTHING))), "json") == render(written(), "json")


def test_what_is_announced_is_watched(words: FakeWords) -> None:
    ahead = announced((ITEM,), words, after=WEEK.last_day)
    assert [(one.day, one.sentence.text) for one in ahead] == [
        (date(2026, 1, 5), "Talks will continue on January 5 in Geneva."),
    ] or ahead[0].day <= date(2026, 1, 5)
    assert all(one.sentence.text == ITEM.text[one.sentence.start : one.sentence.end] for one in ahead)
    shown = section(written(items=(ITEM,), ahead=ahead), "watch")
    assert any(isinstance(block, Quote) and block.label == "For 5 Jan 2026" for block in shown.blocks)


def item(text: str, **more: object) -> Item:
    return replace(ITEM, text=text, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Talks will continue on January 5 in Geneva.", date(2026, 1, 5)),
        ("The next round will begin on 10 January, officials said.", date(2026, 1, 10)),
        ("They will meet in London on Friday.", date(2026, 1, 2)),
        ("They met in London on Friday.", None),
        ("It will be remembered like May 9, 1945.", None),
        ("They will meet on February 30.", None),
        ("They will meet at some time.", None),
        ("They will meet on December 20, 2026, at last.", None),
        ("On Friday, the envoys will return to Geneva.", date(2026, 1, 2)),
        ("The summit is scheduled for 8 January.", date(2026, 1, 8)),
        ("The ministers are due in Ankara on Friday.", date(2026, 1, 2)),
        ("She plans to fly to Geneva on Friday.", date(2026, 1, 2)),
        ("“They will not hesitate to add sanctions,” the secretary said on Friday.", None),
        ("After speaking by phone on Friday, the president said he would wait.", None),
        ("The envoy, who called the president Friday before speaking to others, will wait.", None),
        ("They will not wait, he told reporters Friday.", None),
        ("The plan announced on Friday will need time.", None),
        ("The bridge was struck on Friday night, according to the mayor.", None),
        ("The minister on Friday welcomed the decision to talk.", None),
        ("The staff waited for hours to begin on Friday.", None),
    ],
)
def test_only_days_to_come_within_three_months_are_announced(
    words: FakeWords, text: str, expected: date | None
) -> None:
    found = announced((item(text),), words, after=date(2025, 12, 29))
    assert [one.day for one in found] == ([expected] if expected else [])


def test_a_story_announces_a_day_once_and_undated_items_nothing(words: FakeWords) -> None:
    text = "Talks will continue on January 5 in Geneva."
    copies = (item(text, id="a", story="s"), item(f"Again: {text}", id="b", story="s"), item(text, id="c", story="t"))
    assert [one.item.id for one in announced(copies, words, after=date(2025, 12, 29))] == ["a"]
    assert announced((item(text, published=None),), words, after=date(2025, 12, 29)) == ()


def test_many_announcements_are_counted_and_rounds_to_come_listed(words: FakeWords) -> None:
    texts = [item(f"Meeting {at} will be on January {at}.", id=f"i{at}") for at in range(2, 14)]
    ahead = announced(texts, words, after=WEEK.last_day)
    coming = DOSSIER.rounds[0].model_copy(
        update={
            "id": "geneva",
            "name": "Geneva",
            "place": "Geneva",
            "first": date(2026, 1, 20),
            "last": date(2026, 1, 20),
            "announced": date(2025, 12, 20),
        }
    )
    dossier = changed_dossier(rounds=(*DOSSIER.rounds, coming))
    told = lines(section(written(dossier=dossier, ahead=ahead), "watch"))
    assert told[0] == "20 Jan 2026: Geneva, between the United States and Ukraine (listed in the dossier)"
    assert told[1] == "4 more announcements in the articles of this period"


def test_a_round_to_come_is_told_once_it_was_announced_or_an_article_names_its_day(words: FakeWords) -> None:
    coming = DOSSIER.rounds[0].model_copy(
        update={"id": "bern", "name": "Bern", "first": date(2026, 1, 5), "last": date(2026, 1, 6)}
    )
    dossier = changed_dossier(rounds=(*DOSSIER.rounds, coming))
    assert written(dossier=dossier).section("watch") is None
    later = coming.model_copy(update={"announced": date(2025, 12, 30)})
    assert written(dossier=changed_dossier(rounds=(later,))).section("watch") is None
    ahead = announced((item("Talks will continue on January 5 in Bern."),), words, after=WEEK.last_day)
    assert lines(section(written(dossier=dossier, ahead=ahead), "watch"))[0].startswith("5 Jan 2026: Bern")


def test_two_announcements_of_a_day_are_quoted_and_more_are_counted(words: FakeWords) -> None:
    texts = [item(f"Envoy {n} will be in Geneva on January 5.", id=f"i{n}") for n in range(4)]
    shown = section(written(ahead=announced(texts, words, after=WEEK.last_day)), "watch")
    assert [block.label for block in shown.blocks if isinstance(block, Quote)] == ["For 5 Jan 2026"] * 2
    assert lines(shown) == ["2 more announcements in the articles of this period"]


def test_a_dossier_without_rounds_has_no_accounts() -> None:
    assert written(dossier=changed_dossier(rounds=())).section("accounts") is None


def test_the_digest_as_a_card_keeps_every_block() -> None:
    digest = written()
    card = card_of_digest(digest)
    assert card.title == "Ukraine talks: 23 Dec 2025 to 29 Dec 2025"
    assert [block for one in digest.sections for block in one.blocks] == [
        block for block in card.blocks if block.__class__.__name__ != "Heading" or block in _headings(digest)
    ]


def _headings(digest: Digest) -> list[object]:
    return [block for one in digest.sections for block in one.blocks if block.__class__.__name__ == "Heading"]


def test_what_the_sides_say_first_leads_before_what_others_say() -> None:
    twelve = days(date(2025, 12, 18), date(2025, 12, 29), ZONE)
    digest = written(window=twelve, dossier=changed_dossier(sides=("russia", "ukraine")))
    (told,) = [one for one in lines(section(digest, "bottom-line")) if one.startswith("On record for the first time")]
    assert told.index("Russia: ceasefire") < told.index("Türkiye: ceasefire")


def test_a_shift_says_who_of_the_party_stands_elsewhere_and_is_no_mixed_signal_beside() -> None:
    other = replace(
        ELECTIONS_AFTER, id="eeeeeeee", doc="other", person=None, speaker="a minister", stance=Stance.CONDITIONAL,
        condition="after the war", origin="elsewhere", outlet="Elsewhere", rank=Rank.OFFICIAL,
        said_on=date(2025, 12, 29),
        published=datetime(2025, 12, 29, 21, tzinfo=UTC), quotes=(),
        evidence=(Span("text", 0, 44, "He said that they come after the war, if so."),),
    )  # fmt: skip
    told = lines(section(written(statements=(*EVERYTHING, other)), "bottom-line"))
    (shift,) = [line for line in told if "elections oppose → support" in line]
    assert shift.endswith("; but a minister conditional [eeeeeeee]")
    assert not any("mixed signals on elections" in line for line in told)


def test_a_claim_of_which_one_outlet_is_quoted_is_not_told_again_of_another() -> None:
    copy = replace(ORBAN, id="cccccccc", doc="copy", outlet="Mirror", evidence=(Span("text", 0, 10, "Orban said"),))
    digest = written(statements=(*EVERYTHING, copy))
    assert ORBAN.id in str(section(digest, "voices").blocks) or copy.id in str(section(digest, "voices").blocks)
    assert not any(one in str(section(digest, "claims").blocks) for one in (ORBAN.id, copy.id))


def test_a_topic_that_begins_with_a_name_keeps_its_capital() -> None:
    named = DOSSIER.topics[0].model_copy(update={"name": "Russia withdraws", "short": ""})
    dossier = changed_dossier(topics=(named, *DOSSIER.topics[1:]))
    assert dossier.topic_in_text(named.id) == "Russia withdraws"
    assert DOSSIER.topic_in_text(DOSSIER.topics[0].id) == DOSSIER.topics[0].name.lower()
