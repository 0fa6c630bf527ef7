"""The rules of stance, on parses written by hand: who takes which stance on "truce", and why."""

import pytest
from fakes.freedonia import language
from fakes.parses import parse, texts, tokens

from bot.extract.claim import Claim
from bot.extract.stance import StanceReader
from bot.model import Commitment, Stance, Voice

SUPPORT, OPPOSE, CONDITIONAL, OPEN = Stance.SUPPORT, Stance.OPPOSE, Stance.CONDITIONAL, Stance.NONCOMMITTAL


@pytest.fixture(scope="module")
def stances() -> StanceReader:
    return StanceReader(language().stance, frozenset({"say", "said", "says", "tell", "told"}))


def claims(stances: StanceReader, table: str, *, sign: int = 1) -> list[Claim]:
    return list(stances.claims(tokens(parse(table), "truce"), sign))


def one(stances: StanceReader, table: str, *, sign: int = 1) -> Claim:
    (claim,) = claims(stances, table, sign=sign)
    assert claim.rules
    assert claim.triggers
    return claim


@pytest.mark.parametrize(
    ("table", "holders", "stance"),
    [
        ("North/NNP/nsubj>2 wants=want/VBZ/ROOT>0 a/DT/det>4 truce/NN/dobj>2", ["North"], SUPPORT),
        ("North/NNP/nsubj>2 rejects=reject/VBZ/ROOT>0 a/DT/det>4 truce/NN/dobj>2", ["North"], OPPOSE),
        ("North/NNP/nsubj>2 is=be/VBZ/ROOT>0 ready/JJ/acomp>2 for/IN/prep>3 truce/NN/pobj>4", ["North"], SUPPORT),
        ("North/NNP/nsubj>2 weighs=weigh/VBZ/ROOT>0 a/DT/det>4 truce/NN/dobj>2", ["North"], OPEN),
        ("North/NNP/nsubj>2 ruled=rule/VBD/ROOT>0 out/RP/prt>2 a/DT/det>5 truce/NN/dobj>2", ["North"], OPPOSE),
        ("North/NNP/nsubj>2 called=call/VBD/ROOT>0 for/IN/prep>2 truce/NN/pobj>3", ["North"], SUPPORT),
        ("North/NNP/poss>3 's/POS/case>1 call/NN/ROOT>0 for/IN/prep>3 truce/NN/pobj>4", ["North"], SUPPORT),
        ("North/NNP/poss>3 's/POS/case>1 rejection/NN/ROOT>0 of/IN/prep>3 truce/NN/pobj>4", ["North"], OPPOSE),
        ("truce/NN/nsubjpass>3 was=be/VBD/auxpass>3 rejected=reject/VBN/ROOT>0 by/IN/agent>3 North/NNP/pobj>4",
         ["North"], OPPOSE),
        ("truce/NN/nsubj>5 that/IN/dobj>4 North/NNP/nsubj>4 rejected=reject/VBD/relcl>1 holds=hold/VBZ/ROOT>0",
         ["North"], OPPOSE),
        ("A/DT/det>2 truce/NN/nsubj>6 proposed=propose/VBN/acl>2 by/IN/agent>3 North/NNP/pobj>4 holds=hold/VBZ/ROOT>0",
         ["North"], SUPPORT),
        ("truce/NN/nsubj>2 is=be/VBZ/ROOT>0 unacceptable/JJ/acomp>2 to/IN/prep>3 North/NNP/pobj>4",
         ["North"], OPPOSE),
        ("North/NNP/nsubj>4 and/CC/cc>1 West/NNP/conj>1 want/VBP/ROOT>0 truce/NN/dobj>4",
         ["North", "West"], SUPPORT),
        ("North/NNP/nsubj>2 met=meet/VBD/ROOT>0 and/CC/cc>2 rejected=reject/VBD/conj>2 truce/NN/dobj>4",
         ["North"], OPPOSE),
        ("North/NNP/nsubj>2 seeks=seek/VBZ/ROOT>0 to/TO/aux>4 reach/VB/xcomp>2 truce/NN/dobj>4", ["North"], SUPPORT),
        ("North/NNP/nsubj>2 refuses=refuse/VBZ/ROOT>0 to/TO/aux>4 accept/VB/xcomp>2 truce/NN/dobj>4",
         ["North"], OPPOSE),
        ("North/NNP/nsubj>2 wants=want/VBZ/ROOT>0 the/DT/det>4 resumption/NN/dobj>2 of/IN/prep>4 truce/NN/pobj>5",
         ["North"], SUPPORT),
    ],
)  # fmt: skip
def test_a_cue_gives_the_stance_and_its_subject_or_owner_holds_it(
    stances: StanceReader, table: str, holders: list[str], stance: Stance
) -> None:
    claim = one(stances, table)
    assert (texts(claim.holders), claim.stance) == (holders, stance)


