"""Scripted histories of one party on one topic, and the shifts that each must give: none at all for the traps."""

from dataclasses import replace
from itertools import permutations, product

import pytest
from fakes.talking import day, other, said

from bot.model import Commitment, Statement
from bot.positions.fold import fold
from bot.positions.shifts import detect_shift, shifts
from bot.settings import PositionRules

RULES = PositionRules()
READY = "We are ready to lay down our arms this very week without any conditions"
NEVER = "There will be no truce as long as a single soldier of theirs stands on our soil"
PERHAPS = "If the deliveries of weapons stop then we shall hold our fire at once and everywhere"

TOLD = "The minister said on Monday that we support the truce with all of our neighbours"
NOT_TOLD = "The minister said on Monday that we reject the truce with all of our neighbours"
STILL_READY = "We are still ready for direct talks with our neighbours this week"
NOT_READY = "We are not ready for direct talks with our neighbours this week"

Expected = tuple[str, ...]

REAL: dict[str, tuple[list[Statement], Expected]] = {
    "reversal signalled by a spokesman": (
        [said(1, "spokesman", "oppose"), said(10, "spokesman", "support")],
        ("reversal oppose>support signalled",),
    ),
    "reversal the other way": (
        [said(1, "minister", "support"), said(10, "minister", "oppose")],
        ("reversal support>oppose signalled",),
    ),
    "told in the phrases that told the contrary": (
        [said(1, "minister", "support", text=TOLD), said(20, "minister", "oppose", text=NOT_TOLD),
         said(40, "minister", "support", text=TOLD)],
        ("reversal support>oppose signalled", "reversal oppose>support signalled"),
    ),
    "quoted with one word more": (
        [said(1, "president", "support", quote=STILL_READY), said(20, "president", "oppose", quote=NOT_READY)],
        ("reversal support>oppose confirmed",),
    ),
    "opened by denying to be against it": (
        [said(1, "minister", "oppose"),
         replace(said(9, "minister", "noncommittal"), rules=("not 'rule out': against",))],
        ("opened oppose>noncommittal signalled",),
    ),
    "two articles say that a party leaves it open": (
        [said(1, "minister", "support"), said(20, "article", "noncommittal"),
         said(21, "article", "noncommittal", "afp")],
        ("hedged support>noncommittal confirmed",),
    ),
    "confirmed by a second origin": (
        [said(1, "spokesman", "oppose"), said(10, "spokesman", "support"), said(11, "spokesman", "support", "afp")],
        ("reversal oppose>support confirmed",),
    ),
    "confirmed by another official through another origin": (
        [said(1, "spokesman", "oppose"), said(10, "minister", "support"), said(14, "spokesman", "support", "afp")],
        ("reversal oppose>support confirmed",),
    ),
    "confirmed at once by a principal's direct quote": (
        [said(1, "president", "oppose"), said(10, "president", "support", quote=READY)],
        ("reversal oppose>support confirmed",),
    ),
    "confirmed later by a principal's direct quote from the same agency": (
        [said(1, "minister", "oppose"), said(10, "minister", "support"), said(11, "president", "support", quote=READY)],
        ("reversal oppose>support confirmed",),
    ),
    "a principal in indirect speech only signals": (
        [said(1, "president", "oppose"), said(10, "president", "support")],
        ("reversal oppose>support signalled",),
    ),
    "a minister's direct quote only signals": (
        [said(1, "minister", "oppose"), said(10, "minister", "support", quote=READY)],
        ("reversal oppose>support signalled",),
    ),
    "confirmed by an act that implements it": (
        [said(1, "spokesman", "oppose"), said(10, "spokesman", "support"), said(12, "article", "support", act=True)],
        ("reversal oppose>support confirmed",),
    ),
    "an act by itself, the day after words to the contrary": (
        [said(9, "spokesman", "oppose"), said(10, "article", "support", act=True)],
        ("reversal oppose>support confirmed",),
    ),
    "opened to a condition": (
        [said(1, "minister", "oppose"), said(9, "minister", "conditional", condition="if the shelling stops")],
        ("opened oppose>conditional signalled",),
    ),
    "opened by leaving it open": (
        [said(1, "minister", "oppose"), said(9, "minister", "noncommittal")],
        ("opened oppose>noncommittal signalled",),
    ),
    "hardened from a condition": (
        [said(1, "minister", "conditional"), said(9, "minister", "oppose")],
        ("hardened conditional>oppose signalled",),
    ),
    "hardened from leaving it open": (
        [said(1, "envoy", "noncommittal"), said(9, "envoy", "oppose")],
        ("hardened noncommittal>oppose signalled",),
    ),
    "softened by dropping a condition": (
        [said(1, "envoy", "conditional"), said(9, "envoy", "support")],
        ("softened conditional>support signalled",),
    ),
    "softened from leaving it open": (
        [said(1, "envoy", "noncommittal"), said(9, "envoy", "support")],
        ("softened noncommittal>support signalled",),
    ),
    "softened from leaving it open to a condition": (
        [said(1, "envoy", "noncommittal"), said(9, "envoy", "conditional")],
        ("softened noncommittal>conditional signalled",),
    ),
    "hedged by a condition": (
        [said(1, "envoy", "support"), said(9, "envoy", "conditional")],
        ("hedged support>conditional signalled",),
    ),
    "hedged by leaving it open": (
        [said(1, "envoy", "support"), said(9, "envoy", "noncommittal")],
        ("hedged support>noncommittal signalled",),
    ),
    "hedged from a condition": (
        [said(1, "envoy", "conditional"), said(9, "envoy", "noncommittal")],
        ("hedged conditional>noncommittal signalled",),
    ),
    "the same official changes his mind within the window": (
        [said(1, "minister", "oppose"), said(8, "minister", "oppose", "afp"), said(10, "minister", "support")],
        ("reversal oppose>support signalled",),
    ),
    "another official, once the window has passed": (
        [said(1, "minister", "oppose"), said(5, "spokesman", "support")],
        ("reversal oppose>support signalled",),
    ),
    "officials who differed and then agree on the new stance": (
        [said(1, "minister", "oppose"), said(10, "minister", "oppose"), said(11, "envoy", "support"),
         said(13, "minister", "support", "afp")],
        ("reversal oppose>support confirmed",),
    ),
    "the article's own voice signals": (
        [said(1, "spokesman", "support"), said(20, "article", "oppose")],
        ("reversal support>oppose signalled",),
    ),
    "the article's own voice, confirmed by a second origin": (
        [said(1, "article", "support"), said(20, "article", "oppose"), said(21, "article", "oppose", "afp")],
        ("reversal support>oppose confirmed",),
    ),
    "two articles of different origin bring back a former stance": (
        [said(1, "spokesman", "oppose"), said(10, "spokesman", "support"), said(11, "spokesman", "support", "afp"),
         said(30, "article", "oppose"), said(31, "article", "oppose", "afp")],
        ("reversal oppose>support confirmed", "reversal support>oppose confirmed"),
    ),
    "there and back, each confirmed": (
        [said(1, "minister", "oppose"), said(10, "minister", "support"), said(11, "minister", "support", "afp"),
         said(20, "minister", "oppose"), said(21, "minister", "oppose", "afp")],
        ("reversal oppose>support confirmed", "reversal support>oppose confirmed"),
    ),
    "there and back weeks later, each signalled": (
        [said(1, "minister", "oppose"), said(10, "minister", "support"), said(30, "minister", "oppose")],
        ("reversal oppose>support signalled", "reversal support>oppose signalled"),
    ),
    "in two steps": (
        [said(1, "minister", "oppose"), said(10, "minister", "conditional"), said(20, "minister", "support")],
        ("opened oppose>conditional signalled", "softened conditional>support signalled"),
    ),
    "withdrawn when the same official denies it": (
        [said(1, "minister", "oppose"), said(10, "minister", "support"), said(11, "minister", "oppose", "afp")],
        ("reversal oppose>support withdrawn",),
    ),
    "withdrawn when a higher official denies it": (
        [said(1, "minister", "oppose"), said(10, "official", "support"), said(11, "president", "oppose", "afp")],
        ("reversal oppose>support withdrawn",),
    ),
    "withdrawn when a named official contradicts an article": (
        [said(1, "minister", "oppose"), said(10, "article", "support"), said(11, "spokesman", "oppose", "afp")],
        ("reversal oppose>support withdrawn",),
    ),
    "withdrawn and then signalled again": (
        [said(1, "minister", "oppose"), said(10, "minister", "support"), said(11, "minister", "oppose"),
         said(20, "minister", "support")],
        ("reversal oppose>support withdrawn", "reversal oppose>support signalled"),
    ),
    "a confirmed shift is not withdrawn but followed by another": (
        [said(1, "minister", "oppose"), said(10, "president", "support", quote=READY),
         said(15, "president", "oppose", quote=NEVER)],
        ("reversal oppose>support confirmed", "reversal support>oppose confirmed"),
    ),
    "an official of lower rank does not undo what is signalled": (
        [said(1, "minister", "oppose"), said(10, "minister", "support"), said(11, "official", "oppose")],
        ("reversal oppose>support signalled",),
    ),
    "published late but said after all that is known": (
        [said(1, "minister", "oppose"), said(10, "minister", "support", out=15)],
        ("reversal oppose>support signalled",),
    ),
    "an old quote beside a new one": (
        [said(1, "minister", "oppose"), said(20, "minister", "oppose", old=True, doc="d"),
         said(20, "minister", "support", doc="d")],
        ("reversal oppose>support signalled",),
    ),
    "an institution speaks": (
        [said(1, "the Foreign Ministry", "oppose"), said(10, "the Foreign Ministry", "support")],
        ("reversal oppose>support signalled",),
    ),
    "the principal's words of yesterday are quoted today by the same agency": (
        [said(1, "president", "oppose"), said(10, "president", "support", "tass"),
         said(11, "president", "support", "tass", quote=READY)],
        ("reversal oppose>support confirmed",),
    ),
    "another paper puts the same words in quotation marks": (
        [said(1, "minister", "oppose"), said(10, "minister", "support", text=READY),
         said(11, "minister", "support", "afp", quote=READY)],
        ("reversal oppose>support signalled",),
    ),
    "other papers report what was said well before": (
        [said(1, "minister", "oppose"), said(10, "minister", "support"), said(5, "envoy", "support", "afp", out=12)],
        ("reversal oppose>support signalled",),
    ),
    "two officials through papers nobody knows": (
        [said(1, "minister", "oppose"), said(10, "minister", "support", "", origin="unknown:1"),
         said(10, "envoy", "support", "", origin="unknown:2")],
        ("reversal oppose>support signalled",),
    ),
    "contested from the start and given up weeks later": (
        [said(1, "minister", "oppose"), said(10, "minister", "support"), said(12, "official", "oppose"),
         said(25, "official", "oppose", "afp")],
        ("reversal oppose>support withdrawn",),
    ),
    "articles change their word together, one paper is behind": (
        [said(1, "article", "oppose"), said(9, "article", "oppose", "a"), said(10, "article", "oppose", "b"),
         said(11, "article", "support", "c"), said(11, "article", "support", "d"), said(12, "article", "oppose", "e")],
        ("reversal oppose>support confirmed",),
    ),
    "no publication times are known": (
        [said(1, "minister", "oppose", undated=True), said(10, "minister", "support", undated=True)],
        ("reversal oppose>support signalled",),
    ),
    "signalled again by words of the same day": (
        [said(1, "minister", "oppose"), said(10, "minister", "support"), said(9, "president", "oppose", "afp", out=11),
         said(10, "president", "support", "dpa", out=12)],
        ("reversal oppose>support withdrawn", "reversal oppose>support confirmed"),
    ),
    "one day read in two ways, and then a third": (
        [said(9, "minister", "oppose", "tass"), said(9, "minister", "support", "tass", quote=READY, hour=18),
         said(20, "minister", "noncommittal", "afp"), said(30, "minister", "oppose", "afp")],
        ("opened oppose>noncommittal signalled", "hardened noncommittal>oppose signalled"),
    ),
    "parties and topics do not mingle": (
        [said(1, "minister", "oppose"), said(2, "minister", "support", topic="swap"),
         said(3, "minister", "support", actor="bora"), said(12, "minister", "oppose", topic="swap")],
        ("reversal support>oppose signalled",),
    ),
}  # fmt: skip

