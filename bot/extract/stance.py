"""Who takes which stance on a topic in one parsed sentence, by the cues of a language."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from bot.extract import grammar
from bot.extract.announced import announced, branded
from bot.extract.answers import AnswerLexicon, AnswerReader
from bot.extract.ascent import Ascent
from bot.extract.asserted import asserted
from bot.extract.claim import Claim
from bot.extract.cues import Cues
from bot.extract.grammar import NOUNS, VERBS
from bot.extract.sequence import exchanged, following
from bot.extract.stance_lexicon import Effect, StanceLexicon
from bot.extract.stipulated import stipulated
from bot.extract.terms import on_terms, with_terms
from bot.model import Stance, Voice

if TYPE_CHECKING:
    from spacy.tokens import Token

_BEFORE_COLON = frozenset({"ccomp", "advcl", "parataxis", "dep"})
OWNED = ("has it",)


class StanceReader:
    """Reads claims about a topic out of a parse, by the cues of a language."""

    def __init__(self, lexicon: StanceLexicon, speech: frozenset[str], answers: AnswerLexicon | None = None) -> None:
        self._cues = Cues(lexicon, speech)
        self._answers = AnswerReader(answers, self._cues) if answers is not None else None
        self._denial = _denial_pattern(lexicon)
        self._agenda = _word_pattern(lexicon.agenda)
        self._reserving = _word_pattern(lexicon.reserving)
        self._first = _word_pattern(lexicon.order.first)
        self._then = _word_pattern(lexicon.order.then)

    def claims(
        self, topic: list["Token"], sign: int, *, plain: bool = True, others: frozenset[int] = frozenset()
    ) -> Iterator[Claim]:
        """Yield the claims about the topic that the tokens name.

        `sign` is -1 where they name the topic's contrary; a phrase that is not `plain` has its own cues in it, which
        do not count again; `others` are the tokens that name other topics.
        """
        covered = frozenset(t.i for t in topic)
        heads = [t for t in topic if t.head.i not in covered or grammar.is_root(t)] or topic[-1:]
        head = next((t for t in heads if t.dep_ not in {"poss", "det", "case"}), heads[0])
        if plain:
            covered = frozenset(t.i for t in topic if t.i == head.i or self._cues.cue(t) is None)
            ends = [t for t in topic if t.i in covered and t.head.i not in covered]
            head = head if head in ends else next(iter(ends), head)
        asked = self._answers.question(head) if self._answers is not None else None
        if self._answers is not None and asked is not None:
            yield from self._answers.claims(head, asked, sign)
        risen = Ascent(self._cues, head, sign, plain=plain, covered=covered, others=others).from_topic()
        for clause in grammar.clauses_on(head):
            if clause.i not in covered:
                way = Ascent(self._cues, head, sign, plain=plain, covered=covered, others=others)
                yield from (told for told in way.from_clause(clause) if not _is_over(told, clause, risen))
        if sign > 0:
            yield from following(head, self._cues)
        yield from exchanged(head, sign, self._cues)
        found = list(stipulated(head, sign, self._cues, covered)) or risen
        if not found:
            found = [*announced(head, sign, self._cues, covered), *(() if plain else branded(head, sign, self._cues))]
            found = found or list(asserted(head, sign, self._cues, covered))
        found = [with_terms(one, head, self._cues, covered) for one in found]
        found = found or list(on_terms(head, self._cues, covered))
        for claim in found:
            told = asked is None or all(asked.is_ancestor(t) for t in (*claim.holders, *claim.triggers))
            if told and not self._cues.is_supposed(claim.triggers[-1]):
                yield claim

    def owned(self, topic: list["Token"], sign: int, nouns: frozenset[str]) -> Iterator[Claim]:
        """Yield the claim of who has what one of the nouns names ("the X sanctions"), unless it is only to come."""
        for head in topic:
            if head.pos_ != "NOUN" or head.lower_ not in nouns:
                continue
            if any(t.lower_ in self._cues.words.unreal and t.dep_ in {"amod", "det"} for t in head.children):
                return
            owners = [t for t in grammar.owners(head) if t.tag_ != "PRP$"]  # whose "its" are is not sure
            holders = grammar.with_conjuncts(owners)
            if holders:
                stance = Stance.SUPPORT if sign > 0 else Stance.OPPOSE
                yield Claim(holders, stance, (head,), OWNED, voice=Voice.NARRATED)

    def lasts(self, time: "Token") -> bool:
        """Return whether what is so since a time still lasts: "since the attack in 2012 X has wanted"."""
        return any(t.dep_ == "prep" and t.lower_ in self._cues.words.since for t in time.ancestors)

    def above(self, predicate: "Token") -> Iterator["Token"]:
        """Yield the word and all that governs it, but for a verb that judges by it: "called the talks constructive"."""
        judging = self._judging(predicate)
        yield predicate
        yield from (t for t in predicate.ancestors if judging is None or t.i != judging.i)

    def _judging(self, predicate: "Token") -> "Token | None":
        """Return the verb that judges by the word or one that it is joined to: "found them frank and useful"."""
        first = grammar.first_joined(predicate)
        if first.dep_ == "amod" and first.i > first.head.i and first.head.dep_ == "dobj":
            first = first.head  # "called the talks good and useful", as small pipelines see it
        elif first.dep_ not in {"oprd", "acomp", "ccomp"}:
            return None
        return first.head if first.head.lemma_.lower() in self._cues.words.judging else None

    def is_hearsay(self, token: "Token") -> bool:
        """Return whether the word stands under reports or claims of others: "dismissed reports that"."""
        return any(t.pos_ in NOUNS and self._cues.is_hearsay(t) for t in token.ancestors)

    def undergoing(self, topic: Sequence["Token"]) -> list["Token"]:
        """Return to whom what the topic names is done, "X faces sanctions" among it."""
        met = [t.head for t in topic if t.dep_ == "dobj" and t.head.lemma_.lower() in self._cues.words.getting]
        return grammar.undergoing(topic) + [t for verb in met for t in grammar.subjects(verb)]

    def sayings(self, tokens: Iterable["Token"]) -> Iterator[tuple["Token", "Token"]]:
        """Yield (subject, head of the clause) wherever a verb of saying governs what is said."""
        for verb in tokens:
            if verb.pos_ not in VERBS:
                continue
            yield from self._standpoint(verb)
            if self._cues.is_speech(verb):
                clauses = [t for t in verb.children if t.dep_ == "ccomp"]
                if not clauses and verb.dep_ == "pcomp" and verb.head.lower_ == "as":
                    quoted = verb.head.head  # "…, X was quoted as saying"
                    ahead = [t for t in quoted.children if t.dep_ == "ccomp" and t.i < quoted.i]
                    yield from ((s, t) for s in grammar.passive_subjects(quoted)[:1] for t in ahead[:1])
                going_on = verb.dep_ == "xcomp" and verb.head.pos_ in VERBS  # "keeps saying that"
                beside = verb.dep_ == "advcl" and verb.tag_ == "VBG" and grammar.is_root(verb.head)
                joined = (beside or verb.dep_ == "conj") and verb.head.pos_ in VERBS  # "dismissed it and said that"
                told = grammar.subjects(verb) or (grammar.subjects(verb.head) if going_on else [])
                for subject in (told or (grammar.clause_subjects(verb.head) if joined else []))[:1]:
                    yield from ((subject, clause) for clause in clauses[:1])

    def tells(self, verb: "Token") -> bool:
        """Return whether the word is a verb of saying."""
        return self._cues.is_speech(verb)

    def _standpoint(self, verb: "Token") -> Iterator[tuple["Token", "Token"]]:
        """Yield (owner, head of the clause) of "X's position is that there will be no truce"."""
        clauses = [t for t in verb.children if t.dep_ == "ccomp" and t.i > verb.i]
        views = [t for t in grammar.subjects(verb) if t.lemma_.lower() in self._cues.words.standpoints]
        owners = [t for view in views for t in grammar.owners(view)]
        yield from ((owner, clause) for owner in owners[:1] for clause in clauses[:1])

    def reserve(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return where a text takes back half of a stance: "…, but only if the borders are drawn"."""
        found = self._reserving.search(text, start, end)
        return (found.start(), end) if found else None

    def is_agenda(self, text: str, start: int, end: int) -> bool:
        """Return whether the text says before a place that it lists what is discussed (codebook, decision 10)."""
        return self._agenda.search(text, start, end) is not None

    def denial(self, text: str, start: int, end: int) -> tuple[int, int, int] | None:
        """Return where a sentence tells reports that it calls untrue, where these words begin, and where they end."""
        found = self._denial.search(text, start, end)
        return (found.start(), found.start("untrue"), found.end()) if found else None

    def teller(self, claim: Claim) -> "Token | None":
        """Return the subject of a clause before a colon, behind which the claim is told: "They shout: X must go"."""
        for verb in grammar.verbs_over(claim.triggers[-1]):
            for before in (t for t in verb.children if t.i < verb.i and t.pos_ == "VERB" and t.dep_ in _BEFORE_COLON):
                told = [t for t in before.subtree if t.dep_ in grammar.SUBJECTS]
                if told and any(t.text == ":" for t in verb.doc[before.i : verb.i]):
                    return told[0]
        return None

    def effect(self, token: "Token") -> Effect | None:
        """Return what the word makes of what it governs, if it is a cue."""
        cue = self._cues.cue(token)
        return cue.effect if cue is not None else None

    def order(self, text: str, start: int, end: int, hits: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        """Return the numbers of the hits that the text sets first and then, or None."""
        first = self._first.search(text, start, end)
        then = self._then.search(text, first.end(), end) if first else None
        if first is None or then is None:
            return None
        before = [i for i, (a, _) in enumerate(hits) if first.end() <= a < then.start()]
        after = [i for i, (a, _) in enumerate(hits) if a >= then.end()]
        return (before[0], after[0]) if before and after else None


def _is_over(told: Claim, clause: "Token", risen: Sequence[Claim]) -> bool:
    """Return whether a clause only tells what was before: "X lifts the sanctions that it imposed"."""
    itself = all(t.pos_ == "PRON" for t in told.holders)
    return itself and clause.tag_ in {"VBD", "VBN"} and any(claim.stance is not told.stance for claim in risen)


def _denial_pattern(lexicon: StanceLexicon) -> re.Pattern[str]:
    nouns, untrue = ("|".join(map(re.escape, sorted(words))) for words in (lexicon.hearsay, lexicon.untrue))
    denied = rf"(?P<untrue>\s(?:is|are|was|were)\s(?:\w+\s)?(?:{untrue}))\b"
    return re.compile(rf"\b(?:{nouns})s?\s+that\s[^.;]{{1,300}}?{denied}", re.IGNORECASE)


def _word_pattern(phrases: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(map(re.escape, phrases)) + r")\b", re.IGNORECASE)