@pytest.mark.parametrize(
    ("table", "stance"),
    [
        ("North/NNP/nsubj>4 does=do/VBZ/aux>4 not/RB/neg>4 want/VB/ROOT>0 truce/NN/dobj>4", OPPOSE),
        ("North/NNP/nsubj>4 did=do/VBD/aux>4 not/RB/neg>4 reject/VB/ROOT>0 truce/NN/dobj>4", OPEN),
        ("North/NNP/nsubj>4 did=do/VBD/aux>4 not/RB/neg>4 rule/VB/ROOT>0 out/RP/prt>4 truce/NN/dobj>4", OPEN),
        ("North/NNP/nsubj>2 is=be/VBZ/ROOT>0 not/RB/neg>2 ready/JJ/acomp>2 for/IN/prep>4 truce/NN/pobj>5", OPPOSE),
        ("North/NNP/nsubj>2 wants=want/VBZ/ROOT>0 no/DT/det>4 truce/NN/dobj>2", OPPOSE),
        (
            "North/NNP/nsubj>2 made=make/VBD/ROOT>0 no/DT/det>4 decision/NN/dobj>2 on/IN/prep>4 truce/NN/pobj>5",
            OPEN,
        ),
    ],
)
def test_a_negation_turns_or_opens_the_stance(stances: StanceReader, table: str, stance: Stance) -> None:
    assert one(stances, table).stance is stance


def test_words_for_the_contrary_turn_the_stance(stances: StanceReader) -> None:
    wants = "North/NNP/nsubj>2 wants=want/VBZ/ROOT>0 a/DT/det>4 truce/NN/dobj>2"
    rejects = "North/NNP/nsubj>2 rejects=reject/VBZ/ROOT>0 a/DT/det>4 truce/NN/dobj>2"
    assert one(stances, wants, sign=-1).stance is OPPOSE
    assert one(stances, rejects, sign=-1).stance is SUPPORT


@pytest.mark.parametrize(
    ("table", "stance"),
    [
        ("North/NNP/nsubj>3 could/MD/aux>3 accept/VB/ROOT>0 truce/NN/dobj>3", OPEN),
        ("North/NNP/nsubj>3 might/MD/aux>3 reject/VB/ROOT>0 truce/NN/dobj>3", CONDITIONAL),
        (
            "North/NNP/nsubj>2 threatens=threaten/VBZ/ROOT>0 to/TO/aux>4 reject/VB/xcomp>2 truce/NN/dobj>4",
            CONDITIONAL,
        ),
    ],
)
def test_what_may_come_is_open_and_what_is_threatened_conditional(
    stances: StanceReader, table: str, stance: Stance
) -> None:
    assert one(stances, table).stance is stance


def test_a_condition_is_kept(stances: StanceReader) -> None:
    claim = one(
        stances,
        "North/NNP/nsubj>2 accepts=accept/VBZ/ROOT>0 truce/NN/dobj>2 if/IN/mark>6 we/PRP/nsubj>6 leave/VBP/advcl>2",
    )
    assert claim.stance is CONDITIONAL
    assert claim.condition is not None
    assert [t.text for t in claim.condition] == ["if", "leave"]