TRAPS: dict[str, list[Statement]] = {
    "nothing": [],
    "a supporter denies to be against it": [
        said(1, "minister", "support"),
        replace(said(9, "minister", "noncommittal"), rules=("not 'rule out': against",)),
    ],
    "an article says by itself that a party may come round": [
        said(1, "minister", "oppose"), said(9, "article", "noncommittal"),
    ],
    "the same phrases told anew, once each month": [
        said(n, "minister", "support", text=f"The minister said on {word} that we support the truce with them all")
        for n, word in ((1, "Monday"), (29, "Monday"), (58, "Tuesday"))
    ],
    "two officials differ, one of them in the phrases of the month before": [
        said(1, "minister", "support", text=TOLD), said(30, "minister", "support", text=TOLD),
        said(31, "envoy", "oppose", "afp"),
    ],
    "one statement": [said(1, "president", "oppose", quote=NEVER)],
    "the same stance again": [said(n, "minister", "oppose") for n in (1, 5, 9, 30)],
    "an old quote resurfaces, marked": [
        said(1, "president", "oppose", quote=NEVER), said(9, "president", "oppose"),
        said(20, "president", "support", quote=READY, old=True),
    ],
    "an old quote resurfaces, dated long ago": [
        said(40, "president", "oppose", quote=NEVER), said(2, "president", "support", "afp", quote=READY, out=60),
    ],
    "an old quote resurfaces undated, word by word": [
        said(1, "president", "support", quote=READY), said(2, "president", "oppose", old=True),
        said(30, "president", "support", "afp", quote=READY),
    ],
    "an old quote resurfaces, shortened": [
        said(1, "president", "support", quote=READY), said(2, "minister", "oppose", old=True),
        said(40, "president", "oppose", "dpa", quote=READY[7:]),
    ],
    "an old quote is all that was known before": [
        said(1, "minister", "support", old=True), said(9, "minister", "oppose"),
    ],
    "a quote of years ago is told first": [
        said(-900, "president", "support", quote=READY, out=1), said(9, "president", "oppose", quote=NEVER),
    ],
    "said before the present position, published after it": [
        said(10, "minister", "oppose"), said(5, "minister", "support", out=12),
    ],
    "said before by another, published after it": [
        said(10, "minister", "oppose"), said(5, "envoy", "support", "afp", out=12),
    ],
    "published in the contrary order": [
        said(10, "spokesman", "support"), said(2, "spokesman", "oppose", out=11), said(3, "envoy", "oppose", out=13),
    ],
    "recap by an article": [
        said(1, "minister", "oppose", old=True), said(10, "minister", "support"),
        said(30, "article", "oppose", old=True),
    ],
    "recap within an article that quotes the present stance": [
        said(1, "minister", "support"), said(20, "minister", "support", "afp", doc="d"),
        said(20, "article", "oppose", "afp", doc="d"),
    ],
    "recap within an article that quotes an official of the week before": [
        said(1, "minister", "support"), said(12, "minister", "support", "afp", doc="d", out=20),
        said(20, "article", "oppose", "afp", doc="d"),
    ],
    "recap in the days of an official's statement": [
        said(1, "minister", "support"), said(9, "minister", "support"), said(10, "article", "oppose", "afp"),
    ],
    "an article's summary set right by an official": [
        said(9, "article", "oppose"), said(10, "spokesman", "support", "afp"),
    ],
    "the same recap in every article": [
        said(1, "spokesman", "support"),
        *(said(n, "article", "oppose", doc=f"d{n}") for n in (9, 19)),
        *(said(n, "spokesman", "support", doc=f"d{n}") for n in (9, 19)),
    ],
    "syndicated copies": [
        said(1, "minister", "oppose", "tass"),
        *(said(1, "minister", "oppose", f"paper {n}", origin="tass", hour=12 + n) for n in range(6)),
    ],
    "a copy misread": [
        said(1, "minister", "oppose", "tass", quote=NEVER),
        said(9, "minister", "support", "mirror", origin="tass", quote=NEVER),
    ],
    "a copy misread by another origin": [
        said(1, "minister", "oppose", "tass", quote=NEVER), said(2, "minister", "conditional", "mirror", quote=NEVER),
    ],
    "a paraphrase of the same day read otherwise": [
        said(9, "minister", "oppose", quote=NEVER), said(9, "minister", "support", "afp", hour=18),
    ],
    "paraphrases of one stance": [
        said(1, "minister", "oppose", text="The minister ruled out a truce"),
        said(2, "minister", "oppose", "afp", text="She said that fighting would go on"),
        said(3, "minister", "oppose", "dpa", text="No truce is planned, according to Stefanenko"),
    ],
    "an analyst's claim": [said(1, "minister", "oppose"), other(9, "an analyst", "support")],
    "a rival's claim": [said(1, "minister", "oppose"), other(9, "the other side", "support", party="bora")],
    "rivals and analysts from many origins": [
        said(1, "minister", "oppose"), *(other(n, f"analyst {n}", "support", via=f"paper {n}") for n in range(9, 19)),
    ],
    "only others speak of the party": [other(1, "an analyst", "support"), other(9, "an analyst", "oppose")],
    "a speaker's name in several spellings": [
        said(1, "x", "oppose", person=None, speaker="Volodymyr Zelenskyy"),
        said(3, "x", "oppose", "afp", person=None, speaker="Zelensky"),
        said(5, "x", "oppose", "dpa", person=None, speaker="Zelenskiy"),
    ],
    "spellings of one who differs from himself on one day": [
        said(3, "x", "oppose", person=None, speaker="Stefanishyna", quote=NEVER),
        said(3, "x", "support", "afp", person=None, speaker="Olha Stefanishina", hour=15),
    ],
    "commitment alone: hedged": [
        said(1, "minister", "support", commitment=Commitment.FIRM),
        said(9, "minister", "support", commitment=Commitment.HEDGED),
    ],
    "commitment alone: firm": [
        said(1, "minister", "oppose", commitment=Commitment.HEDGED),
        said(9, "president", "oppose", commitment=Commitment.FIRM, quote=NEVER),
    ],
    "two officials differ within the window": [
        said(1, "minister", "oppose"), said(10, "minister", "oppose"), said(12, "envoy", "support"),
    ],
    "two officials differ on one day": [
        said(1, "minister", "oppose"), said(10, "minister", "oppose"), said(10, "envoy", "support", "afp"),
    ],
    "two officials differ in one article": [
        said(1, "minister", "oppose"), said(10, "minister", "oppose", doc="d"), said(10, "envoy", "support", doc="d"),
    ],
    "a principal and his minister differ within the window": [
        said(1, "minister", "oppose"), said(10, "minister", "oppose"),
        said(12, "president", "support", "afp", quote=READY),
    ],
    "two officials go on differing": [
        said(n, who, stance)
        for n, (who, stance) in zip(
            range(1, 20, 2), [("minister", "oppose"), ("envoy", "support")] * 5, strict=True
        )
    ],
    "on the last day of the window": [said(1, "minister", "oppose"), said(4, "envoy", "support")],
    "read with little confidence": [said(1, "minister", "oppose"), said(9, "minister", "support", confidence=0.4)],
    "read with little confidence by many": [
        said(1, "minister", "oppose"),
        *(said(9, who, "support", via, confidence=0.3) for who, via in (("minister", "afp"), ("envoy", "dpa"))),
    ],
    "the same condition reworded": [
        said(1, "minister", "conditional", condition="only after a peace agreement"),
        said(9, "minister", "conditional", "afp", condition="first a treaty, then a truce"),
    ],
    "another condition": [
        said(1, "minister", "conditional", condition="if the shelling stops"),
        said(9, "minister", "conditional", condition="if prisoners are exchanged"),
    ],
    "support and its condition in one article": [
        said(1, "minister", "conditional", quote=PERHAPS),
        said(9, "minister", "support", doc="d"), said(9, "minister", "conditional", doc="d"),
    ],
    "two readings of one sentence": [
        said(1, "minister", "conditional"), said(9, "minister", "conditional", doc="d", quote=PERHAPS),
        said(9, "minister", "support", doc="d", quote=PERHAPS),
    ],
    "the same article twice": [said(1, "minister", "oppose", doc="d")] * 2 + [said(1, "minister", "oppose", doc="e")],
    "a change of tone": [
        said(1, "minister", "positive", topic="talks"), said(9, "minister", "negative", topic="talks"),
        said(10, "president", "negative", "afp", topic="talks", quote="These talks have failed for good"),
    ],
    "the article recalls a stance that was left": [
        said(1, "minister", "oppose", old=True), said(2, "article", "support"), said(9, "minister", "support"),
        said(20, "article", "support", "afp"),
    ],
    "two papers nobody knows": [
        said(1, "minister", "oppose"), said(9, "article", "oppose", "", origin="unknown:d1"),
        said(10, "article", "oppose", "", origin="unknown:d2"),
    ],
    "another party changes": [
        said(1, "minister", "oppose"), said(9, "minister", "support", actor="bora"),
        said(10, "minister", "oppose", actor="bora", old=True),
    ],
    "articles differ by themselves": [
        said(9, "article", "noncommittal"), said(9, "article", "oppose", hour=14),
        said(10, "article", "support", "afp"), said(11, "article", "noncommittal", "dpa"),
    ],
    "one day read in two ways": [
        said(9, "minister", "oppose", "tass"), said(9, "minister", "support", "tass", quote=READY, hour=18),
    ],
    "one day read in two ways, and the one stays": [
        said(9, "minister", "oppose", "tass"), said(9, "minister", "support", "tass", quote=READY, hour=18),
        said(20, "minister", "support", "afp"),
    ],
    "one day read in two ways, and the other stays": [
        said(9, "minister", "oppose", "tass"), said(9, "minister", "support", "tass", quote=READY, hour=18),
        said(20, "minister", "oppose", "afp"),
    ],
    "said tomorrow by mistake": [
        said(1, "minister", "oppose"), said(300, "envoy", "oppose", out=9), said(11, "minister", "oppose"),
    ],
}  # fmt: skip


