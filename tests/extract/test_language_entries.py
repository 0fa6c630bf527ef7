"""Every cue and word of the stance section is shown at work: in one of its frames it makes a difference."""

from collections.abc import Iterator
from functools import cache

import pytest
from fakes.freedonia import language, reader
from spacy.tokens import Doc

from bot.extract.lexicon import enumerate_forms
from bot.extract.stance import StanceReader
from bot.extract.stance_lexicon import CueGroup, Effect, PhrasalGroup, StanceLexicon
from bot.extract.syntax import Prepared, Syntax
from bot.model import Stance
from bot.settings import ReadingRules

pytestmark = pytest.mark.no_cover

LEXICON = language().stance
TAKES = {
    Effect.FOR: Stance.SUPPORT,
    Effect.AGAINST: Stance.OPPOSE,
    Effect.OPEN: Stance.NONCOMMITTAL,
    Effect.HOLD: Stance.CONDITIONAL,
    Effect.AMEND: Stance.CONDITIONAL,
}
SPEECH = frozenset({"say", "said", "tell", "told", "claim", "argue", "predict", "estimate", "allege", "ask", "warn"})
CUES: list[tuple[CueGroup | PhrasalGroup, str]] = [
    *((group, word) for group in LEXICON.cues for word in group.words),
    *((group, word) for group in LEXICON.phrasal for word in group.words),
]
LISTS = [name for name in LEXICON.frames if isinstance(getattr(LEXICON, name, None), frozenset | tuple)]
WORDS = [(name, word) for name in LISTS if name != "phrasal" for word in sorted(getattr(LEXICON, name))]


@cache
def syntax() -> Syntax:
    return Syntax(ReadingRules().pipeline, language().lemmas)


@cache
def doc(text: str) -> Doc:
    (parsed,) = syntax().parse([Prepared(text, 0, len(text))])
    return parsed.doc


def filled(frame: str, word: str) -> str:
    """Return the frame with the word, inflected as it asks."""
    head, _, rest = word.partition(" ")
    forms = dict(reversed(enumerate_forms(head, language().attribution.irregular.get(head))))
    if head == "be":
        forms = {0: "be", 1: "is", 2: "been", 3: "being"}
    for kind, mark in enumerate(("{}", "{s}", "{ed}", "{ing}")):
        frame = frame.replace(mark, word if kind == 0 else f"{forms.get(kind, head)} {rest}".rstrip())
    return frame


def read(lexicon: StanceLexicon, text: str) -> tuple[object, ...]:
    """Return all that the reader finds of a truce in the text, tokens by their words."""
    stances = StanceReader(lexicon, SPEECH)
    topic = [token for token in doc(text) if token.lower_.startswith("truce")][:1]
    claims = tuple(stances.claims(topic, 1)) if topic else ()
    reserved = stances.reserve(text, 0, len(text))
    told = tuple(stances.sayings(doc(text)))
    return (claims, tuple(stances.undergoing(topic)), stances.denial(text, 0, len(text)), reserved, told)


def without(group: CueGroup | PhrasalGroup, word: str) -> StanceLexicon:
    """Return the lexicon without the cue."""
    left = group.model_copy(update={"words": tuple(w for w in group.words if w != word)})
    data = {name: getattr(LEXICON, name) for name in StanceLexicon.model_fields}
    for name in ("cues", "phrasal"):
        data[name] = tuple(left if one is group else one for one in data[name])
    return StanceLexicon.model_construct(**data)


def shown(group: CueGroup | PhrasalGroup, word: str) -> Iterator[str]:
    """Yield the sentences that show the stance of the cue's effect with the cue, and something else without it."""
    key = f"{'denied ' * group.negated}{'phrasal' if isinstance(group, PhrasalGroup) else group.pos}"
    for frame in LEXICON.frames[key]:
        negated = word.startswith("not ")
        text = filled(frame.replace("{s}", "did not {}") if negated else frame, word.removeprefix("not "))
        found, other = read(LEXICON, text), read(without(group, word), text)
        if found != other and any(claim.stance is TAKES[group.effect] for claim in found[0]):  # type: ignore[attr-defined]
            yield text


@pytest.mark.parametrize(("group", "word"), CUES, ids=[f"{word} ({group.effect})" for group, word in CUES])
def test_a_cue_is_at_work_in_one_of_its_frames(group: CueGroup | PhrasalGroup, word: str) -> None:
    assert next(shown(group, word), None) is not None, "no frame shows this cue: give one, or remove it"


@pytest.mark.parametrize(("name", "word"), WORDS, ids=[f"{name}: {word}" for name, word in WORDS])
def test_a_word_makes_a_difference_in_one_of_its_frames(name: str, word: str) -> None:
    words = getattr(LEXICON, name)
    less = LEXICON.model_copy(update={name: type(words)(w for w in words if w != word)})
    texts = [filled(frame, word) for frame in LEXICON.frames[name]]
    assert any(read(LEXICON, text) != read(less, text) for text in texts), "no frame shows this word"


def test_every_list_of_words_has_frames() -> None:
    others = {
        "agenda",
        "both",
        "own_side",
        "unreal",
        "own_heads",
        "own_bodies",
        "predicates",
        "meeting",
        "going_on",
        "doing",
        "encounters",
        "concluding",
        "rounds",
        "judging",
        "frames",
        "idioms",
    }  # shown in tests of whole sentences
    lists = {name for name, value in LEXICON if isinstance(value, frozenset | tuple)} - {
        "cues",
        "phrasal",
        "predicates",
    }
    assert lists - others <= set(LEXICON.frames)


def test_the_reader_of_the_frames_is_the_shipped_one() -> None:
    assert reader().dossier.party_by_id