def test_obligation_is_the_speakers_demand(stances: StanceReader) -> None:
    claim = one(stances, "South/NNP/nsubj>3 must/MD/aux>3 accept/VB/ROOT>0 truce/NN/dobj>3")
    assert claim.demanded
    assert claim.stance is SUPPORT


@pytest.mark.parametrize(
    ("adjective", "stance"),
    [("necessary", SUPPORT), ("essential", SUPPORT), ("impossible", OPPOSE), ("pointless", OPPOSE)],
)
def test_a_judgement_of_the_topic_is_the_speakers(stances: StanceReader, adjective: str, stance: Stance) -> None:
    claim = one(stances, f"truce/NN/nsubj>2 is=be/VBZ/ROOT>0 {adjective}/JJ/acomp>2")
    assert (claim.impersonal, claim.stance, claim.holders) == (True, stance, ())


@pytest.mark.parametrize(
    "table",
    [
        # the parser may hang the predicate on the verb, on the topic's clause, or make it the clause
        "North/NNP/nsubj>2 considers=consider/VBZ/ROOT>0 truce/NN/dobj>2 unacceptable/JJ/oprd>2",
        "North/NNP/nsubj>2 considers=consider/VBZ/ROOT>0 truce/NN/nsubj>4 unacceptable/JJ/ccomp>2",
        "North/NNP/nsubj>2 considers=consider/VBZ/ROOT>0 truce/NN/nsubj>4 is=be/VBZ/ccomp>2 unacceptable/JJ/acomp>4",
        "North/NNP/nsubj>2 describes=describe/VBZ/ROOT>0 truce/NN/dobj>2 as/IN/prep>2 unacceptable/JJ/amod>4",
    ],
)
def test_who_judges_the_topic_holds_the_judgement(stances: StanceReader, table: str) -> None:
    claim = one(stances, table)
    assert (texts(claim.holders), claim.stance) == (["North"], OPPOSE)


def test_what_stands_under_a_verb_of_opinion_is_a_guess(stances: StanceReader) -> None:
    claim = one(
        stances,
        "Roland/NNP/nsubj>2 believes=believe/VBZ/ROOT>0 South/NNP/nsubj>4 wants=want/VBZ/ccomp>2 truce/NN/dobj>4",
    )
    assert claim.guess
    assert texts(claim.holders) == ["South"]


def test_what_is_said_of_others_is_no_guess(stances: StanceReader) -> None:
    claim = one(
        stances, "Roland/NNP/nsubj>2 said=say/VBD/ROOT>0 South/NNP/nsubj>4 wants=want/VBZ/ccomp>2 truce/NN/dobj>4"
    )
    assert not claim.guess
    assert texts(claim.holders) == ["South"]


@pytest.mark.parametrize(
    "table",
    [
        # merely mentioned, given up, at another time, in a hypothesis, beyond another noun, agentless
        "North/NNP/nsubj>2 discussed=discuss/VBD/ROOT>0 truce/NN/dobj>2",
        "North/NNP/nsubj>3 previously/RB/advmod>3 demanded=demand/VBD/ROOT>0 truce/NN/dobj>3",
        "North/NNP/nsubj>2 used=use/VBD/ROOT>0 to/TO/aux>4 demand/VB/xcomp>2 truce/NN/dobj>4",
        "North/NNP/nsubj>2 wants=want/VBZ/ROOT>0 grain/NN/dobj>2 after/IN/prep>2 truce/NN/pobj>4",
        "North/NNP/nsubj>2 criticised=criticise/VBD/ROOT>0 authors=author/NNS/dobj>2 of/IN/prep>3 truce/NN/pobj>4",
        "truce/NN/nsubjpass>3 was=be/VBD/auxpass>3 rejected=reject/VBN/ROOT>0",
        "If/IN/mark>3 North/NNP/nsubj>3 wants=want/VBZ/advcl>6 truce/NN/dobj>3 it/PRP/nsubj>6 speaks=speak/VBZ/ROOT>0",
    ],
)
def test_nothing_is_read_into_what_shows_no_stance(stances: StanceReader, table: str) -> None:
    assert [(texts(c.holders), c.stance) for c in claims(stances, table) if c.holders or c.demanded] == []