BASE = [
    said(1, "president", "oppose", quote=NEVER), said(2, "minister", "oppose", "afp"),
    said(15, "minister", "support", quote=READY), said(16, "spokesman", "support", "afp"),
]  # fmt: skip
"""A real reversal, which none of the noise may repeat, undo or follow with another."""

NOISE: dict[str, list[Statement]] = {
    "the old quote, marked": [said(30, "president", "oppose", "dpa", quote=NEVER, old=True)],
    "the old quote, undated": [said(30, "president", "oppose", "dpa", quote=NEVER)],
    "the old quote, shortened": [said(30, "president", "oppose", "dpa", quote=NEVER[14:])],
    "the old quote, dated": [said(1, "president", "oppose", "dpa", quote=NEVER, out=30)],
    "the old quote in other words, dated": [said(1, "president", "oppose", "dpa", text="He said no", out=30)],
    "a recollection": [said(30, "article", "oppose", "dpa")],
    "recollections weeks apart": [said(n, "article", "oppose", f"paper {n}") for n in (20, 30, 40, 50)],
    "recollections of one origin": [said(n, "article", "oppose", "dpa") for n in (20, 21, 22)],
    "recollections of papers nobody knows": [
        said(n, "article", "oppose", "", origin=f"unknown:{n}") for n in (20, 21, 22)
    ],
    "an analyst": [other(30, "an analyst", "oppose")],
    "rivals, many": [other(n, "a rival", "oppose", via=f"paper {n}") for n in range(17, 40)],
    "unsure readings": [said(30, "president", "oppose", via, confidence=0.49) for via in ("dpa", "ap")],
    "copies of the new stance": [said(15, "minister", "support", f"paper {n}", quote=READY, out=16) for n in range(9)],
    "copies of the new stance weeks later": [said(40, "minister", "support", "dpa", quote=READY)],
    "repetition": [said(n, "president", "support", "dpa") for n in (20, 30, 40)],
    "firmer words": [said(30, "president", "support", "dpa", commitment=Commitment.FIRM)],
    "a dissenter within the window": [said(18, "envoy", "oppose", "dpa")],
    "an earlier dissenter, published late": [said(14, "envoy", "oppose", "dpa", out=20)],
    "an earlier half-way house, published late": [said(8, "minister", "noncommittal", "dpa", out=20)],
    "a copy misread": [said(16, "minister", "conditional", "dpa", quote=READY)],
    "the same day read otherwise": [said(16, "spokesman", "conditional", "dpa", hour=20)],
    "an article's summary of another kind": [said(17, "article", "conditional", "dpa")],
    "an article's summary": [said(18, "article", "noncommittal", "dpa")],
    "a quote of years ago": [
        said(-700, "president", "oppose", "dpa", quote="Over my dead body and not before", out=30)
    ],
}


