"""Findings of one article become one statement per unit of the codebook, the same whenever they are made."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fakes.freedonia import article

from bot.extract.statements import ORDER, Finding, Place, Who, merge, without_conflicts
from bot.model import Commitment, Rank, Span, Stance, Voice, statement_id

FIREFLY = Who("Rufus Firefly", "firefly", "freedonia", Rank.PRINCIPAL)
ROLAND = Who("Robert Roland", "roland", "freedonia", Rank.SPOKESPERSON)
NOBODY = Who(None, None, "freedonia", Rank.BODY)
TEXT = article("A first sentence. A second sentence. A third sentence.")


def place(start: int, **changes: Any) -> Place:
    base = Place(
        evidence=TEXT.slice("text", start, start + 17), quotes=(), chain=(), said_on=date(2025, 12, 22), dated=False
    )
    return replace(base, **changes)


def finding(start: int = 0, **changes: Any) -> Finding:
    base = Finding(
        actor="freedonia", topic="truce", stance=Stance.SUPPORT, voice=Voice.OWN, who=FIREFLY, place=place(start),
        triggers=(TEXT.slice("text", start, start + 1),), rules=("'want': for",),
    )  # fmt: skip
    return replace(base, **changes)


def test_the_same_stance_is_one_record_with_all_its_evidence() -> None:
    (one,) = merge([finding(0), finding(18), finding(0)], TEXT)
    assert [span.start for span in one.evidence] == [0, 18]
    assert len(one.triggers) == 2
    assert one.rules == ("'want': for",)
    assert (one.actor, one.speaker, one.person, one.rank) == ("freedonia", "Rufus Firefly", "firefly", Rank.PRINCIPAL)


@pytest.mark.parametrize(
    "other",
    [
        {"actor": "sylvania"},
        {"topic": "border"},
        {"stance": Stance.OPPOSE},
        {"voice": Voice.OTHER},
        {"who": ROLAND},
    ],
)
def test_another_actor_topic_stance_voice_or_speaker_is_another_record(other: dict[str, Any]) -> None:
    made = merge([finding(0), finding(18, **other)], TEXT)
    assert len(made) == 2
    assert len({one.id for one in made}) == 2


def test_the_id_is_of_the_unit_alone() -> None:
    (one,) = merge([finding(0)], TEXT)
    (more,) = merge([finding(18, rules=("other",), condition="if"), finding(0)], TEXT)
    expected = statement_id("d1", "freedonia", "Rufus Firefly", "truce", Stance.SUPPORT, Voice.OWN)
    assert one.id == more.id == expected
    (elsewhere,) = merge([finding(0)], replace(TEXT, id="d2"))
    assert elsewhere.id != one.id


def test_a_speakers_support_is_limited_by_the_condition_set_beside_it() -> None:
    limited = finding(18, stance=Stance.CONDITIONAL, condition="if they leave")
    (one,) = merge([finding(0), limited], TEXT)
    assert (one.stance, one.condition) == (Stance.CONDITIONAL, "if they leave")
    assert {span.start for span in one.evidence} == {0, 18}
    assert len(merge([finding(0, who=ROLAND), limited], TEXT)) == 2


def test_the_day_is_what_the_text_gives_before_what_is_assumed() -> None:
    given = place(18, said_on=date(2025, 12, 20), dated=True)
    (one,) = merge([finding(0), finding(place=given)], TEXT)
    assert one.said_on == date(2025, 12, 20)


@pytest.mark.parametrize(
    ("said_on", "published", "old"),
    [
        (date(2025, 12, 22), datetime(2025, 12, 22, tzinfo=UTC), False),
        (date(2025, 12, 8), datetime(2025, 12, 22, tzinfo=UTC), False),
        (date(2025, 12, 7), datetime(2025, 12, 22, tzinfo=UTC), True),
        (date.min, None, False),
    ],
)
def test_what_was_said_more_than_two_weeks_before_publication_is_old(
    said_on: date, published: datetime | None, old: bool
) -> None:
    (one,) = merge([finding(place=place(0, said_on=said_on))], replace(TEXT, published=published))
    assert one.old is old


def test_quotes_chain_condition_and_addressee_are_gathered() -> None:
    quote = Span("text", 2, 7, TEXT.text[2:7])
    first = finding(place=place(0, chain=("Wire",)))
    second = finding(
        place=place(18, quotes=(quote,), chain=("Wire", "Gazette"), quantity="90 percent"),
        condition="if", addressee="sylvania", implements=True, commitment=Commitment.FIRM,
    )  # fmt: skip
    (one,) = merge([first, second], TEXT)
    assert one.quotes == (quote,)
    assert one.direct
    assert one.chain == ("Wire", "Gazette")
    assert (one.condition, one.addressee, one.quantity, one.implements) == ("if", "sylvania", "90 percent", True)
    assert one.commitment is Commitment.STATED


def test_the_surer_the_voice_and_the_more_often_the_surer_the_record() -> None:
    def sureness(*found: Finding) -> float:
        return merge(found, TEXT)[0].confidence

    own, narrated, other = (sureness(finding(voice=voice)) for voice in (Voice.OWN, Voice.NARRATED, Voice.OTHER))
    assert own > narrated > other
    assert sureness(finding(0), finding(18)) > own
    assert sureness(finding(place=place(0, quotes=(Span("text", 0, 1, "A"),)))) > own
    assert sureness(*[finding(0)] * 50) <= 0.99


def test_the_article_comes_along() -> None:
    (one,) = merge([finding()], replace(TEXT, title="T", url="https://gazette.test/1"))
    assert (one.doc, one.outlet, one.title, one.url, one.published) == (
        "d1", "Fredville Gazette", "T", "https://gazette.test/1", TEXT.published,
    )  # fmt: skip


def test_nothing_found_is_nothing_said() -> None:
    assert merge([], TEXT) == ()


def test_a_sentence_that_contradicts_itself_shows_no_stance() -> None:
    for_it, against = finding(), finding(stance=Stance.OPPOSE)
    assert list(without_conflicts([for_it, against])) == []
    elsewhere = replace(against, topic="border")
    theirs = replace(against, actor="sylvania")
    assert list(without_conflicts([for_it, elsewhere, theirs])) == [for_it, elsewhere, theirs]
    leaving_open = finding(stance=Stance.NONCOMMITTAL)
    assert list(without_conflicts([for_it, leaving_open])) == [for_it, leaving_open]


def test_an_order_of_topics_says_more_than_a_cue_over_both() -> None:
    order = finding(stance=Stance.CONDITIONAL, rules=(ORDER,))
    assert list(without_conflicts([order, finding(), finding(actor="sylvania")])) == [
        order,
        finding(actor="sylvania"),
    ]


def test_progress_with_a_long_way_to_go_is_guarded() -> None:
    progress = finding(topic="talks-progress", stance=Stance.POSITIVE, who=NOBODY)
    guarded = replace(progress, stance=Stance.GUARDED)
    assert list(without_conflicts([progress, guarded])) == [guarded]
    assert list(without_conflicts([progress])) == [progress]
