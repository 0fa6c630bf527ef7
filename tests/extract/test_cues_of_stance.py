"""Stance words are told by lemma and word class, with their particles and negations, on parses written by hand."""

import pytest
from fakes.freedonia import language
from fakes.parses import parse, tokens

from bot.extract.cues import Cues
from bot.extract.stance_lexicon import Effect


@pytest.fixture(scope="module")
def cues() -> Cues:
    return Cues(language().stance, frozenset({"said", "say", "told"}))


@pytest.mark.parametrize(
    ("table", "word", "effect"),
    [
        ("Freedonia/NNP/nsubj>2 wants=want/VBZ/ROOT>0 peace/NN/dobj>2", "wants", Effect.FOR),
        ("Freedonia/NNP/nsubj>2 rejected=reject/VBD/ROOT>0 peace/NN/dobj>2", "rejected", Effect.AGAINST),
        ("Freedonia/NNP/nsubj>2 ruled=rule/VBD/ROOT>0 out/RP/prt>2 peace/NN/dobj>2", "ruled", Effect.AGAINST),
        ("Freedonia/NNP/nsubj>2 ruled=rule/VBD/ROOT>0 peace/NN/dobj>2 out/RP/prt>2", "ruled", Effect.AGAINST),
        ("Freedonia/NNP/nsubj>2 called=call/VBD/ROOT>0 for/IN/prep>2 peace/NN/pobj>3", "called", Effect.FOR),
        ("Freedonia/NNP/nsubj>2 called=call/VBD/ROOT>0 off/RP/prt>2 talks=talk/NNS/dobj>2", "called", Effect.AGAINST),
        ("Freedonia/NNP/nsubj>2 is=be/VBZ/ROOT>0 unwilling/JJ/acomp>2", "unwilling", Effect.AGAINST),
        ("the/DT/det>2 rejection/NN/ROOT>0 of/IN/prep>2 peace/NN/pobj>3", "rejection", Effect.AGAINST),
        ("Freedonia/NNP/nsubj>2 threatens=threaten/VBZ/ROOT>0 war/NN/dobj>2", "threatens", Effect.HOLD),
        ("Freedonia/NNP/nsubj>2 considers=consider/VBZ/ROOT>0 peace/NN/dobj>2", "considers", Effect.OPEN),
    ],
)
def test_a_cue_is_told_by_its_lemma_class_and_particles(cues: Cues, table: str, word: str, effect: Effect) -> None:
    found = cues.cue(tokens(parse(table), word)[0])
    assert found is not None
    assert found.effect is effect


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ("Freedonia/NNP/nsubj>2 sings=sing/VBZ/ROOT>0", "sings"),
        ("the/DT/det>2 want/NN/ROOT>0 of/IN/prep>2 bread/NN/pobj>3", "want"),
        ("the/DT/det>2 clarity/NN/ROOT>0 on/IN/prep>2 peace/NN/pobj>3", "clarity"),
        ("Freedonia/NNP/ROOT>0", "Freedonia"),
    ],
)
def test_other_words_are_no_cues(cues: Cues, table: str, word: str) -> None:
    assert cues.cue(tokens(parse(table), word)[0]) is None


def test_some_nouns_are_cues_only_where_they_are_negated(cues: Cues) -> None:
    found = cues.cue(tokens(parse("no/DT/det>2 decision/NN/ROOT>0 on/IN/prep>2 peace/NN/pobj>3"), "decision")[0])
    assert found is not None
    assert found.effect is Effect.OPEN


@pytest.mark.parametrize(
    ("table", "negated"),
    [
        ("It/PRP/nsubj>4 does=do/VBZ/aux>4 not/RB/neg>4 want/VB/ROOT>0 peace/NN/dobj>4", True),
        ("It/PRP/nsubj>3 never/RB/neg>3 wanted=want/VBD/ROOT>0 peace/NN/dobj>3", True),
        ("It/PRP/nsubj>3 hardly/RB/advmod>3 wants=want/VBZ/ROOT>0 peace/NN/dobj>3", True),
        ("Nobody/NN/nsubj>2 wants=want/VBZ/ROOT>0 peace/NN/dobj>2", True),
        ("No/DT/det>2 side/NN/nsubj>3 wants=want/VBZ/ROOT>0 peace/NN/dobj>3", True),
        ("It/PRP/nsubj>4 no/RB/neg>3 longer/RB/advmod>4 wants=want/VBZ/ROOT>0 peace/NN/dobj>4", True),
        ("It/PRP/nsubj>2 wants=want/VBZ/ROOT>0 peace/NN/dobj>2", False),
        ("It/PRP/nsubj>4 not/RB/preconj>4 only/RB/advmod>2 wants=want/VBZ/ROOT>0 peace/NN/dobj>4", False),
        ("It/PRP/nsubj>3 surely/RB/advmod>3 wants=want/VBZ/ROOT>0 peace/NN/dobj>3", False),
        ("It/PRP/nsubj>2 wants=want/VBZ/ROOT>0 no/DT/det>4 war/NN/dobj>2", False),
    ],
)
def test_a_verb_is_negated_by_its_adverb_or_subject(cues: Cues, table: str, negated: bool) -> None:
    verb = next(t for t in parse(table) if t.lemma_ == "want")
    assert cues.negated(verb) is negated