def told(statements: list[Statement]) -> Expected:
    return tuple(f"{s.kind} {s.before}>{s.after} {s.status}" for s in shifts(statements, rules=RULES))


def test_the_tables_are_as_long_as_they_should_be() -> None:
    assert len(TRAPS) >= 30
    assert len(REAL) + len(TRAPS) >= 60


@pytest.mark.parametrize("name", REAL)
def test_sequence_gives_its_shifts(name: str) -> None:
    statements, expected = REAL[name]
    assert told(statements) == expected


@pytest.mark.parametrize("name", TRAPS)
def test_trap_gives_nothing(name: str) -> None:
    assert told(TRAPS[name]) == ()


@pytest.mark.parametrize("name", [*REAL, *TRAPS])
def test_arrival_in_any_order_ends_the_same(name: str) -> None:
    statements = REAL[name][0] if name in REAL else TRAPS[name]
    expected = shifts(statements, rules=RULES)
    orders = (
        permutations(statements) if len(statements) <= 4 else [statements[::-1], sorted(statements, key=_scrambled)]
    )
    assert all(shifts(order, rules=RULES) == expected for order in orders)


@pytest.mark.parametrize(("name", "trap"), list(product(list(REAL)[::4], [t for t, s in TRAPS.items() if s][::3])))
def test_a_trap_of_another_party_changes_no_sequence(name: str, trap: str) -> None:
    elsewhere = [replace(s, actor=f"z-{s.actor}", id=f"z{s.id}") for s in TRAPS[trap]]
    assert told([*elsewhere, *REAL[name][0]]) == REAL[name][1]


