"""The models of the sections `stance`, `assessment`, `time` and `inflection` of a language file."""

from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from bot.model import Voice

Words = tuple[str, ...]
WordSet = frozenset[str]


class Section(BaseModel):
    """Base of all sections: frozen, and unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Effect(StrEnum):
    """What a cue makes of what it governs."""

    FOR = "for"
    AGAINST = "against"
    OPEN = "open"
    HOLD = "hold"
    AMEND = "amend"


class CuePos(StrEnum):
    """The word class a cue must have."""

    VERB = "verb"
    ADJECTIVE = "adj"
    NOUN = "noun"


class Cue(NamedTuple):
    """A word that says what its holder makes of what it governs."""

    word: str
    effect: Effect
    voice: Voice
    clause: bool = True
    negated: bool = False
    owned: bool = True
    alone: bool = False
    person: bool = False


class CueGroup(Section):
    """Cues of one effect; `example` is a sentence that they fit."""

    effect: Effect
    pos: CuePos
    voice: Voice
    clause: bool = Field(True, description="whether a clause of its own under it counts, not only an object")
    negated: bool = Field(False, description="counts only where it is negated: no decision")
    owned: bool = Field(
        True, description='whether what "of" joins has it (the refusal of X), not meets it (the end of X)'
    )
    alone: bool = Field(False, description="where denied, whoever says so holds it: there is no need for")
    person: bool = Field(False, description="whether it is who takes the stance: an opponent of X")
    words: Words = Field(min_length=1)
    example: str


class PhrasalGroup(Section):
    """Verbs with the particles or prepositions that decide their sense; where `negated`, only denied: "not hear of"."""

    effect: Effect
    negated: bool = False
    words: Words = Field(min_length=1)
    example: str


class PredicateGroup(Section):
    """What a form of "be" can say of a topic in several words; where `negated`, only denied: "is not on the agenda"."""

    effect: Effect
    negated: bool = False
    words: Words = Field(min_length=1)
    example: str


class Terms(Section):
    """Words by which somebody says on what terms a thing would be so, see `bot.extract.terms`.

    `openers` are phrases that open a condition, `clausal` those that do so only before a clause of what is yet to be,
    `denied` those of a clause that denies, `inverting` the verbs that do by standing before their subject. Who does a
    thing of `tying` to another, or by one of `tied_by`, makes the one depend on the other; a thing of which a word of
    `hinging` is said depends on it. A thing on terms is one of `coming` or is one of `possible`; verbs of `deciding`
    leave it open, those of `undergoing` are nobody's wish, and behind "can" only those of `consenting` are.

    See `bot.extract.bargains` for the others: `alone` open a condition where no verb is told, `none_before` one behind
    "no truce"; what follows a word of `then` waits for what comes `first`; behind one of `turns` stands what would
    follow, one of `otherwise` being a turn by itself. A phrase whose nouns are all of `times` is no term.
    """

    openers: Words
    clausal: Words
    perfect: WordSet
    denied: Words
    inverting: WordSet
    tying: WordSet
    hinging: WordSet
    tied_by: WordSet
    coming: WordSet
    possible: WordSet
    deciding: WordSet
    undergoing: WordSet
    consenting: WordSet
    alone: Words
    none_before: WordSet
    first: WordSet
    then: WordSet
    turns: WordSet
    otherwise: WordSet
    times: WordSet


class Order(Section):
    """Words that put one topic before another."""

    first: Words
    then: Words


class Stipulating(Section):
    """Words by which somebody makes a thing a condition of another, see `bot.extract.stipulated`.

    `provided` are phrases that open one, the word before the clause among them; after `even` none is made. A main
    clause with a word of `warning` tells what would follow, one of `lasting` what goes on till then, one of
    `suffering` what its subject would meet with. Clauses of `refusing` say that a thing is not done.
    """

    unless: WordSet
    until: WordSet
    provided: Words
    even: WordSet
    warning: WordSet
    lasting: WordSet
    suffering: WordSet
    refusing: WordSet


class StanceLexicon(Section):
    """How a language takes a stance."""

    cues: tuple[CueGroup, ...]
    phrasal: tuple[PhrasalGroup, ...]
    no_way: WordSet
    rhetorical: WordSet
    idioms: WordSet
    light: WordSet
    pledges: WordSet
    judging: WordSet
    own_side: WordSet
    own_heads: WordSet
    own_bodies: WordSet
    seeing: WordSet
    weighing: WordSet
    standing: Words
    preceding: WordSet
    sole: WordSet
    before: WordSet
    having_to: WordSet
    achieving: WordSet
    telling: WordSet
    ways: WordSet
    meeting: WordSet
    going_on: WordSet
    serves: WordSet
    fails: WordSet
    rewards: WordSet
    grows: WordSet
    lacking: WordSet
    both: WordSet
    unreal: WordSet
    carriers: WordSet
    obligation: WordSet
    amounting: WordSet
    manner: WordSet
    predicates: tuple[PredicateGroup, ...]
    failing: WordSet
    managing: WordSet
    spaces: WordSet
    concluding: WordSet
    occurring: WordSet
    declaring: WordSet
    ended: WordSet
    preferring: WordSet
    coping: WordSet
    expecting: WordSet
    rounds: WordSet
    necessity: WordSet
    undesirable: WordSet
    approving: WordSet
    disapproving: WordSet
    ready: WordSet
    listing: WordSet
    recalling: WordSet
    since: WordSet
    promising: WordSet
    only_denied: WordSet
    unconditional: Words
    inverting: WordSet
    due: WordSet
    improving: WordSet
    exchange: WordSet
    asking: WordSet
    takes_place: WordSet
    enacting: WordSet
    needing: WordSet
    aims: WordSet
    being: WordSet
    harm: WordSet
    keeping: WordSet
    unavoidable: WordSet
    founding: WordSet
    intents: WordSet
    rights: WordSet
    preparing: WordSet
    agenda: Words
    ascribing: WordSet
    to_come: WordSet
    about: WordSet
    placing: WordSet
    beside: WordSet
    granting: WordSet
    deadlines: WordSet
    insisting: WordSet
    going: WordSet
    doing: WordSet
    encounters: WordSet
    undone: WordSet
    asking_back: WordSet
    instead: WordSet
    letting: WordSet
    meets: WordSet
    yet: WordSet
    dropping: WordSet
    ceasing: WordSet
    getting: WordSet
    depending: WordSet
    hearsay: WordSet
    denying: WordSet
    untrue: WordSet
    true: WordSet
    possible: WordSet
    causing: WordSet
    reserving: Words
    imagining: WordSet
    wishes: WordSet
    modal_open: WordSet
    negations: WordSet
    focus: WordSet
    answers: WordSet
    airing: WordSet
    carrying: WordSet
    expletives: WordSet
    ruling_out: WordSet
    conditions: Words
    hypothetical: WordSet
    awaited: WordSet
    stipulations: WordSet
    adjuncts: WordSet
    opinions: WordSet
    standpoints: WordSet
    acts: WordSet
    firm: WordSet
    hedged: WordSet
    past_gone: WordSet
    order: Order
    stipulating: Stipulating
    terms: Terms
    frames: dict[str, Words] = Field(
        description="sentences in which each word of a list, or cue of a class, is at work"
    )

    @cached_property
    def by_word(self) -> dict[tuple[CuePos, str], Cue]:
        """Map (word class, lemma) to the cue."""
        return self._cues(negated=False)

    @cached_property
    def by_denied_word(self) -> dict[tuple[CuePos, str], Cue]:
        """Map (word class, lemma) to the cue that it is only where it is negated."""
        return self._cues(negated=True)

    def _cues(self, *, negated: bool) -> dict[tuple[CuePos, str], Cue]:
        groups = [group for group in self.cues if group.negated is negated]
        return {
            (g.pos, word): Cue(word, g.effect, g.voice, g.clause, negated, g.owned, g.alone, g.person)
            for g in groups
            for word in g.words
        }

    @cached_property
    def by_phrase(self) -> dict[str, tuple[tuple[tuple[str, ...], Cue], ...]]:
        """Map a verb to its (particles, cue) pairs, the longer first."""
        found: dict[str, list[tuple[tuple[str, ...], Cue]]] = {}
        for group in self.phrasal:
            for phrase in group.words:
                verb, *rest = phrase.split()
                found.setdefault(verb, []).append(
                    (tuple(rest), Cue(phrase, group.effect, Voice.NARRATED, negated=group.negated))
                )
        return {verb: tuple(sorted(pairs, key=lambda p: -len(p[0]))) for verb, pairs in found.items()}


class AssessmentLexicon(Section):
    """How a language says how talks are going."""

    objects: Words
    manner: Words
    alone: Words
    carried: Words
    plain: Words
    positive: Words
    guarded: Words
    negative: Words
    yielding: WordSet
    unreal: Words
    turns: Words


class TimeLexicon(Section):
    """How a language says when something was said."""

    weekdays: Words
    months: Words
    days_ago: dict[str, int]
    weeks_ago: dict[str, int]
    amounts: Words
    bygone: Words
    aside: Words
    future: Words
    announcing: Words
    reported: Words


class PronounLexicon(Section):
    """The pronouns that stand for a speaker or for somebody named before."""

    first: Words
    third: Words
    thing: Words
    many: str = Field(description="the pronoun for several: they")
    pointers: Words = Field(description="words before a noun that points back: the")
    groups: Words = Field(description="what a party without a capital is called: group, movement")
    states: Words = Field(description="what a party with a capital is called: country, kingdom")
    state_bodies: Words = Field(description="what only a party with a capital has: government, army")
    apart: Words = Field(description="words by which another one is meant: neighbouring, rival")
    blocs: Words = Field(description="what any body is called: bloc, alliance")
    members: Words = Field(description="what several parties are called, with their number: countries, leaders")
    people: Words = Field(description="those of them that are people: leaders, presidents; and they")
    numbers: dict[str, int] = Field(description="how many are meant: both, three")
    stand_in: str = Field(description="a pronoun that the parser sees in the place of a headline's first name")
    stand_in_for_many: str = Field(description="the same in the place of several names that are joined")


class QuantityLexicon(Section):
    """How a text gives a quantity that accounts can differ in; a regular expression and what it finds.

    `numbers` are those written as words. `units` maps each word for a unit, in the singular, to the unit in which it
    is compared and how many of that it is. `links` stand between a topic and its number ("consists of"), `changes` are
    those that say it has come to it, `of` those between a number and its topic. A quantity beside one of `over` is of
    the past.
    """

    pattern: str
    examples: Words
    numbers: dict[str, int]
    units: dict[str, tuple[str, int]]
    currencies: dict[str, str]
    scales: dict[str, int]
    durations: WordSet
    links: Words
    begins: Words
    ends: Words
    changes: Words
    of: Words
    determiners: WordSet
    done: Words
    about: Words
    over: Words


class Genre(Section):
    """By what articles of a kind are known: labels of their headlines, parts of their addresses, their outlets."""

    labels: Words
    paths: WordSet
    outlets: Words


class DoubtLexicon(Section):
    """What is no news: words that nobody said or that are old, and articles that invent or comment."""

    invented: Genre
    comment: Genre
    saying: Words
    misquoted: Words
    disowning: Words
    supposed: Words
    answers: Words
    outsiders: Words
    joining: Words
    telling: Words
    imagined: Words
    recalled: Words
    records: Words
    dating: Words
    ahead: Words
    resurfaced: Words