def test_a_negation_that_belongs_to_the_topic_itself_can_be_left_out(cues: Cues) -> None:
    doc = parse("no/DT/det>2 truce/NN/ROOT>0")
    assert cues.negated(doc[1])
    assert not cues.negated(doc[1], besides=frozenset({0}))


def test_what_was_once_so_is_given_up(cues: Cues) -> None:
    once = parse("It/PRP/nsubj>3 previously/RB/advmod>3 demanded=demand/VBD/ROOT>0 peace/NN/dobj>3")
    noun = parse("its=its/PRP$/poss>3 former/JJ/amod>3 demand/NN/ROOT>0")
    now = parse("It/PRP/nsubj>3 now/RB/advmod>3 demands=demand/VBZ/ROOT>0 peace/NN/dobj>3")
    assert cues.given_up(once[2])
    assert cues.given_up(noun[2])
    assert not cues.given_up(now[2])


def test_verbs_of_saying_are_known_by_form_or_lemma(cues: Cues) -> None:
    doc = parse("He/PRP/nsubj>2 said=say/VBD/ROOT>0 she/PRP/nsubj>4 wants=want/VBZ/ccomp>2 it/PRP/dobj>4")
    assert cues.is_speech(doc[1])
    assert not cues.is_speech(doc[3])


@pytest.mark.parametrize(
    ("table", "effect"),
    [
        ("It/PRP/nsubj>2 helps=help/VBZ/ROOT>0", 1),
        ("It/PRP/nsubj>4 does=do/VBZ/aux>4 not/RB/neg>4 help/VB/ROOT>0", -1),
        ("It/PRP/nsubj>2 harms=harm/VBZ/ROOT>0 all/DT/dobj>2", -1),
        ("It/PRP/nsubj>2 helped=help/VBD/ROOT>0", 0),
        ("It/PRP/nsubj>3 might/MD/aux>3 help/VB/ROOT>0", 0),
        ("It/PRP/nsubj>2 sings=sing/VBZ/ROOT>0", 0),
    ],
)
def test_a_verb_may_say_what_its_subject_is_good_for(cues: Cues, table: str, effect: int) -> None:
    verb = next(t for t in parse(table) if t.dep_ == "ROOT")
    assert cues.effect_of(verb) == effect


def test_must_and_should_oblige(cues: Cues) -> None:
    assert cues.auxiliaries_oblige(parse("It/PRP/nsubj>3 must/MD/aux>3 end/VB/ROOT>0")[2])
    assert not cues.auxiliaries_oblige(parse("It/PRP/nsubj>3 will/MD/aux>3 end/VB/ROOT>0")[2])


@pytest.mark.parametrize(
    ("table", "condition"),
    [
        (
            "It/PRP/nsubj>2 accepts=accept/VBZ/ROOT>0 truce/NN/dobj>2 if/IN/mark>6 we/PRP/nsubj>6 leave/VBP/advcl>2",
            "if we leave",
        ),
        (
            "accept/VB/ROOT>0 truce/NN/dobj>1 in/IN/prep>1 exchange/NN/pobj>3 for/IN/prep>4 grain/NN/pobj>5",
            "in exchange for grain",
        ),
        (
            "accept/VB/ROOT>0 truce/NN/dobj>1 only/RB/advmod>4 after/IN/prep>1 talks/NNS/pobj>4",
            "only after talks",
        ),
        ("It/PRP/nsubj>2 wants=want/VBZ/ROOT>0 truce/NN/dobj>2 after/IN/prep>2 lunch/NN/pobj>4", None),
    ],
)
def test_a_condition_is_what_certain_words_open(cues: Cues, table: str, condition: str | None) -> None:
    doc = parse(table)
    verb, topic = next(t for t in doc if t.dep_ == "ROOT"), tokens(doc, "truce")[0]
    found = cues.condition(verb, topic)
    assert (doc[found[0].i : found[1].i + 1].text if found else None) == condition


def test_the_topic_itself_is_no_condition_of_its_own(cues: Cues) -> None:
    doc = parse("It/PRP/nsubj>3 will/MD/aux>3 stop/VB/ROOT>0 if/IN/mark>6 truce/NN/nsubj>6 holds=hold/VBZ/advcl>3")
    assert cues.condition(doc[2], doc[4]) is None


def test_a_noun_may_be_said_to_lack_something(cues: Cues) -> None:
    doc = parse("a/DT/det>2 truce/NN/ROOT>0 without/IN/prep>2 guarantees=guarantee/NNS/pobj>3")
    found = cues.lack(doc[1])
    assert found is not None
    assert doc[found[0].i : found[1].i + 1].text == "without guarantees"
    assert cues.lack(parse("a/DT/det>2 truce/NN/ROOT>0 with/IN/prep>2 guarantees=guarantee/NNS/pobj>3")[1]) is None