@pytest.mark.parametrize(
    ("origins", "status"), [(1, "confirmed"), (2, "confirmed"), (3, "confirmed"), (4, "signalled")]
)
def test_as_many_origins_confirm_as_the_rules_say(origins: int, status: str) -> None:
    history = [said(1, "minister", "oppose"), *(said(n, "minister", "support", f"paper {n}") for n in (10, 12, 14))]
    (shift,) = shifts(history, rules=PositionRules(confirm_origins=origins))
    assert (shift.status, len(shift.statements)) == (status, min(origins, 3))


def test_repetition_through_one_origin_adds_nothing_to_a_shift() -> None:
    (shift,) = shifts([said(1, "envoy", "oppose"), *(said(n, "envoy", "support") for n in (10, 14, 18))], rules=RULES)
    assert [s.said_on for s in shift.statements] == [day(10)]


def test_papers_nobody_knows_confirm_nothing() -> None:
    history = [
        said(1, "minister", "oppose"),
        *(said(n, "minister", "support", "", origin=f"unknown:{n}") for n in (10, 14)),
    ]
    assert told(history) == ("reversal oppose>support signalled",)


def test_shifts_have_ids_of_their_own_and_both_quotes() -> None:
    for statements, _ in REAL.values():
        found = shifts(statements, rules=RULES)
        assert len({s.id for s in found}) == len(found)
        for shift in found:
            assert (shift.before_statement.stance, shift.statements[0].stance) == (shift.before, shift.after)