def test_commitment_is_told_by_firm_and_hedging_words(stances: StanceReader) -> None:
    firm = one(stances, "North/NNP/nsubj>3 categorically/RB/advmod>3 rejects=reject/VBZ/ROOT>0 truce/NN/dobj>3")
    hedged = one(stances, "North/NNP/nsubj>3 may/MD/aux>3 accept/VB/ROOT>0 truce/NN/dobj>3")
    plain = one(stances, "North/NNP/nsubj>2 accepts=accept/VBZ/ROOT>0 truce/NN/dobj>2")
    assert [firm.commitment, hedged.commitment, plain.commitment] == [
        Commitment.FIRM,
        Commitment.HEDGED,
        Commitment.STATED,
    ]


def test_verbs_of_communication_are_the_partys_own_words_and_those_of_position_are_told(stances: StanceReader) -> None:
    urged = one(stances, "North/NNP/nsubj>2 urged=urge/VBD/ROOT>0 a/DT/det>4 truce/NN/dobj>2")
    wants = one(stances, "North/NNP/nsubj>2 wants=want/VBZ/ROOT>0 a/DT/det>4 truce/NN/dobj>2")
    assert (urged.voice, wants.voice) == (Voice.OWN, Voice.NARRATED)


def test_an_act_implements_a_stance_once_it_is_done(stances: StanceReader) -> None:
    done = one(stances, "North/NNP/nsubj>2 signed=sign/VBD/ROOT>0 truce/NN/dobj>2")
    wanted = one(stances, "North/NNP/nsubj>2 wants=want/VBZ/ROOT>0 to/TO/aux>4 sign/VB/xcomp>2 truce/NN/dobj>4")
    assert (done.implements, wanted.implements) == (True, False)


@pytest.mark.parametrize(
    ("table", "owner"),
    [
        ("North/NNP/poss>3 's/POS/case>1 sanctions=sanction/NNS/nsubj>4 hurt/VBD/ROOT>0", ["North"]),
        ("the/DT/det>3 Northern/JJ/amod>3 sanctions=sanction/NNS/nsubj>4 hurt/VBD/ROOT>0", ["Northern"]),
        ("possible/JJ/amod>3 Northern/JJ/amod>3 sanctions=sanction/NNS/nsubj>4 hurt/VBD/ROOT>0", None),
        ("the/DT/det>2 sanctions=sanction/NNS/nsubj>3 hurt/VBD/ROOT>0", None),
    ],
)
def test_who_has_what_is_owned_is_for_it(stances: StanceReader, table: str, owner: list[str] | None) -> None:
    found = list(stances.owned(tokens(parse(table), "sanctions"), 1, frozenset({"sanctions"})))
    assert [texts(claim.holders) for claim in found] == ([owner] if owner else [])
    assert all(claim.stance is SUPPORT for claim in found)


def test_only_the_nouns_that_are_owned_are_asked_for_their_owner(stances: StanceReader) -> None:
    table = "North/NNP/poss>3 's/POS/case>1 sanctions=sanction/NNS/ROOT>0"
    assert not list(stances.owned(tokens(parse(table), "sanctions"), 1, frozenset({"embargo"})))


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("first guarantees, then a truce", (0, 1)),
        ("First there must be guarantees and only then a truce", (0, 1)),
        ("guarantees, then a truce", None),
        ("first, guarantees and a truce", None),
        ("thirsty guarantees, then a truce", None),
        ("a truce first, then guarantees", None),
    ],
)
def test_first_and_then_set_two_topics_in_order(
    stances: StanceReader, text: str, order: tuple[int, int] | None
) -> None:
    hits = sorted((text.index(word), text.index(word) + len(word)) for word in ("guarantees", "truce"))
    assert stances.order(text, 0, len(text), hits) == order
