"""Every cue of the language file is shown at work by its example, read with the real pipeline."""

import pytest
from fakes.freedonia import language, stances, statements

from bot.extract.stance_lexicon import CueGroup, Effect, PhrasalGroup, PredicateGroup
from bot.model import Stance, Voice

TAKES = {
    Effect.FOR: Stance.SUPPORT,
    Effect.AGAINST: Stance.OPPOSE,
    Effect.OPEN: Stance.NONCOMMITTAL,
    Effect.HOLD: Stance.CONDITIONAL,
    Effect.AMEND: Stance.CONDITIONAL,
}
GROUPS: list[CueGroup | PhrasalGroup] = [*language().stance.cues, *language().stance.phrasal]


@pytest.mark.parametrize("group", GROUPS, ids=[group.example for group in GROUPS])
def test_the_example_of_a_cue_shows_the_stance_of_its_effect(group: CueGroup | PhrasalGroup) -> None:
    assert stances(group.example) == {"freedonia": TAKES[group.effect]}


@pytest.mark.parametrize("group", language().stance.cues, ids=[group.example for group in language().stance.cues])
def test_the_example_of_a_cue_shows_its_voice(group: CueGroup) -> None:
    (one,) = statements(group.example)
    assert one.voice in {group.voice, Voice.OWN}


@pytest.mark.parametrize("group", GROUPS, ids=[group.example for group in GROUPS])
def test_the_example_of_a_cue_holds_one_of_its_words(group: CueGroup | PhrasalGroup) -> None:
    (one,) = statements(group.example)
    assert one.evidence[0].text == group.example
    triggers = {span.text.lower() for span in one.triggers}
    heads = {word.split()[-1 if word.startswith(("be ", "not ")) else 0] for word in group.words}
    assert any(trigger[:4] == head[:4] for trigger in triggers for head in heads), (triggers, sorted(heads))


@pytest.mark.parametrize("group", language().stance.predicates, ids=[g.example for g in language().stance.predicates])
def test_the_example_of_a_predicate_shows_the_stance_of_its_effect(group: PredicateGroup) -> None:
    assert stances(group.example) == {"freedonia": TAKES[group.effect]}
    said = group.example.replace(" the ", " ").replace(" a ", " ")  # the phrases are without articles
    assert any(phrase in said for phrase in group.words)