def test_a_withdrawn_shift_says_by_whom_and_when() -> None:
    denial = said(11, "minister", "oppose", "afp")
    (shift,) = shifts([said(1, "minister", "oppose"), said(10, "minister", "support"), denial], rules=RULES)
    assert (shift.withdrawn_by, shift.withdrawn_at, shift.confirmed_at) == (denial, denial.published, None)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ([said(1, "minister", "oppose")], [said(9, "minister", "support")], "reversal"),
        ([said(1, "minister", "oppose")], [said(9, "minister", "oppose")], None),
        ([said(9, "minister", "oppose")], [said(1, "minister", "support")], None),
        ([said(1, "minister", "oppose")], [said(9, "minister", "support", old=True)], None),
        ([said(1, "minister", "oppose")], [said(9, "minister", "support", confidence=0.2)], None),
        ([said(1, "minister", "oppose")], [said(9, "minister", "support"), said(8, "envoy", "oppose")], None),
        ([said(1, "minister", "positive")], [said(9, "minister", "negative")], None),
    ],
)
def test_a_shift_lies_between_two_positions(before: list[Statement], after: list[Statement], kind: str | None) -> None:
    (was,), (now,) = fold(before, rules=RULES), fold(after, rules=RULES)
    shift = detect_shift(was, now, rules=RULES)
    assert (shift and shift.kind) == kind


@pytest.mark.parametrize("name", NOISE)
def test_noise_leaves_a_shift_as_it_is(name: str) -> None:
    assert told(BASE) == ("reversal oppose>support confirmed",)
    assert shifts([*NOISE[name], *BASE], rules=RULES) == shifts(BASE, rules=RULES)


@pytest.mark.parametrize("name", NOISE)
def test_noise_leaves_the_stance_as_it_is(name: str) -> None:
    (position,) = fold([*BASE, *NOISE[name]], rules=RULES)
    assert (position.stance, position.since, position.condition) == ("support", day(15), None)


def _scrambled(statement: Statement) -> str:
    return statement.id[::-1]
